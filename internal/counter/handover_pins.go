package counter

import (
	"context"
	"fmt"
	"sync"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/pin"
)

// typePINs is the work of the state PINsTyping: every PIN is collected before the card is touched,
// so that a slow typist never holds a card session open.
func (h *Handover) typePINs(ctx context.Context) {
	pins, err := h.askAll(ctx)
	if err != nil || ctx.Err() != nil {
		wipeAll(pins)
		if ctx.Err() == nil {
			code := outcomeCode(err)
			if h.happened(ctx, PadStopped, oplog.Code(code)) == nil {
				h.noteTrouble(code)
			}
		}
		return
	}
	h.mu.Lock()
	h.pins = pins // handed to the writer by the transition, or dropped when the table has gone on
	h.mu.Unlock()
	if h.happened(ctx, PINsCollected, oplog.PINs(kindsOf(pins)...)) != nil {
		wipeAll(pins)
	}
}

// askAll lets the resident type each PIN this person needs.
func (h *Handover) askAll(ctx context.Context) (pins []*pin.PIN, err error) {
	c := h.View().Case
	kinds := juki.PINsFor(c.Person.Birth, h.desk.today(), c.Guardianed)
	hints := juki.PINHints{Birth: c.Person.Birth, Expires: c.Expires, Kana: c.Person.Kana,
		Digits: []string{string(c.Application), string(c.Notice)}}
	var records sync.WaitGroup // each refused entry is recorded before the PINs count as collected
	defer records.Wait()
	var four *pin.PIN // the 4-digit PIN typed before: the three may be one
	for i, kind := range kinds {
		ask := pin.Request{Kind: kind, Step: i + 1, Steps: len(kinds), Avoid: hints, OfferSame: four != nil && kind != juki.SignaturePIN,
			Refused: func(code juki.Code) { records.Go(func() { h.entryRefused(kind, code) }) },
			Typing: func(stage pin.Typing) {
				h.see(func() { h.pad.Kind, h.pad.Step, h.pad.Steps, h.pad.Stage = kind, i+1, len(kinds), stage })
				h.changed()
			}}
		a, err := h.desk.Resident.AskPIN(ctx, ask)
		if err != nil {
			return pins, fmt.Errorf("asking for a PIN: %w", err)
		}
		p := a.PIN
		if a.Same {
			p = four.For(kind)
		}
		pins = append(pins, p)
		if kind != juki.SignaturePIN {
			four = p
		}
	}
	return pins, nil
}

// entryRefused records that the pad refused an entry: which PIN and why, never what.
func (h *Handover) entryRefused(kind juki.PINKind, code juki.Code) {
	h.see(func() { h.pad.Refused++ })
	_ = h.record(h.ctx, oplog.HandoverPINRefused, oplog.PIN(kind), oplog.Code(code))
}

// setPINs is the work of the state PINsWriting: one short exclusive session, the card checked once more because it may
// have been swapped while the resident typed. It owns pins and wipes them on every path.
func (h *Handover) setPINs(ctx context.Context, pins []*pin.PIN) {
	defer wipeAll(pins) // also when a driver panics
	err := h.withCard(ctx, func(ctx context.Context, card hardware.Card) error {
		if err := h.identify(ctx, card); err != nil {
			return err
		}
		for _, p := range pins {
			if err := h.desk.Issuer.SetFirstPIN(ctx, card, p); err != nil {
				return fmt.Errorf("setting PIN %d: %w", p.Kind(), err)
			}
		}
		return nil
	})
	wipeAll(pins) // before anybody is told that the card is done with
	switch {
	case ctx.Err() != nil:
	case err == nil:
		_ = h.happened(ctx, PINsSet, oplog.PINs(kindsOf(pins)...))
	case lost(err):
		h.cardLost(ctx)
	default:
		code := outcomeCode(err)
		if h.happened(ctx, SettingFailed, oplog.Code(code)) == nil {
			h.noteTrouble(code)
		}
	}
}

func wipeAll(pins []*pin.PIN) {
	for _, p := range pins {
		p.Wipe()
	}
}

func kindsOf(pins []*pin.PIN) []juki.PINKind {
	var kinds []juki.PINKind
	for _, p := range pins {
		kinds = append(kinds, p.Kind())
	}
	return kinds
}
