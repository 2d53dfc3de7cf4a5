package clerk

import (
	"slices"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// actPage offers the acts of the ledger that a clerk enters by hand (受払の入力), in groups.
type actPage struct {
	w       *Window
	books   stockBooks
	said    string
	failure error
	loaded  bool
}

// choice is one button of the menu: an act, for some items only where one act has two buttons.
type choice struct {
	id     string // of its words, "" for those of the reason
	reason stock.Reason
	items  func(stock.Item) bool // nil for all that the act takes
}

// actGroup is acts that belong together for a clerk.
type actGroup struct {
	id      string
	choices []choice
}

func blanks(i stock.Item) bool { return i.ID == stock.ResidentBlanks }
func medium(i stock.Item) bool { return i.ID == stock.StorageMedia }
func others(i stock.Item) bool { return i.ID != stock.StorageMedia }
func forms(i stock.Item) bool  { return i.ID != stock.ResidentBlanks && i.Tracking != stock.BySerial }
func loose(i stock.Item) bool  { return i.Tracking != stock.BySerial }

// actGroups are the groups in the order of a card's life. What is not in a group (see TestEveryActByHandIsOffered) nobody could enter.
func actGroups() []actGroup {
	return []actGroup{
		{"shelving", []choice{{reason: stock.Check}, {reason: stock.Preset}, {reason: stock.Shelving}, {reason: stock.Unpick}}},
		{"notice", []choice{{reason: stock.Notice}, {reason: stock.Renotice}}},
		{"mail", []choice{{reason: stock.Dispatch}, {reason: stock.MailDelivered}, {reason: stock.ComeBack}}},
		{"spoiled", []choice{{reason: stock.Cancel}, {reason: stock.Defect}, {reason: stock.Spoil}}},
		{"surrender", []choice{{reason: stock.Surrender}, {reason: stock.LossReport}, {reason: stock.LossWithdrawn}}},
		{"forms", []choice{{reason: stock.Arrival, items: others}, {id: "use-form", reason: stock.Use, items: forms}, {id: "issue-blank", reason: stock.Use, items: blanks},
			{id: "move-form", reason: stock.Move, items: loose}, {reason: stock.SendBack},
			{id: "enrol-medium", reason: stock.Arrival, items: medium}}},
		{"adjust", []choice{{reason: stock.CountAdjust}, {reason: stock.Loss, items: loose}}},
	}
}

// word is what the button says.
func (c choice) word(w *Window) string {
	if c.id != "" {
		return w.text.T("act.choice." + c.id)
	}
	return w.actWord(c.reason)
}

// key names the choice.
func (c choice) key() string {
	if c.id != "" {
		return c.id
	}
	return string(c.reason)
}

// of lists the items that the choice is for.
func (c choice) of(items []stock.Item) []stock.Item {
	act, _ := stock.ActOf(c.reason)
	return slices.DeleteFunc(slices.Clone(items), func(i stock.Item) bool {
		return !slices.Contains(act.Trackings, i.Tracking) || len(act.Items) > 0 && !slices.Contains(act.Items, i.ID) || slices.Contains(act.Except, i.ID) ||
			c.items != nil && !c.items(i)
	})
}

func newActPage(w *Window) *actPage { return &actPage{w: w} }

func (p *actPage) leave() {}

func (p *actPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	may, missing := p.w.mayDo(oplog.StockMoved), juki.Code("")
	if !may {
		missing = juki.PostMissing
	}
	head := p.w.stockHead(tabAct, kit.Lead(t.T("act.lead")), p.w.trouble(codeOf(p.failure)), p.w.trouble(missing), said(p.said))
	list := kit.VStack(kit.SpaceInside)
	for _, g := range actGroups() {
		row := kit.HStack(kit.SpaceInside, kit.Width(groupWidth, kit.Label(t.T("act.group."+g.id))))
		for _, c := range g.choices {
			ready := may && p.books.read && len(c.of(p.books.items)) > 0
			row.Add(unless(ready, kit.NewButton("act."+c.key(), c.word(p.w), kit.Outlined, func() { p.w.turnTo(newEnterPage(p.w, c, p.books)) })))
		}
		row.Add(kit.Filler())
		list.Add(row)
		list.Add(kit.Ruling())
	}
	back := p.w.backTo(func() { p.w.openStock(tabFigures) })
	return kit.Sides(head, bottom(back), nil, nil, kit.Scroll(kit.Pad(kit.SpaceInside, list)))
}

const groupWidth = 210 // pixels: the longest name of a group

func (p *actPage) load() {
	p.w.withBooks(p, func(b stockBooks, err error) { p.failure, p.books = err, b })
}

// eventOf is the act of the log that a witness confirms.
func eventOf(r stock.Reason) oplog.EventID {
	switch r {
	case stock.TransferSend:
		return oplog.TransferSent
	case stock.Reversal:
		return oplog.StockReversed
	}
	return oplog.StockMoved
}
