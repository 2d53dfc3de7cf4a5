package photo

import (
	"context"
	"errors"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// decide is an event that a logged-in person causes.
func (a *Act) decide(ctx context.Context, e Event, values ...oplog.Value) error {
	op, _ := a.c.d.Operator()
	if op == "" {
		return a.failed(juki.Refuse(juki.NotLoggedIn))
	}
	a.mu.Lock()
	a.by = op
	err := a.apply(ctx, e, values...)
	a.mu.Unlock()
	return a.failed(err)
}

// happened is an event that a device, the resident or the registrar causes; in a state where it means nothing it is dropped. What happened
// stays true when the record cannot be written (disk full): it is tried again until ctx ends, and meanwhile the act does not go on.
func (a *Act) happened(ctx context.Context, e Event, values ...oplog.Value) error {
	for {
		a.mu.Lock()
		err := ctx.Err() // a worker whose state was left has nothing more to say
		if err == nil {
			err = a.apply(ctx, e, values...)
		}
		a.mu.Unlock()
		if err == nil {
			a.changed()
			return nil
		}
		if errors.Is(err, juki.Refuse(juki.StepNotAllowed)) || errors.Is(err, juki.Refuse(juki.PhotoGone)) || ctx.Err() != nil {
			return err
		}
		_ = a.failed(err)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(recordRetry):
		}
	}
}

// recordRetry is the pause before what could not be recorded is tried again.
const recordRetry = 500 * time.Millisecond

// apply is the one place where the state changes. A step that registers is on the disk before the picture goes: without the record it did
// not happen. A step that only erases wipes first: a full disk keeps no picture. a.mu is held.
func (a *Act) apply(ctx context.Context, e Event, values ...oplog.Value) error {
	st, refused := a.next(e)
	if refused != nil {
		return refused
	}
	if st.picture == pictureStays && a.state.HasPicture() && a.currentPicture().gone() && e != AskStopped && e != NotStored {
		return juki.Refuse(juki.PhotoGone) // wiped this moment, by a lock or the end; the event that says so is on its way
	}
	if st.picture == pictureGoes && st.to != Registered {
		a.currentPicture().wipe()
	}
	if len(st.records) > 0 {
		if err := a.c.record(ctx, func(tx Tx) error { return a.commit(tx, e, values...) }); err != nil {
			if st.picture != pictureGoes || st.to == Registered {
				return err
			}
			a.owe(e)
		}
	}
	a.went(e, st)
	return nil
}

func (a *Act) next(e Event) (step, *juki.Outcome) {
	return next(a.state, e, facts{today: juki.DateOf(a.c.d.Now()), birth: a.who.Person.Birth, led: a.c.d.Registrar == nil,
		second: a.c.d.Second(juki.DateOf(a.c.d.Now()))})
}

// commit writes the records of one step inside tx, and what is stored of the photo with them.
func (a *Act) commit(tx Tx, e Event, values ...oplog.Value) error {
	st, refused := a.next(e)
	if refused != nil {
		return refused
	}
	now := a.c.d.Now()
	switch {
	case st.to == Registered:
		if err := tx.SetPhoto(a.who.Number, Status{Outcome: PhotoRegistered, At: now}); err != nil {
			return err
		}
	case st.to == NotNeeded:
		if err := tx.SetPhoto(a.who.Number, Status{Outcome: PhotoNotRequired, At: now}); err != nil {
			return err
		}
	case st.picture != pictureStays:
		kept := a.before
		kept.Held = st.picture == pictureComes
		if err := tx.SetPhoto(a.who.Number, kept); err != nil {
			return err
		}
	}
	for _, id := range st.records {
		r := oplog.Record{Time: now, Event: id, Operator: a.by, Case: a.who.Number, Values: values}
		switch id {
		case oplog.PhotoErased:
			r.Values = []oplog.Value{oplog.Reason(a.reason(e))}
		case oplog.PhotoRegistered:
			r.Values = nil
			if a.second != "" {
				r.Values = []oplog.Value{oplog.Witness(a.second)}
			}
		}
		if err := tx.Append(r); err != nil {
			return err
		}
	}
	return nil
}

// reason is why an event erases.
func (a *Act) reason(e Event) string {
	switch e {
	case Stored, LedRegistered:
		return ByRegistration
	case ScanAsked:
		return ByRescan
	case Declined:
		return ByDeclining
	case PadGone:
		return ByPad
	case Left:
		return a.why
	}
	return ByCancelling
}

// owe keeps the record of an erasure that could not be written; it comes before the next act and with the next tick.
func (a *Act) owe(e Event) {
	kept := a.before
	kept.Held = false
	r := oplog.Record{Time: a.c.d.Now(), Event: oplog.PhotoErased, Operator: a.by, Case: a.who.Number, Values: []oplog.Value{oplog.Reason(a.reason(e))}}
	a.c.mu.Lock()
	a.c.owed = append(a.c.owed, owedRecord{r, kept})
	a.c.mu.Unlock()
}

func (a *Act) settleNow(ctx context.Context) { _ = a.c.settle(ctx) }

// quit ends the act by an event that erases; the record of an erasure never holds it up. While the registrar works, the end waits for its
// answer: whether the photo is registered must be known.
func (a *Act) quit(why string, e Event) {
	a.currentPicture().wipe()
	a.mu.Lock()
	if a.why == "" {
		a.why = why
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), registerWithin)
	_ = a.apply(ctx, e)
	cancel()
	a.mu.Unlock()
	a.changed()
}

// went takes over a step that is done: memory first, then screens and workers. a.mu is held.
func (a *Act) went(e Event, st step) {
	if a.stop != nil {
		a.stop()
		a.stop = nil
	}
	if st.picture == pictureGoes {
		a.currentPicture().wipe()
	}
	from := a.state
	a.state = st.to
	a.enter(e)
	if st.to.Ended() && from != st.to {
		a.end()
		a.c.release(a)
	}
}

// enter begins the work of the state the act has just come to. a.mu is held.
func (a *Act) enter(e Event) {
	if a.state == NotBegun { // begin has committed the first step
		a.state = ScanDue
	}
	erased := e == ScanAsked || e == Declined || e == PadGone || e == Left || e == CancelAsked || e == Stored || e == LedRegistered
	a.seenMu.Lock()
	v := View{Case: a.who, State: a.state, Before: a.before, Led: a.c.d.Registrar == nil, Frame: a.seen.Frame, Warnings: a.seen.Warnings,
		Declined: e == Declined, MayGo: !a.who.Person.Birth.IsZero() && a.who.Person.Birth.AgeOn(juki.DateOf(a.c.d.Now())) < 1}
	if erased && a.picture != nil {
		v.Why = a.reason(e)
	}
	if !a.state.HasPicture() {
		a.picture, v.Warnings, v.Frame = nil, Warnings{}, Frame{}
	}
	a.seen = v
	a.seenMu.Unlock()
	a.guide()
	switch a.state {
	case Scanning:
		a.work(a.scan)
	case Asking:
		a.work(a.ask)
	case Registering:
		a.work(a.register)
	}
}

// pages is what the resident sees in each state; Asking has its own.
var pages = map[State]juki.Guidance{ScanDue: juki.GuideWelcome, Scanning: juki.GuideWelcome, Framing: juki.GuideWelcome, CompareDue: juki.GuideWelcome,
	RegisterDue: juki.GuideWelcome, Registering: juki.GuideWelcome, Registered: juki.GuideRest, NotNeeded: juki.GuideRest, Cancelled: juki.GuideRest}

func (a *Act) guide() {
	if page, ok := pages[a.state]; ok {
		if window := a.c.d.Resident(); window != nil {
			window.Show(page)
		}
	}
}

func (a *Act) work(f func(context.Context)) {
	ctx, stop := context.WithCancel(a.ctx)
	a.stop = stop
	a.workers.Go(func() { f(ctx) })
}

// scan is the worker of Scanning. A picture that comes after the state was left is wiped unseen.
func (a *Act) scan(ctx context.Context) {
	s := a.c.d.Scanner()
	if s == nil {
		_ = a.happened(ctx, ScanFailed, oplog.Code(juki.ScannerMissing))
		_ = a.failed(juki.Refuse(juki.ScannerMissing))
		return
	}
	bounded, cancel := context.WithTimeout(ctx, scanWithin)
	got, err := s.Scan(bounded, Area(), func(part float64) {
		a.seenMu.Lock()
		a.progress = part
		a.seenMu.Unlock()
		a.changed()
	})
	cancel()
	if err == nil && (got == nil || got.Image == nil || got.Image.Bounds().Size() != Area().Pixels()) {
		got.Wipe()
		err = hardware.ScannerNonsense
	}
	if ctx.Err() != nil {
		got.Wipe()
		return
	}
	if err != nil {
		code := a.c.d.Trouble(err)
		if a.happened(ctx, ScanFailed, oplog.Code(code)) == nil {
			_ = a.failed(juki.Refuse(code))
		}
		return
	}
	a.came(ctx, take(got))
}

// came takes a picture into the act, or wipes it when the act has gone on without it.
func (a *Act) came(ctx context.Context, p *picture) {
	a.mu.Lock()
	stale := ctx.Err() != nil
	if !stale {
		a.seenMu.Lock()
		a.picture = p
		a.seenMu.Unlock()
		a.scans++
	}
	round := min(a.scans, maxRound)
	a.mu.Unlock()
	if !stale {
		a.take(p) // before anybody is told: the first screen of the picture has its frame
	}
	if stale || a.happened(ctx, ScanCame, oplog.Count(oplog.FieldRound, round)) != nil {
		p.wipe()
	}
}

// maxRound is the last round that a record tells apart: the first scan, or another.
const maxRound = 2

// ask is the worker of Asking.
func (a *Act) ask(ctx context.Context) {
	yes, err := a.c.d.Resident().AskPhoto(ctx, a.PaintCut)
	if ctx.Err() != nil {
		return
	}
	e := Declined
	switch {
	case errors.Is(err, juki.Refuse(juki.NoPadMonitor)):
		e = PadGone
	case err != nil:
		e = AskStopped
	case yes:
		e = Accepted
	}
	if a.happened(ctx, e) == nil && err != nil && !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) { // a lock has a screen of its own
		_ = a.failed(err)
	}
}

// register is the worker of Registering. What the registrar has stays true: the record is tried until it is written.
func (a *Act) register(ctx context.Context) {
	err := a.hand(ctx)
	if err != nil {
		_ = a.happened(ctx, NotStored)
		_ = a.failed(juki.Refuse(juki.IssuerRefused))
	} else {
		_ = a.happened(ctx, Stored)
	}
	a.mu.Lock()
	why := a.why
	a.mu.Unlock()
	if why != "" { // the act was left meanwhile
		a.quit(why, Left)
	}
}

// hand encodes the picture and lends it to the registrar.
func (a *Act) hand(ctx context.Context) error {
	jpg, wipe, err := a.currentPicture().encode()
	if err != nil {
		return err
	}
	defer wipe()
	bounded, cancel := context.WithTimeout(ctx, registerWithin)
	defer cancel()
	return a.c.d.Registrar.Register(bounded, a.who.Number, jpg)
}
