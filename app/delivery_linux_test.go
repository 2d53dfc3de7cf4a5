package main

import (
	"crypto/rand"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The folder is full: nothing half written stays, work goes on, and when there is room again the log is delivered.
func TestTheDeliveryFolderIsFull(t *testing.T) {
	c := newCourier(t)
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("mounting a small file system:", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, 0) })
	c.d.settings.Folder, c.r.folder = folder, folder
	c.work(400)
	filler := filepath.Join(folder, "filler")
	c.must(os.WriteFile(filler, make([]byte, 40<<10), 0o600))
	if s := c.look(24, 18); s.Code != juki.DeliveryFolder || s.Delivered.Size != 0 {
		t.Errorf("%+v", s)
	}
	if files := c.files(); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
	c.work(1) // the counter works on
	c.must(os.Remove(filler))
	c.must(syscall.Mount("tmpfs", folder, "tmpfs", syscall.MS_REMOUNT, "size=1m"))
	if s := c.look(24, 19); s.Code != "" || s.Delivered.Size == 0 {
		t.Errorf("%+v", s)
	}
	c.must(c.r.receive())
}

// deliveryChild makes this test binary deliver, and kill itself at some moment of it.
const deliveryChild = "MADOGUCHI_TEST_DELIVERY"

func TestDeliveryChild(t *testing.T) {
	dir := os.Getenv(deliveryChild)
	if dir == "" {
		return
	}
	must(t, withData(dir, func(m *Main) error {
		d := m.newDeliverer()
		d.noted = map[noted]bool{}
		go func() {
			time.Sleep(time.Duration(mathrand.IntN(40)) * time.Millisecond)
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}()
		for range 20 {
			if err := d.deliver(t.Context()); err != nil {
				return err
			}
		}
		return nil
	}))
}

// The program is killed while it delivers, again and again: whatever lies in the folder under its name is whole, and the receiver gets
// every record.
func TestTheProgramIsKilledWhileItDelivers(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	r, err := openReceiver(t.TempDir(), time.Now)
	must(t, err)
	settings := defaultSettings()
	settings.Delivery = DeliverySettings{Folder: out, Receipts: t.TempDir(), Receiver: r.key.VerifierKey()}
	must(t, settings.write(dir))
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: defaultKeys(dir)}
	must(t, m.openData())
	for range 20 {
		var part []oplog.Record
		for range 500 {
			part = append(part, oplog.Record{Time: m.Now(), Event: oplog.ServiceLost})
		}
		must(t, m.db.Record(t.Context(), part...))
	}
	r.keys = []string{m.db.VerifierKey()}
	must(t, m.db.Close())
	r.folder, r.receipts = out, settings.Delivery.Receipts
	halves := 0
	for range 12 {
		child := exec.Command(os.Args[0], "-test.run=^TestDeliveryChild$")
		child.Env = append(os.Environ(), deliveryChild+"="+dir)
		_ = child.Run()
		entries, err := os.ReadDir(out)
		must(t, err)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), partialName) {
				halves++
			}
		}
		if err := r.receive(); err != nil {
			t.Fatalf("what a killed program left is refused: %v", err)
		}
		must(t, withData(dir, func(m *Main) error { return m.newDeliverer().readReceipts(t.Context()) }))
	}
	var size int64
	must(t, withData(dir, func(m *Main) error {
		if err := m.newDeliverer().deliver(t.Context()); err != nil {
			return err
		}
		head, err := m.db.Checkpoint(t.Context())
		size = head.Size
		return err
	}))
	must(t, r.receive())
	last, _, err := r.last(filepath.Join(r.dir, strings.ReplaceAll(settings.origin(), "/", "_")), [32]byte{})
	must(t, err)
	if last.receipt.Size != size-1 { // all but the record of the last delivery
		t.Errorf("the receiver has %d records of %d", last.receipt.Size, size)
	}
	if halves == 0 {
		t.Log("no copy was half done when it was killed")
	}
}
