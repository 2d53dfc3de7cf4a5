package stock

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"madoguchi/internal/juki"
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

// MakeSheets takes the figures of a day as they stand now, one sheet for each group of places, the terminal's own first; also when places are
// not counted yet or differences not explained: Check says whether a sheet may be closed. It fails only when the book cannot be read.
func (k *Keeper) MakeSheets(ctx context.Context, h Head) ([]DaySheet, error) {
	f, err := k.Book.Figures(ctx, h.Date)
	if err != nil {
		return nil, fmt.Errorf("take the figures of %s: %w", h.Date, err)
	}
	return k.SheetsOf(f, h), nil
}

// SheetsOf is MakeSheets of figures that were read already.
func (k *Keeper) SheetsOf(f DayFigures, h Head) []DaySheet {
	groups := map[PlaceID]string{}
	for _, p := range f.Places {
		groups[p.ID] = p.Group
	}
	byGroup := map[string][]SheetRow{"": nil} // the terminal's own has a sheet also when nothing lies there
	for _, row := range f.rows(k.Terminal) {
		byGroup[groups[row.Place]] = append(byGroup[groups[row.Place]], row)
	}
	standing := f.standing()
	var sheets []DaySheet
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		s := DaySheet{Date: h.Date, Terminal: h.Terminal, Municipality: h.Municipality, City: h.City, Office: h.Office, Group: group,
			MadeAt: h.MadeAt, Checkpoint: h.Checkpoint, Rows: byGroup[group], States: f.states(groups, group), Discarded: f.labels(groups, group),
			SecondAsked: k.RulesOn(h.Date).SecondCount, OpenTransfers: f.Transfers, OpenIncidents: f.Incidents,
			OpenedAt: f.Day.Opened, Exception: f.Day.Exception, ClosedAt: f.Day.Closed}
		s.name(f)
		for _, p := range f.Places {
			if p.Group == group {
				s.countedBy(standing[p.ID], h.Name)
			}
		}
		sheets = append(sheets, s)
	}
	return sheets
}

// name puts in what the rows name: the items, and the places with their seals.
func (s *DaySheet) name(f DayFigures) {
	items, places := map[ItemID]bool{}, map[PlaceID]bool{}
	for _, row := range s.Rows {
		items[row.Item], places[row.Place] = true, true
	}
	for _, i := range f.Items {
		if items[i.ID] {
			s.Kinds = append(s.Kinds, i)
		}
	}
	for _, p := range f.Places {
		if places[p.ID] {
			s.Places = append(s.Places, p)
		}
	}
}

func (s *DaySheet) countedBy(p pair, name func(juki.OperatorID) string) {
	if p.first == nil {
		return
	}
	s.counted(p.first, &s.CountedBy, &s.CountedNames, name)
	if p.second != nil {
		s.counted(p.second, &s.SecondBy, &s.SecondNames, name)
	}
}

func (s *DaySheet) counted(c *CountResult, by *[]juki.OperatorID, names *[]string, name func(juki.OperatorID) string) {
	if s.CountStarted.IsZero() || c.Began.Before(s.CountStarted) {
		s.CountStarted = c.Began
	}
	if c.Ended.After(s.CountEnded) {
		s.CountEnded = c.Ended
	}
	if slices.Contains(*by, c.By) {
		return
	}
	printed := ""
	if name != nil {
		printed = name(c.By)
	}
	*by, *names = append(*by, c.By), append(*names, printed)
}

// Differs tells whether count and ledger disagree: in number, or in which cards lie there.
func (r SheetRow) Differs() bool {
	return r.CountedOK && (r.Difference != 0 || len(r.Missing) > 0 || len(r.Surplus) > 0)
}

// Check tells whether the day's figures are complete (第22条第1号): Outcome CountMissing while a place is not counted
// since something last moved there, SecondCountMissing while another person has not counted it where the rules ask for it,
// CountsDisagree while the two persons found something else, DifferenceUnexplained while a difference has neither reason nor incident.
func (s DaySheet) Check() error {
	for _, wrong := range []struct {
		code juki.Code
		is   func(SheetRow) bool
	}{
		{juki.CountMissing, func(r SheetRow) bool { return !r.CountedOK }},
		{juki.SecondCountMissing, func(r SheetRow) bool { return s.SecondAsked && !r.SecondOK }},
		{juki.CountsDisagree, func(r SheetRow) bool { return r.SecondOK && (r.Disagree || r.Second != r.Counted) }},
		{juki.DifferenceUnexplained, func(r SheetRow) bool { return r.Differs() && r.Reason == NoDifference && r.Incident == "" }},
	} {
		for _, row := range s.Rows {
			if !row.Uncountable && wrong.is(row) {
				return juki.Refuse(wrong.code)
			}
		}
	}
	return nil
}

// Uncounted lists the places that still have to be counted before the day can be closed; Unseconded, by another person.
func (s DaySheet) Uncounted() []PlaceID {
	return s.places(func(r SheetRow) bool { return !r.CountedOK })
}

// Unseconded lists the places that another person still has to count.
func (s DaySheet) Unseconded() []PlaceID {
	return s.places(func(r SheetRow) bool { return s.SecondAsked && r.CountedOK && !r.SecondOK })
}

func (s DaySheet) places(with func(SheetRow) bool) []PlaceID {
	var places []PlaceID
	for _, row := range s.Rows {
		if !row.Uncountable && with(row) && !slices.Contains(places, row.Place) {
			places = append(places, row.Place)
		}
	}
	return places
}

// Digest is the SHA-256 of the sheet as it is stored, so that the log knows which figures were kept.
func (s DaySheet) Digest() ([32]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return [32]byte{}, fmt.Errorf("write the sheet of %s: %w", s.Date, err)
	}
	return sha256.Sum256(text), nil
}
