package store

import (
	"errors"
	"slices"
	"testing"

	"madoguchi/internal/oplog"
)

// Who watches what is recorded is told of every record that stays, in order, and of no other.
func TestTheObserverIsToldOfWhatStays(t *testing.T) {
	var told []oplog.EventID
	o := options(&clock{morning})
	o.Recorded = func(events []oplog.EventID) { told = append(told, events...) }
	d, err := Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Record(t.Context(), sampleRecord(), oplog.Record{Time: morning, Event: oplog.ServiceBack}); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("it comes to nothing")
	err = d.act(t.Context(), func(tx *Tx) error { return errors.Join(tx.Append(sampleRecord()), broken) })
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if err := d.act(t.Context(), scratchAct("and something else")); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(told, []oplog.EventID{oplog.ServiceLost, oplog.ServiceBack, oplog.ServiceLost}) {
		t.Errorf("told of %v", told)
	}
}
