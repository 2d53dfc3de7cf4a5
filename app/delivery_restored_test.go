package main

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// The terminal is restored from a backup that is older than the last delivery. Under its new key it delivers anew: the receiver asks for the new key
// by name, takes the log when it is given, and says which records are on its own shelf alone. Then the days go on as parts.
func TestARestoredTerminalDelivers(t *testing.T) {
	c := newCourier(t)
	key, err := store.NewRecoveryKey(rand.Reader)
	c.must(err)
	c.must(c.m.db.KeepRecoveryKey(t.Context(), key, "S001", "S002"))
	b, err := c.m.backUp(t.Context(), "S001")
	c.must(err)
	c.work(7)
	c.look(24, 18)
	c.must(c.r.receive())
	c.look(24, 19)
	delivered := c.confirmed()
	if delivered < b.Head.Size+7 {
		t.Fatalf("%d records were delivered, %d backed up", delivered, b.Head.Size)
	}
	settings := c.m.settings.Delivery
	c.must(c.m.db.Close())

	r, out := restoreFor(t, b.Path, key.Text())
	r.now = c.m.Now
	if err := r.restore(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.m = &Main{Dir: r.dir, Now: c.m.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(r.dir, "terminal.key"))}
	c.must(c.m.openData())
	t.Cleanup(func() { _ = c.m.db.Close() })
	c.m.settings.Delivery = settings
	c.begin()
	c.look(25, 18)
	name := c.files()[0]
	if err := c.r.receive(); !errors.Is(err, errNotReceived) || !strings.Contains(c.said.String(), errNewKey.Error()+": "+c.m.db.VerifierKey()) {
		t.Errorf("%v: %s", err, c.said.String())
	}
	c.r.keys = []string{c.m.db.VerifierKey()}
	c.said.Reset()
	if err := c.r.receive(); err != nil || !strings.Contains(c.said.String(), "復元のときに端末から失われました") ||
		!strings.Contains(c.said.String(), "記録 "+thousands(b.Head.Size)+" から") || !strings.Contains(c.said.String(), "28225.madoguchi_terminal-01)") {
		t.Fatalf("%v: %s", err, c.said.String())
	}
	if _, err := os.Stat(filepath.Join(c.r.receipts, name+receiptExtension)); err != nil {
		t.Error(err)
	}
	c.look(25, 19)
	c.work(3)
	c.said.Reset()
	if s := c.look(26, 18); s.Code != "" || !strings.HasSuffix(c.files()[0], partExtension) {
		t.Errorf("the day after: %+v, %v", s, c.files())
	}
	if err := c.r.receive(); err != nil {
		t.Errorf("%v: %s", err, c.said.String())
	}
}

// Who puts a handover before a log that is not the one that was received is refused: a fork under another key is a fork.
func TestAHandoverDoesNotHideAFork(t *testing.T) {
	c := newCourier(t)
	c.work(5)
	c.look(24, 18)
	c.must(c.r.receive())
	fork := newCourier(t) // the same key and origin, another history
	key, err := store.NewRecoveryKey(rand.Reader)
	c.must(err)
	c.must(fork.m.db.KeepRecoveryKey(t.Context(), key, "S001", "S002"))
	fork.work(40)
	b, err := fork.m.backUp(t.Context(), "S001")
	c.must(err)
	c.must(fork.m.db.Close())
	r, out := restoreFor(t, b.Path, key.Text())
	r.now = fork.m.Now
	if err := r.restore(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	settings := c.m.settings.Delivery
	again := &Main{Dir: r.dir, Now: c.m.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(r.dir, "terminal.key"))}
	c.must(again.openData())
	t.Cleanup(func() { _ = again.db.Close() })
	again.settings.Delivery = settings
	c.m = again
	c.begin()
	if s := c.look(25, 18); s.Code == juki.DeliveryFolder {
		t.Fatalf("%+v", s)
	}
	c.r.keys = []string{again.db.VerifierKey()}
	c.said.Reset()
	if err := c.r.receive(); !errors.Is(err, errNotReceived) || !strings.Contains(c.said.String(), errForked.Error()) {
		t.Errorf("%v: %s", err, c.said.String())
	}
}
