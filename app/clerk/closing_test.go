package clerk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

const (
	firstSerial   = "490000000000001" // lies on A-01
	unknownSerial = "490000000099999"
)

// newDayScene is a counter whose rules ask for a second count, with an office that closes the day; it is open since 9:00.
func newDayScene(t *testing.T) *scene {
	s := newScene(t)
	s.keeper.Rules = func(juki.Date) stock.Rules { return stock.Rules{SecondCount: true} }
	s.w.Office = dayOffice{emptyOffice{}, s.keeper}
	return s
}

// dayOffice closes the day as the program does, without paper.
type dayOffice struct {
	Office
	k *stock.Keeper
}

func (o dayOffice) CloseDay(ctx context.Context, day juki.Date, witness juki.OperatorID) ([]stock.PaperInfo, error) {
	sheets, err := o.k.MakeSheets(ctx, stock.Head{Date: day, Terminal: o.k.Terminal, MadeAt: o.k.Now()})
	if err != nil {
		return nil, err
	}
	return []stock.PaperInfo{{ID: 1, Kind: stock.PaperDaily, Day: day}}, o.k.CloseDay(ctx, sheets, witness)
}

func (s *scene) said() string { return strings.Join(kit.Words(s.w.frame.Top()), "\n") }

// sees waits until the screen says something.
func (s *scene) sees(words ...string) {
	s.t.Helper()
	for _, w := range words {
		if !s.queue.Until(10*time.Second, func() bool { return strings.Contains(s.said(), w) }) {
			s.t.Fatalf("never said: %s\n%s", w, s.said())
		}
	}
	s.passing()
}

// scan types as a scanner does, wherever the keyboard is.
func (s *scene) scan(text string) {
	s.t.Helper()
	s.until("the scan field has the keyboard", func() bool { return s.win.Canvas().Focused() != nil })
	for _, r := range text {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// count counts a place with the serials given and ends.
func (s *scene) count(place string, serials ...string) {
	s.t.Helper()
	s.press("closing.count." + place)
	s.until("the count", s.stands("closing.scan"))
	for i, serial := range serials {
		s.scan(serial)
		s.sees(s.w.text.T("count.cards", "N", plain(i+1)))
	}
	s.press("closing.end")
}

// mayClose tells whether the screen offers to close the day.
func (s *scene) mayClose() bool {
	b, ok := s.w.frame.Find("closing.close").(*kit.Button)
	return ok && !b.Disabled()
}

func (s *scene) change(id juki.OperatorID, password string) {
	s.t.Helper()
	s.pull()
	s.login(id, password)
	s.until("the board", s.stands("reception.key"))
	s.w.open(closing)
}

func TestADayIsCountedByTwoExplainedAndClosed(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.until("the places", s.stands("closing.count.inbox"))
	if s.w.frame.Find("closing.close").(*kit.Button).Disabled() == false {
		t.Error("a day that nobody counted can be closed")
	}
	s.count("inbox")
	s.sees("到着・検品待ち の1回目を記録しました")
	s.count("A-01")
	s.sees("A-01 の1回目を記録しました", "2回目待ち(別の職員)")
	if strings.Contains(s.said(), "× 相違") || strings.Contains(s.said(), "差 -1") {
		t.Errorf("the first count is told what the ledger says:\n%s", s.said())
	}

	s.change("S001", adminPassword)
	s.sees("1回目済・2回目待ち")
	s.count("inbox")
	s.sees("到着・検品待ち は台帳と一致しました")
	s.count("A-01")
	s.until("what differs", s.stands("closing.explain.A-01"))
	s.sees("足りないカード 1 枚", "…0001", "検品・棚入れ", "見本 窓口", "-1")
	s.press("closing.explain.A-01")
	s.until("the reasons", s.stands("explain.reason.4"))
	kit.Find(s.w.frame.Top(), "explain.reason.4").(fyne.Tappable).Tapped(nil)
	s.press("explain.confirm")
	s.sees("所在不明(調査中)")
	s.press("result.back")

	s.until("the day can be closed", s.mayClose)
	s.press("closing.close")
	s.sees("もう変わりません")
	s.press("close.confirm")
	s.sees("本日は締め済です")
	day, err := s.db.Stock().Day(t.Context(), juki.DateOf(s.clock()))
	s.must(err)
	if day.Closed.IsZero() || day.ClosedBy != "S001" || s.recorded(oplog.DayClosed) != 1 {
		t.Errorf("%+v", day)
	}
	if s.stands("closing.count.A-01")() {
		t.Error("a closed day can be counted")
	}
	s.w.open(reception)
	s.sees("本日は締め済です。お疲れさまでした。")
}

// A card that is not on its shelf becomes an incident from the result of the count: it is looked for from then on, and the shelf agrees.
func TestAMissingCardBecomesAnIncidentFromTheCount(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.count("inbox")
	s.sees("到着・検品待ち の1回目を記録しました")
	s.count("A-01")
	s.sees("A-01 の1回目を記録しました")
	s.change("S001", adminPassword)
	s.count("inbox")
	s.sees("到着・検品待ち は台帳と一致しました")
	s.count("A-01")
	s.until("what differs", s.stands("result.incident"))
	s.press("result.incident")
	s.sees("足りないカードは「所在不明」に移り")
	s.press("incident.confirm")
	s.sees("A-01 は台帳と一致しました")
	if n := s.lies(stock.MyNumberCards, stock.Missing, stock.Sought); n != 1 {
		t.Errorf("%d cards are looked for", n)
	}
	open, err := s.db.Stock().OpenIncidents(t.Context())
	s.must(err)
	if len(open) != 1 || open[0].Kind != stock.CardMissing || open[0].Serial != firstSerial {
		t.Errorf("%+v", open)
	}
	s.press("result.back")
	s.until("the day can be closed", s.mayClose)
}

func TestEachScanOfACountIsAnsweredInItsOwnWords(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	sounds := &heard{}
	s.w.Sounds = sounds
	for _, c := range []struct{ scan, words string }{
		{firstSerial, "製造番号 …0001 を数えました"},
		{firstSerial, "同じカードを2度読みました(…0001)"},
		{unknownSerial, "台帳にないカードです(…9999)"},
		{"4900", "読み取れませんでした"},
		{"A-02", "A-02 のラベルです。いまは A-01 を数えています"},
		{"A-01", "A-01 のラベルです。ここで合っています"},
	} {
		s.scan(c.scan)
		s.sees(c.words)
	}
	if !slices.Equal(sounds.all, []bool{true, false, false, false, false, true}) {
		t.Errorf("sounds %v", sounds.all)
	}
	s.sees("2 枚") // the known and the unknown one
}

type heard struct{ all []bool }

func (h *heard) Good() { h.all = append(h.all, true) }
func (h *heard) Bad()  { h.all = append(h.all, false) }

// A lock in the middle of a count, a look into another room, and a new start of the program lose nothing.
func TestACountThatIsInterruptedGoesOn(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	s.scan(firstSerial)
	s.sees("1 枚")
	s.pull()
	s.until("locked", s.w.frame.Covered)
	s.login("S002", clerkPassword)
	s.until("the count again", s.stands("closing.scan"))
	s.w.page.(*countingPage).station.field.Focus()
	s.scan(unknownSerial)
	s.sees("2 枚")

	s.w.open(reception)
	s.w.open(closing) // as after a crash: only what is stored is known
	s.press("closing.count.A-01")
	s.until("the count again", s.stands("closing.scan"))
	s.sees("2 枚")

	s.change("S001", adminPassword) // each of the two counts alone
	s.press("closing.count.A-01")
	s.sees("引き継ぐことはできません")
	s.press("giveup.confirm")
	s.sees("1回目済・2回目待ち")
}

// Where one count is enough, the next person at the terminal takes an interrupted one over.
func TestTheNextPersonTakesACountOver(t *testing.T) {
	s := newDayScene(t)
	s.keeper.Rules = nil
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	s.change("S001", adminPassword)
	s.sees("計数中", "見本 窓口")
	s.press("closing.count.A-01")
	s.until("the count again", s.stands("closing.scan"))
	s.scan(firstSerial)
	s.sees("1 枚")
	s.press("closing.end")
	s.sees("A-01 は台帳と一致しました")
}

// A scan changes the number and the answer; the page does not grow with what was counted.
func TestAScanCostsTheSameAfterManyScans(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.press("closing.count.A-01")
	s.until("the count", s.stands("closing.scan"))
	objects := func() (n int) {
		kit.Walk(s.w.frame.Page(), func(fyne.CanvasObject) bool { n++; return true })
		return n
	}
	s.scan(firstSerial)
	s.sees("1 枚")
	page, before := s.w.page.show(), objects()
	for i := range 100 {
		s.scan("4900001" + plain(10000000+i))
	}
	s.sees("101 枚")
	if s.w.page.show() != page || objects() != before {
		t.Errorf("the page was built anew, or grew from %d to %d objects", before, objects())
	}
}

func TestTheDayIsOpenedWithAReasonAndASupervisor(t *testing.T) {
	s := newDayScene(t)
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(8, 40))
	s.login("S002", clerkPassword)
	s.sees("本日の受払をまだ開いていません")
	s.press("day.open")
	s.sees("令和8年11月24日(火)がまだ締められていません")
	s.press("opening.exception")
	s.until("the reasons", s.stands("exception.reason.0"))
	kit.Find(s.w.frame.Top(), "exception.reason.0").(fyne.Tappable).Tapped(nil)
	s.press("exception.confirm")
	s.confirmBy("S001", adminPassword)
	s.until("the board", s.stands("reception.key"))
	day, err := s.db.Stock().Day(t.Context(), juki.DateOf(s.clock()))
	s.must(err)
	if day.Opened.IsZero() || day.Exception != stock.ClosingForgotten || day.OpenedBy != "S002" {
		t.Errorf("%+v", day)
	}
}

// The morning after a day that was closed: what it was closed with, the seals, one press.
func TestTheDayIsOpenedAfterTheSealsWereCompared(t *testing.T) {
	s := newDayScene(t)
	s.keeper.Rules = nil
	s.login("S002", clerkPassword)
	s.must(s.keeper.SetSeal(t.Context(), shelf, "F-004411"))
	s.w.open(closing)
	s.count("inbox")
	s.sees("到着・検品待ち は台帳と一致しました")
	s.count("A-01", firstSerial)
	s.sees("A-01 は台帳と一致しました")
	s.until("the day can be closed", s.mayClose)
	s.press("closing.close")
	s.press("close.confirm")
	s.sees("2人目の職員が、数と差異の理由を確かめてください") // the rules ask for no second count
	s.confirmBy("S001", adminPassword)
	s.sees("本日は締め済です")
	s.session.LogOut()
	s.pull()

	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(8, 40))
	s.login("S002", clerkPassword)
	s.press("day.open")
	s.sees("令和8年11月24日(火)の締め", "見本 窓口", "1", "F-004411")
	if !s.w.frame.Find("opening.open").(*kit.Button).Disabled() {
		t.Error("the day opens before the seal was looked at")
	}
	s.press("seal.other.A-01")
	s.until("the number now", s.stands("seal.seen"))
	s.w.frame.Find("seal.seen").(*kit.Field).SetText("F-004412")
	s.press("seal.confirm")
	s.sees("相違・記録済", "F-004412")
	s.press("opening.open")
	s.until("the board", s.stands("reception.key"))
	if s.recorded(oplog.SealChanged) != 2 || s.recorded(oplog.DayOpened) != 2 {
		t.Errorf("%d seals, %d openings", s.recorded(oplog.SealChanged), s.recorded(oplog.DayOpened))
	}
}

func TestTheBoardSaysWhatWaitsAndWhere(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.sees("今日待っているもの", "数える場所")
	s.press("board.count")
	s.until("the places", s.stands("closing.count.A-01"))
}

// A box goes only after two people looked into it, and not while the ledger has a card in it.
func TestABoxIsThrownAwayByTwo(t *testing.T) {
	s := newDayScene(t)
	s.login("S002", clerkPassword)
	s.must(s.keeper.RegisterPlace(t.Context(), stock.Place{ID: "K-02", Kind: stock.Box, Name: "輸送ケース"}))
	s.w.open(closing)
	s.press("closing.boxes")
	s.until("the label", s.stands("boxes.scan"))
	s.scan("K-02")
	s.until("the box", s.stands("boxes.looked.0"))
	if !s.w.frame.Find("boxes.discard").(*kit.Button).Disabled() {
		t.Error("a box goes that nobody looked into")
	}
	s.w.frame.Find("boxes.looked.0").(fyne.Tappable).Tapped(nil)
	s.press("boxes.discard")
	s.confirmBy("S001", adminPassword)
	s.sees("箱 K-02 の空箱確認を記録しました")
	if s.recorded(oplog.BoxDiscarded) != 1 || s.stands("closing.count.K-02")() {
		t.Errorf("%d boxes recorded", s.recorded(oplog.BoxDiscarded))
	}
}

// confirmBy is a second person at the question for one.
func (s *scene) confirmBy(id juki.OperatorID, password string) {
	s.t.Helper()
	s.until("the second person", s.stands("second.id"))
	s.w.frame.Find("second.id").(*kit.Field).SetText(string(id))
	for _, r := range password {
		s.w.frame.Find("second.password").(*kit.PasswordField).Target().(fyne.Focusable).TypedRune(r)
	}
	s.press("second.confirm")
}

// A day that was counted and only not closed is closed the next morning, without an exception.
func TestTheDayBeforeIsClosedAfterAll(t *testing.T) {
	s := newDayScene(t)
	s.keeper.Rules = nil
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.count("inbox")
	s.sees("到着・検品待ち は台帳と一致しました")
	s.count("A-01", firstSerial)
	s.sees("A-01 は台帳と一致しました")
	s.session.LogOut()
	s.pull()
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(8, 40))
	s.login("S002", clerkPassword)
	s.press("day.open")
	s.sees("計数は終わっています")
	s.press("opening.close-before")
	s.confirmBy("S001", adminPassword)
	s.press("opening.open")
	s.until("the board", s.stands("reception.key"))
	today, before, err := s.keeper.Today(t.Context())
	s.must(err)
	if before.Closed.IsZero() || today.Opened.IsZero() || today.Exception != "" {
		t.Errorf("%+v after %+v", today, before)
	}
}
