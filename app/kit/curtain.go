package kit

import (
	"weak"

	"fyne.io/fyne/v2"
)

// Shade is how personal values are shown in a window (第19条第3号・第5号).
type Shade int

// The shades.
const (
	ShadeNone   Shade = iota // as they are
	ShadeHold                // covered; one is shown while its key or button is held
	ShadeVeil                // covered: nobody is there
	ShadeSealed              // covered, and larger: a visitor may look
)

// CurtainWords are what covers say, in the language of the window at the time. Part names a part of personal data ("name") for people.
type CurtainWords struct {
	Part func(part string) string
	Hold func() string // beside the part where it can be held: "押すと表示"
	Peek func() string // on the small button of a field
}

// Curtain decides for one window how personal values are shown. A value that is covered is in no canvas object: what was painted
// with it is taken out of the tree.
type Curtain struct {
	frame  *Frame
	shade  Shade
	words  CurtainWords
	ask    func(part, of string, answer func(allowed bool))
	held   *grip
	redraw []func() bool // of each that is still in use; false when it is not
}

// NewCurtain makes the curtain of a window, which covers nothing. ask records that somebody looks at a covered part of a case ("" for none) and answers
// on the UI thread whether it may be shown.
func NewCurtain(f *Frame, words CurtainWords, ask func(part, of string, answer func(allowed bool))) *Curtain {
	return &Curtain{frame: f, words: words, ask: ask}
}

// Shade is how values are shown now.
func (c *Curtain) Shade() Shade { return c.shade }

// Set shows every value in this window by another shade.
func (c *Curtain) Set(s Shade) {
	if c.shade == s {
		return
	}
	c.shade = s
	c.Release()
	kept := c.redraw[:0]
	for _, draw := range c.redraw {
		if draw() {
			kept = append(kept, draw)
		}
	}
	clear(c.redraw[len(kept):])
	c.redraw = kept
	c.frame.arrange()
}

// Release covers what is held, as a lock does.
func (c *Curtain) Release() {
	if g := c.held; g != nil {
		g.up()
	}
}

// covering is a widget that can cover something personal.
type covering interface {
	bare() bool // something personal stands there uncovered
}

// Bare tells whether anything personal is to be seen below root.
func (c *Curtain) Bare(root fyne.CanvasObject) bool {
	return !Walk(root, func(o fyne.CanvasObject) bool {
		one, is := o.(covering)
		return !is || !one.bare()
	})
}

// follow lets o be drawn anew whenever the shade changes, as long as anybody uses it.
func follow[T any](c *Curtain, o *T, draw func(*T)) {
	held := weak.Make(o)
	c.redraw = append(c.redraw, func() bool {
		o := held.Value()
		if o != nil {
			draw(o)
		}
		return o != nil
	})
}

// grip is the hand on one covered value. Only one is held at a time, and each hold is asked for anew.
type grip struct {
	curtain  *Curtain
	part, of string
	holds    int
	shown    bool
	draw     func()
}

// down begins a hold; the value is shown when the answer comes and it is still held.
func (g *grip) down() {
	c := g.curtain
	if c == nil || c.shade != ShadeHold || c.held == g {
		return
	}
	c.Release()
	c.held = g
	g.holds++
	hold := g.holds
	c.ask(g.part, g.of, func(allowed bool) {
		if c.held != g || g.holds != hold || !allowed {
			return // let go of meanwhile; a further hold has an answer of its own
		}
		g.show(true)
	})
}

// up ends it.
func (g *grip) up() {
	if g.curtain == nil || g.curtain.held != g {
		return
	}
	g.curtain.held = nil
	if g.shown {
		g.show(false)
	}
}

func (g *grip) show(on bool) {
	g.shown = on
	g.draw()
	g.curtain.frame.arrange()
}

// open tells whether the value stands there for everybody to see.
func (g *grip) open() bool {
	return g.curtain == nil || g.curtain.shade == ShadeNone || g.shown
}
