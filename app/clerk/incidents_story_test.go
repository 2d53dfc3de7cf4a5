package clerk

import (
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// loses reports a card as missing and does every step of the plan but the last n, with a note that names somebody.
func (s *scene) loses(serial juki.CardSerial, undone int) stock.Incident {
	s.t.Helper()
	i, err := s.keeper.ReportMissing(s.t.Context(), stock.MyNumberCards, serial)
	s.must(err)
	for _, step := range i.Steps[:len(i.Steps)-undone] {
		s.must(s.keeper.DoStep(s.t.Context(), i.Number, step.ID, somebodysNote))
	}
	return i
}

// A card that stays missing is lost with the end of its incident, which two people confirm; the incident stays to be read.
func TestACardThatIsNotFoundIsClosedAsLostByTwo(t *testing.T) {
	s := newRoomScene(t, incidents, "S001", adminPassword)
	s.sees("対応中の事故はありません")
	s.picture("incident-6-empty")
	i := s.loses("490000000000002", 0)
	s.goTo(incidents, "S002", clerkPassword)
	s.sees("手順はすべて終わりました")
	s.press("incidents.open." + string(i.Number))
	s.sees("手順(3/3 済)", "紛失として終結する")
	s.picture("incident-7-ready")
	s.push("incident.close")
	s.sees("見つかりませんでした。紛失として終結します")
	s.secondPerson("S002", clerkPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.secondPerson("S001", adminPassword)
	s.sees("事故 J08-000001 を終結しました", "2026-11-24 終結")
	s.picture("incident-8-closed")
	if !s.stands("incident.found")() {
		t.Error("a card that was lost cannot be found after all")
	}
	for _, id := range []string{"incident.close", "incident.step.search"} {
		if s.stands(id)() {
			t.Errorf("%s is offered for a closed incident", id)
		}
	}
	at, err := s.keeper.Look(t.Context(), "490000000000002")
	s.must(err)
	if at.At != (stock.Position{Place: stock.Gone, State: stock.Lost}) {
		t.Errorf("the card is at %v", at.At)
	}
	s.push("incident.print")
	papers := s.w.Papers.(*madePapers)
	s.until("the paper", s.stands("paper.back"))
	if asked := papers.asked; len(asked) != 1 || asked[0].Kind != stock.PaperIncident || asked[0].Incident != i.Number {
		t.Errorf("papers asked for: %v", asked)
	}
	s.w.open(incidents)
	s.sees("対応中の事故はありません", "終結したもの(1年分) 1 件")
	s.picture("incident-9-room")
}

// Nobody closes what is not done, and a place that is none takes no card.
func TestWrongOrdersOfAnIncidentAreRefused(t *testing.T) {
	s := newRoomScene(t, incidents, "S001", adminPassword)
	i := s.loses("490000000000002", 1)
	s.w.openIncident(i.Number)
	s.push("incident.close")
	s.sees("終わっていない手順があります", "すべて終えてから終結")
	if s.stands("second.id")() {
		t.Error("a second person is asked for what cannot be closed")
	}
	s.push("incident.found")
	s.scan("490000000000002")
	s.scan("Z-99")
	s.sees("その保管場所は登録されていません")
	if n := s.lies(stock.MyNumberCards, stock.Missing, stock.Sought); n != 1 {
		t.Errorf("%d cards are missing", n)
	}
	s.must(s.keeper.ReportFound(t.Context(), i.Number, shelf)) // somebody else was quicker
	s.scan("A-01")
	s.sees("台帳では、このカードはその場所にありません")
	if n := s.recorded(oplog.IncidentClosed); n != 0 {
		t.Errorf("%d incidents are closed", n)
	}
}

// A card that was lost for good is found after all: from its closed incident it goes to a place that can take it.
func TestALostCardIsFoundFromItsClosedIncident(t *testing.T) {
	s := newRoomScene(t, incidents, "S001", adminPassword)
	i := s.loses("490000000000002", 0)
	s.must(s.keeper.CloseIncident(t.Context(), i.Number, "S002"))
	s.must(s.keeper.RegisterPlace(t.Context(), stock.Place{ID: "X-01", Kind: stock.Box}))
	s.must(s.keeper.DiscardBox(t.Context(), "X-01", true, "S002"))
	s.w.openIncident(i.Number)
	s.sees("終結", "紛失")
	s.push("incident.found")
	s.scan("490000000000002")
	s.scan("X-01")
	s.sees("その保管場所は登録されていません")
	s.scan("A-01")
	s.sees("…0002")
	s.until("it lies there", func() bool { return s.lies(stock.MyNumberCards, stock.Gone, stock.Lost) == 0 })
	s.until("nothing is left to be found", func() bool { return s.stands("incident.print")() && !s.stands("incident.found")() })
}

// Every page of the rooms speaks both languages.
func TestTheRoomsSpeakBothLanguages(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) { walkTheRooms(t, language) })
	}
}

func walkTheRooms(t *testing.T, language string) {
	s := newRoomScene(t, picks, "S002", clerkPassword)
	s.w.Language, s.w.text = language, s.w.Texts.In(language)
	s.books()
	pictures := 0
	look := func(name string) {
		t.Helper()
		s.queue.Run()
		if said := s.said(); strings.Contains(said, "[") {
			t.Errorf("%s: a text is missing:\n%s", name, said)
		}
		pictures++
		s.picture(language + "-" + plain(pictures) + "-" + name)
	}
	s.w.open(picks)
	s.lists("picks.table", "10:30")
	look("picks")
	s.push("picks.start")
	s.lists("prepare.places", "B-01")
	look("prepare-place")
	s.scan("B-01")
	s.scan("490000000000003")
	s.lists("prepare.table", "✓")
	look("prepare")
	s.choose("prepare.table", "…0004")
	s.push("prepare.missing")
	look("missing")
	s.press("picks.lost.confirm")
	s.until("the incident", s.stands("incident.opened.confirm"))
	look("lost")
	s.press("incident.opened.confirm")
	s.until("the steps", s.stands("incident.step.search"))
	look("incident")
	s.press("incident.step.search")
	s.jots("incident.note", "見本 次郎 様の棚を探した")
	look("step")
	s.press("incident.step.cancel")
	s.push("incident.found")
	s.scan("490000000000004")
	s.lists("found.places", "A-01")
	look("found")
	s.w.open(incidents)
	s.until("the list", s.stands("incidents.open.J08-000001"))
	look("incidents")
	s.w.open(picks)
	s.push("picks.book")
	s.scan("A1B-234567")
	s.until("the form", s.stands("book.save"))
	look("book")
	s.w.open(picks)
	s.choose("picks.table", "…0003")
	s.push("picks.cancel")
	look("cancel")
	s.press("picks.off.confirm")
	s.lists("unpick.table", "…0003")
	look("unpick")
	s.enters(stock.Cancel, "490000000000002")
	s.w.open(disposals)
	s.choose("disposal.due", "…0002")
	look("propose")
	s.push("disposal.decide")
	s.until("proposed", s.stands("disposal.said"))
	s.press("disposal.tab.approve")
	s.push("disposal.all")
	look("approve")
	s.push("disposal.approve")
	look("approve-second")
	s.secondPerson("S001", adminPassword)
	s.until("approved", s.stands("disposal.said"))
	s.press("disposal.tab.dispose")
	s.choose("disposal.ready", "…0002")
	s.press("dispose.do")
	s.until("what is missing", s.stands("dispose.wrong"))
	look("dispose")
}
