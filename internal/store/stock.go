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

// Move implements stock.Tx. A trigger refuses movements on a closed day (see outcome).
func (t *Tx) Move(m stock.Movement) (id int64, err error) {
	for _, place := range []stock.PlaceID{m.From.Place, m.To.Place} {
		if err := t.knownPlace(place); err != nil {
			return 0, err
		}
	}
	if err := t.liesAt(m); err != nil {
		return 0, err
	}
	if err := t.checkReversal(m); err != nil {
		return 0, err
	}
	r, err := t.exec(`INSERT INTO movement (ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, reverses, lot, first, last, origin)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.Time.UnixMilli(), string(m.Item), string(m.Serial), m.Number(), string(m.From.Place), string(m.From.State), string(m.To.Place), string(m.To.State),
		string(m.Reason), string(m.Case), m.Document, string(m.By), string(m.Witness), sql.NullInt64{Int64: m.Reverses, Valid: m.Reverses != 0},
		m.Lot, m.First, m.Last, m.Origin)
	if err != nil {
		return 0, fmt.Errorf("entering a movement of %s: %w", m.Item, err)
	}
	if m.Lot != "" {
		if err := t.moveRange(m); err != nil {
			return 0, err
		}
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

// liesAt refuses a movement of what is not where it says.
func (t *Tx) liesAt(m stock.Movement) error {
	switch {
	case m.Serial != "":
		return t.serialIsAt(m)
	case m.Lot != "":
		return t.rangeIsAt(m)
	}
	return t.enoughAt(m)
}

// serialIsAt refuses a movement from where the card is not. A card never seen is outside, at its issuer or with a resident,
// or it comes with the copy of the movement by which another terminal sent it.
func (t *Tx) serialIsAt(m stock.Movement) error {
	at, seen, err := t.Where(m.Item, m.Serial)
	if err != nil {
		return err
	}
	if !seen && !comesIn(m) && m.From != (stock.Position{Place: stock.Resident, State: stock.Delivered}) || seen && at != m.From {
		return juki.Refuse(juki.NotAtPlace)
	}
	return nil
}

// comesIn tells whether a movement may bring in what the ledger never saw.
func comesIn(m stock.Movement) bool {
	return m.From == stock.Position{Place: stock.Issuer, State: stock.AtIssuer} || m.Origin != "" && m.From.Place == stock.Elsewhere && m.To.Place == stock.Transit
}

// enoughAt refuses to take more of a form out of an inside place than lies there. 所在不明 and 移送中 may go below zero:
// what a count finds too many comes out of the one, what another terminal sent out of the other.
func (t *Tx) enoughAt(m stock.Movement) error {
	if m.Quantity < 1 {
		return fmt.Errorf("entering a movement of %s: neither serial nor numbers nor quantity", m.Item)
	}
	if from := m.From.Place; !from.Inside() || from == stock.Missing || from == stock.Transit || m.Origin != "" {
		return nil
	}
	var there int
	err := t.queryRow("SELECT coalesce((SELECT quantity FROM balance WHERE item = ? AND place = ? AND state = ?), 0)",
		[]any{string(m.Item), string(m.From.Place), string(m.From.State)}, &there)
	if err != nil {
		return fmt.Errorf("looking how much of %s lies there: %w", m.Item, err)
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
	err := t.queryRow(`SELECT item = ?2 AND serial = ?3 AND quantity = ?4 AND from_place = ?5 AND from_state = ?6 AND to_place = ?7 AND to_state = ?8
			AND lot = ?9 AND first = ?10 AND last = ?11 AND NOT EXISTS (SELECT 1 FROM movement WHERE reverses = ?1) FROM movement WHERE id = ?1`,
		[]any{m.Reverses, string(m.Item), string(m.Serial), m.Number(), string(m.To.Place), string(m.To.State), string(m.From.Place), string(m.From.State),
			m.Lot, m.First, m.Last}, &opposite)
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
	return t.position("SELECT place, state FROM card_at WHERE item = ? AND serial = ?", item, serial)
}

// Kept implements stock.Tx.
func (t *Tx) Kept(item stock.ItemID, serial juki.CardSerial) (pos stock.Position, ok bool, err error) {
	return t.position("SELECT kept_place, kept_state FROM card_at WHERE item = ? AND serial = ?", item, serial)
}

func (t *Tx) position(query string, item stock.ItemID, serial juki.CardSerial) (pos stock.Position, ok bool, err error) {
	err = t.queryRow(query, []any{string(item), string(serial)}, &pos.Place, &pos.State)
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Position{}, false, nil
	}
	if err != nil {
		return stock.Position{}, false, fmt.Errorf("looking up where a serial of %s is: %w", item, err)
	}
	return pos, true, nil
}

func inTokyo(ms int64) time.Time { return time.UnixMilli(ms).In(juki.Tokyo()) }
