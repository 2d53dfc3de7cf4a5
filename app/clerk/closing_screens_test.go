package clerk

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Every screen of the day, one after the other, for people to look at; and no text is missing in either language.
func TestTheScreensOfTheDay(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) { walkTheDay(t, language) })
	}
}

func walkTheDay(t *testing.T, language string) {
	s := newDayScene(t)
	if language == "en" {
		s.inEnglish()
	}
	look := func(name string, ready ...string) {
		t.Helper()
		for _, id := range ready {
			s.until(id, s.stands(id))
		}
		if missing := strings.Index(s.said(), "["); missing >= 0 {
			t.Errorf("%s: no text at %q", name, s.said()[missing:min(len(s.said()), missing+40)])
		}
		s.picture(name + "-" + language)
	}
	s.login("S001", adminPassword)
	s.must(s.keeper.RegisterItem(t.Context(), stock.Item{ID: "form-inquiry", Name: "照会書兼回答書", Tracking: stock.ByQuantity, Unit: "部"}))
	s.must(s.keeper.RegisterPlace(t.Context(), stock.Place{ID: "B-01", Kind: stock.Safe, Name: "市民課 金庫上段", Group: "金庫"}))
	s.must(s.keeper.SetSeal(t.Context(), "B-01", "F-004411"))
	look("board", "board.count")
	s.w.open(closing)
	look("places", "closing.count.inbox")
	s.press("closing.boxes")
	s.until("the lists", s.stands("boxes.list"))
	s.w.page.(*boxPage).choose("A-01", false)
	look("box", "boxes.looked.0")
	s.press("boxes.back")
	s.press("closing.count.A-01")
	look("count", "closing.scan")
	s.scan(firstSerial)
	s.sees("…0001")
	look("count-good")
	s.scan(unknownSerial)
	s.sees("…9999")
	look("count-unknown")
	s.press("closing.end")
	look("once", "closing.counted")
	s.count("inbox")
	s.until("the places", s.stands("closing.counted"))

	s.change("S002", clerkPassword)
	look("second", "closing.count.A-01")
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	s.press("closing.end")
	look("disagree", "result.recount")
	s.press("result.recount")
	s.until("the count", s.stands("closing.scan"))
	s.scan(unknownSerial)
	s.sees("…9999")
	s.press("closing.end")
	s.until("what differs", s.stands("result.recount"))
	s.press("result.back")
	s.change("S001", adminPassword)
	s.press("closing.look.A-01")
	s.until("what differs", s.stands("result.recount"))
	s.press("result.recount")
	s.until("the count", s.stands("closing.scan"))
	s.scan(unknownSerial)
	s.sees("…9999")
	s.press("closing.end")
	look("differs", "closing.explain.A-01")
	s.press("closing.explain.A-01")
	look("reasons", "explain.reason.0")
	s.press("explain.cancel")
	s.press("result.incident")
	look("incident", "incident.confirm")
	s.press("incident.cancel")
	s.press("closing.explain.A-01")
	s.until("the reasons", s.stands("explain.reason.3"))
	kit.Find(s.w.frame.Top(), "explain.reason.3").(fyne.Tappable).Tapped(nil)
	s.jots("explain.note", "見本 三郎 様に渡したカードかもしれない")
	s.press("explain.confirm")
	s.until("explained", func() bool { return s.stands("result.recount")() && !s.stands("closing.explain.A-01")() })
	look("explained")
	s.press("result.back")
	s.change("S002", clerkPassword)
	s.count("inbox")
	look("ready", "closing.counted", "closing.close")
	s.until("the day can be closed", s.mayClose)
	s.w.strayScan()
	look("stray", "scan.stray")
	s.press("closing.close")
	look("close", "close.confirm")
	s.press("close.confirm")
	look("closed", "closing.closed")

	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(8, 40))
	s.w.open(reception)
	look("morning", "day.open")
	s.press("day.open")
	look("opening", "opening.open")
	s.press("seal.other.B-01")
	look("seal", "seal.confirm")
	s.press("seal.cancel")
	s.press("seal.same.B-01")
	s.press("opening.open")
	s.until("the board", s.stands("board.count"))
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 26}.At(8, 40))
	s.w.open(closing)
	s.press("day.open")
	look("exception", "opening.exception")
	s.w.frame.Find("seal.same.B-01").(*kit.Button).Press()
	s.press("opening.exception")
	look("exception-reason", "exception.confirm")
}

// picture writes what the window shows to $CLERK_PICTURES, in both languages, for people to look at.
func (s *scene) picture(name string) {
	s.t.Helper()
	s.lookThrough()
	s.snap(name)
}

// snap is picture of what is held: looking through would let go of it.
func (s *scene) snap(name string) {
	s.t.Helper()
	dir := os.Getenv("CLERK_PICTURES")
	if dir == "" {
		return
	}
	s.queue.Run()
	file, err := os.Create(filepath.Join(dir, name+".png"))
	s.must(err)
	defer file.Close()
	s.must(png.Encode(file, s.win.Canvas().Capture()))
}

// inEnglish lets the pages from now on speak English.
func (s *scene) inEnglish() {
	s.w.Language, s.w.text = "en", s.w.Texts.In("en")
}
