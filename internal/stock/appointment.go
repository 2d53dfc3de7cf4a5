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

// Pick scans one card of a day's pick list out of its shelf onto a place (前日準備), by the act of that name. It fails with NotOnPickList, and as Enter
// does: StateNotAllowed for a card that is picked already or cannot be handed over now; then the appointment that comes with it
// says where the card lies.
func (k *Keeper) Pick(ctx context.Context, day juki.Date, serial juki.CardSerial, to PlaceID) (Appointment, error) {
	if _, _, err := k.operator(oplog.CardPicked); err != nil {
		return Appointment{}, err
	}
	a, err := k.appointment(ctx, day, serial)
	if err != nil {
		return Appointment{}, err
	}
	err = k.proceed(ctx, oplog.CardPicked, func(p proceeding) error {
		moved, err := p.plan(Entry{Reason: Pick, Things: Things{Item: MyNumberCards, Serials: []juki.CardSerial{serial}}, To: to})
		if err != nil {
			return err
		}
		m := moved[0] // one serial, one movement
		m.Case = a.Case
		if _, err := p.Move(m); err != nil {
			return err
		}
		a.At = m.To
		return p.Append(oplog.Record{Time: p.now, Event: oplog.CardPicked, Operator: p.by, Case: a.Case, Values: []oplog.Value{
			oplog.Place(m.To.Place), oplog.Day(a.Day), oplog.CardTail(m.Serial), oplog.Item(m.Item)}})
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
