package counter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// cardDeadline bounds one piece of work with the card: reading it, or setting its PINs.
const cardDeadline = 60 * time.Second

// readerMemory is what was last seen in the customer reader.
type readerMemory struct {
	present bool
	count   uint16 // the insertion counter when the present card came in
	refused bool   // the card that lies there was refused: wait until it is out
	lost    bool   // the card of count was pulled under our hands; until the counter moves, the reader's report is late
}

// after is the memory when the reader reports r: whether a card lies there now, and whether it is another one than before.
func (m readerMemory) after(r hardware.Reader) (now readerMemory, left bool) {
	now = readerMemory{present: r.Slot == hardware.SlotPresent, count: r.Count}
	if m.lost && now.present && now.count == m.count {
		return m, false // a late report of the card that is gone
	}
	left = m.present && (!now.present || m.count != now.count)
	now.refused = m.refused && now.present && !left
	return now, left
}

// follow drives the handover from what the customer reader reports, until the handover ends. A state that waits for a card
// looks once more at what was reported before: the card may have come in while the state before was still at work.
func (h *Handover) follow() {
	reports := h.desk.Readers.Watch(h.ctx)
	last, more := <-reports
	for more {
		h.seeReader(last)
		select {
		case last, more = <-reports:
		case <-h.lookAgain:
		}
	}
}

// seeReader turns a snapshot into an event of the table.
func (h *Handover) seeReader(snap hardware.Snapshot) {
	r, trouble := h.customerReader(snap)
	h.mu.Lock()
	was, s := h.reader, h.c.Handover
	now, left := was.after(r)
	h.reader = now
	h.publish()
	h.mu.Unlock()

	h.see(func() {
		h.readerTrouble = trouble
		if was.refused && !now.refused {
			h.trouble = "" // the card it was about has left
		}
	})
	h.changed()
	switch {
	case s == TakeDue:
		if trouble == "" && r.Slot == hardware.SlotEmpty { // a reader that is gone says nothing of the card
			_ = h.happened(h.ctx, CardTaken)
		}
	case left:
		h.pulled(h.ctx)
	}
	if now.present && !now.refused {
		_ = h.happened(h.ctx, CardInserted) // means something in InsertDue only
	}
}

// pulled reports a card that left too early: never a wrong PIN, and nothing is assumed about what the card holds.
func (h *Handover) pulled(ctx context.Context) {
	if h.happened(ctx, CardPulled, oplog.Code(juki.CardPulled)) == nil {
		h.noteTrouble(juki.CardPulled)
	}
}

// customerReader finds the reader that faces the resident, or says what is wrong with it.
func (h *Handover) customerReader(snap hardware.Snapshot) (hardware.Reader, juki.Code) {
	if !snap.ServiceUp {
		return hardware.Reader{}, juki.ReaderServiceMissing
	}
	for _, r := range snap.Readers {
		if r.Name != h.desk.CustomerReader() {
			continue
		}
		if r.Slot == hardware.SlotMute {
			return r, juki.CardMute
		}
		return r, ""
	}
	return hardware.Reader{}, juki.ReaderMissing
}

func (h *Handover) noteTrouble(c juki.Code) {
	h.see(func() { h.trouble = c })
	h.changed()
}

// withCard runs f on the card in the customer reader, exclusively, and resets the card afterwards. Beginning and end of
// the communication are recorded (通信履歴, 第12条第2項): what cannot be recorded does not begin.
func (h *Handover) withCard(ctx context.Context, f func(context.Context, hardware.Card) error) error {
	if err := h.record(ctx, oplog.CardSessionBegun, oplog.Reader("customer")); err != nil {
		return err
	}
	var used countedCard
	err := h.useCard(ctx, &used, f)
	values := []oplog.Value{oplog.Reader("customer"), oplog.Count(oplog.FieldCommands, used.commands)}
	if err != nil {
		values = append(values, oplog.Code(outcomeCode(err)))
	}
	_ = h.record(h.ctx, oplog.CardSessionEnded, values...) // it ended, whatever became of the work
	return err
}

func (h *Handover) useCard(ctx context.Context, used *countedCard, f func(context.Context, hardware.Card) error) error {
	ctx, cancel := context.WithTimeout(ctx, cardDeadline)
	defer cancel()
	card, err := h.desk.Readers.Open(ctx, h.desk.CustomerReader())
	if err != nil {
		return fmt.Errorf("opening the customer's card: %w", err)
	}
	used.Card = card
	err = f(ctx, used)
	if closeErr := card.Close(); err == nil && closeErr != nil && !errors.Is(closeErr, hardware.CardRemoved) {
		err = fmt.Errorf("resetting the customer's card: %w", closeErr)
	}
	return err
}

// countedCard counts the commands of a session for its record.
type countedCard struct {
	hardware.Card
	commands int
}

// Transmit implements hardware.Card.
func (c *countedCard) Transmit(ctx context.Context, command hardware.Command) (hardware.Response, error) {
	c.commands++
	return c.Card.Transmit(ctx, command)
}

// identify reads who the card is and refuses any card but this case's, before any PIN (第22条第1号, 第23条).
func (h *Handover) identify(ctx context.Context, card hardware.Card) error {
	id, err := cards.Identify(ctx, card)
	if err != nil {
		return err
	}
	c := h.View().Case
	if refusal := cards.Check(id, cards.Want{Kind: c.Kind, Serial: c.Serial, Municipality: h.desk.Municipality,
		Expires: c.Expires, Today: h.desk.today()}); refusal != nil {
		return refusal
	}
	return nil
}

// match is the work of the state Matching.
func (h *Handover) match(ctx context.Context) {
	err := h.withCard(ctx, h.identify)
	switch {
	case ctx.Err() != nil: // aborted or pulled meanwhile: the table has gone on
	case err == nil:
		_ = h.happened(ctx, CardAccepted)
	case lost(err):
		h.cardLost(ctx)
	default:
		h.cardRefused(ctx, outcomeCode(err))
	}
}

// cardRefused says that the card in the reader is no good.
func (h *Handover) cardRefused(ctx context.Context, code juki.Code) {
	if h.happened(ctx, CardRefused, oplog.Code(code)) == nil {
		h.noteTrouble(code)
	}
}

// lost tells errors of a card that is not there any more from those of a card that is no good.
func lost(err error) bool {
	code := outcomeCode(err)
	return code == juki.CardPulled || code == juki.CardMissing
}

// cardLost is a card that left during work: the reader's own report may come later or never.
func (h *Handover) cardLost(ctx context.Context) {
	h.mu.Lock()
	if ctx.Err() == nil { // else the table has gone on, and what lies in the reader now may be another card
		h.reader.present, h.reader.lost = false, true
		h.publish()
	}
	h.mu.Unlock()
	h.pulled(ctx)
}

// outcomeCode names an error of the card's side for record and screen.
func outcomeCode(err error) juki.Code { return cards.Trouble(err).Code }
