package main

import (
	"context"
	"errors"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// What two people decided is done only if the server still confirms it when it is asked right before.
func TestTheServerIsAskedOnceMoreBeforeTextsGo(t *testing.T) {
	c := newCentralCity(t)
	c.work(50)
	must(t, runUpload(t.Context(), []string{"--data", c.dir}))
	decided := erasure{by: "S001", witness: "S003", what: oplog.Erasable{Upto: 20, Confirmed: 50}}
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
