package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// Retention implements clerk.Retentions.
func (o office) Retention(ctx context.Context) (clerk.Retention, error) {
	if _, err := o.m.session.Require(juki.SystemAdministrator); err != nil {
		return clerk.Retention{}, err
	}
	return o.m.retention(ctx)
}

func (m *Main) retention(ctx context.Context) (s clerk.Retention, err error) {
	head, err := m.db.Checkpoint(ctx)
	if err != nil {
		return s, err
	}
	if s.Last, err = m.lastErased(ctx); err != nil {
		return s, err
	}
	s.Records, s.First = head.Size, s.Last.Upto // what was erased is always the oldest
	if s.Oldest, err = m.recordedOn(ctx, s.First); err != nil {
		return s, err
	}
	var confirmed oplog.Outside
	if s.Server, s.Delivered, confirmed, err = m.elsewhere(ctx); err != nil {
		return s, err
	}
	s.Erasable, err = m.db.Erasable(ctx, confirmed)
	var refused *juki.Outcome
	if errors.As(err, &refused) {
		s.Refused, err = refused.Code, nil
	}
	if !s.Oldest.IsZero() {
		s.Next = mayGoOn(s.Oldest)
	}
	return s, err
}

// mayGoOn is the first day on which the month of a day may go (oplog.ErasableUntil): the first of the month after it, the years of keeping later.
func mayGoOn(d juki.Date) juki.Date {
	return oplog.NextMonth(d).AddYears(juki.LogRetention().Years)
}

// lastErased is the last erasing that the log tells of.
func (m *Main) lastErased(ctx context.Context) (e clerk.Erased, err error) {
	found, err := m.db.SearchLog(ctx, oplog.Search{Event: oplog.LogErased}, oplog.Spot{}, 1)
	if err != nil || len(found.Found) == 0 {
		return e, err
	}
	r := found.Found[0].Record
	number := func(f oplog.Field) int64 { v, _ := r.Value(f); return v.Number() }
	e = clerk.Erased{At: r.Time, By: r.Operator, Upto: number(oplog.FieldSize), Records: number(oplog.FieldRows)}
	day, _ := r.Value(oplog.FieldDay)
	e.Day, err = juki.ParseDate(day.Text())
	return e, err
}

// recordTextBytes bounds one record that is read alone.
const recordTextBytes = 1 << 20

// recordedOn is the day of a record that has its text; zero when the log ends before it.
func (m *Main) recordedOn(ctx context.Context, seq int64) (juki.Date, error) {
	leaves, _, err := m.db.Leaves(ctx, seq, 1, recordTextBytes)
	if err != nil || len(leaves) == 0 {
		return juki.Date{}, err
	}
	r, err := oplog.DecodeRecord(leaves[0].Payload)
	if err != nil {
		return juki.Date{}, err
	}
	return juki.DateOf(r.Time), nil
}

// elsewhere asks now how many records, from the first on, are stored outside the terminal as they stand here, and what time it is there. What could
// not be asked confirms nothing.
func (m *Main) elsewhere(ctx context.Context) (server, delivered clerk.Elsewhere, confirmed oplog.Outside, err error) {
	compared, err := (&central.Client{Settings: m.settings.Central.In(m.Dir), Log: m.db, Now: m.Now}).Compare(ctx)
	server = clerk.Elsewhere{Set: m.settings.Central.Set(), Records: compared.Stored, At: m.Now()}
	if err != nil && server.Set {
		if ctx.Err() != nil {
			return server, delivered, confirmed, err
		}
		server.Trouble = central.CodeOf(err)
	}
	receipt, err := m.db.LastReceipt(ctx) // of the log as it is, its signature verified now
	if err != nil {
		return server, delivered, confirmed, err
	}
	delivered = clerk.Elsewhere{Set: receipt.Size > 0, Records: receipt.Size, At: receipt.Receipted}
	confirmed = oplog.Outside{Records: max(server.Records, delivered.Records), At: compared.At, Now: true}
	if compared.At.IsZero() { // no server answered: the receipt's own time, which it was signed with
		confirmed.At, confirmed.Now = receipt.Filed, false
	}
	return server, delivered, confirmed, nil
}

// EraseHistory implements clerk.Retentions.
func (o office) EraseHistory(_ context.Context, by session.Confirmation, e oplog.Erasable) error {
	if by.For != oplog.LogErased { // a confirmation of something else, or none
		return juki.Refuse(juki.PostMissing)
	}
	op, err := o.m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	if op.ID == by.Operator.ID {
		return juki.Refuse(juki.SamePersonTwice)
	}
	o.m.eraser.begin(erasure{by: op.ID, witness: by.Operator.ID, what: e})
	return nil
}

// Erasing implements clerk.Retentions.
func (o office) Erasing() clerk.Erasing {
	e := o.m.eraser.told()
	e.Unfinished = o.m.db.ErasedStays()
	return e
}

// erasure is what two people decided.
type erasure struct {
	by, witness juki.OperatorID
	what        oplog.Erasable
}

// eraser does it beside everything else, whoever locks or leaves the screen.
type eraser struct {
	asked chan erasure

	mu    sync.Mutex
	state clerk.Erasing
}

func newEraser() *eraser { return &eraser{asked: make(chan erasure, 1)} }

// begin takes one erasure; while one is under way another is not taken.
func (x *eraser) begin(e erasure) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.state.Busy {
		return
	}
	x.state = clerk.Erasing{Busy: true, What: e.what}
	x.asked <- e // there is room: nothing is under way
}

func (x *eraser) told() clerk.Erasing {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.state
}

// run erases what is asked for until ctx ends.
func (x *eraser) run(ctx context.Context, erase func(context.Context, erasure) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-x.asked:
			err := erase(ctx, e)
			x.mu.Lock()
			x.state.Busy, x.state.Ended, x.state.Code = false, true, ""
			var refused *juki.Outcome
			if errors.As(err, &refused) {
				x.state.Code = refused.Code
			} else if err != nil {
				x.state.Code = juki.RecordRefused // nothing was recorded, so nothing is gone
			}
			x.mu.Unlock()
		}
	}
}

// eraseWithin bounds an erasing with the comparison before it.
const eraseWithin = 30 * time.Minute

// erase asks once more what is stored elsewhere, and erases no more than was shown to those who decided.
func (m *Main) erase(ctx context.Context, e erasure) error {
	ctx, stop := context.WithTimeout(ctx, eraseWithin)
	defer stop()
	_, _, confirmed, err := m.elsewhere(ctx)
	if err != nil {
		return err
	}
	if confirmed.Records < e.what.Upto {
		return juki.Refuse(juki.RecordsNotUploaded)
	}
	confirmed.Records = min(confirmed.Records, e.what.Confirmed.Records) // what came since, and what the log does not tell of, was shown to nobody
	e.what.Confirmed = confirmed
	return m.db.Erase(ctx, e.by, e.witness, e.what)
}
