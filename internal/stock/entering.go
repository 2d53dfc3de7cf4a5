package stock

import (
	"strings"

	"madoguchi/internal/juki"
)

// entering is one entry on its way into the ledger.
type entering struct {
	proceeding
	e      Entry
	act    Act
	item   Item
	places map[PlaceID]Place // looked up already
}

// plan works out the movements of an entry; it refuses an entry that the rules or the books speak against.
func (p proceeding) plan(e Entry) ([]Movement, error) {
	x := entering{proceeding: p, e: e, places: map[PlaceID]Place{}}
	if err := x.check(); err != nil {
		return nil, err
	}
	moved, err := x.movements()
	if err != nil {
		return nil, err
	}
	return moved, x.fits(moved)
}

// check refuses an entry for what it is, before the ledger is asked where its things lie.
func (x *entering) check() error {
	var known bool
	if x.act, known = ActOf(x.e.Reason); !known {
		return juki.Refuse(juki.ActUnknown)
	}
	if x.act.Elsewhere {
		return juki.Refuse(juki.StepNotAllowed)
	}
	day := x.goesOn
	if x.act.Begins {
		day = x.begins
	}
	if err := day(); err != nil {
		return err
	}
	if err := x.checkThings(); err != nil {
		return err
	}
	if err := x.checkRules(); err != nil {
		return err
	}
	return x.checkDestination()
}

// checkThings refuses things that are none, or not told apart as their item is.
func (x *entering) checkThings() error {
	item, known, err := x.ItemOf(x.e.Things.Item)
	switch {
	case err != nil:
		return err
	case !known:
		return juki.Refuse(juki.ItemUnknown)
	case !x.e.Things.fit(item.Tracking):
		return juki.Refuse(juki.ItemMismatch)
	}
	x.item = item
	return nil
}

func (x *entering) checkRules() error {
	if err := x.second(x.e.Witness, x.rules.NeedsWitness(x.act.Reason)); err != nil {
		return err
	}
	ends := x.rules.ResidentCardIssueEnds
	switch {
	case x.act.Document && strings.TrimSpace(x.e.Document) == "":
		return juki.Refuse(juki.DocumentMissing)
	case x.act.Reason == Use && x.item.ID == ResidentBlanks && !ends.IsZero() && x.day.After(ends):
		return juki.Refuse(juki.ResidentCardIssueEnded)
	case x.act.Reason == Loss:
		return x.checkLoss()
	}
	return checkDocument(x.e.Document)
}

// checkLoss refuses a loss that no incident stands behind; a card is lost by the closing of its own, when every step was done.
func (x *entering) checkLoss() error {
	if x.item.Tracking == BySerial {
		return juki.Refuse(juki.StepNotAllowed)
	}
	_, err := x.Incident(IncidentNumber(juki.Label(x.e.Document)))
	return err
}

// checkDestination refuses a scanned place where nothing can be put: one nobody registered, a box that was thrown away, and what others
// keep, where only a transfer leads.
func (x *entering) checkDestination() error {
	to := x.e.To
	if x.act.Goes != Chosen && x.act.Goes != ChosenOrHere || to == "" || x.act.Reason == CountAdjust && to == Missing {
		return nil
	}
	return x.ours(to)
}

// place looks a place up, once; PlaceUnknown when it is not registered.
func (x *entering) place(id PlaceID) (Place, error) {
	if p, ok := x.places[id]; ok {
		return p, nil
	}
	p, known, err := x.PlaceOf(id)
	if err != nil || !known {
		return Place{}, refuseOr(err, juki.PlaceUnknown)
	}
	x.places[id] = p
	return p, nil
}

// fits refuses more cards than the scanned place holds. What must go back somewhere (Unpick) is not refused for it.
func (x *entering) fits(moved []Movement) error {
	if x.item.Tracking == ByQuantity || x.act.Goes == KeptPlace {
		return nil
	}
	coming := map[PlaceID]int{}
	for _, m := range moved {
		if m.To.Place != m.From.Place {
			coming[m.To.Place] += m.Number()
		}
	}
	for place, n := range coming {
		if err := Room(x, place, n); err != nil {
			return err
		}
	}
	return nil
}

// Room refuses n more cards at a place that holds no more: Outcomes PlaceFull, and PlaceUnknown for one not registered or thrown away.
func Room(tx Tx, place PlaceID, n int) error {
	p, known, err := tx.PlaceOf(place)
	switch {
	case err != nil:
		return err
	case !known || p.Closed:
		return juki.Refuse(juki.PlaceUnknown)
	case p.Capacity == 0:
		return nil
	}
	there, err := tx.CardsAt(place)
	if err == nil && there+n > p.Capacity {
		err = juki.Refuse(juki.PlaceFull)
	}
	return err
}
