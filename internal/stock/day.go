package stock

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
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
	Ledger    [32]byte // digest of all movements up to the close, each over the one of the day closed before: see LedgerDigest
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
	// Figures reads all that a day's sheets are made of, as it stands at one moment.
	Figures(ctx context.Context, day juki.Date) (DayFigures, error)
}

// DayTx writes business days.
type DayTx interface {
	// LastOpened is the last day that was opened before a day; ok is false when there is none.
	LastOpened(before juki.Date) (s DayState, ok bool, err error)
	// PutOpened stores that s.Day was opened.
	PutOpened(s DayState, witness juki.OperatorID) error
	// LastClosing is the digest of the day that was closed last and the last movement in it; zeros when no day was closed yet.
	LastClosing() (ledger [32]byte, after int64, err error)
	// MovementsAfter gives every movement entered after one, in the order they were entered.
	MovementsAfter(id int64, each func(Movement) error) error
	// HandoverLies tells whether a card lies at the counter, or anything in state 交付中, now.
	HandoverLies() (bool, error)
	// CountIsOpen tells whether a count begun on a day or before it is not ended.
	CountIsOpen(until juki.Date) (bool, error)
	// PutClosed stores that s.Day was closed, with s.Ledger over all movements up to after.
	PutClosed(s DayState, after int64, witness juki.OperatorID) error
}

// CheckDay refuses to begin something new while the business day of now is not opened (DayNotOpen) or closed already (DayClosed). What has
// happened is not asked this: a handover begun before midnight is completed after it.
func CheckDay(tx Tx, now time.Time) error {
	s, err := tx.DayState(juki.DateOf(now))
	switch {
	case err != nil:
		return err
	case s.Opened.IsZero():
		return juki.Refuse(juki.DayNotOpen)
	case !s.Closed.IsZero():
		return juki.Refuse(juki.DayClosed)
	}
	return nil
}

// OpenDay opens today (日次開始): what lies where is what yesterday was closed with. It fails with YesterdayOpen while the last opened day
// is not closed; with an exception and a supervisor's confirmation (witness, another person: WitnessMissing, SamePersonTwice) it is opened
// all the same and the exception is recorded. An exception that is not needed any more is not recorded.
// It fails with DayClosed and StepNotAllowed (opened already).
func (k *Keeper) OpenDay(ctx context.Context, exception Reason, witness juki.OperatorID) error {
	op, err := k.operator(oplog.DayOpened)
	if err != nil {
		return err
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		now := k.Now()
		s := DayState{Day: juki.DateOf(now), Opened: now, OpenedBy: op}
		if err := mayOpen(tx, s.Day); err != nil {
			return err
		}
		values := []oplog.Value{oplog.Day(s.Day)}
		last, ok, err := tx.LastOpened(s.Day)
		if err != nil {
			return err
		}
		if ok && last.Closed.IsZero() {
			if err := mayOpenAllTheSame(exception, op, witness); err != nil {
				return err
			}
			s.Exception, s.Unclosed = exception, last.Day
			values = append(values, oplog.Reason(exception), oplog.Witness(witness))
		} else {
			witness = ""
		}
		if err := tx.PutOpened(s, witness); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.DayOpened, Operator: op, Values: values})
	})
}

func mayOpen(tx Tx, day juki.Date) error {
	s, err := tx.DayState(day)
	switch {
	case err != nil:
		return err
	case !s.Closed.IsZero():
		return juki.Refuse(juki.DayClosed)
	case !s.Opened.IsZero():
		return juki.Refuse(juki.StepNotAllowed)
	}
	return nil
}

func mayOpenAllTheSame(exception Reason, op, witness juki.OperatorID) error {
	switch {
	case !slices.Contains(OpeningExceptions(), exception):
		return juki.Refuse(juki.YesterdayOpen)
	case witness == "":
		return juki.Refuse(juki.WitnessMissing)
	case witness == op:
		return juki.Refuse(juki.SamePersonTwice)
	}
	return nil
}

// Today is the state of the present business day and of the last opened one before it.
func (k *Keeper) Today(ctx context.Context) (today, before DayState, err error) {
	if today, err = k.Book.Day(ctx, k.today()); err != nil {
		return DayState{}, DayState{}, err
	}
	before, _, err = k.Book.LastOpened(ctx, k.today())
	return today, before, err
}
