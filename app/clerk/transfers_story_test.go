package clerk

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// branch registers a branch, and forms that came from the printer.
func (s *scene) branch() {
	s.t.Helper()
	s.must(s.keeper.RegisterPlace(s.t.Context(), stock.Place{ID: "Z-01", Kind: stock.Branch, Name: "支所"}))
	s.must(s.keeper.RegisterItem(s.t.Context(), stock.Item{ID: "form-inquiry", Name: "照会書兼回答書", Tracking: stock.ByQuantity, Unit: "部"}))
	_, err := s.keeper.Enter(s.t.Context(), stock.Entry{Reason: stock.Arrival, Things: stock.Things{Item: "form-inquiry", Quantity: 100}, To: shelf, Document: "納品-12"})
	s.must(err)
}

// open is the one transfer that is on its way.
func (s *scene) openTransfer() stock.Transfer {
	s.t.Helper()
	list, err := s.db.Stock().OpenTransfers(s.t.Context())
	s.must(err)
	if len(list) != 1 {
		s.t.Fatalf("%d transfers are on their way", len(list))
	}
	return list[0]
}

func TestCardsAndFormsAreSentAndComeBackShort(t *testing.T) {
	s := newStockScene(t, tabTransfers, stock.Rules{})
	s.branch()
	made := &madePapers{}
	s.w.Papers = made
	s.press("stock.tab." + tabTransfers)
	s.picture("stock-transfers-1-none")
	s.push("transfers.send")
	s.sees("送るカードを読み取ってください")
	s.scan("490000000000002")
	s.lists("basket", "…0002")
	s.until("the forms there", s.stands("send.loose.0"))
	s.scan("490000000000003")
	s.lists("basket", "…0003")
	s.write("send.loose.0", "101")
	s.push("send.next")
	s.sees("正しい範囲の数字")
	s.write("send.loose.0", "40")
	s.picture("stock-transfers-2-send")
	s.push("send.next")
	s.until("where to", s.stands("send.places"))
	s.picture("stock-transfers-3-where")
	s.choose("send.places", "Z-01")
	s.sees("移送を記録しました")
	s.picture("stock-transfers-4-sent")
	sent := s.openTransfer()
	if sent.To != "Z-01" || sent.From != shelf || thingsCount(sent.Things) != 42 {
		t.Errorf("%+v", sent)
	}
	s.push("transfer.slip")
	s.until("a slip", func() bool { return len(made.asked) == 1 })
	if r := made.asked[0]; r.Kind != stock.PaperTransfer || r.Transfer != sent.Number || r.Receipt {
		t.Errorf("asked for %+v", r)
	}

	// The branch sends all of it back unopened: the same slip, and one card is not there.
	s.w.open(stockRoom)
	s.press("stock.tab." + tabTransfers)
	s.lists("transfers.table", string(sent.Number), "Z-01")
	s.picture("stock-transfers-5-list")
	s.push("transfers.receive")
	s.picture("stock-transfers-6-slip")
	s.scan("MADO1S/HALF")
	s.sees(s.w.text.T("code.slip-broken.what"))
	s.scan(sent.Slip())
	s.sees("2 枚のうち 0 枚")
	s.scan("490000000000001")
	s.sees("移送票にありません")
	s.scan("490000000000002")
	s.sees("2 枚のうち 1 枚")
	s.scan("A-01")
	s.sees("まだ読み取っていないカードが 1 枚")
	s.write("receive.loose.0", "40")
	s.picture("stock-transfers-7-cards")
	s.push("receive.short")
	s.picture("stock-transfers-8-ask")
	s.press("receive.short.ask.confirm")
	s.sees("置く場所のラベルを読み取ってください")
	s.picture("stock-transfers-9-place")
	s.scan("A-01")
	s.sees("不足を事故として記録しました(1 件)")
	s.picture("stock-transfers-10-short")
	if n := s.lies(stock.MyNumberCards, stock.Transit, stock.BeingSent); n != 1 {
		t.Errorf("%d cards are on their way", n)
	}
	if n := s.lies("form-inquiry", shelf, stock.Unused); n != 100 {
		t.Errorf("%d forms", n)
	}
	incidents, err := s.db.Stock().OpenIncidents(t.Context())
	s.must(err)
	if len(incidents) != 1 || incidents[0].Kind != stock.TransferShort || incidents[0].Serial != "490000000000003" || incidents[0].Item != stock.MyNumberCards {
		t.Errorf("%+v", incidents)
	}
	if s.recorded(oplog.TransferReceived) != 1 {
		t.Error("no record")
	}
}

// What another terminal sent is received from its slip alone, and its receipt is offered.
func TestASlipOfAnotherTerminalIsReceived(t *testing.T) {
	s := newStockScene(t, tabTransfers, stock.Rules{})
	made := &madePapers{}
	s.w.Papers = made
	slip := stock.Transfer{Number: "T08-000007", Terminal: "terminal-02", From: "C-01", To: "B-01", For: s.keeper.Terminal, Sent: s.clock(), SentBy: "S003", Sends: []stock.Movement{
		{ID: 5, Time: s.clock(), Item: stock.MyNumberCards, Serial: "490000000000071", From: stock.Position{Place: "C-01", State: stock.Stored},
			To: stock.Position{Place: stock.Transit, State: stock.BeingSent}, Reason: stock.TransferSend, By: "S003", Document: "T08-000007"}}}
	s.until("the books", func() bool { p, ok := s.w.page.(*transfersPage); return ok && p.books.read })
	s.scan(slip.Slip())
	s.sees("1 枚のうち 0 枚")
	s.scan("490000000000071")
	s.sees("1 枚のうち 1 枚")
	s.picture("stock-receive-all")
	s.push("receive.here")
	s.sees("受け入れました。受領票を印刷して")
	s.picture("stock-receive-done")
	if n := s.lies(stock.MyNumberCards, "B-01", stock.Stored); n != 1 {
		t.Errorf("%d cards in the safe", n)
	}
	s.push("transfer.receipt")
	s.until("a receipt", func() bool { return len(made.asked) == 1 && made.asked[0].Receipt })
}

// One of two cards came, and the other never will: nobody waits for it any longer, and the list of what is on its way is empty.
func TestTheRestOfATransferIsNotWaitedForAnyLonger(t *testing.T) {
	s := newStockScene(t, tabTransfers, stock.Rules{})
	slip := stock.Transfer{Number: "T08-000007", Terminal: "terminal-02", From: "C-01", To: "B-01", For: s.keeper.Terminal, Sent: s.clock(), SentBy: "S003"}
	for i, serial := range []juki.CardSerial{"490000000000071", "490000000000072"} {
		slip.Sends = append(slip.Sends, stock.Movement{ID: int64(5 + i), Time: s.clock(), Item: stock.MyNumberCards, Serial: serial, From: stock.Position{Place: "C-01", State: stock.Stored},
			To: stock.Position{Place: stock.Transit, State: stock.BeingSent}, Reason: stock.TransferSend, By: "S003", Document: "T08-000007"})
	}
	s.until("the books", func() bool { p, ok := s.w.page.(*transfersPage); return ok && p.books.read })
	s.scan(slip.Slip())
	s.sees("2 枚のうち 0 枚")
	s.scan("490000000000071")
	s.sees("2 枚のうち 1 枚")
	s.push("receive.short")
	s.until("asked whether it is short", s.stands("receive.short.ask.confirm"))
	s.press("receive.short.ask.confirm")
	s.push("receive.here")
	s.until("what came", s.stands("transfer.give-up"))
	s.push("transfer.give-up")
	s.until("asked", s.stands("transfer.rest.confirm"))
	s.picture("stock-receive-rest-ask")
	s.press("transfer.rest.confirm")
	s.sees("送った端末に知らせてください")
	s.picture("stock-receive-rest")
	if s.stands("transfer.give-up")() || s.recorded(oplog.TransferEnded) != 1 {
		t.Error("it can be ended twice, or was not")
	}
	open, err := s.db.Stock().OpenTransfers(t.Context())
	if s.must(err); len(open) != 0 {
		t.Errorf("%d are still on their way", len(open))
	}
}

// A slip that names no terminal is for whoever says so; a shelf of ours with the sender's label is not shown for the sender's.
func TestASlipThatNamesNoTerminalIsAskedAbout(t *testing.T) {
	s := newStockScene(t, tabTransfers, stock.Rules{})
	slip := stock.Transfer{Number: "T08-000007", Terminal: "terminal-02", From: shelf, To: "B-01", Sent: s.clock(), SentBy: "S003", Sends: []stock.Movement{
		{ID: 5, Time: s.clock(), Item: stock.MyNumberCards, Serial: "490000000000071", From: stock.Position{Place: shelf, State: stock.Stored}}}}
	s.until("the books", func() bool { p, ok := s.w.page.(*transfersPage); return ok && p.books.read })
	s.scan(slip.Slip())
	s.sees("この端末あての移送票ですか", "送った端末 terminal-02")
	s.picture("stock-receive-unnamed")
	s.press("receive.unnamed.ask.cancel")
	s.sees("移送票のQRコードを読み取ってください")
	s.scan(slip.Slip())
	s.press("receive.unnamed.ask.confirm")
	s.sees("1 枚のうち 0 枚", "terminal-02  A-01")
}

// The receipt that comes back ends the transfer at the end that sent it.
func TestAReceiptEndsATransfer(t *testing.T) {
	s := newStockScene(t, tabTransfers, stock.Rules{})
	s.branch()
	sent, err := s.keeper.Send(t.Context(), []stock.Things{{Item: stock.MyNumberCards, Serials: []juki.CardSerial{"490000000000002"}}}, shelf, "Z-01", "")
	s.must(err)
	got := sent
	got.Receiver = "terminal-09"
	got.Taken = []stock.Movement{{ID: 3, Time: s.clock(), Item: stock.MyNumberCards, Serial: "490000000000002", From: stock.Position{Place: stock.Transit, State: stock.BeingSent},
		To: stock.Position{Place: "Z-01", State: stock.Stored}, Reason: stock.TransferReceive, By: "S009"}}
	s.press("stock.tab." + tabTransfers)
	s.lists("transfers.table", string(sent.Number))
	s.scan(got.Receipt())
	s.sees("の受領を確認しました")
	s.until("nothing on its way", func() bool { return !s.w.frame.Find("transfers.table").(*kit.Table).Says(string(sent.Number)) })
	s.picture("stock-transfers-ended")
}

// A place is registered, changed, sealed, and gets its label.
func TestAPlaceIsRegisteredChangedSealedAndLabelled(t *testing.T) {
	s := newStockScene(t, tabPlaces, stock.Rules{})
	made := &madePapers{}
	s.w.Papers = made
	s.push("places.add")
	s.write("place.id", "a-01")
	s.push("place.save")
	s.sees("もう登録されています", "種類を選んでください")
	s.picture("stock-place-1-errors")
	s.write("place.id", "d-07")
	s.write("place.name", "窓口 箱7")
	s.write("place.capacity", "200")
	s.w.frame.Find("place.kind").(*kit.Select).Choose(2) // a box
	s.push("place.save")
	s.sees("場所 D-07 を登録しました")
	s.lists("places.table", "D-07", "窓口 箱7", "200")
	s.choose("places.table", "D-07")
	s.write("place.seal", "ふ")
	s.push("place.seal.note")
	s.sees(s.w.text.T("code.label-unreadable.what"))
	s.write("place.seal", "K-1234")
	s.push("place.seal.note")
	s.sees("封印番号を記しました")
	s.picture("stock-place-2-change")
	s.push("place.label")
	s.until("a label", func() bool { return len(made.asked) == 1 })
	s.w.open(stockRoom)
	s.press("stock.tab." + tabPlaces)
	s.lists("places.table", "K-1234")
	s.push("places.labels")
	s.w.frame.Find("labels.0").(fyne.Tappable).Tapped(nil)
	s.picture("stock-labels")
	s.push("labels.print")
	s.until("labels", func() bool {
		return len(made.asked) == 2 && len(made.asked[1].Places) == 1 && made.asked[1].Kind == stock.PaperLabels
	})
}
