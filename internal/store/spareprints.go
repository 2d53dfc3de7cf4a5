package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// openSpares selects what was printed, or may have been, and is not destroyed.
const openSpares = `SELECT s.id, s.paper, p.kind, p.day, s.first, s.last, s.total, s.pages, s.by_op, s.ts
	FROM spare_print AS s JOIN paper AS p ON p.id = s.paper LEFT JOIN paper_printed AS e ON e.begun = s.begun
	WHERE coalesce(e.perhaps, 1) = 1 AND NOT EXISTS (SELECT 1 FROM spare_destroyed AS d WHERE d.spare = s.id) `

func spareColumns(s *stock.SparePrint, day *int, ms *int64) []any {
	return []any{&s.ID, &s.Paper.ID, &s.Paper.Kind, day, &s.First, &s.Last, &s.Of, &s.Pages, &s.By, ms}
}

// SparePrints implements stock.SpareShelf.
func (s Stock) SparePrints(ctx context.Context) (list []stock.SparePrint, err error) {
	err = s.d.list(ctx, openSpares+"ORDER BY s.id", nil, func(scan scanner) error {
		var one stock.SparePrint
		var day int
		var ms int64
		err := scan(spareColumns(&one, &day, &ms)...)
		one.Paper.Day, one.At = dateOf(day), inTokyo(ms)
		list = append(list, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// AddSpares implements stock.SpareTx.
func (t *Tx) AddSpares(s stock.SparePrint, print int64) (int64, error) {
	if err := t.knownPaper(s.Paper.ID); err != nil {
		return 0, err
	}
	r, err := t.exec("INSERT INTO spare_print (paper, begun, first, last, total, pages, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		int64(s.Paper.ID), sql.NullInt64{Int64: print, Valid: print != 0}, s.First, s.Last, s.Of, s.Pages, string(s.By), s.At.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("registering spare prints: %w", err)
	}
	return r.LastInsertId()
}

// SparesOf implements stock.SpareTx.
func (t *Tx) SparesOf(id int64) (s stock.SparePrint, err error) {
	var day int
	var ms int64
	err = t.queryRow(openSpares+"AND s.id = ?", []any{id}, spareColumns(&s, &day, &ms)...)
	if errors.Is(err, sql.ErrNoRows) {
		return s, juki.Refuse(juki.PaperUnknown)
	}
	if err != nil {
		return s, fmt.Errorf("reading spare prints: %w", err)
	}
	s.Paper.Day, s.At = dateOf(day), inTokyo(ms)
	return s, nil
}

// DestroySpares implements stock.SpareTx.
func (t *Tx) DestroySpares(id int64, method string, by, witness juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO spare_destroyed (spare, method, by_op, witness, ts) VALUES (?, ?, ?, ?, ?)", id, method, string(by), string(witness), at.UnixMilli()); err != nil {
		return fmt.Errorf("noting that spare prints were destroyed: %w", err)
	}
	return nil
}
