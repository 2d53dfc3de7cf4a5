package clerk

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const furtherCards = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000002,28225000000000000000002,A1B-234568,見本 次郎,ミホン ジロウ,兵庫県朝来市見本町1,1991-04-01,男,2036-04-01,個人番号カード
490000000000003,28225000000000000000003,A1B-234569,見本 三郎,ミホン サブロウ,兵庫県朝来市見本町1,1992-04-01,男,2036-04-01,個人番号カード
490000000000004,28225000000000000000004,A1B-234570,見本 史子,ミホン フミコ,兵庫県朝来市見本町1,1993-04-01,女,2036-04-01,個人番号カード
`

// newStockScene is a counter with four cards on A-01, an empty safe B-01, and S001 (システム管理者) logged in on the page of a tab.
func newStockScene(t *testing.T, tab string, rules stock.Rules) *scene {
	t.Helper()
	s := newScene(t)
	s.keeper.Rules = func(juki.Date) stock.Rules { return rules }
	s.login("S002", clerkPassword)
	preview, err := s.desk.PreviewList(t.Context(), []byte(furtherCards), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(t.Context(), preview, nil)
	s.must(err)
	for _, serial := range []juki.CardSerial{"490000000000002", "490000000000003", "490000000000004"} {
		_, err = s.desk.Inspect(t.Context(), serial, shelf)
		s.must(err)
	}
	s.pull()
	s.login("S001", adminPassword)
	s.must(s.keeper.RegisterPlace(t.Context(), stock.Place{ID: "B-01", Kind: stock.Safe, Name: "市民課 金庫上段", Capacity: 3}))
	s.w.Papers = &madePapers{}
	s.until("the board", s.stands("reception.key"))
	s.w.open(stockRoom)
	s.until("the tabs", s.stands("stock.tab."+tab))
	s.press("stock.tab." + tab)
	return s
}

// madePapers makes papers of nothing and remembers what was asked for.
type madePapers struct {
	Papers
	asked []PaperRequest
}

func (m *madePapers) MakePaper(_ context.Context, r PaperRequest) (stock.PaperInfo, error) {
	m.asked = append(m.asked, r)
	return stock.PaperInfo{ID: stock.PaperID(len(m.asked)), Kind: r.Kind}, nil
}

func (*madePapers) PaperPages(context.Context, stock.PaperID) (PaperPages, error) {
	return nil, juki.Refuse(juki.PaperUnknown)
}

func (*madePapers) PrinterReady(context.Context) error { return nil }

func (*madePapers) PapersOf(context.Context, stock.PaperKind, juki.Date, juki.Date) ([]stock.PaperInfo, error) {
	return nil, nil
}

// lies is how many of an item lie at a place in a state.
func (s *scene) lies(item stock.ItemID, place stock.PlaceID, state stock.State) (n int) {
	s.t.Helper()
	balances, err := s.db.Stock().Balances(s.t.Context(), s.clock().Add(time.Millisecond))
	s.must(err)
	for _, b := range balances {
		if b.Item == item && b.At == (stock.Position{Place: place, State: state}) {
			n += b.Quantity
		}
	}
	return n
}

// write types into a field.
func (s *scene) write(id, text string) {
	s.t.Helper()
	s.until(id, s.stands(id))
	s.w.frame.Find(id).(*kit.Field).SetText(text)
}

// choose presses the row of a table that says something.
func (s *scene) choose(table, words string) {
	s.t.Helper()
	s.until(table, s.stands(table))
	s.until("「"+words+"」 in "+table, func() bool { return s.w.frame.Find(table).(*kit.Table).Choose(words) })
}

// lists waits until cells of a table say something.
func (s *scene) lists(table string, words ...string) {
	s.t.Helper()
	for _, w := range words {
		s.until("「"+w+"」 in "+table, func() bool { table, ok := s.w.frame.Find(table).(*kit.Table); return ok && table.Says(w) })
	}
}

// push waits until a button can be pressed and presses it.
func (s *scene) push(id string) {
	s.t.Helper()
	s.until(id, s.canPush(id))
	s.press(id)
}

// secondPerson answers the question to a supervisor.
func (s *scene) secondPerson(id, password string) {
	s.t.Helper()
	s.write("second.id", id)
	s.w.frame.Find("second.password").(*kit.PasswordField).Focus()
	for _, r := range password {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.press("second.confirm")
}

func (s *scene) typeKey(key fyne.KeyName) {
	s.win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key})
}

// heardSounds counts the answers to scans.
type heardSounds struct{ good, bad int }

func (h *heardSounds) Good() { h.good++ }
func (h *heardSounds) Bad()  { h.bad++ }
