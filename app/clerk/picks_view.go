package clerk

import (
	"context"
	"slices"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// readPicks reads a day's appointments, and which cards are prepared for nobody.
func (w *Window) readPicks(ctx context.Context, day juki.Date) (v pickView, err error) {
	if v.books, err = w.readStockBooks(ctx); err != nil {
		return v, err
	}
	if v.list, err = w.Stock.AppointmentsOn(ctx, day); err != nil {
		return v, err
	}
	open, err := w.Stock.OpenIncidents(ctx)
	if err != nil {
		return v, err
	}
	v.incidents = map[juki.CardSerial]stock.IncidentNumber{}
	for _, i := range open {
		v.incidents[i.Serial] = i.Number
	}
	v.idle, err = w.idlePicks(ctx)
	return v, err
}

// nextPickDay is the next day with appointments, as the board counts them; otherwise when there is none near.
func (w *Window) nextPickDay(ctx context.Context, otherwise juki.Date) (juki.Date, error) {
	day, all, err := w.nextPicks(ctx)
	if err == nil && len(all) == 0 {
		day = otherwise
	}
	return day, err
}

// bookedAhead is how far ahead a prepared card's appointment is looked for, in days. Cards are prepared the day before.
const bookedAhead = 62

// idlePicks are cards that are prepared although nobody comes for them from today on: the appointment was cancelled, or nobody came.
func (w *Window) idlePicks(ctx context.Context) ([]stock.Standing, error) {
	all, err := w.Stock.Cards(ctx)
	if err != nil {
		return nil, err
	}
	idle := slices.DeleteFunc(all, func(c stock.Standing) bool { return c.At.State != stock.Picked })
	today := juki.DateOf(w.Now())
	for ahead := 0; ahead <= bookedAhead && len(idle) > 0; ahead++ {
		list, err := w.Stock.AppointmentsOn(ctx, today.AddDays(ahead))
		if err != nil {
			return nil, err
		}
		idle = slices.DeleteFunc(idle, func(c stock.Standing) bool {
			return slices.ContainsFunc(list, func(a stock.Appointment) bool { return a.Serial == c.Serial })
		})
	}
	return idle, nil
}

// pickTable is an empty table of appointments.
func (w *Window) pickTable(id string) *kit.Table {
	t := w.text
	return kit.NewTable(id, kit.Column{Title: t.T("picks.shelf")}, kit.Column{Title: t.T("picks.time"), Width: 90, Number: true},
		kit.Column{Title: t.T("picks.case"), Width: 170}, kit.Column{Title: t.T("stock.serial"), Width: 140},
		kit.Column{Title: t.T("stock.lies")}, kit.Column{Title: t.T("picks.state"), Width: 230}).Unit(t.T("table.unit"))
}

// pickRows are the appointments in the order of the shelves: where each card belongs, when, whose case, where it is now.
func (w *Window) pickRows(v pickView) [][]string {
	rows := make([][]string, len(v.list))
	for i, a := range v.list {
		rows[i] = []string{w.placeWord(v.books.place(a.Kept.Place)), clockWord(a.Minute), string(a.Case), tail(a.Serial), w.placeWord(v.books.place(a.At.Place)), w.pickWord(v, a)}
	}
	return rows
}

// pickWord says how far a card is prepared.
func (w *Window) pickWord(v pickView, a stock.Appointment) string {
	t := w.text
	switch a.At.State {
	case stock.Picked:
		return t.T("picks.state.done")
	case stock.Stored, stock.Notified, stock.Renotified:
		return t.T("picks.state.open")
	case stock.Sought:
		if n := v.incidents[a.Serial]; n != "" {
			return t.T("picks.state.sought", "Number", string(n))
		}
	}
	return t.T("picks.state.other", "State", w.stateWord(stock.MyNumberCards, a.At.State))
}

// askMissing asks before a card that cannot be found becomes an incident (所在不明, 第24条): it opens at once.
func (w *Window) askMissing(on page, a stock.Appointment, b stockBooks, then func(stock.Incident, error)) {
	what := w.text.T("picks.missing.what", "Tail", tail(a.Serial), "Case", string(a.Case), "Place", w.placeWord(b.place(a.At.Place)))
	w.confirmMissing(what, func() {
		var opened stock.Incident
		w.do(on, func(ctx context.Context) (err error) {
			opened, err = w.Keeper.ReportMissing(ctx, stock.MyNumberCards, a.Serial)
			return err
		}, func(err error) { then(opened, err) })
	})
}

// confirmMissing asks whether a thing really cannot be found: what says where it should be.
func (w *Window) confirmMissing(what string, report func()) {
	t := w.text
	w.frame.Show(&kit.Dialog{ID: "picks.lost", Title: t.T("picks.missing.title"), Confirm: t.T("picks.missing.confirm"), Cancel: t.T("picks.missing.cancel"), Danger: true,
		Body: kit.VStack(kit.SpaceBetween, kit.Body(what), kit.Body(t.T("picks.missing.then"))), OnConfirm: func() bool {
			report()
			return true
		}})
}

// tellLost tells of an incident that opened just now: its number, what has to be done first, and the way there.
func (w *Window) tellLost(i stock.Incident) {
	t := w.text
	body := kit.VStack(kit.SpaceInside, kit.Body(t.T("incident.opened", "Number", string(i.Number), "Tail", tail(i.Serial))))
	if len(i.Steps) == 0 {
		body.Add(kit.Body(t.T("incident.opened.none")))
	} else {
		body.Add(kit.Label(t.T("incident.opened.first")))
	}
	for n, s := range i.Steps[:min(firstSteps, len(i.Steps))] {
		words := plain(n+1) + ". " + w.stepWord(s.Step)
		if !s.Due.IsZero() {
			words += t.T("incident.until", "Time", w.momentWord(s.Due))
		}
		body.Add(kit.Body(words))
	}
	w.frame.Show(&kit.Dialog{ID: "incident.opened", Title: t.T("incident.opened.title", "Number", string(i.Number)), Body: body, Confirm: t.T("incident.go"), Cancel: t.T("incident.go.later"),
		OnConfirm: func() bool {
			w.Bridge.Post(func() { w.openIncident(i.Number) })
			return true
		}})
}

const firstSteps = 3 // of the plan, shown at once

// openIncident shows an incident in its room.
func (w *Window) openIncident(n stock.IncidentNumber) {
	w.room = incidents
	w.shell.mark(incidents)
	w.turnTo(newIncidentPage(w, n))
}
