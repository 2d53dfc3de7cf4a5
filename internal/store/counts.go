package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// BeginCount implements stock.BookTx.
func (t *Tx) BeginCount(place stock.PlaceID, by juki.OperatorID, at time.Time) (stock.CountID, error) {
	if err := t.knownPlace(place); err != nil {
		return 0, err
	}
	var open bool
	err := t.queryRow("SELECT EXISTS (SELECT 1 FROM count_begun AS b WHERE place = ? AND NOT EXISTS (SELECT 1 FROM count_ended AS e WHERE e.id = b.id))",
		[]any{string(place)}, &open)
	if err != nil {
		return 0, fmt.Errorf("looking for an open count: %w", err)
	}
	if open {
		return 0, juki.Refuse(juki.CountOpen)
	}
	r, err := t.exec("INSERT INTO count_begun (place, by_op, ts, day, after_movement) VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM movement))",
		string(place), string(by), at.UnixMilli(), dayNumber(at))
	if err != nil {
		return 0, fmt.Errorf("beginning a count: %w", err)
	}
	id, err := r.LastInsertId()
	return stock.CountID(id), err
}

// EndCount implements stock.BookTx.
func (t *Tx) EndCount(id stock.CountID, at time.Time) error {
	if err := t.countIsOpen(id); err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO count_ended VALUES (?, ?)", int64(id), at.UnixMilli()); err != nil {
		return fmt.Errorf("ending a count: %w", err)
	}
	return nil
}

func (t *Tx) countIsOpen(id stock.CountID) error {
	var open bool
	err := t.queryRow("SELECT NOT EXISTS (SELECT 1 FROM count_ended WHERE id = ?1) AND EXISTS (SELECT 1 FROM count_begun WHERE id = ?1)", []any{int64(id)}, &open)
	if err != nil {
		return fmt.Errorf("looking up a count: %w", err)
	}
	if !open {
		return juki.Refuse(juki.StepNotAllowed)
	}
	return nil
}

// NoteCounted implements stock.Counts. It is the one write without a record: a scan in a count is not an act yet,
// the count is, and its end is recorded with the numbers.
func (s Stock) NoteCounted(ctx context.Context, id stock.CountID, line stock.CountLine) (again bool, err error) {
	err = s.d.jot(ctx, func(t *Tx) error {
		if err := t.countIsOpen(id); err != nil {
			return err
		}
		r, err := t.exec("INSERT INTO count_line (count, item, serial, quantity, ts) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			int64(id), string(line.Item), string(line.Serial), line.Quantity, line.Time.UnixMilli())
		if err != nil {
			return fmt.Errorf("noting what was counted: %w", err)
		}
		n, err := r.RowsAffected()
		again = n == 0
		return err
	})
	return again, err
}

// jot runs f in one durable transaction without a record: for working notes that become an act later.
func (d *DB) jot(ctx context.Context, f func(*Tx) error) error {
	if err := d.reserve.ready(ctx); err != nil {
		return err
	}
	if err := d.writer.begin(ctx); err != nil {
		return d.refused(err)
	}
	return d.refused(d.jotDown(f))
}

func (d *DB) jotDown(f func(*Tx) error) error {
	defer d.writer.pass()
	committed := false
	defer func() {
		if !committed {
			d.writer.rollback()
		}
	}()
	if err := f(&Tx{d: d, w: d.writer, time: d.now(), log: d.log}); err != nil {
		return err
	}
	err := d.writer.commit()
	committed = err == nil
	return err
}

// OpenCounts implements stock.Counts.
func (s Stock) OpenCounts(ctx context.Context) ([]stock.Count, error) {
	return s.counts(ctx, "WHERE e.id IS NULL ORDER BY b.id")
}

// EndedCounts implements stock.Counts.
func (s Stock) EndedCounts(ctx context.Context, day juki.Date) ([]stock.Count, error) {
	return s.counts(ctx, "WHERE e.id IS NOT NULL AND b.day = ? ORDER BY e.ts, b.id", dateNumber(day))
}

// CountOf implements stock.Counts. An unknown count gives the Outcome CountMissing.
func (s Stock) CountOf(ctx context.Context, id stock.CountID) (stock.Count, error) {
	found, err := s.counts(ctx, "WHERE b.id = ?", int64(id))
	if err != nil {
		return stock.Count{}, err
	}
	if len(found) == 0 {
		return stock.Count{}, juki.Refuse(juki.CountMissing)
	}
	return found[0], nil
}

func (s Stock) counts(ctx context.Context, where string, args ...any) ([]stock.Count, error) {
	var list []stock.Count
	err := s.d.list(ctx, `SELECT b.id, b.place, b.by_op, b.ts, b.after_movement, coalesce(e.ts, 0)
		FROM count_begun AS b LEFT JOIN count_ended AS e ON e.id = b.id `+where, args,
		func(scan scanner) error {
			var c stock.Count
			var began, ended int64
			err := scan(&c.ID, &c.Place, &c.By, &began, &c.After, &ended)
			c.Began = inTokyo(began)
			if ended != 0 {
				c.Ended = inTokyo(ended)
			}
			list = append(list, c)
			return err
		})
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Lines, err = s.countLines(ctx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s Stock) countLines(ctx context.Context, id stock.CountID) ([]stock.CountLine, error) {
	var lines []stock.CountLine
	err := s.d.list(ctx, "SELECT item, serial, quantity, ts FROM count_line WHERE count = ? ORDER BY id", []any{int64(id)},
		func(scan scanner) error {
			var l stock.CountLine
			var ms int64
			err := scan(&l.Item, &l.Serial, &l.Quantity, &ms)
			l.Time = inTokyo(ms)
			lines = append(lines, l)
			return err
		})
	return lines, err
}

// Explain implements stock.BookTx.
func (t *Tx) Explain(e stock.Explanation) error {
	id, err := t.nextID("explanation")
	if err != nil {
		return err
	}
	note, err := t.d.sealText(e.Note, "explanation.note", id)
	if err != nil {
		return err
	}
	_, err = t.exec("INSERT INTO explanation (id, day, item, place, difference, reason, note, by_op, ts, incident) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", id, dateNumber(e.Day), string(e.Item), string(e.Place),
		e.Difference, string(e.Reason), note, string(e.By), e.Time.UnixMilli(), string(e.Incident))
	if err != nil {
		return fmt.Errorf("storing the reason of a difference: %w", err)
	}
	return nil
}

// nextID is the id the next row of a table gets, as text: what is sealed is bound to it.
func (t *Tx) nextID(table string) (string, error) {
	var id int64
	if err := t.queryRow("SELECT coalesce(max(id), 0) + 1 FROM "+table, nil, &id); err != nil {
		return "", fmt.Errorf("numbering a row of %s: %w", table, err)
	}
	return strconv.FormatInt(id, 10), nil
}

// Explanations implements stock.Counts.
func (s Stock) Explanations(ctx context.Context, day juki.Date) ([]stock.Explanation, error) {
	var list []stock.Explanation
	err := s.d.list(ctx, "SELECT id, item, place, difference, reason, note, by_op, ts FROM explanation WHERE day = ? ORDER BY id", []any{dateNumber(day)},
		func(scan scanner) error {
			e := stock.Explanation{Day: day}
			var id string
			var note []byte
			var ms int64
			if err := scan(&id, &e.Item, &e.Place, &e.Difference, &e.Reason, &note, &e.By, &ms); err != nil {
				return err
			}
			var err error
			e.Note, err = s.d.openText(note, "explanation.note", id)
			e.Time = inTokyo(ms)
			list = append(list, e)
			return err
		})
	return list, err
}

// KeepSheet implements stock.BookTx.
func (t *Tx) KeepSheet(sheet stock.DaySheet) error {
	id, err := t.nextID("day_sheet")
	if err != nil {
		return err
	}
	text, err := json.Marshal(sheet)
	if err != nil {
		return fmt.Errorf("writing the sheet of %s: %w", sheet.Date, err)
	}
	sealed, err := t.d.sealText(string(text), "day_sheet.text", id)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO day_sheet (id, day, text, grp) VALUES (?, ?, ?, ?)", id, dateNumber(sheet.Date), sealed, sheet.Group); err != nil {
		return fmt.Errorf("storing the sheet of %s: %w", sheet.Date, err)
	}
	return nil
}

// Sheet implements stock.Counts.
func (s Stock) Sheet(ctx context.Context, day juki.Date) (sheet stock.DaySheet, ok bool, err error) {
	var id string
	var sealed []byte
	err = s.d.read(ctx, func(pool *sql.DB) error {
		return pool.QueryRowContext(ctx, "SELECT id, text FROM day_sheet WHERE day = ? ORDER BY id DESC LIMIT 1", dateNumber(day)).Scan(&id, &sealed)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return sheet, false, nil
	}
	if err != nil {
		return sheet, false, fmt.Errorf("reading the sheet of %s: %w", day, err)
	}
	text, err := s.d.openText(sealed, "day_sheet.text", id)
	if err != nil {
		return sheet, false, err
	}
	if err := json.Unmarshal([]byte(text), &sheet); err != nil {
		return sheet, false, corrupt(fmt.Errorf("the sheet of %s: %w", day, err))
	}
	return sheet, true, nil
}

// dateNumber is a day as the tables have it: 20261122.
func dateNumber(d juki.Date) int { return d.Year*10000 + d.Month*100 + d.Day }
