package oplog

// Language is a language that records are told in.
type Language int

// The languages of the screens and of the documentation.
const (
	Japanese Language = iota
	English
)

// said is a word or a name in both languages.
type said struct{ japanese, english string }

func (s said) in(l Language) string {
	if l == English {
		return s.english
	}
	return s.japanese
}

// fieldNames are the fields for people.
var fieldNames = map[Field]said{
	FieldBad: {"不備の行", "bad rows"}, FieldBook: {"帳簿", "book"}, FieldCard: {"カード", "card"}, FieldCode: {"コード", "code"},
	FieldCommands: {"コマンド数", "commands"}, FieldCounted: {"実査", "counted"}, FieldDay: {"業務日", "business day"},
	FieldDifference: {"差", "difference"}, FieldDigest: {"要約値", "digest"}, FieldDocuments: {"確認書類", "documents"},
	FieldEdition: {"版", "edition"}, FieldFor: {"対象の操作", "for"}, FieldFrom: {"移動元", "from"}, FieldGood: {"取込可の行", "good rows"},
	FieldHits: {"件数", "found"}, FieldIndex: {"索引", "index"}, FieldInitialised: {"初期化", "initialised"}, FieldItem: {"品目", "item"}, FieldKey: {"検索条件の種類", "searched by"}, FieldKind: {"カードの種類", "card kind"},
	FieldKnown: {"取込済の行", "rows known"}, FieldPages: {"枚数", "pages"}, FieldPIN: {"暗証番号の種類", "PIN"}, FieldPINs: {"暗証番号の種類", "PINs"},
	FieldPlace: {"場所", "place"}, FieldPost: {"職", "post"}, FieldPurpose: {"目的", "purpose"}, FieldReader: {"リーダー", "reader"},
	FieldQuestion: {"照会した内容", "question"}, FieldRelation: {"操作者との関係", "relation to the operator"},
	FieldReason: {"理由", "reason"}, FieldRefused: {"取込なしの行", "rows not taken"}, FieldRoot: {"ルートハッシュ", "root hash"},
	FieldRows: {"行数", "rows"}, FieldSetting: {"設定", "setting"}, FieldSheet: {"帳票", "sheet"}, FieldSize: {"記録数", "records"},
	FieldState: {"状態", "state"}, FieldSubject: {"対象の操作者", "operator concerned"}, FieldTaken: {"受入枚数", "taken"},
	FieldNumber: {"番号", "number"}, FieldRound: {"回", "round"}, FieldMethod: {"方法", "method"}, FieldMovement: {"受払番号", "movement"},
	FieldTerminal: {"相手の端末", "other terminal"}, FieldMode: {"画面の表示", "screen mode"}, FieldPart: {"項目", "field"}, FieldTo: {"移動先", "to"}, FieldTries: {"残り回数", "tries left"}, FieldVersion: {"版番号", "version"}, FieldWitness: {"確認者", "witness"},
}

// words are the coded values that stand for themselves whatever their field. A code without a word is shown as it is.
var words = map[string]said{
	"operator": {"業務端末操作者", "operator"}, "assistant": {"補助執行者", "assistant"},
	"data-protection-manager": {"情報保護管理者", "data protection manager"}, "system-administrator": {"システム管理者", "system administrator"},
	"security-director": {"セキュリティ統括責任者", "security director"}, "auditor": {"監査人", "auditor"},

	"signature": {"署名用電子証明書", "signature"}, "authentication": {"利用者証明用電子証明書", "authentication"},
	"resident-register": {"住民基本台帳用", "resident register"}, "face-entry": {"券面事項入力補助用", "face-entry support"},

	"mynumber-card": {"個人番号カード", "My Number card"}, "resident-card": {"住民基本台帳カード", "resident card"},
	"mynumber": {"個人番号カード", "My Number card"}, "unknown": {"不明", "unknown"},
	"issuer": {"発行元", "issuer"}, "inbox": {"到着・検品待ち", "inbox"}, "counter": {"窓口手元", "counter"},

	"handover": {"交付", "handover"}, "inspection": {"検品", "inspection"}, "arrival": {"到着", "arrival"},
	"inquiry-by-the-person": {"本人からの照会", "inquiry by the person"}, "correction": {"訂正", "correction"},
	"stock-count": {"実査", "stock count"}, "card-transfer": {"移送", "sending cards"}, "audit": {"監査", "audit"},
	"notice": {"交付通知書番号", "notice number"}, "serial": {"製造番号", "serial"}, "case": {"案件番号", "case number"},
	"kana-and-birth": {"カナと生年月日", "kana and birth date"}, "list": {"一覧", "list"},
	"daily": {"日次在庫照合表", "daily reconciliation"}, "register": {"台帳", "register"},
	"release": {"業務用", "release"}, "training": {"研修用", "training"},

	"identity": {"本人確認", "identity check"}, "face": {"顔の照合", "face comparison"}, "fetch": {"カードの取出し", "fetching the card"},
	"insert": {"カードの差込み", "inserting the card"}, "match": {"カード照合", "matching the card"}, "ready": {"暗証番号の入力待ち", "ready for the PINs"},
	"pins": {"暗証番号の入力", "typing the PINs"}, "write": {"カードへ設定", "writing the card"}, "take": {"カードの抜取り", "taking the card"},
	"hand": {"カードの手渡し", "handing over"}, "delivered": {"交付済", "delivered"}, "return": {"保管場所へ戻す", "returning the card"}, "aborted": {"中止", "aborted"},

	"card-pulled": {"カードが抜かれた", "card pulled"}, "idle": {"無操作", "idle"}, "asked": {"操作者による", "asked for"},
	"os-lock": {"OSのロック", "system lock"}, "emergency": {"緊急", "emergency"},
	"moved": {"異動・業務変更", "moved to other work"}, "retired": {"退職", "retired"}, "misuse": {"目的外の利用", "misuse"},
	"operator-own":  {"操作者の振り仮名・町名", "the operator's family name in kana and own area"},
	"resident-left": {"住民が帰った", "resident left"}, "papers-missing": {"書類の不足", "papers missing"}, "face-doubtful": {"顔の照合に疑い", "face doubtful"},
	"card-defect": {"カードの不良", "card defect"}, "device-trouble": {"機器の不調", "device trouble"}, "mistake": {"操作誤り", "mistake"},
	"take-out": {"取出し", "take-out"}, "put-back": {"棚戻し", "put back"}, "reversal": {"訂正(反対仕訳)", "reversal"}, "transfer": {"移動", "transfer"},
	"entry-forgotten": {"記帳もれ", "entry forgotten"}, "entry-wrong": {"記帳誤り", "entry wrong"}, "miscounted": {"数え誤り", "miscounted"},
	"put-elsewhere": {"置き場所違い", "put elsewhere"}, "missing-searching": {"所在不明(調査中)", "missing, being searched"},
	"surplus-explaining": {"過剰(調査中)", "surplus, being explained"},
	"count-adjust":       {"実査による調整", "adjusted after a count"},
	"check":              {"検品", "checked"}, "preset": {"交付前設定", "preset"}, "shelving": {"棚入れ", "shelving"}, "renotice": {"再通知", "second notice"},
	"come-back": {"返戻", "came back by post"}, "pick": {"前日準備", "picked for the day after"}, "unpick": {"前日準備の戻し", "unpicked"}, "move": {"移動", "move"},
	"transfer-send": {"移送", "transfer"}, "transfer-receive": {"移送受入", "transfer received"}, "dispatch": {"郵送", "sent by post"},
	"mail-delivered": {"郵送交付", "delivered by post"}, "use": {"発行・使用", "used"}, "cancel": {"取消", "cancelled"}, "defect": {"製造不良", "defect"},
	"send-back": {"返送", "sent back to the issuer"}, "spoil": {"き損・書損", "spoiled"}, "surrender": {"返納", "surrendered"},
	"disposal-decided": {"廃棄決定", "disposal decided"}, "disposal": {"廃棄", "disposal"}, "not-found": {"所在不明", "not found"},
	"found": {"発見", "found"}, "loss": {"紛失", "loss"}, "loss-report": {"紛失届", "loss reported by the owner"}, "loss-withdrawn": {"発見届", "found by the owner"}, "shelving-back": {"棚戻し", "put back"},
	"closing-forgotten": {"締め忘れ", "closing forgotten"}, "power-failure": {"停電・故障", "power failure"}, "disaster": {"災害", "disaster"},
	"incineration": {"焼却", "incineration"}, "dissolution": {"溶解", "dissolution"}, "shredding": {"裁断", "shredding"}, "destruction": {"物理的破壊", "destruction"},
	"overwritten": {"上書き消去", "overwritten"}, "secure-erase": {"消去命令(セキュアイレース)", "secure erase"}, "degaussed": {"消磁", "degaussed"},
	"not-possible": {"故障で初期化できず物理的に破壊", "not possible, destroyed instead"}, "storage-medium": {"電子媒体", "storage medium"},
	"card-missing": {"カード所在不明", "card missing"}, "count-differs": {"実査の差異", "count differs"}, "card-lost": {"カード紛失", "card lost"},
	"transfer-short": {"移送の不足", "transfer short"},
	"seal-differs":   {"封印の相違", "seal differs"},
	"leak-suspected": {"漏えいのおそれ", "data may have leaked"}, "device-stolen": {"端末・媒体の盗難・紛失", "terminal or medium stolen or lost"},
	"intrusion-suspected": {"不正アクセスのおそれ", "intrusion suspected"}, "device-fault": {"機器の故障", "fault of a device"},
	"resident-card-blank": {"住民基本台帳カード(生カード)", "resident card blank"},
	"transit":             {"移送中", "in transit"}, "mail": {"郵送中", "in the post"}, "missing": {"所在不明", "missing"}, "disposed": {"廃棄済", "disposed of"}, "lost": {"紛失", "lost"}, "elsewhere": {"他の端末", "elsewhere"},
	"ledger": {"受払簿", "ledger"}, "stock-list": {"在庫一覧", "stock list"}, "monthly": {"月次集計", "monthly figures"}, "pick-list": {"前日準備一覧", "pick list"},
	"log-list": {"操作履歴一覧", "log list"}, "log-inspection": {"操作履歴点検記録", "log inspection record"}, "log-usage": {"利用状況報告", "usage report"},
	"log-check": {"操作履歴の点検", "log check"}, "investigation": {"事故・苦情の調査", "investigation"},
	"same-name": {"操作者と同じ名字", "the operator's own family name"}, "same-area": {"操作者と同じ地域", "the operator's own area"},
	"same-name-and-area": {"操作者と同じ名字・地域", "the operator's own family name and area"},
	"log":                {"操作履歴", "log"}, "stock": {"在庫", "stock"}, "terminals": {"端末の状況", "state"}, "conflicts": {"不一致", "conflicts"},
	"office-stock": {"全端末在庫照合表", "office stock sheet"}, "closing": {"締め", "closing"}, "running": {"締めの前", "before the closing"},
	"normal": {"通常", "normal"}, "masked": {"マスク", "masked"}, "privacy": {"来庁者あり", "visitors near"},
	"name": {"氏名", "name"}, "kana": {"カナ", "kana"}, "birth": {"生年月日", "birth date"}, "address": {"住所", "address"},
	"resident-code": {"住民票コード", "resident code"}, "person": {"本人情報", "personal data"}, "photo": {"顔写真", "photo"}, "note": {"記載", "note"},
	"declined": {"本人が違うとした", "declined by the resident"}, "pad-lost": {"住民側の画面の消失", "resident's screen lost"}, "page-left": {"ページを離れた", "page left"},
	"locked-too-long": {"ロックの継続", "locked too long"}, "operator-changed": {"操作者の交替", "operator changed"}, "program-ended": {"プログラムの終了", "program ended"},
	"drill": {"訓練", "drill"}, "registered": {"登録済", "registered"}, "cancelled": {"申請の取消", "application cancelled"}, "rescan": {"読取りのやり直し", "scanned again"},
	"waited-too-long": {"時間切れ", "time over"}, "under-one": {"1歳未満", "under one year of age"}, "resident-called": {"住民を呼んだ", "resident called"},
	"level1": {"レベル1", "level 1"}, "level2": {"レベル2", "level 2"}, "level3": {"レベル3", "level 3"},
	"cards-taken": {"カードの返却・抜取り", "cards taken"}, "residents-led": {"来庁者への案内", "residents told"},
	"manager-told": {"管理者への連絡", "manager told"}, "administrator-told": {"システム管理者・統括責任者への連絡", "administrator and director told"},
	"kept-apart": {"端末の切離し・保全", "terminal kept apart"}, "outside-told": {"外部への連絡", "told outside"}, "terminal-checked": {"端末・操作履歴の点検", "terminal checked"},
	"emergency-log":  {"緊急時対応記録", "emergency record"},
	"remote-support": {"遠隔支援", "remote support"},
	"screen-fault":   {"画面・表示の不具合", "a fault of screen or display"}, "how-to": {"操作の支援", "help with how to do something"}, "device-setup": {"装置の設定", "setting up a device"},
	"transfer-slip": {"移送票", "transfer slip"}, "labels": {"場所ラベル", "labels"}, "incident": {"事故報告書", "incident report"},
}

// readerWords and placeWords are words that mean something else in another field.
var readerWords = map[string]said{"operator": {"職員側", "staff"}, "customer": {"住民側", "customer"}}
var placeWords = map[string]said{"resident": {"交付先", "resident"}}
var kindWords = map[string]said{"operator": {"操作者識別カード", "operator card"}, "resident": {"住民基本台帳カード", "resident card"}}

var fieldWords = map[Field]map[string]said{
	FieldReader: readerWords, FieldPlace: placeWords, FieldFrom: placeWords, FieldTo: placeWords, FieldKind: kindWords,
}
