package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
)

// OfficeSheet is the 全端末在庫照合表: the stock of all terminals on one paper, added up, with what is known of each and what does not fit.
type OfficeSheet struct {
	PaperHead `json:"head"`
	Day       juki.Date // whose closings are asked for
	Live      bool      // false: the server did not answer, this is the last that was known
	State     OfficeState
	Conflicts []OfficeConflict
}

// Unconfirmed lists the terminals in the sums that have not closed the day, or have something that has not come.
func (s OfficeSheet) Unconfirmed() (list []OfficeTerminal) {
	for _, t := range s.State.Terminals {
		if !t.Revoked && !t.Confirmed(s.Day) {
			list = append(list, t)
		}
	}
	return list
}

// OfficeSheet makes the 全端末在庫照合表 of a day from what is known of the office.
func (k *Keeper) OfficeSheet(ctx context.Context, head PaperHead, day juki.Date, state OfficeState, live bool, conflicts []OfficeConflict) (OfficeSheet, error) {
	s := OfficeSheet{Day: day, Live: live, State: state, Conflicts: slices.Clone(conflicts)}
	n := named{} // no places: other terminals may give another name to the same label
	for _, sum := range state.Sums() {
		n.items = append(n.items, sum.Item)
	}
	var err error
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// Japanese is what does not fit, as the paper says it.
func (k ConflictKind) Japanese() string {
	return word(map[ConflictKind]string{
		ForkRefused: "操作履歴の過去が中央サーバーと違う", RolledBack: "端末が古いデータに戻されている", EndsDisagree: "移送の両端の数が違う",
		OnlyReceived: "受入れだけがあり、送出しの記録が届いていない", OnlySent: "受領済みだが、受入れの記録が届いていない", TransferLate: "移送中のまま日数が過ぎている",
		UploadRefused: "端末が操作履歴を送信できていない", TerminalSilent: "端末から連絡がない", ClockSkewed: "端末の時計がずれている",
		NothingStated: "在庫の状態が届いていない", RevokedHolds: "失効した端末に在庫がある(合計に含まない)", InTransitDiffer: "移送中の数が合わない",
		ReceiptNotRead: "受領票が読み取られていない"}, k)
}

// Remedy is what to do about it, as the paper says it.
func (k ConflictKind) Remedy() string {
	return word(map[ConflictKind]string{
		ForkRefused: "端末のデータに触れずに写しを取り、監査人に渡す", RolledBack: "バックアップから戻した端末なら、新しい鍵で登録し直す。そうでなければ監査人に渡す",
		EndsDisagree: "両端の移送票・受領票と現物を照合する", OnlyReceived: "送出し側の端末の送信を確かめる。台帳になければ移送票と現物を照合する",
		OnlySent: "受入れ側の端末の送信を確かめる", TransferLate: "現物の所在を確かめ、受け入れるか、戻すか、事故として記録する",
		UploadRefused: "端末の画面のコードを見て、手引きに従って直す", TerminalSilent: "端末の電源・ネットワーク・業務の有無を確かめる",
		ClockSkewed: "端末の時計を合わせる", NothingStated: "端末のプログラムを更新し、日次締めを行う",
		RevokedHolds: "現物を実査し、引き継いだ端末の台帳にあることを確かめる", InTransitDiffer: "各端末の最後の状態の日時を確かめ、送信後に照合し直す",
		ReceiptNotRead: "送出し側の端末で受領票を読み取る"}, k)
}
