// Package oplog is the operation history (操作履歴, 第12条・第13条): the closed catalogue of what can be recorded,
// the Merkle log over the records, signed checkpoints, the archive and its verification.
//
// A record is written in the same transaction as the act it tells of: no record, no act.
// It holds internal ids and codes only; the type Value cannot carry a name.
package oplog

import (
	"time"

	"madoguchi/internal/juki"
)

// EventID names an event of the catalogue. Only the constants of this package are events.
type EventID struct{ id string }

// String is the id as it stands in the log: "handover.completed".
func (e EventID) String() string { return e.id }

// Record is one line of the operation history before it is sealed.
type Record struct {
	Time     time.Time // when the act was done, by the program's clock
	Event    EventID
	Operator juki.OperatorID // who did it; "" for the program itself
	Case     juki.CaseNumber // which case, "" when none
	Values   []Value         // the fields the catalogue allows for this event
}

// Tx is the part of a transaction that writes the log.
type Tx interface {
	// Append checks r against the catalogue and seals it at the end of the log. When it
	// fails, the whole transaction fails.
	Append(r Record) error
}
