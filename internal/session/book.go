package session

import (
	"context"
	"fmt"
	"io"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Account is one operator of the register (様式第1号・第2号).
type Account struct {
	Operator
	Key             cards.KeyID // key of the operator card
	Password        string      // argon2id, PHC string format
	PasswordChanged juki.Date
	Failed          int  // wrong passwords in a row, over restarts
	LockedOut       bool // 第16条第5号; ended by the システム管理者 only
	Revoked         bool // 第14条第6項; never ended
	Own             Own
}

// Own is what a look at the operator's own people is told by (目的外利用の点検). Both are optional, sealed where they are stored and
// shown to nobody but the システム管理者 who fills them in.
type Own struct {
	Kana string // 振り仮名 of the family name
	Area string // 町名 of the address: "和田山町東谷"
}

// Format keeps the name and the hash out of logs whatever the verb.
func (a Account) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, string(a.ID)) }

// Tx is the part of a transaction that works on the register of operators.
type Tx interface {
	oplog.Tx
	// AddOperator stores a new operator. added is false, and nothing is stored, when the id or the card's key is
	// in the register already, revoked ones included: an id is never given to a second person.
	AddOperator(a Account) (added bool, err error)
	// UpdateOperator stores Password, PasswordChanged, Failed, LockedOut, Revoked and Own of the operator; the rest of an
	// account never changes, and a revoked one stays revoked.
	UpdateOperator(a Account) error
	// Operator reads an account inside the transaction; ok is false for an unknown one.
	Operator(id juki.OperatorID) (a Account, ok bool, err error)
}

// Book is the stored register of operators. package store implements it.
type Book interface {
	// Act runs f in one durable transaction. It refuses to commit when f appended no record.
	Act(ctx context.Context, f func(Tx) error) error
	// Operators lists the register in the order of the ids.
	Operators(ctx context.Context) ([]Account, error)
}
