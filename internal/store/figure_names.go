package store

import (
	"cmp"
	"slices"

	"madoguchi/internal/stock"
)

// items reads the items: the fixed ones, then the others by id.
func (r *figureReader) items() error {
	err := r.list(selectItem+"ORDER BY item", func(scan scanner) error {
		var i stock.Item
		err := scan(&i.ID, &i.Name, &i.Tracking, &i.Unit)
		r.f.Items = append(r.f.Items, i)
		return err
	})
	var fixed []stock.ItemID
	for _, i := range stock.FixedItems() {
		fixed = append(fixed, i.ID)
	}
	slices.SortStableFunc(r.f.Items, func(a, b stock.Item) int { return cmp.Compare(rank(a.ID, fixed), rank(b.ID, fixed)) })
	return err
}

// places reads the inside places: the fixed ones, then the others by id.
func (r *figureReader) places() error {
	for _, id := range stock.FixedPlaces() {
		r.f.Places = append(r.f.Places, stock.Place{ID: id, Kind: stock.Fixed})
	}
	return r.list(selectPlace+"WHERE p.inside = 1 ORDER BY p.id", func(scan scanner) error {
		p, err := scanPlace(scan)
		if !p.ID.IsFixed() {
			r.f.Places = append(r.f.Places, p)
		}
		return err
	})
}

// rank is the place of x in list, and after the end when it is not there.
func rank[T comparable](x T, list []T) int {
	if i := slices.Index(list, x); i >= 0 {
		return i
	}
	return len(list)
}
