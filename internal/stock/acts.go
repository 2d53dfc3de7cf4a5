package stock

import (
	"slices"

	"madoguchi/internal/juki"
)

// Act is the rule of one reason: what it may move, from where, to where. Acts is the whole of what Keeper.Enter takes;
// arrival lists, inspection, handover, transfers and disposals are procedures of their own and use the same reasons.
type Act struct {
	Reason    Reason
	Trackings []Tracking // kinds of items it is for
	Items     []ItemID   // only these; empty: every item that is tracked so
	Except    []ItemID   // never these: they come another way
	From      []State    // states a thing may be in before
	At        []PlaceID  // places it may come from: fixed ones, or Counted; empty: Counted
	To        State      // state afterwards; "" keeps the state, "kept" see KeptState
	Goes      PlaceID    // fixed place it goes to; "" stays where it is; Chosen: the place that was scanned; ChosenOrHere; KeptPlace
	Begins    bool       // refused before the day is opened; what has already happened (a loss, a return) never is
	Document  bool       // 根拠文書 must be named
	TwoPeople bool       // a second person confirms it whatever the profile says; see Rules.NeedsWitness
	ByHand    bool       // a clerk can choose it on the screen of the stock; others belong to a procedure of their own
	Elsewhere bool       // Enter does not take it: package counter, a transfer, a disposal or a reversal enters it
	Article   string
}

// The words of an Act for places that are not always the same.
const (
	Counted      PlaceID = "counted"        // any place that this terminal's people count
	Chosen       PlaceID = "chosen"         // the place that was scanned with the act
	ChosenOrHere PlaceID = "chosen-or-here" // the same; what lies at a counted place may also stay there
	KeptPlace    PlaceID = "kept"           // where the thing belongs
)

// KeptState gives a thing the state back that it had before 前日準備, 交付, 郵送・移送 or 所在不明.
const KeptState State = "kept"

// ActOf finds the act of a reason.
func ActOf(r Reason) (Act, bool) {
	for _, a := range Acts() {
		if a.Reason == r {
			return a, true
		}
	}
	return Act{}, false
}

// Takes tells whether the act may take a thing of an item from a position; counted says whether this terminal's people count
// that place. It fails with the Outcomes ItemMismatch, StateNotAllowed and NotAtPlace.
func (a Act) Takes(i Item, at Position, counted bool) error {
	switch {
	case !slices.Contains(a.Trackings, i.Tracking), len(a.Items) > 0 && !slices.Contains(a.Items, i.ID), slices.Contains(a.Except, i.ID):
		return juki.Refuse(juki.ItemMismatch)
	case !slices.Contains(a.From, i.countsAs(at.State)):
		return juki.Refuse(juki.StateNotAllowed)
	case !a.takesFrom(at.Place, counted):
		return juki.Refuse(juki.NotAtPlace)
	}
	return nil
}

// countsAs is the state whose rules hold for a thing: forms that an earlier version entered lie as 到着, and are 未使用 like any other.
func (i Item) countsAs(s State) State {
	if i.Tracking == ByQuantity && s == Arrived {
		return Unused
	}
	return s
}

func (a Act) takesFrom(place PlaceID, counted bool) bool {
	return slices.Contains(a.At, place) || counted && (len(a.At) == 0 || slices.Contains(a.At, Counted))
}

// Leads is where the act brings a thing from a position; kept is where it belongs, chosen the place that was scanned, "" for none.
// It fails with the Outcomes PlaceUnknown, when a place has to be scanned, and StepNotAllowed, when nothing would change.
func (a Act) Leads(at, kept Position, chosen PlaceID) (Position, error) {
	to := Position{Place: at.Place, State: a.To}
	switch a.Goes {
	case "":
	case Chosen, ChosenOrHere:
		to.Place = chosen
		if chosen == "" && a.Goes == ChosenOrHere && at.Place != Mail {
			to.Place = at.Place
		}
	case KeptPlace:
		to.Place = kept.Place
	default:
		to.Place = a.Goes
	}
	switch a.To {
	case "":
		to.State = at.State
	case KeptState:
		to.State = kept.State
	}
	if a.Reason == CountAdjust {
		to = adjusted(at, chosen)
	}
	switch {
	case to.Place == "":
		return to, juki.Refuse(juki.PlaceUnknown)
	case to == at:
		return to, juki.Refuse(juki.StepNotAllowed)
	}
	return to, nil
}

// adjusted is the one act that goes both ways: what is short goes to 所在不明, what is too many comes from there as unused.
func adjusted(at Position, chosen PlaceID) Position {
	switch {
	case at.Place == Missing && chosen != Missing:
		return Position{Place: chosen, State: Unused}
	case at.Place != Missing && (chosen == "" || chosen == Missing):
		return Position{Place: Missing, State: Sought}
	}
	return at // one end must be 所在不明, and only one
}

// NeedsWitness tells whether a second person must confirm the act of a reason.
func (r Rules) NeedsWitness(reason Reason) bool {
	act, _ := ActOf(reason)
	return act.TwoPeople || slices.Contains(r.Witnessed, reason)
}
