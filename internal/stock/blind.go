package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
)

// Blind tells whether nobody may be shown what the ledger says lies where: somebody is counting, has counted and waits for the second
// person, or the two found something else. Who knows what should come out does not count, but confirms (実査は帳簿残を見ずに行う).
func (k *Keeper) Blind(ctx context.Context) (bool, error) {
	open, err := k.Book.OpenCounts(ctx)
	if err != nil || len(open) > 0 {
		return len(open) > 0, err
	}
	day := k.today()
	if !k.RulesOn(day).SecondCount {
		return false, nil
	}
	figures, err := k.Book.Figures(ctx, day)
	if err != nil || !figures.Day.Closed.IsZero() {
		return false, err
	}
	for _, sheet := range k.SheetsOf(figures, Head{Date: day}) {
		if slices.ContainsFunc(sheet.Rows, halfCounted) {
			return true, nil
		}
	}
	return false, nil
}

// halfCounted is a row of a place that one person has counted, or two who found something else.
func halfCounted(row SheetRow) bool {
	return !row.Uncountable && row.CountedOK && (!row.SecondOK || row.Disagree)
}

// Sighted is nil, or the Outcome CountingBlind while figures must not be shown.
func (k *Keeper) Sighted(ctx context.Context) error {
	blind, err := k.Blind(ctx)
	if err != nil {
		return err
	}
	if blind {
		return juki.Refuse(juki.CountingBlind)
	}
	return nil
}
