package clerk

import (
	"context"
	"crypto/sha256"
	"sync"
	"testing"
	"time"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
)

// anchorOffice has the card of the scene sign, as the program does, and keeps who did.
type anchorOffice struct {
	Office
	s     *scene
	state AnchorState

	mu        sync.Mutex
	by        []string
	delivered int
}

func (o *anchorOffice) Cosigners(context.Context, juki.Date) ([]string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.by, nil
}

func (o *anchorOffice) Cosign(ctx context.Context, _ juki.Date, pin []byte) error {
	signed, err := o.s.session.SignWithCard(ctx, sha256.Sum256([]byte("head")), pin)
	if err == nil {
		o.mu.Lock()
		o.by = append(o.by, string(signed.Operator.ID))
		o.mu.Unlock()
	}
	return err
}

func (o *anchorOffice) CarryCheckpoint(context.Context) (string, int64, error) {
	return "/media/usb/checkpoint-terminal-01-20261124-170500.txt", 1842, nil
}
func (o *anchorOffice) AnchorState(context.Context) (AnchorState, error) { return o.state, nil }
func (o *anchorOffice) DeliverNow()                                      { o.delivered++ }

// newCosignScene is a day that one person counted, about to be closed by S001, who has to sign with the card.
func newCosignScene(t *testing.T) (*scene, *anchorOffice) {
	t.Helper()
	s := newDayScene(t)
	o := &anchorOffice{Office: s.w.Office, s: s}
	s.w.Office, s.w.Terminal.Cosign = o, true
	s.login("S002", clerkPassword)
	s.w.open(closing)
	s.count("inbox")
	s.sees("到着・検品待ち の1回目を記録しました")
	s.count("A-01", firstSerial)
	s.sees("A-01 の1回目を記録しました")
	s.change("S001", adminPassword)
	s.count("inbox")
	s.sees("到着・検品待ち は台帳と一致しました")
	s.count("A-01", firstSerial)
	s.sees("A-01 は台帳と一致しました")
	s.until("the day can be closed", s.mayClose)
	s.press("closing.close")
	s.press("close.confirm")
	s.until("the card is asked for", s.stands("cosign.pin"))
	return s, o
}

func (s *scene) typePIN(pin string) {
	s.t.Helper()
	s.until("the field has the keyboard", func() bool { return s.win.Canvas().Focused() != nil })
	for _, r := range pin {
		s.win.Canvas().Focused().TypedRune(r)
	}
	s.press("cosign.confirm")
}

func TestWhoeverClosesTheDaySignsWithTheCard(t *testing.T) {
	s, o := newCosignScene(t)
	s.sees("カードで署名する", "窓口のパスワードではなく")
	s.picture("cosign-asked")
	s.typePIN("999999")
	s.sees("あと2回間違えると")
	s.picture("cosign-wrong")
	s.typePIN(sim.SampleOperatorPIN)
	s.sees("照合表にカードで署名しました", "見本 管理子", "本日は締め済です")
	s.picture("cosign-done")
	if len(o.by) != 1 || o.by[0] != "S001" {
		t.Errorf("signed by %v", o.by)
	}
	if s.stands("cosign.ask")() {
		t.Error("it is asked for again")
	}
}

// The card is pulled while it is asked for: the screen locks, the day stays closed without the signature, and can be signed later.
func TestTheCardIsPulledBeforeItSigns(t *testing.T) {
	s, o := newCosignScene(t)
	s.pull()
	s.until("locked", s.w.frame.Covered)
	if s.stands("cosign.pin")() {
		t.Error("the dialog stands on the locked screen")
	}
	day, err := s.db.Stock().Day(t.Context(), juki.DateOf(s.clock()))
	s.must(err)
	if day.Closed.IsZero() || len(o.by) != 0 {
		t.Errorf("closed %v, signed by %v", day.Closed, o.by)
	}
	s.login("S001", adminPassword)
	s.sees("まだカードの署名がありません")
	s.picture("cosign-open")
	s.press("cosign.ask")
	s.until("the card is asked for", s.stands("cosign.pin"))
	s.typePIN(sim.SampleOperatorPIN)
	s.sees("照合表にカードで署名しました")
}

// 後で: nothing is signed, the sheet can be printed, and the way to sign stays.
func TestTheSignatureCanWait(t *testing.T) {
	s, o := newCosignScene(t)
	s.press("cosign.cancel")
	s.sees("まだカードの署名がありません", "署名しなくても照合表は印刷できます")
	s.until("the sheet", s.stands("closing.print"))
	if len(o.by) != 0 {
		t.Errorf("signed by %v", o.by)
	}
}

func TestThePageOfTheAnchors(t *testing.T) {
	s, logs := newHistoryScene(t, "S001", adminPassword)
	at := juki.Date{Year: 2026, Month: 11, Day: 24}.At(17, 5)
	o := &anchorOffice{Office: logs, s: s, state: AnchorState{
		VerifierKey: "28225.madoguchi/terminal-01+35bcb9aa+AcvKG2fPu9fJBlqX9TpYZAmSSwDl3Xnbq5vd2E1XcTuE", CarryFolder: "/media/usb",
		Cosign: true, CosignedAt: at, CosignedBy: "S001", Cosigners: []string{"28225.madoguchi/S001+4d1b2a90+/21hZG9ndWNoaS9waXYtOWEvdjEAMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"},
		Delivery: Delivery{Set: true, Folder: "/srv/madoguchi/out", Delivered: DeliveredLog{at, 1842}, Confirmed: DeliveredLog{at.Add(-24 * time.Hour), 1702}},
	}}
	s.w.Office = o
	s.press("history.tab." + tabAnchors)
	s.sees("持ち出し用のチェックポイント", "署名するカードの検証鍵: 28225.madoguchi/S001+", "最後の署名: 2026-11-24 17:05 S001", "操作履歴1,842件まで", "操作履歴1,702件まで")
	s.picture("anchors")
	s.press("anchors.carry")
	s.sees("チェックポイントを書き出しました", "1,842件")
	s.picture("anchors-carried")
	s.press("anchors.deliver")
	s.sees("引渡しを始めます")
	if o.delivered != 1 {
		t.Errorf("asked %d times", o.delivered)
	}
	o.state.Delivery.Code, o.state.Delivery.Late = juki.ReceiptMissing, 3
	s.w.SetDevices(Devices{Delivery: o.state.Delivery})
	s.press("history.tab." + tabAnchors)
	s.sees("受領書なし 3業務日", "受領書が、まだ届いていません")
	s.picture("anchors-late")
	s.w.SetDevices(Devices{Delivery: Delivery{Set: true}})
	s.until("all is well again", func() bool { return s.w.frame.Find("device.delivery") == nil })
	s.inEnglish()
	s.w.openHistory(tabAnchors)
	s.sees("Checkpoint to carry away")
	s.picture("anchors-english")
}
