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

// NumberTransfer implements stock.TransferTx.
func (t *Tx) NumberTransfer() (stock.TransferNumber, error) {
	number, _, _, err := t.running("transfer", "T")
	return stock.TransferNumber(number), err
}

// AddTransfer implements stock.TransferTx. One of our own has the next number of its year.
func (t *Tx) AddTransfer(tr stock.Transfer) error {
	own, year, n, err := t.running("transfer", "T")
	if err != nil {
		return err
	}
	if own != string(tr.Number) {
		n = 0
	}
	_, err = t.exec(`INSERT INTO transfer (number, year, running, terminal, from_place, to_place, receiver, slip, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		string(tr.Number), year, n, tr.Terminal, string(tr.From), string(tr.To), tr.Receiver, tr.Slip(), string(tr.SentBy), t.now().UnixMilli())
	if err != nil {
		return fmt.Errorf("storing transfer %s: %w", tr.Number, err)
	}
	return nil
}

// EndTransfer implements stock.TransferTx.
func (t *Tx) EndTransfer(n stock.TransferNumber, back bool, by juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO transfer_ended (number, back, by_op, ts) VALUES (?, ?, ?, ?)", string(n), back, string(by), at.UnixMilli()); err != nil {
		return fmt.Errorf("ending transfer %s: %w", n, err)
	}
	return nil
}

// SentWith implements stock.TransferTx.
func (t *Tx) SentWith(item stock.ItemID, serial juki.CardSerial, lot string, number int) (n stock.TransferNumber, err error) {
	query, args := "SELECT document FROM movement WHERE item = ? AND serial = ? AND serial <> '' AND to_place = 'transit' ORDER BY id DESC LIMIT 1", []any{string(item), string(serial)}
	if serial == "" {
		query = "SELECT document FROM movement WHERE item = ?1 AND lot = ?2 AND lot <> '' AND first <= ?3 AND last >= ?3 AND to_place = 'transit' ORDER BY id DESC LIMIT 1"
		args = []any{string(item), lot, number}
	}
	err = t.queryRow(query, args, &n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("looking up how a thing came into transit: %w", err)
	}
	return n, nil
}

// CopiesOf implements stock.TransferTx. The copies of parts of a movement have a dot and a number after it.
func (t *Tx) CopiesOf(origin string) (list []string, err error) {
	err = t.list("SELECT origin FROM movement WHERE origin = ?1 OR origin >= ?1 || '.' AND origin < ?1 || '/' ORDER BY id", []any{origin}, func(scan scanner) error {
		var o string
		err := scan(&o)
		list = append(list, o)
		return err
	})
	return list, err
}

const selectTransfer = `SELECT t.number, t.receiver, t.slip, coalesce(e.back, 0), coalesce(e.by_op, ''), coalesce(e.ts, 0)
	FROM transfer AS t LEFT JOIN transfer_ended AS e ON e.number = t.number `

// scanTransfer reads one row of selectTransfer. What was sent is written in the slip as it was made or read.
func scanTransfer(scan scanner) (stock.Transfer, error) {
	var number stock.TransferNumber
	var receiver, slip string
	var back bool
	var by juki.OperatorID
	var ended int64
	if err := scan(&number, &receiver, &slip, &back, &by, &ended); err != nil {
		return stock.Transfer{}, err
	}
	t, err := stock.ParseSlip(slip)
	if err != nil {
		return t, corrupt(fmt.Errorf("the slip of transfer %s does not read", number))
	}
	t.Number, t.Receiver, t.Back, t.By, t.Received = number, receiver, back, by, moment(ended)
	return t, nil
}

// selectTaken are the movements by which things left the transit again: by the transfer's own, and serials by any later one, as when
// they are given up.
const selectTaken = selectMovement + `WHERE from_place = 'transit' AND (document = ?1
	OR id IN (SELECT g.id FROM movement AS s JOIN movement AS g ON g.item = s.item AND g.serial = s.serial AND g.id > s.id AND g.from_place = 'transit'
		WHERE s.document = ?1 AND s.to_place = 'transit' AND s.serial <> '' AND s.origin = ''
		AND NOT EXISTS (SELECT 1 FROM movement AS b WHERE b.item = s.item AND b.serial = s.serial AND b.id > s.id AND b.id < g.id))) ORDER BY id`

// takenInto puts into a transfer what left the transit.
func takenInto(t *stock.Transfer) func(scanner) error {
	return eachMovement(func(m stock.Movement) error {
		t.Taken = append(t.Taken, m)
		return nil
	})
}

// Transfer implements stock.TransferTx.
func (t *Tx) Transfer(n stock.TransferNumber) (stock.Transfer, error) {
	tr, err := scanTransfer(func(dest ...any) error {
		return t.queryRow(selectTransfer+"WHERE t.number = ?", []any{string(n)}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Transfer{}, juki.Refuse(juki.TransferUnknown)
	}
	if err != nil {
		return stock.Transfer{}, fmt.Errorf("reading a transfer: %w", err)
	}
	err = t.list(selectTaken, []any{string(n)}, takenInto(&tr))
	tr.StillOpen()
	return tr, err
}

// OpenTransfers implements stock.Transfers.
func (s Stock) OpenTransfers(ctx context.Context) ([]stock.Transfer, error) {
	list, err := s.transfers(ctx, "WHERE e.number IS NULL")
	var open []stock.Transfer
	for _, t := range list {
		if len(t.Open) > 0 { // the last of it may have been given up, or have come back before the receipt
			open = append(open, t)
		}
	}
	return open, err
}

// TransferOf implements stock.Transfers. An unknown number gives the Outcome TransferUnknown.
func (s Stock) TransferOf(ctx context.Context, n stock.TransferNumber) (stock.Transfer, error) {
	list, err := s.transfers(ctx, "WHERE t.number = ?", string(n))
	if err != nil {
		return stock.Transfer{}, err
	}
	if len(list) == 0 {
		return stock.Transfer{}, juki.Refuse(juki.TransferUnknown)
	}
	return list[0], nil
}

func (s Stock) transfers(ctx context.Context, where string, args ...any) ([]stock.Transfer, error) {
	var list []stock.Transfer
	err := s.d.list(ctx, selectTransfer+where+" ORDER BY t.ts, t.number", args, func(scan scanner) error {
		t, err := scanTransfer(scan)
		list = append(list, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	for k := range list {
		if err := s.d.list(ctx, selectTaken, []any{string(list[k].Number)}, takenInto(&list[k])); err != nil {
			return nil, err
		}
		list[k].StillOpen()
	}
	return list, nil
}
