package clerk

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
)

// arrivalPage takes arrived cards in: choose the list that came with them, see every bad row, take the good ones, then
// inspect each card (到着・検品, 第22条第1号).
type arrivalPage struct {
	w       *Window
	lists   []string
	name    string // the list being looked at
	preview *counter.Preview
	taken   *counter.Taken
	waiting int
	failure error
	working bool
	line    *kit.Progress
	loaded  bool
}

func newArrivalPage(w *Window) *arrivalPage { return &arrivalPage{w: w} }

func (p *arrivalPage) leave() {}

func (p *arrivalPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("room.arrivals")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.taken != nil {
		head.Add(kit.NewBanner("arrival.taken", kit.Success, t.T("arrival.taken", "N", p.w.number(p.taken.Cards)), t.T("arrival.taken.body", "Known", p.w.number(p.taken.Known))))
	}
	switch {
	case p.working:
		p.line = kit.NewProgress("arrival.progress", t.T("arrival.working"), 0, 0)
		head.Add(p.line)
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	case p.preview != nil:
		return p.showPreview(head)
	}
	return p.showLists(head)
}

// showLists offers the lists of the arrival folder, and the inspection of what has arrived.
func (p *arrivalPage) showLists(head *fyne.Container) fyne.CanvasObject {
	t := p.w.text
	body := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("arrival.lists")), kit.Note(t.T("arrival.folder")))
	if len(p.lists) == 0 {
		body.Add(kit.Body(t.T("arrival.none")))
	}
	for i, name := range p.lists {
		body.Add(kit.HStack(kit.SpaceGroups, kit.Line(name), kit.Filler(),
			kit.NewButton("arrival.read."+strconv.Itoa(i), t.T("arrival.read"), kit.Outlined, func() { p.read(name) }).Sized(kit.InTable)))
		body.Add(kit.Ruling())
	}
	inspect := kit.NewButton("arrival.inspect", t.T("arrival.inspect", "N", p.w.number(p.waiting)), kit.Filled, func() { p.w.turnTo(newInspectionPage(p.w)) }).Sized(kit.Main).Key(fyne.KeyF5)
	if p.waiting == 0 {
		inspect.Disable()
	}
	return kit.Sides(head, kit.HStack(0, kit.Filler(), inspect), nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Scroll(body)))
}

// showPreview shows every bad row with its line and reason; nothing is stored until the good ones are taken.
func (p *arrivalPage) showPreview(head *fyne.Container) fyne.CanvasObject {
	t, v := p.w.text, p.preview
	head.Add(kit.Lead(t.T("arrival.preview", "Good", p.w.number(len(v.Good)), "Bad", p.w.number(v.BadRows()), "Known", p.w.number(v.Known))))
	head.Add(kit.Note(t.T("arrival.file", "Name", p.name, "Encoding", v.Encoding)))
	var middle fyne.CanvasObject = kit.VStack(0, kit.Body(t.T("arrival.allgood")), kit.Filler())
	if len(v.Bad) > 0 {
		table := kit.NewTable("arrival.bad", kit.Column{Title: t.T("arrival.line"), Number: true, Width: 80},
			kit.Column{Title: t.T("arrival.column"), Width: 160}, kit.Column{Title: t.T("arrival.reason")})
		rows := make([][]string, len(v.Bad))
		for i, b := range v.Bad {
			rows[i] = []string{p.w.number(b.Line), b.Column, t.T("code." + string(b.Code) + ".what")}
		}
		table.Unit(t.T("table.unit")).SetRows(rows)
		middle = table
	}
	take := kit.NewButton("arrival.take", t.T("arrival.take", "N", p.w.number(len(v.Good))), kit.Filled, p.take).Sized(kit.Main).Key(fyne.KeyF5)
	if len(v.Good) == 0 {
		take.Disable()
	}
	bottom := kit.HStack(0, kit.NewButton("arrival.back", t.T("arrival.back"), kit.Outlined, p.back).Sized(kit.Main), kit.Filler(), take)
	return kit.Sides(head, bottom, nil, nil, kit.PadXY(0, kit.SpaceBetween, middle))
}

func (p *arrivalPage) load() {
	var lists []string
	var waiting int
	p.w.do(p, func(ctx context.Context) (err error) {
		if lists, err = p.w.Office.ArrivalLists(); err != nil {
			return err
		}
		waiting, err = p.w.Desk.Book.CountIn(ctx, counter.CaseArrived)
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.lists, p.waiting = lists, waiting
		p.w.redraw()
	})
}

// progress moves the line while 10,000 rows are read; any goroutine.
func (p *arrivalPage) progress(done, all int) {
	p.w.Bridge.Post(func() {
		if p.line != nil {
			p.line.Set(done, all)
		}
	})
}

// readList reads a list of the arrival folder and lets preview look at it, off the UI thread.
func (w *Window) readList(on page, name string, preview func(context.Context, []byte) error, then func(error)) {
	w.do(on, func(ctx context.Context) error {
		list, err := w.Office.ReadArrivalList(name)
		if err != nil {
			return err
		}
		return preview(ctx, list)
	}, then)
}

func (p *arrivalPage) read(name string) {
	p.name, p.taken, p.failure, p.working = name, nil, nil, true
	p.w.redraw()
	var v counter.Preview
	p.w.readList(p, name, func(ctx context.Context, list []byte) (err error) {
		v, err = p.w.Desk.PreviewList(ctx, list, p.w.Lists, p.progress)
		return err
	}, func(err error) {
		p.failure, p.working = err, false
		if err == nil {
			p.preview = &v
		}
		p.w.redraw()
	})
}

func (p *arrivalPage) take() {
	v := *p.preview
	p.working = true
	p.w.redraw()
	var taken counter.Taken
	p.w.do(p, func(ctx context.Context) (err error) {
		if taken, err = p.w.Desk.TakeArrival(ctx, v, p.progress); err == nil {
			p.w.takeListAway(p.name, v.Digest, v.BadRows() == 0)
		}
		return err
	}, func(err error) {
		p.failure, p.working = err, false
		if err == nil {
			p.taken, p.preview = &taken, nil
		}
		p.load()
	})
}

func (p *arrivalPage) back() {
	p.preview = nil
	p.w.redraw()
}
