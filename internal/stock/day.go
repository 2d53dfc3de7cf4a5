package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
)

// DayState is a business day as the books have it (業務日).
type DayState struct {
	Day       juki.Date
	Opened    time.Time // zero: not opened
	OpenedBy  juki.OperatorID
	Exception Reason    // why it was opened though an earlier day was not closed; "" for none
	Unclosed  juki.Date // that earlier day, zero for none
	Closed    time.Time // zero: not closed
	ClosedBy  juki.OperatorID
	Ledger    [32]byte // digest of all movements up to the close, each day's over the one before
}

// Why a day may be opened though the one before was not closed.
const (
	ClosingForgotten Reason = "closing-forgotten" // 締め忘れ
	PowerFailure     Reason = "power-failure"     // 停電・故障
	Disaster         Reason = "disaster"          // 災害
)

// OpeningExceptions lists them in the order of the screen.
func OpeningExceptions() []Reason { return []Reason{ClosingForgotten, PowerFailure, Disaster} }

// Days is what can be read of business days.
type Days interface {
	// Day reads one day; a day never heard of has only Day set.
	Day(ctx context.Context, day juki.Date) (DayState, error)
	// LastOpened is the last day that was opened before a day; ok is false when there is none.
	LastOpened(ctx context.Context, before juki.Date) (DayState, bool, error)
}

// OpenDay opens today (日次開始): what lies where is what yesterday was closed with. It fails with YesterdayOpen while the last opened day
// is not closed; with an exception and a supervisor's confirmation (witness) it is opened all the same and the exception is recorded.
// It fails with DayClosed and StepNotAllowed (opened already).
func (k *Keeper) OpenDay(ctx context.Context, exception Reason, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// CloseDay closes the day (締め): the sheets of all groups are complete, no count, transfer entry or handover is half done, the figures are frozen.
// sheets are what MakeSheets gave; they are stored in the same transaction. It fails as DaySheet.Check does, with CountOpen, HandoverOpen (something
// lies at the counter), DayClosed and WitnessMissing.
func (k *Keeper) CloseDay(ctx context.Context, sheets []DaySheet, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// Today is the state of the present business day and of the last opened one before it.
func (k *Keeper) Today(ctx context.Context) (today, before DayState, err error) {
	return DayState{}, DayState{}, juki.Refuse(juki.StepNotAllowed)
}
