package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"madoguchi/internal/oplog"
)

// filedLines passes the lines of a log on to its verification, and learns from them what the indexes must hold.
type filedLines struct {
	read    func(lines []byte, from int64, count int) ([]byte, error)
	mu      sync.Mutex
	filing  *filing
	records int64
}

func (l *filedLines) lines(lines []byte, from int64, count int) ([]byte, error) {
	before := len(lines)
	lines, err := l.read(lines, from, count)
	if err != nil {
		return lines, err
	}
	part := l.filing.beside()
	records := part.lines(lines[before:])
	l.mu.Lock()
	defer l.mu.Unlock()
	l.filing.join(part)
	l.records += records
	return lines, nil
}

// holdIndexes holds the indexes of a log that verified against its records, and gives the names of those that lie. What the verification read
// was not one moment: what seems to lie is looked at again in one.
func (r *Reader) holdIndexes(ctx context.Context, read *filedLines, size int64) ([]string, error) {
	wrong, err := r.knownIndexes(ctx, read.filing)
	if err != nil {
		return nil, err
	}
	if read.records == size {
		err = read.filing.compare(ctx, r.d.readers, size, runtime.GOMAXPROCS(0))
	}
	if read.records != size || err != nil {
		err = r.d.snapshot(ctx, func(tx *sql.Tx) error { return read.filing.again(ctx, tx) })
	}
	if names := MisfiledIn(err); len(names) > 0 {
		return append(wrong, names...), nil
	}
	return wrong, err
}

// again holds the indexes against the records in one snapshot.
func (f *filing) again(ctx context.Context, tx *sql.Tx) error {
	clear(f.sums)
	err := listIn(ctx, tx, "SELECT "+rowColumns+" FROM record NOT INDEXED ORDER BY seq", nil, func(scan scanner) error {
		var r row
		if err := r.scan(scan); err != nil {
			return err
		}
		f.row(&r)
		return nil
	})
	if err != nil {
		return err
	}
	return f.compare(ctx, tx, wholeLog, 1)
}

// knownIndexes leaves those in f that are in the file as this program makes them, and gives the names of those that are there in another form,
// or should be there. A file of an older program lacks some.
func (r *Reader) knownIndexes(ctx context.Context, f *filing) (wrong []string, err error) {
	memory := newConnector(":memory:", false)
	memory.settings = nil
	pool := sql.OpenDB(memory)
	defer pool.Close()
	pool.SetMaxOpenConns(1) // each connection would be a database of its own
	if _, err := schemaOf(pool, r.d.schema); err != nil {
		return nil, fmt.Errorf("making the schema to compare with: %w", err)
	}
	want, err := indexesOn(ctx, pool)
	if err != nil {
		return nil, err
	}
	have, err := indexesOn(ctx, r.d.readers)
	if err != nil {
		return nil, err
	}
	var applied int
	if err := r.d.readers.QueryRowContext(ctx, "SELECT count(*) FROM migration").Scan(&applied); err != nil {
		return nil, fmt.Errorf("reading the table of migrations: %w", err)
	}
	kept := f.indexes[:0:0]
	for _, x := range f.indexes {
		made, there := have[x.name]
		switch {
		case there && made == want[x.name]:
			kept = append(kept, x)
		case there || applied >= len(r.d.schema):
			wrong = append(wrong, x.name)
		}
	}
	if len(kept) != len(f.indexes) { // the sums stand in the order of the list
		sums := make([]indexSum, len(kept))
		for i, x := range kept {
			sums[i] = f.sums[slices.IndexFunc(f.indexes, func(y logIndexed) bool { return y.name == x.name })]
		}
		f.indexes, f.sums = kept, sums
	}
	return wrong, nil
}

func indexesOn(ctx context.Context, q querier) (map[string]string, error) {
	made := map[string]string{}
	err := listIn(ctx, q, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'record' AND sql IS NOT NULL", nil, func(scan scanner) error {
		var name, text string
		err := scan(&name, &text)
		made[name] = text
		return err
	})
	return made, err
}

// judge adds to a good verdict on the log what is wrong with its indexes.
func (r *Reader) judge(ctx context.Context, v oplog.Verdict, read *filedLines, size int64) (oplog.Verdict, error) {
	wrong, err := r.holdIndexes(ctx, read, size)
	if err != nil && !isMisfiled(err) {
		return oplog.Verdict{}, outcome(err)
	}
	if len(wrong) > 0 {
		v.OK, v.Problem, v.Misfiled = false, oplog.IndexDiffers, wrong
	}
	return v, nil
}
