package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Glimpse shows a picture that must leave no copy behind (顔写真, 第22条第2号): it is painted anew for each frame into one buffer of this widget,
// no cache of the toolkit has it, and Blank overwrites it. What a graphics card keeps of a texture that was given back is out of reach.
type Glimpse struct {
	widget.BaseWidget
	identity
	least  fyne.Size
	paint  func(dst *image.RGBA) bool // nil after Blank
	raster *canvas.Raster
	pixels *image.RGBA
}

// NewGlimpse makes the widget at a least size. paint fills a buffer of any size and is false when there is nothing to show; it runs on the UI
// thread.
func NewGlimpse(id string, least fyne.Size, paint func(dst *image.RGBA) bool) *Glimpse {
	g := &Glimpse{identity: identity{id}, least: least, paint: paint}
	g.raster = canvas.NewRaster(g.draw)
	g.ExtendBaseWidget(g)
	return g
}

// draw gives the toolkit the buffer itself: of an *image.RGBA no painter makes a copy.
func (g *Glimpse) draw(w, h int) image.Image {
	if g.pixels != nil && g.pixels.Rect.Size() != image.Pt(w, h) {
		g.wipe()
	}
	if g.paint != nil && w > 0 && h > 0 {
		if g.pixels == nil {
			g.pixels = image.NewRGBA(image.Rect(0, 0, w, h))
		}
		if g.paint(g.pixels) {
			return g.pixels
		}
	}
	g.wipe()
	return image.NewRGBA(image.Rect(0, 0, 1, 1))
}

func (g *Glimpse) wipe() {
	if g.pixels != nil {
		clear(g.pixels.Pix)
		g.pixels = nil
	}
}

// Redraw paints the picture as it is now.
func (g *Glimpse) Redraw() { g.raster.Refresh() }

// Blank overwrites the picture and shows nothing any more. The texture is given back with the next frame, also when the widget is hidden or
// removed by then. More than once is harmless.
func (g *Glimpse) Blank() {
	if g == nil {
		return
	}
	g.paint = nil
	g.wipe()
	g.raster.Refresh()
}

// Bare tells whether a picture stands there.
func (g *Glimpse) Bare() bool { return g != nil && g.pixels != nil }

// CreateRenderer draws the picture.
func (g *Glimpse) CreateRenderer() fyne.WidgetRenderer { return &glimpseRenderer{g} }

type glimpseRenderer struct{ g *Glimpse }

func (r *glimpseRenderer) Layout(size fyne.Size)        { r.g.raster.Resize(size) }
func (r *glimpseRenderer) MinSize() fyne.Size           { return r.g.least }
func (r *glimpseRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.g.raster} }
func (r *glimpseRenderer) Refresh()                     { r.g.raster.Refresh() }
func (r *glimpseRenderer) Destroy()                     { r.g.wipe() }

// Glimpse shows a person's picture, or a cover of the same size in its place; while it is covered no pixel of it is in the window. of is its case.
func (c *Curtain) Glimpse(id, of string, least fyne.Size, paint func(dst *image.RGBA) bool) *PersonalGlimpse {
	p := &PersonalGlimpse{Personal: newPersonal(c, id, "photo", of)}
	p.plain = func() fyne.CanvasObject {
		p.shown.Blank()
		p.shown = NewGlimpse(id+".picture", least, func(dst *image.RGBA) bool { return !p.gone && paint(dst) })
		return p.shown
	}
	p.cover = func() fyne.CanvasObject {
		p.shown.Blank()
		p.shown = nil
		words := Over(p.edge, Pad(SpaceInside, NewText(c.label(p.part), TextStyle{Size: Text14, Color: ColorOnKey}))) // it wraps: a picture may be narrow
		return Over(NewSurface(ColorPanel, ColorBorder, LineThin, 0), atLeast(least.Width, least.Height, VStack(0, Filler(), words, Filler())))
	}
	p.begin()
	return p
}

// PersonalGlimpse is a Glimpse under the curtain.
type PersonalGlimpse struct {
	*Personal
	shown *Glimpse
	gone  bool
}

// Redraw paints the picture as it is now, unless it is covered.
func (p *PersonalGlimpse) Redraw() {
	if p != nil && p.shown != nil {
		p.shown.Redraw()
	}
}

// Blank overwrites the picture for good.
func (p *PersonalGlimpse) Blank() {
	if p != nil {
		p.gone = true
		p.shown.Blank()
	}
}
