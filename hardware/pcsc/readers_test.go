//go:build linux

package pcsc_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/pcsc"
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
