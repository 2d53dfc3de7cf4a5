package clerk

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// picksPage is the room 前日準備: who comes on a day (交付予約), in the order of the shelves, and whose card is prepared.
type picksPage struct {
	w       *Window
	day     juki.Date
	view    pickView
	chosen  juki.CardSerial // the row that was pressed
	said    string
	failure error
	seek    bool // nobody has chosen a day yet
	loaded  bool
	busy    bool

	cancel, missing *kit.Button // of the chosen row
}

// pickView is a day's appointments as the room shows them.
type pickView struct {
	books     stockBooks
	list      []stock.Appointment
	incidents map[juki.CardSerial]stock.IncidentNumber // of the cards that are looked for
	idle      []stock.Standing                         // prepared, and nobody comes for them any more
}

// newPicksPage shows the next day on which somebody comes, which may be a holiday (休日交付); the next business day when nobody does.
func newPicksPage(w *Window) *picksPage {
	p := newPicksPageOn(w, w.nextBusinessDay(), "")
	p.seek = true
	return p
}

// newPicksPageOn shows a day, and says what was just done.
func newPicksPageOn(w *Window, day juki.Date, said string) *picksPage {
	return &picksPage{w: w, day: day, said: said}
}

func (p *picksPage) leave() {}

func (p *picksPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	list := kit.NewButton("picks.list", t.T("picks.list"), kit.Outlined, func() { p.w.turnTo(newBookingsPage(p.w, p.day)) }).Sized(kit.InTable)
	book := kit.NewButton("picks.book", t.T("picks.book"), kit.Outlined, func() { p.w.turnTo(newBookPage(p.w, p.day)) }).Sized(kit.InTable)
	head := kit.VStack(kit.SpaceBetween, kit.HStack(kit.SpaceBetween, kit.Heading(t.T("room.picks")), kit.Filler(),
		upright(unless(p.w.mayDo(oplog.AppointmentsTaken), list)), upright(unless(p.w.mayDo(oplog.AppointmentMade), book))))
	for _, b := range p.banners() {
		head.Add(b)
	}
	head.Add(p.dayChooser())
	var middle fyne.CanvasObject = kit.VStack(0, kit.Body(t.T("picks.none")))
	if len(p.view.list) > 0 {
		middle = p.table()
	}
	return kit.Sides(head, p.bottom(), nil, nil, kit.PadXY(0, kit.SpaceInside, middle))
}

// banners are what was done and what stands in the way.
func (p *picksPage) banners() (all []fyne.CanvasObject) {
	t := p.w.text
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		all = append(all, b)
	}
	if p.said != "" {
		all = append(all, kit.NewBanner("picks.said", kit.Success, p.said, ""))
	}
	if n := len(p.view.idle); n > 0 {
		back := kit.NewButton("picks.idle", t.T("picks.idle.do"), kit.Outlined, func() { p.w.turnTo(newUnpickPage(p.w, p.day, "")) }).Sized(kit.InTable)
		all = append(all, kit.NewBanner("picks.idle.said", kit.Warning, t.T("picks.idle", "N", p.w.number(n)), t.T("picks.idle.body")).
			With(unless(p.w.mayDo(eventOf(stock.Unpick)), back)))
	}
	return all
}

// dayChooser is the day, how far it is prepared, and the way to other days. Somebody may come on a holiday too (休日交付).
func (p *picksPage) dayChooser() fyne.CanvasObject {
	t := p.w.text
	go1 := func(id string, to juki.Date) *kit.Button {
		return kit.NewButton("picks.day."+id, t.T("picks.day."+id), kit.Outlined, func() { p.turn(to) }).Sized(kit.InTable)
	}
	row := kit.HStack(kit.SpaceInside, go1("before", p.day.AddDays(-1)),
		kit.NewText(p.w.dayWord(p.day), kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true}).WithID("picks.day"), go1("after", p.day.AddDays(1)))
	if next := p.w.nextBusinessDay(); next != p.day {
		row.Add(go1("next", next))
	}
	row.Add(kit.Filler())
	if all, done := len(p.view.list), p.view.done(); all > 0 {
		tone := kit.Info
		if done == all {
			tone = kit.Success
		}
		row.Add(upright(kit.NewTag(t.T("picks.count", "All", p.w.number(all), "Done", p.w.number(done)), tone)))
	}
	return row
}

func (p *picksPage) turn(day juki.Date) {
	p.day, p.seek, p.said, p.failure, p.chosen = day, false, "", nil, ""
	p.load()
}

func (p *picksPage) table() fyne.CanvasObject {
	table := p.w.pickTable("picks.table")
	table.SetRows(p.w.pickRows(p.view))
	return table.OnSelect(func(row int) { p.choose(p.view.list[row]) })
}

// choose makes the buttons work on a row.
func (p *picksPage) choose(a stock.Appointment) {
	p.chosen = a.Serial
	setEnabled(p.cancel, p.w.mayDo(oplog.AppointmentOff))
	setEnabled(p.missing, p.w.mayDo(oplog.IncidentOpened) && lies(a))
}

// lies tells whether a card of an appointment can be looked for where the ledger has it.
func lies(a stock.Appointment) bool {
	return a.At.Place.Inside() && a.At.Place != stock.Missing && a.At.State != stock.InHandover
}

func (p *picksPage) bottom() fyne.CanvasObject {
	t := p.w.text
	p.cancel = unless(false, kit.NewButton("picks.cancel", t.T("picks.cancel"), kit.Outlined, p.askCancel))
	p.missing = unless(false, kit.NewButton("picks.missing", t.T("picks.missing"), kit.Outlined, p.askMissing))
	some := len(p.view.list) > 0
	print := unless(some && p.w.mayDo(oplog.SheetMade), kit.NewButton("picks.print", t.T("picks.print"), kit.Outlined, p.print).Key(fyne.KeyF7))
	start := unless(some && p.w.mayDo(oplog.CardPicked), kit.NewButton("picks.start", t.T("picks.start"), kit.Filled, p.start).Sized(kit.Main).Key(fyne.KeyF5))
	row := kit.HStack(kit.SpaceBetween)
	if some {
		row.Add(p.missing)
		row.Add(p.cancel)
	}
	return kit.HStack(kit.SpaceBetween, upright(row), kit.Filler(), upright(print), start)
}

func (p *picksPage) start() { p.w.turnTo(newPreparePage(p.w, p.day)) }

func (p *picksPage) print() {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperPick, Day: p.day}, p.failed)
}

func (p *picksPage) failed(err error) {
	p.failure, p.busy = err, false
	p.w.redraw()
}

func (p *picksPage) load() {
	var view pickView
	day, from, seek := p.day, p.day, p.seek
	p.w.do(p, func(ctx context.Context) (err error) {
		if seek {
			if day, err = p.w.nextPickDay(ctx, day); err != nil {
				return err
			}
		}
		view, err = p.w.readPicks(ctx, day)
		return err
	}, func(err error) {
		if from != p.day {
			return // somebody went on to another day meanwhile
		}
		p.day, p.seek = day, false
		if err != nil {
			p.failure = err
		}
		p.view, p.chosen = view, ""
		p.w.redraw()
	})
}

// askCancel asks before an appointment is cancelled; a card that is prepared for it is put back then.
func (p *picksPage) askCancel() {
	t := p.w.text
	a, ok := p.view.of(p.chosen)
	if !ok || p.busy {
		return
	}
	what := t.T("picks.cancel.what", "Case", string(a.Case), "Tail", tail(a.Serial), "Day", p.w.dayWord(a.Day), "Time", clockWord(a.Minute))
	if a.At.State == stock.Picked {
		what += t.T("picks.cancel.picked")
	}
	p.w.frame.Show(&kit.Dialog{ID: "picks.off", Title: t.T("picks.cancel.title"), Body: kit.Body(what), Confirm: t.T("picks.cancel.confirm"), Cancel: t.T("stock.back"),
		Danger: true, OnConfirm: func() bool {
			p.cancelOf(a)
			return true
		}})
}

func (p *picksPage) cancelOf(a stock.Appointment) {
	p.busy = true
	p.w.do(p, func(ctx context.Context) error { return p.w.Desk.CancelAppointment(ctx, a.Case, a.Day) }, func(err error) {
		if err != nil {
			p.failed(err)
			return
		}
		said := p.w.text.T("picks.cancelled", "Case", string(a.Case))
		if a.At.State == stock.Picked && p.w.mayDo(eventOf(stock.Unpick)) {
			p.w.turnTo(newUnpickPage(p.w, p.day, said))
			return
		}
		p.busy, p.failure, p.said = false, nil, said
		p.load()
	})
}

func (p *picksPage) askMissing() {
	if a, ok := p.view.of(p.chosen); ok {
		p.w.askMissing(p, a, p.view.books, func(i stock.Incident, err error) {
			p.failure, p.said = err, ""
			if err == nil {
				p.w.tellLost(i)
			}
			p.load()
		})
	}
}

// of is the appointment of a card.
func (v pickView) of(serial juki.CardSerial) (stock.Appointment, bool) {
	i := slices.IndexFunc(v.list, func(a stock.Appointment) bool { return a.Serial == serial && serial != "" })
	if i < 0 {
		return stock.Appointment{}, false
	}
	return v.list[i], true
}

// done is how many cards of the day need no preparing any more.
func (v pickView) done() (n int) {
	for _, a := range v.list {
		if prepared(a) {
			n++
		}
	}
	return n
}

// prepared: a card that is at the counter or handed over already needs no preparing either.
func prepared(a stock.Appointment) bool {
	return a.At.State == stock.Picked || a.At.State == stock.InHandover || a.At.State == stock.Delivered
}

func clockWord(c juki.ClockTime) string {
	return plain(int(c)/60) + ":" + strings.Repeat("0", 2-len(plain(int(c)%60))) + plain(int(c)%60)
}
