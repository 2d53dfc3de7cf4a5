package store

import (
	"context"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// AddAppointment implements stock.AppointmentTx.
func (t *Tx) AddAppointment(a stock.Appointment, by juki.OperatorID, at time.Time) (again bool, err error) {
	err = t.queryRow(`SELECT EXISTS (SELECT 1 FROM appointment AS a WHERE serial = ? AND day = ? AND minute = ?
			AND NOT EXISTS (SELECT 1 FROM appointment_cancelled AS c WHERE c.id = a.id))`,
		[]any{string(a.Serial), dateNumber(a.Day), int(a.Minute)}, &again)
	if err != nil {
		return false, fmt.Errorf("looking for an appointment: %w", err)
	}
	if again {
		return true, nil
	}
	if _, err := t.cancelFrom(a.Serial, juki.DateOf(at), juki.Date{Year: 9999}, by, at); err != nil {
		return false, err
	}
	if _, err := t.exec("INSERT INTO appointment (day, minute, serial, case_no, by_op, ts) VALUES (?, ?, ?, ?, ?, ?)",
		dateNumber(a.Day), int(a.Minute), string(a.Serial), string(a.Case), string(by), at.UnixMilli()); err != nil {
		return false, fmt.Errorf("storing an appointment: %w", err)
	}
	return false, nil
}

// CancelAppointment implements stock.AppointmentTx.
func (t *Tx) CancelAppointment(day juki.Date, serial juki.CardSerial, by juki.OperatorID, at time.Time) error {
	n, err := t.cancelFrom(serial, day, day, by, at)
	if err == nil && n == 0 {
		return juki.Refuse(juki.NotOnPickList)
	}
	return err
}

// cancelFrom cancels the appointments of a card from a day to another, and tells how many there were.
func (t *Tx) cancelFrom(serial juki.CardSerial, from, to juki.Date, by juki.OperatorID, at time.Time) (int64, error) {
	r, err := t.exec(`INSERT INTO appointment_cancelled SELECT id, ?, ? FROM appointment AS a WHERE serial = ? AND day BETWEEN ? AND ?
			AND NOT EXISTS (SELECT 1 FROM appointment_cancelled AS c WHERE c.id = a.id)`,
		string(by), at.UnixMilli(), string(serial), dateNumber(from), dateNumber(to))
	if err != nil {
		return 0, fmt.Errorf("cancelling appointments: %w", err)
	}
	return r.RowsAffected()
}

// AppointmentsOn implements stock.Appointments.
func (s Stock) AppointmentsOn(ctx context.Context, day juki.Date) ([]stock.Appointment, error) {
	var list []stock.Appointment
	err := s.d.list(ctx, `SELECT a.minute, a.serial, a.case_no, w.place, w.state, w.kept_place, w.kept_state
		FROM appointment AS a JOIN card_at AS w ON w.item = ? AND w.serial = a.serial
		WHERE a.day = ? AND NOT EXISTS (SELECT 1 FROM appointment_cancelled AS c WHERE c.id = a.id)
		ORDER BY w.kept_place, a.minute, a.serial`, []any{string(stock.MyNumberCards), dateNumber(day)},
		func(scan scanner) error {
			a := stock.Appointment{Day: day}
			err := scan(&a.Minute, &a.Serial, &a.Case, &a.At.Place, &a.At.State, &a.Kept.Place, &a.Kept.State)
			list = append(list, a)
			return err
		})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// AppointmentsOn implements counter.Book.
func (c Cases) AppointmentsOn(ctx context.Context, day juki.Date) ([]stock.Appointment, error) {
	return Stock(c).AppointmentsOn(ctx, day)
}
