package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// firstLook is how many records are read of each event and operator before it is known which of them the page needs.
const firstLook = 8

// standing is where a record stands, and in which lane of the index it was found.
type standing struct {
	ts, seq int64
	lane    int
}

func newestFirst(a, b standing) int {
	return cmp.Or(cmp.Compare(b.ts, a.ts), cmp.Compare(b.seq, a.seq))
}

// lane is one event of one operator in record_event: its records stand there in the order of a page.
type lane struct{ event, operator int64 }

// merge reads the newest of many lanes: of each a few, then more of those that the page may need more of. Reading a whole page of each
// of hundreds of lanes would read hundreds of pages.
type merge struct {
	ctx   context.Context
	pool  *sql.DB
	where string // beside event and operator
	args  []any
	lanes []lane
	limit int

	prepared map[int]*sql.Stmt // by how many lanes they read: preparing costs more than looking
}

func searchEvents(ctx context.Context, pool *sql.DB, s oplog.Search, events []oplog.EventID, operators []juki.OperatorID, after oplog.Spot, limit int) ([]oplog.Found, error) {
	s.Operator = "" // it stands in each branch, also the empty one of the program
	m := merge{ctx: ctx, pool: pool, limit: limit, prepared: map[int]*sql.Stmt{}}
	defer m.close()
	m.where, m.args = logWhere(s, after)
	for _, e := range events {
		for _, id := range operators {
			m.lanes = append(m.lanes, lane{e.Number(), numberOfOperator(id)})
		}
	}
	merged, err := m.newest()
	if err != nil || len(merged) == 0 {
		return nil, err
	}
	wanted := make([]int64, len(merged)) // the records themselves are read when it is known which
	for i, p := range merged {
		wanted[i] = p.seq
	}
	list, err := json.Marshal(wanted)
	if err != nil {
		return nil, err
	}
	return readFound(ctx, pool, "SELECT seq, ts, payload FROM record WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY ts DESC, seq DESC", []any{string(list)})
}

func (m *merge) newest() ([]standing, error) {
	all := make([]int, len(m.lanes))
	for i := range all {
		all[i] = i
	}
	first := min(firstLook, m.limit)
	found, err := m.look(all, first)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, newestFirst)
	page := found[:min(m.limit, len(found))]
	if first == m.limit {
		return page, nil
	}
	// A lane that gave all it was asked for, and has its last within the page, may have more for it.
	given, last := make([]int, len(m.lanes)), make([]standing, len(m.lanes))
	for _, p := range found {
		given[p.lane]++
		last[p.lane] = p
	}
	var more []int
	for i := range m.lanes {
		if given[i] == first && (len(page) < m.limit || newestFirst(last[i], page[len(page)-1]) <= 0) {
			more = append(more, i)
		}
	}
	again, err := m.look(more, m.limit)
	if err != nil {
		return nil, err
	}
	found = append(slices.DeleteFunc(found, func(p standing) bool { return slices.Contains(more, p.lane) }), again...)
	slices.SortFunc(found, newestFirst)
	return found[:min(m.limit, len(found))], nil
}

// atOnce is how many lanes one statement reads.
const atOnce = 16

// look reads the newest of some lanes, of each at most so many.
func (m *merge) look(lanes []int, each int) (found []standing, err error) {
	for part := range slices.Chunk(lanes, atOnce) {
		statement, err := m.statement(len(part))
		if err != nil {
			return nil, err
		}
		var args []any
		for _, i := range part {
			args = append(append(append(args, i, m.lanes[i].event, m.lanes[i].operator), m.args...), each)
		}
		rows, err := statement.QueryContext(m.ctx, args...)
		if err != nil {
			return nil, fmt.Errorf("searching the log by its events: %w", err)
		}
		for rows.Next() {
			var p standing
			if err := rows.Scan(&p.lane, &p.ts, &p.seq); err != nil {
				return nil, errors.Join(fmt.Errorf("reading where a record stands: %w", err), rows.Close())
			}
			found = append(found, p)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (m *merge) statement(lanes int) (*sql.Stmt, error) {
	if s, there := m.prepared[lanes]; there {
		return s, nil
	}
	one := "SELECT * FROM (SELECT ?, ts, seq FROM record INDEXED BY record_event WHERE event = ? AND operator = ? AND " + m.where + " ORDER BY ts DESC, seq DESC LIMIT ?)"
	s, err := m.pool.PrepareContext(m.ctx, strings.Repeat(one+" UNION ALL ", lanes-1)+one)
	if err != nil {
		return nil, fmt.Errorf("searching the log by its events: %w", err)
	}
	m.prepared[lanes] = s
	return s, nil
}

func (m *merge) close() {
	for _, s := range m.prepared {
		_ = s.Close()
	}
}
