package store

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"madoguchi/internal/oplog"
)

// columnsQuery gives what linesQuery gives in a third of the time, column by column: SQLite takes long to put a text together. group_concat
// takes bytes and their number, so a text goes on after a zero byte; the numbers of a STRICT table are integers or null. The columns do not show
// where one salt ends: only those of the right length are taken, and when they are not as many as there are numbers, linesQuery tells.
const columnsQuery = `SELECT count(*), CAST(group_concat(salt, '') AS BLOB), CAST(group_concat(payload, char(10)) AS BLOB),
	CAST(json_group_array(ts) AS BLOB), CAST(json_group_array(event) AS BLOB), CAST(json_group_array(operator) AS BLOB), CAST(json_group_array(case_no) AS BLOB)
	FROM record WHERE seq >= ? AND seq < ? AND length(salt) = 32`

// wholeLines is lines for records that are all there with their texts, each of one line; whole is false for others.
func (r *Reader) wholeLines(ctx context.Context, lines []byte, from int64, count int) (_ []byte, whole bool, err error) {
	rows, err := r.d.readers.QueryContext(ctx, columnsQuery, from, from+int64(count))
	if err != nil {
		return lines, false, fmt.Errorf("reading the log: %w", err)
	}
	defer rows.Close()
	var found int
	var salts, texts sql.RawBytes
	var filed [4]sql.RawBytes
	if rows.Next() {
		err = rows.Scan(&found, &salts, &texts, &filed[0], &filed[1], &filed[2], &filed[3])
	}
	if err = errors.Join(err, rows.Err()); err != nil {
		return lines, false, fmt.Errorf("reading the log: %w", err)
	}
	if found == 0 || found != count || bytes.Count(texts, []byte{'\n'}) != count-1 {
		return lines, false, nil
	}
	for i := range filed {
		filed[i] = bytes.TrimSuffix(bytes.TrimPrefix(filed[i], []byte{'['}), []byte{']'})
	}
	const beside = len("10000000 \t1763600000000\t100\t100000\t10000000\n") + 2*len(oplog.Salt{}) // of a record's text
	lines = slices.Grow(lines, len(texts)+count*beside)
	for i := range int64(count) {
		lines = append(strconv.AppendInt(lines, from+i, 10), ' ')
		lines = append(hex.AppendEncode(lines, salts[:len(oplog.Salt{})]), ' ')
		salts = salts[len(oplog.Salt{}):]
		lines = append(lines, cut(&texts, '\n')...)
		for k := range filed {
			lines = append(lines, '\t')
			lines = append(lines, numberOr(cut(&filed[k], ','), k == len(filed)-1)...)
		}
		lines = append(lines, '\n')
	}
	return lines, true, nil
}

// cut takes the next value off a column.
func cut(column *sql.RawBytes, between byte) (value []byte) {
	at := bytes.IndexByte(*column, between)
	if at < 0 {
		value, *column = *column, nil
		return value
	}
	value, *column = (*column)[:at], (*column)[at+1:]
	return value
}

// numberOr is a number of columnsQuery as linesQuery writes it: null is nothing, of a case zero.
func numberOr(value []byte, zero bool) []byte {
	switch {
	case string(value) != "null":
		return value
	case zero:
		return []byte{'0'}
	}
	return nil
}

// linesQuery has SQLite write the lines that oplog.LogSource asks for, also of records that were erased, and where some are missing.
const linesQuery = `SELECT count(*), coalesce(group_concat(line, ''), '') FROM (
	SELECT seq || CASE WHEN salt = x'' AND payload = '' THEN ' - ' || lower(hex(leaf)) || char(10)
		ELSE ' ' || lower(hex(salt)) || ' ' || payload || char(9) || coalesce(ts, '') || char(9) || coalesce(event, '') || char(9) || coalesce(operator, '') || char(9) || coalesce(case_no, 0) || char(10) END AS line
	FROM record WHERE seq >= ? AND seq < ? ORDER BY seq)`

// lines appends the lines that oplog.LogSource asks for.
func (r *Reader) lines(ctx context.Context, lines []byte, from int64, count int) ([]byte, error) {
	lines, whole, err := r.wholeLines(ctx, lines, from, count)
	if whole || err != nil {
		return lines, err
	}
	var rows int
	err = r.d.readers.QueryRowContext(ctx, linesQuery, from, from+int64(count)).Scan(&rows, &lines)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	if bytes.Count(lines, []byte{'\n'}) == rows {
		return lines, nil
	}
	return r.linesOneByOne(ctx, from, count)
}

// linesOneByOne is lines for texts of more than one line, which no counter writes.
func (r *Reader) linesOneByOne(ctx context.Context, from int64, count int) (lines []byte, err error) {
	query := "SELECT " + rowColumns + " FROM record WHERE seq >= ? AND seq < ? ORDER BY seq"
	err = listIn(ctx, r.d.readers, query, []any{from, from + int64(count)}, func(scan scanner) error {
		var s row
		if err := s.scan(scan); err != nil {
			return err
		}
		if len(s.salt) == 0 && len(s.payload) == 0 {
			lines = fmt.Appendf(lines, "%d - %x\n", s.seq, s.leaf)
			return nil
		}
		s.payload = bytes.ReplaceAll(s.payload, []byte{'\n'}, []byte{0}) // refused as it stands, in its own line
		lines = fmt.Appendf(lines, "%d %x %s\t%d\t%d\t%d\t%d\n", s.seq, s.salt, s.payload, s.ts.Int64, s.event.Int64, s.operator.Int64, s.number.Int64)
		return nil
	})
	return lines, err
}
