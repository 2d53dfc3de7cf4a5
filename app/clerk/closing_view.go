package clerk

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// dayView is a business day as the room 日次締め shows it.
type dayView struct {
	today, before stock.DayState
	figures       stock.DayFigures
	sheets        []stock.DaySheet // of all groups, as they stand now
	open          []stock.Count    // counts that are not ended
	names         map[juki.OperatorID]string
	me            juki.OperatorID
	terminal      string
	second        bool     // the rules ask for a second count by another person
	cosigners     []string // whose cards have signed the sheets of the closed day
}

// placeState is how far the counting of a place has come. Nothing of what the ledger says shows before the last count of the place.
type placeState string

// The states.
const (
	uncounted    placeState = "uncounted"
	optional     placeState = "optional" // the day does not ask for it
	beingCounted placeState = "counting"
	waitsForMe   placeState = "once"      // another person counted first: I may count again
	waitsOther   placeState = "other"     // I counted first: another person counts again
	disagree     placeState = "disagree"  // the two persons found something else
	agrees       placeState = "agrees"    // with the ledger
	differs      placeState = "differs"   // and nobody has said why
	explained    placeState = "explained" // differs, with a reason or an incident
)

// countedPlace is a place with how far its counting has come.
type countedPlace struct {
	stock.Place
	state placeState
	open  stock.Count // where state is beingCounted
	rows  []stock.SheetRow
}

// readDay reads the present business day.
func (w *Window) readDay(ctx context.Context) (v dayView, err error) {
	op, err := w.Session.Require()
	if err != nil {
		return v, err
	}
	day := juki.DateOf(w.Now())
	v.me, v.terminal, v.second = op.ID, w.Keeper.Terminal, w.Keeper.RulesOn(day).SecondCount
	if v.today, v.before, err = w.Keeper.Today(ctx); err != nil {
		return v, err
	}
	if v.figures, err = w.Stock.Figures(ctx, day); err != nil {
		return v, err
	}
	v.sheets = w.Keeper.SheetsOf(v.figures, stock.Head{Date: day, Terminal: v.terminal, MadeAt: w.Now()})
	if v.open, err = w.Stock.OpenCounts(ctx); err != nil {
		return v, err
	}
	if v.names, err = w.staffNames(ctx); err != nil {
		return v, err
	}
	return v, w.readCosigners(ctx, &v)
}

// dayWord is a day in prose, with the day of the week.
func (w *Window) dayWord(d juki.Date) string {
	if w.Language == "en" {
		return d.String() + " (" + d.Weekday().String()[:3] + ")"
	}
	return d.WarekiDay() + "(" + juki.WeekdayJapanese(d.Weekday()) + ")"
}

// staffNames are the names of the people of the register, for the screen only.
func (w *Window) staffNames(ctx context.Context) (map[juki.OperatorID]string, error) {
	all, err := w.Session.Operators(ctx)
	if err != nil {
		return nil, err
	}
	names := map[juki.OperatorID]string{}
	for _, a := range all {
		names[a.ID] = a.Name
	}
	return names, nil
}

// name is what a member of staff is called; the id of one nobody knows.
func (v dayView) name(id juki.OperatorID) string {
	if n := v.names[id]; n != "" {
		return n
	}
	return string(id)
}

// places are those that are counted here, each with its rows, group by group in the order of the ledger.
func (v dayView) places() (groups []string, byGroup map[string][]countedPlace) {
	rows := map[stock.PlaceID][]stock.SheetRow{}
	for _, s := range v.sheets {
		for _, r := range s.Rows {
			rows[r.Place] = append(rows[r.Place], r)
		}
	}
	byGroup = map[string][]countedPlace{}
	for _, p := range v.figures.Places {
		if !p.CountedAt(v.terminal) {
			continue
		}
		if byGroup[p.Group] == nil {
			groups = append(groups, p.Group)
		}
		c := countedPlace{Place: p, rows: rows[p.ID]}
		if i := slices.IndexFunc(v.open, func(c stock.Count) bool { return c.Place == p.ID }); i >= 0 {
			c.state, c.open = beingCounted, v.open[i]
		} else {
			c.state = v.stateOf(c)
		}
		byGroup[p.Group] = append(byGroup[p.Group], c)
	}
	return groups, byGroup
}

// stateOf is how far the counting of a place has come that nobody counts now.
func (v dayView) stateOf(p countedPlace) placeState {
	switch {
	case len(p.rows) == 0:
		return optional
	case !p.rows[0].CountedOK:
		return uncounted
	case v.second && !p.rows[0].SecondOK && v.firstBy(p.ID) == v.me:
		return waitsOther
	case v.second && !p.rows[0].SecondOK:
		return waitsForMe
	}
	return found(p.rows)
}

// found is what the last count of a place says of its rows: the worst of them.
func found(rows []stock.SheetRow) placeState {
	state := agrees
	for _, r := range rows {
		switch {
		case r.SecondOK && (r.Disagree || r.Second != r.Counted):
			return disagree
		case r.Differs() && r.Reason == stock.NoDifference && r.Incident == "":
			state = differs
		case r.Differs() && state == agrees:
			state = explained
		}
	}
	return state
}

// firstBy is who counted a place first.
func (v dayView) firstBy(place stock.PlaceID) (by juki.OperatorID) {
	for _, c := range v.figures.Counts {
		if c.Place == place && c.Round != 2 {
			by = c.By
		}
	}
	return by
}

// tally is how many places are in which state, of those that the day's sheets ask for: an empty place that nobody touched need not be counted.
func (v dayView) tally() map[placeState]int {
	n := map[placeState]int{}
	groups, byGroup := v.places()
	for _, g := range groups {
		for _, p := range byGroup[g] {
			if len(p.rows) > 0 || p.state == beingCounted {
				n[p.state]++
			}
		}
	}
	return n
}

// atCounter is how much lies at the counter for a handover that is not done.
func (v dayView) atCounter() (n int) {
	for _, b := range v.figures.Closing {
		if b.At.Place == stock.Counter || b.At.State == stock.InHandover {
			n += b.Quantity
		}
	}
	return n
}

// running tells whether the day is opened and not closed.
func (v dayView) running() bool { return !v.today.Opened.IsZero() && v.today.Closed.IsZero() }

// complete is nil when every sheet may be closed, else the first thing that is missing.
func (v dayView) complete() error {
	for _, s := range v.sheets {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}
