package clerk

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// mostCounted is the highest number of a form that is believed: more is a slip of the hand, or a number that is none.
const mostCounted = 1_000_000

// countingPage is one place being counted (実査): every card scanned, forms and blanks by their number. What the ledger says is not
// shown. The page is built once: a scan changes the big number and the answer, however much was counted before.
type countingPage struct {
	w       *Window
	count   stock.Count
	place   stock.Place
	forms   []stock.Item // counted by number
	station *station
	number  *kit.Text
	scanned int // different serials so far
	root    fyne.CanvasObject
	failure error
	ending  bool
}

func newCountingPage(w *Window, c stock.Count, place stock.Place, items []stock.Item) *countingPage {
	p := &countingPage{w: w, count: c, place: place}
	for _, i := range items {
		if i.Tracking != stock.BySerial {
			p.forms = append(p.forms, i)
		}
	}
	seen := map[juki.CardSerial]bool{}
	for _, line := range c.Lines {
		if line.Serial != "" {
			seen[line.Serial] = true
		}
	}
	p.scanned = len(seen)
	p.station = w.newStation("closing.scan", w.text.T("handover.scan"), w.text.T("closing.scan.support"), p.scan)
	p.number = kit.NewText("", kit.TextStyle{Size: kit.Text64, Bold: true}).WithID("closing.number")
	return p
}

func (p *countingPage) leave() {}

func (p *countingPage) show() fyne.CanvasObject {
	t := p.w.text
	if p.root != nil && p.failure == nil {
		p.w.Bridge.Post(p.station.field.Focus)
		return p.root
	}
	p.showNumber()
	title := t.T("closing.counting", "Place", p.w.placeWord(p.place))
	if p.count.Round == 2 {
		title = t.T("closing.counting.second", "Place", p.w.placeWord(p.place))
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(title), kit.Lead(t.T("closing.lead")))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	cards := kit.VStack(kit.SpaceBetween, p.station.show(), kit.Label(t.T("counting.sofar")), p.number)
	middle := fyne.CanvasObject(cards)
	if len(p.forms) > 0 {
		middle = kit.Columns(kit.SpaceSections, cards, p.formsPanel())
	}
	bottom := kit.HStack(kit.SpaceBetween,
		kit.NewButton("counting.pause", t.T("counting.pause"), kit.Outlined, func() { p.w.open(closing) }).Key(fyne.KeyEscape), kit.Filler(),
		kit.NewButton("closing.end", t.T("closing.end"), kit.Filled, p.end).Sized(kit.Main).Key(fyne.KeyF5))
	p.root = kit.Sides(inset(head), inset(bottom), nil, nil, scrolled(middle))
	return p.root
}

func (p *countingPage) showNumber() {
	p.number.SetText(p.w.text.T("count.cards", "N", p.w.number(p.scanned)))
}

// formsPanel asks for the number of each form and of blanks: all that are registered, so that the list tells nothing of the ledger.
func (p *countingPage) formsPanel() fyne.CanvasObject {
	t := p.w.text
	list := kit.VStack(kit.SpaceBetween, kit.Subheading(t.T("counting.forms")))
	for _, item := range p.forms {
		id := "counting.form." + string(item.ID)
		field := kit.NewField(id, p.w.itemWord(item))
		if n := p.count.Counted(item.ID); p.noted(item.ID) {
			field.Support(t.T("counting.noted", "N", p.w.number(n), "Unit", p.w.unitWord(item)))
		}
		note := func() { p.noteForm(item, field) }
		field.Typed(func(string) { note() })
		list.Add(kit.HStack(kit.SpaceInside, kit.Width(formWidth, field),
			kit.VStack(0, kit.Filler(), kit.NewButton(id+".note", t.T("counting.note"), kit.Outlined, note)), kit.Filler()))
	}
	return kit.Panel(list)
}

const formWidth = 300 // pixels: the field of a form's number

// noted tells whether a number was given for a form in this count.
func (p *countingPage) noted(item stock.ItemID) bool {
	for _, line := range p.count.Lines {
		if line.Item == item && line.Serial == "" {
			return true
		}
	}
	return false
}

func (p *countingPage) noteForm(item stock.Item, field *kit.Field) {
	t := p.w.text
	n, err := strconv.Atoi(strings.ReplaceAll(juki.Label(field.Text()), ",", ""))
	if err != nil || n < 0 || n > mostCounted {
		field.SetError(t.T("counting.number.error"))
		return
	}
	field.SetError("")
	id := p.count.ID
	p.station.inTurn(p, func(ctx context.Context) error {
		_, err := p.w.Keeper.NoteCounted(ctx, id, stock.CountLine{Item: item.ID, Quantity: n})
		return err
	}, func(err error) {
		if err != nil {
			p.station.refused(err)
			return
		}
		field.SetText("")
		field.Support(t.T("counting.noted", "N", p.w.number(n), "Unit", p.w.unitWord(item)))
		p.station.good(t.T("counting.form", "Item", p.w.itemWord(item), "N", p.w.number(n), "Unit", p.w.unitWord(item)))
		p.station.field.Focus()
	})
}

// end closes the count. Only now is it known whether the ledger agrees; while a second person still has to count, nobody is told.
func (p *countingPage) end() {
	if p.ending {
		return
	}
	p.ending = true
	var rows []stock.SheetRow
	id := p.count.ID
	p.station.inTurn(p, func(ctx context.Context) (err error) { // after what was scanned
		rows, err = p.w.Keeper.EndCount(ctx, id)
		return err
	}, func(err error) {
		if err != nil {
			p.ending, p.failure = false, err
			p.w.redraw()
			return
		}
		p.w.countEnded(p.place, p.count, rows)
	})
}

// countEnded goes on after a count: back to the places when nothing is to be done, else to what differs.
func (w *Window) countEnded(place stock.Place, c stock.Count, rows []stock.SheetRow) {
	t := w.text
	back := newClosingPage(w)
	name := w.placeWord(place)
	second := w.Keeper.RulesOn(c.Day()).SecondCount
	for _, r := range rows {
		switch {
		case !r.CountedOK:
			back.done = kit.NewBanner("closing.counted", kit.Warning, t.T("counted.moved", "Place", name), t.T("counted.moved.do"))
		case second && !r.SecondOK:
			back.done = kit.NewBanner("closing.counted", kit.Info, t.T("counted.once", "Place", name), t.T("counted.once.do"))
		case r.Differs() || r.Disagree:
			w.room = closing
			w.turnTo(newResultPage(w, place.ID))
			return
		}
	}
	if back.done == nil {
		back.done = kit.NewBanner("closing.counted", kit.Success, t.T("counted.agrees", "Place", name), "")
	}
	w.turnTo(back)
}

// beginCount opens a count and goes there.
func (w *Window) beginCount(from page, place stock.Place, items []stock.Item, again bool, failed func(error)) {
	var c stock.Count
	w.do(from, func(ctx context.Context) (err error) {
		if again {
			c, err = w.Keeper.Recount(ctx, place.ID)
		} else {
			c, err = w.Keeper.BeginCount(ctx, place.ID)
		}
		return err
	}, func(err error) {
		if err != nil {
			failed(err)
			return
		}
		w.turnTo(newCountingPage(w, c, place, items))
	})
}
