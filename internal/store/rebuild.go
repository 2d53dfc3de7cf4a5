package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Rebuild enters all movements again from nothing, in memory, and compares what they come to with what is kept beside them: where each
// card lies and belongs, where each number lies, how much lies where. It changes nothing. What differs is an Outcome DatabaseCorrupt.
func (d *DB) Rebuild(ctx context.Context) error {
	return d.snapshot(ctx, func(tx *sql.Tx) error { return checkLedger(ctx, tx) })
}

func checkLedger(ctx context.Context, tx *sql.Tx) error {
	var kept bool // a schema without a ledger is one of the tests of the log
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'movement')").Scan(&kept); err != nil || !kept {
		return err
	}
	r := replay{cards: map[cardKey]cardStands{}, lots: map[lotKey][]stock.Range{}, sums: map[cellKey]int{}}
	err := listIn(ctx, tx, `SELECT id, ts, item, serial, lot, first, last, quantity, from_place, from_state, to_place, to_state, origin
			FROM movement ORDER BY id`, nil, func(scan scanner) error {
		var m stock.Movement
		var ms int64
		if err := scan(&m.ID, &ms, &m.Item, &m.Serial, &m.Lot, &m.First, &m.Last, &m.Quantity, &m.From.Place, &m.From.State, &m.To.Place, &m.To.State, &m.Origin); err != nil {
			return err
		}
		if err := r.enter(m, ms); err != nil {
			return corrupt(fmt.Errorf("movement %d: %w", m.ID, err))
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, compare := range []func(context.Context, *sql.Tx) error{r.compareCards, r.compareLots, r.compareSums} {
		if err := compare(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// replay is the ledger as its movements make it. It is written apart from Move and the triggers on purpose: what one of them does wrong
// the other does not.
type replay struct {
	cards map[cardKey]cardStands
	lots  map[lotKey][]stock.Range
	sums  map[cellKey]int
}

type cardKey struct {
	item   stock.ItemID
	serial juki.CardSerial
}

type cardStands struct {
	at, kept             stock.Position
	arrived, since, last int64
}

type lotKey struct {
	item stock.ItemID
	lot  string
}

type cellKey struct {
	item stock.ItemID
	at   stock.Position
}

func (r *replay) enter(m stock.Movement, ms int64) error {
	n := m.Quantity // the column has the number of whatever is moved
	if m.Lot != "" && n != m.Last-m.First+1 || m.Serial != "" && n != 1 {
		return errors.New("the number moved is not that of its things")
	}
	r.sums[cellKey{m.Item, m.From}] -= n
	r.sums[cellKey{m.Item, m.To}] += n
	switch {
	case m.Serial != "":
		return r.moveCard(m, ms)
	case m.Lot != "":
		return r.moveNumbers(m)
	}
	return nil
}

// away tells that a card in this state is not where it belongs.
func away(s stock.State) bool {
	return s == stock.Picked || s == stock.InHandover || s == stock.BeingSent || s == stock.Sought
}

func (r *replay) moveCard(m stock.Movement, ms int64) error {
	key := cardKey{m.Item, m.Serial}
	c, seen := r.cards[key]
	if !seen {
		c = cardStands{at: m.From, kept: m.From, arrived: ms}
	}
	if c.at != m.From {
		return errors.New("its card was not there")
	}
	if !away(m.To.State) {
		c.kept = m.To
	}
	if !seen || m.To.State != c.at.State {
		c.since = ms
	}
	c.at, c.last = m.To, m.ID
	r.cards[key] = c
	return nil
}

func (r *replay) moveNumbers(m stock.Movement) error {
	key := lotKey{m.Item, m.Lot}
	moved := stock.Range{Item: m.Item, Lot: m.Lot, First: m.First, Last: m.Last, At: m.To}
	pieces := []stock.Range{moved}
	known := 0
	for _, p := range r.lots[key] {
		if p.Last < m.First || p.First > m.Last {
			pieces = append(pieces, p)
			continue
		}
		if p.At != m.From {
			return errors.New("its numbers were not there")
		}
		known += min(p.Last, m.Last) - max(p.First, m.First) + 1
		before, after := p, p
		before.Last, after.First = m.First-1, m.Last+1
		pieces = append(pieces, before, after)
	}
	if known < moved.Last-moved.First+1 && !comesIn(m) {
		return errors.New("its numbers were not known")
	}
	r.lots[key] = together(pieces)
	return nil
}

// together are pieces in order, without the empty ones, neighbours in one position taken together.
func together(pieces []stock.Range) []stock.Range {
	slices.SortFunc(pieces, func(a, b stock.Range) int { return cmp.Compare(a.First, b.First) })
	var list []stock.Range
	for _, p := range pieces {
		if p.First > p.Last {
			continue
		}
		if n := len(list); n > 0 && list[n-1].At == p.At && list[n-1].Last+1 == p.First {
			list[n-1].Last = p.Last
			continue
		}
		list = append(list, p)
	}
	return list
}

var errProjection = errors.New("what is kept beside the movements is not what they come to")

func (r *replay) compareCards(ctx context.Context, tx *sql.Tx) error {
	rows := 0
	err := listIn(ctx, tx, "SELECT item, serial, place, state, kept_place, kept_state, arrived, since, movement FROM card_at", nil, func(scan scanner) error {
		var key cardKey
		var c cardStands
		if err := scan(&key.item, &key.serial, &c.at.Place, &c.at.State, &c.kept.Place, &c.kept.State, &c.arrived, &c.since, &c.last); err != nil {
			return err
		}
		if rows++; r.cards[key] != c {
			return corrupt(fmt.Errorf("where a card lies, last moved by %d: %w", c.last, errProjection))
		}
		return nil
	})
	if err == nil && rows != len(r.cards) {
		err = corrupt(fmt.Errorf("%d cards, %d by the movements: %w", rows, len(r.cards), errProjection))
	}
	return err
}

func (r *replay) compareLots(ctx context.Context, tx *sql.Tx) error {
	stored := map[lotKey][]stock.Range{}
	err := listIn(ctx, tx, "SELECT item, lot, first, last, place, state FROM range_at ORDER BY item, lot, first", nil, func(scan scanner) error {
		var p stock.Range
		err := scan(&p.Item, &p.Lot, &p.First, &p.Last, &p.At.Place, &p.At.State)
		key := lotKey{p.Item, p.Lot}
		stored[key] = append(stored[key], p)
		return err
	})
	if err != nil {
		return err
	}
	if len(stored) != len(r.lots) {
		return corrupt(fmt.Errorf("%d lots, %d by the movements: %w", len(stored), len(r.lots), errProjection))
	}
	for key, pieces := range r.lots {
		if !slices.Equal(stored[key], pieces) {
			return corrupt(fmt.Errorf("where numbers of %s lie: %w", key.item, errProjection))
		}
	}
	return nil
}

func (r *replay) compareSums(ctx context.Context, tx *sql.Tx) error {
	rows := 0
	err := listIn(ctx, tx, "SELECT item, place, state, quantity FROM balance", nil, func(scan scanner) error {
		b, err := scanBalance(scan)
		if err != nil {
			return err
		}
		if want, ok := r.sums[cellKey{b.Item, b.At}]; !ok || want != b.Quantity {
			return corrupt(fmt.Errorf("how much of %s lies at %s: %w", b.Item, b.At.Place, errProjection))
		}
		rows++
		return nil
	})
	if err == nil && rows != len(r.sums) {
		err = corrupt(fmt.Errorf("%d balances, %d by the movements: %w", rows, len(r.sums), errProjection))
	}
	return err
}
