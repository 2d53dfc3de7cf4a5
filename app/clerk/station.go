package clerk

import (
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
}

// newStation makes a station with the id of its field; taken gets each scan on the UI thread.
func (w *Window) newStation(id, label, support string, taken func(text string)) *station {
	s := &station{w: w, id: id}
	s.field = kit.NewField(id, label).Support(support).Scanner(func(text string) {
		s.field.SetText("")
		if text != "" {
			taken(text)
		}
	})
	return s
}

// show is the field with the answer under it; the field takes the keyboard.
func (s *station) show() fyne.CanvasObject {
	s.w.Bridge.Post(s.field.Focus)
	body := kit.VStack(kit.SpaceBetween, kit.Width(scanWidth, s.field))
	if s.answer != "" {
		body.Add(kit.NewBanner(s.id+".last", s.tone, s.answer, ""))
	}
	if b := s.w.trouble(s.failed); b != nil {
		body.Add(b)
	}
	return body
}

// good answers a scan that did what it should.
func (s *station) good(words string) {
	s.answer, s.tone, s.failed = words, kit.Success, ""
	s.w.sound(true)
}

// bad answers a scan that did not.
func (s *station) bad(words string) {
	s.answer, s.tone, s.failed = words, kit.Error, ""
	s.w.sound(false)
}

// refused answers a scan with what the rules or the books say against it.
func (s *station) refused(err error) {
	s.answer, s.failed = "", codeOf(err)
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
