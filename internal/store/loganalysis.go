package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// analysis makes one report from one snapshot of the log.
type analysis struct {
	ctx    context.Context
	tx     *sql.Tx
	period oplog.Period
	limits oplog.Thresholds
	hours  func(juki.Date) juki.Hours // of a day
}

// LogReport makes a report over a period of at most oplog.MaxPeriod days. Each reads along the indexes of the log only as far as the period goes.
func (d *DB) LogReport(ctx context.Context, id oplog.ReportID, p oplog.Period, limits oplog.Thresholds, hours func(juki.Date) juki.Hours) (oplog.Report, error) {
	r := oplog.Report{ID: id, Period: p}
	if !p.Valid() {
		return r, juki.Refuse(juki.RowBadDate)
	}
	if err := d.searchable(); err != nil {
		return r, err
	}
	err := d.snapshot(ctx, func(tx *sql.Tx) (err error) {
		a := analysis{ctx, tx, p, limits, hours}
		switch id {
		case oplog.ByPurpose:
			r.Rows, r.Days, err = a.byPurpose()
		case oplog.ManyEyes:
			r.Rows, err = a.manyEyes()
		case oplog.OwnPeople:
			r.Rows, err = a.ownPeople()
		case oplog.NoProcedure:
			r.Rows, err = a.noProcedure()
		case oplog.Unusual:
			r.Rows, r.Days, err = a.unusual()
		case oplog.OutsideHours:
			r.Rows, err = a.outsideHours()
		case oplog.Relieved:
			r.Rows, err = a.relieved()
		case oplog.Refusals:
			if r.Rows, err = a.refused(); err == nil {
				r.Days, err = a.refusalsByDay()
			}
		}
		return err
	})
	return r, err
}

// each runs a query that ends with the bounds of the period.
func (a analysis) each(query string, args []any, read func(scanner) error) error {
	rows, err := a.tx.QueryContext(a.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("reading the log for a report: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows.Scan); err != nil {
			return fmt.Errorf("reading a figure of the log: %w", err)
		}
	}
	return rows.Err()
}

func (a analysis) bounds() []any {
	return []any{a.period.From().UnixMilli(), a.period.Until().UnixMilli()}
}

// within is a search over the period.
func (a analysis) within(s oplog.Search) oplog.Search {
	s.From, s.Until = a.period.From(), a.period.Until()
	return s
}

const (
	tokyoDay  = "(ts + 32400000) / 86400000" // days since 1970-01-01 in Japan, which has no summer time
	looksSQL  = "(1, 2, 3)"                  // the numbers of oplog.Looks, as the migration has them
	lookedAt  = "record INDEXED BY record_looked_at WHERE case_no IS NOT NULL AND event IN " + looksSQL + " AND ts >= ? AND ts < ?"
	procedure = "event IN (4, 5, 6)" // handover.opened, handover.resumed, inspection.card
)

// uses are the uses of personal data for one purpose, by the index that has all a count asks for: it names the purpose once and never opens a payload.
const uses = "record INDEXED BY record_purpose WHERE " + payloadPurpose + " = ? AND ts >= ? AND ts < ? AND event IN " + looksSQL

func day(n int64) juki.Date { return juki.DateOf(time.Unix(n*86400, 0)) }

// byPurpose counts the uses of each operator, by purpose and by day, in one reading.
func (a analysis) byPurpose() (rows []oplog.Finding, days []oplog.DayCount, err error) {
	looks := oplog.Looks()
	sums := map[oplog.DayCount]int{} // by operator and day
	for _, purpose := range oplog.UsePurposes() {
		err := a.each("SELECT operator, event, "+tokyoDay+", count(*) FROM "+uses+" GROUP BY 1, 2, 3 ORDER BY 1, 2", append([]any{purpose}, a.bounds()...), func(scan scanner) error {
			f := oplog.Finding{Purpose: purpose}
			var event oplog.EventID
			var on int64
			var n int
			if err := scan(operatorColumn{&f.Operator}, eventColumn{&event}, &on, &n); err != nil {
				return err
			}
			sums[oplog.DayCount{Operator: f.Operator, Day: day(on)}] += n
			if last := len(rows) - 1; last < 0 || rows[last].Operator != f.Operator || rows[last].Purpose != purpose {
				f.Records = a.within(oplog.Search{Operator: f.Operator, Purpose: purpose, Area: "person"})
				rows = append(rows, f)
			}
			row := &rows[len(rows)-1]
			row.Count += n
			if i := slices.Index(looks[:], event); i >= 0 {
				row.Uses[i] += n
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	slices.SortStableFunc(rows, func(x, y oplog.Finding) int { return strings.Compare(string(x.Operator), string(y.Operator)) })
	return rows, inOrderOfDays(sums), nil
}

// usesByDay counts the uses of each operator on each day, by operator and day.
func (a analysis) usesByDay(from, until time.Time) ([]oplog.DayCount, error) {
	sums := map[oplog.DayCount]int{} // by operator and day
	for _, purpose := range oplog.UsePurposes() {
		part, err := a.days("SELECT operator, "+tokyoDay+", count(*) FROM "+uses+" GROUP BY 1, 2", []any{purpose, from.UnixMilli(), until.UnixMilli()})
		if err != nil {
			return nil, err
		}
		for _, c := range part {
			sums[oplog.DayCount{Operator: c.Operator, Day: c.Day}] += c.Count
		}
	}
	return inOrderOfDays(sums), nil
}

// inOrderOfDays lists sums of operators' days.
func inOrderOfDays(sums map[oplog.DayCount]int) (list []oplog.DayCount) {
	for key, n := range sums {
		key.Count = n
		list = append(list, key)
	}
	slices.SortFunc(list, func(x, y oplog.DayCount) int {
		return cmp.Or(strings.Compare(string(x.Operator), string(y.Operator)), x.Day.Compare(y.Day))
	})
	return list
}

func (a analysis) days(query string, args []any) (list []oplog.DayCount, err error) {
	err = a.each(query, args, func(scan scanner) error {
		var c oplog.DayCount
		var n int64
		err := scan(operatorColumn{&c.Operator}, &n, &c.Count)
		c.Day = day(n)
		list = append(list, c)
		return err
	})
	return list, err
}

func (a analysis) manyEyes() (rows []oplog.Finding, err error) {
	err = a.each("SELECT case_no, count(DISTINCT operator), count(*) FROM "+lookedAt+" GROUP BY case_no HAVING count(DISTINCT operator) >= ? ORDER BY 2 DESC, 3 DESC, 1",
		append(a.bounds(), a.limits.Eyes), func(scan scanner) error {
			var f oplog.Finding
			err := scan(caseColumn{&f.Case}, &f.Eyes, &f.Count)
			f.Records = a.within(oplog.Search{Case: f.Case, Area: "person"})
			rows = append(rows, f)
			return err
		})
	return rows, err
}

func (a analysis) noProcedure() (rows []oplog.Finding, err error) {
	query := "SELECT operator, case_no, count(*) FROM (SELECT operator, case_no, ts FROM " + lookedAt + ` AND operator > 0) AS v
		WHERE NOT EXISTS (SELECT 1 FROM record AS h INDEXED BY record_procedure WHERE h.case_no IS NOT NULL AND h.` + procedure + ` AND h.case_no = v.case_no AND h.ts >= v.ts - ? AND h.ts <= v.ts + ?)
		GROUP BY 1, 2 HAVING count(*) >= ? ORDER BY 3 DESC, 1, 2`
	near := a.limits.Near.Milliseconds()
	err = a.each(query, append(a.bounds(), near, near, a.limits.Repeats), func(scan scanner) error {
		var f oplog.Finding
		err := scan(operatorColumn{&f.Operator}, caseColumn{&f.Case}, &f.Count)
		f.Records = a.within(oplog.Search{Operator: f.Operator, Case: f.Case})
		rows = append(rows, f)
		return err
	})
	return rows, err
}

// enoughBefore is how many calendar days hold the days with data that make a usual day.
const enoughBefore = 3

func (a analysis) unusual() ([]oplog.Finding, []oplog.DayCount, error) {
	from := a.period.First.AddDays(-enoughBefore * a.limits.LastDays)
	counts, err := a.usesByDay(from.Start(), a.period.Until())
	if err != nil {
		return nil, nil, err
	}
	return oplog.UnusualDays(counts, a.period, a.limits), slices.DeleteFunc(counts, func(c oplog.DayCount) bool { return c.Day.Before(a.period.First) }), nil
}
