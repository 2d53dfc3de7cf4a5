package stock

import (
	"time"

	"madoguchi/internal/juki"
)

// PaperKind is which paper.
type PaperKind string

// The papers.
const (
	PaperDaily     PaperKind = "daily"         // 日次在庫照合表
	PaperLedger    PaperKind = "ledger"        // 受払簿
	PaperList      PaperKind = "stock-list"    // 在庫一覧
	PaperDisposal  PaperKind = "disposal"      // 廃棄記録
	PaperMonth     PaperKind = "monthly"       // 月次集計
	PaperPick      PaperKind = "pick-list"     // 前日準備一覧
	PaperTransfer  PaperKind = "transfer-slip" // 移送票
	PaperLabels    PaperKind = "labels"        // 場所ラベル
	PaperIncident  PaperKind = "incident"      // 事故報告書
	PaperOffice    PaperKind = "office-stock"  // 全端末在庫照合表
	PaperEmergency PaperKind = "emergency-log" // 緊急時対応記録
)

// PaperID names a stored paper.
type PaperID int64

// PaperInfo is a stored paper without its figures.
type PaperInfo struct {
	ID      PaperID
	Kind    PaperKind
	Day     juki.Date // of the figures; the last one of a period
	MadeAt  time.Time
	MadeBy  juki.OperatorID
	Digest  [32]byte // SHA-256 of the stored figures
	Printed int      // how many times it was printed, or may have been; a PDF that was handed over is none
}

// PaperHead is what every paper says of where it comes from, so that it can be drawn again from what is stored alone.
type PaperHead struct {
	City, Office string
	Terminal     string
	Municipality juki.MunicipalityCode
	MadeAt       time.Time
	MadeBy       juki.OperatorID
	Names        map[juki.OperatorID]string // of the members of staff it names
	Items        []Item
	Places       []Place
}

// ItemName is an item's name; the id when nobody knows it.
func (h PaperHead) ItemName(id ItemID) string {
	for _, i := range h.Items {
		if i.ID == id {
			return i.Name
		}
	}
	return id.Japanese()
}

// PlaceName is what a place is called on paper: its id, with its name when it has one.
func (h PaperHead) PlaceName(id PlaceID) string {
	for _, p := range h.Places {
		if p.ID == id && p.Name != "" && p.Name != string(id) && p.Kind != Fixed {
			return string(id) + " " + p.Name
		}
	}
	return id.Japanese()
}

// LedgerSheet is the 受払簿 of one item over a period.
type LedgerSheet struct {
	PaperHead `json:"head"`
	Item      ItemID
	From, To  juki.Date // both included
	Opening   int
	Lines     []LedgerLine
	Closing   int
}

// LedgerLine is one line of it: movements of one time, reason, from, to and document together.
type LedgerLine struct {
	Time     time.Time
	Reason   Reason
	From, To PlaceID
	In, Out  int    // of the office's stock; both 0 for a move inside
	Balance  int    // after it
	Things   string // 一連番号: the range, or the ends of the serials ("*1234ほか3")
	Document string
	By       juki.OperatorID
	Witness  juki.OperatorID
}

// StockList is the 在庫一覧 by state and age.
type StockList struct {
	PaperHead `json:"head"`
	At        time.Time
	Lines     []StockLine
	States    []StateCount
	Over90    int // 未交付90日超
	Over365   int // 1年超
}

// StockLine is one thing in stock.
type StockLine struct {
	Item     ItemID
	Serial   juki.CardSerial // or
	Numbers  string          // of a range
	Quantity int
	At       Position
	Since    juki.Date // in this state
	Arrived  juki.Date
	Age      int // days since it arrived
	Due      Due
}

// Due is what has to be done with a card that nobody fetched.
type Due string

// The dues.
const (
	NothingDue  Due = ""
	RenoticeDue Due = "renotice" // 再通知
	DisposalDue Due = "disposal" // 廃棄
)

// DisposalSheet is the 廃棄記録 of a period.
type DisposalSheet struct {
	PaperHead `json:"head"`
	From, To  juki.Date
	Cases     []DisposalCase
}

// MonthSheet is the 月次集計.
type MonthSheet struct {
	PaperHead   `json:"head"`
	Year, Month int
	Items       []MonthItem
	Days        []MonthDay
}

// MonthItem is one item over the month.
type MonthItem struct {
	Item    ItemID
	Opening int
	In, Out map[Reason]int
	Closing int
	Differs int // days on which a count differed
}

// MonthDay is one day of the chart: what came in, what went out, what was handed over, and whether the day was closed.
type MonthDay struct {
	Day                     juki.Date
	In, Out, Handed, Book   int // of 個人番号カード
	Opened, Closed, Differs bool
}

// PickList is the 前日準備一覧 of a day.
type PickList struct {
	PaperHead    `json:"head"`
	Day          juki.Date
	Appointments []Appointment
}

// TransferSheet is the 移送票: what is sent, with the slip as QR code and room for both signatures; Receipt for the way back.
type TransferSheet struct {
	PaperHead `json:"head"`
	Transfer  Transfer
	Receipt   bool // 受領票: the QR code is the receipt
}

// LabelSheet is labels with QR code for shelves, boxes and cases.
type LabelSheet struct {
	PaperHead `json:"head"`
	Labels    []PlaceID
}

// IncidentSheet is the 事故報告書.
type IncidentSheet struct {
	PaperHead `json:"head"`
	Incident  Incident
}
