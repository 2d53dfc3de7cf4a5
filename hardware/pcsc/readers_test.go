//go:build linux

package pcsc_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
)

// bench is the driver over a real pcscd with simulated readers.
type bench struct {
	*pcsc.Readers
	*ifd.Service
	t *testing.T
}

func (b bench) StopService() { b.must(b.Service.StopService()) }

func (b bench) StartService() { b.must(b.Service.StartService(context.Background())) }

func (b bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// workDir is the short folder of this run's sockets; libpcsclite reads its environment only once,
// so every pcscd of this process uses the same one.
var workDir string

func TestMain(m *testing.M) {
	code, err := inWorkDir(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func inWorkDir(run func() int) (int, error) {
	dir, err := os.MkdirTemp("", "pcsc")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	workDir = dir
	socket, err := ifd.SocketPath(dir, true)
	if err != nil {
		return 1, err
	}
	if err := os.Setenv("PCSCLITE_CSOCK_NAME", socket); err != nil {
		return 1, err
	}
	return run(), nil
}

func newBench(t *testing.T) bench {
	t.Helper()
	service, err := ifd.Start(t.Context(), ifd.Config{
		Dir: workDir, Readers: []string{"Operator Reader", "Customer Reader"}, Private: true, Log: t.Output(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := service.Close(); err != nil {
			t.Error(err)
		}
	})
	return bench{Readers: pcsc.New(), Service: service, t: t}
}

func TestTheDriverKeepsTheContract(t *testing.T) {
	hardwaretest.RunReaders(t, func(t *testing.T) hardwaretest.Bench { return newBench(t) })
}

func TestACrashedServiceIsFoundAgain(t *testing.T) {
	b := newBench(t)
	reader := b.Names()[0]
	card, err := sim.NewFactory().Sample("delivered")
	b.must(err)
	b.must(b.Insert(reader, card))
	b.must(b.Settle(t.Context()))
	ch := b.Watch(t.Context())
	for range 3 {
		session, err := b.Open(t.Context(), reader)
		b.must(err)
		b.must(b.Kill())
		awaitService(t, ch, false)
		_, err = session.Transmit(t.Context(), hardware.Command{INS: 0x20, P2: 0x98})
		if !errors.Is(err, hardware.ServiceMissing) {
			t.Errorf("a session after the crash: %v", err)
		}
		_ = session.Close()
		b.StartService()
		awaitService(t, ch, true)
		b.must(b.Settle(t.Context()))
	}
}

func awaitService(t *testing.T, ch <-chan hardware.Snapshot, up bool) {
	t.Helper()
	for {
		select {
		case s := <-ch:
			if s.ServiceUp == up {
				return
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no snapshot says that the service is up: %v", up)
		}
	}
}

// A program opens a reader while the monitor waits: neither may hold up the other.
func TestTheMonitorHoldsUpNobody(t *testing.T) {
	b := newBench(t)
	_ = b.Watch(t.Context())
	factory := sim.NewFactory()
	for _, reader := range b.Names() {
		card, err := factory.Sample("delivered")
		b.must(err)
		b.must(b.Insert(reader, card))
	}
	b.must(b.Settle(t.Context()))
	slow := b.Service.Card(b.Names()[0])
	first, err := b.Open(t.Context(), b.Names()[0])
	b.must(err)
	release := slow.Hold()
	defer release()
	answered := make(chan error, 1)
	go func() {
		_, err := first.Transmit(t.Context(), hardware.Command{INS: 0x20, P2: 0x98})
		answered <- err
	}()
	second, err := b.Open(t.Context(), b.Names()[1])
	b.must(err)
	_, err = second.Transmit(t.Context(), hardware.Command{INS: 0x84, Le: 8})
	b.must(err)
	b.must(second.Close())
	release()
	b.must(<-answered)
	b.must(first.Close())
}
