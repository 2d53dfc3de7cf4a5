package clerk

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

const bookingList = `予約日,時刻,交付通知書番号
2026-11-25,10:30,A1B-234568
2026-11-25,9:00,A1B-234569
2026-11-25,13時,A1B-234570
2026-11-25,14:00,ZZZ-999999
2020-11-25,14:00,A1B-234567
`

// emergencyRules are a regulation's as far as these rooms read them.
func emergencyRules() stock.Rules {
	return stock.Rules{DisposalAfter: 90, DisposalSameDay: true, Methods: []string{"incineration", "dissolution", "shredding"}, Witnessed: []stock.Reason{stock.Disposal}, Steps: []stock.Step{
		{ID: "search", Japanese: "執務室・保管場所を捜索する", English: "Search the office and the places", Post: juki.Operator, Within: time.Hour},
		{ID: "report", Japanese: "情報保護管理者に報告する", English: "Report to the data protection manager", Post: juki.Operator, Within: 2 * time.Hour},
		{ID: "stop", Japanese: "カードの一時停止を求める", English: "Ask for the card to be suspended", Post: juki.SystemAdministrator, Within: 3 * time.Hour},
	}}
}

// listOffice is an office whose folder has one list.
type listOffice struct {
	Office
	name, list string
}

func (o listOffice) ArrivalLists() ([]string, error)        { return []string{o.name}, nil }
func (o listOffice) ReadArrivalList(string) ([]byte, error) { return []byte(o.list), nil }

// newRoomScene is a counter with four cards on A-01, a box B-01 for what is prepared, and somebody logged in in a room.
func newRoomScene(t *testing.T, r room, id juki.OperatorID, password string) *scene {
	t.Helper()
	s := newStockScene(t, tabFigures, emergencyRules())
	s.w.Office = listOffice{emptyOffice{}, "yoyaku.csv", bookingList}
	s.goTo(r, id, password)
	return s
}

// goTo changes who is at work and goes into a room.
func (s *scene) goTo(r room, id juki.OperatorID, password string) {
	s.t.Helper()
	s.pull()
	s.login(id, password)
	s.w.open(r)
}

// books makes the appointments of the list without the screen.
func (s *scene) books() {
	s.t.Helper()
	preview, err := s.desk.PreviewAppointments(s.t.Context(), []byte(bookingList), counter.DefaultAppointmentHeaders())
	s.must(err)
	_, err = s.desk.TakeAppointments(s.t.Context(), preview)
	s.must(err)
}

func TestTomorrowsCardsArePreparedAndOneIsNotFound(t *testing.T) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	sounds := &heardSounds{}
	s.w.Sounds = sounds
	s.sees("11月25日(水)", "この日の交付予約はありません")
	s.picture("picks-1-empty")
	s.push("picks.list")
	s.press("bookings.read.0")
	s.sees("取り込める予約 3 件、取り込めない行 2 行")
	s.lists("bookings.bad", "その番号の案件がありません", "日付が正しくありません")
	s.picture("picks-2-list")
	s.press("bookings.take")
	s.sees("予約 3 件を取り込みました", "予約 3 件のうち準備済 0 件")
	s.lists("picks.table", "A-01", "…0002", "…0003", "…0004")
	s.picture("picks-3-day")
	s.push("picks.print")
	papers := s.w.Papers.(*madePapers)
	s.until("the paper", s.stands("paper.back"))
	if asked := papers.asked; len(asked) != 1 || asked[0].Kind != stock.PaperPick || asked[0].Day != (juki.Date{Year: 2026, Month: 11, Day: 25}) {
		t.Errorf("papers asked for: %v", asked)
	}

	s.w.open(picks)
	s.push("picks.start")
	s.sees("準備箱または窓口の棚のラベル")
	s.lists("prepare.places", "B-01")
	s.scan("490000000000002")
	s.sees("先に、カードを入れる場所")
	s.picture("picks-4-place")
	s.scan("B-01")
	s.sees("B-01  市民課 金庫上段 に準備します")
	s.scan("490000000000002")
	s.sees("製造番号 …0002 を準備しました(10:30 来庁)", "準備済 1 / 3")
	s.lists("prepare.table", "✓ 準備済")
	s.scan("490000000000002")
	s.sees("もう準備済です")
	s.scan(firstSerial)
	s.sees("このカードは準備一覧にありません")
	s.scan("490000000000003")
	s.sees("準備済 2 / 3")
	s.picture("picks-5-cards")
	s.choose("prepare.table", "…0004")
	s.push("prepare.missing")
	s.sees("カードが見つかりませんか", "隣の場所")
	s.picture("picks-6-missing")
	s.press("picks.lost.cancel")
	if n := s.recorded(oplog.IncidentOpened); n != 0 {
		t.Errorf("%d incidents are open although nobody said so", n)
	}
	s.choose("prepare.table", "…0004")
	s.push("prepare.missing")
	s.press("picks.lost.confirm")
	s.sees("事故 J08-000001 を記録しました", "1. 執務室・保管場所を捜索する(10:00 まで)")
	s.picture("picks-7-incident")
	s.press("incident.opened.cancel")
	s.lists("prepare.table", "× 所在不明 J08-000001")
	s.picture("picks-7-sought")
	if sounds.good != 3 || sounds.bad != 3 {
		t.Errorf("%d good sounds, %d bad ones", sounds.good, sounds.bad)
	}
	if n := s.lies(stock.MyNumberCards, "B-01", stock.Picked); n != 2 {
		t.Errorf("%d cards are prepared", n)
	}
	if n := s.lies(stock.MyNumberCards, stock.Missing, stock.Sought); n != 1 {
		t.Errorf("%d cards are missing", n)
	}

	s.w.open(incidents)
	s.press("incidents.open.J08-000001")
	s.sees("事故 J08-000001", "…0004", "執務室・保管場所を捜索する", "10:00 まで", "検品・棚入れ")
	s.picture("incident-1")
	s.press("incident.close")
	s.sees("終わっていない手順があります")
	s.press("incident.step.report")
	s.write("incident.note", "課長に口頭で報告した")
	s.picture("incident-2-step")
	s.press("incident.step.confirm")
	s.sees("手順「情報保護管理者に報告する」を終えました", "課長に口頭で報告した")
	if !s.w.frame.Find("incident.step.stop").(*kit.Button).Disabled() {
		t.Error("an operator may finish the step of the system administrator")
	}
	s.press("incident.found")
	s.scan("A-01")
	s.sees("先に、見つかったカード")
	s.scan("490000000000003")
	s.sees("この事故のカードではありません")
	s.scan("490000000000004")
	s.sees("カードを置く場所のラベル")
	s.picture("incident-3-found")
	s.scan("A-01")
	s.sees("…0004 を A-01 に戻しました", "手順(2/3 済)")
	s.picture("incident-4-after")
	if n := s.lies(stock.MyNumberCards, shelf, stock.Stored); n != 2 {
		t.Errorf("%d cards lie on the shelf", n)
	}

	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 24}.At(13, 0))
	s.goTo(incidents, "S001", adminPassword)
	s.sees("対応中 1 件", "期限超過", "次は手順3")
	s.picture("incident-5-room")
	s.press("incidents.open.J08-000001")
	s.press("incident.step.stop")
	s.press("incident.step.confirm")
	s.sees("手順(3/3 済)")
	s.press("incident.close")
	s.sees("手順がすべて終わったことを確認し")
	s.secondPerson("S001", adminPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.press("second.cancel")
	if n := s.recorded(oplog.IncidentClosed); n != 0 {
		t.Errorf("%d incidents are closed by one person", n)
	}
}

// Who comes is noted by hand too; when the appointment is cancelled the card that was prepared goes back to its shelf.
func TestAnAppointmentIsMadeByHandCancelledAndItsCardPutBack(t *testing.T) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	s.push("picks.book")
	s.until("the field", s.stands("book.scan"))
	s.scan("ZZZ-999999")
	s.sees("その番号の案件がありません")
	s.picture("book-1")
	s.scan("A1B-234568")
	s.sees("来庁の日と時刻", "…0002")
	if words := s.said(); strings.Contains(words, "次郎") || strings.Contains(words, "ジロウ") {
		t.Errorf("a person's name is shown:\n%s", words)
	}
	if n := s.recorded(oplog.PersonSearched); n != 2 { // also the one that found nobody
		t.Errorf("%d searches are recorded", n)
	}
	s.write("book.time", "25:00")
	s.press("book.save")
	s.sees("時刻を 10:30 のように")
	s.write("book.time", "１０３０")
	s.write("book.day", "2020-01-01")
	s.press("book.save")
	s.sees("本日から1年先までの日")
	s.write("book.day", "R8.11.25")
	s.picture("book-2")
	s.press("book.save")
	s.sees("予約を入れました(令和8年11月25日(水) 10:30)")
	s.lists("picks.table", "10:30")

	s.push("picks.start")
	s.choose("prepare.places", "B-01")
	s.scan("490000000000002")
	s.sees("すべてそろいました")
	s.win.Canvas().Unfocus()
	s.typeKey(fyne.KeyEscape)
	s.lists("picks.table", "✓ 準備済")
	s.choose("picks.table", "…0002")
	s.picture("book-3-chosen")
	s.push("picks.cancel")
	s.sees("続けてもとの保管場所へ戻します")
	s.press("picks.off.confirm")
	s.sees("予約を取り消しました", "カードを読み取り、画面に出た保管場所へ")
	s.picture("unpick-1")
	s.win.Canvas().Unfocus()
	s.typeKey(fyne.KeyEscape)
	s.sees("準備されたままのカードが 1 枚")
	s.picture("picks-8-idle")
	s.push("picks.idle")
	s.lists("unpick.table", "…0002", "A-01")
	s.scan(firstSerial)
	s.sees("戻すカードではありません")
	s.scan("490000000000002")
	s.sees("…0002 を A-01 へ戻してください")
	if n := s.lies(stock.MyNumberCards, shelf, stock.Stored); n != 4 {
		t.Errorf("%d cards lie on the shelf", n)
	}
}

// On a day that nobody opened nothing is prepared, and the screen says what to do.
func TestNothingIsPreparedBeforeTheDayIsOpened(t *testing.T) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	s.books()
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(9, 0))
	s.w.open(picks)
	s.until("the list of the 26th", s.stands("picks.day.before"))
	s.press("picks.day.before")
	s.sees("予約 3 件のうち準備済 0 件")
	s.push("picks.start")
	s.lists("prepare.places", "B-01")
	s.scan("B-01")
	s.scan("490000000000002")
	s.sees("本日の受払がまだ開かれていません", "「日次締め」の画面")
}

// Somebody may come on a Saturday: that is the day to prepare, as the board says.
func TestTheRoomOpensOnTheNextDayOnWhichSomebodyComes(t *testing.T) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 27}.At(9, 0)) // a Friday
	s.must(s.desk.MakeAppointment(t.Context(), s.first, juki.Date{Year: 2026, Month: 11, Day: 28}, juki.Clock(10, 0)))
	s.w.open(picks)
	s.sees("11月28日(土)", "予約 1 件")
	s.press("picks.day.next")
	s.sees("11月30日(月)", "この日の交付予約はありません")
	if err := s.desk.MakeAppointment(t.Context(), s.first, juki.Date{Year: 2026, Month: 11, Day: 28}, juki.Clock(10, 0)); err == nil {
		t.Error("the same appointment twice")
	}
}

// An administrator looks on: who comes is not theirs to note (第5条).
func TestWhoMayNotPrepareIsNotOfferedIt(t *testing.T) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	s.books()
	s.goTo(picks, "S001", adminPassword)
	s.sees("予約 3 件のうち準備済 0 件")
	for _, id := range []string{"picks.list", "picks.book", "picks.start"} {
		if !s.w.frame.Find(id).(*kit.Button).Disabled() {
			t.Errorf("%s is offered to a system administrator", id)
		}
	}
}

func TestATimeIsRead(t *testing.T) {
	for text, want := range map[string]juki.ClockTime{"9:30": juki.Clock(9, 30), "0930": juki.Clock(9, 30), "１３：０５": juki.Clock(13, 5), "0:00": 0, "23:59": juki.Clock(23, 59)} {
		if got, ok := parseMinute(text); !ok || got != want {
			t.Errorf("%s reads as %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "24:00", "9:60", "9", "9時30分", "9:3", "123:00", "-1:00"} {
		if got, ok := parseMinute(text); ok {
			t.Errorf("%s reads as %v", text, got)
		}
	}
}
