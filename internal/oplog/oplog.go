// Package oplog is the operation history (操作履歴, 第12条・第13条): the closed catalogue of what can be recorded,
// the Merkle log over the records, signed checkpoints, the archive and its verification.
//
// A record is written in the same transaction as the act it tells of: no record, no act.
// It holds internal ids and codes only; the type Value cannot carry a name.
package oplog

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
)

// EventID names an event of the catalogue. Only the constants of this package are events.
type EventID struct{ id string }

// String is the id as it stands in the log: "handover.completed".
func (e EventID) String() string { return e.id }

// Record is one line of the operation history before it is sealed.
type Record struct {
	Time     time.Time // when the act was done, by the program's clock; kept to the millisecond
	Event    EventID
	Operator juki.OperatorID // who did it; "" for the program itself
	Case     juki.CaseNumber // which case, "" when none
	Values   []Value         // the fields the catalogue allows for this event, in any order
}

// Tx is the part of a transaction that writes the log.
type Tx interface {
	// Append checks r against the catalogue and seals it at the end of the log. When it
	// fails, the whole transaction fails.
	Append(r Record) error
}

// Value gives the value of a field of the record, ok false when it has none.
func (r Record) Value(f Field) (v Value, ok bool) {
	for _, v := range r.Values {
		if v.field == f {
			return v, true
		}
	}
	return Value{}, false
}

// Check holds r against the catalogue: a known event, the operator and case it asks for, every field it
// needs and no other, each value in the form of its field. The error is an Outcome RecordRefused (第13条);
// it names the event and the field, never the value, which may be what must not be written down.
func (r Record) Check() error {
	entry, known := Lookup(r.Event)
	if !known {
		return refused(errors.New("event is not in the catalogue"))
	}
	for _, check := range []func(Entry) error{r.checkTime, r.checkOperator, r.checkCase, r.checkValues, r.checkNeeded} {
		if err := check(entry); err != nil {
			return refused(fmt.Errorf("%s: %w", r.Event, err))
		}
	}
	return nil
}

func refused(err error) error {
	outcome := juki.Refuse(juki.RecordRefused)
	outcome.Err = err
	return outcome
}

func (r Record) checkTime(Entry) error {
	if y := r.Time.In(japan).Year(); y < firstYear || y > lastYear {
		return errors.New("time is out of range")
	}
	return nil
}

func (r Record) checkOperator(e Entry) error {
	switch {
	case r.Operator == "" && !e.Program:
		return errors.New("operator is missing")
	case r.Operator != "" && len(e.Posts) == 0:
		return errors.New("only the program causes this event")
	case r.Operator != "" && !operatorForm(string(r.Operator)):
		return errors.New("operator has not the form of an operator id")
	}
	return nil
}

func (r Record) checkCase(e Entry) error {
	switch {
	case r.Case == "" && e.Case == Needed:
		return errors.New("case is missing")
	case r.Case != "" && e.Case == Absent:
		return errors.New("no case belongs to this event")
	case r.Case != "" && !caseForm(string(r.Case)):
		return errors.New("case has not the form of a case number")
	}
	return nil
}

func (r Record) checkValues(e Entry) error {
	seen := make(map[Field]bool, len(r.Values))
	for _, v := range r.Values {
		switch {
		case v.field == "":
			return errors.New("empty value")
		case e.Fields[v.field] == Absent:
			return fmt.Errorf("field %s is not allowed here", v.field)
		case seen[v.field]:
			return fmt.Errorf("field %s is given twice", v.field)
		case !v.wellFormed():
			return fmt.Errorf("field %s: value refused", v.field)
		}
		seen[v.field] = true
	}
	return nil
}

func (r Record) checkNeeded(e Entry) error {
	for f, presence := range e.Fields {
		if _, has := r.Value(f); presence == Needed && !has {
			return fmt.Errorf("field %s is missing", f)
		}
	}
	return nil
}
