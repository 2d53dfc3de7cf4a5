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
	Ledger    [32]byte // digest of all movements up to the close, each over the one of the day closed before: see LedgerHash
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
func CheckDay(tx Tx, now time.Time) error { return on(tx, juki.DateOf(now), DayState.running) }

// on asks the books for a day, and refuses what its rule refuses.
func on(tx Tx, day juki.Date, rule func(DayState) error) error {
	s, err := tx.DayState(day)
	if err != nil {
		return err
	}
	return rule(s)
}

// running refuses a day that is not opened (DayNotOpen), or closed already (DayClosed).
func (s DayState) running() error {
	if s.Opened.IsZero() {
		return juki.Refuse(juki.DayNotOpen)
	}
	return s.unsealed()
}

// unsealed refuses a day that is closed: its figures are frozen.
func (s DayState) unsealed() error {
	if !s.Closed.IsZero() {
		return juki.Refuse(juki.DayClosed)
	}
	return nil
}

// unopened refuses a day that was opened before (StepNotAllowed), or closed (DayClosed).
func (s DayState) unopened() error {
	if err := s.unsealed(); err != nil || s.Opened.IsZero() {
		return err
	}
	return juki.Refuse(juki.StepNotAllowed)
}

// OpenDay opens today (日次開始): what lies where is what yesterday was closed with. It fails with YesterdayOpen while the last opened day
// is not closed; with an exception and a supervisor's confirmation (witness, another person: WitnessMissing, SamePersonTwice) it is opened
// all the same and the exception is recorded. An exception that is not needed any more is not recorded.
// It fails with DayClosed and StepNotAllowed (opened already).
func (k *Keeper) OpenDay(ctx context.Context, exception Reason, witness juki.OperatorID) error {
	return k.proceed(ctx, oplog.DayOpened, func(p proceeding) error {
		if err := on(p, p.day, DayState.unopened); err != nil {
			return err
		}
		last, ok, err := p.LastOpened(p.day)
		if err != nil {
			return err
		}
		s, values := DayState{Day: p.day, Opened: p.now, OpenedBy: p.by}, []oplog.Value{oplog.Day(p.day)}
		if !ok || !last.Closed.IsZero() {
			if err := p.PutOpened(s, ""); err != nil {
				return err
			}
			return p.record(oplog.DayOpened, values...)
		}
		if !slices.Contains(OpeningExceptions(), exception) {
			return juki.Refuse(juki.YesterdayOpen)
		}
		if err := p.second(witness, true); err != nil {
			return err
		}
		s.Exception, s.Unclosed = exception, last.Day
		if err := p.PutOpened(s, witness); err != nil {
			return err
		}
		return p.record(oplog.DayOpened, append(values, oplog.Reason(exception), oplog.Witness(witness))...)
	})
}

// Today is the state of the present business day and of the last opened one before it.
func (k *Keeper) Today(ctx context.Context) (today, before DayState, err error) {
	if today, err = k.Book.Day(ctx, k.today()); err != nil {
		return DayState{}, DayState{}, err
	}
	before, _, err = k.Book.LastOpened(ctx, k.today())
	return today, before, err
}
