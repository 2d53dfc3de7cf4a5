package clerk

import (
	"context"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/photo"
)

// Sizes of the pictures on the page, in pixels.
const (
	glassTall    float32 = 330
	glassWide            = glassTall * 42 / 52 // the scanned part of the glass
	cutWide      float32 = 156                 // 35 mm
	compareWide  float32 = 270
	printedLeast float32 = 150 // for the words over the printed size
)

// The steps of the frame by the keyboard.
const (
	nudge = 0.5  // millimetres
	grow  = 1.02 // and its inverse
)

// framing is the scan with the frame and the guide, the cut beside it, and the hand's tools.
func (p *photoPage) framing(v photo.View) fyne.CanvasObject {
	t := p.w.text
	p.glass = newPhotoGlass(p)
	tool := func(id string, key fyne.KeyName, dx, dy, factor float64, turn bool) *kit.Button {
		return kit.NewButton("photo."+id, t.T("photo."+id), kit.Outlined, func() { p.a.Lay(dx, dy, factor, turn) }).Sized(kit.InTable).Key(key)
	}
	tools := kit.VStack(kit.SpaceInside,
		kit.HStack(kit.SpaceInside, tool("left", fyne.KeyLeft, -nudge, 0, 1, false), tool("right", fyne.KeyRight, nudge, 0, 1, false),
			tool("up", fyne.KeyUp, 0, -nudge, 1, false), tool("down", fyne.KeyDown, 0, nudge, 1, false)),
		kit.HStack(kit.SpaceInside, tool("larger", fyne.KeyPageUp, 0, 0, grow, false), tool("smaller", fyne.KeyPageDown, 0, 0, 1/grow, false),
			tool("turn", fyne.KeyF8, 0, 0, 1, true)),
		kit.Note(t.T("photo.move")), kit.Note(t.T("photo.zoom.keys")), kit.Note(t.T("photo.guide")))
	for _, w := range v.Warnings.List() {
		tools.Add(kit.NewBanner("photo.warn."+string(w), kit.Warning, t.T("photo.warn."+string(w)), ""))
	}
	if len(v.Warnings.List()) > 0 {
		tools.Add(kit.Note(t.T("photo.warn.note")))
	}
	glass := kit.VStack(kit.SpaceTight, kit.Note(t.T("photo.glass")), kit.HStack(0, p.glass, kit.Filler()))
	right := kit.VStack(kit.SpaceInside, p.cutPicture(v, cutWide))
	return kit.Sides(nil, nil, kit.Width(glassWide+kit.SpaceBetween, glass), nil,
		kit.Sides(nil, nil, kit.Width(cutsWide, right), nil, tools))
}

const cutsWide = cutWide + printedLeast + kit.SpaceBetween*2

// cutPicture is what the frame holds, and beside it, in proportion, what the card shows of it.
func (p *photoPage) cutPicture(v photo.View, wide float32) fyne.CanvasObject {
	t, n := p.w.text, string(v.Case.Number)
	p.cut = p.w.curtain.Glimpse("photo.cut", n, fyne.NewSize(wide, wide*photo.PaperTall/photo.PaperWide), p.a.PaintCut)
	small := wide * photo.PrintWide / photo.PaperWide
	p.print = p.w.curtain.Glimpse("photo.printed", n, fyne.NewSize(small, small*photo.PrintTall/photo.PrintWide), p.a.PaintPrinted)
	column := func(words string, o fyne.CanvasObject, width float32) fyne.CanvasObject {
		return kit.Width(width, kit.VStack(kit.SpaceTight, kit.Note(words), kit.HStack(0, o, kit.Filler())))
	}
	return kit.HStack(kit.SpaceBetween, column(t.T("photo.cut"), p.cut, wide), column(t.T("photo.printed"), p.print, max(small, printedLeast)))
}

// photoGlass is the scan under the curtain; the mouse drags the frame and its wheel zooms. In masked mode the button that drags is the one
// that uncovers.
type photoGlass struct {
	widget.BaseWidget
	page    *photoPage
	picture *kit.PersonalGlimpse
}

func newPhotoGlass(p *photoPage) *photoGlass {
	g := &photoGlass{page: p}
	g.picture = p.w.curtain.Glimpse("photo.glass", string(p.shown.Case.Number), fyne.NewSize(glassWide, glassTall), func(dst *image.RGBA) bool { return p.a.PaintSheet(dst) })
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer shows the picture.
func (g *photoGlass) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.picture) }

// Children shows the picture to Find.
func (g *photoGlass) Children() []fyne.CanvasObject { return []fyne.CanvasObject{g.picture} }

// Dragged moves the frame with the hand.
func (g *photoGlass) Dragged(e *fyne.DragEvent) {
	per := photo.Area().H / float64(g.Size().Height) // millimetres a pixel; a turned scan is drawn smaller
	g.page.a.Lay(float64(e.Dragged.DX)*per, float64(e.Dragged.DY)*per, 1, false)
}

// DragEnd does nothing: the frame lies where it was left.
func (g *photoGlass) DragEnd() {}

// Scrolled zooms the frame.
func (g *photoGlass) Scrolled(e *fyne.ScrollEvent) {
	factor := grow
	if e.Scrolled.DY < 0 {
		factor = 1 / grow
	}
	g.page.a.Lay(0, 0, factor, false)
}

// act runs one decision; what went wrong stands in the view afterwards.
func (p *photoPage) act(f func(context.Context) error) {
	p.w.do(p, f, func(error) { p.changed() })
}

func (p *photoPage) askCancel() {
	t := p.w.text
	p.w.frame.Show(&kit.Dialog{ID: "photo.stop-asked", Title: t.T("photo.cancel.title"), Body: kit.Body(t.T("photo.cancel.body")), Danger: true,
		Confirm: t.T("photo.cancel.confirm"), Cancel: t.T("photo.back"), OnConfirm: func() bool { p.act(p.a.Cancel); return true }})
}

func (p *photoPage) askNone() {
	t := p.w.text
	p.w.frame.Show(&kit.Dialog{ID: "photo.none-asked", Title: t.T("photo.none.title"), Body: kit.Body(t.T("photo.none.body")),
		Confirm: t.T("photo.none.confirm"), Cancel: t.T("photo.back"), OnConfirm: func() bool { p.act(p.a.NoPhoto); return true }})
}

// askCompare asks a second person, by id and password, to compare the photo with the resident.
func (p *photoPage) askCompare() {
	what := p.w.text.T("photo.compare.what", "N", string(p.shown.Case.Number))
	p.w.askSecondPerson(what, oplog.PhotoChecked, []juki.Post{}, func(ctx context.Context, c confirmation) error {
		return p.a.Compare(ctx, c.Operator.ID)
	}, func(error) { p.changed() })
}
