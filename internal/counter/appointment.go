package counter

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// PreviewAppointments reads a list of appointments and finds the case of each notice number; nothing of it is stored. A row whose number
// no case has is CaseUnknown, one whose card is handed over already CardAlreadyDelivered. It fails with the Outcomes NotLoggedIn and
// PostMissing, and as ReadAppointments does.
func (d *Desk) PreviewAppointments(ctx context.Context, file []byte, h AppointmentHeaders) (AppointmentPreview, error) {
	if _, err := d.operator(oplog.AppointmentsTaken); err != nil {
		return AppointmentPreview{}, err
	}
	p, err := ReadAppointments(file, h, d.today())
	if err != nil {
		return p, err
	}
	good := p.Good
	p.Good = nil
	booked := bookings{desk: d, days: map[juki.Date]map[booking]bool{}}
	for _, row := range good {
		c, err := d.byNotice(ctx, row.Notice)
		if err != nil {
			return AppointmentPreview{}, fmt.Errorf("look up line %d of the appointments: %w", row.Line, err)
		}
		if code := unbookable(c); code != "" {
			p.bad(row.Line, columnNotice, code)
			continue
		}
		row.Case, row.Serial = c.Number, c.Serial
		known, err := booked.has(ctx, row)
		switch {
		case err != nil:
			return AppointmentPreview{}, err
		case known:
			p.Known++
		default:
			p.Good = append(p.Good, row)
		}
	}
	slices.SortStableFunc(p.Bad, func(a, b BadRow) int { return a.Line - b.Line })
	return p, nil
}

// byNotice is the case of a notice number; of several the one that is not handed over. The zero Case when there is none.
func (d *Desk) byNotice(ctx context.Context, n juki.NoticeNumber) (c Case, err error) {
	found, err := d.Book.Find(ctx, Key{Notice: n})
	if err != nil {
		return Case{}, err
	}
	for _, f := range found {
		if c.Number == "" || c.State == CaseDelivered {
			c = f
		}
	}
	return c, nil
}

// unbookable tells why nobody can come for a case's card; "" when they can. A card that is not inspected yet will be.
func unbookable(c Case) juki.Code {
	switch {
	case c.Number == "":
		return juki.CaseUnknown
	case c.State == CaseDelivered:
		return juki.CardAlreadyDelivered
	}
	return ""
}

// booking is what makes two appointments of a day the same.
type booking struct {
	serial juki.CardSerial
	minute juki.ClockTime
}

// bookings are the appointments the book has, read once a day of the list.
type bookings struct {
	desk *Desk
	days map[juki.Date]map[booking]bool
}

func (b bookings) has(ctx context.Context, row AppointmentRow) (bool, error) {
	if b.days[row.Day] == nil {
		list, err := b.desk.Book.AppointmentsOn(ctx, row.Day)
		if err != nil {
			return false, err
		}
		b.days[row.Day] = map[booking]bool{}
		for _, a := range list {
			b.days[row.Day][booking{a.Serial, a.Minute}] = true
		}
	}
	return b.days[row.Day][booking{row.Serial, row.Minute}], nil
}

// TakenAppointments is what TakeAppointments did.
type TakenAppointments struct {
	Taken int // appointments made; one at another time than before replaces that
	Known int // rows the book had already
}

// TakeAppointments stores the good rows of a preview, with one record, in one transaction. The same list twice adds nothing.
func (d *Desk) TakeAppointments(ctx context.Context, p AppointmentPreview) (TakenAppointments, error) {
	op, err := d.operator(oplog.AppointmentsTaken)
	if err != nil {
		return TakenAppointments{}, err
	}
	var taken TakenAppointments
	err = d.Book.Act(ctx, func(tx Tx) error {
		taken = TakenAppointments{Known: p.Known}
		now := d.Now()
		for _, row := range p.Good {
			again, err := tx.AddAppointment(stock.Appointment{Day: row.Day, Minute: row.Minute, Serial: row.Serial, Case: row.Case}, op, now)
			switch {
			case err != nil:
				return fmt.Errorf("take line %d of the appointments: %w", row.Line, err)
			case again:
				taken.Known++
			default:
				taken.Taken++
			}
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.AppointmentsTaken, Operator: op, Values: []oplog.Value{
			oplog.Count(oplog.FieldTaken, taken.Taken), oplog.Count(oplog.FieldRefused, p.BadRows()), oplog.Count(oplog.FieldKnown, taken.Known),
			oplog.Digest(p.Digest)}})
	})
	if err != nil {
		return TakenAppointments{}, err
	}
	return taken, nil
}

// MakeAppointment notes when the person of a case comes for the card; an appointment the case had for today or later gives way to it.
// It fails with the Outcomes NotLoggedIn, PostMissing, CaseUnknown, CardAlreadyDelivered, RowBadDate (a day that is past or more than a
// year ahead, a time that is none) and StepNotAllowed when just this appointment is made already.
func (d *Desk) MakeAppointment(ctx context.Context, n juki.CaseNumber, day juki.Date, minute juki.ClockTime) error {
	op, err := d.operator(oplog.AppointmentMade)
	if err != nil {
		return err
	}
	if !day.Valid() || !bookable(day, d.today()) || minute < 0 || minute >= juki.Clock(24, 0) {
		return juki.Refuse(juki.RowBadDate)
	}
	return d.Book.Act(ctx, func(tx Tx) error {
		c, err := tx.Case(n)
		if err != nil {
			return err
		}
		if code := unbookable(c); code != "" {
			return juki.Refuse(code)
		}
		now := d.Now()
		again, err := tx.AddAppointment(stock.Appointment{Day: day, Minute: minute, Serial: c.Serial, Case: n}, op, now)
		if err != nil {
			return err
		}
		if again {
			return juki.Refuse(juki.StepNotAllowed)
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.AppointmentMade, Operator: op, Case: n, Values: []oplog.Value{oplog.Day(day)}})
	})
}

// CancelAppointment takes the appointment of a case off the list of a day. A card that was picked for it stays where it is until it is
// put back. It fails with the Outcomes NotLoggedIn, PostMissing, CaseUnknown, and NotOnPickList when there is none on the day.
func (d *Desk) CancelAppointment(ctx context.Context, n juki.CaseNumber, day juki.Date) error {
	op, err := d.operator(oplog.AppointmentOff)
	if err != nil {
		return err
	}
	return d.Book.Act(ctx, func(tx Tx) error {
		c, err := tx.Case(n)
		if err != nil {
			return err
		}
		now := d.Now()
		if err := tx.CancelAppointment(day, c.Serial, op, now); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.AppointmentOff, Operator: op, Case: n, Values: []oplog.Value{oplog.Day(day)}})
	})
}
