package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// A barcode scanner is a keyboard: it types into whatever has the focus. A scan that arrives in a field that is not for scans,
// on a button or nowhere must neither stay there nor press anything: it is taken out and handed to the page's Scanner field.

// What is a scan: so many characters, each from a key of its own, in so short a time, ended by Enter.
const (
	scanLeast = 8                      // characters; shorter labels are not told from typing
	scanPace  = 35 * time.Millisecond  // per character on average: three times as quick as the quickest typist
	scanPause = 120 * time.Millisecond // a longer pause begins anew; a frame that is painted in between is shorter
	scanMost  = 4096                   // characters
)

// scanWatch tells a scanner's typing from a person's. Text that an input method puts in has no keys of its own and is none.
type scanWatch struct {
	now    func() time.Time
	unused func() // a scan came that nothing on the page can use

	at     fyne.CanvasObject // where the characters go; nil for nowhere
	n      int               // characters so far
	keys   int               // of them with a key of their own
	text   []rune            // them; nothing of what goes into a password field
	lower  bool              // a small letter is among them: no label has one
	pieces func()            // takes the characters out again
	key    bool              // a key went down since the last character
	began  time.Time
	last   time.Time
}

// WatchScans looks after scans that come where none is wanted: they go to the Scanner field that can be used now, and unused
// is called for one that has none. While the window is covered nothing is handed to anybody.
func (f *Frame) WatchScans(now func() time.Time, unused func()) {
	f.scans = &scanWatch{now: now, unused: unused}
	f.win.Canvas().SetOnTypedRune(func(r rune) {
		f.input(true)
		f.scans.typed(nil, r, false, nil)
	})
}

// pressed notes a key that will give a character.
func (s *scanWatch) pressed() {
	if s != nil {
		s.key = true
	}
}

// typed notes a character. remember is asked before the first one how to take them all out again.
func (s *scanWatch) typed(at fyne.CanvasObject, r rune, secret bool, remember func() func()) {
	if s == nil {
		return
	}
	now := s.now()
	if s.n > 0 && (s.at != at || now.Sub(s.last) > scanPause) || s.n == scanMost {
		s.forget()
	}
	if r < ' ' || r > '~' { // kanji, kana: no scanner types them
		s.forget()
		return
	}
	if s.n == 0 {
		s.at, s.began, s.pieces = at, now, func() {}
		if remember != nil {
			s.pieces = remember()
		}
	}
	if !secret {
		s.text = append(s.text, r)
	}
	if s.key {
		s.keys++
	}
	s.key, s.last, s.lower = false, now, s.lower || r >= 'a' && r <= 'z'
	s.n++
}

// running tells whether a scan seems to be coming in at a widget.
func (s *scanWatch) running(at fyne.CanvasObject) bool {
	return s != nil && s.n > 2 && s.at == at && s.quick()
}

// quick tells whether the characters came as quickly as a scanner sends them.
func (s *scanWatch) quick() bool {
	since := s.now().Sub(s.began)
	return since <= time.Duration(s.n)*scanPace && s.now().Sub(s.last) <= scanPause
}

// ended is asked at Enter whether a scan ends with it; if so, its characters are taken out again.
func (s *scanWatch) ended(at fyne.CanvasObject) (text string, scan bool) {
	if s == nil {
		return "", false
	}
	defer s.forget()
	if s.at != at || s.n < scanLeast || s.keys < s.n*3/4 || !s.quick() {
		return "", false
	}
	s.pieces()
	return string(s.text), true
}

// forget begins anew; what was typed does not stay in memory.
func (s *scanWatch) forget() {
	if s == nil {
		return
	}
	clear(s.text)
	s.at, s.n, s.keys, s.text, s.lower, s.pieces, s.key = nil, 0, 0, s.text[:0], false, nil, false
}

// strayScan is asked at Enter that no Scanner field has: a scan goes to the one that can be used now.
func (f *Frame) strayScan(at fyne.CanvasObject) bool {
	if f == nil || f.cover != nil {
		return false
	}
	text, scan := f.scans.ended(at)
	if !scan {
		return false
	}
	if taker := f.scanTaker(); taker != nil {
		taker.Focus()
		taker.SetText(text)
		taker.entry.OnSubmitted(text)
	} else {
		f.scans.unused()
	}
	return true
}

// dropScan is asked at Enter in a password field: a scan is no try of a password and goes nowhere. On the cover only what can
// be a label is dropped: a token may type a password as quickly.
func (f *Frame) dropScan(at fyne.CanvasObject) bool {
	if f == nil || f.scans == nil || f.cover != nil && f.scans.lower {
		return false
	}
	if _, scan := f.scans.ended(at); !scan {
		return false
	}
	if f.cover == nil {
		f.scans.unused()
	}
	return true
}

// scanTaker is the first Scanner field in the layer that people can use now, or nil.
func (f *Frame) scanTaker() *Field {
	var taker *Field
	Walk(f.Top(), func(o fyne.CanvasObject) bool {
		if field, ok := o.(*Field); ok && field.entry.scanner {
			taker = field
		}
		return taker == nil
	})
	return taker
}

// ear is how a widget that takes the keyboard finds the frame that it stands in.
type ear struct{ frame *Frame }

func (e *ear) in(o fyne.CanvasObject) *Frame {
	if e.frame == nil {
		if c := canvasOf(o); c != nil {
			if content, ok := c.Content().(*fyne.Container); ok {
				if inside, ok := content.Layout.(inside); ok {
					e.frame = inside.frame
				}
			}
		}
	}
	return e.frame
}

// watch is the frame's; nil where nobody watches.
func (e *ear) watch(o fyne.CanvasObject) *scanWatch {
	if f := e.in(o); f != nil {
		return f.scans
	}
	return nil
}

// heard notes a character that a widget without text does not use.
func (e *ear) heard(o fyne.CanvasObject, r rune) {
	e.touched(o)
	e.watch(o).typed(o, r, false, nil)
}

// notForMe tells whether a key belongs to a scan: then it presses nothing.
func (e *ear) notForMe(o fyne.CanvasObject, k *fyne.KeyEvent) bool {
	e.touched(o)
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		return e.in(o).strayScan(o)
	}
	e.watch(o).pressed()
	return k.Name == fyne.KeySpace && e.watch(o).running(o)
}

// inside is the layout of a window's content; it knows the frame.
type inside struct {
	stack fyne.Layout
	frame *Frame
}

func newInside(f *Frame, layers ...fyne.CanvasObject) *fyne.Container {
	return container.New(inside{layout.NewStackLayout(), f}, layers...)
}

// Layout gives all objects the whole window.
func (i inside) Layout(objects []fyne.CanvasObject, size fyne.Size) { i.stack.Layout(objects, size) }

// MinSize is that of the largest.
func (i inside) MinSize(objects []fyne.CanvasObject) fyne.Size { return i.stack.MinSize(objects) }
