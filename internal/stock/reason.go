package stock

// Reason is why something moved (事由), in the words of the 受払簿. Each reason is one act with one rule: see Acts.
type Reason string

// The reasons of the ledger.
const (
	Arrival         Reason = "arrival"          // 到着
	Check           Reason = "check"            // 検品(棚入れ前)
	Inspection      Reason = "inspection"       // 検品・棚入れ
	Preset          Reason = "preset"           // 交付前設定
	Shelving        Reason = "shelving"         // 棚入れ
	Notice          Reason = "notice"           // 交付通知
	Renotice        Reason = "renotice"         // 再通知
	ComeBack        Reason = "come-back"        // 返戻: notice or card came back by post
	Pick            Reason = "pick"             // 前日準備
	Unpick          Reason = "unpick"           // 前日準備の戻し
	TakeOut         Reason = "take-out"         // 取出し(交付のため)
	Handover        Reason = "handover"         // 交付
	PutBack         Reason = "put-back"         // 棚戻し(交付中止)
	Move            Reason = "move"             // 移動(場所替え)
	TransferSend    Reason = "transfer-send"    // 移送
	TransferReceive Reason = "transfer-receive" // 移送受入
	Dispatch        Reason = "dispatch"         // 郵送
	MailDelivered   Reason = "mail-delivered"   // 郵送交付
	Use             Reason = "use"              // 発行・使用: blanks and forms
	Cancel          Reason = "cancel"           // 取消
	Defect          Reason = "defect"           // 製造不良
	SendBack        Reason = "send-back"        // 返送(発行元へ)
	Spoil           Reason = "spoil"            // き損・書損
	Surrender       Reason = "surrender"        // 返納
	DisposalDecided Reason = "disposal-decided" // 廃棄決定
	Disposal        Reason = "disposal"         // 廃棄
	NotFound        Reason = "not-found"        // 所在不明
	Found           Reason = "found"            // 発見
	Loss            Reason = "loss"             // 紛失
	LossReport      Reason = "loss-report"      // 紛失届: by the resident who has the card
	LossWithdrawn   Reason = "loss-withdrawn"   // 発見届: the resident found it again
	CountAdjust     Reason = "count-adjust"     // 実査による調整
	Reversal        Reason = "reversal"         // 訂正(反対仕訳)
)
