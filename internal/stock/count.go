package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// CountID names a count (実査) of one place.
type CountID int64

// Count is one count of one place. It is blind: while it is open nobody is shown what the ledger says.
type Count struct {
	ID           CountID
	Place        PlaceID
	Round        int // 1, or 2 for the second person's
	By           juki.OperatorID
	Began, Ended time.Time   // Ended is zero while the count is open
	After        int64       // the last movement entered before the count began
	Lines        []CountLine // in the order they were counted
}

// CountLine is one thing counted: a serial, or the number of a form (the last number of an item counts).
type CountLine struct {
	Item     ItemID
	Serial   juki.CardSerial
	Quantity int // of a form; 0 with a serial
	Time     time.Time
}

// Counted is how many of an item were counted: different serials, or the last number given.
func (c Count) Counted(item ItemID) int {
	serials := map[juki.CardSerial]bool{}
	number := 0
	for _, line := range c.Lines {
		switch {
		case line.Item != item:
		case line.Serial != "":
			serials[line.Serial] = true
		default:
			number = line.Quantity
		}
	}
	return len(serials) + number
}

// Explanation is why a count and the ledger differ at a place (差異理由). It holds for this difference only.
type Explanation struct {
	Day        juki.Date
	Item       ItemID
	Place      PlaceID
	Difference int
	Reason     DifferenceReason
	Note       string         // what was found out (調査状況); encrypted at rest
	Incident   IncidentNumber // opened for it, "" for none
	By         juki.OperatorID
	Time       time.Time
}

// BeginCount opens a count of a place and records it.
func BeginCount(ctx context.Context, b Book, by juki.OperatorID, now time.Time, place PlaceID) (CountID, error) {
	var id CountID
	err := b.Act(ctx, func(tx BookTx) (err error) {
		if id, err = tx.BeginCount(place, by, now); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.CountBegun, Operator: by, Values: []oplog.Value{
			oplog.Day(juki.DateOf(now)), oplog.Place(place)}})
	})
	return id, err
}

// EndCount closes a count and records what was counted and what the ledger says. Only now is the difference known:
// result has a row for each item of the place. It can be closed by another person than the one who began it.
func EndCount(ctx context.Context, b Book, by juki.OperatorID, now time.Time, id CountID) (result []SheetRow, err error) {
	c, err := b.CountOf(ctx, id)
	if err != nil {
		return nil, err
	}
	c.Ended = now
	figures, err := readFigures(ctx, b, juki.DateOf(now))
	if err != nil {
		return nil, err
	}
	figures.counts = map[PlaceID]Count{c.Place: c}
	for _, row := range figures.rows() {
		if row.Place == c.Place {
			result = append(result, row)
		}
	}
	err = b.Act(ctx, func(tx BookTx) error {
		if err := tx.EndCount(id, now); err != nil {
			return err
		}
		return recordCount(tx, by, now, c.Place, result)
	})
	return result, err
}

// recordCount writes one record for each item counted, and one for the whole place.
func recordCount(tx oplog.Tx, by juki.OperatorID, now time.Time, place PlaceID, rows []SheetRow) error {
	day := oplog.Day(juki.DateOf(now))
	var total SheetRow
	for _, row := range rows {
		total.Book, total.Counted, total.Difference = total.Book+row.Book, total.Counted+row.Counted, total.Difference+row.Difference
		err := tx.Append(oplog.Record{Time: now, Event: oplog.CountRecorded, Operator: by, Values: []oplog.Value{
			oplog.Place(place), oplog.Item(row.Item), oplog.Count(oplog.FieldCounted, row.Counted), day}})
		if err != nil {
			return err
		}
	}
	return tx.Append(oplog.Record{Time: now, Event: oplog.CountEnded, Operator: by, Values: []oplog.Value{day,
		oplog.Count(oplog.FieldBook, total.Book), oplog.Count(oplog.FieldCounted, total.Counted), oplog.Count(oplog.FieldDifference, total.Difference)}})
}

// Explain records why the count of a place differs from the ledger. It fails with Outcome DifferenceUnexplained
// when the reason is none of DifferenceReasons.
func Explain(ctx context.Context, b Book, e Explanation) error {
	if !e.Reason.Known() {
		return juki.Refuse(juki.DifferenceUnexplained)
	}
	return b.Act(ctx, func(tx BookTx) error {
		if err := tx.Explain(e); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: e.Time, Event: oplog.DifferenceExplained, Operator: e.By, Values: []oplog.Value{
			oplog.Item(e.Item), oplog.Place(e.Place), oplog.Count(oplog.FieldDifference, e.Difference), oplog.Reason(e.Reason), oplog.Day(e.Day)}})
	})
}
