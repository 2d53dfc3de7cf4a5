// Package stock is the ledger of cards and forms (カード・帳票の受払, 第22条第1号): double-entry movements that are
// never changed, counts, and the day's reconciliation. Balances are sums; a wrong entry gets a reversing entry.
package stock

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ItemID names an item of the ledger: a card kind counted by serial, or a form counted by number.
type ItemID string

// The items every terminal starts with.
const (
	MyNumberCards ItemID = "mynumber-card" // 個人番号カード, by serial
	ResidentCards ItemID = "resident-card" // 住民基本台帳カード(回収), by serial
)

// PlaceID names a place: a shelf "A-01", or one of the fixed places below.
type PlaceID string

// The fixed places. Outside places make the ledger double-entry: what comes from nowhere comes from Issuer.
const (
	Issuer   PlaceID = "issuer"   // 発行元(機構), outside
	Resident PlaceID = "resident" // 交付先, outside
	Inbox    PlaceID = "inbox"    // 到着・検品待ち
	Counter  PlaceID = "counter"  // 窓口手元: taken from its shelf for a handover
)

// Inside tells whether a place is in the office and is counted.
func (p PlaceID) Inside() bool { return p != Issuer && p != Resident }

// State is what condition the thing is in at its place.
type State string

// The states of a card in the office (research: the card's life in the municipality).
const (
	AtIssuer   State = "at-issuer"
	Arrived    State = "arrived"   // 到着(未検品)
	Stored     State = "stored"    // 検品済・保管
	InHandover State = "handover"  // 交付中
	Delivered  State = "delivered" // 交付済
)

// Position is where and in what state something is.
type Position struct {
	Place PlaceID
	State State
}

// Reason is why something moved, in the words of the 受払簿.
type Reason string

// The reasons of this ledger.
const (
	Arrival     Reason = "arrival"      // 到着
	Inspection  Reason = "inspection"   // 検品・棚入れ
	TakeOut     Reason = "take-out"     // 取出し(交付のため)
	Handover    Reason = "handover"     // 交付
	PutBack     Reason = "put-back"     // 棚戻し(交付中止)
	Reversal    Reason = "reversal"     // 訂正(反対仕訳)
	Transfer    Reason = "transfer"     // 移動
	CountAdjust Reason = "count-adjust" // 実査による調整
)

// Movement is one line of the ledger. Exactly one of Serial and Quantity is set.
type Movement struct {
	ID       int64 // given by the ledger
	Time     time.Time
	Item     ItemID
	Serial   juki.CardSerial
	Quantity int
	From, To Position
	Reason   Reason
	Case     juki.CaseNumber // "" when none
	Document string          // 根拠文書: a list's or slip's number, "" when none
	By       juki.OperatorID
	Witness  juki.OperatorID // second person where the rule asks
	Reverses int64           // the movement this one takes back, 0 for none
}

// Tx is the part of a transaction that moves things. Moving and recording are one transaction.
type Tx interface {
	oplog.Tx
	// Move enters m. It fails with Outcome NotAtPlace when the book says that the serial (or so many of a form) is not at
	// m.From, and with PlaceUnknown when a place is not registered.
	Move(m Movement) (id int64, err error)
	// Where is the position of a serial; ok is false for an unknown one.
	Where(item ItemID, serial juki.CardSerial) (pos Position, ok bool, err error)
}
