//go:build training

package main

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/app/robot"
	"madoguchi/hardware"
)

// player uses the two windows as people do: it looks for a widget where it is on the screen and clicks or types there
// with real input events. It knows the widgets' ids, nothing behind them.
type player struct {
	robot  *robot.Robot
	bridge *kit.Bridge
	frames map[side]*kit.Frame
	origin map[side]func() (hardware.Rect, error)
	shots  string // folder of the pictures
	number int
	err    error // the first thing that went wrong; nothing is done after it
	doing  atomic.Value
}

// side is which window.
type side int

const (
	staff side = iota
	pad
)

// patience is how long a widget may take to appear.
const patience = 20 * time.Second

// step runs f unless something went wrong before.
func (p *player) step(what string, f func() error) {
	if p.err != nil {
		return
	}
	p.doing.Store(what)
	if err := f(); err != nil {
		p.shot("stopped-here") // before err is set: after it nothing is done any more
		p.err = fmt.Errorf("%s: %w", what, err)
	}
}

// click clicks on the widget with the id.
func (p *player) click(s side, id string) {
	p.step("clicking "+id, func() error {
		x, y, err := p.locate(s, id)
		if err != nil {
			return err
		}
		return p.clickAt(x, y)
	})
}

// clickRow clicks on the row of a table that says words.
func (p *player) clickRow(id, words string) {
	p.await(staff, id)
	p.step("clicking a row of "+id, func() error {
		var at spot
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			before := at
			if at = p.lookRow(id, words); at.widget != nil && at == before {
				origin, err := p.origin[staff]()
				if err != nil {
					return err
				}
				return p.clickAt(origin.X+at.X, origin.Y+at.Y)
			}
		}
		return errors.New("there is no such row")
	})
}

// lookRow asks the UI thread where a row is.
func (p *player) lookRow(id, words string) (at spot) {
	done := make(chan struct{})
	p.bridge.Post(func() {
		defer close(done)
		if t, is := p.frames[staff].Find(id).(*kit.Table); is {
			if pos, ok := t.RowSpot(words); ok {
				at = spot{image.Pt(int(pos.X), int(pos.Y)), t}
			}
		}
	})
	<-done
	return at
}

// clickAt clicks on a point of the desktop. The window learns the pointer's new place once a frame, and a button that goes down in
// the same frame is pressed where the pointer was before. On a busy machine a frame takes long.
func (p *player) clickAt(x, y int) error {
	if err := p.robot.Move(x, y); err != nil {
		return err
	}
	p.frame()
	return errors.Join(p.robot.PressHere(), p.robot.Release())
}

// frame waits until the windows have taken in what there was to take, whole frames through: an animation is told of each.
func (p *player) frame() {
	seen := make(chan struct{})
	p.bridge.Post(func() {
		frames := 0
		var each *fyne.Animation
		each = fyne.NewAnimation(time.Hour, func(float32) {
			if frames++; frames == 2 {
				each.Stop()
				close(seen)
			}
		})
		each.Start()
	})
	<-seen
}

// doubleClick is how long Fyne waits for a second click on a field; a click elsewhere in that time is lost to it.
const doubleClick = 350 * time.Millisecond

// write puts the keyboard into a field, by a click unless it is there already, and types ASCII text.
func (p *player) write(id, text string) {
	p.await(staff, id)
	if !p.focused(id) {
		p.click(staff, id)
		time.Sleep(doubleClick)
	}
	p.step("typing into "+id, func() error { return p.robot.Type(text) })
}

// focused tells whether a field of the staff's window has the keyboard.
func (p *player) focused(id string) (yes bool) {
	done := make(chan struct{})
	p.bridge.Post(func() {
		defer close(done)
		if t, has := p.frames[staff].Find(id).(interface{ Target() fyne.CanvasObject }); has {
			c := fyne.CurrentApp().Driver().CanvasForObject(t.Target())
			yes = c != nil && fyne.CanvasObject(t.Target()) == any(c.Focused())
		}
	})
	<-done
	return yes
}

// scan types what a barcode scanner sends: the text and its end mark.
func (p *player) scan(id, text string) {
	p.write(id, text)
	p.step("scanning into "+id, func() error { return p.robot.Key(robot.Return) })
}

// key presses one key for the window that has the keyboard.
func (p *player) key(k rune) { p.step("pressing a key", func() error { return p.robot.Key(k) }) }

// await waits until a widget is there.
func (p *player) await(s side, id string) {
	p.step("waiting for "+id, func() error {
		_, _, err := p.locate(s, id)
		return err
	})
}

// until waits until something is true.
func (p *player) until(what string, ready func() bool) {
	p.step("waiting until "+what, func() error {
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
			if ready() {
				return nil
			}
		}
		return errors.New("it did not happen")
	})
}

// locate waits for the widget and gives the middle of it on the desktop. The same widget must stand still for some
// looks: a page that is still being built changes under the hand.
func (p *player) locate(s side, id string) (x, y int, err error) {
	var last spot
	still := 0
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		at, ok := p.look(s, id)
		if !ok || at != last {
			last, still = at, 0
			continue
		}
		if still++; still < 3 {
			continue
		}
		origin, err := p.origin[s]()
		if err != nil {
			return 0, 0, err
		}
		return origin.X + at.X, origin.Y + at.Y, nil
	}
	return 0, 0, fmt.Errorf("no %q among %v", id, p.ids(s))
}

// spot is a widget and where it is, from the window's corner.
type spot struct {
	image.Point
	widget fyne.CanvasObject
}

// look asks the UI thread where a usable widget is.
func (p *player) look(s side, id string) (at spot, ok bool) {
	done := make(chan struct{})
	p.bridge.Post(func() {
		defer close(done)
		o := p.frames[s].Find(id)
		if o == nil {
			return
		}
		if d, can := o.(fyne.Disableable); can && d.Disabled() {
			return
		}
		if t, has := o.(interface{ Target() fyne.CanvasObject }); has {
			o = t.Target()
		}
		pos, size := kit.Bounds(o)
		at, ok = spot{image.Pt(int(pos.X+size.Width/2), int(pos.Y+size.Height/2)), o}, size.Width > 0
	})
	<-done
	return at, ok
}

func (p *player) ids(s side) (ids []string) {
	done := make(chan struct{})
	p.bridge.Post(func() { ids = kit.IDs(p.frames[s].Top()); close(done) })
	<-done
	return ids
}

// shot takes a picture of both monitors when the screen has come to rest.
func (p *player) shot(name string) {
	p.step("taking the picture "+name, func() error {
		img, err := p.calm()
		if err != nil {
			return err
		}
		p.number++
		f, err := os.Create(filepath.Join(p.shots, fmt.Sprintf("%02d-%s.png", p.number, name)))
		if err != nil {
			return err
		}
		return errors.Join(png.Encode(f, img), f.Close())
	})
}

// calm looks until two pictures in a row are the same, for two seconds at most (a cursor may blink).
func (p *player) calm() (*image.RGBA, error) {
	var last *image.RGBA
	for end := time.Now().Add(2 * time.Second); ; time.Sleep(120 * time.Millisecond) {
		img, err := p.robot.Look(p.robot.Desktop())
		if err != nil {
			return nil, err
		}
		if last != nil && string(img.Pix) == string(last.Pix) || time.Now().After(end) {
			return img, nil
		}
		last = img
	}
}

// padPlaced tells whether the resident's window is on its monitor.
func (w *windows) padPlaced() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.placed
}

// padAstray tells whether the resident's window, whose monitor is gone, has come to rest behind the clerk's.
func (w *windows) padAstray() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.placed && !w.stirred
}

// clerkBounds and padBounds are where the windows are on the desktop.
func (w *windows) clerkBounds() (hardware.Rect, error) { return w.bounds(w.clerkWin) }

func (w *windows) padBounds() (hardware.Rect, error) { return w.bounds(w.padWin) }

func (w *windows) bounds(win fyne.Window) (hardware.Rect, error) {
	found := make(chan uintptr, 1)
	w.bridge.Post(func() { found <- kit.NativeHandle(win) })
	return w.screens.WindowBounds(<-found)
}
