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

// AddPlace implements stock.BookTx.
func (t *Tx) AddPlace(p stock.PlaceID) error {
	_, known, err := t.PlaceOf(p)
	if err != nil || known {
		return err
	}
	return t.PutPlace(stock.Place{ID: p, Kind: stock.Shelf}, "", t.now())
}

// PutItem implements stock.RegistryTx.
func (t *Tx) PutItem(i stock.Item) error {
	_, err := t.exec("INSERT INTO item VALUES (?, ?) ON CONFLICT DO NOTHING", string(i.ID), i.Tracking == stock.BySerial)
	if err == nil {
		_, err = t.exec("INSERT INTO item_detail (item, name, tracking, unit) VALUES (?, ?, ?, ?)", string(i.ID), i.Name, string(i.Tracking), i.Unit)
	}
	if err != nil {
		return fmt.Errorf("registering item %s: %w", i.ID, err)
	}
	return nil
}

// PutPlace implements stock.RegistryTx.
func (t *Tx) PutPlace(p stock.Place, by juki.OperatorID, at time.Time) error {
	_, err := t.exec("INSERT INTO place VALUES (?, 1) ON CONFLICT DO NOTHING", string(p.ID))
	if err == nil {
		_, err = t.exec("INSERT INTO place_detail (place, kind, name, grp, terminal, capacity, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			string(p.ID), string(p.Kind), p.Name, p.Group, p.Terminal, p.Capacity, string(by), at.UnixMilli())
	}
	if err != nil {
		return fmt.Errorf("registering place %s: %w", p.ID, err)
	}
	return nil
}

// PutSeal implements stock.RegistryTx.
func (t *Tx) PutSeal(p stock.PlaceID, seal string, by juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO place_seal (place, seal, by_op, ts) VALUES (?, ?, ?, ?)", string(p), seal, string(by), at.UnixMilli()); err != nil {
		return fmt.Errorf("noting the seal of %s: %w", p, err)
	}
	return nil
}

// CloseBox implements stock.RegistryTx.
func (t *Tx) CloseBox(p stock.PlaceID, by, witness juki.OperatorID, at time.Time) error {
	return t.discarded(p, "", by, witness, at)
}

// CloseShippingBox implements stock.RegistryTx.
func (t *Tx) CloseShippingBox(document string, by, witness juki.OperatorID, at time.Time) error {
	return t.discarded("", document, by, witness, at)
}

func (t *Tx) discarded(p stock.PlaceID, document string, by, witness juki.OperatorID, at time.Time) error {
	_, err := t.exec("INSERT INTO box_discarded (place, document, by_op, witness, ts) VALUES (?, ?, ?, ?, ?)",
		string(p), document, string(by), string(witness), at.UnixMilli())
	if err != nil {
		return fmt.Errorf("noting that a box was thrown away: %w", err)
	}
	return nil
}

const selectPlace = `SELECT p.id, coalesce(d.kind, 'fixed'), coalesce(d.name, ''), coalesce(d.grp, ''), coalesce(d.terminal, ''), coalesce(d.capacity, 0),
	coalesce((SELECT seal FROM place_seal WHERE place = p.id ORDER BY id DESC LIMIT 1), ''), EXISTS (SELECT 1 FROM box_discarded WHERE place = p.id AND place <> '')
	FROM place AS p LEFT JOIN place_detail AS d ON d.id = (SELECT max(id) FROM place_detail WHERE place = p.id) `

func scanPlace(scan scanner) (p stock.Place, err error) {
	err = scan(&p.ID, &p.Kind, &p.Name, &p.Group, &p.Terminal, &p.Capacity, &p.Seal, &p.Closed)
	return p, err
}

// PlaceOf implements stock.Tx.
func (t *Tx) PlaceOf(id stock.PlaceID) (p stock.Place, ok bool, err error) {
	p, err = scanPlace(func(dest ...any) error { return t.queryRow(selectPlace+"WHERE p.id = ?", []any{string(id)}, dest...) })
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Place{}, false, nil
	}
	if err != nil {
		return stock.Place{}, false, fmt.Errorf("looking up a place: %w", err)
	}
	return p, true, nil
}

// AllPlaces implements stock.Registry.
func (s Stock) AllPlaces(ctx context.Context) ([]stock.Place, error) {
	var list []stock.Place
	for _, id := range stock.FixedPlaces() {
		list = append(list, stock.Place{ID: id, Kind: stock.Fixed})
	}
	err := s.d.list(ctx, selectPlace+"WHERE p.inside = 1 ORDER BY p.id", nil, func(scan scanner) error {
		p, err := scanPlace(scan)
		if !p.ID.IsFixed() {
			list = append(list, p)
		}
		return err
	})
	return list, err
}

// Places implements stock.Ledger.
func (s Stock) Places(ctx context.Context) ([]stock.PlaceID, error) {
	all, err := s.AllPlaces(ctx)
	var ids []stock.PlaceID
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	return ids, err
}

const selectItem = "SELECT item, name, tracking, unit FROM item_detail AS d WHERE id = (SELECT max(id) FROM item_detail WHERE item = d.item) "

// ItemOf implements stock.EntryTx.
func (t *Tx) ItemOf(id stock.ItemID) (i stock.Item, ok bool, err error) {
	err = t.queryRow(selectItem+"AND item = ?", []any{string(id)}, &i.ID, &i.Name, &i.Tracking, &i.Unit)
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Item{}, false, nil
	}
	if err != nil {
		return stock.Item{}, false, fmt.Errorf("looking up an item: %w", err)
	}
	return i, true, nil
}

// Items implements stock.Registry.
func (s Stock) Items(ctx context.Context) ([]stock.Item, error) {
	var list []stock.Item
	err := s.d.list(ctx, selectItem+`ORDER BY CASE item WHEN 'mynumber-card' THEN 0 WHEN 'resident-card' THEN 1 WHEN 'resident-card-blank' THEN 2 WHEN 'storage-medium' THEN 3 ELSE 4 END, item`, nil,
		func(scan scanner) error {
			var i stock.Item
			err := scan(&i.ID, &i.Name, &i.Tracking, &i.Unit)
			list = append(list, i)
			return err
		})
	return list, err
}
