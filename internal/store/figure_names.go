package store

import (
	"cmp"
	"slices"

	"madoguchi/internal/stock"
)

// items reads the items: the fixed ones, then the others by id.
func (r *figureReader) items() error {
	r.f.Items = stock.FixedItems()
	return r.list(`SELECT i.id, coalesce(d.name, i.id), coalesce(d.tracking, CASE i.by_serial WHEN 1 THEN 'serial' ELSE 'quantity' END), coalesce(d.unit, '')
		FROM item AS i LEFT JOIN item_detail AS d ON d.id = (SELECT max(id) FROM item_detail WHERE item = i.id) ORDER BY i.id`,
		func(scan scanner) error {
			var i stock.Item
			if err := scan(&i.ID, &i.Name, &i.Tracking, &i.Unit); err != nil {
				return err
			}
			if !slices.ContainsFunc(r.f.Items, func(fixed stock.Item) bool { return fixed.ID == i.ID }) {
				r.f.Items = append(r.f.Items, i)
			}
			return nil
		})
}

// places reads the inside places: the fixed ones, then the others by id.
func (r *figureReader) places() error {
	err := r.list(`SELECT p.id, coalesce(d.kind, ''), coalesce(d.name, ''), coalesce(d.grp, ''), coalesce(d.terminal, ''), coalesce(d.capacity, 0),
			coalesce(s.seal, ''), EXISTS (SELECT 1 FROM box_discarded AS b WHERE b.place = p.id)
		FROM place AS p LEFT JOIN place_detail AS d ON d.id = (SELECT max(id) FROM place_detail WHERE place = p.id)
			LEFT JOIN place_seal AS s ON s.id = (SELECT max(id) FROM place_seal WHERE place = p.id)
		WHERE p.inside = 1 ORDER BY p.id`,
		func(scan scanner) error {
			var p stock.Place
			err := scan(&p.ID, &p.Kind, &p.Name, &p.Group, &p.Terminal, &p.Capacity, &p.Seal, &p.Closed)
			if p.Kind == "" {
				p.Kind = stock.Shelf // registered before places had kinds
			}
			if p.ID.IsFixed() {
				p.Kind = stock.Fixed
			}
			r.f.Places = append(r.f.Places, p)
			return err
		})
	fixed := stock.FixedPlaces()
	rank := func(p stock.Place) int {
		if i := slices.Index(fixed, p.ID); i >= 0 {
			return i
		}
		return len(fixed)
	}
	slices.SortStableFunc(r.f.Places, func(a, b stock.Place) int { return cmp.Compare(rank(a), rank(b)) })
	return err
}
