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
func (t *Tx) BeginCount(place stock.PlaceID, round int, by juki.OperatorID, at time.Time) (stock.CountID, error) {
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
	r, err := t.exec("INSERT INTO count_begun (place, round, by_op, ts, day, after_movement) VALUES (?, ?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM movement))",
		string(place), round, string(by), at.UnixMilli(), dayNumber(at))
	if err != nil {
		return 0, fmt.Errorf("beginning a count: %w", err)
	}
	id, err := r.LastInsertId()
	return stock.CountID(id), err
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
		if err := t.knownItem(line.Item); err != nil {
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

func (t *Tx) knownItem(i stock.ItemID) error {
	var one int
	err := t.queryRow("SELECT 1 FROM item WHERE id = ?", []any{string(i)}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return juki.Refuse(juki.ItemUnknown)
	}
	if err != nil {
		return fmt.Errorf("looking up an item: %w", err)
	}
	return nil
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

// CountHead implements stock.Counts. An unknown count gives the Outcome CountMissing.
func (s Stock) CountHead(ctx context.Context, id stock.CountID) (stock.Count, error) {
	found, err := s.countHeads(ctx, "WHERE b.id = ?", int64(id))
	if err == nil && len(found) == 0 {
		err = juki.Refuse(juki.CountMissing)
	}
	if err != nil {
		return stock.Count{}, err
	}
	return found[0], nil
}

func (s Stock) countHeads(ctx context.Context, where string, args ...any) ([]stock.Count, error) {
	var list []stock.Count
	err := s.d.list(ctx, `SELECT b.id, b.place, b.round, b.by_op, b.ts, b.after_movement, coalesce(e.ts, 0)
		FROM count_begun AS b LEFT JOIN count_ended AS e ON e.id = b.id `+where, args,
		func(scan scanner) error {
			c, err := scanCount(scan)
			list = append(list, c)
			return err
		})
	return list, err
}

func scanCount(scan scanner) (c stock.Count, err error) {
	var began, ended int64
	err = scan(&c.ID, &c.Place, &c.Round, &c.By, &began, &c.After, &ended)
	c.Began = inTokyo(began)
	if ended != 0 {
		c.Ended = inTokyo(ended)
	}
	return c, err
}

// counts reads counts and then the lines of all of them at once.
func (s Stock) counts(ctx context.Context, where string, args ...any) ([]stock.Count, error) {
	list, err := s.countHeads(ctx, where, args...)
	if err != nil || len(list) == 0 {
		return list, err
	}
	at := map[stock.CountID]*stock.Count{}
	ids := make([]int64, len(list))
	for i := range list {
		at[list[i].ID], ids[i] = &list[i], int64(list[i].ID)
	}
	chosen, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("listing the counts: %w", err)
	}
	err = s.d.list(ctx, "SELECT count, item, serial, quantity, ts FROM count_line WHERE count IN (SELECT value FROM json_each(?)) ORDER BY id", []any{string(chosen)},
		func(scan scanner) error {
			var id stock.CountID
			var l stock.CountLine
			var ms int64
			err := scan(&id, &l.Item, &l.Serial, &l.Quantity, &ms)
			l.Time = inTokyo(ms)
			if c := at[id]; c != nil {
				c.Lines = append(c.Lines, l)
			}
			return err
		})
	return list, err
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

// IncidentOpen implements stock.CountTx.
func (t *Tx) IncidentOpen(n stock.IncidentNumber) (open bool, err error) {
	err = t.queryRow("SELECT EXISTS (SELECT 1 FROM incident WHERE number = ?1) AND NOT EXISTS (SELECT 1 FROM incident_closed WHERE number = ?1)", []any{string(n)}, &open)
	if err != nil {
		return false, fmt.Errorf("looking up an incident: %w", err)
	}
	return open, nil
}

// Explanations implements stock.Counts.
func (s Stock) Explanations(ctx context.Context, day juki.Date) (list []stock.Explanation, err error) {
	err = s.d.snapshot(ctx, func(tx *sql.Tx) error {
		list, err = s.explanations(ctx, tx, day)
		return err
	})
	return list, err
}

func (s Stock) explanations(ctx context.Context, tx *sql.Tx, day juki.Date) (list []stock.Explanation, err error) {
	err = listIn(ctx, tx, "SELECT id, item, place, difference, reason, note, by_op, ts, incident FROM explanation WHERE day = ? ORDER BY id", []any{dateNumber(day)},
		func(scan scanner) error {
			e := stock.Explanation{Day: day}
			var id string
			var note []byte
			var ms int64
			if err := scan(&id, &e.Item, &e.Place, &e.Difference, &e.Reason, &note, &e.By, &ms, &e.Incident); err != nil {
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
func (s Stock) Sheet(ctx context.Context, day juki.Date) (stock.DaySheet, bool, error) {
	sheets, err := s.Sheets(ctx, day)
	if err != nil || len(sheets) == 0 || sheets[0].Group != "" {
		return stock.DaySheet{}, false, err
	}
	return sheets[0], true, nil
}

// Sheets implements stock.Counts.
func (s Stock) Sheets(ctx context.Context, day juki.Date) (sheets []stock.DaySheet, err error) {
	err = s.d.list(ctx, "SELECT id, text FROM day_sheet AS d WHERE day = ? AND id = (SELECT max(id) FROM day_sheet WHERE day = d.day AND grp = d.grp) ORDER BY grp", []any{dateNumber(day)},
		func(scan scanner) error {
			sheet, err := s.d.scanSheet(scan)
			sheets = append(sheets, sheet)
			return err
		})
	return sheets, err
}

// scanSheet opens a stored sheet: its id and its sealed text.
func (d *DB) scanSheet(scan scanner) (sheet stock.DaySheet, err error) {
	var id string
	var sealed []byte
	if err := scan(&id, &sealed); err != nil {
		return sheet, err
	}
	text, err := d.openText(sealed, "day_sheet.text", id)
	if err != nil {
		return sheet, err
	}
	if err := json.Unmarshal([]byte(text), &sheet); err != nil {
		return sheet, corrupt(fmt.Errorf("sheet %s: %w", id, err))
	}
	return sheet, nil
}

// dateNumber is a day as the tables have it: 20261122.
func dateNumber(d juki.Date) int { return d.Year*10000 + d.Month*100 + d.Day }
