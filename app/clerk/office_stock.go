package clerk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// officePage shows how the whole office stands: in the stock room its sums and its places, in the room of the log its terminals and what does not
// fit. What was known last is shown at once, the server is asked beside it; without it the page says since when nothing is known.
type officePage struct {
	w       *Window
	view    string
	answer  OfficeAnswer
	items   []stock.Item
	failure error
	asked   bool
	busy    bool
	picked  int        // the conflict that is opened, -1 for none
	list    *kit.Table // of what is shown: it keeps its place while a conflict is opened
}

// The views.
const (
	viewSums      = "sums"      // 合計
	viewPlaces    = "places"    // 場所ごと
	viewTerminals = "terminals" // 端末の状況
	viewConflicts = "conflicts" // 不一致
)

func newOfficePage(w *Window, view string) *officePage {
	return &officePage{w: w, view: view, picked: -1}
}

func (p *officePage) leave() {}

// question is what the page asks: who may see the one may not see the other.
func (p *officePage) question() OfficeQuestion {
	switch p.view {
	case viewTerminals:
		return AskTerminals
	case viewConflicts:
		return AskConflicts
	}
	return AskStock
}

func (p *officePage) show() fyne.CanvasObject {
	if !p.asked {
		p.asked = true
		p.load()
	}
	head := p.head()
	for _, b := range p.banners() {
		head.Add(b)
	}
	under := kit.VStack(kit.SpaceInside, p.opened(), p.foot())
	if !p.answer.Known() {
		return kit.Sides(head, under, nil, nil, kit.PadXY(0, kit.SpaceBetween, kit.Body(p.nothing()).WithID("office.nothing")))
	}
	if p.list == nil {
		p.list = p.table()
	}
	return kit.Sides(head, under, nil, nil, kit.PadXY(0, kit.SpaceInside, p.list))
}

// nothing says why there is nothing to show.
func (p *officePage) nothing() string {
	switch {
	case p.busy:
		return p.w.text.T("office.asking")
	case p.failure != nil:
		return ""
	}
	return p.w.text.T("office.unknown")
}

func (p *officePage) head() *fyne.Container {
	if p.question() != AskStock {
		return p.w.historyOfficeHead(p.view)
	}
	t := p.w.text
	head := p.w.stockHead(tabOffice)
	head.Add(kit.NewTabs("office.view", []kit.Tab{{ID: viewSums, Label: t.T("office.view.sums")}, {ID: viewPlaces, Label: t.T("office.view.places")}}, p.view, func(v string) {
		p.view, p.list = v, nil
		p.w.redraw()
	}))
	return head
}

// banners say what stands in the way, and of when the figures are.
func (p *officePage) banners() (list []fyne.CanvasObject) {
	t := p.w.text
	if c := codeOf(p.failure); c == juki.CentralNotSet {
		list = append(list, kit.NewBanner("office.unset", kit.Warning, t.T("office.unset"), t.T("office.unset.do")))
	} else if b := p.w.trouble(c); b != nil {
		list = append(list, b)
	}
	if !p.answer.Known() {
		return list
	}
	at := officeTime(p.answer.State.At)
	switch {
	case p.answer.Live:
		list = append(list, kit.Note(t.T("office.live", "At", at)).WithID("office.live"))
	case p.busy && p.answer.Code == "":
		list = append(list, kit.Note(t.T("office.last", "At", at)+" "+t.T("office.asking")).WithID("office.last"))
	default:
		why := t.T("office.stale.do")
		if p.answer.Code != "" {
			why = t.T("code."+string(p.answer.Code)+".what") + " " + why
		}
		list = append(list, kit.NewBanner("office.stale", kit.Warning, t.T("office.last", "At", at), why))
	}
	return list
}

func officeTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(juki.Tokyo()).Format("2006-01-02 15:04")
}

func (p *officePage) foot() fyne.CanvasObject {
	t := p.w.text
	row := kit.HStack(kit.SpaceBetween, unless(!p.busy, kit.NewButton("office.ask", t.T("office.ask"), kit.Outlined, p.ask).Key(fyne.KeyF5)), kit.Filler())
	if p.question() == AskStock {
		row.Add(unless(p.answer.Known() && !p.busy, kit.NewButton("office.sheet", t.T("office.sheet"), kit.Filled, p.sheet).Key(fyne.KeyF6)))
	}
	return row
}

func (p *officePage) sheet() {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperOffice, Day: juki.DateOf(p.w.Now())}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}

// load shows what was known last, then asks.
func (p *officePage) load() {
	p.busy = true
	var last OfficeAnswer
	var items []stock.Item
	p.w.do(p, func(ctx context.Context) (err error) {
		if items, err = p.w.Stock.Items(ctx); err != nil {
			return err
		}
		if p.w.Central == nil {
			return juki.Refuse(juki.CentralNotSet)
		}
		last, err = p.w.Central.LastOffice(ctx, p.question())
		return err
	}, func(err error) {
		p.busy, p.failure, p.answer, p.items, p.list = false, err, last, items, nil
		if err == nil {
			p.ask()
			return
		}
		p.w.redraw()
	})
}

func (p *officePage) ask() {
	if p.busy || p.w.Central == nil {
		return
	}
	p.busy = true
	p.w.redraw()
	var got OfficeAnswer
	p.w.do(p, func(ctx context.Context) (err error) {
		got, err = p.w.Central.AskOffice(ctx, p.question())
		return err
	}, func(err error) {
		p.busy, p.failure, p.list = false, err, nil
		before := p.answer
		switch code := codeOf(err); {
		case err == nil:
			p.answer = got
		case code != juki.CentralNotSet: // what may not be seen is not left standing
			p.answer = OfficeAnswer{}
		default:
			p.answer.Live = false
		}
		p.pickAgain(before)
		p.w.redraw()
	})
}

// pickAgain keeps the chosen conflict chosen when it stands in the new answer too.
func (p *officePage) pickAgain(before OfficeAnswer) {
	if p.picked < 0 || p.picked >= len(before.Conflicts) {
		return
	}
	chosen := before.Conflicts[p.picked]
	p.picked = slices.IndexFunc(p.answer.Conflicts, func(c stock.OfficeConflict) bool {
		return c.Kind == chosen.Kind && c.Terminal == chosen.Terminal && c.Number == chosen.Number && c.Item == chosen.Item
	})
}

func (p *officePage) itemWord(id stock.ItemID) string {
	return p.w.itemWord(stockBooks{items: p.items}.item(id))
}

func (p *officePage) table() *kit.Table {
	switch p.view {
	case viewPlaces:
		return p.places()
	case viewTerminals:
		return p.terminals()
	case viewConflicts:
		return p.conflicts()
	}
	return p.sums()
}

func (p *officePage) sums() *kit.Table {
	t := p.w.text
	figure := func(key string) kit.Column { return kit.Column{Title: t.T(key), Number: true, Width: 130} }
	table := kit.NewTable("office.sums", kit.Column{Title: t.T("stock.item")}, figure("office.drawers"), figure("office.transit"), figure("office.mail"), figure("office.missing"), figure("office.all"))
	var rows [][]string
	for _, s := range p.answer.State.Sums() {
		rows = append(rows, []string{p.itemWord(s.Item), p.w.number(s.Drawers), p.w.number(s.Transit), p.w.number(s.Mail), p.w.number(s.Missing), p.w.number(s.All())})
	}
	open := 0
	sheet := stock.OfficeSheet{Day: juki.DateOf(p.w.Now()), State: p.answer.State}
	if open = len(sheet.Unconfirmed()); open > 0 {
		table.Unit(t.T("office.unit.unconfirmed", "N", p.w.number(open)))
	} else {
		table.Unit(t.T("office.unit"))
	}
	table.SetRows(rows)
	return table
}

func (p *officePage) places() *kit.Table {
	t := p.w.text
	table := kit.NewTable("office.places", kit.Column{Title: t.T("office.terminal"), Width: 160}, kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("stock.place"), Width: 150},
		kit.Column{Title: t.T("office.book"), Number: true, Width: 100}, kit.Column{Title: t.T("office.counted"), Number: true, Width: 100},
		kit.Column{Title: t.T("office.stated"), Width: 170}, kit.Column{Title: t.T("office.check"), Width: 120})
	var rows [][]string
	for _, x := range p.answer.State.Terminals {
		if x.Revoked {
			continue
		}
		for _, l := range p.answer.State.LinesOf(x.Terminal) {
			counted := ""
			if l.CountedOK {
				counted = p.w.number(l.Counted)
			}
			rows = append(rows, []string{x.Terminal, p.itemWord(l.Item), p.w.placeWord(stock.Place{ID: l.Place, Kind: stock.Fixed}), p.w.number(l.Book), counted, officeTime(x.Stated), p.confirmed(x)})
		}
	}
	for _, s := range p.answer.State.Sums() {
		if s.Transit != 0 {
			rows = append(rows, []string{t.T("office.between"), p.itemWord(s.Item), p.w.placeWord(stock.Place{ID: stock.Transit, Kind: stock.Fixed}), p.w.number(s.Transit), "", "", ""})
		}
	}
	table.Unit(t.T("table.unit")).SetRows(rows)
	return table
}

// confirmed is whether a terminal's figures are those of today's closing, in words and with a mark.
func (p *officePage) confirmed(x stock.OfficeTerminal) string {
	switch {
	case x.Revoked:
		return p.w.text.T("office.revoked")
	case x.Confirmed(juki.DateOf(p.w.Now())):
		return p.w.text.T("office.confirmed")
	}
	return p.w.text.T("office.unconfirmed")
}

func (p *officePage) terminals() *kit.Table {
	t := p.w.text
	table := kit.NewTable("office.terminals", kit.Column{Title: t.T("office.terminal"), Width: 150}, kit.Column{Title: t.T("office.heard"), Width: 160},
		kit.Column{Title: t.T("office.received"), Width: 160}, kit.Column{Title: t.T("office.stored"), Number: true, Width: 100}, kit.Column{Title: t.T("office.waiting"), Number: true, Width: 90},
		kit.Column{Title: t.T("office.stated"), Width: 160}, kit.Column{Title: t.T("office.state")})
	var rows [][]string
	for _, x := range p.answer.State.Terminals {
		waiting := ""
		if x.Has > x.Stored {
			waiting = p.w.number(int(x.Has - x.Stored))
		}
		rows = append(rows, []string{x.Terminal, officeTime(x.Heard), officeTime(x.Received), p.w.number(int(x.Stored)), waiting, officeTime(x.Stated), p.stateOf(x)})
	}
	table.Unit(t.T("office.unit.terminals")).SetRows(rows)
	return table
}

// stateOf is what does not fit about a terminal, in one line.
func (p *officePage) stateOf(x stock.OfficeTerminal) string {
	if x.Revoked {
		return p.w.text.T("office.revoked")
	}
	var words []string
	for _, c := range p.answer.Conflicts {
		if c.Terminal == x.Terminal && c.Number == "" {
			words = append(words, "▲ "+p.w.text.T("office.conflict."+string(c.Kind)))
		}
	}
	return cmp.Or(strings.Join(words, p.w.text.T("stock.and")), p.w.text.T("office.well"))
}

func (p *officePage) conflicts() *kit.Table {
	t := p.w.text
	table := kit.NewTable("office.conflicts", kit.Column{Title: t.T("office.what")}, kit.Column{Title: t.T("office.terminal"), Width: 170}, kit.Column{Title: t.T("office.other"), Width: 170},
		kit.Column{Title: t.T("office.number"), Width: 130}, kit.Column{Title: t.T("office.n"), Number: true, Width: 90}, kit.Column{Title: t.T("office.since"), Width: 170})
	rows := make([][]string, len(p.answer.Conflicts))
	for i, c := range p.answer.Conflicts {
		rows[i] = []string{t.T("office.conflict." + string(c.Kind)), c.Terminal, c.Other, string(c.Number), p.w.number(c.N), officeTime(c.Since)}
	}
	unit := "office.unit.conflicts"
	if len(rows) == 0 {
		unit = "office.unit.none"
	}
	table.Unit(t.T(unit)).OnSelect(func(row int) {
		if p.picked != row {
			p.picked = row
			p.w.redraw()
		}
	}).SetRows(rows)
	return table
}

// opened is what to do about the chosen conflict.
func (p *officePage) opened() fyne.CanvasObject {
	if p.view != viewConflicts || p.picked < 0 || p.picked >= len(p.answer.Conflicts) {
		return kit.VStack(0)
	}
	t, c := p.w.text, p.answer.Conflicts[p.picked]
	return kit.NewBanner("office.do", kit.Info, t.T("office.conflict."+string(c.Kind))+" "+c.Terminal, t.T("office.conflict."+string(c.Kind)+".do"))
}
