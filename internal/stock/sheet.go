package stock

import (
	"time"

	"madoguchi/internal/juki"
)

// DaySheet is the day's reconciliation (日次在庫照合表, 第22条第1号) of one terminal: what the ledger says, what was
// counted, and why the two differ. It is stored first and printed second, and the same stored sheet
// gives the same paper whenever it is printed again.
type DaySheet struct {
	Date          juki.Date
	Terminal      string                // "端末01"
	Municipality  juki.MunicipalityCode // "28225"
	City          string                // "朝来市", as printed
	Office        string                // "市民生活部市民課", as printed
	Group         string                // 場所区分 (see Place); "" is the terminal's own
	Kinds         []Item                // the items the rows name
	Places        []Place               // the places the rows name, with their seals
	Rows          []SheetRow            // item by item, then place by place; total rows are left to the printer
	States        []StateCount          // 内訳: how many are in which state, over all places
	CountedBy     []juki.OperatorID     // who counted first, each once
	CountedNames  []string              // the same people as printed; "" where the paper shows the id
	SecondAsked   bool                  // the rules ask for a second count by another person
	SecondBy      []juki.OperatorID     // who counted again, each once
	SecondNames   []string              // the same people as printed
	OpenTransfers []TransferNumber      // what is in transit
	OpenIncidents []IncidentNumber
	Discarded     []string  // boxes thrown away on the day (空箱確認): their labels, or the list they came with
	OpenedAt      time.Time // of the day; zero when it was not opened
	Exception     Reason    // why it was opened though the day before was not closed
	ClosedAt      time.Time // zero while the day is open
	Closing
	CountStarted time.Time // of the first count; zero when nothing was counted
	CountEnded   time.Time // of the last count
	MadeAt       time.Time // when these figures were taken
	Checkpoint   string    // signed checkpoint of the log at MadeAt: printed as QR, the anchor of the log
}

// Closing is who closed a day, and before whom. Sheets of days closed by an earlier version have none of it.
type Closing struct {
	ClosedBy    juki.OperatorID `json:",omitempty"`
	ClosedName  string          `json:",omitempty"` // the same person as printed; "" where the paper shows the id
	Witness     juki.OperatorID `json:",omitempty"` // 立会
	WitnessName string          `json:",omitempty"`
}

// SheetRow is one item at one place. In office terms: 前日残 + 受 − 払 = 帳簿残; 差 = 実数 − 帳簿残.
type SheetRow struct {
	Item        ItemID
	Place       PlaceID
	Yesterday   int              // 前日残
	In          int              // 本日受
	Out         int              // 本日払
	Book        int              // 帳簿残 = Yesterday + In − Out
	Counted     int              // 実数; meaningless while CountedOK is false
	CountedOK   bool             // false: this place was not counted today
	Difference  int              // 差 = Counted (Second when there is one) − Book: negative means missing
	Uncountable bool             // 移送中, 郵送中, 所在不明: the ledger alone knows
	Second      int              // 実数(2回目); meaningless while SecondOK is false
	SecondOK    bool             // another person counted again
	Disagree    bool             // the two counts found different numbers, or different cards
	InBy, OutBy map[Reason]int   // 受・払 by reason
	Incident    IncidentNumber   // opened for the difference
	Reason      DifferenceReason // why Difference is not 0; "" when it is 0
	Note        string           // what was found out about the difference (調査状況); never a name

	Missing []juki.CardSerial // the ledger has them here, the count has not
	Surplus []juki.CardSerial // counted here, the ledger has them elsewhere or nowhere
}

// StateCount is one line of the breakdown (内訳).
type StateCount struct {
	Item  ItemID
	State State
	Count int
}

// Items lists the items of the sheet, each once, in the order of the rows.
func (s DaySheet) Items() []ItemID {
	var items []ItemID
	seen := map[ItemID]bool{}
	for _, row := range s.Rows {
		if !seen[row.Item] {
			seen[row.Item] = true
			items = append(items, row.Item)
		}
	}
	return items
}
