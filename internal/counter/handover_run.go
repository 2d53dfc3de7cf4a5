package counter

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/pin"
	"madoguchi/internal/stock"
)

// Handover is one running handover: the table of handover.go, driven by the clerk, the resident's window and the reader.
// All methods may be called from any goroutine; those that act wait for the disk, so none belongs on the UI thread. View does not.
type Handover struct {
	desk    *Desk
	changed func() // told, without arguments, that View has changed

	mu        sync.Mutex // one transition at a time; held while it is written, so nothing that a screen asks for takes it
	c         Case
	by        juki.OperatorID // who acted last: answers for what devices report
	reader    readerMemory
	lookAgain chan struct{}      // asks follow to look at the last report once more
	pins      []*pin.PIN         // between typing and setting, nowhere else
	stop      context.CancelFunc // ends the running work of the state
	workers   sync.WaitGroup
	ctx       context.Context // the handover's own life
	end       context.CancelFunc

	seenMu        sync.Mutex // guards what screens show; held for no longer than it takes to copy it
	seen          Case       // as it was written last
	inReader      bool
	trouble       juki.Code // why the last try did not go on
	readerTrouble juki.Code // what is wrong with the customer reader now
	pad           PadProgress
}

// PadProgress is all the clerk may know of the resident's typing.
type PadProgress struct {
	Kind        juki.PINKind
	Step, Steps int
	Stage       pin.Typing
	Refused     int // entries refused so far, all PINs together
}

// View is what a screen shows of a handover.
type View struct {
	Case     Case
	State    State
	Trouble  juki.Code // why the last try did not go on; "" when nothing is wrong
	Pad      PadProgress
	InReader bool // a card lies in the customer reader
	Led      bool // PINs are set at the 統合端末
}

// Open takes a case into a handover, or takes up one that was interrupted. changed is called after every
// change, from any goroutine. The caller ends it with Close. It fails with DayNotOpen and DayClosed for a case that is not open yet.
func (d *Desk) Open(ctx context.Context, n juki.CaseNumber, changed func()) (*Handover, error) {
	op, err := d.operator(oplog.HandoverOpened)
	if err != nil {
		return nil, err
	}
	h := &Handover{desk: d, changed: changed, by: op, lookAgain: make(chan struct{}, 1)}
	h.ctx, h.end = context.WithCancel(context.WithoutCancel(ctx))
	event := CaseOpened
	err = d.Book.Act(ctx, func(tx Tx) error {
		c, err := tx.Case(n)
		if err != nil {
			return err
		}
		switch c.State {
		case CaseStored:
			if c.Erased || !fetchable(c.At) {
				return juki.Refuse(juki.CaseNotReady) // cancelled, lost, awaiting disposal, 所在不明, in the post
			}
			c.Handover = NotOpen
			if err := stock.CheckDay(tx, d.Now()); err != nil { // one that was interrupted goes on, also after midnight
				return err
			}
		case CaseInHandover:
			event = Restarted
		case CaseDelivered:
			return juki.Refuse(juki.CardAlreadyDelivered)
		default:
			return juki.Refuse(juki.CaseNotReady)
		}
		h.c = c
		if err := h.commit(tx, event); err != nil {
			return err
		}
		values, err := d.related(ctx, []oplog.Value{oplog.Purpose("handover")}, c.Person)
		if err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: d.Now(), Event: oplog.PersonDisplayed, Operator: op, Case: n, Values: values}) // the screen of the handover shows the person, 第19条第3号
	})
	if err != nil {
		h.end()
		return nil, err
	}
	h.enter()
	go h.follow()
	return h, nil
}

// Close ends the work on the handover; the case stays in its state and can be opened again.
func (h *Handover) Close() {
	h.end()
	h.mu.Lock()
	h.leave()
	h.mu.Unlock()
	h.desk.Resident.Show(juki.GuideRest) // before the wait: a slow card must not cover the next handover's page
	h.workers.Wait()
}

// View is the present state for a screen. While a step is being written it is still the one before.
func (h *Handover) View() View {
	h.seenMu.Lock()
	defer h.seenMu.Unlock()
	return View{Case: h.seen, State: h.seen.Handover, Trouble: cmp.Or(h.trouble, h.readerTrouble), Pad: h.pad, InReader: h.inReader, Led: h.desk.Issuer == nil}
}

// publish takes case and reader over into the view. h.mu is held.
func (h *Handover) publish() {
	c, present := h.c, h.reader.present
	h.see(func() { h.seen, h.inReader = c, present })
}

// CheckIdentity records the identity check (本人確認) and goes on when the papers are enough.
func (h *Handover) CheckIdentity(ctx context.Context, i Identity) error {
	if !i.Enough(h.View().Case.Person.Birth, h.desk.today()) {
		return h.failed(juki.Refuse(juki.IdentityNotEnough))
	}
	h.mu.Lock()
	h.c.Guardianed = i.Guardianed
	h.publish()
	h.mu.Unlock()
	return h.decide(ctx, IdentityChecked, oplog.Documents(i.all()...))
}

// CompareFace records that the clerk compared the face with the papers and the card's photo.
func (h *Handover) CompareFace(ctx context.Context) error { return h.decide(ctx, FaceMatched) }

// FetchCard takes the scanned card out of its place; another card than this case's is refused and recorded.
func (h *Handover) FetchCard(ctx context.Context, scanned juki.CardSerial) error {
	if scanned != h.View().Case.Serial {
		return h.wrongScan(ctx)
	}
	return h.decide(ctx, CardFetched)
}

// BeginPINs lets the resident begin typing. Without a pad monitor there is no PIN entry (第23条第2号).
func (h *Handover) BeginPINs(ctx context.Context) error {
	if err := h.desk.Resident.Ready(); err != nil {
		return h.failed(err)
	}
	return h.decide(ctx, PINsBegun)
}

// ConfirmLedPINs records that the resident set the PINs at the 統合端末.
func (h *Handover) ConfirmLedPINs(ctx context.Context) error { return h.decide(ctx, LedPINsSet) }

// Hand ends the handover: the card was given with its face covered (第22条第3号).
func (h *Handover) Hand(ctx context.Context) error { return h.decide(ctx, CardHanded) }

// Abort stops the handover in whatever state it is; a card that left its shelf must then be returned.
func (h *Handover) Abort(ctx context.Context, why AbortReason) error {
	return h.decide(ctx, AbortAsked, oplog.Reason(why))
}

// ReturnCard puts the scanned card back onto its shelf after an abort.
func (h *Handover) ReturnCard(ctx context.Context, scanned juki.CardSerial) error {
	if scanned != h.View().Case.Serial {
		return h.wrongScan(ctx)
	}
	return h.decide(ctx, CardReturned)
}

// AbortReason is why a handover was stopped, as a code for the record.
type AbortReason string

// CardNotFound aborts a handover whose card is not where the ledger has it; the card itself is reported missing with it.
const CardNotFound AbortReason = "card-missing"

// AbortReasons lists the reasons the clerk chooses from.
func AbortReasons() []AbortReason {
	return []AbortReason{"resident-left", "papers-missing", "face-doubtful", "card-defect", "device-trouble", "mistake"}
}

// decide is an event that a logged-in person causes.
func (h *Handover) decide(ctx context.Context, e Event, values ...oplog.Value) error {
	op, err := h.desk.operator(oplog.HandoverOpened)
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.by = op
	err = h.apply(ctx, e, values...)
	h.mu.Unlock()
	return h.failed(err)
}

// happened is an event that a device or the resident causes; in a state where it means nothing it is dropped.
// What happened stays true when the record cannot be written (disk full): it is tried again until ctx ends,
// and meanwhile the state, and so the act, does not go on.
func (h *Handover) happened(ctx context.Context, e Event, values ...oplog.Value) error {
	for {
		h.mu.Lock()
		err := ctx.Err() // a worker whose state was left has nothing more to say, not even about the card put in since
		if err == nil {
			err = h.apply(ctx, e, values...)
		}
		h.mu.Unlock()
		switch {
		case err == nil: // also when the step has ended ctx, the worker's own
			h.changed()
			return nil
		case errors.Is(err, juki.Refuse(juki.StepNotAllowed)), ctx.Err() != nil:
			return err // the table has gone on without this event
		}
		_ = h.failed(err)
		if pause(ctx, recordRetry) != nil {
			return err
		}
	}
}

// apply is the one place where the state changes: table, ledger, case and record in one transaction. h.mu is held.
func (h *Handover) apply(ctx context.Context, e Event, values ...oplog.Value) error {
	before := h.c
	err := h.desk.Book.Act(ctx, func(tx Tx) error { return h.commit(tx, e, values...) })
	if err != nil {
		h.c = before // no record, no act
		return err
	}
	if e == CardRefused {
		h.reader.refused = h.reader.present // before anybody looks at the reader again: it is not read a second time
	}
	h.enter()
	return nil
}

// commit writes one step inside tx and leaves the new state in h.c.
func (h *Handover) commit(tx Tx, e Event, values ...oplog.Value) error {
	from := h.c.Handover
	st, refusal := next(from, e, Facts{Today: h.desk.today(), Expires: h.c.Expires, Led: h.desk.Issuer == nil})
	if refusal != nil {
		return refusal
	}
	now := h.desk.Now()
	h.c.Handover = st.to
	place, err := h.moveCard(tx, st.move, now)
	if err != nil {
		return err
	}
	h.c.State = caseState(st.to, h.c.At)
	if err := tx.UpdateCase(h.c); err != nil {
		return err
	}
	return tx.Append(oplog.Record{Time: now, Event: st.record, Operator: h.by, Case: h.c.Number,
		Values: append(h.stepValues(e, from, place), values...)})
}

// stepValues are the fields that the catalogue wants of a step besides what the event itself brings; place is the one the
// card was taken from or put back on.
func (h *Handover) stepValues(e Event, from State, place stock.PlaceID) []oplog.Value {
	switch e {
	case AbortAsked, Restarted:
		return []oplog.Value{oplog.State(from)}
	case CardFetched, CardReturned:
		return []oplog.Value{oplog.Place(place), oplog.CardTail(h.c.Serial)}
	}
	return nil
}

// pages is what the resident sees in each state.
var pages = map[State]juki.Guidance{
	IdentityDue: juki.GuideWelcome, FaceDue: juki.GuideWelcome, CardDue: juki.GuideWelcome,
	InsertDue: juki.GuideInsertCard, Matching: juki.GuideWait, PINsDue: juki.GuideWait, PINsWriting: juki.GuideWait,
	TakeDue: juki.GuideTakeCard, HandDue: juki.GuideReceive, HandoverDone: juki.GuideThanks,
	ReturnDue: juki.GuideCallStaff, Aborted: juki.GuideRest,
}

// enter begins the work of the state h has just come to. h.mu is held.
func (h *Handover) enter() {
	h.leave()
	s := h.c.Handover
	if page, ok := pages[s]; ok { // PINsTyping has no page: AskPIN shows its own
		h.desk.Resident.Show(page)
	}
	if s == InsertDue {
		select {
		case h.lookAgain <- struct{}{}:
		default: // asked already
		}
	}
	pins := h.pins
	h.pins = nil
	if s != PINsWriting {
		wipeAll(pins)
	}
	c, present := h.c, h.reader.present
	h.see(func() { // before the work begins, which may have something to say of its own
		h.seen, h.inReader, h.trouble = c, present, ""
		if s != PINsTyping && s != PINsWriting {
			h.pad.Stage = pin.Explaining
		}
	})
	switch s {
	case Matching:
		h.work(h.match)
	case PINsTyping:
		h.work(h.typePINs)
	case PINsWriting:
		h.work(func(ctx context.Context) { h.setPINs(ctx, pins) }) // the writer owns them now and wipes them
	}
}

// leave stops the work of the state before. The typed PINs of a stopped entry are wiped by their worker.
func (h *Handover) leave() {
	if h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

func (h *Handover) work(f func(context.Context)) {
	ctx, stop := context.WithCancel(h.ctx)
	h.stop = stop
	h.workers.Go(func() { f(ctx) })
}

// failed remembers why a try did not go on, for the screen, and gives the error back.
func (h *Handover) failed(err error) error {
	if err != nil {
		code := juki.CardFailed
		var o *juki.Outcome
		if errors.As(err, &o) {
			code = o.Code
		}
		h.see(func() { h.trouble = code })
	}
	h.changed()
	return err
}

// see changes what screens show.
func (h *Handover) see(f func()) {
	h.seenMu.Lock()
	f()
	h.seenMu.Unlock()
}

// wrongScan records that another card than this case's was scanned; the state stays.
func (h *Handover) wrongScan(ctx context.Context) error {
	op, err := h.desk.operator(oplog.HandoverCardRefused)
	if err != nil {
		return err
	}
	h.mu.Lock()
	n, s := h.c.Number, h.c.Handover
	h.mu.Unlock()
	refusal := juki.Refuse(juki.CardOfOtherCase)
	err = h.desk.Book.Act(ctx, func(tx Tx) error {
		return tx.Append(oplog.Record{Time: h.desk.Now(), Event: oplog.HandoverCardRefused, Operator: op, Case: n,
			Values: []oplog.Value{oplog.State(s), oplog.Code(refusal.Code)}})
	})
	if err != nil {
		return h.failed(err)
	}
	return h.failed(refusal)
}
