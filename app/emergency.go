package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// emergency is whether this terminal is stopped (緊急停止, 第24条). What every gate asks is kept in memory; what lasts over a restart is in the books.
type emergency struct {
	m       *Main
	wake    chan struct{} // a stop waits to be stored
	storing sync.Mutex    // one after the other
	mu      sync.Mutex
	open    []stock.Emergency // as stored, the oldest first
	pressed []halt            // stops that are not stored yet
}

// halt is a stop as it was asked for.
type halt struct {
	drill bool
	at    time.Time
	by    juki.OperatorID // who was at work
}

var _ clerk.Emergency = (*emergency)(nil)

func newEmergency(m *Main) *emergency { return &emergency{m: m, wake: make(chan struct{}, 1)} }

// Stop implements clerk.Emergency: the gates are shut first, then the resident's window is cleared and everything is locked, then it is stored.
// Nothing of it waits for the disk.
func (e *emergency) Stop(drill bool) {
	p := halt{drill: drill, at: e.m.Now()}
	if v := e.m.session.View(); v.State == session.LoggedIn {
		p.by = v.Operator.ID
	}
	e.mu.Lock()
	e.pressed = append(e.pressed, p)
	e.mu.Unlock()
	reason := session.ByEmergency
	if drill {
		reason = session.ByDrill
	}
	e.tell()
	e.m.session.Lock(reason)
	select {
	case e.wake <- struct{}{}:
	default: // it is awake already
	}
}

// tell shows in both windows whether the terminal is stopped.
func (e *emergency) tell() {
	s, w := e.State(), &e.m.windows
	w.mu.Lock()
	window := w.clerk
	w.mu.Unlock()
	if window == nil {
		return
	}
	w.resident.SetStopped(s.Open, s.Drill)
	window.FollowEmergency()
}

// State implements clerk.Emergency. An emergency goes before a drill.
func (e *emergency) State() clerk.EmergencyState {
	e.mu.Lock()
	defer e.mu.Unlock()
	drills := []bool{false, true}
	for _, drill := range drills {
		if i := slices.IndexFunc(e.open, func(o stock.Emergency) bool { return o.Drill == drill }); i >= 0 {
			return clerk.EmergencyState{Open: true, Drill: drill, Number: e.open[i].Number, Begun: e.open[i].Begun}
		}
		if i := slices.IndexFunc(e.pressed, func(p halt) bool { return p.drill == drill }); i >= 0 {
			return clerk.EmergencyState{Open: true, Drill: drill, Begun: e.pressed[i].at}
		}
	}
	return clerk.EmergencyState{}
}

// Read implements clerk.Emergency.
func (e *emergency) Read(ctx context.Context) error {
	open, err := e.m.keeper.Book.OpenEmergencies(ctx)
	if err != nil {
		return err
	}
	e.mu.Lock()
	e.open = open
	e.mu.Unlock()
	e.tell()
	return nil
}

// storeAgain is after how long a stop is tried to be stored again: the disk may be full. Until it is stored the terminal stays stopped.
const storeAgain = 2 * time.Second

// run stores the stops until ctx ends.
func (e *emergency) run(ctx context.Context) {
	again := time.NewTicker(storeAgain)
	defer again.Stop()
	for {
		select {
		case <-e.wake:
		case <-again.C:
		case <-ctx.Done():
			_ = e.store(context.WithoutCancel(ctx)) // one that cannot be stored now is lost with the program; its record of the stop is not
			return
		}
		_ = e.store(ctx) // tried again
	}
}

// store stores the stops that wait, the first first.
func (e *emergency) store(ctx context.Context) error {
	e.storing.Lock()
	defer e.storing.Unlock()
	for {
		e.mu.Lock()
		if len(e.pressed) == 0 {
			e.mu.Unlock()
			return nil
		}
		p := e.pressed[0]
		e.mu.Unlock()
		if _, err := e.m.keeper.BeginEmergency(ctx, p.drill, p.by); err != nil {
			return err
		}
		open, err := e.m.keeper.Book.OpenEmergencies(ctx)
		if err != nil {
			return err
		}
		e.mu.Lock()
		e.pressed, e.open = e.pressed[1:], open
		e.mu.Unlock()
		e.tell()
	}
}

// opened are the emergencies that stop the terminal now; unstored tells that a stop is not stored yet.
func (e *emergency) opened() (open []stock.Emergency, unstored bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.open, len(e.pressed) > 0
}

// admits tells whether an operator may log in: while the terminal is stopped only who has something to do there (第24条).
func (e *emergency) admits(o session.Operator) *juki.Outcome {
	open, unstored := e.opened()
	if unstored || slices.ContainsFunc(open, func(x stock.Emergency) bool { return !x.Admits(o.ID, o.Post) }) {
		return juki.Refuse(juki.EmergencyOpen)
	}
	return nil
}

// gate refuses acts while the terminal is stopped, but those that the plan needs and the paper about them.
func (e *emergency) gate(act oplog.EventID) error {
	open, unstored := e.opened()
	if len(open) == 0 && !unstored {
		return nil
	}
	switch act {
	case oplog.EmergencyStepDone, oplog.EmergencyEnded, oplog.SheetMade, oplog.SheetPrintBegun, oplog.SheetPrinted, oplog.SheetReprinted, oplog.SheetNotPrinted, oplog.SheetHandedOver:
		return nil
	}
	return juki.Refuse(juki.EmergencyOpen)
}
