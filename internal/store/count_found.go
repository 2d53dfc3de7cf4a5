package store

import (
	"errors"
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// EndCount implements stock.CountTx.
func (t *Tx) EndCount(id stock.CountID, at time.Time) (r stock.CountResult, err error) {
	if err := t.countIsOpen(id); err != nil {
		return r, err
	}
	r.Count, err = scanCount(func(dest ...any) error {
		return t.queryRow("SELECT id, place, round, by_op, ts, after_movement, ? FROM count_begun WHERE id = ?", []any{at.UnixMilli(), int64(id)}, dest...)
	})
	if err != nil {
		return r, fmt.Errorf("reading a count: %w", err)
	}
	if _, err := t.exec("INSERT INTO count_ended VALUES (?, ?)", int64(id), at.UnixMilli()); err != nil {
		return r, fmt.Errorf("ending a count: %w", err)
	}
	if err := t.find(r.Count); err != nil {
		return r, fmt.Errorf("comparing a count with the ledger: %w", err)
	}
	byCount := map[stock.CountID]*stock.CountResult{id: &r}
	return r, errors.Join(
		t.list(selectFound+"WHERE f.count = ? ORDER BY f.item", []any{int64(id)}, func(scan scanner) error { return scanFound(scan, byCount) }),
		t.list(selectDiffers+"WHERE d.count = ? ORDER BY d.serial", []any{int64(id)}, func(scan scanner) error { return scanDiffers(scan, byCount) }))
}

// find keeps what a count found: how many there are of each item that lies there or was counted, and which cards are too few or too many.
// A place where nothing was and nothing is has one row that says so: an ended count always has a finding.
func (t *Tx) find(c stock.Count) error {
	for _, step := range []string{
		`INSERT INTO count_found SELECT ?1, item, sum(book), sum(counted) FROM (
				SELECT item, quantity AS book, 0 AS counted FROM balance WHERE place = ?2
				UNION ALL SELECT item, 0, 1 FROM count_line WHERE count = ?1 AND serial <> ''
				UNION ALL SELECT item, 0, quantity FROM count_line WHERE id IN (SELECT max(id) FROM count_line WHERE count = ?1 AND serial = '' GROUP BY item))
			GROUP BY item HAVING sum(book) <> 0 OR sum(counted) <> 0`,
		`INSERT INTO count_found SELECT ?1, 'mynumber-card', 0, 0 WHERE ?2 <> '' AND NOT EXISTS (SELECT 1 FROM count_found WHERE count = ?1)`,
		`INSERT INTO count_differs SELECT ?1, item, serial, 0 FROM card_at AS c WHERE place = ?2 AND NOT EXISTS
			(SELECT 1 FROM count_line AS l WHERE l.count = ?1 AND l.item = c.item AND l.serial = c.serial AND l.serial <> '')`,
		`INSERT INTO count_differs SELECT ?1, item, serial, 1 FROM count_line AS l WHERE count = ?1 AND serial <> '' AND NOT EXISTS
			(SELECT 1 FROM card_at AS c WHERE c.item = l.item AND c.serial = l.serial AND c.place = ?2)`,
	} {
		if _, err := t.exec(step, int64(c.ID), string(c.Place)); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectFound   = "SELECT f.count, f.item, f.book, f.counted FROM count_found AS f "
	selectDiffers = "SELECT d.count, d.item, d.serial, d.surplus FROM count_differs AS d "
)

func scanFound(scan scanner, to map[stock.CountID]*stock.CountResult) error {
	var id stock.CountID
	var f stock.Finding
	if err := scan(&id, &f.Item, &f.Book, &f.Counted); err != nil {
		return err
	}
	if r := to[id]; r != nil {
		r.Found = append(r.Found, f)
	}
	return nil
}

// scanDiffers puts a card that differs to its item. One missing card among as many as there should be leaves numbers of both kinds, so
// the item is always there.
func scanDiffers(scan scanner, to map[stock.CountID]*stock.CountResult) error {
	var id stock.CountID
	var item stock.ItemID
	var serial juki.CardSerial
	var surplus bool
	if err := scan(&id, &item, &serial, &surplus); err != nil || to[id] == nil {
		return err
	}
	for i := range to[id].Found {
		f := &to[id].Found[i]
		switch {
		case f.Item != item:
		case surplus:
			f.Surplus = append(f.Surplus, serial)
		default:
			f.Missing = append(f.Missing, serial)
		}
	}
	return nil
}
