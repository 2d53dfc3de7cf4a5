package stock

// Tracking is how the things of an item are told apart.
type Tracking string

// The trackings.
const (
	BySerial   Tracking = "serial"   // each has a number of its own (製造番号): cards
	ByRange    Tracking = "range"    // consecutive numbers of a lot (一連番号): blanks, numbered forms
	ByQuantity Tracking = "quantity" // only the number counts: plain forms
)

// Item is a kind of thing the ledger knows (品目). A new kind is registered, not programmed.
type Item struct {
	ID       ItemID
	Name     string // on screens and papers: "個人番号カード"
	Tracking Tracking
	Unit     string // "枚", "部", "冊"
}

// The items every terminal starts with.
const (
	MyNumberCards  ItemID = "mynumber-card"       // 個人番号カード
	ResidentCards  ItemID = "resident-card"       // 住民基本台帳カード(回収)
	ResidentBlanks ItemID = "resident-card-blank" // 住民基本台帳カード(生カード): by lot and number
	StorageMedia   ItemID = "storage-medium"      // 電子媒体: what holds identity information, by the office's own 管理番号 (第19条第1号)
)

// FixedItems lists them.
func FixedItems() []Item {
	return []Item{
		{MyNumberCards, "個人番号カード", BySerial, "枚"},
		{ResidentCards, "住民基本台帳カード(回収)", BySerial, "枚"},
		{ResidentBlanks, "住民基本台帳カード(生カード)", ByRange, "枚"},
		{StorageMedia, "電子媒体", BySerial, "個"},
	}
}
