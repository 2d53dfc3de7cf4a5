package clerk

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// The pages of the room カード在庫, as their tabs are called.
const (
	tabFigures   = "figures"   // 照会・一覧
	tabMove      = "move"      // 移動
	tabAct       = "act"       // 受払の入力
	tabTransfers = "transfers" // 移送
	tabPlaces    = "places"    // 場所・品目
	tabOffice    = "office"    // 庁内の在庫
)

// stockHead is the top of every page of the room: the tabs, then what the page is.
func (w *Window) stockHead(here string, rows ...fyne.CanvasObject) *fyne.Container {
	t := w.text
	var tabs []kit.Tab
	ids := []string{tabFigures, tabMove, tabAct, tabTransfers, tabPlaces}
	if AskStock.MayAsk(w.Session.View().Operator.Post) {
		ids = append(ids, tabOffice)
	}
	for _, id := range ids {
		tabs = append(tabs, kit.Tab{ID: id, Label: t.T("stock.tab." + id)})
	}
	head := kit.VStack(kit.SpaceBetween, kit.NewTabs("stock.tab", tabs, here, w.openStock))
	for _, row := range rows {
		if row != nil {
			head.Add(row)
		}
	}
	return head
}

// said is a banner with what was done last; nil for nothing.
func said(words string) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.NewBanner("stock.said", kit.Success, words, "")
}

// openStock shows one of the pages of the room.
func (w *Window) openStock(tab string) {
	switch tab {
	case tabMove:
		w.turnTo(newMovePage(w))
	case tabAct:
		w.turnTo(newActPage(w))
	case tabTransfers:
		w.turnTo(newTransfersPage(w))
	case tabPlaces:
		w.turnTo(newPlacesPage(w))
	case tabOffice:
		w.turnTo(newOfficePage(w, viewSums))
	default:
		w.turnTo(newStockPage(w))
	}
}

// scanning is a page that takes scans: the station at the left, what was scanned or can be chosen beside it.
func scanning(head *fyne.Container, s *station, beside, foot fyne.CanvasObject) fyne.CanvasObject {
	return scanningOver(head, s, kit.VStack(0), beside, foot)
}

// scanningOver is scanning with something under the station.
func scanningOver(head *fyne.Container, s *station, under, beside, foot fyne.CanvasObject) fyne.CanvasObject {
	return kit.Sides(head, foot, nil, nil, kit.PadXY(0, kit.SpaceInside, halves(kit.Sides(s.show(), nil, nil, nil, under), beside)))
}

// halves puts something as wide as a scan field at the left of the rest.
func halves(left, right fyne.CanvasObject) fyne.CanvasObject {
	gap := kit.Width(kit.SpaceGroups, kit.VStack(0))
	return kit.Sides(nil, nil, kit.HStack(0, kit.Width(scanWidth, left), gap), nil, right)
}

// backTo is the way back at the bottom left of a page, with Esc.
func (w *Window) backTo(back func()) *kit.Button {
	return kit.NewButton("stock.back", w.text.T("stock.back"), kit.Outlined, back).Key(fyne.KeyEscape)
}

// bottom is the line under a page: the way back left, then what else can be done, the way on right.
func bottom(buttons ...fyne.CanvasObject) fyne.CanvasObject {
	row := kit.HStack(kit.SpaceBetween, buttons[0], kit.Filler())
	for _, b := range buttons[1:] {
		row.Add(b)
	}
	return row
}

// mayDo tells whether the post of who is logged in may do an act; what it may not do is not offered.
func (w *Window) mayDo(act oplog.EventID) bool {
	entry, known := oplog.Lookup(act)
	return known && entry.May(w.Session.View().Operator.Post)
}

// unless disables a button when somebody may not do what it does.
func unless(may bool, b *kit.Button) *kit.Button {
	if !may {
		b.Disable()
	}
	return b
}

// stockBooks is what the pages of the room know of items, places and the rules of the day.
type stockBooks struct {
	items    []stock.Item
	places   []stock.Place
	terminal string
	rules    stock.Rules
	names    map[juki.OperatorID]string // of the members of staff
	read     bool                       // false: nothing is known yet
}

func (w *Window) readStockBooks(ctx context.Context) (b stockBooks, err error) {
	b.terminal = w.Keeper.Terminal
	b.rules = w.Keeper.RulesOn(juki.DateOf(w.Now()))
	if b.items, err = w.Stock.Items(ctx); err != nil {
		return b, err
	}
	if b.places, err = w.Stock.AllPlaces(ctx); err != nil {
		return b, err
	}
	b.names, err = w.staffNames(ctx)
	b.read = err == nil
	return b, err
}

// withBooks reads the books for a page and shows it with them; taken gets them on the UI thread.
func (w *Window) withBooks(on page, taken func(stockBooks, error)) {
	var books stockBooks
	w.do(on, func(ctx context.Context) (err error) {
		books, err = w.readStockBooks(ctx)
		return err
	}, func(err error) {
		taken(books, err)
		w.redraw()
	})
}

// item is what is known of an item.
func (b stockBooks) item(id stock.ItemID) stock.Item {
	for _, i := range b.items {
		if i.ID == id {
			return i
		}
	}
	return stock.Item{ID: id, Name: id.Japanese(), Tracking: stock.BySerial}
}

// place is what is known of a place; one that nobody registered, and those outside, are counted nowhere.
func (b stockBooks) place(id stock.PlaceID) stock.Place {
	for _, p := range b.places {
		if p.ID == id {
			return p
		}
	}
	return stock.Place{ID: id, Kind: stock.Fixed}
}

func (b stockBooks) counted(id stock.PlaceID) bool { return b.place(id).CountedAt(b.terminal) }

// here are the places where somebody at this terminal can put something.
func (b stockBooks) here() []stock.Place {
	return slices.DeleteFunc(slices.Clone(b.places), func(p stock.Place) bool { return p.Kind == stock.Fixed || !p.CountedAt(b.terminal) })
}

// staff is who somebody is: id and name.
func (b stockBooks) staff(id juki.OperatorID) string {
	if n := b.names[id]; n != "" {
		return string(id) + " " + n
	}
	return string(id)
}

// upToNow is the moment after now: what lies where up to and with this one. The ledger counts in milliseconds.
func (w *Window) upToNow() time.Time { return w.Now().Add(time.Millisecond) }
