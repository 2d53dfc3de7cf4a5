package store

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/internal/oplog"
)

func TestTheArchiveOfTheDatabaseVerifiesWithoutIt(t *testing.T) {
	d := openScratch(t, t.TempDir())
	for _, more := range []int{0, 1, 1, 5, 93} {
		if more > 0 {
			if err := d.act(t.Context(), func(tx *Tx) error { return appendMany(tx, more) }); err != nil {
				t.Fatal(err)
			}
		}
		var archive bytes.Buffer
		if _, err := d.WriteArchive(t.Context(), &archive); err != nil {
			t.Fatal(err)
		}
		head, err := d.Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		verdict, err := oplog.Verify(&archive, oplog.Options{TrustedKey: d.VerifierKey(), Checkpoints: []string{head.Text}})
		if err != nil || verdict.Code() != "" || verdict.Records != head.Size || verdict.Records != int64(count(t, d, "record")) {
			t.Fatalf("%d records: %+v, %v", head.Size, verdict, err)
		}
	}
}

func TestAnArchiveIsOneMomentWhileActsGoOn(t *testing.T) {
	d := openScratch(t, t.TempDir())
	if err := d.act(t.Context(), func(tx *Tx) error { return appendMany(tx, 500) }); err != nil {
		t.Fatal(err)
	}
	w := &actingWriter{act: func() {
		if err := d.act(t.Context(), scratchAct("meanwhile")); err != nil {
			t.Error(err)
		}
	}}
	if _, err := d.WriteArchive(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	verdict, err := oplog.Verify(&w.Buffer, oplog.Options{TrustedKey: d.VerifierKey()})
	if err != nil || verdict.Code() != "" || verdict.Records != 500 {
		t.Fatalf("%+v, %v", verdict, err)
	}
	if n := count(t, d, "record"); n == 500 {
		t.Fatal("nothing was done meanwhile: the test proves nothing")
	}
}

// actingWriter acts each time it is written to.
type actingWriter struct {
	bytes.Buffer
	act func()
}

func (w *actingWriter) Write(p []byte) (int, error) {
	w.act()
	return w.Buffer.Write(p)
}

func TestTheHistoryIsReadNewestFirst(t *testing.T) {
	c := &clock{morning}
	d, err := Open(t.TempDir(), options(c))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for k := range 12 {
		c.at = morning.Add(time.Duration(k) * time.Minute)
		r := at(c.at)
		if k%3 == 0 {
			r = oplog.Record{Time: c.at, Event: oplog.ClockConfirmed, Operator: "S001"}
		}
		if k == 5 || k == 7 {
			r = handoverRecord(c.at)
		}
		if err := d.Record(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct {
		name   string
		n      int
		filter LogFilter
		want   []int64
	}{
		{"newest", 3, LogFilter{}, []int64{11, 10, 9}},
		{"next page", 3, LogFilter{Before: 9}, []int64{8, 7, 6}},
		{"of a case", 9, LogFilter{Case: "R08-000001"}, []int64{7, 5}},
		{"of an unknown case", 9, LogFilter{Case: "R08-000002"}, nil},
		{"of an operator", 2, LogFilter{Operator: "S001"}, []int64{9, 7}},
		{"of an event", 9, LogFilter{Event: oplog.ClockConfirmed, Before: 9}, []int64{6, 3, 0}},
		{"of a time", 9, LogFilter{From: morning.Add(2 * time.Minute), Until: morning.Add(4 * time.Minute)}, []int64{3, 2}},
		{"the first record is before nothing", 9, LogFilter{Before: 1}, []int64{0}},
	} {
		t.Run(x.name, func(t *testing.T) {
			lines, err := d.LogTail(t.Context(), x.n, x.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, l := range lines {
				got = append(got, l.Seq)
				if l.Record.Event == (oplog.EventID{}) || l.Record.Time.IsZero() {
					t.Errorf("record %d came back empty", l.Seq)
				}
			}
			if !slices.Equal(got, x.want) {
				t.Errorf("wanted %v, got %v", x.want, got)
			}
		})
	}
	if last, err := d.LastRecordTime(t.Context()); err != nil || !last.Equal(c.at) {
		t.Errorf("the last record is of %v, not %v, %v", c.at, last, err)
	}
}

// Open hashes only the newest records again; both sides of that border hold together.
func TestALogLongerThanWhatOpenHashesAgain(t *testing.T) {
	dir := t.TempDir()
	size := int64(0)
	for _, more := range []int{tailLength - 1, 1, 1, 37} {
		d := openScratch(t, dir)
		if err := d.act(t.Context(), func(tx *Tx) error { return appendMany(tx, more) }); err != nil {
			t.Fatal(fmt.Errorf("after %d: %w", size, err))
		}
		size += int64(more)
		wantWhole(t, d, size)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
