package store

import (
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// RangesAt implements stock.EntryTx.
func (t *Tx) RangesAt(item stock.ItemID, lot string, first, last int) ([]stock.Range, error) {
	var list []stock.Range
	// The pieces of a lot do not overlap: the one that begins last before the numbers is the only one that can reach into them.
	err := t.list(`SELECT first, last, place, state FROM range_at WHERE item = ?1 AND lot = ?2 AND last >= ?3 AND first <= ?4
			AND first >= coalesce((SELECT max(first) FROM range_at WHERE item = ?1 AND lot = ?2 AND first <= ?3), ?3) ORDER BY first`,
		[]any{string(item), lot, first, last}, func(scan scanner) error {
			r := stock.Range{Item: item, Lot: lot}
			err := scan(&r.First, &r.Last, &r.At.Place, &r.At.State)
			list = append(list, r)
			return err
		})
	return list, err
}

// rangeIsAt refuses to move numbers that do not all lie at From. Numbers never seen are at their issuer, or come with the
// copy of the movement by which another terminal sent them.
func (t *Tx) rangeIsAt(m stock.Movement) error {
	if m.First < 0 || m.Last < m.First {
		return fmt.Errorf("entering a movement of %s: the numbers are none", m.Item)
	}
	pieces, err := t.RangesAt(m.Item, m.Lot, m.First, m.Last)
	if err != nil {
		return fmt.Errorf("looking where numbers of %s lie: %w", m.Item, err)
	}
	known := 0
	for _, p := range pieces {
		if p.At != m.From {
			return juki.Refuse(juki.NotAtPlace)
		}
		known += min(p.Last, m.Last) - max(p.First, m.First) + 1
	}
	if known < m.Number() && !comesIn(m) {
		return juki.Refuse(juki.NotAtPlace)
	}
	return nil
}

// moveRange puts the numbers of a movement where they are now: the pieces they were part of are split, and joined with
// the neighbours they have now.
func (t *Tx) moveRange(m stock.Movement) error {
	first, last := m.First, m.Last
	pieces, err := t.RangesAt(m.Item, m.Lot, first-1, last+1)
	if err != nil {
		return fmt.Errorf("splitting numbers of %s: %w", m.Item, err)
	}
	for _, p := range pieces {
		if _, err := t.exec("DELETE FROM range_at WHERE item = ? AND lot = ? AND first = ?", string(m.Item), m.Lot, p.First); err != nil {
			return fmt.Errorf("splitting numbers of %s: %w", m.Item, err)
		}
		if p.At == m.To { // the neighbours; what is moved lies elsewhere
			first, last = min(first, p.First), max(last, p.Last)
			continue
		}
		for _, rest := range [][2]int{{p.First, min(p.Last, m.First-1)}, {max(p.First, m.Last+1), p.Last}} {
			if err := t.putRange(m, rest[0], rest[1], p.At); err != nil {
				return err
			}
		}
	}
	return t.putRange(m, first, last, m.To)
}

func (t *Tx) putRange(m stock.Movement, first, last int, at stock.Position) error {
	if first > last {
		return nil
	}
	if _, err := t.exec("INSERT INTO range_at VALUES (?, ?, ?, ?, ?, ?)", string(m.Item), m.Lot, first, last, string(at.Place), string(at.State)); err != nil {
		return fmt.Errorf("putting numbers of %s: %w", m.Item, err)
	}
	return nil
}
