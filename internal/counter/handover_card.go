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
}

// follow drives the handover from what the customer reader reports, until the handover ends.
func (h *Handover) follow() {
	for snap := range h.desk.Readers.Watch(h.ctx) {
		h.seeReader(snap)
	}
}

// seeReader turns a snapshot into an event of the table.
func (h *Handover) seeReader(snap hardware.Snapshot) {
	r, trouble := h.customerReader(snap)
	present := r.Slot == hardware.SlotPresent
	h.mu.Lock()
	was, s := h.reader, h.c.Handover
	swapped := was.present && (!present || was.count != r.Count)
	h.reader.present, h.reader.count = present, r.Count
	if !present || swapped {
		h.reader.refused = false
	}
	refused := h.reader.refused
	h.mu.Unlock()

	h.see(func() { h.readerTrouble = trouble })
	h.changed()
	switch {
	case s.Ended():
	case s == TakeDue && !present:
		_ = h.happened(h.ctx, CardTaken)
	case swapped:
		h.pulled(h.ctx)
	}
	if present && !refused {
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

// withCard runs f on the card in the customer reader, exclusively, and resets the card afterwards.
func (h *Handover) withCard(ctx context.Context, f func(context.Context, hardware.Card) error) error {
	ctx, cancel := context.WithTimeout(ctx, cardDeadline)
	defer cancel()
	card, err := h.desk.Readers.Open(ctx, h.desk.CustomerReader())
	if err != nil {
		return fmt.Errorf("opening the customer's card: %w", err)
	}
	err = f(ctx, card)
	if closeErr := card.Close(); err == nil && closeErr != nil && !errors.Is(closeErr, hardware.CardRemoved) {
		err = fmt.Errorf("resetting the customer's card: %w", closeErr)
	}
	return err
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
	case errors.Is(err, hardware.CardRemoved), errors.Is(err, hardware.NoCard):
		h.cardLost(ctx)
	default:
		h.mu.Lock()
		h.reader.refused = true
		h.mu.Unlock()
		code := outcomeCode(err)
		if h.happened(ctx, CardRefused, oplog.Code(code)) == nil {
			h.noteTrouble(code)
		}
	}
}

// cardLost is a card that left during work: the reader's own report may come later or never.
func (h *Handover) cardLost(ctx context.Context) {
	h.mu.Lock()
	h.reader.present = false
	h.mu.Unlock()
	h.pulled(ctx)
}

// outcomeCode names an error of the card's side for record and screen.
func outcomeCode(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	for fault, code := range map[hardware.Fault]juki.Code{
		hardware.ServiceMissing: juki.ReaderServiceMissing, hardware.NoReader: juki.ReaderMissing, hardware.NoCard: juki.CardMissing,
		hardware.CardMute: juki.CardMute, hardware.CardRemoved: juki.CardPulled, hardware.CardBusy: juki.CardBusy,
	} {
		if errors.Is(err, fault) {
			return code
		}
	}
	return juki.CardFailed
}
