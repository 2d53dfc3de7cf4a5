//go:build training

package training

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
)

// panel is the bench window (研修パネル): the readers and cards a person without hardware works with, and beside
// them a guide through the first handover.
type panel struct {
	bench     *Bench
	win       fyne.Window
	frame     *kit.Frame
	unplugged map[string]bool
	search    *kit.Field
}

const (
	panelWidth  = 900 // Fyne's units
	panelHeight = 720
	guideWidth  = 360
)

// ShowPanel opens the bench window beside the counter's and keeps it true.
func (b *Bench) ShowPanel(a fyne.App, bridge *kit.Bridge) {
	p := &panel{bench: b, win: a.NewWindow("研修パネル"), unplugged: map[string]bool{}}
	p.frame = kit.NewFrame(p.win)
	p.win.Resize(fyne.NewSize(panelWidth, panelHeight))
	p.search = kit.NewField("panel.search", "カードをさがす(名前・製造番号の下4けた)").Scanner(func(string) { p.draw() })
	p.draw()
	p.win.Show()
	go func() {
		for range b.Readers.Watch(context.Background()) { // ends with the program
			bridge.Post(p.draw)
		}
	}()
}

func (p *panel) draw() {
	left := kit.VStack(kit.SpaceBetween, kit.Heading("研修パネル"), kit.Note("この窓だけが、手でするカードの抜き差しの代わりをします。"),
		p.reader("職員側リーダー", OperatorReader), p.reader("住民側リーダー", CustomerReader),
		kit.Subheading("カードの引き出し"), p.search)
	drawer := kit.VStack(kit.SpaceTight)
	for _, label := range p.bench.Labels() {
		if row := p.card(label); row != nil {
			drawer.Add(row)
			drawer.Add(kit.Ruling())
		}
	}
	middle := kit.Sides(left, nil, nil, nil, kit.PadXY(0, kit.SpaceInside, kit.Scroll(drawer)))
	p.frame.SetPage(kit.Sides(nil, nil, nil, kit.Width(guideWidth, kit.Scroll(guide())), kit.Pad(kit.SpaceBetween, middle)))
}

// reader is one reader: what lies in it, and what hands can do to it.
func (p *panel) reader(title, name string) fyne.CanvasObject {
	inside := "空です"
	card := p.bench.Readers.Card(name)
	if card != nil {
		inside = p.words(p.bench.labelOf(card))
	}
	act := func(f func(string) error) func() { return func() { _ = f(name) } }
	plug := kit.NewButton("panel.plug."+name, "ケーブルを抜く", kit.TextOnly, func() { p.unplugged[name] = true; _ = p.bench.Readers.Unplug(name) }).Sized(kit.InTable)
	if p.unplugged[name] {
		inside = "つながっていません"
		plug = kit.NewButton("panel.plug."+name, "ケーブルを差す", kit.Outlined, func() { p.unplugged[name] = false; _ = p.bench.Readers.Plug(name) }).Sized(kit.InTable)
	}
	pull := kit.NewButton("panel.pull."+name, "カードを抜く", kit.Outlined, act(p.bench.Pull)).Sized(kit.InTable)
	turn := kit.NewButton("panel.turn."+name, "裏返す", kit.Outlined, act(p.bench.Readers.TurnOver)).Sized(kit.InTable)
	if card == nil {
		pull.Disable()
		turn.Disable()
	}
	return kit.Card(kit.VStack(kit.SpaceInside, kit.HStack(kit.SpaceBetween, kit.Label(title), kit.Line(inside), kit.Filler()),
		kit.HStack(kit.SpaceInside, pull, turn, plug, kit.Filler())))
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
		"「カードの引き出し」から " + string(clerk.ID) + " " + clerk.Name + " を「職員側へ」。パスワードは " + clerk.Password,
		"左の「到着・検品」で、" + ListName + " を読み込み、受け入れます。",
		"「検品を始める」を押し、製造番号 " + string(first.Serial) + " を入力して Enter(バーコードの代わり)。",
		"左の「受付」で、通知書番号 " + string(first.Notice) + " を入力して Enter。",
		"書類に印を付け、顔を照合し、製造番号 " + string(first.Serial) + " を読み取ります。",
		"この窓で " + first.Name + " のカードを「住民側へ」。",
		"「入力を始めてもらう」を押し、住民側の画面で4つの暗証番号を決めます。署名用の例: KAZE83SORA、4けたの例: 5820",
		"この窓の住民側リーダーで「カードを抜く」。窓口の画面で「交付を終える」。",
		"ほかの操作者: " + string(Operators()[1].ID) + " " + Operators()[1].Post.Japanese() + " " + Operators()[1].Password + " / " +
			string(Operators()[0].ID) + " " + Operators()[0].Post.Japanese() + " " + Operators()[0].Password,
	}
	list := kit.VStack(kit.SpaceSmall, kit.Subheading("はじめての交付(5分)"))
	for i, s := range steps {
		list.Add(kit.Body(string(rune('①'+i)) + " " + s))
	}
	return kit.Panel(list)
}
