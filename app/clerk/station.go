package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// station is where a page takes scans: one field that always has the keyboard, and the answer to the last scan as a sound,
// a colour and a word.
type station struct {
	w      *Window
	id     string
	field  *kit.Field
	answer string // to the last scan, "" before the first
	tone   kit.Tone
	failed juki.Code
	said   *fyne.Container // the answer as it is shown: it changes in place, the page is not built anew for a scan
	last   <-chan struct{} // closed when the scan before was answered
}

// newStation makes a station with the id of its field; taken gets each scan on the UI thread.
func (w *Window) newStation(id, label, support string, taken func(text string)) *station {
	none := make(chan struct{})
	close(none)
	s := &station{w: w, id: id, last: none}
	s.field = kit.NewField(id, label).Support(support).Scanner(func(text string) {
		s.field.SetText("")
		if text != "" {
			taken(text)
		}
	}).Covered(w.curtain, "serial")
	return s
}

// inTurn is do for a scan: it is not begun before the one before was answered, and it is done even when the page is left meanwhile. A
// quick hand scans on while the books are asked, and an answer has to be that of the thing in the hand.
func (s *station) inTurn(p page, work func(context.Context) error, then func(error)) {
	before, answered := s.last, make(chan struct{})
	s.last = answered
	s.w.doOr(p, func(ctx context.Context) error {
		select {
		case <-before:
		case <-ctx.Done():
			return ctx.Err()
		}
		return work(ctx)
	}, func(err error) {
		close(answered)
		then(err)
	}, func() { close(answered) })
}

// afterScans does something when all scans so far were answered.
func (s *station) afterScans(p page, then func()) {
	s.inTurn(p, func(context.Context) error { return nil }, func(error) { then() })
}

// show is the field with the answer under it; the field takes the keyboard.
func (s *station) show() fyne.CanvasObject {
	s.w.Bridge.Post(s.field.Focus)
	s.said = kit.VStack(kit.SpaceBetween)
	s.say()
	return kit.VStack(kit.SpaceBetween, kit.Width(scanWidth, s.field), kit.Height(answerHeight, s.said))
}

const answerHeight = 80 // pixels: two lines of an answer; what stands below does not move with each scan

// say puts the answer under the field.
func (s *station) say() {
	if s.said == nil {
		return
	}
	s.said.RemoveAll()
	if s.answer != "" {
		s.said.Add(kit.NewBanner(s.id+".last", s.tone, s.answer, ""))
	}
	if b := s.w.trouble(s.failed); b != nil {
		s.said.Add(b)
	}
}

// good answers a scan that did what it should.
func (s *station) good(words string) {
	s.answer, s.tone, s.failed = words, kit.Success, ""
	s.say()
	s.w.sound(true)
}

// bad answers a scan that did not.
func (s *station) bad(words string) {
	s.answer, s.tone, s.failed = words, kit.Error, ""
	s.say()
	s.w.sound(false)
}

// refused answers a scan with what the rules or the books say against it.
func (s *station) refused(err error) {
	s.answer, s.failed = "", codeOf(err)
	s.say()
	s.w.sound(false)
}

// sound plays the sound of a good or a bad scan, where there are sounds.
func (w *Window) sound(good bool) {
	switch {
	case w.Sounds == nil:
	case good:
		w.Sounds.Good()
	default:
		w.Sounds.Bad()
	}
}

// strayNotice says for a while that a scan came which nothing on the screen uses.
type strayNotice struct {
	place *fyne.Container
	left  int // seconds it still stands
}

const straySeconds = 8 // long enough to be read twice

// strayScan answers a scan that came where no scan is wanted; it was taken out of where it went.
func (w *Window) strayScan() {
	w.sound(false)
	w.shell.notice("scan.stray", kit.Info)
}

// notice says for a while something that belongs to no page; id is its text too.
func (s *shell) notice(id string, tone kit.Tone) {
	n := &s.stray
	n.left = straySeconds
	n.place.RemoveAll()
	n.place.Add(kit.PadXY(kit.SpaceBetween, kit.SpaceInside, kit.NewBanner(id, tone, s.w.text.T(id), "")))
	s.root.Refresh()
}

// tick moves the clock and takes the notice away when it was read.
func (s *shell) tick() {
	s.showTime()
	if s.stray.left == 0 {
		return
	}
	if s.stray.left--; s.stray.left == 0 {
		s.stray.place.RemoveAll()
		s.root.Refresh()
	}
}
