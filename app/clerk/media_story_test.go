package clerk

import (
	"testing"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// mediaRules are a regulation's that says how media are disposed of.
func mediaRules() stock.Rules {
	rules := emergencyRules()
	rules.MediaMethods = []string{"destruction", "shredding"}
	return rules
}

// Two media are enrolled under the office's own numbers, seen among the stock in words of their own, and moved.
func TestMediaAreEnrolledByTheOfficesOwnNumbers(t *testing.T) {
	s := newStockScene(t, tabAct, mediaRules())
	s.until("the acts", s.canPush("act.enrol-medium"))
	s.picture("media-1-acts")
	if s.canPush("act.use-form")() {
		t.Error("a medium is something to be used up")
	}
	s.push("act.check")
	s.lists("enter.items", "個人番号カード")
	if s.w.frame.Find("enter.items").(*kit.Table).Says("電子媒体") {
		t.Error("a medium is offered to be inspected")
	}
	s.press("stock.back")
	s.push("act.enrol-medium")
	s.sees("電子媒体の管理番号を読み取るか、入力してください", "数字と英大文字、8~20字")
	s.scan("MD-1")
	s.says(s.w.text.T("code.label-unreadable.what"))
	s.scan("MD000001")
	s.scan("md000002")
	s.lists("basket", "…0001", "…0002", "発行元")
	s.sees("管理番号 …0002(いま 発行元)")
	s.picture("media-2-enrol")
	s.push("enter.next")
	s.scan("A-01")
	s.write("enter.document", "物品-7")
	s.push("enter.next")
	s.picture("media-3-confirm")
	s.press("enter.save")
	s.sees("受払を記録しました", "電子媒体の登録", "2 個")
	s.press("stock.tab." + tabFigures)
	s.lists("stock.table", "電子媒体", "使用・保管中")
	s.picture("media-4-figures")
	s.press("stock.tab." + tabMove)
	s.scan("MD000001")
	s.lists("basket", "使用・保管中")
	s.picture("media-5-move")
	s.scan("B-01")
	s.sees("電子媒体 1 個を B-01")
	if n := s.lies(stock.StorageMedia, "B-01", stock.Unused); n != 1 {
		t.Errorf("%d media in the safe", n)
	}
}

// A medium that is of no use any more is proposed by its number; nothing else proposes it. It is disposed of once it is said how it was initialised, and
// the next one is asked for anew (第19条第1号). A card after it is asked for its face and chip again.
func TestAMediumIsDisposedOfOnceItIsInitialised(t *testing.T) {
	s := newRoomScene(t, reception, "S002", clerkPassword)
	s.keeper.Rules = func(juki.Date) stock.Rules { return mediaRules() }
	_, err := s.keeper.Enter(t.Context(), stock.Entry{Reason: stock.Arrival, Things: stock.Things{Item: stock.StorageMedia, Serials: []juki.CardSerial{"MD000001", "MD000002", "MD000003"}}, To: shelf, Document: "物品-7"})
	s.must(err)
	_, err = s.keeper.Enter(t.Context(), stock.Entry{Reason: stock.Spoil, Things: stock.Things{Item: stock.StorageMedia, Serials: []juki.CardSerial{"MD000002"}}})
	s.must(err)
	s.w.open(disposals)
	s.lists("disposal.due", "電子媒体", "…0002", "き損・書損")
	if table := s.w.frame.Find("disposal.due").(*kit.Table); table.Says("旧様式・不用") {
		t.Error("a medium that is in use is due for disposal")
	}
	s.scan("MD000001")
	s.sees("番号 …0001 を選びました(理由 旧様式・不用)")
	s.push("disposal.all")
	s.picture("media-6-propose")
	s.push("disposal.decide")
	s.sees("廃棄 2 件を起案しました")
	s.enters(stock.Cancel, "490000000000002")
	_, err = s.keeper.DecideDisposal(t.Context(), stock.Things{Item: stock.MyNumberCards, Serials: []juki.CardSerial{"490000000000002"}}, shelf, stock.Cancel)
	s.must(err)
	for _, n := range []stock.DisposalNumber{"H08-000001", "H08-000002", "H08-000003"} {
		s.must(s.keeper.ApproveDisposal(t.Context(), n, "S001", true))
	}
	s.w.open(disposals)
	s.press("disposal.tab.dispose")
	s.lists("disposal.ready", "電子媒体", "個人番号カード")
	s.scan("MD000001")
	s.sees("廃棄の実施", "廃棄する前の初期化", "上書き消去", "物理的破壊(穿孔・破砕など)")
	if s.stands("dispose.face.0")() || s.stands("dispose.chip.0")() || s.stands("dispose.method.2")() {
		t.Error("a medium is asked for its face or chip, or offered the methods of a card")
	}
	s.tick("dispose.method.0")
	s.write("dispose.where", "本庁舎 電算室")
	s.press("dispose.do")
	s.sees("足りないもの: 初期化の方法")
	s.picture("media-7-not-initialised")
	s.tick("dispose.init.1")
	s.picture("media-8-filled")
	s.press("dispose.do")
	s.sees("物理的破壊(穿孔・破砕など)により廃棄したことに立ち会いました。廃棄の前の初期化: 消去命令(セキュアイレース)。")
	s.picture("media-9-witness")
	s.insert(customerReader, "S001")
	s.typeWitness(adminPassword)
	s.press("witness.out.confirm")
	s.sees("を廃棄しました", "残り 2 件")
	s.picture("media-10-done")
	for range 2 {
		s.push("dispose.next")
		s.until("the next page", s.stands("dispose.do"))
		p := s.w.page.(*disposePage)
		if p.medium() {
			if p.initialised() != "" || p.method() != "destruction" {
				t.Errorf("the next medium is %q already, by %q", p.initialised(), p.method())
			}
			s.tick("dispose.init.3")
		} else {
			if p.method() != "" || s.stands("dispose.init.0")() {
				t.Error("a card is offered what a medium is")
			}
			s.tick("dispose.method.2")
			s.tick("dispose.face.0")
			s.tick("dispose.chip.0")
		}
		s.press("dispose.do")
		s.typeWitness(adminPassword)
		s.press("witness.out.confirm")
		s.until("it is done", func() bool { p, ok := s.w.page.(*disposePage); return ok && p.done })
	}
	all, err := s.db.Stock().DisposalsBetween(t.Context(), s.clock().AddDate(0, 0, -1), s.clock().AddDate(0, 0, 1))
	s.must(err)
	how := map[stock.Initialisation]int{}
	for _, c := range all {
		how[c.Proof.Initialised]++
	}
	if how[stock.SecurelyErased] != 1 || how[stock.NotPossible] != 1 || how[""] != 1 || s.recorded(oplog.DisposalDone) != 3 {
		t.Errorf("recorded: %v", how)
	}
	if n := s.lies(stock.StorageMedia, shelf, stock.Unused); n != 1 {
		t.Errorf("%d media are left", n)
	}
}
