package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// RegisterPlaces adds shelves and drawers to the ledger and records it as a change of settings.
func RegisterPlaces(ctx context.Context, b Book, by juki.OperatorID, now time.Time, places ...PlaceID) error {
	return b.Act(ctx, func(tx BookTx) error {
		for _, p := range places {
			if err := tx.AddPlace(p); err != nil {
				return err
			}
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.SettingsChanged, Operator: by, Values: []oplog.Value{oplog.Setting("places")}})
	})
}
