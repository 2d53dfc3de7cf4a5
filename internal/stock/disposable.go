package stock

import (
	"slices"

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

// Candidate is a card that somebody wants disposed of: what lies where, since when its owner knows of it, and until when it is valid.
type Candidate struct {
	Lying
	Expires juki.Date // 有効期限 of its case; zero for a card without a case: then nobody here knows it
}

// DisposalReasonOf is why a thing in a state is of no use any more; "" for one that waits for its owner.
func DisposalReasonOf(s State) Reason {
	switch s {
	case Cancelled:
		return Cancel
	case Defective:
		return Defect
	case Spoiled:
		return Spoil
	case Surrendered:
		return Surrender
	case Returned:
		return ComeBack
	case Unused:
		return Superseded
	}
	return ""
}

// WhyDispose lists the reasons for which a card may be disposed of today; none while its owner may come for it. Days count from its first notice,
// as the 在庫一覧 counts them, however often it was notified again.
func (r Rules) WhyDispose(c Candidate, today juki.Date) []Reason {
	var list []Reason
	if plain := DisposalReasonOf(c.At.State); plain != "" {
		list = append(list, plain)
	}
	if !c.At.State.awaitsOwner() || c.At.State == Picked { // a picked card goes back to its place first
		return list
	}
	if r.due(c.Lying, today) == DisposalDue {
		list = append(list, Unclaimed)
	}
	if !c.Expires.IsZero() && c.Expires.Before(today) {
		list = append(list, Expired)
	}
	return list
}

// DisposalDue tells whether the regulation's days are over since the first notice of a card that nobody fetched.
func (r Rules) DisposalDue(l Lying, today juki.Date) bool { return r.due(l, today) == DisposalDue }

// disposable gives the states the things of a case may have now.
func (p proceeding) disposable(c DisposalCase) ([]State, error) {
	serial := c.Things.one()
	if serial == "" {
		return p.disposableForms(c)
	}
	found, err := p.Candidate(c.Things.Item, serial)
	switch {
	case err != nil:
		return nil, err
	case found.At.Place != c.Place:
		return nil, juki.Refuse(juki.NotAtPlace)
	case !slices.Contains(p.rules.WhyDispose(found, p.day), c.Why):
		return nil, juki.Refuse(juki.StateNotAllowed)
	}
	return []State{found.At.State}, nil
}

// disposableForms: blanks and forms may lie at a place in several states; those are taken for which the reason is true.
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
	for _, s := range []State{Spoiled, Defective, Surrendered, Cancelled, Returned, Unused} {
		if slices.Contains(states, s) && DisposalReasonOf(s) == c.Why {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return nil, juki.Refuse(juki.StateNotAllowed)
	}
	return list, nil
}
