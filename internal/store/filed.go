package store

import (
	"database/sql"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// filed is what a record is searched by, as numbers.
type filed struct {
	event, operator int64
	number          sql.NullInt64 // of the case; none is NULL, which takes no room
}

// fileUnder gives the numbers of a record that has passed Check.
func fileUnder(r oplog.Record) (f filed, err error) {
	operator, known := oplog.OperatorNumber(r.Operator)
	number, numbered := oplog.CaseNumber(r.Case)
	f = filed{event: r.Event.Number(), operator: operator, number: sql.NullInt64{Int64: number, Valid: number != 0}}
	if f.event == 0 || !known || !numbered {
		return f, fmt.Errorf("a record of %s cannot be filed", r.Event)
	}
	return f, nil
}

// operatorColumn scans an operator's number.
type operatorColumn struct{ id *juki.OperatorID }

// Scan implements sql.Scanner.
func (c operatorColumn) Scan(value any) error {
	n, isNumber := value.(int64)
	*c.id = oplog.OperatorNumbered(n)
	if !isNumber || n != 0 && *c.id == "" {
		return corrupt(fmt.Errorf("a record is filed under %v as operator", value))
	}
	return nil
}

// caseColumn scans a case's number; NULL is none.
type caseColumn struct{ number *juki.CaseNumber }

// Scan implements sql.Scanner.
func (c caseColumn) Scan(value any) error {
	n, _ := value.(int64)
	*c.number = oplog.CaseNumbered(n)
	if value != nil && *c.number == "" {
		return corrupt(fmt.Errorf("a record is filed under %v as case", value))
	}
	return nil
}

// eventColumn scans an event's number.
type eventColumn struct{ id *oplog.EventID }

// Scan implements sql.Scanner.
func (c eventColumn) Scan(value any) (err error) {
	n, _ := value.(int64)
	var known bool
	if *c.id, known = oplog.EventNumbered(n); !known {
		err = corrupt(fmt.Errorf("a record is filed under %v as event", value))
	}
	return err
}

// numberOfOperator and numberOfCase are for searching: what is no id has the number -1, which no record is filed under.
func numberOfOperator(id juki.OperatorID) int64 { return orNone(oplog.OperatorNumber(id)) }
func numberOfCase(c juki.CaseNumber) int64      { return orNone(oplog.CaseNumber(c)) }

func orNone(n int64, known bool) int64 {
	if !known {
		return -1
	}
	return n
}
