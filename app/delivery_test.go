package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// courier is a terminal with a delivery folder, and the side that receives.
type courier struct {
	*logRoom
	d    *deliverer
	r    *receiver
	said bytes.Buffer
	mu   sync.Mutex
	last clerk.Delivery
}

func newCourier(t *testing.T) *courier {
	t.Helper()
	c := &courier{logRoom: newLogRoom(t)}
	var err error
	c.r, err = openReceiver(t.TempDir(), func() time.Time { return c.now })
	c.must(err)
	c.r.folder, c.r.receipts, c.r.keys, c.r.out = t.TempDir(), t.TempDir(), []string{c.m.db.VerifierKey()}, &c.said
	c.m.settings.Delivery = DeliverySettings{Folder: c.r.folder, Receipts: c.r.receipts, Receiver: c.r.key.VerifierKey(), At: "18:00"}
	c.begin()
	return c
}

// begin is a start of the program.
func (c *courier) begin() {
	c.m.delivery = c.m.newDeliverer()
	c.d = c.m.delivery
	c.d.tell = func(s clerk.Delivery) {
		c.mu.Lock()
		c.last = s
		c.mu.Unlock()
	}
}

// look lets the deliverer look once at a time of the day.
func (c *courier) look(day, hour int) clerk.Delivery {
	c.Helper()
	c.now = juki.Date{Year: 2026, Month: 11, Day: day}.At(hour, 0)
	c.d.look(c.Context())
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

func (c *courier) work(n int) {
	c.Helper()
	for range n {
		c.must(c.m.db.Record(c.Context(), oplog.Record{Time: c.now, Event: oplog.ServiceLost}))
	}
}

func (c *courier) files() (names []string) {
	c.Helper()
	entries, err := os.ReadDir(c.r.folder)
	c.must(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func (c *courier) confirmed() int64 {
	c.Helper()
	n, err := c.m.db.Delivered(c.Context())
	c.must(err)
	return n
}

// Three years on the oldest records are erased, which the server confirmed; the receiver's answers have not come so far. What was erased cannot be in a part:
// the whole log goes, with the hashes in the place of the texts, and then parts again.
func TestReceiptsLagBehindAnErasure(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	c.must(c.r.receive())
	if s := c.look(24, 19); s.Confirmed.Size == 0 {
		t.Fatalf("%+v", s)
	}
	c.work(20)
	c.now = juki.Date{Year: 2030, Month: 1, Day: 7}.At(9, 0)
	head, err := c.m.db.Checkpoint(t.Context())
	c.must(err)
	c.must(c.m.db.Record(t.Context(), oplog.Record{Time: c.now, Event: oplog.UploadEnded, Values: []oplog.Value{oplog.Size(head.Size)}}))
	may, err := c.m.db.Erasable(t.Context(), oplog.Outside{Records: head.Size, At: c.now, Now: true})
	c.must(err)
	c.must(c.m.db.Erase(t.Context(), "S001", "", may))
	if may.Upto <= c.confirmed() {
		t.Fatalf("erased up to %d, the receiver has %d", may.Upto, c.confirmed())
	}
	c.d.look(t.Context())
	if files := c.files(); len(files) != 1 || filepath.Ext(files[0]) != wholeExtension {
		t.Fatalf("delivered: %v, %+v", files, c.last)
	}
	if err := c.r.receive(); err != nil {
		t.Fatalf("%v: %s", err, c.said.String())
	}
	c.now = c.now.Add(time.Hour)
	c.d.look(t.Context())
	c.work(3)
	c.now = c.now.Add(24 * time.Hour)
	c.d.look(t.Context())
	if files := c.files(); len(files) != 1 || filepath.Ext(files[0]) != partExtension {
		t.Errorf("afterwards: %v, %+v", files, c.last)
	}
	if err := c.r.receive(); err != nil {
		t.Errorf("%v: %s", err, c.said.String())
	}
}

// Two receivers on one folder would take each other's copy: the second one waits for nobody and says so. Names that lie in the folder are
// somebody else's: what they do to a terminal is not done.
func TestWhatReceiveLocksAndPrints(t *testing.T) {
	c := newCourier(t)
	c.must(os.WriteFile(filepath.Join(c.r.folder, "\x1b[2Jall is well\n.archive"), []byte("x"), 0o600))
	if err := c.r.receive(); !errors.Is(err, errNotReceived) || strings.ContainsRune(c.said.String(), '\x1b') || !strings.Contains(c.said.String(), `\x1b[2Jall is well\n.archive`) {
		t.Errorf("%v: %q", err, c.said.String())
	}
	second, err := openReceiver(c.r.dir, func() time.Time { return c.now })
	c.must(err)
	second.folder, second.receipts, second.keys = c.r.folder, c.r.receipts, c.r.keys
	c.must(c.r.alone(func() error {
		if err := second.receive(); !errors.Is(err, errReceiving) {
			t.Errorf("a second one beside the first: %v", err)
		}
		return nil
	}))
	if err := second.receive(); !errors.Is(err, errNotReceived) {
		t.Errorf("after the first: %v", err)
	}
}

// The whole log goes first, then what came since the last receipt; the receiver verifies, files and answers, and the answer counts as
// stored elsewhere. A part that was overtaken, because its receipt came late, is filed too.
func TestTheLogIsDeliveredDayByDay(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	first := c.files()
	if len(first) != 1 || !strings.HasSuffix(first[0], ".archive") || c.confirmed() != 0 {
		t.Fatalf("%v, %d confirmed", first, c.confirmed())
	}
	c.look(24, 19)
	if again := c.files(); len(again) != 1 {
		t.Fatalf("delivered again without need: %v", again)
	}
	c.must(c.r.receive())
	if s := c.look(24, 20); s.Confirmed.Size == 0 || s.Code != "" || c.confirmed() != s.Confirmed.Size {
		t.Fatalf("%+v", s)
	}
	before := c.confirmed()
	c.work(50)
	c.look(25, 18)
	if part := c.files(); len(part) != 1 || !strings.HasSuffix(part[0], ".part") {
		t.Fatalf("%v", part)
	}
	c.work(50)
	c.look(26, 18) // the first part was not fetched yet: this one begins where it does
	if parts := c.files(); len(parts) != 2 {
		t.Fatalf("%v", parts)
	}
	c.must(c.r.receive())
	if c.look(26, 19); c.confirmed() < before+100 || len(c.files()) != 0 {
		t.Errorf("%d confirmed after %d, %v", c.confirmed(), before, c.files())
	}
	if n := len(c.recorded(oplog.ArchiveDelivered)); n != 3 {
		t.Errorf("%d deliveries recorded", n)
	}
	if n := len(c.recorded(oplog.ArchiveReceipt)); n != 2 { // the newest confirms what came before it
		t.Errorf("%d receipts recorded", n)
	}
	if n := len(c.recorded(oplog.ArchiveNotDelivered)); n != 0 {
		t.Errorf("%d failures recorded", n)
	}
}

// A closing is followed by a delivery; one that was missed is made up for at the next start.
func TestADayThatWasClosedIsDelivered(t *testing.T) {
	c := newCourier(t)
	c.m.settings.Delivery.At = ""
	c.begin()
	c.m.keeper.Operator = c.m.atWork
	c.must(c.m.keeper.OpenDay(t.Context(), "", ""))
	if c.look(24, 12); len(c.files()) != 0 {
		t.Fatalf("delivered on an open day: %v", c.files())
	}
	c.now = juki.Date{Year: 2026, Month: 11, Day: 24}.At(17, 0)
	sheets, err := c.m.daySheets(t.Context(), juki.DateOf(c.now))
	c.must(err)
	c.must(c.m.keeper.CloseDay(t.Context(), sheets, "S002"))
	c.begin() // the program was ended right after the closing
	if c.look(25, 9); len(c.files()) != 1 {
		t.Errorf("%v", c.files())
	}
	if c.look(25, 10); len(c.files()) != 1 {
		t.Errorf("again: %v", c.files())
	}
}

// Whatever is wrong with the folder is said and recorded once a day, nothing half written stays, and it goes on when the folder does.
func TestTheDeliveryFolderFails(t *testing.T) {
	c := newCourier(t)
	gone := c.r.folder + ".gone"
	c.must(os.Rename(c.r.folder, gone))
	for hour := 18; hour < 21; hour++ {
		if s := c.look(24, hour); s.Code != juki.DeliveryFolder || s.Delivered.Size != 0 {
			t.Fatalf("%+v", s)
		}
	}
	if n := len(c.recorded(oplog.ArchiveNotDelivered)); n != 1 {
		t.Errorf("%d failures recorded on one day", n)
	}
	c.look(25, 9)
	if n := len(c.recorded(oplog.ArchiveNotDelivered)); n != 2 {
		t.Errorf("%d failures recorded on two days", n)
	}
	c.must(os.Rename(gone, c.r.folder))
	c.must(os.WriteFile(filepath.Join(c.r.folder, ".partial-28225.madoguchi_terminal-01-0000000000-0000000009"), []byte("left by a program that was killed"), 0o600))
	if s := c.look(25, 10); s.Code != "" || s.Delivered.Size == 0 || len(c.files()) != 1 {
		t.Errorf("%+v, %v", s, c.files())
	}
	c.must(c.r.receive())
}

// A folder that does not answer holds up nobody: the call is left behind, and nothing more is tried until it has come back.
func TestAFolderThatHangs(t *testing.T) {
	c := newCourier(t)
	c.d.deadline = 50 * time.Millisecond
	release, entered := make(chan struct{}), make(chan struct{})
	err := c.d.within(t.Context(), c.d.deadline, func(context.Context) error { close(entered); <-release; return nil })
	if !errors.Is(err, juki.Refuse(juki.DeliveryFolder)) {
		t.Fatal(err)
	}
	<-entered
	if s := c.look(24, 18); s.Code != juki.DeliveryFolder || len(c.files()) != 0 {
		t.Errorf("%+v, %v", s, c.files())
	}
	close(release)
	c.until(func() bool { return c.d.stuck.Load() == 0 })
	c.d.deadline = folderDeadline
	if s := c.look(24, 19); s.Code != "" || len(c.files()) != 1 {
		t.Errorf("%+v, %v", s, c.files())
	}
}

// A receipt that does not agree is an alarm, and is not taken: forged, of another terminal, an old one put in its place.
func TestAReceiptThatDoesNotAgree(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	c.must(c.r.receive())
	c.look(24, 19)
	old, err := os.ReadDir(c.r.receipts)
	c.must(err)
	oldReceipt, err := os.ReadFile(filepath.Join(c.r.receipts, old[0].Name()))
	c.must(err)
	before := c.confirmed()
	c.work(10)
	c.look(25, 18)
	name := filepath.Join(c.r.receipts, c.files()[0]+receiptExtension)
	stranger, err := openReceiver(t.TempDir(), c.r.now)
	c.must(err)
	y, err := c.m.db.Unreceipted(t.Context())
	c.must(err)
	forged, err := oplog.SignReceipt(stranger.key, oplog.Receipt{Origin: c.m.settings.origin(), From: y[0].From, Size: y[0].Size, Root: y[0].Root, Digest: y[0].Digest, At: c.now})
	c.must(err)
	other, err := oplog.SignReceipt(c.r.key, oplog.Receipt{Origin: "28225.madoguchi/terminal-02", From: y[0].From, Size: y[0].Size, Root: y[0].Root, Digest: y[0].Digest, At: c.now})
	c.must(err)
	for what, text := range map[string]string{"forged": forged, "of another terminal": other, "an old one": string(oldReceipt), "garbage": "x"} {
		c.must(os.WriteFile(name, []byte(text), 0o644))
		if s := c.look(25, 20); s.Code != juki.ReceiptDiffers || c.confirmed() != before {
			t.Errorf("%s: %+v", what, s)
		}
	}
	c.must(c.r.receive()) // the true one takes its place
	if s := c.look(25, 21); s.Code != "" || c.confirmed() <= before {
		t.Errorf("%+v", s)
	}
}

// Without a receipt for some business days the screen says so; days the office is closed do not count.
func TestAReceiptThatDoesNotCome(t *testing.T) {
	c := newCourier(t)
	c.look(26, 18) // a Thursday
	for day, late := range map[int]int{27: 0, 28: 0, 29: 0, 30: 0} {
		if s := c.look(day, 9); s.Late != late || s.Code != "" {
			t.Errorf("%d: %+v", day, s)
		}
	}
	c.now = juki.Date{Year: 2026, Month: 12, Day: 1}.At(9, 0)
	c.d.look(t.Context())
	if c.last.Late != 3 || c.last.Code != juki.ReceiptMissing {
		t.Errorf("%+v", c.last)
	}
}

// The receiver takes nothing that does not continue what it has: a fork, a gap, a rollback, a flipped bit, another terminal. The file stays,
// and no receipt is written.
func TestWhatTheReceiverRefuses(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	name := c.files()[0]
	whole, err := os.ReadFile(filepath.Join(c.r.folder, name))
	c.must(err)
	c.must(c.r.receive())
	c.look(24, 19)
	c.work(20)
	c.look(25, 18)
	partName := c.files()[0]
	part, err := os.ReadFile(filepath.Join(c.r.folder, partName))
	c.must(err)
	c.must(os.Remove(filepath.Join(c.r.folder, partName)))
	fork := newCourier(t) // the same key and origin, another history
	fork.work(40)
	fork.look(24, 18)
	forked, err := os.ReadFile(filepath.Join(fork.r.folder, fork.files()[0]))
	c.must(err)
	flipped := bytes.Clone(part)
	flipped[len(flipped)/2] ^= 1
	older, err := os.ReadFile(filepath.Join(c.r.folder, name))
	if err == nil {
		t.Fatalf("a filed delivery lies in the folder still: %d bytes", len(older))
	}
	for what, content := range map[string]struct {
		name string
		text []byte
		says string
	}{
		"a fork":             {"fork.archive", forked, errForked.Error()},
		"a flipped bit":      {"flipped.part", flipped, ""},
		"cut off":            {"cut.part", part[:len(part)-10], ""},
		"of another program": {"hello.archive", []byte("hello\n"), errStrangeKey.Error()},
	} {
		path := filepath.Join(c.r.folder, content.name)
		c.must(os.WriteFile(path, content.text, 0o644))
		c.said.Reset()
		if err := c.r.receive(); !errors.Is(err, errNotReceived) || !strings.Contains(c.said.String(), content.says) || !strings.Contains(c.said.String(), "×") {
			t.Errorf("%s: %v, %s", what, err, c.said.String())
		}
		if _, err := os.Stat(filepath.Join(c.r.receipts, content.name+receiptExtension)); err == nil {
			t.Errorf("%s has a receipt", what)
		}
		c.must(os.Remove(path)) // it was left where it lay
	}
	c.must(os.WriteFile(filepath.Join(c.r.folder, partName), part, 0o644))
	c.must(c.r.receive())
	c.must(os.WriteFile(filepath.Join(c.r.folder, name), whole, 0o644)) // taken before: its receipt comes again
	c.must(os.Remove(filepath.Join(c.r.receipts, name+receiptExtension)))
	c.must(c.r.receive())
	if _, err := os.Stat(filepath.Join(c.r.receipts, name+receiptExtension)); err != nil {
		t.Error(err)
	}
	stranger, err := openReceiver(t.TempDir(), c.r.now)
	c.must(err)
	stranger.folder, stranger.receipts, stranger.keys, stranger.out = c.r.folder, c.r.receipts, c.r.keys, &c.said
	c.must(os.WriteFile(filepath.Join(c.r.folder, partName), part, 0o644))
	c.said.Reset()
	if err := stranger.receive(); err == nil || !strings.Contains(c.said.String(), errGap.Error()) {
		t.Errorf("a part without what came before: %v, %s", err, c.said.String())
	}
}
