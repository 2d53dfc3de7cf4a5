package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The fields of the payload that have an index. The text must be that of the migration, or SQLite does not see that they are the same.
const (
	payloadCode    = "CASE WHEN json_valid(payload) THEN payload ->> '$.f.code' END"
	payloadCard    = "CASE WHEN json_valid(payload) THEN payload ->> '$.f.card' END"
	payloadPurpose = "CASE WHEN json_valid(payload) THEN payload ->> '$.f.purpose' END"
)

// SearchLog gives at most n records that s chooses, newest first, from the place after; the zero Spot is the newest end.
// A page costs about the same wherever in ten million records it stands: each reads along one index, from where the page before ended.
func (d *DB) SearchLog(ctx context.Context, s oplog.Search, after oplog.Spot, n int) (page oplog.Page, err error) {
	events, chosen := s.Events()
	if !chosen || !s.Valid() {
		return oplog.Page{}, ctx.Err()
	}
	if err := d.searchable(); err != nil {
		return page, err
	}
	err = d.read(ctx, func(pool *sql.DB) error {
		operators := []juki.OperatorID{s.Operator}
		if len(events) > 0 && s.Operator == "" {
			if operators, err = operatorsIn(ctx, pool); err != nil {
				return err
			}
			operators = append(operators, "") // the program itself
		}
		page.Found, err = searchAlong(ctx, pool, s, events, operators, after, n+1)
		return err
	})
	if len(page.Found) > n {
		page.Found, page.More = page.Found[:n], true
	}
	return page, err
}

func readFound(ctx context.Context, from querier, query string, args []any) (list []oplog.Found, err error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("searching the log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var f oplog.Found
		var ts int64
		var payload []byte
		if err := rows.Scan(&f.Seq, &ts, &payload); err != nil {
			return nil, fmt.Errorf("reading a record: %w", err)
		}
		if f.Record, err = oplog.DecodeRecord(payload); err != nil {
			return nil, corrupt(fmt.Errorf("record %d: %w", f.Seq, err))
		}
		list = append(list, f)
	}
	return list, rows.Err()
}

// searchAlong reads along one index; where events are asked for, along that of each event and operator, and merges their ends: sorting all records
// of a group of events would read them all, and an event that an operator never causes would be looked for in the whole log.
func searchAlong(ctx context.Context, pool *sql.DB, s oplog.Search, events []oplog.EventID, operators []juki.OperatorID, after oplog.Spot, limit int) ([]oplog.Found, error) {
	index := logIndex(s, events)
	if index != "record_event" {
		where, args := logWhere(s, after)
		if len(events) > 0 {
			where += " AND event IN (?" + strings.Repeat(", ?", len(events)-1) + ")"
			for _, e := range events {
				args = append(args, e.Number())
			}
		}
		return readFound(ctx, pool, alongIndex("seq, ts, payload", index, where), append(args, limit))
	}
	return searchEvents(ctx, pool, s, events, operators, after, limit)
}

func alongIndex(columns, index, where string) string {
	return "SELECT " + columns + " FROM record INDEXED BY " + index + " WHERE " + where + " ORDER BY ts DESC, seq DESC LIMIT ?"
}

// logIndex is the index whose field leaves the fewest records: a case has some dozens, a card and a code some hundreds or thousands.
func logIndex(s oplog.Search, events []oplog.EventID) string {
	switch {
	case s.Case != "":
		return "record_case"
	case s.Card != "":
		return "record_card"
	case s.Code != "":
		return "record_code"
	case s.Purpose != "":
		return "record_purpose"
	case len(events) > 0:
		return "record_event"
	case s.Operator != "":
		return "record_operator"
	}
	return "record_ts"
}

// logWhere are the terms beside the events. Those of the page's end come as a bound of the index and a remainder for one millisecond.
func logWhere(s oplog.Search, after oplog.Spot) (string, []any) {
	last, seq := int64(math.MaxInt64), int64(math.MaxInt64)
	if after.Time != (time.Time{}) {
		last, seq = after.Time.UnixMilli(), after.Seq
	}
	if before := s.Until.UnixMilli() - 1; !s.Until.IsZero() && before < last { // one bound: SQLite goes to the first it is given, and reads from there
		last, seq = before, math.MaxInt64
	}
	terms, args := []string{"ts <= ? AND (ts < ? OR seq < ?)"}, []any{last, last, seq}
	add := func(use bool, term string, arg any) {
		if use {
			terms, args = append(terms, term), append(args, arg)
		}
	}
	add(s.Case != "", "case_no = ?", numberOfCase(s.Case))
	add(s.Operator != "", "operator = ?", numberOfOperator(s.Operator))
	add(s.Code != "", payloadCode+" = ?", string(s.Code))
	add(s.Purpose != "", payloadPurpose+" = ?", s.Purpose)
	add(s.Card != "", payloadCard+" = ?", "*"+s.Card)
	add(!s.From.IsZero(), "ts >= ?", s.From.UnixMilli())
	return strings.Join(terms, " AND "), args
}

// LogChoices are the operators and outcome codes that occur in the log, for the lists of a search form. Each value costs one look into an index.
func (d *DB) LogChoices(ctx context.Context) (c oplog.Choices, err error) {
	if err := d.searchable(); err != nil {
		return c, err
	}
	err = d.read(ctx, func(pool *sql.DB) error {
		if c.Operators, err = operatorsIn(ctx, pool); err != nil {
			return err
		}
		c.Codes, err = codesIn(ctx, pool)
		return err
	})
	return c, err
}

// operatorsIn are the operators who occur in the log, in the order of their letters.
func operatorsIn(ctx context.Context, from rowReader) ([]juki.OperatorID, error) {
	numbers, err := steps(ctx, from, int64(0), "operator", "record_operator")
	list := make([]juki.OperatorID, len(numbers))
	for i, n := range numbers {
		list[i] = oplog.OperatorNumbered(n)
	}
	slices.Sort(list)
	return list, err
}

// codesIn are the outcome codes that occur in the log, in the order of their letters.
func codesIn(ctx context.Context, from rowReader) ([]juki.Code, error) {
	return steps(ctx, from, juki.Code(""), payloadCode, "record_code")
}

// steps walks from each value of an index to the next greater one.
func steps[T any](ctx context.Context, from rowReader, last T, column, index string) (list []T, err error) {
	for {
		var next sql.Null[T]
		err := from.QueryRowContext(ctx, "SELECT min("+column+") FROM record INDEXED BY "+index+" WHERE "+column+" > ?", last).Scan(&next)
		if err != nil {
			return nil, fmt.Errorf("listing what occurs in the log: %w", err)
		}
		if !next.Valid {
			return list, nil
		}
		last = next.V
		list = append(list, last)
	}
}
