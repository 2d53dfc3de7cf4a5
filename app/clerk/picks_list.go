package clerk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// bookingsPage takes a list of appointments (交付予約) in: choose the file, see every bad row, take the good ones.
type bookingsPage struct {
	w       *Window
	day     juki.Date // of the room, to go back to
	lists   []string
	name    string // the list being looked at
	preview *counter.AppointmentPreview
	failure error
	working bool
	loaded  bool
}

func newBookingsPage(w *Window, day juki.Date) *bookingsPage { return &bookingsPage{w: w, day: day} }

func (p *bookingsPage) leave() {}

func (p *bookingsPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("bookings.title")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	switch {
	case p.working:
		head.Add(kit.Body(t.T("arrival.working")))
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	case p.preview != nil:
		return p.showPreview(head)
	}
	return p.showLists(head)
}

func (p *bookingsPage) showLists(head *fyne.Container) fyne.CanvasObject {
	t := p.w.text
	body := kit.VStack(kit.SpaceInside, kit.Note(t.T("bookings.folder", "Day", p.w.Bookings.Day, "Time", p.w.Bookings.Time, "Notice", p.w.Bookings.Notice)))
	if p.lists != nil && len(p.lists) == 0 {
		body.Add(kit.Body(t.T("bookings.none")))
	}
	for i, name := range p.lists {
		body.Add(kit.HStack(kit.SpaceGroups, upright(kit.Line(name)), kit.Filler(),
			kit.NewButton("bookings.read."+strconv.Itoa(i), t.T("arrival.read"), kit.Outlined, func() { p.read(name) }).Sized(kit.InTable)))
		body.Add(kit.Ruling())
	}
	back := kit.NewButton("bookings.back", t.T("stock.back"), kit.Outlined, p.back).Key(fyne.KeyEscape)
	return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(body)))
}

// showPreview shows every bad row with its line and reason; nothing is stored until the good ones are taken.
func (p *bookingsPage) showPreview(head *fyne.Container) fyne.CanvasObject {
	t, v := p.w.text, p.preview
	head.Add(kit.Lead(t.T("bookings.preview", "Good", p.w.number(len(v.Good)), "Bad", p.w.number(v.BadRows()), "Known", p.w.number(v.Known))))
	head.Add(kit.Note(t.T("arrival.file", "Name", p.name, "Encoding", v.Encoding)))
	var middle fyne.CanvasObject = kit.VStack(0, kit.Body(t.T("bookings.allgood")), kit.Filler())
	if len(v.Bad) > 0 {
		table := kit.NewTable("bookings.bad", kit.Column{Title: t.T("arrival.line"), Number: true, Width: 80},
			kit.Column{Title: t.T("arrival.column"), Width: 190}, kit.Column{Title: t.T("arrival.reason")})
		rows := make([][]string, len(v.Bad))
		for i, b := range v.Bad {
			rows[i] = []string{p.w.number(b.Line), b.Column, t.T("code." + string(b.Code) + ".what")}
		}
		table.Unit(t.T("table.unit")).SetRows(rows)
		middle = table
	}
	take := kit.NewButton("bookings.take", t.T("bookings.take", "N", p.w.number(len(v.Good))), kit.Filled, p.take).Sized(kit.Main).Key(fyne.KeyF5)
	back := kit.NewButton("bookings.back", t.T("stock.back"), kit.Outlined, p.back).Key(fyne.KeyEscape)
	return kit.Sides(head, bottom(back, unless(len(v.Good) > 0, take)), nil, nil, kit.PadXY(0, kit.SpaceBetween, middle))
}

func (p *bookingsPage) load() {
	lists := []string{}
	p.w.do(p, func(context.Context) error {
		found, err := p.w.Office.ArrivalLists()
		lists = append(lists, found...)
		return err
	}, func(err error) {
		p.failure, p.lists = err, lists
		p.w.redraw()
	})
}

func (p *bookingsPage) read(name string) {
	p.name, p.failure, p.working = name, nil, true
	p.w.redraw()
	var v counter.AppointmentPreview
	p.w.readList(p, name, func(ctx context.Context, list []byte) (err error) {
		v, err = p.w.Desk.PreviewAppointments(ctx, list, p.w.Bookings)
		return err
	}, func(err error) {
		p.failure, p.working = err, false
		if err == nil {
			p.preview = &v
		}
		p.w.redraw()
	})
}

// take stores the good rows and shows the first day of them.
func (p *bookingsPage) take() {
	v := *p.preview
	p.working = true
	p.w.redraw()
	var taken counter.TakenAppointments
	p.w.do(p, func(ctx context.Context) (err error) {
		if taken, err = p.w.Desk.TakeAppointments(ctx, v); err == nil {
			p.w.takeListAway(p.name, v.Digest, v.BadRows() == 0)
		}
		return err
	}, func(err error) {
		if err != nil {
			p.failure, p.working = err, false
			p.w.redraw()
			return
		}
		p.w.turnTo(newPicksPageOn(p.w, p.day, p.w.text.T("bookings.taken", "N", p.w.number(taken.Taken), "Known", p.w.number(taken.Known))))
	})
}

func (p *bookingsPage) back() {
	if p.preview == nil {
		p.w.turnTo(newPicksPageOn(p.w, p.day, ""))
		return
	}
	p.preview, p.failure = nil, nil
	p.w.redraw()
}
