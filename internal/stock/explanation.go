package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

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

// Explain records why the count of a place differs from the ledger: a reason, or the number of an open incident, or both. Day is today when
// it is not given; By and Time are of the act. It fails with DifferenceUnexplained when there is neither, IncidentUnknown when the incident
// is not open, and DayClosed.
func (k *Keeper) Explain(ctx context.Context, e Explanation) error {
	if e.Reason == NoDifference && e.Incident != "" {
		e.Reason = underInquiry(e.Difference)
	}
	return k.proceed(ctx, oplog.DifferenceExplained, func(p proceeding) error { return p.explain(e) })
}

// explain is Explain inside an act.
func (p proceeding) explain(e Explanation) error {
	if !e.Reason.Known() {
		return juki.Refuse(juki.DifferenceUnexplained)
	}
	e.By, e.Time = p.by, p.now
	if e.Day.IsZero() {
		e.Day = p.day
	}
	if err := explainable(p, e); err != nil {
		return err
	}
	if err := p.Explain(e); err != nil {
		return err
	}
	values := []oplog.Value{oplog.Item(e.Item), oplog.Place(e.Place), oplog.Count(oplog.FieldDifference, e.Difference), oplog.Reason(e.Reason), oplog.Day(e.Day)}
	if e.Incident != "" {
		values = append(values, oplog.Number(e.Incident))
	}
	return p.record(oplog.DifferenceExplained, values...)
}

// underInquiry is the reason of a difference for which an incident is open.
func underInquiry(difference int) DifferenceReason {
	if difference > 0 {
		return SurplusExplaining
	}
	return MissingSearching
}

func explainable(tx BookTx, e Explanation) error {
	if err := on(tx, e.Day, DayState.unsealed); err != nil || e.Incident == "" {
		return err
	}
	open, err := tx.IncidentOpen(e.Incident)
	if err == nil && !open {
		err = juki.Refuse(juki.IncidentUnknown)
	}
	return err
}
