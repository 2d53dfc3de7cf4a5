package stock

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Head is what a day's sheet says besides its figures.
type Head struct {
	Date         juki.Date
	Terminal     string
	Municipality juki.MunicipalityCode
	City, Office string
	MadeAt       time.Time
	Checkpoint   string                       // signed checkpoint of the log at MadeAt
	Name         func(juki.OperatorID) string // the name printed for a member of staff; nil prints ids
}

// MakeSheet takes the figures of a day as they stand now, also when places are not counted yet or differences not
// explained: Check says whether the sheet may be closed. It fails only when the book cannot be read.
func MakeSheet(ctx context.Context, b Book, h Head) (DaySheet, error) {
	f, err := readFigures(ctx, b, h.Date)
	if err != nil {
		return DaySheet{}, fmt.Errorf("take the figures of %s: %w", h.Date, err)
	}
	s := DaySheet{Date: h.Date, Terminal: h.Terminal, Municipality: h.Municipality, City: h.City, Office: h.Office,
		MadeAt: h.MadeAt, Checkpoint: h.Checkpoint, Rows: f.rows(), States: f.states()}
	for _, place := range f.places {
		if c, ok := f.counts[place]; ok {
			s.countedBy(c, h.Name)
		}
	}
	return s, nil
}

func (s *DaySheet) countedBy(c Count, name func(juki.OperatorID) string) {
	if s.CountStarted.IsZero() || c.Began.Before(s.CountStarted) {
		s.CountStarted = c.Began
	}
	if c.Ended.After(s.CountEnded) {
		s.CountEnded = c.Ended
	}
	if slices.Contains(s.CountedBy, c.By) {
		return
	}
	printed := ""
	if name != nil {
		printed = name(c.By)
	}
	s.CountedBy, s.CountedNames = append(s.CountedBy, c.By), append(s.CountedNames, printed)
}

// Differs tells whether count and ledger disagree: in number, or in which cards lie there.
func (r SheetRow) Differs() bool {
	return r.CountedOK && (r.Difference != 0 || len(r.Missing) > 0 || len(r.Surplus) > 0)
}

// Check tells whether the day's figures are complete (第22条第1号): Outcome CountMissing while a place is not counted
// since something last moved there, DifferenceUnexplained while a difference has no reason.
func (s DaySheet) Check() error {
	for _, row := range s.Rows {
		if !row.CountedOK {
			return juki.Refuse(juki.CountMissing)
		}
	}
	for _, row := range s.Rows {
		if row.Differs() && row.Reason == NoDifference {
			return juki.Refuse(juki.DifferenceUnexplained)
		}
	}
	return nil
}

// Uncounted lists the places that still have to be counted before the sheet can be kept.
func (s DaySheet) Uncounted() []PlaceID {
	var places []PlaceID
	for _, row := range s.Rows {
		if !row.CountedOK && !slices.Contains(places, row.Place) {
			places = append(places, row.Place)
		}
	}
	return places
}

// Keep stores a complete sheet and records it; what is printed later is what is stored here. It fails as Check does,
// and with Outcome CountOpen while a count is not ended.
func Keep(ctx context.Context, b Book, by juki.OperatorID, s DaySheet) error {
	if err := s.Check(); err != nil {
		return err
	}
	open, err := b.OpenCounts(ctx)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return juki.Refuse(juki.CountOpen)
	}
	digest, err := s.Digest()
	if err != nil {
		return err
	}
	return b.Act(ctx, func(tx BookTx) error {
		if err := tx.KeepSheet(s); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: s.MadeAt, Event: oplog.SheetMade, Operator: by, Values: []oplog.Value{
			oplog.Sheet("daily"), oplog.Day(s.Date), oplog.Digest(digest)}})
	})
}

// Digest is the SHA-256 of the sheet as it is stored, so that the log knows which figures were kept.
func (s DaySheet) Digest() ([32]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return [32]byte{}, fmt.Errorf("write the sheet of %s: %w", s.Date, err)
	}
	return sha256.Sum256(text), nil
}
