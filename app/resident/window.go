package resident

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
)

// Deps is what the window needs from outside.
type Deps struct {
	Texts    *i18n.Texts
	Bridge   *kit.Bridge
	Now      func() time.Time
	Rules    Rules
	Training bool // 研修用 stands on every page
}

// pause is the page between two PINs and after an entry that ended: nothing to do, nothing said.
const pause juki.Guidance = "pause"

// Window is the resident's window. Show, AskPIN, Ready, SetLocked, SetAllowed and OnCallStaff may be called on any goroutine.
type Window struct {
	texts    *i18n.Texts
	bridge   *kit.Bridge
	now      func() time.Time
	rules    Rules
	training bool

	frame  *kit.Frame // UI thread only, as all below it
	lang   string
	called bool // 係員を呼ぶ was pressed on this page
	shown  pageKey
	page   page

	asking sync.Mutex // one AskPIN at a time
	woken  chan struct{}

	mu      sync.Mutex
	guide   juki.Guidance
	entry   *entry    // nil while no PIN is asked for
	photo   *photoAsk // nil while no photo is shown
	allowed bool
	locked  bool          // the clerk's screen is locked
	stop    juki.Guidance // the terminal is stopped: the page that says so; "" when it is not
	onCall  func()
}

// page is what stands in the middle of the window.
type page interface {
	content() fyne.CanvasObject
	update(v view) // what changes while the page stays
}

// pageKey says which page stands; another key is another page.
type pageKey struct {
	lang   string
	guide  juki.Guidance
	entry  *entry
	photo  *photoAsk
	stage  stage
	called bool
}

// view is what the window shows, read once under the lock. It has the number of characters and never one of them.
type view struct {
	pageKey
	notice     notice
	typed      int
	left, span time.Duration
}

// New makes the window's inside on the UI thread. PINs are refused until SetAllowed(true).
func New(win fyne.Window, d Deps) *Window {
	w := &Window{texts: d.Texts, bridge: d.Bridge, now: d.Now, rules: d.Rules, training: d.Training,
		lang: i18n.Languages()[0], woken: make(chan struct{}, 1), guide: juki.GuideRest}
	win.SetCloseIntercept(func() {}) // a resident cannot close it
	w.frame = kit.NewFrame(win)
	w.frame.OnKey(w.typedKey)
	w.render()
	return w
}

// Frame is the window's inside.
func (w *Window) Frame() *kit.Frame { return w.frame }

// OnCallStaff sets what 係員を呼ぶ does; f runs on the UI thread.
func (w *Window) OnCallStaff(f func()) {
	w.mu.Lock()
	w.onCall = f
	w.mu.Unlock()
}

// Show puts one page of guidance on the window. While a PIN is asked for, the page waits for its end.
func (w *Window) Show(g juki.Guidance) {
	w.mu.Lock()
	w.guide = g
	w.mu.Unlock()
	w.bridge.Post(func() {
		w.called = false
		if g == juki.GuideRest { // the next resident begins in Japanese
			w.lang = i18n.Languages()[0]
		}
		w.render()
	})
}

func (w *Window) show() { w.bridge.Post(w.render) }

func (w *Window) look() view {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := view{pageKey: pageKey{lang: w.lang, guide: w.guide, called: w.called}}
	if e := w.entry; e != nil && e.stage != ended {
		v.guide, v.entry, v.stage = "", e, e.stage
		v.notice, v.typed = e.notice, e.now.n
		v.left, v.span = e.left(w.now()), e.span
	} else if w.photo != nil && !w.photo.ended {
		v.photo = w.photo
	}
	if w.stop != "" {
		return view{pageKey: pageKey{lang: w.lang, guide: w.stop, called: w.called}}
	}
	return v
}

// render shows what is so now. UI thread.
func (w *Window) render() {
	v := w.look()
	if w.page == nil || v.pageKey != w.shown {
		w.shown = v.pageKey
		w.page = w.build(v)
		w.frame.SetPage(w.page.content())
	}
	w.page.update(v)
	if k, ok := w.page.(*keysPage); ok {
		k.takeKeyboard()
	}
}

// speak is the printer of the language that the resident chose.
func (w *Window) speak() i18n.Printer { return w.texts.In(w.lang) }

func (w *Window) setLanguage(lang string) {
	w.lang = lang
	w.press(func(*entry) {})
	w.render()
}

func (w *Window) moreTime() {
	w.change(func(e *entry, now time.Time) { e.more(now) })
}

// callStaff gives the resident the whole time again: help may need a moment.
func (w *Window) callStaff() {
	w.mu.Lock()
	call := w.onCall
	w.mu.Unlock()
	w.called = true
	w.press(func(*entry) {})
	w.render()
	if call != nil {
		call()
	}
}

// typedKey lets Enter go on where there is one way on.
func (w *Window) typedKey(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyReturn && e.Name != fyne.KeyEnter {
		return false
	}
	next, ok := w.frame.Find("explain.next").(*choice)
	if ok {
		next.Tapped(nil)
	}
	return ok
}
