package store

import (
	"context"
	"database/sql"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// relatedLooks are the looks at people with whom the operator has something in common, by the index that has them alone.
const relatedLooks = `record INDEXED BY record_relation WHERE event IN ` + looksSQL + ` AND instr(payload, '"relation":') > 0 AND ts >= ? AND ts < ?`

// booking is a case that is to be handed over on a day.
type booking struct {
	day    int
	number juki.CaseNumber
}

// ownPeople lists the looks of operators at people of their own name or area, but for those who had an appointment on that day that somebody else made:
// they would have come whoever stood at the counter.
func (a analysis) ownPeople() ([]oplog.Finding, error) {
	booked, err := a.bookedByOthers()
	if err != nil {
		return nil, err
	}
	own := ownLooks{at: map[oplog.Finding]int{}}
	err = a.each("SELECT operator, case_no, ts, coalesce(CASE WHEN json_valid(payload) THEN payload ->> '$.f.relation' END, '') FROM "+relatedLooks+" ORDER BY ts", a.bounds(),
		func(scan scanner) error {
			var f oplog.Finding
			var ms int64
			if err := scan(operatorColumn{&f.Operator}, caseColumn{&f.Case}, &ms, &f.Why); err != nil {
				return err
			}
			f.Day = juki.DateOf(inTokyo(ms))
			if by := booked[booking{dateNumber(f.Day), f.Case}]; f.Case != "" && len(by) > 0 && !slices.Contains(by, f.Operator) {
				return nil
			}
			own.add(a, f)
			return nil
		})
	slices.SortStableFunc(own.rows, func(x, y oplog.Finding) int { return y.Count - x.Count })
	return own.rows, err
}

// ownLooks are the rows so far: the looks of an operator at one case together, those at several people at once by day.
type ownLooks struct {
	rows []oplog.Finding
	at   map[oplog.Finding]int // by operator and case, or operator and day
}

func (o *ownLooks) add(a analysis, f oplog.Finding) {
	key := oplog.Finding{Operator: f.Operator, Case: f.Case}
	if f.Case == "" {
		key.Day = f.Day
	}
	i, seen := o.at[key]
	if !seen {
		i = len(o.rows)
		o.at[key] = i
		f.Records = a.within(oplog.Search{Operator: f.Operator, Case: f.Case, Area: "person"})
		if f.Case == "" {
			f.Records.From, f.Records.Until = f.Day.Start(), f.Day.AddDays(1).Start()
		}
		o.rows = append(o.rows, f)
	}
	o.rows[i].Count++
	if o.rows[i].Why != f.Why {
		o.rows[i].Why = oplog.WhySameBoth
	}
}

// bookedByOthers are the appointments of the period that were not cancelled, with who made them.
func (a analysis) bookedByOthers() (map[booking][]juki.OperatorID, error) {
	booked := map[booking][]juki.OperatorID{}
	err := a.each(`SELECT day, case_no, by_op FROM appointment AS a WHERE day BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM appointment_cancelled AS c WHERE c.id = a.id)`,
		[]any{dateNumber(a.period.First), dateNumber(a.period.Last)}, func(scan scanner) error {
			var b booking
			var by juki.OperatorID
			err := scan(&b.day, &b.number, &by)
			booked[b] = append(booked[b], by)
			return err
		})
	return booked, err
}

// UsesByHour counts the uses of personal data in each hour of the day, from 0 to 23, over a period of at most oplog.MaxPeriod days: for a chart.
func (d *DB) UsesByHour(ctx context.Context, p oplog.Period) (hours []int, err error) {
	if !p.Valid() {
		return nil, juki.Refuse(juki.RowBadDate)
	}
	err = d.snapshot(ctx, func(tx *sql.Tx) error {
		hours, err = analysis{ctx: ctx, tx: tx, period: p}.usesByHour()
		return err
	})
	return hours, err
}

func (a analysis) usesByHour() ([]int, error) {
	hours := make([]int, 24)
	for _, purpose := range oplog.UsePurposes() {
		err := a.each("SELECT ((ts + 32400000) / 3600000) % 24, count(*) FROM "+uses+" GROUP BY 1", append([]any{purpose}, a.bounds()...), func(scan scanner) error {
			var hour, n int
			err := scan(&hour, &n)
			if err == nil {
				hours[hour] += n
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return hours, nil
}
