package clerk

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// tick presses a box or an alternative.
func (s *scene) tick(id string) {
	s.t.Helper()
	s.until(id, s.stands(id))
	s.w.frame.Find(id).(fyne.Tappable).Tapped(nil)
}

// enters enters one act in the ledger, by who is logged in.
func (s *scene) enters(reason stock.Reason, serials ...juki.CardSerial) {
	s.t.Helper()
	_, err := s.keeper.Enter(s.t.Context(), stock.Entry{Reason: reason, Things: stock.Things{Item: stock.MyNumberCards, Serials: serials}})
	s.must(err)
}

func TestCancelledCardsAreProposedApprovedByAnotherAndDisposedOfWithAWitness(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	s.sees("廃棄の時期が来たカードはありません")
	s.picture("disposal-1-empty")
	s.enters(stock.Cancel, "490000000000002", "490000000000003")
	s.enters(stock.Spoil, "490000000000004")
	s.w.open(disposals)
	s.lists("disposal.due", "…0002", "…0003", "…0004", "き損・書損", "□")
	s.scan(firstSerial) // a good card that waits for its owner
	s.sees("…0001 は、まだ交付通知をしていません")
	s.enters(stock.Notice, firstSerial)
	s.scan(firstSerial)
	s.sees("…0001 は、まだ廃棄の時期ではありません(0 日目・90 日から)")
	s.w.frame.Find("disposal.why").(*kit.Select).Choose(1)
	s.scan(firstSerial)
	s.sees("…0001 は、有効期間が満了していない")
	s.w.frame.Find("disposal.why").(*kit.Select).Choose(0)
	s.scan("490000000000003")
	s.sees("…0003 を選びました(理由 取消)")
	s.choose("disposal.due", "…0003") // the tick comes off again
	s.until("no tick", func() bool { return !s.canPush("disposal.decide")() })
	s.scan("490000000000002")
	s.sees("…0002 を選びました(理由 取消)")
	s.choose("disposal.due", "…0003")
	s.until("two ticks", func() bool { p, ok := s.w.page.(*disposalsPage); return ok && len(p.ticked) == 2 })
	s.choose("disposal.due", "…0004")
	s.picture("disposal-2-ticked")
	s.push("disposal.decide")
	s.sees("廃棄 3 件を起案しました", "承認待ち 3", "廃棄の時期が来たカードはありません")

	s.press("disposal.tab.dispose")
	s.sees("実施を待つ廃棄はありません")
	s.press("disposal.tab.approve")
	s.lists("disposal.waits", "H08-000001", "本日中", "S002 見本 窓口")
	s.push("disposal.all")
	s.picture("disposal-3-approve")
	s.push("disposal.approve")
	s.sees("廃棄 3 件")
	s.secondPerson("S002", clerkPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.picture("disposal-4-second")
	s.press("second.cancel")
	s.push("disposal.all") // none
	s.choose("disposal.waits", "…0004")
	s.push("disposal.refuse")
	s.sees("廃棄 H08-000003(個人番号カード …0004)を承認しません")
	s.secondPerson("S001", adminPassword)
	s.sees("廃棄 1 件を不承認とし", "承認待ち 2")
	if n := s.lies(stock.MyNumberCards, shelf, stock.Spoiled); n != 1 {
		t.Errorf("%d cards have their state back", n)
	}
	s.push("disposal.all")
	s.push("disposal.approve")
	s.secondPerson("S001", adminPassword)
	s.sees("廃棄 2 件を承認しました", "承認待ち 0", "実施 2")

	s.press("disposal.tab.dispose")
	s.lists("disposal.ready", "本日中", "…0002", "S001 見本 管理子")
	s.scan(firstSerial)
	s.sees("起案されていません")
	s.picture("disposal-5-ready")
	s.scan("490000000000002")
	s.sees("廃棄の実施 H08-000001")
	s.press("dispose.do")
	s.sees("廃棄の確認が足りません", "方法、券面判読不能の確認、ICチップの破壊の確認、実施場所")
	s.picture("disposal-6-missing")
	s.tick("dispose.method.2")
	s.tick("dispose.face.0")
	s.jots("dispose.where", "本庁舎 裁断室(見本 史子)")
	s.press("dispose.do")
	s.sees("足りないもの: ICチップの破壊の確認")
	s.tick("dispose.chip.0")
	s.jots("dispose.contractor", "見本 三郎 商店")
	s.press("dispose.do")
	s.sees("足りないもの: 処理証明書番号")
	s.write("dispose.certificate", "証-12")
	s.picture("disposal-7-filled")
	s.press("dispose.do")
	s.sees("裁断により廃棄したことに立ち会い")
	s.insert(customerReader, "S002")
	s.typeWitness(clerkPassword)
	s.says(s.w.text.T("code.same-person-twice.what"))
	s.insert(customerReader, "S001")
	s.typeWitness(adminPassword)
	s.press("witness.out.confirm")
	s.sees("H08-000001 を廃棄しました", "残り 1 件", "…0003")
	s.picture("disposal-8-done")
	s.press("dispose.next")
	s.sees("廃棄の実施 H08-000002")
	p := s.w.page.(*disposePage)
	if p.method() != "shredding" || p.fields.where.Text() != "本庁舎 裁断室(見本 史子)" || len(p.fields.face.Selected())+len(p.fields.chip.Selected()) != 0 {
		t.Error("the next one has not the same method and place, or what has to be looked at is ticked already")
	}
	s.tick("dispose.face.0")
	s.tick("dispose.chip.0")
	s.press("dispose.do")
	s.typeWitness(adminPassword)
	s.press("witness.out.confirm")
	s.sees("すべて終わりました")
	s.press("dispose.back")
	s.sees("実施を待つ廃棄はありません")
	s.push("disposal.print")
	papers := s.w.Papers.(*madePapers)
	s.until("the paper", s.stands("paper.back"))
	if asked := papers.asked; len(asked) != 1 || asked[0].Kind != stock.PaperDisposal || asked[0].Day.Day != 1 || asked[0].To.Day != 24 {
		t.Errorf("papers asked for: %v", asked)
	}
	for event, want := range map[oplog.EventID]int{oplog.DisposalDecided: 3, oplog.DisposalApproved: 2, oplog.DisposalRefused: 1, oplog.DisposalDone: 2} {
		if n := s.recorded(event); n != want {
			t.Errorf("%v is recorded %d times", event, n)
		}
	}
	all, err := s.db.Stock().DisposalsBetween(t.Context(), s.clock().AddDate(0, 0, -1), s.clock().AddDate(0, 0, 1))
	s.must(err)
	for _, c := range all {
		if c.Refused {
			continue
		}
		if c.Witness != "S001" || c.DoneBy != "S002" || c.ApprovedBy != "S001" || !c.Proof.FaceGone || !c.Proof.ChipGone || c.Proof.Certificate != "証-12" {
			t.Errorf("recorded: %+v", c)
		}
	}
}

// What cannot be proposed stays ticked and is said with its remedy; on a day that nobody opened nothing is proposed.
func TestWhatCannotBeProposedIsSaidAndStays(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	s.enters(stock.Cancel, "490000000000002")
	s.setClock(juki.Date{Year: 2036, Month: 12, Day: 25}.At(9, 0)) // the first card was valid until April
	s.w.open(disposals)
	s.lists("disposal.due", "…0002")
	s.w.frame.Find("disposal.why").(*kit.Select).Choose(1)
	s.scan(firstSerial) // is on the list only because it was scanned
	s.sees("(理由 有効期間満了)")
	s.choose("disposal.due", "…0002")
	s.push("disposal.decide")
	s.sees("本日の受払がまだ開かれていません", "「日次締め」の画面")
	s.lists("disposal.due", "✓", "…0001")
	if p := s.w.page.(*disposalsPage); len(p.ticked) != 2 {
		t.Errorf("ticked: %v", p.ticked)
	}
}

// A disposal that waits overnight is marked, and its card is told from one that nobody proposed.
func TestADisposalOfYesterdayIsOverdue(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	s.enters(stock.Cancel, "490000000000002")
	_, err := s.keeper.DecideDisposal(t.Context(), stock.Things{Item: stock.MyNumberCards, Serials: []juki.CardSerial{"490000000000002"}}, shelf, stock.Cancel)
	s.must(err)
	s.press("disposal.tab.dispose")
	s.sees("実施を待つ廃棄はありません")
	s.must(s.keeper.ApproveDisposal(t.Context(), "H08-000001", "S001", true))
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(9, 0))
	s.w.open(disposals)
	s.press("disposal.tab.dispose")
	s.lists("disposal.ready", "▲ 期限超過")
}

// Cards that nobody fetches are due after the regulation's days, not before.
func TestACardThatWasNotFetchedIsDueAfterTheRegulationsDays(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	s.enters(stock.Notice, "490000000000002", "490000000000003")
	for _, c := range []struct {
		days int
		due  bool
	}{{89, false}, {90, true}} {
		s.setClock(juki.Date{Year: 2026, Month: 11, Day: 24}.AddDays(c.days).At(9, 0))
		s.w.open(disposals)
		s.until("the list", func() bool { p, ok := s.w.page.(*disposalsPage); return ok && p.read })
		if due := s.stands("disposal.due")(); due != c.due {
			t.Errorf("after %d days the cards are due: %v", c.days, due)
		}
	}
	s.lists("disposal.due", "交付期限超過")
}

// Blanks are proposed by their numbers, with a reason; they have a chip, forms have none.
func TestOldBlanksAreProposedByTheirNumbers(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	_, err := s.keeper.Enter(t.Context(), stock.Entry{Reason: stock.Arrival, Things: stock.Things{Item: stock.ResidentBlanks, Lot: "L2015A", First: 1, Last: 100}, To: shelf, Document: "送状-7"})
	s.must(err)
	s.push("disposal.loose")
	s.lists("loose.table", "L2015A 00001–00100", "未使用", "100")
	s.picture("loose-1")
	s.choose("loose.table", "L2015A")
	s.until("the form", s.stands("loose.last"))
	s.press("loose.decide")
	s.sees("理由を選んでください")
	s.tick("loose.why.0")
	s.write("loose.last", "101")
	s.press("loose.decide")
	s.sees("1 から 100 までの数字")
	s.write("loose.last", "50")
	s.picture("loose-2")
	s.press("loose.decide")
	s.sees("廃棄 1 件を起案しました", "承認待ち 1")
	if n := s.lies(stock.ResidentBlanks, shelf, stock.AwaitingDisposal); n != 50 {
		t.Errorf("%d blanks wait for their disposal", n)
	}
	s.must(s.keeper.ApproveDisposal(t.Context(), "H08-000001", "S001", true))
	s.w.open(disposals)
	s.press("disposal.tab.dispose")
	s.choose("disposal.ready", "L2015A")
	s.until("the chip of a blank", s.stands("dispose.chip.0"))
	p := s.w.page.(*disposePage)
	p.c.Things = stock.Things{Item: "form-inquiry", Quantity: 3}
	s.w.redraw()
	if s.stands("dispose.chip.0")() {
		t.Error("a form is asked for its chip")
	}
}

// An auditor may look at the room but the acts of the counter are not the auditor's; what the catalogue allows decides.
func TestTheButtonsFollowTheCatalogue(t *testing.T) {
	s := newRoomScene(t, disposals, "S002", clerkPassword)
	s.until("the list", func() bool { p, ok := s.w.page.(*disposalsPage); return ok && p.read })
	if s.w.frame.Find("disposal.loose").(*kit.Button).Disabled() {
		t.Error("an operator may not propose blanks")
	}
	if !s.w.frame.Find("disposal.decide").(*kit.Button).Disabled() {
		t.Error("nothing is ticked, and it can be proposed")
	}
}
