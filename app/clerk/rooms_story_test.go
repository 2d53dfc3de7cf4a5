package clerk

import (
	"context"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// inspecting opens the inspection of three further cards, with a second shelf to put them on.
func inspecting(t *testing.T) *scene {
	t.Helper()
	s := newScene(t)
	s.w.Terminal.Shelves = append(s.w.Terminal.Shelves, "A-02")
	s.must(stock.RegisterPlaces(t.Context(), s.db.Stock(), "", s.clock(), "A-02"))
	s.login("S002", clerkPassword)
	preview, err := s.desk.PreviewList(t.Context(), []byte(furtherCards), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(t.Context(), preview, nil)
	s.must(err)
	s.until("the board", s.stands("reception.key"))
	s.w.open(arrivals)
	s.push("arrival.inspect")
	return s
}

// Arrived cards are scanned one by one against the list and onto the shelf that was chosen; what is not on the list is refused (第22条第1号).
func TestArrivedCardsAreInspectedOntoTheirShelf(t *testing.T) {
	s := inspecting(t)
	s.push("inspection.shelf.A-02")
	before := s.recorded(oplog.InspectionDone)
	s.scan("490000000000002")
	s.sees("…0002")
	s.picture("inspection")
	s.scan("490000000099999")
	s.until("it is refused", s.stands("trouble"))
	s.scan("not a serial")
	s.until("it is no card", s.stands("inspection.scan.last"))
	if n := s.recorded(oplog.InspectionDone) - before; n != 1 {
		t.Errorf("%d cards were inspected", n)
	}
	if n := s.lies(stock.MyNumberCards, "A-02", stock.Stored); n != 1 {
		t.Errorf("%d cards lie on the chosen shelf", n)
	}
	s.press("inspection.end")
	s.push("arrival.inspect")
}

// shelfOfPapers has one paper of this morning.
type shelfOfPapers struct{ madePapers }

func (*shelfOfPapers) PapersOf(_ context.Context, _ stock.PaperKind, from, _ juki.Date) ([]stock.PaperInfo, error) {
	day := from.AddDays(papersShown)
	return []stock.PaperInfo{{ID: 7, Kind: stock.PaperDaily, Day: day, MadeAt: day.At(8, 31), MadeBy: "S002", Printed: 1}}, nil
}

// In the room of papers each kind asks for what it needs, a day that is none is said to be so, and what is made stands there.
func TestAPaperIsChosenAndMade(t *testing.T) {
	s := newScene(t)
	papersMade := &shelfOfPapers{}
	s.w.Papers = papersMade
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	s.w.open(papers)
	s.lists("papers.table", "2026-11-24 08:31", "S002")
	for _, c := range paperChoices() {
		s.press("papers.kind." + string(c.kind))
		s.until("its form", s.stands("papers.make"))
		s.picture("papers-" + string(c.kind))
	}
	s.press("papers.kind." + string(stock.PaperDaily))
	s.write("papers.from", "2026-02-30")
	s.push("papers.make")
	s.sees(s.w.text.T("papers.date.error"))
	s.write("papers.from", "2026-11-24")
	s.push("papers.make")
	s.until("the paper", s.stands("paper.back"))
	if asked := papersMade.asked; len(asked) != 1 || asked[0].Kind != stock.PaperDaily || asked[0].Day != (juki.Date{Year: 2026, Month: 11, Day: 24}) {
		t.Errorf("papers asked for: %v", asked)
	}
}
