package clerk

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// transfersPage lists what is on its way (移送), and leads to sending, receiving and confirming.
type transfersPage struct {
	w       *Window
	books   stockBooks
	open    []stock.Transfer
	station *station // takes the receipts that come back
	failure error
	loaded  bool
}

func newTransfersPage(w *Window) *transfersPage {
	p := &transfersPage{w: w}
	p.station = w.newStation("transfers.scan", w.text.T("transfers.scan"), w.text.T("transfers.scan.support"), p.scanned)
	return p
}

func (p *transfersPage) leave() {}

func (p *transfersPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.stockHead(tabTransfers, p.w.trouble(codeOf(p.failure)), p.station.show(), kit.Subheading(t.T("transfers.open")))
	table := kit.NewTable("transfers.table", kit.Column{Title: t.T("transfers.number"), Width: 220}, kit.Column{Title: t.T("stock.from")}, kit.Column{Title: t.T("stock.to")},
		kit.Column{Title: t.T("transfers.sent"), Width: 160}, kit.Column{Title: t.T("transfers.by"), Width: 170}, kit.Column{Title: t.T("transfers.left"), Number: true, Width: 120})
	rows := make([][]string, len(p.open))
	for i, tr := range p.open {
		from, to := p.w.ends(p.books, tr)
		rows[i] = []string{string(tr.Number), from, to, tr.Sent.In(juki.Tokyo()).Format("2006-01-02 15:04"),
			p.books.staff(tr.SentBy), p.w.number(thingsCount(tr.Open))}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) {
		one := newTransferPage(p.w, p.books, p.open[row])
		p.w.Bridge.Post(func() { p.w.turnTo(one) })
	})
	table.SetRows(rows)
	receive := unless(p.w.mayDo(oplog.TransferReceived) && p.books.read, kit.NewButton("transfers.receive", t.T("transfers.receive"), kit.Outlined,
		func() { p.w.turnTo(newReceivePage(p.w, p.books)) }).Sized(kit.Main).Key(fyne.KeyF6))
	send := unless(p.w.mayDo(oplog.TransferSent) && p.books.read, kit.NewButton("transfers.send", t.T("transfers.send"), kit.Filled,
		func() { p.w.turnTo(newSendPage(p.w, p.books)) }).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(p.w.backTo(func() { p.w.openStock(tabFigures) }), receive, send), nil, nil, kit.PadXY(0, kit.SpaceInside, table))
}

func (p *transfersPage) load() {
	var books stockBooks
	var open []stock.Transfer
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err == nil {
			open, err = p.w.Stock.OpenTransfers(ctx)
		}
		return err
	}, func(err error) {
		p.failure, p.books, p.open = err, books, open
		p.w.redraw()
	})
}

// scanned takes a slip in, or confirms with a receipt what the other end received (受領の確認).
func (p *transfersPage) scanned(text string) {
	if !p.books.read {
		p.station.bad(p.w.text.T("stock.busy"))
		return
	}
	if slip, err := stock.ParseSlip(text); err == nil {
		receive := newReceivePage(p.w, p.books)
		p.w.turnTo(receive)
		receive.read(slip)
		p.w.redraw()
		return
	}
	var ended stock.Transfer
	p.w.do(p, func(ctx context.Context) (err error) {
		ended, err = p.w.Keeper.Confirm(ctx, text)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.station.refused(err)
		case len(ended.Open) > 0:
			p.station.bad(p.w.text.T("transfers.part", "Number", string(ended.Number), "Left", p.w.number(thingsCount(ended.Open))))
		default:
			p.station.good(p.w.text.T("transfers.ended", "Number", string(ended.Number)))
		}
		p.load()
	})
}

// transferPage is one transfer with its papers.
type transferPage struct {
	w       *Window
	books   stockBooks
	t       stock.Transfer
	said    string // what was just done with it
	warned  bool   // it is bad news
	ended   bool   // the rest of it is not waited for any longer
	failure error
}

func newTransferPage(w *Window, b stockBooks, t stock.Transfer) *transferPage {
	return &transferPage{w: w, books: b, t: t}
}

func (p *transferPage) leave() {}

func (p *transferPage) show() fyne.CanvasObject {
	t, tr := p.w.text, p.t
	head := p.w.stockHead(tabTransfers, kit.Heading(t.T("transfers.title", "Number", string(tr.Number))), p.w.trouble(codeOf(p.failure)))
	if p.said != "" {
		tone := kit.Success
		if p.warned {
			tone = kit.Warning
		}
		head.Add(kit.NewBanner("transfer.said", tone, p.said, ""))
	}
	from, to := p.w.ends(p.books, tr)
	head.Add(p.w.facts([2]string{t.T("stock.from"), from}, [2]string{t.T("stock.to"), to},
		[2]string{t.T("transfers.sent"), tr.Sent.In(juki.Tokyo()).Format("2006-01-02 15:04") + "  " + p.books.staff(tr.SentBy)}))
	foreign := tr.Terminal != p.books.terminal
	kind := kit.Filled
	buttons := []fyne.CanvasObject{p.w.backTo(func() { p.w.openStock(tabTransfers) })}
	if p.restMissing() {
		buttons = append(buttons, kit.NewButton("transfer.give-up", t.T("transfers.rest"), kit.Outlined, p.giveUp).Sized(kit.Main))
	}
	if foreign && len(tr.Taken) > 0 {
		buttons = append(buttons, kit.NewButton("transfer.receipt", t.T("transfers.print.receipt"), kind, func() { p.print(true) }).Sized(kit.Main).Key(fyne.KeyF7))
	}
	if !foreign {
		buttons = append(buttons, kit.NewButton("transfer.slip", t.T("transfers.print.slip"), kind, func() { p.print(false) }).Sized(kit.Main).Key(fyne.KeyF7))
	}
	return kit.Sides(head, bottom(buttons...), nil, nil, kit.PadXY(0, kit.SpaceInside, p.w.thingsTable("transfer.things", p.books, tr.Things, tr.Open)))
}

// print makes the slip or the receipt and shows it in the room 帳票, from where it is printed.
func (p *transferPage) print(receipt bool) {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperTransfer, Transfer: p.t.Number, Receipt: receipt}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}

// ends are the two ends of a transfer as they are called. A label that another terminal wrote is that of its own place, whatever is called so
// here: only the other terminal's name tells the two apart.
func (w *Window) ends(b stockBooks, tr stock.Transfer) (from, to string) {
	from, to = w.placeWord(b.place(tr.From)), w.placeWord(b.place(tr.To))
	if tr.Terminal != b.terminal {
		from = tr.Terminal + "  " + string(tr.From)
		if !b.counted(tr.To) {
			to = string(tr.To)
		}
	}
	return from, to
}

// thingsTable lists the things of a transfer, with what is still in transit.
func (w *Window) thingsTable(id string, b stockBooks, things, open []stock.Things) fyne.CanvasObject {
	t := w.text
	still := map[string]int{}
	for _, line := range thingLines(open) {
		still[line.key()] += line.count()
	}
	table := kit.NewTable(id, kit.Column{Title: t.T("stock.item")}, kit.Column{Title: t.T("transfers.things")}, kit.Column{Title: t.T("stock.quantity"), Number: true, Width: 120},
		kit.Column{Title: t.T("stock.state"), Width: 200})
	var rows [][]string
	for _, line := range thingLines(things) {
		state := t.T("transfers.arrived")
		if n := still[line.key()]; n > 0 {
			state = t.T("transfers.on-the-way")
			if n < line.count() {
				state += "  " + w.number(n)
			}
		}
		rows = append(rows, []string{w.itemWord(b.item(line.Item)), line.word(w), w.number(line.count()) + w.unitWord(b.item(line.Item)), state})
	}
	table.Unit(t.T("table.unit")).SetRows(rows)
	return table
}

// thingLine is one line of what is sent: one serial, or a range, or a quantity.
type thingLine struct{ stock.Things }

func thingLines(things []stock.Things) (lines []thingLine) {
	for _, t := range things {
		for _, s := range t.Serials {
			lines = append(lines, thingLine{stock.Things{Item: t.Item, Serials: []juki.CardSerial{s}}})
		}
		if len(t.Serials) == 0 {
			lines = append(lines, thingLine{t})
		}
	}
	return lines
}

func (l thingLine) count() int { return thingsCount([]stock.Things{l.Things}) }

// key tells lines apart; the numbers of a lot are one line, however many pieces of it are left.
func (l thingLine) key() string {
	if len(l.Serials) > 0 {
		return string(l.Item) + "/" + string(l.Serials[0])
	}
	return string(l.Item) + "//" + l.Lot
}

func (l thingLine) word(w *Window) string {
	switch {
	case len(l.Serials) > 0:
		return tail(l.Serials[0])
	case l.Lot != "":
		return l.Lot + " " + numbers(l.First, l.Last)
	}
	return ""
}

// thingsCount is how many things are named.
func thingsCount(things []stock.Things) (n int) {
	for _, t := range things {
		switch {
		case len(t.Serials) > 0:
			n += len(t.Serials)
		case t.Lot != "":
			n += t.Last - t.First + 1
		default:
			n += t.Quantity
		}
	}
	return n
}

// facts are short facts beside each other, the name over the value.
func (w *Window) facts(facts ...[2]string) fyne.CanvasObject {
	row := kit.Columns(kit.SpaceGroups)
	for _, f := range facts {
		row.Add(kit.VStack(0, kit.Note(f[0]), kit.NewText(strings.TrimSpace(f[1]), kit.TextStyle{Size: kit.Text18, Bold: true})))
	}
	return kit.Panel(row)
}
