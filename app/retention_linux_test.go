package main

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Three months lie four years back by the terminal's clock. They are uploaded, and nothing goes: the server has not come so far. When its clock says so
// too, two people let them go, and the log, the server and an archive hold as before; that they went is urgent.
func TestTheOldestMonthsGoAndEverythingElseHolds(t *testing.T) {
	begin := juki.DateOf(time.Now())
	begin.Day = 1
	end, later := begin.AddDays(70), begin.AddYears(4).At(9, 0)
	c := newCentralCitySince(t, func() time.Time { return end.At(18, 0) }, func(m *Main) error {
		var records []oplog.Record
		for day := begin; !day.After(end); day = day.AddDays(1) {
			records = append(records, login(day.At(9, 0)))
		}
		return m.db.Record(t.Context(), records...)
	})
	c.at(later, func(m *Main) {
		must(t, m.db.Record(t.Context(), login(later), login(later)))
		s, err := m.retention(t.Context())
		if must(t, err); s.Refused != juki.TimeUnconfirmed || s.Oldest != begin || s.Records != 73 {
			t.Errorf("before anything is uploaded: %+v", s)
		}
		_, err = m.upload(t.Context())
		must(t, err)
		s, err = m.retention(t.Context())
		if must(t, err); s.Refused != juki.TimeUnconfirmed || s.Server.Records < 73 {
			t.Errorf("with the terminal's clock put forward: %+v", s)
		}
		decided := oplog.Erasable{Upto: 71, Day: end, Records: 71, Confirmed: oplog.Outside{Records: 73, At: later, Now: true}}
		if err := m.erase(t.Context(), erasure{by: "S001", witness: "S003", what: decided}); !errors.Is(err, juki.Refuse(juki.TimeUnconfirmed)) {
			t.Errorf("erased with the terminal's clock put forward: %v", err)
		}
		must(t, c.server.PutClock("postgres", time.Until(later)))
		s, err = m.retention(t.Context())
		must(t, err)
		if s.Refused != "" || s.Erasable.Upto != 71 || s.Erasable.Records != 71 || s.Erasable.Day.Before(end) || s.Erasable.Confirmed.Records < 73 || s.Erasable.Confirmed.At.Sub(later).Abs() > time.Hour {
			t.Fatalf("may go: %+v", s)
		}
		must(t, m.erase(t.Context(), erasure{by: "S001", witness: "S003", what: s.Erasable}))
		if !m.uploader.Status().Asked {
			t.Error("nobody hurries")
		}
		_, err = m.upload(t.Context())
		must(t, err)
		after, err := m.retention(t.Context())
		must(t, err)
		want := clerk.Erased{At: after.Last.At, By: "S001", Upto: 71, Records: 71, Day: s.Erasable.Day}
		if after.Refused != juki.NothingToErase || after.Last != want || after.First != 71 || after.Oldest != juki.DateOf(later) || after.Next != mayGoOn(after.Oldest) {
			t.Errorf("afterwards: %+v", after)
		}
		if after.Server.Records != after.Records-1 { // all but the end of the upload itself
			t.Errorf("the server has %d of %d", after.Server.Records, after.Records)
		}
		var archive bytes.Buffer
		_, err = m.db.WriteArchive(t.Context(), &archive)
		must(t, err)
		v, err := oplog.Verify(&archive, oplog.Options{TrustedKey: m.db.VerifierKey()})
		if must(t, err); v.Code() != "" {
			t.Errorf("verified as %+v", v)
		}
	})
	c.verified()
}

func login(at time.Time) oplog.Record {
	return oplog.Record{Time: at, Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}}
}

// The day on which more may go is the first day on which it may.
func TestTheNextDayOfErasingIsTheFirst(t *testing.T) {
	for day := (juki.Date{Year: 2023, Month: 12, Day: 30}); day.Year < 2025; day = day.AddDays(1) {
		next := mayGoOn(day)
		if !oplog.ErasableUntil(next).After(day) || oplog.ErasableUntil(next.AddDays(-1)).After(day) {
			t.Fatalf("%s may go on %s: until %s, the day before until %s", day, next, oplog.ErasableUntil(next), oplog.ErasableUntil(next.AddDays(-1)))
		}
	}
}

// What two people decided is done only if the server still confirms it when it is asked right before.
func TestTheServerIsAskedOnceMoreBeforeTextsGo(t *testing.T) {
	c := newCentralCity(t)
	c.work(50)
	must(t, runUpload(t.Context(), []string{"--data", c.dir}))
	decided := erasure{by: "S001", witness: "S003", what: oplog.Erasable{Upto: 20, Confirmed: oplog.Outside{Records: 50}}}
	must(t, withData(c.dir, func(m *Main) error {
		beyond := decided
		beyond.what.Upto = 100_000
		if err := m.erase(t.Context(), beyond); !errors.Is(err, juki.Refuse(juki.RecordsNotUploaded)) {
			t.Errorf("more than the server has: %v", err)
		}
		if err := m.erase(t.Context(), decided); err == nil || errors.Is(err, juki.Refuse(juki.RecordsNotUploaded)) { // it is of today
			t.Errorf("records of today: %v", err)
		}
		return nil
	}))
	must(t, c.server.Stop())
	must(t, withData(c.dir, func(m *Main) error {
		if err := m.erase(t.Context(), decided); !errors.Is(err, juki.Refuse(juki.RecordsNotUploaded)) {
			t.Errorf("a server that does not answer: %v", err)
		}
		return nil
	}))
}

// One erasing at a time; how it ended stays told until the next.
func TestAnErasingGoesOnByItselfAndTellsItsEnd(t *testing.T) {
	x := newEraser()
	ctx, stop := context.WithCancel(t.Context())
	ended, let, did := make(chan struct{}), make(chan error), 0
	go func() {
		x.run(ctx, func(context.Context, erasure) error { did++; return <-let })
		close(ended)
	}()
	c := &centralCity{t: t}
	over := func() bool { return !x.told().Busy }
	for _, result := range []error{nil, juki.Refuse(juki.DiskFull), errors.New("something else")} {
		x.begin(erasure{what: oplog.Erasable{Upto: 7}})
		x.begin(erasure{what: oplog.Erasable{Upto: 8}}) // not while one is under way
		if s := x.told(); !s.Busy || s.What.Upto != 7 {
			t.Fatalf("begun as %+v", s)
		}
		let <- result
		c.comesTo("the end", over)
		want := juki.Code("")
		var o *juki.Outcome
		if errors.As(result, &o) {
			want = o.Code
		} else if result != nil {
			want = juki.RecordRefused
		}
		if s := x.told(); !s.Ended || s.Code != want {
			t.Errorf("after %v it says %+v", result, s)
		}
	}
	stop()
	<-ended
	if did != 3 {
		t.Errorf("erased %d times", did)
	}
}

// Without a server a receipt of what was delivered confirms too; before it is there, nothing does.
func TestAReceiptConfirmsWhatMayGo(t *testing.T) {
	c := newCourier(t)
	c.look(24, 18)
	s, err := c.m.retention(t.Context())
	if c.must(err); s.Delivered.Set || s.Server.Set || s.Server.Trouble != "" {
		t.Errorf("before the receipt: %+v", s)
	}
	received := c.now
	c.must(c.r.receive())
	c.look(24, 20)
	s, err = c.m.retention(t.Context())
	if c.must(err); !s.Delivered.Set || s.Delivered.Records != c.confirmed() || s.Delivered.At.IsZero() {
		t.Errorf("after the receipt of %d: %+v", c.confirmed(), s)
	}
	if _, _, confirmed, err := c.m.elsewhere(t.Context()); err != nil || confirmed.Records != c.confirmed() || confirmed.Now || !confirmed.At.Equal(received) {
		t.Errorf("%+v confirmed, %v", confirmed, err)
	}
	// The terminal's clock is put three years on; the receipt that is there stays of its day, also when it is read again.
	c.now = juki.Date{Year: 2030, Month: 1, Day: 7}.At(9, 0)
	c.work(2)
	if s, err = c.m.retention(t.Context()); err != nil || s.Refused != juki.TimeUnconfirmed {
		t.Errorf("with the clock put forward: %+v, %v", s, err)
	}
	what := oplog.Erasable{Upto: 1, Records: 1}
	if err := c.m.erase(t.Context(), erasure{by: "S001", witness: "S003", what: what}); !errors.Is(err, juki.Refuse(juki.TimeUnconfirmed)) {
		t.Errorf("erased with the clock put forward: %v", err)
	}
	// The receiver has come so far too: its answer to what is delivered now says so.
	c.d.look(t.Context())
	c.must(c.r.receive())
	c.d.look(t.Context())
	if s, err = c.m.retention(t.Context()); err != nil || s.Refused != "" || s.Erasable.Confirmed.At.Before(c.now) {
		t.Errorf("with a receipt of now: %+v, %v", s, err)
	}
	must(t, c.m.erase(t.Context(), erasure{by: "S001", witness: "S003", what: s.Erasable}))
}
