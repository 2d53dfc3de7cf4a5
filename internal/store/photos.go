package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
)

// Photos is what is stored of the cases' photos as package photo works on it: never a picture.
type Photos struct{ d *DB }

var (
	_ photo.Book = Photos{}
	_ photo.Tx   = (*Tx)(nil)
)

// Photos gives what is stored of photos.
func (d *DB) Photos() photo.Book { return Photos{d} }

// Act implements photo.Book.
func (p Photos) Act(ctx context.Context, f func(photo.Tx) error) error {
	return p.d.act(ctx, func(t *Tx) error { return f(t) })
}

const selectPhoto = "SELECT outcome, ts, held FROM case_photo WHERE number = ?"

func scanPhoto(scan scanner) (photo.Status, error) {
	var s photo.Status
	var ts int64
	err := scan(&s.Outcome, &ts, &s.Held)
	if errors.Is(err, sql.ErrNoRows) {
		return photo.Status{}, nil
	}
	if err != nil {
		return photo.Status{}, fmt.Errorf("reading the state of a photo: %w", err)
	}
	if ts != 0 {
		s.At = time.UnixMilli(ts)
	}
	return s, nil
}

// Photo implements photo.Book.
func (p Photos) Photo(ctx context.Context, n juki.CaseNumber) (s photo.Status, err error) {
	err = p.d.read(ctx, func(pool *sql.DB) error {
		s, err = scanPhoto(pool.QueryRowContext(ctx, selectPhoto, string(n)).Scan)
		return err
	})
	return s, err
}

// HeldPhotos implements photo.Book.
func (p Photos) HeldPhotos(ctx context.Context) (held []juki.CaseNumber, err error) {
	err = p.d.list(ctx, "SELECT number FROM case_photo WHERE held = 1 ORDER BY number", nil, func(scan scanner) error {
		var n juki.CaseNumber
		if err := scan(&n); err != nil {
			return err
		}
		held = append(held, n)
		return nil
	})
	return held, err
}

// Photo implements photo.Tx.
func (t *Tx) Photo(n juki.CaseNumber) (photo.Status, error) {
	s, err := t.w.prepared(selectPhoto)
	if err != nil {
		return photo.Status{}, err
	}
	return scanPhoto(s.QueryRow(string(n)).Scan)
}

// SetPhoto implements photo.Tx.
func (t *Tx) SetPhoto(n juki.CaseNumber, s photo.Status) error {
	var ts int64
	if !s.At.IsZero() {
		ts = s.At.UnixMilli()
	}
	_, err := t.exec(`INSERT INTO case_photo (number, outcome, ts, held) VALUES (?, ?, ?, ?)
		ON CONFLICT (number) DO UPDATE SET outcome = excluded.outcome, ts = excluded.ts, held = excluded.held`, string(n), string(s.Outcome), ts, s.Held)
	if err != nil {
		return fmt.Errorf("storing the state of the photo of case %s: %w", n, err)
	}
	return nil
}
