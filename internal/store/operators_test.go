package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// openRegister opens a database with the migrations that ship.
func openRegister(t *testing.T, dir string) *DB {
	t.Helper()
	o := options(&clock{morning})
	o.migrations = nil
	d, err := Open(dir, o)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// sampleOperator is a fictional member of staff.
func sampleOperator() session.Account {
	return session.Account{
		Operator: session.Operator{ID: "S001", Name: plainName, Post: juki.SystemAdministrator},
		Key:      cards.KeyID{1, 2, 3}, Password: "$argon2id$sample", PasswordChanged: juki.Date{Year: 2026, Month: 11, Day: 20},
	}
}

func enrolled(a session.Account) oplog.Record {
	return oplog.Record{Time: morning, Event: oplog.OperatorEnrolled, Values: []oplog.Value{oplog.Subject(a.ID), oplog.Post(a.Post)}}
}

// enrol adds an operator in an act of its own.
func enrol(t *testing.T, d *DB, a session.Account) (added bool) {
	t.Helper()
	err := d.Operators().Act(t.Context(), func(tx session.Tx) (err error) {
		if added, err = tx.AddOperator(a); err != nil {
			return err
		}
		return tx.Append(enrolled(a))
	})
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func update(t *testing.T, d *DB, a session.Account) error {
	t.Helper()
	return d.Operators().Act(t.Context(), func(tx session.Tx) error {
		if err := tx.UpdateOperator(a); err != nil {
			return err
		}
		return tx.Append(enrolled(a))
	})
}

func TestOperatorsAndTheirLockoutsOutliveARestart(t *testing.T) {
	dir := t.TempDir()
	d := openRegister(t, dir)
	a := sampleOperator()
	if !enrol(t, d, a) {
		t.Fatal("not added")
	}
	a.Failed, a.LockedOut, a.Password, a.PasswordChanged = 3, true, "$argon2id$other", juki.Date{Year: 2026, Month: 11, Day: 21}
	if err := update(t, d, a); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openRegister(t, dir)
	got, err := d.Operators().Operators(t.Context())
	if err != nil || len(got) != 1 {
		t.Fatalf("%d, %v", len(got), err)
	}
	if diff := cmp.Diff(a, got[0]); diff != "" {
		t.Error(diff)
	}
}

func TestAnIDAndACardAreGivenOnce(t *testing.T) {
	d := openRegister(t, t.TempDir())
	enrol(t, d, sampleOperator())
	sameID, sameCard := sampleOperator(), sampleOperator()
	sameID.Key[0]++
	sameCard.ID = "S002"
	if enrol(t, d, sameID) || enrol(t, d, sameCard) {
		t.Error("given twice")
	}
}

func TestIdentityAndPostNeverChangeAndRevokedStaysRevoked(t *testing.T) {
	d := openRegister(t, t.TempDir())
	a := sampleOperator()
	enrol(t, d, a)
	changed := a
	changed.Name, changed.Post, changed.Key, changed.Revoked = "別人", juki.Operator, cards.KeyID{9}, true
	if err := update(t, d, changed); err != nil {
		t.Fatal(err)
	}
	a.Revoked = true
	got, err := d.Operators().Operators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got[0]); diff != "" {
		t.Error(diff)
	}
	a.Revoked = false
	if err := update(t, d, a); err == nil {
		t.Error("a revoked operator came back")
	}
	if _, err := d.writer.conn.ExecContext(t.Context(), "DELETE FROM operator"); err == nil {
		t.Error("an operator was deleted")
	}
	wantOutcome(t, update(t, d, session.Account{Operator: session.Operator{ID: "S404"}}), juki.OperatorUnknown)
}

func TestARowChangedByHandIsNotBelieved(t *testing.T) {
	for name, statement := range map[string]string{
		"a lockout lifted":       "UPDATE operator SET locked_out = 0",
		"tries given back":       "UPDATE operator SET failed = 0",
		"another password":       "UPDATE operator SET password = '$argon2id$mine'",
		"a younger password":     "UPDATE operator SET password_changed = '2026-11-22'",
		"a clerk made a manager": "DROP TRIGGER operator_keeps_identity; UPDATE operator SET post = 'auditor'",
		"another card":           "DROP TRIGGER operator_keeps_identity; UPDATE operator SET card_key = zeroblob(32)",
		"no such date":           "UPDATE operator SET password_changed = 'yesterday'",
	} {
		t.Run(name, func(t *testing.T) {
			d := openRegister(t, t.TempDir())
			a := sampleOperator()
			enrol(t, d, a)
			a.Failed, a.LockedOut = 3, true
			if err := update(t, d, a); err != nil {
				t.Fatal(err)
			}
			if _, err := d.writer.conn.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			_, err := d.Operators().Operators(t.Context())
			wantOutcome(t, err, juki.DatabaseCorrupt)
		})
	}
}

func TestAnOperatorIsNotAddedWithoutARecord(t *testing.T) {
	d := openRegister(t, t.TempDir())
	err := d.Operators().Act(t.Context(), func(tx session.Tx) error {
		_, err := tx.AddOperator(sampleOperator())
		return err
	})
	if !errors.Is(err, ErrNoRecord) {
		t.Errorf("%v", err)
	}
	if list, err := d.Operators().Operators(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("%d operators, %v", len(list), err)
	}
}
