package store

import (
	"database/sql"
	"errors"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// ItemsOf implements stock.EntryTx.
func (t *Tx) ItemsOf(serial juki.CardSerial) ([]stock.ItemID, error) {
	var list []stock.ItemID
	err := t.list("SELECT item FROM card_at WHERE serial = ? ORDER BY item", []any{string(serial)}, func(scan scanner) error {
		var i stock.ItemID
		err := scan(&i)
		list = append(list, i)
		return err
	})
	return list, err
}

// CaseOf implements stock.EntryTx.
func (t *Tx) CaseOf(item stock.ItemID, serial juki.CardSerial) (n juki.CaseNumber, err error) {
	if item != stock.MyNumberCards {
		return "", nil
	}
	err = t.queryRow("SELECT number FROM case_file WHERE serial = ?", []any{string(serial)}, &n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("looking up the case of a card: %w", err)
	}
	return n, nil
}

// Lying implements stock.EntryTx.
func (t *Tx) Lying(item stock.ItemID, place stock.PlaceID) ([]stock.Balance, error) {
	var list []stock.Balance
	err := t.list("SELECT item, place, state, quantity FROM balance WHERE item = ? AND place = ? AND quantity <> 0 ORDER BY state", []any{string(item), string(place)},
		func(scan scanner) error {
			b, err := scanBalance(scan)
			list = append(list, b)
			return err
		})
	return list, err
}

// Holds implements stock.EntryTx.
func (t *Tx) Holds(place stock.PlaceID) (holds bool, err error) {
	err = t.queryRow(`SELECT EXISTS (SELECT 1 FROM balance WHERE place = ?1 AND quantity <> 0)
			OR EXISTS (SELECT 1 FROM card_at WHERE kept_place = ?1 AND state IN ('picked', 'handover', 'missing'))`, []any{string(place)}, &holds)
	if err != nil {
		return false, fmt.Errorf("looking whether a place is empty: %w", err)
	}
	return holds, nil
}

// CardsAt implements stock.Tx.
func (t *Tx) CardsAt(place stock.PlaceID) (n int, err error) {
	err = t.queryRow(`SELECT coalesce(sum(quantity), 0) FROM balance AS b WHERE place = ?
			AND (SELECT tracking FROM item_detail AS d WHERE d.item = b.item ORDER BY d.id DESC LIMIT 1) <> 'quantity'`, []any{string(place)}, &n)
	if err != nil {
		return 0, fmt.Errorf("looking how much lies at a place: %w", err)
	}
	return n, nil
}

// CameWith implements stock.EntryTx. A card that went missing before it was inspected waits for it still.
func (t *Tx) CameWith(document string) (came, waiting int, err error) {
	err = t.queryRow(`SELECT count(*), coalesce(sum('arrived' IN (c.state, c.kept_state)), 0) FROM movement AS m JOIN card_at AS c ON c.item = m.item AND c.serial = m.serial
			WHERE m.document = ? AND m.document <> '' AND m.serial <> '' AND m.from_place = 'issuer'`, []any{document}, &came, &waiting)
	if err != nil {
		return 0, 0, fmt.Errorf("looking what came with a list: %w", err)
	}
	return came, waiting, nil
}

// MovementOf implements stock.EntryTx.
func (t *Tx) MovementOf(id int64) (m stock.Movement, ok bool, err error) {
	err = t.list(selectMovement+"WHERE id = ?", []any{id}, eachMovement(func(found stock.Movement) error {
		m, ok = found, true
		return nil
	}))
	return m, ok, err
}
