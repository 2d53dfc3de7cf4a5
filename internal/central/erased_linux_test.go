package central_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// A terminal erases what is older than three years and what the server has: the server goes on with the rest. Another server,
// which has nothing, is told plainly that it cannot have the whole log any more.
func TestTheServerGoesOnAfterTheTerminalHasErased(t *testing.T) {
	first := newCity(t, sharedServer(t))
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, juki.Tokyo())
	tick := func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	db, err := store.Open(t.TempDir(), store.Options{Now: tick, Rand: rand.Reader, Keys: store.FixedKey{7}, Origin: "28225.madoguchi/terminal-old"})
	must(t, err)
	defer db.Close()
	client := func(c *city) *central.Client {
		role := fmt.Sprintf("terminal-old-%d", shared.number)
		must(t, c.owner.AddTerminal(t.Context(), role, db.VerifierKey()))
		cert, key, err := c.CA.Issue(role)
		must(t, err)
		return &central.Client{Log: db, Now: tick, Settings: central.Settings{URL: fmt.Sprintf("postgres://%s@%s/%s", role, c.Address(), c.database), Cert: cert, Key: key, CA: c.CA.File()}}
	}
	work := func(n int) {
		for range n {
			must(t, db.Record(t.Context(), oplog.Record{Time: tick(), Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}}))
		}
	}
	work(40)
	now = now.AddDate(0, 1, 0)
	work(20)
	known := client(first)
	p, err := known.Upload(t.Context())
	must(t, err)

	now = now.AddDate(3, 0, 0)
	work(5)
	e, err := db.Erasable(t.Context(), oplog.Outside{Records: p.Stored, At: now, Now: true})
	must(t, err)
	if e.Upto != 40 {
		t.Fatalf("%+v", e)
	}
	must(t, db.Erase(t.Context(), "K001", "K002", e))
	work(5)
	p, err = known.Upload(t.Context())
	must(t, err)
	if p.Stored != p.Size || p.Stored < 70 {
		t.Errorf("after the erasure: %+v", p)
	}

	another := newCity(t, sharedServer(t))
	if _, err := client(another).Upload(t.Context()); !errors.Is(err, juki.Refuse(juki.CentralRejected)) {
		t.Errorf("a server that has nothing: %v", err)
	}
	if _, err := known.Upload(t.Context()); err != nil { // the first server has everything still
		t.Errorf("afterwards: %v", err)
	}
	_, err = db.CheckAll(t.Context())
	must(t, err)
}
