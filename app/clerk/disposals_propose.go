package clerk

import (
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
	stock.Standing
	why stock.Reason
}

// whyOf is why a card in a state may be disposed of, "" when it may not. A card that nobody fetched is due after the regulation's days.
func whyOf(s stock.State) (why stock.Reason, waits bool) {
	switch s {
	case stock.Cancelled:
		return stock.Cancel, false
	case stock.Defective:
		return stock.Defect, false
	case stock.Surrendered:
		return stock.Surrender, false
	case stock.Spoiled:
		return stock.Spoil, false
	case stock.Returned:
		return stock.ComeBack, true
	case stock.Notified, stock.Renotified, stock.Stored:
		return stock.Unclaimed, true
	}
	return "", false
}

// readProposals lists the cards that are due: of no use any more, or sent back or notified again and not fetched for the regulation's days.
// A good card on its shelf is not offered: it can be scanned.
func (w *Window) readProposals(ctx context.Context, b stockBooks) ([]proposal, error) {
	cards, err := w.Stock.Cards(ctx)
	if err != nil {
		return nil, err
	}
	var list []proposal
	today := juki.DateOf(w.Now())
	for _, c := range cards {
		why, waits := whyOf(c.At.State)
		if why == "" || !b.counted(c.At.Place) {
			continue
		}
		if waits && (c.At.State == stock.Stored || b.rules.DisposalAfter <= 0 || days(juki.DateOf(c.Since), today) < b.rules.DisposalAfter) {
			continue
		}
		list = append(list, proposal{c, why})
	}
	return list, nil
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
	p.table = kit.NewTable("disposal.due", kit.Column{Title: t.T("disposal.tick"), Width: 70}, kit.Column{Title: t.T("stock.serial"), Width: 140}, kit.Column{Title: t.T("stock.item")},
		kit.Column{Title: t.T("stock.place")}, kit.Column{Title: t.T("disposal.why"), Width: 170}, kit.Column{Title: t.T("stock.since"), Width: 160})
	p.table.Unit(t.T("stock.unit")).OnSelect(func(row int) { p.w.Bridge.Post(func() { p.toggle(string(p.due[row].Serial)) }) })
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
	var found stock.Standing
	p.w.do(p, func(ctx context.Context) (err error) {
		found, err = p.w.Keeper.Look(ctx, serial)
		return err
	}, func(err error) {
		why, waits := whyOf(found.At.State)
		switch {
		case err != nil:
			p.station.refused(err)
			return
		case why == "":
			p.station.refused(juki.Refuse(juki.StateNotAllowed))
			return
		case !p.books.counted(found.At.Place):
			p.station.refused(juki.Refuse(juki.NotAtPlace))
			return
		}
		if waits && expired {
			why = stock.Expired
		}
		since := days(juki.DateOf(found.Since), juki.DateOf(p.w.Now()))
		if good := found.At.State == stock.Stored || found.At.State == stock.Notified; good && !expired && since < p.books.rules.DisposalAfter {
			p.station.bad(p.w.text.T("disposal.scan.early", "Tail", tail(serial), "Days", p.w.number(since), "Due", p.w.number(p.books.rules.DisposalAfter)))
			return
		}
		p.due = slices.DeleteFunc(p.due, func(c proposal) bool { return c.Serial == serial })
		p.due = slices.Insert(p.due, 0, proposal{found, why})
		p.ticked[string(serial)] = true
		p.failure, p.said = nil, ""
		p.station.good(p.w.text.T("disposal.scan.taken", "Tail", tail(serial), "Why", p.w.whyWord(why)))
		p.w.redraw()
	})
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
