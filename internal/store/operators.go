package store

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// Operators is the register of operators (操作者名簿) as package session works on it.
type Operators struct{ d *DB }

// Operators gives the register of operators.
func (d *DB) Operators() session.Book { return Operators{d} }

// Act implements session.Book. On a full disk the use of the terminal is still recorded, from the reserve: a lock, a
// log-out and a wrong password are told while everything else waits for room.
func (o Operators) Act(ctx context.Context, f func(session.Tx) error) error {
	return o.d.act(Finishing(ctx), func(t *Tx) error { return f(t) })
}

const selectOperator = `SELECT o.id, o.post, o.name, o.card_key, o.password, o.password_changed, o.failed, o.locked_out, o.revoked, o.mac, own.kana, own.area
	FROM operator AS o LEFT JOIN operator_own AS own ON own.id = o.id`

// Operators implements session.Book. A row that was changed by hand gives the Outcome DatabaseCorrupt.
func (o Operators) Operators(ctx context.Context) ([]session.Account, error) {
	var list []session.Account
	err := o.d.snapshot(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, selectOperator+" ORDER BY o.id")
		if err != nil {
			return fmt.Errorf("reading the register of operators: %w", err)
		}
		for rows.Next() {
			a, err := o.d.scanOperator(rows.Scan)
			if err != nil {
				return errors.Join(err, rows.Close())
			}
			list = append(list, a)
		}
		return errors.Join(rows.Err(), rows.Close())
	})
	if err != nil {
		return nil, outcome(err)
	}
	return list, nil
}

// Operator implements session.Tx.
func (t *Tx) Operator(id juki.OperatorID) (a session.Account, ok bool, err error) {
	s, err := t.w.prepared(selectOperator + " WHERE o.id = ?")
	if err != nil {
		return session.Account{}, false, err
	}
	a, err = t.d.scanOperator(s.QueryRow(string(id)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return session.Account{}, false, nil
	}
	return a, err == nil, err
}

// AddOperator implements session.Tx.
func (t *Tx) AddOperator(a session.Account) (added bool, err error) {
	name, err := t.d.sealText(a.Name, "operator.name", string(a.ID))
	if err != nil {
		return false, err
	}
	r, err := t.exec(`INSERT INTO operator VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(a.ID), oplog.PostName(a.Post), name, a.Key[:], a.Password, a.PasswordChanged.String(), a.Failed, a.LockedOut, a.Revoked,
		t.d.operatorMAC(a))
	if err != nil {
		return false, fmt.Errorf("adding an operator: %w", err)
	}
	if n, err := r.RowsAffected(); n == 0 || err != nil {
		return false, err
	}
	return true, t.keepOwn(a.ID, session.Own{}, a.Own)
}

// UpdateOperator implements session.Tx. The account's identity is read again, so that the row's code covers what
// is stored, whatever the caller believes.
func (t *Tx) UpdateOperator(a session.Account) error {
	stored, ok, err := t.Operator(a.ID)
	if err == nil && !ok {
		err = juki.Refuse(juki.OperatorUnknown)
	}
	if err != nil {
		return err
	}
	stored.Password, stored.PasswordChanged = a.Password, a.PasswordChanged
	stored.Failed, stored.LockedOut, stored.Revoked = a.Failed, a.LockedOut, a.Revoked
	_, err = t.exec(`UPDATE operator SET password = ?, password_changed = ?, failed = ?, locked_out = ?, revoked = ?, mac = ? WHERE id = ?`,
		stored.Password, stored.PasswordChanged.String(), stored.Failed, stored.LockedOut, stored.Revoked, t.d.operatorMAC(stored), string(a.ID))
	if err != nil {
		return fmt.Errorf("changing an operator: %w", err)
	}
	return t.keepOwn(a.ID, stored.Own, a.Own)
}

// scanOperator reads one row and checks its code.
func (d *DB) scanOperator(scan func(...any) error) (session.Account, error) {
	var (
		a                 session.Account
		id, post, changed string
		name, key, mac    []byte
		kana, area        []byte
	)
	err := scan(&id, &post, &name, &key, &a.Password, &changed, &a.Failed, &a.LockedOut, &a.Revoked, &mac, &kana, &area)
	if errors.Is(err, sql.ErrNoRows) {
		return session.Account{}, err
	}
	if err != nil {
		return session.Account{}, fmt.Errorf("reading an operator: %w", err)
	}
	a.ID = juki.OperatorID(id)
	if a.Name, err = d.openText(name, "operator.name", id); err != nil {
		return session.Account{}, err
	}
	if a.Own, err = d.openOwn(a.ID, kana, area); err != nil {
		return session.Account{}, err
	}
	known := false
	a.Post, known = postNamed(post)
	dated := a.PasswordChanged.UnmarshalText([]byte(changed))
	copied := copy(a.Key[:], key)
	if !known || dated != nil || copied != len(cards.KeyID{}) || !hmac.Equal(mac, d.operatorMAC(a)) {
		return session.Account{}, corrupt(errors.New("a row of the register of operators was changed by hand"))
	}
	return a, nil
}

// operatorMAC is the code over a row. Without it whoever can write the file could make a clerk a システム管理者, lift
// a lockout or put another card's key in. It does not notice a row put back to an older state of itself.
func (d *DB) operatorMAC(a session.Account) []byte {
	return d.blind("operator.row", string(a.ID), oplog.PostName(a.Post), a.Name, string(a.Key[:]), a.Password, a.PasswordChanged.String(),
		strconv.Itoa(a.Failed), strconv.FormatBool(a.LockedOut), strconv.FormatBool(a.Revoked))
}

// postNamed finds a post by its name in the database, which is its name in the log.
func postNamed(name string) (juki.Post, bool) {
	for p := juki.Operator; p <= juki.Auditor; p++ {
		if oplog.PostName(p) == name {
			return p, true
		}
	}
	return 0, false
}
