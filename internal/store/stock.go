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

// Stock is the ledger of cards and forms (カード・帳票の受払) as package stock works on it.
type Stock struct{ d *DB }

var (
	_ stock.Book   = Stock{}
	_ stock.BookTx = (*Tx)(nil)
)

// Stock gives the ledger of cards and forms.
func (d *DB) Stock() stock.Book { return Stock{d} }

// Act implements stock.Book.
func (s Stock) Act(ctx context.Context, f func(stock.BookTx) error) error {
	return s.d.act(ctx, func(t *Tx) error { return f(t) })
}

// Move implements stock.Tx.
func (t *Tx) Move(m stock.Movement) (id int64, err error) {
	for _, place := range []stock.PlaceID{m.From.Place, m.To.Place} {
		if err := t.knownPlace(place); err != nil {
			return 0, err
		}
	}
	quantity := 1
	if m.Serial != "" {
		err = t.serialIsAt(m)
	} else {
		quantity, err = m.Quantity, t.enoughAt(m)
	}
	if err != nil {
		return 0, err
	}
	if err := t.checkReversal(m); err != nil {
		return 0, err
	}
	r, err := t.exec(`INSERT INTO movement (ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, reverses)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.Time.UnixMilli(), string(m.Item), string(m.Serial), quantity, string(m.From.Place), string(m.From.State), string(m.To.Place), string(m.To.State),
		string(m.Reason), string(m.Case), m.Document, string(m.By), string(m.Witness), sql.NullInt64{Int64: m.Reverses, Valid: m.Reverses != 0})
	if err != nil {
		return 0, fmt.Errorf("entering a movement of %s: %w", m.Item, err)
	}
	return r.LastInsertId()
}

func (t *Tx) knownPlace(p stock.PlaceID) error {
	var one int
	err := t.queryRow("SELECT 1 FROM place WHERE id = ?", []any{string(p)}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return juki.Refuse(juki.PlaceUnknown)
	}
	if err != nil {
		return fmt.Errorf("looking up a place: %w", err)
	}
	return nil
}

// serialIsAt refuses a movement from where the card is not. A card never seen is at its issuer.
func (t *Tx) serialIsAt(m stock.Movement) error {
	at, seen, err := t.Where(m.Item, m.Serial)
	if err != nil {
		return err
	}
	if !seen {
		at = stock.Position{Place: stock.Issuer, State: stock.AtIssuer}
	}
	if at != m.From {
		return juki.Refuse(juki.NotAtPlace)
	}
	return nil
}

// enoughAt refuses to take more of a form out of an inside place than lies there.
func (t *Tx) enoughAt(m stock.Movement) error {
	if m.Quantity < 1 {
		return fmt.Errorf("entering a movement of %s: neither serial nor quantity", m.Item)
	}
	if !m.From.Place.Inside() {
		return nil
	}
	var there int
	err := t.queryRow(`SELECT coalesce(sum(CASE WHEN to_place = ?2 AND to_state = ?3 THEN quantity ELSE 0 END
			- CASE WHEN from_place = ?2 AND from_state = ?3 THEN quantity ELSE 0 END), 0) FROM movement WHERE item = ?1`,
		[]any{string(m.Item), string(m.From.Place), string(m.From.State)}, &there)
	if err != nil {
		return fmt.Errorf("summing up %s: %w", m.Item, err)
	}
	if there < m.Quantity {
		return juki.Refuse(juki.NotAtPlace)
	}
	return nil
}

// checkReversal refuses a reversing entry (反対仕訳) that is not the exact opposite of its movement, or the second one.
func (t *Tx) checkReversal(m stock.Movement) error {
	if m.Reverses == 0 {
		return nil
	}
	var opposite bool
	err := t.queryRow(`SELECT item = ?2 AND serial = ?3 AND (serial <> '' OR quantity = ?4) AND from_place = ?5 AND from_state = ?6 AND to_place = ?7 AND to_state = ?8
			AND NOT EXISTS (SELECT 1 FROM movement WHERE reverses = ?1) FROM movement WHERE id = ?1`,
		[]any{m.Reverses, string(m.Item), string(m.Serial), m.Quantity, string(m.To.Place), string(m.To.State), string(m.From.Place), string(m.From.State)}, &opposite)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !opposite {
		return juki.Refuse(juki.StepNotAllowed)
	}
	if err != nil {
		return fmt.Errorf("looking up the movement to reverse: %w", err)
	}
	return nil
}

// Where implements stock.Tx.
func (t *Tx) Where(item stock.ItemID, serial juki.CardSerial) (pos stock.Position, ok bool, err error) {
	var place, state string
	err = t.queryRow("SELECT to_place, to_state FROM movement WHERE item = ? AND serial = ? AND serial <> '' ORDER BY id DESC LIMIT 1",
		[]any{string(item), string(serial)}, &place, &state)
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Position{}, false, nil
	}
	if err != nil {
		return stock.Position{}, false, fmt.Errorf("looking up where a serial of %s is: %w", item, err)
	}
	return stock.Position{Place: stock.PlaceID(place), State: stock.State(state)}, true, nil
}

// Kept implements stock.Tx.
func (t *Tx) Kept(item stock.ItemID, serial juki.CardSerial) (pos stock.Position, ok bool, err error) {
	err = t.queryRow("SELECT kept_place, kept_state FROM card_at WHERE item = ? AND serial = ?", []any{string(item), string(serial)}, &pos.Place, &pos.State)
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Position{}, false, nil
	}
	if err != nil {
		return stock.Position{}, false, fmt.Errorf("looking up where a serial of %s belongs: %w", item, err)
	}
	return pos, true, nil
}

// AddPlace implements stock.BookTx.
func (t *Tx) AddPlace(p stock.PlaceID) error {
	if _, err := t.exec("INSERT INTO place VALUES (?, 1) ON CONFLICT DO NOTHING", string(p)); err != nil {
		return fmt.Errorf("registering place %s: %w", p, err)
	}
	return nil
}

// AddItem implements stock.BookTx.
func (t *Tx) AddItem(i stock.ItemID) error {
	if _, err := t.exec("INSERT INTO item VALUES (?, 0) ON CONFLICT DO NOTHING", string(i)); err != nil {
		return fmt.Errorf("registering item %s: %w", i, err)
	}
	return nil
}

// Places implements stock.Ledger.
func (s Stock) Places(ctx context.Context) ([]stock.PlaceID, error) {
	places := stock.FixedPlaces()
	err := s.d.list(ctx, "SELECT id FROM place WHERE inside = 1 AND id NOT IN ('inbox', 'counter') ORDER BY id", nil, func(scan scanner) error {
		var id string
		err := scan(&id)
		places = append(places, stock.PlaceID(id))
		return err
	})
	return places, err
}

// Balances implements stock.Ledger.
func (s Stock) Balances(ctx context.Context, before time.Time) ([]stock.Balance, error) {
	var list []stock.Balance
	err := s.d.list(ctx, `SELECT item, place, state, sum(n) FROM (
			SELECT item, to_place AS place, to_state AS state, quantity AS n FROM movement WHERE ts < ?1
			UNION ALL
			SELECT item, from_place, from_state, -quantity FROM movement WHERE ts < ?1)
		WHERE place IN (SELECT id FROM place WHERE inside = 1)
		GROUP BY item, place, state HAVING sum(n) <> 0 ORDER BY item, place, state`, []any{before.UnixMilli()},
		func(scan scanner) error {
			var b stock.Balance
			err := scan(&b.Item, &b.At.Place, &b.At.State, &b.Quantity)
			list = append(list, b)
			return err
		})
	return list, err
}

// Contents implements stock.Ledger.
func (s Stock) Contents(ctx context.Context, before time.Time) ([]stock.Content, error) {
	var list []stock.Content
	err := s.d.list(ctx, `SELECT item, serial, to_place, to_state FROM movement AS m
		WHERE serial <> '' AND ts < ?1 AND to_place IN (SELECT id FROM place WHERE inside = 1) AND NOT EXISTS (
			SELECT 1 FROM movement AS later WHERE later.item = m.item AND later.serial = m.serial AND later.serial <> '' AND later.id > m.id AND later.ts < ?1)
		ORDER BY item, serial`, []any{before.UnixMilli()},
		func(scan scanner) error {
			var c stock.Content
			err := scan(&c.Item, &c.Serial, &c.At.Place, &c.At.State)
			list = append(list, c)
			return err
		})
	return list, err
}

// Movements implements stock.Ledger.
func (s Stock) Movements(ctx context.Context, from, to time.Time) ([]stock.Movement, error) {
	var list []stock.Movement
	err := s.d.list(ctx, `SELECT id, ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, coalesce(reverses, 0)
		FROM movement WHERE ts >= ? AND ts < ? ORDER BY id`, []any{from.UnixMilli(), to.UnixMilli()},
		func(scan scanner) error {
			var m stock.Movement
			var ms int64
			err := scan(&m.ID, &ms, &m.Item, &m.Serial, &m.Quantity, &m.From.Place, &m.From.State, &m.To.Place, &m.To.State,
				&m.Reason, &m.Case, &m.Document, &m.By, &m.Witness, &m.Reverses)
			m.Time = inTokyo(ms)
			if m.Serial != "" {
				m.Quantity = 0
			}
			list = append(list, m)
			return err
		})
	return list, err
}

type scanner func(dest ...any) error

// list reads all rows of a query on a reading connection.
func (d *DB) list(ctx context.Context, query string, args []any, row func(scanner) error) error {
	return d.read(ctx, func(pool *sql.DB) error {
		rows, err := pool.QueryContext(ctx, query, args...)
		if err != nil {
			return fmt.Errorf("reading: %w", err)
		}
		for rows.Next() {
			if err := row(rows.Scan); err != nil {
				return errors.Join(fmt.Errorf("reading a row: %w", err), rows.Close())
			}
		}
		return errors.Join(rows.Err(), rows.Close())
	})
}

func inTokyo(ms int64) time.Time { return time.UnixMilli(ms).In(juki.Tokyo()) }
