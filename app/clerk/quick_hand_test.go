package clerk

import (
	"context"
	"slices"
	"testing"
	"time"

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
	s := inspecting(t)
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

// What was scanned first is done first, however long it takes.
func TestTheBooksAreAskedInTheOrderOfTheScans(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{})
	p := s.w.page.(*movePage)
	gate := make(chan struct{})
	var order []string
	for _, one := range []string{"first", "second", "third"} {
		s.w.Bridge.Post(func() {
			p.station.inTurn(p, func(context.Context) error {
				if one == "first" {
					<-gate
				}
				order = append(order, one) // by nobody else at that moment
				return nil
			}, func(error) {
				if one == "second" && !slices.Equal(order[:2], []string{"first", "second"}) {
					t.Errorf("answered after %v", order)
				}
			})
		})
	}
	time.AfterFunc(100*time.Millisecond, func() { close(gate) })
	s.until("all are answered", func() bool {
		select {
		case <-p.station.last:
			return len(order) == 3
		default:
			return false
		}
	})
	if !slices.Equal(order, []string{"first", "second", "third"}) {
		t.Errorf("done as %v", order)
	}
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
