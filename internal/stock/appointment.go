package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
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
	// AddAppointment stores one; again is true, and nothing is stored, when the same card has one on the same day.
	AddAppointment(a Appointment, by juki.OperatorID, at time.Time) (again bool, err error)
	CancelAppointment(day juki.Date, serial juki.CardSerial, by juki.OperatorID, at time.Time) error
}

// Pick scans one card of a day's pick list out of its shelf onto a place (前日準備). It fails with NotOnPickList, and as Enter does.
func (k *Keeper) Pick(ctx context.Context, day juki.Date, serial juki.CardSerial, to PlaceID) (Appointment, error) {
	return Appointment{}, juki.Refuse(juki.StepNotAllowed)
}
