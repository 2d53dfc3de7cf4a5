package clerk

import (
	"context"
	"errors"
	"regexp"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// bookPage makes one appointment by hand: the number of the notice or the case, then day and time. The search is recorded
// (第19条第3号); of the case only its number and the end of the card's are shown.
type bookPage struct {
	w         *Window
	station   *station
	found     []counter.Case
	of        *counter.Case
	day, time *kit.Field
	failure   error
	busy      bool
}

func newBookPage(w *Window, day juki.Date) *bookPage {
	t := w.text
	p := &bookPage{w: w}
	p.station = w.newStation("book.scan", t.T("book.scan"), t.T("book.scan.support"), p.search)
	p.day = kit.NewField("book.day", t.T("book.day")).Support(t.T("book.day.support"))
	p.day.SetText(day.String())
	p.time = kit.NewField("book.time", t.T("book.time")).Support(t.T("book.time.support"))
	return p
}

func (p *bookPage) leave() {}

func (p *bookPage) show() fyne.CanvasObject {
	t := p.w.text
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("book.title")))
	if errors.Is(p.failure, juki.Refuse(juki.StepNotAllowed)) {
		head.Add(kit.NewBanner("book.again", kit.Warning, t.T("book.again"), t.T("book.again.do")))
	} else if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	back := kit.NewButton("book.back", t.T("stock.back"), kit.Outlined, p.back).Key(fyne.KeyEscape)
	switch {
	case p.of != nil:
		p.w.Bridge.Post(p.time.Focus)
		head.Add(kit.Lead(t.T("book.lead.time")))
		form := kit.VStack(kit.SpaceGroups, p.w.facts([2]string{t.T("picks.case"), string(p.of.Number)}, [2]string{t.T("stock.serial"), tail(p.of.Serial)},
			[2]string{t.T("stock.state"), t.T("case." + string(p.of.State))}),
			kit.HStack(kit.SpaceGroups, kit.Width(filterWidth, p.day), kit.Width(filterWidth, p.time), kit.Filler()))
		save := kit.NewButton("book.save", t.T("book.save"), kit.Filled, p.save).Sized(kit.Main).Key(fyne.KeyF5)
		return kit.Sides(head, bottom(back, save), nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceInside, form), kit.Filler()))
	case len(p.found) > 1:
		head.Add(kit.Lead(t.T("book.lead.which")))
		table := kit.NewTable("book.cases", kit.Column{Title: t.T("picks.case"), Width: 200}, kit.Column{Title: t.T("stock.serial"), Width: 160}, kit.Column{Title: t.T("stock.state")})
		rows := make([][]string, len(p.found))
		for i, c := range p.found {
			rows[i] = []string{string(c.Number), tail(c.Serial), t.T("case." + string(c.State))}
		}
		table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.take(p.found[row]) }) }).SetRows(rows)
		return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
	}
	head.Add(kit.Lead(t.T("book.lead.case")))
	head.Add(p.station.show())
	search := kit.NewButton("book.search", t.T("reception.search"), kit.Filled, func() { p.search(p.station.field.Text()) }).Sized(kit.Main).Key(fyne.KeyF5)
	return kit.Sides(head, bottom(back, search), nil, nil, kit.VStack(0))
}

func (p *bookPage) search(text string) {
	key, err := counter.ParseKey(text)
	if err != nil {
		p.station.refused(err)
		return
	}
	var found []counter.Case
	p.w.do(p, func(ctx context.Context) (err error) {
		found, err = p.w.Desk.Search(ctx, key)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.station.refused(err)
		case len(found) == 1:
			p.take(found[0])
		default:
			p.found = found
			p.w.redraw()
		}
	})
}

func (p *bookPage) take(c counter.Case) {
	p.of, p.failure = &c, nil
	p.w.redraw()
}

func (p *bookPage) save() {
	t := p.w.text
	day, dayErr := juki.ParseDate(p.day.Text())
	minute, timeOK := parseMinute(p.time.Text())
	p.day.SetError("")
	p.time.SetError("")
	if dayErr != nil {
		p.day.SetError(t.T("papers.date.error"))
	}
	if !timeOK {
		p.time.SetError(t.T("book.time.error"))
	}
	if dayErr != nil || !timeOK || p.busy {
		return
	}
	p.busy = true
	c := *p.of
	p.w.do(p, func(ctx context.Context) error { return p.w.Desk.MakeAppointment(ctx, c.Number, day, minute) }, func(err error) {
		p.busy, p.failure = false, err
		if errors.Is(err, juki.Refuse(juki.RowBadDate)) {
			p.failure = nil
			p.day.SetError(t.T("book.day.error"))
		}
		if err != nil {
			p.w.redraw()
			return
		}
		p.w.turnTo(newPicksPageOn(p.w, day, t.T("book.done", "Case", string(c.Number), "Day", p.w.dayWord(day), "Time", clockWord(minute))))
	})
}

var typedTime = regexp.MustCompile(`^([0-9]{1,2}):?([0-9]{2})$`)

// parseMinute reads a time of the day: 9:30, 0930, in wide digits too.
func parseMinute(text string) (juki.ClockTime, bool) {
	m := typedTime.FindStringSubmatch(juki.Label(text))
	if m == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(m[1]) // digits by the pattern
	minute, _ := strconv.Atoi(m[2])
	return juki.Clock(hour, minute), hour < 24 && minute < 60
}

func (p *bookPage) back() {
	if p.of == nil && p.found == nil {
		p.w.open(picks)
		return
	}
	p.of, p.found, p.failure = nil, nil, nil
	p.w.redraw()
}
