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
	op, err := k.operator(oplog.DifferenceExplained)
	if err != nil {
		return err
	}
	if e.Reason == NoDifference && e.Incident != "" {
		e.Reason = underInquiry(e.Difference)
	}
	if !e.Reason.Known() {
		return juki.Refuse(juki.DifferenceUnexplained)
	}
	return k.Book.Act(ctx, func(tx BookTx) error {
		e.By, e.Time = op, k.Now()
		if e.Day.IsZero() {
			e.Day = juki.DateOf(e.Time)
		}
		if err := explainable(tx, e); err != nil {
			return err
		}
		if err := tx.Explain(e); err != nil {
			return err
		}
		values := []oplog.Value{oplog.Item(e.Item), oplog.Place(e.Place), oplog.Count(oplog.FieldDifference, e.Difference), oplog.Reason(e.Reason), oplog.Day(e.Day)}
		if e.Incident != "" {
			values = append(values, oplog.Number(e.Incident))
		}
		return tx.Append(oplog.Record{Time: e.Time, Event: oplog.DifferenceExplained, Operator: op, Values: values})
	})
}

// underInquiry is the reason of a difference for which an incident is open.
func underInquiry(difference int) DifferenceReason {
	if difference > 0 {
		return SurplusExplaining
	}
	return MissingSearching
}

func explainable(tx BookTx, e Explanation) error {
	s, err := tx.DayState(e.Day)
	if err != nil {
		return err
	}
	if !s.Closed.IsZero() {
		return juki.Refuse(juki.DayClosed)
	}
	if e.Incident == "" {
		return nil
	}
	open, err := tx.IncidentOpen(e.Incident)
	if err == nil && !open {
		err = juki.Refuse(juki.IncidentUnknown)
	}
	return err
}
