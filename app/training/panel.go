//go:build training

package training

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"madoguchi/app/kit"
	"madoguchi/hardware"
)

// panel is the bench window (研修パネル): the readers and cards a person without hardware works with, and beside
// them a guide through the first handover.
type panel struct {
	bench     *Bench
	win       fyne.Window
	frame     *kit.Frame
	bridge    *kit.Bridge
	unplugged map[string]bool
	search    *kit.Field
	cards     bool // the drawer is up, not the guide
	folded    bool // out of the way of the clerk's window
}

const (
	panelWidth  = 480 // Fyne's units
	panelHeight = 700
	foldedWidth = 260
)

// ShowPanel opens the bench window at the right edge of a monitor, above the counter's window, and keeps it true.
func (b *Bench) ShowPanel(a fyne.App, bridge *kit.Bridge, monitor hardware.Monitor) {
	p := &panel{bench: b, bridge: bridge, win: a.NewWindow("研修パネル"), unplugged: map[string]bool{}}
	p.frame = kit.NewFrame(p.win)
	p.win.Resize(fyne.NewSize(panelWidth, panelHeight))
	p.search = kit.NewField("panel.search", "カードをさがす(名前・製造番号の下4けた)").Scanner(func(string) { p.draw() })
	p.win.SetCloseIntercept(func() { p.fold(true) }) // without the panel there are no cards
	p.draw()
	if w, can := p.win.(desktop.Window); can {
		w.RequestAlwaysOnTop() // the clerk's window may fill the monitor
		w.RequestPosition(monitor.Bounds.X+max(0, monitor.Bounds.W-panelWidth), monitor.Bounds.Y)
	}
	p.win.Show()
	go func() {
		for range b.Readers.Watch(context.Background()) { // ends with the program
			bridge.Post(p.draw)
		}
	}()
}

func (p *panel) draw() {
	if p.folded {
		p.frame.SetPage(kit.Pad(kit.SpaceInside, kit.VStack(0, kit.HStack(kit.SpaceInside, kit.Line("研修パネル"), kit.Filler(),
			kit.NewButton("panel.unfold", "ひらく", kit.Outlined, func() { p.fold(false) }).Sized(kit.InTable)), kit.Filler())))
		return
	}
	guideKind, cardsKind := kit.Filled, kit.Outlined
	if p.cards {
		guideKind, cardsKind = kit.Outlined, kit.Filled
	}
	leaves := kit.HStack(kit.SpaceInside,
		kit.NewButton("panel.guide", "手引き", guideKind, func() { p.cards = false; p.draw() }).Sized(kit.InTable),
		kit.NewButton("panel.cards", "カードの引き出し", cardsKind, func() { p.cards = true; p.draw() }).Sized(kit.InTable), kit.Filler())
	title := kit.HStack(kit.SpaceInside, kit.Subheading("研修パネル"), kit.Filler(),
		kit.NewButton("panel.fold", "たたむ", kit.TextOnly, func() { p.fold(true) }).Sized(kit.InTable))
	head := kit.VStack(kit.SpaceInside, title, kit.Note("カードの抜き差しなど、手でする動作の代わりをします。"),
		p.reader("職員側リーダー", OperatorReader), p.reader("住民側リーダー", CustomerReader), leaves)
	leaf := kit.Scroll(guide())
	if p.cards {
		leaf = p.drawer()
	}
	p.frame.SetPage(kit.Pad(kit.SpaceBetween, kit.Sides(head, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, leaf))))
}

// fold makes the panel a small bar, because on a small monitor it lies over the clerk's window.
func (p *panel) fold(small bool) {
	p.folded = small
	p.draw()
	size := fyne.NewSize(panelWidth, panelHeight)
	if small {
		size = fyne.NewSize(foldedWidth, kit.Size(kit.HeightTap)+2*kit.SpaceInside)
	}
	p.bridge.Post(func() { p.win.Resize(size) }) // after the window has learned how small its new content may be
}

// drawer lists the cards that lie ready.
func (p *panel) drawer() fyne.CanvasObject {
	list := kit.VStack(kit.SpaceTight)
	for _, label := range p.bench.Labels() {
		if row := p.card(label); row != nil {
			list.Add(row)
			list.Add(kit.Ruling())
		}
	}
	return kit.Sides(p.search, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(list)))
}

// reader is one reader: what lies in it, and what hands can do to it.
func (p *panel) reader(title, name string) fyne.CanvasObject {
	inside := "空です"
	card := p.bench.Readers.Card(name)
	if card != nil {
		inside = p.words(p.bench.labelOf(card))
	}
	act := func(f func(string) error) func() { return func() { _ = f(name) } }
	plug := kit.NewButton("panel.plug."+name, "線を抜く", kit.TextOnly, func() { p.unplugged[name] = true; _ = p.bench.Readers.Unplug(name) }).Sized(kit.InTable)
	if p.unplugged[name] {
		inside = "つながっていません"
		plug = kit.NewButton("panel.plug."+name, "線を差す", kit.Outlined, func() { p.unplugged[name] = false; _ = p.bench.Readers.Plug(name) }).Sized(kit.InTable)
	}
	pull := kit.NewButton("panel.pull."+name, "抜く", kit.Outlined, act(p.bench.Pull)).Sized(kit.InTable)
	turn := kit.NewButton("panel.turn."+name, "裏返す", kit.Outlined, act(p.bench.Readers.TurnOver)).Sized(kit.InTable)
	block := kit.NewButton("panel.block."+name, "ロックさせる", kit.Outlined, act(p.bench.Block)).Sized(kit.InTable)
	if card == nil {
		pull.Disable()
		turn.Disable()
		block.Disable()
	}
	return kit.Card(kit.VStack(kit.SpaceInside, kit.HStack(kit.SpaceBetween, kit.Label(title), kit.Line(inside), kit.Filler()),
		kit.HStack(kit.SpaceTight, pull, turn, block, plug, kit.Filler())))
}

// card is one card of the drawer; nil when the search does not mean it.
func (p *panel) card(label string) fyne.CanvasObject {
	words := p.words(label)
	if wanted := p.search.Text(); wanted != "" && !strings.Contains(words, wanted) {
		return nil
	}
	insert := func(reader string) func() { return func() { _ = p.bench.Insert(reader, label) } }
	return kit.HStack(kit.SpaceInside, kit.Line(words), kit.Filler(),
		kit.NewButton("panel.op."+label, "職員側へ", kit.Outlined, insert(OperatorReader)).Sized(kit.InTable),
		kit.NewButton("panel.cust."+label, "住民側へ", kit.Outlined, insert(CustomerReader)).Sized(kit.InTable))
}

// words says which card it is.
func (p *panel) words(label string) string {
	for _, op := range Operators() {
		if string(op.ID) == label {
			return label + " " + op.Name + "(" + op.Post.Japanese() + ")"
		}
	}
	for _, s := range Samples() {
		if string(s.Serial) == label {
			return s.Name + "  …" + label[len(label)-4:]
		}
	}
	switch label {
	case "expired":
		return "有効期限切れのカード"
	case "other-city":
		return "ほかの市のカード"
	case "blocked":
		return "暗証番号がロックされたカード"
	case "resident":
		return "住民基本台帳カード"
	}
	return label
}

// guide leads a stranger through the first handover.
func guide() fyne.CanvasObject {
	first := Samples()[0]
	clerk := Operators()[2]
	steps := []string{
		"この窓の「カードの引き出し」から " + string(clerk.ID) + " を「職員側へ」。窓口の画面でパスワード " + clerk.Password + " を入力します。",
		"左の「到着・検品」で、" + ListName + " を読み込み、受け入れます。",
		"「検品を始める」を押し、製造番号 " + string(first.Serial) + " を入力して Enter(バーコードの代わり)。",
		"左の「受付」で、交付通知書の番号 " + string(first.Notice) + " を入力して Enter。",
		"書類に印を付け、顔を照合し、製造番号 " + string(first.Serial) + " を読み取ります。",
		"この窓で " + first.Name + " のカードを「住民側へ」。",
		"「入力を始めてもらう」を押し、住民側の画面で4つの暗証番号を決めます。署名用の例: KAZE83SORA、4けたの例: 5820",
		"この窓の住民側リーダーで「抜く」。窓口の画面で「交付を終える」。",
		"ほかの操作者: " + string(Operators()[1].ID) + " " + Operators()[1].Post.Japanese() + " " + Operators()[1].Password + " / " +
			string(Operators()[0].ID) + " " + Operators()[0].Post.Japanese() + " " + Operators()[0].Password,
	}
	list := kit.VStack(kit.SpaceSmall, kit.Subheading("はじめての交付(5分)"))
	for i, s := range steps {
		list.Add(kit.Body(string(rune('①'+i)) + " " + s))
	}
	return kit.Panel(list)
}
