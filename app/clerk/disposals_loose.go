package clerk

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// loosePage proposes blanks and forms: what lies there, how many or which numbers, and why.
type loosePage struct {
	w             *Window
	books         stockBooks
	lying         []looseLine
	of            *looseLine
	why           *kit.Radio
	whys          []stock.Reason
	first, last   *kit.Field // of blanks
	quantity      *kit.Field // of forms
	missing, busy bool       // missing: no reason was chosen
	failure       error
	loaded, read  bool
}

// looseLine is what lies at a place in a state.
type looseLine struct {
	item stock.Item
	at   stock.Position
	rng  stock.Range // of blanks
	n    int
}

func newLoosePage(w *Window, b stockBooks) *loosePage { return &loosePage{w: w, books: b} }

func (p *loosePage) leave() {}

func (p *loosePage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("loose.title")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	back := kit.NewButton("loose.back", t.T("stock.back"), kit.Outlined, p.back).Key(fyne.KeyEscape)
	if p.of != nil {
		return p.showForm(head, back)
	}
	if p.read && len(p.lying) == 0 {
		head.Add(kit.Body(t.T("loose.none")))
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	head.Add(kit.Lead(t.T("loose.lead")))
	table := kit.NewTable("loose.table", kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("stock.state"), Width: 160},
		kit.Column{Title: t.T("disposal.things"), Width: 240}, kit.Column{Title: t.T("stock.quantity"), Number: true, Width: 120})
	rows := make([][]string, len(p.lying))
	for i, l := range p.lying {
		rows[i] = []string{p.w.itemWord(l.item), p.w.placeWord(p.books.place(l.at.Place)), p.w.stateWord(l.item.ID, l.at.State), l.numbers(), p.w.number(l.n)}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.choose(p.lying[row]) }) }).SetRows(rows)
	return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

func (l looseLine) numbers() string {
	if l.rng.Lot == "" {
		return ""
	}
	return l.rng.Lot + " " + numbers(l.rng.First, l.rng.Last)
}

// choose asks how many of a line, and why: the reason that its state has.
func (p *loosePage) choose(l looseLine) {
	t := p.w.text
	p.of, p.failure, p.missing = &l, nil, false
	p.whys = []stock.Reason{stock.DisposalReasonOf(l.at.State)}
	words := make([]string, len(p.whys))
	for i, r := range p.whys {
		words[i] = p.w.whyWord(r)
	}
	p.why = kit.NewRadio("loose.why", words)
	p.quantity = kit.NewField("loose.quantity", t.T("stock.quantity")).Support(t.T("enter.quantity.there", "N", p.w.number(l.n), "Unit", p.w.unitWord(l.item)))
	p.first = kit.NewField("loose.first", t.T("enter.first"))
	p.last = kit.NewField("loose.last", t.T("enter.last"))
	p.first.SetText(padded(l.rng.First))
	p.last.SetText(padded(l.rng.Last))
	p.w.redraw()
}

func (p *loosePage) showForm(head *fyne.Container, back *kit.Button) fyne.CanvasObject {
	t, l := p.w.text, p.of
	head.Add(p.w.facts([2]string{t.T("stock.item"), p.w.itemWord(l.item)}, [2]string{t.T("stock.place"), p.w.placeWord(p.books.place(l.at.Place))},
		[2]string{t.T("stock.state"), p.w.stateWord(l.item.ID, l.at.State)}, [2]string{t.T("stock.quantity"), strings.TrimSpace(l.numbers() + "  " + p.w.number(l.n) + p.w.unitWord(l.item))}))
	if p.missing {
		head.Add(kit.NewBanner("loose.wrong", kit.Warning, t.T("loose.why.missing"), ""))
	}
	fields := kit.HStack(kit.SpaceBetween, kit.Width(filterWidth, p.quantity), kit.Filler())
	if l.rng.Lot != "" {
		fields = kit.HStack(kit.SpaceBetween, kit.Width(filterWidth, p.first), kit.Width(filterWidth, p.last), kit.Filler())
	}
	save := kit.NewButton("loose.decide", t.T("disposal.decide"), kit.Filled, p.decide).Sized(kit.Main).Key(fyne.KeyF5)
	form := kit.VStack(kit.SpaceGroups, fields, kit.VStack(0, kit.Label(t.T("disposal.why")), p.why))
	return kit.Sides(head, bottom(back, save), nil, nil, kit.PadXY(0, kit.SpaceGroups, scrolled(form)))
}

func (p *loosePage) back() {
	if p.of == nil {
		p.w.turnTo(newDisposalsPageAt(p.w, tabPropose, ""))
		return
	}
	p.of, p.failure = nil, nil
	p.w.redraw()
}

// things reads the fields; ok is false, and they say so, for what lies outside of the line.
func (p *loosePage) things() (th stock.Things, ok bool) {
	l := p.of
	th.Item = l.item.ID
	if l.rng.Lot == "" {
		th.Quantity, ok = p.w.within(p.quantity, 1, l.n)
		return th, ok
	}
	var firstOK, lastOK bool
	th.Lot = l.rng.Lot
	th.First, firstOK = p.w.within(p.first, l.rng.First, l.rng.Last)
	th.Last, lastOK = p.w.within(p.last, max(l.rng.First, th.First), l.rng.Last)
	return th, firstOK && lastOK
}

func (p *loosePage) decide() {
	th, ok := p.things()
	chosen := p.why.Selected()
	p.missing = chosen < 0
	if !ok || p.missing || p.busy {
		p.w.redraw()
		return
	}
	p.busy = true
	from, why := p.of.at.Place, p.whys[chosen]
	p.w.do(p, func(ctx context.Context) error {
		_, err := p.w.Keeper.DecideDisposal(ctx, th, from, why)
		return err
	}, func(err error) {
		p.busy, p.failure = false, err
		if err != nil {
			p.w.redraw()
			return
		}
		p.w.turnTo(newDisposalsPageAt(p.w, tabPropose, p.w.text.T("disposal.decided", "N", p.w.number(1))))
	})
}

func (p *loosePage) load() {
	var lying []looseLine
	p.w.do(p, func(ctx context.Context) (err error) {
		lying, err = p.w.readLoose(ctx, p.books)
		return err
	}, func(err error) {
		p.failure, p.lying, p.read = err, lying, err == nil
		p.w.redraw()
	})
}

// readLoose reads which blanks and forms lie at places that are counted here, and may be disposed of.
func (w *Window) readLoose(ctx context.Context, b stockBooks) (lying []looseLine, err error) {
	balances, err := w.Stock.Balances(ctx, w.Now().Add(time.Millisecond)) // up to and with this moment
	if err != nil {
		return nil, err
	}
	states := []stock.State{stock.Spoiled, stock.Defective, stock.Unused}
	fits := func(at stock.Position) bool { return slices.Contains(states, at.State) && b.counted(at.Place) }
	for _, item := range b.items {
		switch item.Tracking {
		case stock.ByRange:
			ranges, err := w.Stock.Ranges(ctx, item.ID)
			if err != nil {
				return nil, err
			}
			for _, r := range ranges {
				if fits(r.At) {
					lying = append(lying, looseLine{item, r.At, r, r.Last - r.First + 1})
				}
			}
		case stock.ByQuantity:
			for _, bal := range balances {
				if bal.Item == item.ID && fits(bal.At) && bal.Quantity > 0 {
					lying = append(lying, looseLine{item: item, at: bal.At, n: bal.Quantity})
				}
			}
		}
	}
	return lying, nil
}

// within reads a number between two others; ok is false, and the field says so, for anything else.
func (w *Window) within(f *kit.Field, least, most int) (n int, ok bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(juki.Label(f.Text()), ",", ""))
	f.SetError("")
	if err != nil || n < least || n > most {
		f.SetError(w.text.T("loose.number.error", "Least", w.number(least), "Most", w.number(most)))
		return 0, false
	}
	return n, true
}
