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
	op, err := k.operator(oplog.CardPicked)
	if err != nil {
		return Appointment{}, err
	}
	a, err := k.appointment(ctx, day, serial)
	if err != nil {
		return Appointment{}, err
	}
	err = k.Book.Act(ctx, func(tx BookTx) error {
		x := entering{k: k, tx: tx, op: op, now: k.Now(), places: map[PlaceID]Place{},
			e: Entry{Reason: Pick, Things: Things{Item: MyNumberCards, Serials: []juki.CardSerial{serial}}, To: to}}
		return x.pick(&a)
	})
	return a, err
}

// pick enters the movement of an appointment's card, under its case.
func (x *entering) pick(a *Appointment) error {
	if err := x.check(); err != nil {
		return err
	}
	moved, err := x.movements()
	if err != nil {
		return err
	}
	if err := x.fits(moved); err != nil {
		return err
	}
	m := moved[0] // one serial, one movement
	m.Case = a.Case
	if _, err := x.tx.Move(m); err != nil {
		return err
	}
	a.At = m.To
	return x.tx.Append(oplog.Record{Time: x.now, Event: oplog.CardPicked, Operator: x.op, Case: a.Case, Values: []oplog.Value{
		oplog.Place(m.To.Place), oplog.Day(a.Day), oplog.CardTail(m.Serial), oplog.Item(m.Item)}})
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
