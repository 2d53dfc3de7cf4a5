package store

import (
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

func at(when time.Time) oplog.Record { return oplog.Record{Time: when, Event: oplog.ServiceLost} }

func TestAfterTheClockWentBackWorkWaitsForASupervisor(t *testing.T) {
	c, dir := &clock{morning}, t.TempDir()
	d, err := Open(dir, options(c))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Record(t.Context(), at(c.at)); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	c.at = morning.Add(-time.Hour) // the battery of the clock is empty
	if d, err = Open(dir, options(c)); err != nil {
		t.Fatalf("the database must open so that somebody can look: %v", err)
	}
	defer d.Close()
	if is, err := d.ClockBehind(t.Context()); !is || err != nil {
		t.Fatalf("the clock is behind, but: %v, %v", is, err)
	}
	wantOutcome(t, d.Record(t.Context(), at(c.at)), juki.ClockBehind)
	wantOutcome(t, d.Record(t.Context(), oplog.Record{Time: c.at, Event: oplog.ClockConfirmed, Operator: "S001"}), juki.ClockBehind)
	wantWhole(t, d, 1)

	if err := d.AcceptClock(t.Context(), at(c.at)); err == nil {
		t.Fatal("a record of another event accepted the clock")
	}
	confirmed := oplog.Record{Time: c.at, Event: oplog.ClockConfirmed, Operator: "S001"}
	if err := d.AcceptClock(t.Context(), confirmed); err != nil {
		t.Fatal(err)
	}
	if err := d.Record(t.Context(), at(c.at)); err != nil {
		t.Fatalf("after the supervisor's confirmation: %v", err)
	}
	wantWhole(t, d, 4)
	lines, err := d.LogTail(t.Context(), 3, LogFilter{})
	if err != nil || lines[2].Record.Event != oplog.ClockBehind || lines[1].Record.Event != oplog.ClockConfirmed {
		t.Fatalf("finding and confirmation are not in the log: %v, %v", lines, err)
	}
	if err := d.AcceptClock(t.Context(), confirmed); err == nil {
		t.Fatal("a clock that is not behind was accepted")
	}
}

func TestAClockThatIsRightAgainNeedsNobody(t *testing.T) {
	c := &clock{morning}
	d, err := Open(t.TempDir(), options(c))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	steps := []struct {
		at   time.Time
		want juki.Code
	}{
		{morning, ""},
		{morning.Add(-time.Second), ""}, // a time server's step
		{morning.Add(-time.Minute), juki.ClockBehind},
		{morning.Add(time.Minute), ""},
	}
	for _, s := range steps {
		c.at = s.at
		err := d.Record(t.Context(), at(c.at))
		if s.want != "" {
			wantOutcome(t, err, s.want)
		} else if err != nil {
			t.Fatalf("at %v: %v", s.at, err)
		}
	}
}

func TestARecordFromTheFutureIsRefused(t *testing.T) {
	d := openScratch(t, t.TempDir())
	wantOutcome(t, d.Record(t.Context(), at(morning.Add(time.Hour))), juki.RecordRefused)
	if err := d.Record(t.Context(), at(morning)); err != nil {
		t.Fatalf("the log must not be stopped by it: %v", err)
	}
}
