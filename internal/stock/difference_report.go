package stock

import (
	"context"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// ReportDifference makes what a count found at a place an incident (第24条), all of it in one act: every missing card becomes 所在不明 with an incident of
// its own, a difference in numbers and cards too many are one more, and the difference is explained by them. day is that of the row.
// The count stands: it found what the ledger says from then on. It gives the incidents under which the difference is looked into, and fails with
// StepNotAllowed (no difference), NotAtPlace (a missing card is not there by the ledger either: reported already) and DayClosed.
func (k *Keeper) ReportDifference(ctx context.Context, row SheetRow, day juki.Date) ([]Incident, error) {
	if _, _, err := k.operator(oplog.DifferenceExplained); err != nil {
		return nil, err
	}
	var list []Incident
	err := k.proceed(ctx, oplog.IncidentOpened, func(p proceeding) (err error) {
		if !row.Differs() {
			return juki.Refuse(juki.StepNotAllowed)
		}
		rest := row
		if list, rest.Missing, err = p.missAll(row); err != nil {
			return err
		}
		rest.Difference += len(list)
		e := Explanation{Day: day, Item: row.Item, Place: row.Place, Difference: row.Difference}
		if rest.Differs() {
			i, err := p.differs(rest)
			if err != nil {
				return err
			}
			list = append(list, i)
			if e.Incident = i.Number; day == p.day { // the figures of another day stay what they were
				e.Difference = rest.Difference
			}
		}
		if e.Incident == "" {
			e.Incident = list[0].Number
		}
		e.Reason = underInquiry(e.Difference)
		return p.explain(e)
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// missAll reports the missing cards of a row, and gives those that cannot be: a card in a handover is not lost before that ends.
func (p proceeding) missAll(row SheetRow) (list []Incident, held []juki.CardSerial, err error) {
	for _, serial := range row.Missing {
		at, err := p.where(row.Item, serial)
		switch {
		case err != nil:
			return nil, nil, err
		case at.Place != row.Place:
			return nil, nil, juki.Refuse(juki.NotAtPlace)
		case at.State == InHandover:
			held = append(held, serial)
			continue
		}
		i, err := p.miss(row.Item, serial, at)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, i)
	}
	return list, held, nil
}

// differs opens an incident about what moves nothing of a difference; one that is open about it already is that incident.
func (p proceeding) differs(row SheetRow) (Incident, error) {
	i := Incident{Kind: CountDiffers, Item: row.Item, Place: row.Place, Difference: row.Difference}
	if cards := slices.Concat(row.Missing, row.Surplus); len(cards) == 1 {
		i.Serial = cards[0]
	}
	same, err := p.same(i)
	switch {
	case err != nil:
		return i, err
	case same != "":
		return p.Incident(same)
	}
	return p.open(i)
}
