package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"

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
	query, args := logQuery(s, events, after, n+1)
	err = d.read(ctx, func(pool *sql.DB) error {
		page.Found, err = readFound(ctx, pool, query, args)
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

// logQuery reads each of several events along its own index and merges the ends: sorting all records of a group would read them all.
func logQuery(s oplog.Search, events []oplog.EventID, after oplog.Spot, limit int) (string, []any) {
	index, byEvent := logIndex(s, events)
	if !byEvent {
		where, args := logWhere(s, after)
		if len(events) > 0 {
			where += " AND event IN (?" + strings.Repeat(", ?", len(events)-1) + ")"
			for _, e := range events {
				args = append(args, e.String())
			}
		}
		return alongIndex(index, where), append(args, limit)
	}
	var branches []string
	var all []any
	for _, e := range events {
		where, args := logWhere(s, after)
		branches = append(branches, "SELECT * FROM ("+alongIndex(index, "event = ? AND "+where)+")")
		all = append(append(append(all, e.String()), args...), limit)
	}
	return strings.Join(branches, " UNION ALL ") + " ORDER BY ts DESC, seq DESC LIMIT ?", append(all, limit)
}

func alongIndex(index, where string) string {
	return "SELECT seq, ts, payload FROM record INDEXED BY " + index + " WHERE " + where + " ORDER BY ts DESC, seq DESC LIMIT ?"
}

// logIndex is the index whose field leaves the fewest records: a case has some dozens, a card and a code some hundreds or thousands.
func logIndex(s oplog.Search, events []oplog.EventID) (index string, byEvent bool) {
	switch {
	case s.Case != "":
		return "record_case", false
	case s.Card != "":
		return "record_card", false
	case s.Code != "":
		return "record_code", false
	case len(events) > 0:
		return "record_event", true
	case s.Purpose != "":
		return "record_purpose", false
	case s.Operator != "":
		return "record_operator", false
	}
	return "record_ts", false
}

// logWhere are the terms beside the events. Those of the page's end come as a bound of the index and a remainder for one millisecond.
func logWhere(s oplog.Search, after oplog.Spot) (string, []any) {
	last, seq := int64(math.MaxInt64), int64(math.MaxInt64)
	if after.Time != (time.Time{}) {
		last, seq = after.Time.UnixMilli(), after.Seq
	}
	terms, args := []string{"ts <= ? AND (ts < ? OR seq < ?)"}, []any{last, last, seq}
	add := func(use bool, term string, arg any) {
		if use {
			terms, args = append(terms, term), append(args, arg)
		}
	}
	add(s.Case != "", "case_no <> '' AND case_no = ?", string(s.Case)) // the first half lets SQLite take the partial index
	add(s.Operator != "", "operator = ?", string(s.Operator))
	add(s.Code != "", payloadCode+" = ?", string(s.Code))
	add(s.Purpose != "", payloadPurpose+" = ?", s.Purpose)
	add(s.Card != "", payloadCard+" = ?", "*"+s.Card)
	add(!s.From.IsZero(), "ts >= ?", s.From.UnixMilli())
	add(!s.Until.IsZero(), "ts < ?", s.Until.UnixMilli())
	return strings.Join(terms, " AND "), args
}

// LogChoices are the operators and outcome codes that occur in the log, for the lists of a search form. Each value costs one look into an index.
func (d *DB) LogChoices(ctx context.Context) (c oplog.Choices, err error) {
	err = d.read(ctx, func(pool *sql.DB) error {
		if c.Operators, err = steps(ctx, pool, c.Operators, "operator", "record_operator"); err != nil {
			return err
		}
		c.Codes, err = steps(ctx, pool, c.Codes, payloadCode, "record_code")
		return err
	})
	return c, err
}

// steps walks from each value of an index to the next greater one.
func steps[T ~string](ctx context.Context, from rowReader, list []T, column, index string) ([]T, error) {
	for last := ""; ; {
		var next sql.NullString
		err := from.QueryRowContext(ctx, "SELECT min("+column+") FROM record INDEXED BY "+index+" WHERE "+column+" > ?", last).Scan(&next)
		if err != nil {
			return nil, fmt.Errorf("listing what occurs in the log: %w", err)
		}
		if !next.Valid {
			return list, nil
		}
		list, last = append(list, T(next.String)), next.String
	}
}
