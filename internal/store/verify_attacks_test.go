package store

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/oplog"
)

// The attacks of somebody who owns the terminal's disk, done on a database of three days with 500 records each. The sheets of the
// first two days lie in the drawer. Each is looked for in the database and in the archive that it would give.
func TestAttacksOnTheDatabase(t *testing.T) {
	const edited = 700
	edit := func(rows []forgedRow) []forgedRow {
		rows[edited].payload = strings.Replace(rows[edited].payload, `"op":"S001"`, `"op":"S002"`, 1)
		return rows
	}
	last := func(rows []forgedRow) []forgedRow {
		rows[1400].payload = strings.Replace(rows[1400].payload, `"op":"S001"`, `"op":"S002"`, 1)
		return rows
	}
	without := func(rows []forgedRow) []forgedRow { return slices.Delete(rows, edited, edited+1) }
	as := func(rows []forgedRow) []forgedRow { return rows }
	run := func(statements string) func(*testing.T, string) string {
		return func(t *testing.T, dir string) string {
			changeUnguarded(t, dir, statements)
			return dir
		}
	}
	recomputed := func(change func([]forgedRow) []forgedRow, signer func(*testing.T) *oplog.Sealer) func(*testing.T, string) string {
		return func(t *testing.T, dir string) string {
			var s *oplog.Sealer
			if signer != nil {
				s = signer(t)
			}
			forge(t, dir, change, s)
			return dir
		}
	}
	const emptied = `ts = NULL, event = NULL, operator = NULL, case_no = NULL, salt = x'', payload = ''`
	const erase = `UPDATE record SET ` + emptied + ` WHERE seq < 300;`
	for _, a := range []struct {
		name         string
		do           func(t *testing.T, dir string) string
		alone, paper oplog.Problem // what the database shows without and with the sheets
		from, before int64         // where, with the sheets
		archive      oplog.Problem // what its archive shows, with the sheets
	}{
		{"nothing", func(_ *testing.T, dir string) string { return dir }, oplog.NoProblem, oplog.NoProblem, 0, 0, oplog.NoProblem},
		{"edited", run(`UPDATE record SET payload = replace(payload, 'S001', 'S002'), operator = 18003 WHERE seq = 700`),
			oplog.StoredDiffers, oplog.AnchorDiffers, 700, 701, oplog.AnchorDiffers},
		{"edited, and every hash recomputed", recomputed(edit, nil), oplog.StoredDiffers, oplog.AnchorDiffers, 500, 1000, oplog.AnchorDiffers},
		{"inserted", recomputed(func(rows []forgedRow) []forgedRow { return slices.Insert(rows, edited, rows[3]) }, nil),
			oplog.StoredDiffers, oplog.AnchorDiffers, 500, 1000, oplog.AnchorDiffers},
		{"two exchanged", recomputed(func(rows []forgedRow) []forgedRow {
			rows[edited], rows[edited+1] = rows[edited+1], rows[edited]
			return rows
		}, nil), oplog.StoredDiffers, oplog.AnchorDiffers, 500, 1000, oplog.AnchorDiffers},
		{"deleted in the middle", run(`DELETE FROM record WHERE seq = 700`), oplog.OutOfSequence, oplog.OutOfSequence, 700, 701, oplog.OutOfSequence},
		{"deleted in the middle and renumbered", recomputed(without, nil), oplog.StoredDiffers, oplog.AnchorDiffers, 500, 1000, oplog.AnchorDiffers},
		{"the tail deleted", run(`DELETE FROM record WHERE seq >= 1200`), oplog.RecordsMissing, oplog.RecordsMissing, 1000, 1500, oplog.RecordsMissing},
		{"the tail deleted with its checkpoint", run(`DELETE FROM record WHERE seq >= 500; DELETE FROM checkpoint WHERE size > 500`),
			oplog.NoProblem, oplog.AnchorBeyondEnd, 500, 1000, oplog.AnchorBeyondEnd},
		{"the file of another terminal", func(t *testing.T, dir string) string {
			forge(t, dir, as, sealerOf(t, FixedKey{1, 2, 3}, "28225.madoguchi/terminal-02"))
			return dir
		}, oplog.NoProblem, oplog.AnchorForeign, 0, 0, oplog.AnchorForeign},
		{"sealed again with a newer key", recomputed(edit, func(t *testing.T) *oplog.Sealer { return sealerOf(t, FixedKey{9}, "28225.madoguchi/terminal-01") }),
			oplog.NoProblem, oplog.AnchorForeign, 0, 0, oplog.AnchorForeign},
		{"the oldest erased, and the log does not tell of it", run(erase), oplog.ErasedUntold, oplog.ErasedUntold, 0, 300, oplog.ErasedUntold},
		{"a text changed whose salt is gone", run(erase + `UPDATE record SET payload = (SELECT payload FROM record WHERE seq = 900), salt = x'' WHERE seq = 200`),
			oplog.LineMalformed, oplog.LineMalformed, 200, 201, oplog.LineMalformed},
		{"a text put back under a made-up salt", run(erase + `UPDATE record SET payload = r.payload, ts = r.ts, event = r.event, operator = r.operator, case_no = r.case_no, salt = zeroblob(32)
			FROM record AS r WHERE r.seq = 900 AND record.seq = 299`), oplog.StoredDiffers, oplog.AnchorDiffers, 299, 300, oplog.AnchorDiffers},
		{"the hash of an erased one changed", run(erase + `UPDATE record SET leaf = zeroblob(32) WHERE seq = 0`), oplog.StoredDiffers, oplog.AnchorDiffers, 0, 500, oplog.AnchorDiffers},
		{"a younger one erased, to hide it", run(`UPDATE record SET ` + emptied + ` WHERE seq = 700`), oplog.LineMalformed, oplog.LineMalformed, 700, 701, oplog.LineMalformed},
		{"filed under another operator", run(`UPDATE record SET operator = 18010 WHERE seq = 700`), oplog.ColumnsDiffer, oplog.ColumnsDiffer, 700, 701, oplog.NoProblem},
		{"two lines in one text", run(`UPDATE record SET payload = payload || char(10) || payload WHERE seq = 700`), oplog.PayloadMalformed, oplog.PayloadMalformed, 700, 701, ""},
		{"a zero byte and more behind a text", run(`UPDATE record SET payload = payload || char(0) || 'more' WHERE seq = 700`), oplog.PayloadMalformed, oplog.PayloadMalformed, 700, 701, oplog.PayloadMalformed},
		{"a zero byte within a text", run(`UPDATE record SET payload = replace(payload, '"op":"S001"', '"op":"S' || char(0) || '001"') WHERE seq = 700`), oplog.PayloadMalformed, oplog.PayloadMalformed, 700, 701, oplog.PayloadMalformed},
		{"a text of two lines beside an empty one", run(`UPDATE record SET payload = payload || char(10) || (SELECT payload FROM record WHERE seq = 701) WHERE seq = 700; UPDATE record SET payload = '' WHERE seq = 701`),
			oplog.PayloadMalformed, oplog.PayloadMalformed, 700, 701, ""},
		{"the end of a salt put in front of the next", run(`UPDATE record SET salt = unhex(substr((SELECT hex(o.salt) FROM record AS o WHERE o.seq = 700), 63) || hex(salt)) WHERE seq = 701;
			UPDATE record SET salt = substr(salt, 1, 31) WHERE seq = 700`),
			oplog.LineMalformed, oplog.LineMalformed, 700, 701, oplog.AnchorDiffers},
		{"one deleted, and another of two lines in its place", run(`DELETE FROM record WHERE seq = 800; UPDATE record SET payload = payload || char(10) || 'x' WHERE seq = 700`),
			oplog.PayloadMalformed, oplog.PayloadMalformed, 700, 701, ""},
		{"filed under nothing", run(`UPDATE record SET ts = NULL, event = NULL, operator = NULL, case_no = NULL WHERE seq = 700`), oplog.ColumnsDiffer, oplog.ColumnsDiffer, 700, 701, oplog.NoProblem},
		{"filed under no case", run(`UPDATE record SET case_no = NULL WHERE seq = 700`), oplog.ColumnsDiffer, oplog.ColumnsDiffer, 700, 701, oplog.NoProblem},
		{"all checkpoints taken", run(`DELETE FROM checkpoint`), oplog.CheckpointBroken, oplog.CheckpointBroken, 0, 0, oplog.CheckpointBroken},
		{"key stolen: edited before the last sheet and signed anew", recomputed(edit, ours), oplog.NoProblem, oplog.AnchorDiffers, 500, 1000, oplog.AnchorDiffers},
		{"key stolen: edited after the last sheet", recomputed(last, ours), oplog.NoProblem, oplog.NoProblem, 0, 0, oplog.NoProblem}, // cannot be found
	} {
		t.Run(a.name, func(t *testing.T) {
			dir, heads := longDatabase(t, 3, 500)
			sheets := texts(heads[1], heads[0])
			dir = a.do(t, dir)
			if v := readAndVerify(t, dir, oplog.Options{}); v.Problem != a.alone || v.OK != (a.alone == oplog.NoProblem) {
				t.Errorf("without the sheets: %q, want %q", v.Problem, a.alone)
			}
			v := readAndVerify(t, dir, oplog.Options{Checkpoints: sheets})
			if v.Problem != a.paper || v.BadFrom != a.from || v.BadBefore != a.before {
				t.Errorf("with the sheets: %q, records %d to %d; want %q, %d to %d", v.Problem, v.BadFrom, v.BadBefore, a.paper, a.from, a.before)
			}
			if a.from > 0 && a.before > 0 && v.BadAfter.IsZero() && v.Erased == 0 {
				t.Error("the verdict does not say since when")
			}
			if archive, ok := archived(t, dir); ok {
				if v, err := oplog.Verify(archive, oplog.Options{Checkpoints: sheets}); err != nil || v.Problem != a.archive {
					t.Errorf("its archive: %q %v, want %q", v.Problem, err, a.archive)
				}
			}
		})
	}
}

// The file of last evening is put back: inside it everything is right. Only a sheet that is younger tells.
func TestTheWholeFileRolledBack(t *testing.T) {
	dir, heads := longDatabase(t, 3, 500)
	backup := t.TempDir()
	if _, err := openReader(t, dir).d.readers.Exec("PRAGMA query_only=OFF; VACUUM INTO ?", filepath.Join(backup, FileName)); err != nil {
		t.Fatal(err)
	}
	changeUnguarded(t, backup, `DELETE FROM record WHERE seq >= 500; DELETE FROM node WHERE i >= (SELECT i FROM node ORDER BY i LIMIT 1 OFFSET 1); DELETE FROM checkpoint WHERE size > 500`)
	if v := readAndVerify(t, backup, oplog.Options{}); !v.OK {
		t.Errorf("alone: %+v", v)
	}
	if v := readAndVerify(t, backup, oplog.Options{Checkpoints: texts(heads[0])}); !v.OK {
		t.Errorf("with a sheet of its own day: %+v", v)
	}
	v := readAndVerify(t, backup, oplog.Options{Checkpoints: texts(heads[1])})
	if v.Problem != oplog.AnchorBeyondEnd || v.BadFrom != 500 || v.BadBefore != 1000 || !v.BadAfter.Equal(v.Last) {
		t.Errorf("with the next day's sheet: %+v", v)
	}
}

// forgedRow is a record as an attacker writes it.
type forgedRow struct {
	payload string
	salt    oplog.Salt
}

func sealerOf(t *testing.T, key FixedKey, origin string) *oplog.Sealer {
	t.Helper()
	s, err := deriveSecrets(key[:], origin)
	if err != nil {
		t.Fatal(err)
	}
	return s.sealer
}

func ours(t *testing.T) *oplog.Sealer {
	return sealerOf(t, FixedKey{1, 2, 3}, "28225.madoguchi/terminal-01")
}

// forge rewrites the log of a closed database: the rows changed, numbered anew, every hash recomputed; and every checkpoint signed
// anew when there is a key.
func forge(t *testing.T, dir string, change func([]forgedRow) []forgedRow, sealer *oplog.Sealer) {
	t.Helper()
	r := openReader(t, dir)
	var rows []forgedRow
	err := r.d.list(t.Context(), "SELECT payload, salt FROM record ORDER BY seq", nil, func(scan scanner) error {
		var f forgedRow
		var salt []byte
		err := scan(&f.payload, &salt)
		f.salt = oplog.Salt(salt)
		rows = append(rows, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	days := map[int64]int{}
	if err := r.d.list(t.Context(), "SELECT size, day FROM checkpoint", nil, func(scan scanner) error {
		var size int64
		var day int
		err := scan(&size, &day)
		days[size] = day
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var sql strings.Builder
	sql.WriteString("BEGIN; DELETE FROM record; DELETE FROM node;")
	if sealer != nil {
		fmt.Fprintf(&sql, "DELETE FROM checkpoint; UPDATE terminal SET verifier_key = '%s';", sealer.VerifierKey())
	}
	var f oplog.Frontier
	for seq, row := range change(rows) {
		record, err := oplog.DecodeRecord([]byte(row.payload))
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := oplog.Seal(int64(seq), &f, record, row.salt)
		if err != nil {
			t.Fatal(err)
		}
		filed, err := fileUnder(record)
		if err != nil {
			t.Fatal(err)
		}
		number := "NULL"
		if filed.number.Valid {
			number = fmt.Sprint(filed.number.Int64)
		}
		fmt.Fprintf(&sql, "INSERT INTO record VALUES (%d, %d, %d, %d, %s, x'%x', x'%x', '%s');", seq, record.Time.UnixMilli(), filed.event, filed.operator, number, leaf.Nodes[0][:], row.salt[:], row.payload)
		for level := nodeLevel; level < len(leaf.Nodes); level++ {
			fmt.Fprintf(&sql, "INSERT INTO node VALUES (%d, x'%x');", leaf.FirstNode+int64(level), leaf.Nodes[level][:])
		}
		if err := f.Advance(leaf); err != nil {
			t.Fatal(err)
		}
		if day, signed := days[f.Size()]; signed && sealer != nil {
			c, err := sealer.Checkpoint(f.Size(), &f)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&sql, "INSERT INTO checkpoint VALUES (%d, %d, '%s');", f.Size(), day, c.Text)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	changeUnguarded(t, dir, sql.String()+"COMMIT")
}

// archived is the archive of a database as it lies there, as the attacker would hand it over; ok is false when it cannot be one.
func archived(t *testing.T, dir string) (_ *bytes.Buffer, ok bool) {
	t.Helper()
	r := openReader(t, dir)
	source, err := r.source(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leaves, err := r.leaves(t.Context(), 0, int(source.Size))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	var records []oplog.ArchiveRecord
	if err := r.d.list(t.Context(), "SELECT seq, salt, payload FROM record ORDER BY seq", nil, func(scan scanner) error {
		var a oplog.ArchiveRecord
		var salt []byte
		err := scan(&a.Seq, &salt, &a.Payload)
		a.Erased = len(salt) == 0 && len(a.Payload) == 0
		if copy(a.Salt[:], salt); a.Erased {
			a.Leaf = leaves[a.Seq]
		}
		records = append(records, a)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	err = oplog.WriteArchive(&out, oplog.ArchiveSource{VerifierKey: source.VerifierKey, Checkpoint: source.Checkpoint,
		Records: func(yield func(oplog.ArchiveRecord, error) bool) {
			for _, a := range records {
				if !yield(a, nil) {
					return
				}
			}
		}})
	return &out, err == nil
}
