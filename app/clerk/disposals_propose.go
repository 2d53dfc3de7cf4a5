package clerk

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// proposal is a card that may be disposed of, and why.
type proposal struct {
	stock.Lying
	why stock.Reason
}

// readProposals lists the cards that are due: of no use any more, or not fetched for the regulation's days. Days count as on the 在庫一覧. One that
// came back by post may still be notified again until then, and one that expired is known when it is scanned. What is unused, or a medium in use, is of
// use until somebody scans it here.
func (w *Window) readProposals(ctx context.Context, b stockBooks) ([]proposal, error) {
	var list []proposal
	today := juki.DateOf(w.Now())
	err := w.Stock.CardsLying(ctx, w.upToNow(), func(l stock.Lying) error {
		whys := b.rules.WhyDispose(stock.Candidate{Lying: l}, today)
		if len(whys) > 0 && l.At.State != stock.Unused && b.counted(l.At.Place) && (l.At.State != stock.Returned || b.rules.DisposalDue(l, today)) {
			list = append(list, proposal{l, whys[0]})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b proposal) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.At.Place, b.At.Place), cmp.Compare(a.Serial, b.Serial))
	})
	return list, err
}

func (p *disposalsPage) showPropose(head *fyne.Container) fyne.CanvasObject {
	t := p.w.text
	loose := unless(p.w.mayDo(oplog.DisposalDecided) && p.read, kit.NewButton("disposal.loose", t.T("disposal.loose"), kit.Outlined, func() { p.w.turnTo(newLoosePage(p.w, p.books)) }))
	p.act = unless(false, kit.NewButton("disposal.decide", t.T("disposal.decide"), kit.Filled, p.decide).Sized(kit.Main).Key(fyne.KeyF5))
	all := unless(len(p.due) > 0, kit.NewButton("disposal.all", t.T("disposal.all"), kit.TextOnly, p.tickAll))
	head.Add(kit.HStack(kit.SpaceGroups, kit.Width(scanWidth, p.station.show()), kit.Width(filterWidth, p.why), kit.Filler()))
	foot := kit.HStack(kit.SpaceBetween, upright(loose), kit.Filler(), upright(all), p.act)
	if len(p.due) == 0 {
		words := ""
		if p.read {
			words = t.T("disposal.propose.none")
		}
		return kit.Sides(head, foot, nil, nil, kit.VStack(0, kit.PadXY(0, kit.SpaceInside, kit.Body(words))))
	}
	p.table = kit.NewTable("disposal.due", kit.Column{Title: t.T("disposal.tick"), Width: 70}, kit.Column{Title: t.T("disposal.things"), Width: 140}, kit.Column{Title: t.T("stock.item")},
		kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("disposal.why"), Width: 170}, kit.Column{Title: t.T("stock.since"), Width: 160})
	p.table.Unit(t.T("table.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.toggle(string(p.due[row].Serial)) }) })
	p.fill()
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, p.table))
}

// fill puts the ticks into the table of the tab that is shown, in place.
func (p *disposalsPage) fill() {
	may := p.w.mayDo(oplog.DisposalDecided)
	var rows [][]string
	if p.tab == tabApprove {
		rows, may = p.waitRows(), p.w.mayDo(oplog.DisposalApproved)
	} else {
		rows = p.dueRows()
	}
	p.table.SetRows(rows)
	setEnabled(p.act, may && len(p.ticked) > 0)
	if p.other != nil {
		setEnabled(p.other, may && len(p.ticked) > 0)
	}
}

func (p *disposalsPage) dueRows() [][]string {
	rows := make([][]string, len(p.due))
	for i, c := range p.due {
		rows[i] = []string{p.tick(string(c.Serial)), tail(c.Serial), p.w.itemWord(p.books.item(c.Item)), p.w.placeWord(p.books.place(c.At.Place)), p.w.whyWord(c.why), juki.DateOf(c.Since).String()}
	}
	return rows
}

func (p *disposalsPage) tick(key string) string {
	if p.ticked[key] {
		return "✓"
	}
	return "□"
}

// toggle ticks a row, or takes the tick off.
func (p *disposalsPage) toggle(key string) {
	if p.ticked[key] {
		delete(p.ticked, key)
	} else {
		p.ticked[key] = true
	}
	p.fill()
}

// tickAll ticks every row; when all are ticked it takes the ticks off.
func (p *disposalsPage) tickAll() {
	var keys []string
	for _, c := range p.due {
		keys = append(keys, string(c.Serial))
	}
	if p.tab == tabApprove {
		keys = nil
		for _, c := range p.waits {
			keys = append(keys, string(c.Number))
		}
	}
	all := len(p.ticked) == len(keys)
	clear(p.ticked)
	for _, k := range keys {
		if !all {
			p.ticked[k] = true
		}
	}
	p.fill()
}

// propose ticks a card that was scanned; one that is not due by itself is looked up, and put on the list when the rules allow it.
func (p *disposalsPage) propose(serial juki.CardSerial) {
	if p.ticked[string(serial)] {
		p.station.bad(p.w.text.T("stock.scan.twice", "Tail", tail(serial)))
		return
	}
	expired := p.why.Selected() == 1
	var found stock.Candidate
	p.station.inTurn(p, func(ctx context.Context) error {
		card, err := p.w.Keeper.Look(ctx, serial)
		if err == nil {
			found, err = p.w.Stock.CandidateOf(ctx, card.Item, serial)
		}
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.station.refused(err)
		case !p.books.counted(found.At.Place):
			p.station.refused(juki.Refuse(juki.NotAtPlace))
		default:
			p.take(found, expired)
		}
	})
}

// take puts a card on the list for the reason that is true of it; expired asks for that one where there are several.
func (p *disposalsPage) take(found stock.Candidate, expired bool) {
	t, today := p.w.text, juki.DateOf(p.w.Now())
	whys := p.books.rules.WhyDispose(found, today)
	switch {
	case expired && slices.Contains(whys, stock.Expired):
		whys = []stock.Reason{stock.Expired}
	case expired && found.At.State.Deliverable():
		p.station.bad(t.T("disposal.scan.valid", "Tail", tail(found.Serial)))
		return
	case len(whys) == 0 && found.At.State.Deliverable() && !found.Notified.IsZero():
		p.station.bad(t.T("disposal.scan.early", "Tail", tail(found.Serial), "Days", p.w.number(days(juki.DateOf(found.Notified), today)), "Due", p.w.number(p.books.rules.DisposalAfter)))
		return
	case len(whys) == 0 && found.At.State.Deliverable():
		p.station.bad(t.T("disposal.scan.unnotified", "Tail", tail(found.Serial)))
		return
	case len(whys) == 0:
		p.station.refused(juki.Refuse(juki.StateNotAllowed))
		return
	}
	p.due = slices.DeleteFunc(p.due, func(c proposal) bool { return c.Serial == found.Serial })
	p.due = slices.Insert(p.due, 0, proposal{found.Lying, whys[0]})
	p.ticked[string(found.Serial)] = true
	p.failure, p.said = nil, ""
	p.station.good(t.T("disposal.scan.taken", "Tail", tail(found.Serial), "Why", p.w.whyWord(whys[0])))
	p.w.redraw()
}

// lot is what one act of the ledger proposes: things of one item at one place for one reason.
type lot struct {
	item  stock.ItemID
	place stock.PlaceID
	why   stock.Reason
}

// decide proposes what is ticked. Nothing of an act that is refused is proposed; what another act proposed before stays.
func (p *disposalsPage) decide() {
	if p.busy || len(p.ticked) == 0 {
		return
	}
	p.busy = true
	var lots []lot
	serials := map[lot][]juki.CardSerial{}
	for _, c := range p.due {
		if l := (lot{c.Item, c.At.Place, c.why}); p.ticked[string(c.Serial)] {
			if serials[l] == nil {
				lots = append(lots, l)
			}
			serials[l] = append(serials[l], c.Serial)
		}
	}
	done, decided := 0, []lot{}
	p.w.do(p, func(ctx context.Context) error {
		var refused error
		for _, l := range lots {
			cases, err := p.w.Keeper.DecideDisposal(ctx, stock.Things{Item: l.item, Serials: serials[l]}, l.place, l.why)
			done += len(cases)
			if err == nil {
				decided = append(decided, l)
			}
			refused = errors.Join(refused, err)
		}
		return refused
	}, func(err error) {
		for _, l := range decided {
			for _, serial := range serials[l] {
				delete(p.ticked, string(serial))
			}
		}
		p.decided(done, err)
	})
}

// decided says how many were proposed; what was refused stays ticked.
func (p *disposalsPage) decided(done int, err error) {
	p.busy, p.failure, p.said = false, err, ""
	if done > 0 {
		p.said = p.w.text.T("disposal.decided", "N", p.w.number(done))
	}
	p.load()
}
