package store

import (
	"context"
	"encoding/json"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Positions implements stock.Counts.
func (s Stock) Positions(ctx context.Context, serial juki.CardSerial) ([]stock.Content, error) {
	var list []stock.Content
	err := s.d.list(ctx, "SELECT item, serial, place, state FROM card_at WHERE serial = ? ORDER BY item", []any{string(serial)}, func(scan scanner) error {
		var c stock.Content
		err := scan(&c.Item, &c.Serial, &c.At.Place, &c.At.State)
		list = append(list, c)
		return err
	})
	return list, err
}

// LookFor implements stock.Counts: three queries however many serials there are.
func (s Stock) LookFor(ctx context.Context, item stock.ItemID, serials []juki.CardSerial, day juki.Date, limit int) ([]stock.Trail, error) {
	if len(serials) == 0 {
		return nil, nil
	}
	text, err := json.Marshal(serials)
	if err != nil {
		return nil, fmt.Errorf("listing the serials to look for: %w", err)
	}
	trails := make([]stock.Trail, len(serials))
	at := map[juki.CardSerial]*stock.Trail{}
	for i, serial := range serials {
		trails[i].Serial = serial
		at[serial] = &trails[i]
	}
	err = s.d.list(ctx, "SELECT serial, place, state FROM card_at WHERE item = ? AND serial IN (SELECT value FROM json_each(?))", []any{string(item), string(text)},
		func(scan scanner) error {
			var serial juki.CardSerial
			var pos stock.Position
			err := scan(&serial, &pos.Place, &pos.State)
			at[serial].At = pos
			return err
		})
	if err != nil {
		return nil, err
	}
	err = s.d.list(ctx, selectMovement+"WHERE item = ? AND serial <> '' AND serial IN (SELECT value FROM json_each(?)) ORDER BY id DESC", []any{string(item), string(text)},
		eachMovement(func(m stock.Movement) error {
			if t := at[m.Serial]; t != nil && len(t.Moves) < limit {
				t.Moves = append(t.Moves, m)
			}
			return nil
		}))
	if err != nil {
		return nil, err
	}
	err = s.d.list(ctx, `SELECT DISTINCT l.serial, b.place FROM count_begun AS b JOIN count_line AS l ON l.count = b.id
			WHERE b.day = ? AND l.item = ? AND l.serial <> '' AND l.serial IN (SELECT value FROM json_each(?)) ORDER BY b.place`,
		[]any{dateNumber(day), string(item), string(text)},
		func(scan scanner) error {
			var serial juki.CardSerial
			var place stock.PlaceID
			err := scan(&serial, &place)
			at[serial].Counted = append(at[serial].Counted, place)
			return err
		})
	return trails, err
}

// Handled implements stock.Counts.
func (s Stock) Handled(ctx context.Context, place stock.PlaceID, day juki.Date, limit int) ([]stock.Movement, error) {
	return s.movements(ctx, "WHERE ts >= ?1 AND ts < ?2 AND (from_place = ?3 OR to_place = ?3) AND from_place <> to_place ORDER BY id DESC LIMIT ?4",
		day.Start().UnixMilli(), day.AddDays(1).Start().UnixMilli(), string(place), limit)
}
