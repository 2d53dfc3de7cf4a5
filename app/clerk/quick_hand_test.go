package clerk

import (
	"slices"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// A quick hand does not wait for the answers: all the same each card is in the basket in its turn, and the place is that of all of them.
func TestAQuickHandScansCardsAndTheirPlace(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{})
	s.sees("カードを読み取ってください")
	for _, label := range []string{"490000000000004", "490000000000002", "490000000000003", "B-01"} {
		s.scan(label)
	}
	s.sees("カード 3 枚を B-01  市民課 金庫上段 に移しました")
	for _, label := range []string{"490000000000003", "490000000000002", "490000000000004"} {
		s.scan(label)
	}
	s.sees("製造番号 …0004(いま B-01")
	for i, c := range s.w.page.(*movePage).basket.cards {
		if want := []juki.CardSerial{"490000000000003", "490000000000002", "490000000000004"}[i]; c.Serial != want {
			t.Errorf("card %d of the basket is another", i)
		}
	}
}

// A card scanned behind the place, while the one before is still being moved or asked for, is not swept away with it.
func TestWhatIsScannedBehindThePlaceStays(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{Witnessed: []stock.Reason{stock.Move}})
	s.insert(customerReader, "S002")
	s.scan("490000000000002")
	s.sees("製造番号 …0002(いま A-01)")
	s.scan("B-01")
	s.scan("490000000000003")
	basket := s.w.page.(*movePage).basket
	s.until("the second card is in the basket", func() bool { return len(basket.cards) == 2 })
	s.typeWitness(clerkPassword)
	s.press("witness.out.confirm")
	s.sees("カード 1 枚を B-01")
	if got := basket.serials(); !slices.Equal(got, []juki.CardSerial{"490000000000003"}) {
		t.Errorf("%d cards are left in the basket", len(got))
	}
}

// Each card goes onto the shelf that was chosen when it was scanned, also when the books are slow and the page is left before they answer.
func TestAQuickHandInspectsOntoTwoShelvesAndLeaves(t *testing.T) {
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
	before := s.lies(stock.MyNumberCards, shelf, stock.Stored)
	s.until("the page", s.stands("inspection.scan"))
	let := s.hangDisk()
	defer let()
	s.scan("490000000000002")
	s.scan("490000000000003")
	s.press("inspection.shelf.A-02")
	s.scan("490000000000004")
	s.press("inspection.end")
	let()
	s.until("all three lie on their shelves", func() bool {
		return s.lies(stock.MyNumberCards, shelf, stock.Stored) == before+2 && s.lies(stock.MyNumberCards, "A-02", stock.Stored) == 1
	})
}

// A count is closed behind the cards that were scanned before it.
func TestACountIsClosedBehindWhatWasScanned(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{})
	s.w.open(closing)
	s.until("the places", s.stands("closing.count.A-01"))
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	let := s.hangDisk()
	defer let()
	for _, serial := range []string{"490000000000001", "490000000000002", "490000000000003", "490000000000004"} {
		s.scan(serial)
	}
	s.press("closing.end")
	let()
	s.sees("A-01 は台帳と一致しました")
}
