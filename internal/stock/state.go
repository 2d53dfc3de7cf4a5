package stock

// The states of a card's life in the office, in its order, and those of forms.
const (
	AtIssuer         State = "at-issuer"
	Arrived          State = "arrived"           // 到着(未検品)
	Inspected        State = "inspected"         // 検品済
	Prepared         State = "prepared"          // 交付前設定済
	Stored           State = "stored"            // 保管
	Notified         State = "notified"          // 通知済
	Picked           State = "picked"            // 前日準備
	InHandover       State = "handover"          // 交付中
	Delivered        State = "delivered"         // 交付済; of a form: 使用済
	Returned         State = "returned"          // 返戻: the post brought it back
	Renotified       State = "renotified"        // 再通知
	Cancelled        State = "cancelled"         // 取消
	Defective        State = "defective"         // 製造不良
	Surrendered      State = "surrendered"       // 返納
	Spoiled          State = "spoiled"           // き損・書損
	Unused           State = "unused"            // 未使用: blanks and forms
	AwaitingDisposal State = "awaiting-disposal" // 廃棄待ち
	Destroyed        State = "destroyed"         // 廃棄
	BeingSent        State = "sent"              // 移送中・郵送中
	Sought           State = "missing"           // 所在不明
	Lost             State = "lost"              // 紛失
)

// States lists every state in the order of the papers' breakdown.
func States() []State {
	return []State{AtIssuer, Arrived, Inspected, Prepared, Stored, Notified, Renotified, Picked, InHandover, BeingSent, Unused,
		Returned, Cancelled, Defective, Spoiled, Surrendered, AwaitingDisposal, Sought, Lost, Destroyed, Delivered}
}

// Deliverable tells whether a card in this state can be handed over to its owner.
func (s State) Deliverable() bool {
	switch s {
	case Stored, Notified, Renotified, Picked:
		return true
	}
	return false
}
