package clerk

import (
	"strings"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Every page of the room has its words in English too, and none shows a key.
func TestTheRoomSpeaksEnglish(t *testing.T) {
	s := newStockScene(t, tabFigures, stock.Rules{ResidentCardIssueEnds: juki.Date{Year: 2015, Month: 12, Day: 28}})
	s.inEnglish()
	s.branch()
	look := func(name string, ready string) {
		t.Helper()
		s.until(ready, s.stands(ready))
		s.queue.Run()
		if said := s.said(); strings.Contains(said, "[") {
			t.Errorf("%s: a text is missing:\n%s", name, said)
		}
		s.picture("stock-en-" + name)
	}
	s.w.open(stockRoom)
	s.lists("stock.table", "My Number card")
	look("figures", "stock.table")
	s.choose("stock.table", "My Number card")
	s.lists("cell.cards", "…0002")
	look("cell", "cell.cards")
	s.choose("cell.cards", "…0002")
	s.lists("look.trail", "Shelved")
	look("look", "look.trail")
	s.press("stock.tab." + tabMove)
	s.scan("490000000000002")
	s.lists("basket", "…0002")
	look("move", "basket")
	s.press("stock.tab." + tabAct)
	s.until("the acts", s.canPush("act.arrival"))
	look("act", "act.come-back")
	s.push("act.come-back")
	s.choose("enter.items", "My Number card")
	look("cards", "enter.scan")
	s.press("stock.back")
	s.press("stock.back")
	s.push("act.count-adjust")
	s.choose("enter.items", "照会書")
	look("way", "enter.way.short")
	s.press("enter.way.surplus")
	look("quantity", "enter.quantity")
	s.write("enter.quantity", "1")
	s.push("enter.next")
	s.choose("enter.places", "B-01")
	look("confirm", "enter.save")
	s.press("stock.tab." + tabTransfers)
	look("transfers", "transfers.table")
	s.push("transfers.send")
	s.scan("490000000000002")
	s.lists("basket", "…0002")
	s.until("the forms", s.stands("send.loose.0"))
	look("send", "send.next")
	s.push("send.next")
	s.choose("send.places", "Z-01")
	look("sent", "transfer.slip")
	s.press("stock.tab." + tabPlaces)
	s.lists("places.table", "Z-01")
	look("places", "places.table")
	s.choose("places.table", "B-01")
	look("place", "place.seal")
	s.press("stock.back")
	s.push("places.add")
	look("place-new", "place.id")
	s.press("stock.back")
	s.push("places.items")
	s.lists("items.table", "Resident card (blank)")
	look("items", "items.table")
	s.push("items.add")
	look("item", "item.id")
}

// What nobody has fetched for 90 days, and for a year, is said on the page and beside the figures; a scanned label shows its place alone.
func TestCardsThatNobodyFetchesAreTold(t *testing.T) {
	s := newStockScene(t, tabFigures, stock.Rules{})
	later := s.clock().AddDate(0, 0, 91)
	s.w.Now = func() time.Time { return later }
	s.w.open(stockRoom)
	s.sees("90日超 4 枚")
	if strings.Contains(s.said(), "うち1年超") {
		t.Error("91 days are a year")
	}
	later = s.clock().AddDate(1, 0, 1)
	s.w.open(stockRoom)
	s.sees("90日超 4 枚", "うち1年超 4 枚")
	s.picture("stock-figures-due")
	s.scan("B-01")
	s.sees("B-01 にあるものを表示しました", "0 件")
	s.scan("A-01")
	s.sees("1 件(計 個人番号カード 4 枚)")
	s.choose("stock.table", "個人番号カード")
	s.lists("cell.cards", "…0004", "1年超", "366")
	s.picture("stock-cell-cards")
}

// canPush tells whether a button can be pressed.
func (s *scene) canPush(id string) func() bool {
	return func() bool { b, ok := s.w.frame.Find(id).(*kit.Button); return ok && !b.Disabled() }
}
