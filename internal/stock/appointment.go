package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Appointment is when a card will be fetched (交付予約).
type Appointment struct {
	Day       juki.Date
	Minute    juki.ClockTime
	Serial    juki.CardSerial
	Case      juki.CaseNumber
	At        Position // where the card is now
	Kept      Position // where it belongs
	Cancelled bool
}

// Appointments is what can be read of them.
type Appointments interface {
	// AppointmentsOn lists a day's appointments that are not cancelled, by place and then by time: the order of the pick list.
	AppointmentsOn(ctx context.Context, day juki.Date) ([]Appointment, error)
}

// AppointmentTx writes them.
type AppointmentTx interface {
	// AddAppointment stores one; again is true, and nothing is stored, when the card has just this one. A card is fetched once: one it has
	// for another time from today on is cancelled.
	AddAppointment(a Appointment, by juki.OperatorID, at time.Time) (again bool, err error)
	// CancelAppointment cancels a card's appointment on a day. It fails with Outcome NotOnPickList when there is none.
	CancelAppointment(day juki.Date, serial juki.CardSerial, by juki.OperatorID, at time.Time) error
}

// Pick scans one card of a day's pick list out of its shelf onto a place (前日準備). It fails with the Outcomes NotLoggedIn, PostMissing, NotOnPickList,
// PlaceUnknown, DayNotOpen, DayClosed, and StateNotAllowed for a card that is picked already or cannot be handed over now; then
// the appointment that comes with it says where the card lies.
func (k *Keeper) Pick(ctx context.Context, day juki.Date, serial juki.CardSerial, to PlaceID) (Appointment, error) {
	op, err := k.operator(oplog.CardPicked)
	if err != nil {
		return Appointment{}, err
	}
	a, err := k.appointment(ctx, day, serial)
	if err != nil {
		return Appointment{}, err
	}
	if _, err := ParsePlace(string(to)); err != nil {
		return a, err // a fixed place is none to prepare cards on
	}
	err = k.Book.Act(ctx, func(tx BookTx) (err error) {
		if err := k.dayIsOpen(tx); err != nil {
			return err
		}
		if a.At, _, err = tx.Where(MyNumberCards, serial); err != nil {
			return err
		}
		if !a.At.State.Deliverable() || a.At.State == Picked {
			return juki.Refuse(juki.StateNotAllowed)
		}
		now, goes := k.Now(), Position{Place: to, State: Picked}
		if _, err := tx.Move(Movement{Time: now, Item: MyNumberCards, Serial: serial, From: a.At, To: goes, Reason: Pick, Case: a.Case, By: op}); err != nil {
			return err
		}
		a.At = goes
		return tx.Append(oplog.Record{Time: now, Event: oplog.CardPicked, Operator: op, Case: a.Case, Values: []oplog.Value{
			oplog.Place(to), oplog.Day(day), oplog.CardTail(serial), oplog.Item(MyNumberCards)}})
	})
	return a, err
}

// appointment finds a card on a day's list.
func (k *Keeper) appointment(ctx context.Context, day juki.Date, serial juki.CardSerial) (Appointment, error) {
	list, err := k.Book.AppointmentsOn(ctx, day)
	if err != nil {
		return Appointment{}, err
	}
	for _, a := range list {
		if a.Serial == serial {
			return a, nil
		}
	}
	return Appointment{}, juki.Refuse(juki.NotOnPickList)
}

// dayIsOpen refuses what begins something while today is not opened, or closed.
func (k *Keeper) dayIsOpen(tx Tx) error {
	today, err := tx.DayState(k.today())
	switch {
	case err != nil:
		return err
	case !today.Closed.IsZero():
		return juki.Refuse(juki.DayClosed)
	case today.Opened.IsZero():
		return juki.Refuse(juki.DayNotOpen)
	}
	return nil
}
