package clerk

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// tabAnchors is the page 控え・引渡し: what holds the operation history from outside the terminal.
const tabAnchors = "anchors"

// mayAnchor tells whether somebody may take checkpoints away.
func (w *Window) mayAnchor() bool { return w.mayDo(oplog.HeadCarried) }

// anchorsPage shows the checkpoint to carry away, the cards that cosign, and the deliveries with their receipts.
type anchorsPage struct {
	w       *Window
	state   AnchorState
	read    bool
	failure error
	said    [2]string
	busy    bool
	loaded  bool
}

func newAnchorsPage(w *Window) *anchorsPage { return &anchorsPage{w: w} }

func (p *anchorsPage) leave() {}

func (p *anchorsPage) show() fyne.CanvasObject {
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := p.w.historyHead(tabAnchors)
	p.w.outcome(head, "anchors.said", p.failure, p.said[0], p.said[1])
	if !p.read {
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	}
	return kit.Sides(head, nil, nil, nil, scrolled(kit.VStack(kit.SpaceBetween, p.carried(), p.cosigned(), p.delivered())))
}

func (p *anchorsPage) load() {
	var s AnchorState
	p.w.do(p, func(ctx context.Context) (err error) {
		s, err = p.w.Office.AnchorState(ctx)
		return err
	}, func(err error) {
		if p.busy = false; err != nil {
			p.failure = err
		} else {
			p.state, p.read = s, true
		}
		p.w.redraw()
	})
}

// section is one way of holding the log: what it is, how it stands, and the button at its right.
func (p *anchorsPage) section(id string, button *kit.Button, lines ...string) fyne.CanvasObject {
	t := p.w.text
	words := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("anchors."+id)), kit.Note(t.T("anchors."+id+".note")))
	for i, line := range lines {
		words.Add(kit.NewText(line, kit.TextStyle{}).WithID("anchors." + id + "." + plain(i)))
	}
	var right fyne.CanvasObject
	if button != nil {
		right = kit.PadXY(kit.SpaceInside, 0, kit.VStack(0, button, kit.Filler()))
	}
	return kit.Card(kit.Sides(nil, nil, nil, right, words))
}

func (p *anchorsPage) carried() fyne.CanvasObject {
	t := p.w.text
	return p.section("carry", unless(!p.busy, kit.NewButton("anchors.carry", t.T("anchors.carry.do"), kit.Filled, p.carry)),
		t.T("anchors.carry.folder", "Path", p.state.CarryFolder), t.T("anchors.key", "Key", p.state.VerifierKey))
}

func (p *anchorsPage) cosigned() fyne.CanvasObject {
	t := p.w.text
	if !p.state.Cosign && p.state.CosignedBy == "" {
		return p.section("cosign", nil, t.T("anchors.cosign.off", "File", p.w.Terminal.SettingsFile))
	}
	lines := []string{t.T("anchors.cosign.none")}
	if p.state.CosignedBy != "" {
		lines[0] = t.T("anchors.cosign.last", "Time", anchorTime(p.state.CosignedAt), "Operator", p.state.CosignedBy)
	}
	for _, key := range p.state.Cosigners {
		lines = append(lines, t.T("anchors.cosigner", "Key", key))
	}
	return p.section("cosign", nil, lines...)
}

func (p *anchorsPage) delivered() fyne.CanvasObject {
	t, d := p.w.text, p.state.Delivery
	if !d.Set {
		return p.section("delivery", nil, t.T("anchors.delivery.off", "File", p.w.Terminal.SettingsFile))
	}
	lines := []string{t.T("anchors.delivery.folder", "Path", d.Folder), p.delivery("delivered", d.Delivered), p.delivery("confirmed", d.Confirmed)}
	switch {
	case d.Busy:
		lines = append(lines, t.T("anchors.delivery.busy"))
	case d.Code != "":
		lines = append(lines, "× "+t.T("code."+string(d.Code)+".what")+" "+t.T("code."+string(d.Code)+".do"))
	}
	return p.section("delivery", unless(!p.busy && !d.Busy, kit.NewButton("anchors.deliver", t.T("anchors.delivery.do"), kit.Outlined, p.deliver)), lines...)
}

func (p *anchorsPage) delivery(which string, d DeliveredLog) string {
	t := p.w.text
	if d.At.IsZero() {
		return t.T("anchors.delivery." + which + ".none")
	}
	return t.T("anchors.delivery."+which, "Time", anchorTime(d.At), "N", p.w.number(int(d.Size)))
}

func anchorTime(at time.Time) string { return at.In(juki.Tokyo()).Format("2006-01-02 15:04") }

func (p *anchorsPage) carry() {
	if p.busy {
		return
	}
	p.busy, p.failure, p.said = true, nil, [2]string{}
	var path string
	var n int64
	p.w.do(p, func(ctx context.Context) (err error) {
		path, n, err = p.w.Office.CarryCheckpoint(ctx)
		return err
	}, func(err error) {
		p.failure = err
		if err == nil {
			t := p.w.text
			p.said = [2]string{t.T("anchors.carry.done"), t.T("anchors.carry.done.body", "N", p.w.number(int(n)), "Path", path)}
		}
		p.load()
	})
}

func (p *anchorsPage) deliver() {
	p.w.Office.DeliverNow()
	p.said = [2]string{p.w.text.T("anchors.delivery.asked"), p.w.text.T("anchors.delivery.asked.body")}
	p.w.redraw()
}

// showDelivery says at the bottom what is wrong with the deliveries; nothing while nothing is.
func (s *shell) showDelivery(d Delivery) {
	t := s.w.text
	switch {
	case d.Set && d.Late > 0:
		s.delivery.Set(t.T("device.delivery.late", "N", plain(d.Late)), kit.StatusBad)
	case d.Set && d.Code != "":
		s.delivery.Set(t.T("device.delivery.failing"), kit.StatusBad)
	default:
		s.delivery.Hide()
		return
	}
	s.delivery.Show()
	s.devices.Refresh()
}
