package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/mattn/go-sqlite3"

	"madoguchi/internal/juki"
)

// walkBlock is how many entries of an index are read at once.
const walkBlock = 8192

// errEntry says that an index holds what no record can have put there.
var errEntry = errors.New("an entry of the index is none of a record's")

// walk reads an index from end to end, from the index alone, adds up its entries of records before size, and sees that each stands behind the one
// before. With the right sum, every entry is there once and where a search looks for it.
//
// SQLite's own integrity_check is no measure for this: it looks for each record's entry, but not for entries of a partial index that belong to no
// record, takes an entry on the last page for found where no search would find it, and costs three times as much.
func (f *filing) walk(ctx context.Context, from querier, i int, size int64) (s indexSum, err error) {
	x := &f.indexes[i]
	w := indexWalk{filing: f, index: x, size: size, sum: &s}
	for behind := false; ; {
		query, args := x.block(f.block, w.last, w.same, behind)
		n, err := w.read(ctx, from, query, args)
		switch {
		case err != nil:
			return s, err
		case n == f.block:
			behind = false
		case x.text == "" || w.last == nil || behind:
			return s, nil
		default: // of this text that was all
			behind = true
		}
	}
}

// block asks for the next entries, count of them, from one on; same is how many were read that agree with it in the keys that are never NULL. Of an index that begins
// with a text they are those of the same text, or, behind it, those of the following: SQLite finds them so without reading from the beginning. The
// columns come as the index has them; what is not of its type is a word that is no number.
func (x *logIndexed) block(count int, last *indexEntry, same int, behind bool) (query string, args []any) {
	columns, order := []string{"count(*)"}, []string{}
	if x.text != "" {
		columns, order = append(columns, "json_group_array(CASE typeof(k) WHEN 'text' THEN hex(k) ELSE '-' END)"), append(order, x.text+" AS k")
	}
	for _, key := range append(x.keys[:len(x.keys):len(x.keys)], "seq") {
		columns, order = append(columns, "json_group_array(CASE typeof("+key+") WHEN 'integer' THEN "+key+" WHEN 'null' THEN NULL ELSE '-' END)"), append(order, key)
	}
	selected := strings.Join(order, ", ")
	if x.text != "" {
		order[0] = x.text
	}
	where, from := x.where, order[:x.needed]
	if last != nil && x.text != "" {
		from, args = from[1:], []any{string(last.text)}
		if behind {
			where, from, same = where+" AND "+x.text+" > ?", nil, 0
		} else {
			where, order = where+" AND "+x.text+" = ?", order[1:]
		}
	}
	if last != nil && len(from) > 0 {
		where += " AND (" + strings.Join(from, ", ") + ") >= (?" + strings.Repeat(", ?", len(from)-1) + ")"
		for _, k := range last.keys[:len(from)] {
			args = append(args, k)
		}
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT %s FROM record INDEXED BY %s WHERE %s ORDER BY %s LIMIT %d OFFSET %d)", strings.Join(columns, ", "), selected,
		x.name, where, strings.Join(order, ", "), count, same), args
}

// indexWalk is how far a walk has come.
type indexWalk struct {
	filing *filing
	index  *logIndexed
	size   int64
	sum    *indexSum
	last   *indexEntry
	same   int // entries that agree with the last in the keys that are never NULL
}

func (w *indexWalk) read(ctx context.Context, from querier, query string, args []any) (count int, err error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("reading the index %s: %w", w.index.name, err)
	}
	defer rows.Close()
	columns := make([]sql.RawBytes, 1+len(w.index.keys))
	if w.index.text != "" {
		columns = append(columns, nil)
	}
	to := []any{&count}
	for i := range columns {
		to = append(to, &columns[i])
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return 0, fmt.Errorf("reading the index %s: %w", w.index.name, err)
		}
		if err := w.entries(count, columns); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, fmt.Errorf("reading the index %s: %w", w.index.name, err)
	}
	return count, nil
}

func (w *indexWalk) entries(count int, columns []sql.RawBytes) error {
	for i := range columns {
		columns[i] = bytes.TrimSuffix(bytes.TrimPrefix(columns[i], []byte{'['}), []byte{']'})
	}
	for range count {
		e, rest := indexEntry{}, columns
		if w.index.text != "" {
			text, err := hex.DecodeString(string(bytes.Trim(cut(&rest[0], ','), `"`)))
			if err != nil {
				return errEntry
			}
			e.text, rest = text, rest[1:]
		}
		for k := range rest {
			n, good := keyOrNone(cut(&rest[k], ','))
			if !good {
				return errEntry
			}
			if k < len(rest)-1 {
				e.keys[k] = n
			} else {
				e.seq = n
			}
		}
		if err := w.entry(&e); err != nil {
			return err
		}
	}
	return nil
}

func (w *indexWalk) entry(e *indexEntry) error {
	if w.last != nil && !e.follows(w.last) {
		return errEntry
	}
	if w.last != nil && w.index.agree(w.last, e) {
		w.same++
	} else {
		w.same = 1
	}
	if w.last == nil {
		w.last = &indexEntry{}
	}
	*w.last = *e
	if e.seq < w.size {
		w.filing.entry(w.sum, e)
	}
	return nil
}

// agree tells that two entries are the same in the keys that are never NULL.
func (x *logIndexed) agree(a, b *indexEntry) bool {
	n := x.needed
	if x.text != "" {
		n--
	}
	return bytes.Equal(a.text, b.text) && slices.Equal(a.keys[:n], b.keys[:n])
}

// keyOrNone reads a number of a column, or null.
func keyOrNone(text []byte) (n int64, good bool) {
	if string(text) == "null" {
		return none, true
	}
	digits := bytes.TrimPrefix(text, []byte{'-'})
	if len(digits) == 0 || len(digits) > 18 { // no time, number or event is as long
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) < len(text) {
		n = -n
	}
	return n, true
}

// Misfiled says which indexes of the log do not hold what the records say. It is the cause of an Outcome SearchIndexWrong.
type Misfiled struct{ Indexes []string }

func (m *Misfiled) Error() string {
	return "the log's records do not stand as they should in " + strings.Join(m.Indexes, ", ")
}

// MisfiledIn are the names of the indexes that an error tells of; none when it tells of none.
func MisfiledIn(err error) []string {
	var m *Misfiled
	if errors.As(err, &m) {
		return m.Indexes
	}
	return nil
}

// compare holds every index against what was added up of the records before size, so many at a time as from has connections to spare. The error is
// an Outcome SearchIndexWrong with the names.
func (f *filing) compare(ctx context.Context, from querier, size int64, atOnce int) error {
	lies, failed := make([]bool, len(f.indexes)), make([]error, len(f.indexes))
	var all sync.WaitGroup
	turn := make(chan struct{}, atOnce)
	for i := range f.indexes {
		turn <- struct{}{}
		all.Go(func() {
			s, err := f.beside().walk(ctx, from, i, size)
			var fault sqlite3.Error
			damaged := errors.As(err, &fault) && (fault.Code == sqlite3.ErrCorrupt || fault.Code == sqlite3.ErrNotADB)
			if err != nil && !damaged && !errors.Is(err, errEntry) {
				failed[i] = err
			}
			lies[i] = err != nil || s != f.sums[i]
			<-turn
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	var wrong []string
	for i, x := range f.indexes {
		if lies[i] {
			wrong = append(wrong, x.name)
		}
	}
	return misfiled(wrong)
}

func misfiled(wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	o := juki.Refuse(juki.SearchIndexWrong)
	o.Err = &Misfiled{wrong}
	return o
}

// wholeLog is a size behind every record.
const wholeLog = int64(math.MaxInt64)
