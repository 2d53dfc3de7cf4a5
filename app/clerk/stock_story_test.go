package clerk

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

func TestThreeCardsAreMovedByScanningAlone(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{})
	sounds := &heardSounds{}
	s.w.Sounds = sounds
	s.sees("カードを読み取ってください")
	s.picture("stock-move-1-empty")
	s.scan("B-01")
	s.sees("先にカードを読み取ってください")
	for _, serial := range []string{"490000000000002", "490000000000003", "490000000000004"} {
		s.scan(serial)
		s.sees("製造番号 …" + serial[11:] + "(いま A-01)")
	}
	s.scan("490000000000003")
	s.sees("もう読み取りました")
	s.scan("499999999999999")
	s.sees("台帳にありません")
	s.scan("??")
	s.sees("読み取れませんでした")
	s.picture("stock-move-2-cards")
	if sounds.good != 3 || sounds.bad != 4 {
		t.Errorf("%d good sounds, %d bad ones", sounds.good, sounds.bad)
	}
	s.scan("Z-99")
	s.sees("登録されていません")
	s.scan("B-01")
	s.sees("カード 3 枚を B-01  市民課 金庫上段 に移しました")
	s.picture("stock-move-3-done")
	if n := s.lies(stock.MyNumberCards, "B-01", stock.Stored); n != 3 {
		t.Errorf("%d cards lie in the safe", n)
	}
	s.scan(firstSerial)
	s.sees("…0001(いま A-01)")
	s.scan("B-01")
	s.sees("もう入りません")
	s.win.Canvas().Unfocus()
	s.typeKey(fyne.KeyEscape)
	s.sees("記録せずに戻りますか")
	s.picture("stock-move-4-leave")
	s.press("basket.leave.cancel")
	s.lists("basket", "…0001")
}

// A card in a handover is somebody's just now and is not moved.
func TestACardInAHandoverIsNotMoved(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{})
	s.pull()
	s.login("S002", clerkPassword)
	h, err := s.desk.Open(t.Context(), s.first, func() {})
	s.must(err)
	t.Cleanup(h.Close)
	s.must(s.db.Stock().Act(t.Context(), func(tx stock.BookTx) error {
		m := stock.Movement{Time: s.clock(), Item: stock.MyNumberCards, Serial: firstSerial, From: stock.Position{Place: shelf, State: stock.Stored},
			To: stock.Position{Place: stock.Counter, State: stock.InHandover}, Reason: stock.TakeOut, By: "S002"}
		if _, err := tx.Move(m); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: s.clock(), Event: oplog.StockMoved, Operator: "S002", Values: []oplog.Value{oplog.Item(m.Item), oplog.From(m.From.Place),
			oplog.To(m.To.Place), oplog.Reason(m.Reason), oplog.CardTail(m.Serial)}})
	}))
	s.w.open(stockRoom)
	s.press("stock.tab." + tabMove)
	s.scan(firstSerial)
	s.sees("いまの状態では、この手続はできません")
}

func TestAFormIsRegisteredArrivesIsUsedAndAdjusted(t *testing.T) {
	s := newStockScene(t, tabPlaces, stock.Rules{})
	s.picture("stock-places-1")
	s.press("places.items")
	s.picture("stock-items-1")
	s.push("items.add")
	s.picture("stock-items-2-form")
	s.write("item.name", "照会書兼回答書")
	s.write("item.id", "form-inquiry")
	s.write("item.unit", "部")
	s.press("item.save")
	s.sees("数え方を選んでください。")
	s.w.frame.Find("item.tracking").(*kit.Select).Choose(0) // by number alone
	s.press("item.save")
	s.sees("品目「照会書兼回答書」を登録しました")
	s.picture("stock-items-3-saved")

	s.press("stock.tab." + tabAct)
	s.until("the acts", s.stands("act.arrival"))
	s.picture("stock-act-1-menu")
	s.push("act.arrival")
	s.sees("品目を選んでください")
	s.picture("stock-act-2-item")
	s.choose("enter.items", "照会書兼回答書")
	s.write("enter.quantity", "0")
	s.push("enter.next")
	s.sees("正しい範囲の数字")
	s.write("enter.quantity", "1,00") // 100
	s.picture("stock-act-3-quantity")
	s.push("enter.next")
	s.until("the places", s.stands("enter.places"))
	s.picture("stock-act-4-place")
	s.scan("A-01")
	s.push("enter.next")
	s.sees("文書の番号を入力してください。")
	s.write("enter.document", "納品-12")
	s.push("enter.next")
	s.sees("内容を確かめて")
	s.picture("stock-act-5-confirm")
	s.press("enter.save")
	s.sees("受払を記録しました")
	s.picture("stock-act-6-done")
	if n := s.lies("form-inquiry", shelf, stock.Unused); n != 100 {
		t.Errorf("%d forms arrived", n)
	}

	s.press("enter.menu")
	s.push("act.use-form")
	s.choose("enter.places", "A-01")
	s.sees("いま100 部あります")
	s.write("enter.quantity", "30")
	s.push("enter.next")
	s.press("enter.save")
	s.sees("受払を記録しました")

	s.insert(customerReader, "S002")
	s.press("enter.menu")
	s.push("act.count-adjust")
	s.choose("enter.items", "照会書兼回答書")
	s.picture("stock-act-7-way")
	s.press("enter.way.short")
	s.choose("enter.places", "A-01")
	s.write("enter.quantity", "2")
	s.push("enter.next")
	s.sees("2人目の職員")
	s.press("enter.save")
	s.typeWitness(clerkPassword)
	s.press("witness.out.confirm")
	s.sees("受払を記録しました")
	if here, missing := s.lies("form-inquiry", shelf, stock.Unused), s.lies("form-inquiry", stock.Missing, stock.Sought); here != 68 || missing != 2 {
		t.Errorf("%d here, %d missing", here, missing)
	}

	s.press("stock.tab." + tabFigures)
	s.choose("stock.table", "未使用")
	s.lists("cell.moves", "実査による調整", "発行・使用", "納品-12")
	s.picture("stock-cell-form")
	s.push("stock.reverse")
	s.picture("stock-cell-reverse")
	s.press("second.cancel")
}

// Blanks come by lot and number; that they are not issued any more is explained, with the day.
func TestBlanksComeByNumberAndAreNotIssuedAnyMore(t *testing.T) {
	s := newStockScene(t, tabAct, stock.Rules{ResidentCardIssueEnds: juki.Date{Year: 2015, Month: 12, Day: 28}})
	s.push("act.arrival")
	s.write("enter.lot", "l2015a")
	s.write("enter.first", "1")
	s.write("enter.last", "０")
	s.picture("stock-range-1")
	s.push("enter.next")
	s.sees("最初の番号より小さく")
	s.write("enter.last", "100")
	s.push("enter.next")
	s.scan("A-01")
	s.write("enter.document", "送状-7")
	s.push("enter.next")
	s.sees("100 枚", "L2015A 00001–00100")
	s.press("enter.save")
	s.sees("受払を記録しました")
	if n := s.lies(stock.ResidentBlanks, shelf, stock.Unused); n != 100 {
		t.Errorf("%d blanks", n)
	}
	s.press("enter.menu")
	s.push("act.issue-blank")
	s.sees("新規発行は終了しています", "2015-12-28")
	s.picture("stock-closed-issue")
	if s.stands("enter.next")() || s.stands("enter.save")() {
		t.Error("a blank can be issued")
	}
	s.keeper.Rules = func(juki.Date) stock.Rules { return stock.Rules{} } // as in training
	s.press("stock.back")
	s.until("the acts", s.stands("act.issue-blank"))
	s.until("the rules of the day", func() bool { p, ok := s.w.page.(*actPage); return ok && p.books.rules.ResidentCardIssueEnds.IsZero() })
	s.push("act.issue-blank")
	s.write("enter.lot", "L2015A")
	s.write("enter.first", "1")
	s.write("enter.last", "3")
	s.push("enter.next")
	s.press("enter.save")
	s.sees("受払を記録しました")
	if n := s.lies(stock.ResidentBlanks, shelf, stock.Unused); n != 97 {
		t.Errorf("%d blanks are left", n)
	}
}

func TestACardIsLookedUpAndItsNewestEntryReversed(t *testing.T) {
	s := newStockScene(t, tabFigures, stock.Rules{})
	s.lists("stock.table", "個人番号カード", "A-01")
	s.picture("stock-figures-1")
	_, err := s.keeper.Move(t.Context(), stock.MyNumberCards, []juki.CardSerial{"490000000000002"}, "B-01")
	s.must(err)
	s.scan("490000000000002")
	s.sees("B-01  市民課 金庫上段")
	s.lists("look.trail", "移動", "検品・棚入れ", "S001 見本 管理子")
	s.picture("stock-look-1")
	s.push("stock.reverse")
	s.secondPerson("S001", adminPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.press("second.cancel")
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 1))
	s.push("stock.reverse")
	s.picture("stock-look-2-second")
	s.secondPerson("S002", clerkPassword)
	s.sees("受払を訂正しました", "A-01")
	s.lists("look.trail", "訂正", "S002")
	s.picture("stock-look-3-reversed")
	if n := s.lies(stock.MyNumberCards, shelf, stock.Stored); n != 4 || s.recorded(oplog.StockReversed) != 1 {
		t.Errorf("%d cards on the shelf", n)
	}
	s.scan(firstSerial) // its newest entry is the inspection
	s.sees("この画面では訂正できません")
	if s.stands("stock.reverse")() {
		t.Error("an inspection can be reversed here")
	}
	s.scan("499999999999999")
	s.sees("台帳にありません")
	s.pull()
	s.login("S002", clerkPassword)
	_, err = s.keeper.Move(t.Context(), stock.MyNumberCards, []juki.CardSerial{"490000000000003"}, "B-01")
	s.must(err)
	s.w.turnTo(newLookPage(s.w, "490000000000003"))
	s.until("the card", s.stands("stock.reverse"))
	if s.canPush("stock.reverse")() {
		t.Error("an operator is offered to reverse an entry")
	}
}

// All acts but those without an item are offered.
func TestTheActsAreOffered(t *testing.T) {
	s := newStockScene(t, tabAct, stock.Rules{})
	s.until("the acts", s.canPush("act.arrival"))
	for _, g := range actGroups() {
		for _, c := range g.choices {
			if c.key() == "use-form" { // no form is registered yet
				continue
			}
			if s.w.frame.Find("act." + c.key()).(*kit.Button).Disabled() {
				t.Errorf("%s is not offered", c.key())
			}
		}
	}
}

// Every act that a clerk enters by hand is on the screen, and no other; its words are those of the papers.
func TestEveryActByHandIsOffered(t *testing.T) {
	offered := map[stock.Reason]bool{}
	for _, g := range actGroups() {
		for _, c := range g.choices {
			offered[c.reason] = true
		}
	}
	for _, a := range stock.Acts() {
		if a.ByHand != offered[a.Reason] {
			t.Errorf("%s: by hand %v, offered %v", a.Reason, a.ByHand, offered[a.Reason])
		}
	}
}

func TestTheRoomSpeaksTheWordsOfTheLedger(t *testing.T) {
	s := newStockScene(t, tabFigures, stock.Rules{})
	same := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("the room says %q, the ledger %q", got, want)
		}
	}
	for _, st := range stock.States() {
		same(s.w.stateWord(stock.MyNumberCards, st), st.Japanese())
		same(s.w.stateWord(stock.StorageMedia, st), stock.StorageMedia.StateWord(st))
	}
	for _, a := range stock.Acts() {
		same(s.w.actWord(a.Reason), a.Reason.Japanese())
	}
	for _, p := range append(stock.FixedPlaces(), stock.Issuer, stock.Resident, stock.Disposed, stock.Gone) {
		same(s.w.placeWord(stock.Place{ID: p, Kind: stock.Fixed}), p.Japanese())
	}
	for _, k := range stock.PlaceKinds() {
		same(s.w.kindWord(k), k.Japanese())
	}
	for _, i := range stock.FixedItems() {
		same(s.w.itemWord(i), i.Name)
	}
}

// A second person who goes back has stopped nothing for good: the same cards can be moved at once.
func TestAMoveThatNobodyWitnessedIsTriedAgain(t *testing.T) {
	s := newStockScene(t, tabMove, stock.Rules{Witnessed: []stock.Reason{stock.Move}})
	s.insert(customerReader, "S002")
	s.scan("490000000000002")
	s.lists("basket", "…0002")
	s.scan("B-01")
	s.press("witness.cancel")
	s.until("the page", s.stands("move.scan"))
	s.scan("B-01")
	s.typeWitness(clerkPassword)
	s.press("witness.out.confirm")
	s.sees("カード 1 枚を B-01")
	found, err := s.keeper.Look(t.Context(), "490000000000002")
	s.must(err)
	if m := found.Trail[0]; m.Witness != "S002" || m.By != "S001" {
		t.Errorf("moved by %s with %s", m.By, m.Witness)
	}
}
