package oplog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAnUntouchedArchiveVerifies(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 100} {
		log := day(t, n)
		key := log.sealer.VerifierKey()
		anchors := []string{log.checkpointAt(int64(n / 2)).Text, log.checkpoint().Text}
		v := verify(t, log.archive(), Options{Checkpoints: anchors, TrustedKey: key})
		if !v.OK || v.Code() != "" || v.Records != int64(n) || v.Root != log.checkpoint().Root || v.Key != KeyGiven || v.Newer != 0 {
			t.Fatalf("%d records: %+v", n, v)
		}
	}
}

// A disk that cannot be read is no verdict about the log.
func TestAReadErrorIsAnErrorAndNoVerdict(t *testing.T) {
	archive := day(t, 20).archive()
	broken := errors.New("input/output error")
	for length := 0; length < len(archive); length += 97 {
		r := io.MultiReader(bytes.NewReader(archive[:length]), iotest.ErrReader(broken))
		if v, err := Verify(r, Options{}); !errors.Is(err, broken) || v.OK {
			t.Fatalf("after %d bytes: %+v %v", length, v, err)
		}
	}
	if _, err := Verify(bytes.NewReader(archive), Options{TrustedKey: "no key"}); err == nil {
		t.Error("a trusted key that is none was taken")
	}
}

func TestWriteArchiveStopsAtTheFirstError(t *testing.T) {
	log := day(t, 3)
	source := func() ArchiveSource {
		return ArchiveSource{VerifierKey: log.sealer.VerifierKey(), Checkpoint: log.checkpoint().Text, Records: log.records}
	}
	unread := errors.New("cannot read")
	s := source()
	s.Records = func(yield func(ArchiveRecord, error) bool) { yield(ArchiveRecord{}, unread) }
	if err := WriteArchive(io.Discard, s); !errors.Is(err, unread) {
		t.Errorf("unreadable record: %v", err)
	}
	full := errors.New("disk full")
	if err := WriteArchive(writerFunc(func([]byte) (int, error) { return 0, full }), source()); !errors.Is(err, full) {
		t.Errorf("full disk: %v", err)
	}
	log.rows[1].Payload = []byte("two\nlines")
	if err := WriteArchive(io.Discard, source()); err == nil {
		t.Error("a record of two lines was written")
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestTheTerminalKeyShowsItsPublicHalfOnly(t *testing.T) {
	key := testKey(t, "28225.madoguchi/terminal-01", 7)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		if got := fmt.Sprintf(verb, key); got != key.VerifierKey() {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	for what, err := range map[string]error{
		"short seed":         second(NewTerminalKey("28225.madoguchi/terminal-01", make([]byte, 31))),
		"origin with space":  second(NewTerminalKey("28225.madoguchi/terminal 01", make([]byte, 32))),
		"origin with plus":   second(NewTerminalKey("28225.madoguchi/terminal+01", make([]byte, 32))),
		"origin of a person": second(NewTerminalKey("山田/窓口", make([]byte, 32))),
	} {
		if err == nil {
			t.Errorf("%s: accepted", what)
		}
	}
}

func second(_ *TerminalKey, err error) error { return err }

func TestNewSaltNeedsAllItsRandomness(t *testing.T) {
	if _, err := NewSalt(strings.NewReader("short")); err == nil {
		t.Error("a short salt was made")
	}
	if s, err := NewSalt(strings.NewReader(strings.Repeat("a", 32))); err != nil || s.String() != strings.Repeat("61", 32) {
		t.Errorf("%v %v", s, err)
	}
}

func FuzzVerify(f *testing.F) {
	log := day(f, 3)
	archive := log.archive()
	f.Add(archive)
	f.Add([]byte(archiveMagic + "\n"))
	erased := day(f, 3)
	erased.erase(0)
	f.Add(erased.archive())
	root := log.checkpoint().Root
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Verify(bytes.NewReader(data), Options{TrustedKey: log.sealer.VerifierKey()})
		if err != nil {
			t.Fatal(err)
		}
		if v.OK && !bytes.Equal(data, archive) && (v.Erased == 0 || v.Root != root) { // nobody else has the key
			t.Fatalf("forged: %q", data)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	log := day(b, 20_000)
	archive := log.archive()
	b.SetBytes(int64(len(archive)))
	for b.Loop() {
		if v, err := Verify(bytes.NewReader(archive), Options{}); err != nil || !v.OK {
			b.Fatal(v, err)
		}
	}
	b.ReportMetric(20_000*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
