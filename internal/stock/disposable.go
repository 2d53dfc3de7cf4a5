package stock

import (
	"slices"
	"strings"

	"madoguchi/internal/juki"
)

// Why a good card that nobody fetched is disposed of.
const (
	Unclaimed Reason = "unclaimed" // 交付期限超過: not fetched for Rules.DisposalAfter days
	Expired   Reason = "expired"   // 有効期間満了
)

// Superseded is why unused blanks and forms are disposed of (旧様式・不用).
const Superseded Reason = "superseded"

// DisposalReasons lists why something may be disposed of, in the order a screen offers them.
func DisposalReasons() []Reason {
	return []Reason{Cancel, Defect, ComeBack, Unclaimed, Expired, Surrender, Spoil, Superseded}
}

// disposableStates are the states of which something may be disposed: it is of no use any more, or nobody came for it.
func disposableStates() []State {
	return []State{Cancelled, Defective, Returned, Renotified, Notified, Stored, Surrendered, Spoiled, Unused}
}

// disposable gives the states the things of a case may have now. A good card that waits for its owner may be disposed of only because
// it was not fetched in time, or because it expired.
func (p proceeding) disposable(c DisposalCase) ([]State, error) {
	serial := c.Things.one()
	if serial == "" {
		return p.disposableForms(c)
	}
	at, err := p.where(c.Things.Item, serial)
	switch {
	case err != nil:
		return nil, err
	case at.Place != c.Place:
		return nil, juki.Refuse(juki.NotAtPlace)
	case !slices.Contains(disposableStates(), at.State):
		return nil, juki.Refuse(juki.StateNotAllowed)
	}
	if at.State == Stored || at.State == Notified {
		if err := p.overAge(c); err != nil {
			return nil, err
		}
	}
	return []State{at.State}, nil
}

func (p proceeding) overAge(c DisposalCase) error {
	switch c.Why {
	case Expired:
		return nil
	case Unclaimed:
		since, err := p.InStateSince(c.Things.Item, c.Things.one())
		if err == nil && p.day.Before(juki.DateOf(since).AddDays(p.rules.DisposalAfter)) {
			err = juki.Refuse(juki.StateNotAllowed)
		}
		return err
	}
	return juki.Refuse(juki.StateNotAllowed)
}

// disposableForms: blanks and forms may lie at a place in several states; what is spoiled is taken before what is good, and good ones
// only when that is the reason.
func (p proceeding) disposableForms(c DisposalCase) ([]State, error) {
	there, err := p.Lying(c.Things.Item, c.Place)
	if err != nil {
		return nil, err
	}
	var states []State
	for _, b := range there {
		states = append(states, b.At.State)
	}
	if len(states) == 0 {
		return nil, juki.Refuse(juki.NotAtPlace)
	}
	var list []State
	for _, s := range []State{Spoiled, Defective, Surrendered, Cancelled, Returned, Unused, Stored} {
		good := s == Unused || s == Stored
		if slices.Contains(states, s) && good == (c.Why == Superseded || c.Why == Expired) {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, juki.Refuse(juki.StateNotAllowed)
	}
	return list, nil
}

// whole tells whether everything that makes up the proof of a disposal was confirmed.
func (d DisposalProof) whole(t Things, r Rules) bool {
	return slices.Contains(r.Methods, d.Method) && d.FaceGone && (d.ChipGone || !t.chipped()) && strings.TrimSpace(d.Where) != "" &&
		(strings.TrimSpace(d.Contractor) == "" || strings.TrimSpace(d.Certificate) != "")
}

// chipped tells whether these have an IC chip: cards by serial and blanks of cards.
func (t Things) chipped() bool { return len(t.Serials) > 0 || t.Item == ResidentBlanks }
