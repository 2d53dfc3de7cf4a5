package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// enterStep is one decision of an entry.
type enterStep string

// The steps. Which of them an act needs depends on the act and on how its item is tracked.
const (
	stepItem     enterStep = "item"
	stepWay      enterStep = "way"      // an adjustment: too few or too many
	stepCards    enterStep = "cards"    // scanned
	stepRange    enterStep = "range"    // lot, first, last
	stepFrom     enterStep = "from"     // where a quantity is taken from
	stepState    enterStep = "state"    // in which state, when it lies there in several
	stepQuantity enterStep = "quantity" // how many
	stepPlace    enterStep = "place"    // where it goes
	stepDocument enterStep = "document"
	stepConfirm  enterStep = "confirm"
)

// enterPage enters one act, one decision a step and only those that it needs.
type enterPage struct {
	w       *Window
	choice  choice
	act     stock.Act
	books   stockBooks
	items   []stock.Item
	item    stock.Item
	step    enterStep
	entry   stock.Entry
	surplus bool            // an adjustment that finds too many
	states  []stock.Balance // what lies at the place it is taken from, and may be taken
	station *station
	basket  *basket
	fields  enterFields
	failure error
	done    bool
	working bool
}

// enterFields are what is typed; they outlive a redraw.
type enterFields struct{ lot, first, last, quantity, document *kit.Field }

func newEnterPage(w *Window, c choice, b stockBooks) *enterPage {
	p := &enterPage{w: w, choice: c, books: b, items: c.of(b.items)}
	p.act, _ = stock.ActOf(c.reason)
	p.begin()
	return p
}

func (p *enterPage) leave() {}

// begin starts the entry anew, for the same item when there was one.
func (p *enterPage) begin() {
	p.entry, p.done, p.failure, p.surplus, p.states = stock.Entry{Reason: p.act.Reason}, false, nil, false, nil
	if len(p.items) == 1 {
		p.item = p.items[0]
	}
	t := p.w.text
	p.fields = enterFields{
		lot:      kit.NewField("enter.lot", t.T("enter.lot")).Support(t.T("enter.lot.support")),
		first:    kit.NewField("enter.first", t.T("enter.first")).Support(t.T("enter.first.support")),
		last:     kit.NewField("enter.last", t.T("enter.last")).Support(t.T("enter.last.support")),
		quantity: kit.NewField("enter.quantity", t.T("enter.quantity")),
		document: kit.NewField("enter.document", t.T("enter.document")).Support(t.T("enter.document.support")),
	}
	p.turn(p.steps()[0])
}

// steps are the decisions that the act asks for.
func (p *enterPage) steps() []enterStep {
	var steps []enterStep
	if len(p.items) > 1 {
		steps = append(steps, stepItem)
		if p.item.ID == "" {
			return steps
		}
	}
	if p.act.Reason == stock.CountAdjust {
		steps = append(steps, stepWay)
	}
	switch p.item.Tracking {
	case stock.BySerial:
		steps = append(steps, stepCards)
	case stock.ByRange:
		steps = append(steps, stepRange)
	case stock.ByQuantity:
		if p.fromAsked() {
			steps = append(steps, stepFrom)
			if len(p.states) > 1 {
				steps = append(steps, stepState)
			}
		}
		steps = append(steps, stepQuantity)
	}
	if p.placeAsked() {
		steps = append(steps, stepPlace)
	}
	if p.act.Document {
		steps = append(steps, stepDocument)
	}
	return append(steps, stepConfirm)
}

// fromAsked tells whether it has to be said where a quantity is taken from: not what comes from outside or out of 所在不明.
func (p *enterPage) fromAsked() bool {
	if p.act.Reason == stock.CountAdjust {
		return !p.surplus
	}
	return len(p.act.At) != 1 || p.act.At[0] == stock.Counted
}

// placeAsked tells whether a place has to be scanned.
func (p *enterPage) placeAsked() bool {
	if p.act.Reason == stock.CountAdjust {
		return p.surplus // what is short goes to 所在不明
	}
	return p.act.Goes == stock.Chosen || p.act.Goes == stock.ChosenOrHere
}

// next goes on to the decision after this one.
func (p *enterPage) next() {
	steps := p.steps()
	for i, s := range steps[:len(steps)-1] {
		if s == p.step {
			p.turn(steps[i+1])
			return
		}
	}
}

// previous goes back one decision; from the first one to the menu.
func (p *enterPage) previous() {
	steps := p.steps()
	for i, s := range steps {
		if s == p.step && i > 0 {
			p.turn(steps[i-1])
			return
		}
	}
	p.menu("")
}

func (p *enterPage) menu(said string) {
	m := newActPage(p.w)
	m.said, m.books = said, p.books
	p.w.turnTo(m)
}

// turn shows a step.
func (p *enterPage) turn(s enterStep) {
	p.step, p.failure = s, nil
	switch s {
	case stepCards:
		if p.basket == nil || p.basket.item != p.item.ID {
			p.station = p.w.newStation("enter.scan", p.w.text.T(p.ofItem("enter.scan")), p.w.text.T(p.ofItem("enter.scan.support")), p.scanned)
			p.basket = p.w.newBasket(p, p.station, p.act, p.item.ID, p.books, p.w.redraw)
		}
	case stepFrom, stepPlace:
		p.station = p.w.newStation("enter.scan", p.w.text.T("enter.scan.place"), p.w.text.T("enter.scan.place.support"), p.scanned)
	}
	if p.w.page == page(p) {
		p.w.redraw()
	}
}

// closed tells whether the act is one that the regulation has ended: the new issue of resident cards.
func (p *enterPage) closed() bool {
	ends := p.books.rules.ResidentCardIssueEnds
	return p.act.Reason == stock.Use && p.item.ID == stock.ResidentBlanks && !ends.IsZero() && juki.DateOf(p.w.Now()).After(ends)
}

func (p *enterPage) show() fyne.CanvasObject {
	t := p.w.text
	head := p.w.stockHead(tabAct, kit.Subheading(p.title()))
	switch {
	case p.closed():
		head.Add(kit.NewBanner("enter.closed", kit.Warning, t.T("code.resident-card-issue-ended.what"), t.T("code.resident-card-issue-ended.do")))
		head.Add(kit.Body(t.T("enter.closed.day", "Date", p.books.rules.ResidentCardIssueEnds.Wareki(), "ISO", p.books.rules.ResidentCardIssueEnds.String())))
		return kit.Sides(head, bottom(p.w.backTo(func() { p.menu("") })), nil, nil, kit.VStack(0))
	case p.done:
		head.Add(kit.NewBanner("enter.done", kit.Success, t.T("enter.done"), p.summaryLine()))
		again := kit.NewButton("enter.again", t.T("enter.again"), kit.Outlined, func() {
			p.basket = nil
			p.begin()
			p.w.redraw()
		})
		to := kit.NewButton("enter.menu", t.T("enter.menu"), kit.Filled, func() { p.menu("") }).Sized(kit.Main).Key(fyne.KeyF5)
		return kit.Sides(head, bottom(p.w.backTo(func() { p.menu("") }), again, to), nil, nil, kit.VStack(0))
	}
	names, at := []string{}, 0
	for i, s := range p.steps() {
		name := "enter.step." + string(s)
		if s == stepCards {
			name = p.ofItem(name)
		}
		names = append(names, t.T(name))
		if s == p.step {
			at = i
		}
	}
	head.Add(kit.NewStepper(names, at))
	head.Add(kit.Lead(p.lead()))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	return p.showStep(head)
}

func (p *enterPage) title() string {
	if p.item.ID == "" || len(p.items) == 1 && p.choice.id == "" {
		return p.choice.word(p.w)
	}
	return p.choice.word(p.w) + "  " + p.w.itemWord(p.item)
}

func (p *enterPage) lead() string {
	key := "enter.lead." + string(p.step)
	if p.step == stepPlace && p.act.Goes == stock.ChosenOrHere {
		key += ".or-here"
	}
	if p.step == stepCards {
		key = p.ofItem(key)
	}
	return p.w.text.T(key)
}

// ofItem is the text for what is scanned: a medium has no card's number but one of the office's own.
func (p *enterPage) ofItem(key string) string {
	if medium(p.item) {
		return key + ".medium"
	}
	return key
}

// enter enters the act.
func (p *enterPage) enter() {
	if p.working {
		return
	}
	entry := p.entry
	p.w.enter(p, &p.working, p.act.Reason, p.summaryLine(), p.books, func(ctx context.Context, witness juki.OperatorID) error {
		e := entry
		e.Witness = witness
		_, err := p.w.Keeper.Enter(ctx, e)
		return err
	}, func(err error) {
		p.failure, p.done = err, err == nil
		p.w.redraw()
	})
}
