package stock

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"madoguchi/internal/juki"
)

// entering is one entry on its way into the ledger.
type entering struct {
	k      *Keeper
	tx     BookTx
	e      Entry
	op     juki.OperatorID
	now    time.Time
	act    Act
	item   Item
	places map[PlaceID]Place // looked up already
}

// maxThings is the most of a form or of a range that one movement moves: what a record can say.
const maxThings = 9_999_999

var lotForm = regexp.MustCompile(`^[0-9A-Z]([0-9A-Z-]{0,18}[0-9A-Z])?$`)

// check refuses an entry for what it is, before the ledger is asked where its things lie.
func (x *entering) check() error {
	var known bool
	if x.act, known = ActOf(x.e.Reason); !known {
		return juki.Refuse(juki.ActUnknown)
	}
	if x.act.Elsewhere {
		return juki.Refuse(juki.StepNotAllowed)
	}
	if err := x.checkDay(); err != nil {
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

func (x *entering) checkDay() error {
	day, err := x.tx.DayState(juki.DateOf(x.now))
	switch {
	case err != nil:
		return err
	case !day.Closed.IsZero():
		return juki.Refuse(juki.DayClosed)
	case x.act.Begins && day.Opened.IsZero():
		return juki.Refuse(juki.DayNotOpen)
	}
	return nil
}

// checkThings refuses things that are none, or not told apart as their item is.
func (x *entering) checkThings() (err error) {
	t := x.e.Things
	var known bool
	if x.item, known, err = x.tx.ItemOf(t.Item); err != nil {
		return err
	}
	if !known {
		return juki.Refuse(juki.ItemUnknown)
	}
	fits := false
	switch x.item.Tracking {
	case BySerial:
		fits = len(t.Serials) > 0 && t.Lot == "" && t.Quantity == 0
	case ByRange:
		fits = len(t.Serials) == 0 && t.Quantity == 0 && lotForm.MatchString(t.Lot) && 0 <= t.First && t.First <= t.Last && t.Last-t.First < maxThings
	case ByQuantity:
		fits = len(t.Serials) == 0 && t.Lot == "" && 0 < t.Quantity && t.Quantity <= maxThings
	}
	if !fits {
		return juki.Refuse(juki.ItemMismatch)
	}
	return nil
}

func (x *entering) checkRules() error {
	today := juki.DateOf(x.now)
	rules := x.k.rules(today)
	switch {
	case x.e.Witness == x.op:
		return juki.Refuse(juki.SamePersonTwice) // 第14条第10項
	case x.e.Witness == "" && rules.NeedsWitness(x.act.Reason):
		return juki.Refuse(juki.WitnessMissing)
	case x.act.Document && strings.TrimSpace(x.e.Document) == "", !documentForm(x.e.Document):
		return juki.Refuse(juki.DocumentMissing)
	case x.act.Reason == Use && x.item.ID == ResidentBlanks && !rules.ResidentCardIssueEnds.IsZero() && today.After(rules.ResidentCardIssueEnds):
		return juki.Refuse(juki.ResidentCardIssueEnded)
	}
	return nil
}

// documentForm tells a document's number from a text that somebody typed into the wrong field.
func documentForm(s string) bool {
	return utf8.RuneCountInString(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar })
}

// checkDestination refuses a scanned place where nothing can be put: one nobody registered, a box that was thrown away, and what others
// keep, where only a transfer leads.
func (x *entering) checkDestination() error {
	to := x.e.To
	if x.act.Goes != Chosen && x.act.Goes != ChosenOrHere || to == "" || x.act.Reason == CountAdjust && to == Missing {
		return nil
	}
	p, err := x.place(to)
	switch {
	case err != nil:
		return err
	case to.IsFixed() || p.Closed:
		return juki.Refuse(juki.PlaceUnknown)
	case !p.CountedAt(x.k.Terminal):
		return juki.Refuse(juki.StepNotAllowed)
	}
	return nil
}

// place looks a place up, once; PlaceUnknown when it is not registered.
func (x *entering) place(id PlaceID) (Place, error) {
	if p, ok := x.places[id]; ok {
		return p, nil
	}
	p, ok, err := x.tx.PlaceOf(id)
	if err != nil {
		return Place{}, err
	}
	if !ok {
		return Place{}, juki.Refuse(juki.PlaceUnknown)
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
		if err := Room(x.tx, place, n); err != nil {
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
