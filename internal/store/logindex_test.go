package store

import (
	"database/sql"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// indexedLog is a folder with a log that has records in every index.
func indexedLog(t *testing.T) (dir string, c *clock) {
	t.Helper()
	dir, c = t.TempDir(), &clock{}
	records := madeLog(700, morning, time.Second)
	last := records[len(records)-1].Time
	for i := range 3 {
		records = append(records, oplog.Record{Time: last.Add(time.Second), Event: oplog.PersonSearched, Operator: juki.OperatorID([]string{"S001", "S002", "S002"}[i]),
			Values: []oplog.Value{oplog.Purpose("handover"), oplog.SearchKey("notice"), oplog.Count(oplog.FieldHits, 1), oplog.Relation("same-area")}})
	}
	c.at = last.Add(time.Minute)
	d := openIndexed(t, dir, c)
	if err := d.Record(t.Context(), records...); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, c
}

func openIndexed(t *testing.T, dir string, c *clock) *DB {
	t.Helper()
	o := options(c)
	o.migrations = nil
	d, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// forgeIndex makes an index hold something else than its definition says, which stays as it was.
func forgeIndex(t *testing.T, dir, name string, forge func(pool *sql.DB, made string) string) {
	t.Helper()
	pool := sql.OpenDB(connector{dsn: fileURI(filepath.Join(dir, FileName))})
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	var made string
	if err := pool.QueryRow("SELECT sql FROM sqlite_schema WHERE name = ?", name).Scan(&made); err != nil {
		t.Fatal(err)
	}
	forged := forge(pool, made)
	for _, step := range []string{"DROP INDEX " + name, forged, "PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET sql = '" + strings.ReplaceAll(made, "'", "''") + "' WHERE name = '" + name + "'",
		"PRAGMA writable_schema = OFF", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := pool.Exec(step); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
}

// forgeries give another definition of an index, "" where there is none.
func forgeries(x logIndexed) map[string]func(pool *sql.DB, made string) string {
	one := func(pool *sql.DB, where string) (seq string) {
		_ = pool.QueryRow("SELECT CAST(seq AS TEXT) FROM record NOT INDEXED WHERE " + where + " ORDER BY seq LIMIT 1 OFFSET 2").Scan(&seq)
		return seq
	}
	with := func(first, where string) string {
		keys := append([]string{first}, x.keys...)
		if x.text == "" {
			keys = keys[:len(keys)-1]
			copy(keys[1:], x.keys[1:])
		}
		return "CREATE INDEX " + x.name + " ON record (" + strings.Join(keys, ", ") + ") WHERE " + where
	}
	first, other := x.keys[0], "7"
	if x.text != "" {
		first, other = x.text, "'seven'"
	}
	list := map[string]func(pool *sql.DB, made string) string{
		"a record hidden": func(pool *sql.DB, _ string) string { return with(first, "seq <> "+one(pool, x.where)+" AND "+x.where) },
		"a record under another key": func(pool *sql.DB, _ string) string {
			return with("CASE seq WHEN "+one(pool, x.where)+" THEN "+other+" ELSE "+first+" END", x.where)
		},
		"a key of another kind": func(pool *sql.DB, _ string) string {
			return with("CASE seq WHEN "+one(pool, x.where)+" THEN CAST("+first+" AS BLOB) ELSE "+first+" END", x.where)
		},
		"a last key changed": func(pool *sql.DB, _ string) string {
			last := x.keys[len(x.keys)-1]
			return strings.Replace(with(first, x.where), last+") WHERE", "CASE seq WHEN "+one(pool, x.where)+" THEN 7 ELSE "+last+" END) WHERE", 1)
		},
		"nobody's entries": func(*sql.DB, string) string { return with(first, "seq < 0") },
	}
	if !strings.Contains("record_ts record_event record_operator", x.name) {
		list["a record added"] = func(pool *sql.DB, _ string) string {
			return with("coalesce("+first+", "+other+")", "("+x.where+") OR seq = "+one(pool, "NOT coalesce("+x.where+", 0)"))
		}
	}
	return list
}

// Whoever can write the file can have a record vanish from every search and leave the log as it was signed: the definition of the index stays, what
// it holds does not. The verification and the check beside the work say which index lies.
func TestAnIndexThatLiesIsNamed(t *testing.T) {
	t.Parallel()
	good, c := indexedLog(t)
	if v := readAndVerify(t, good, oplog.Options{}); !v.OK {
		t.Fatalf("the good one: %+v", v)
	}
	for _, x := range logIndexes() {
		for name, forge := range forgeries(x) {
			t.Run(x.name+", "+name, func(t *testing.T) {
				dir := t.TempDir()
				if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
					t.Fatal(err)
				}
				forgeIndex(t, dir, x.name, forge)
				want := []string{x.name}
				if v := readAndVerify(t, dir, oplog.Options{}); v.OK || v.Problem != oplog.IndexDiffers || !slices.Equal(v.Misfiled, want) || v.Code() != juki.SearchIndexWrong {
					t.Errorf("the verification: %v %s %v", v.OK, v.Problem, v.Misfiled)
				}
				d := openIndexed(t, dir, c)
				for what, check := range map[string]func() (int64, error){"beside": func() (int64, error) { return d.CheckBeside(t.Context()) }, "of everything": func() (int64, error) { return d.CheckAll(t.Context()) }} {
					_, err := check()
					if wantOutcome(t, err, juki.SearchIndexWrong); !slices.Equal(MisfiledIn(err), want) {
						t.Errorf("the check %s: %v", what, err)
					}
				}
			})
		}
	}
}

// From the finding on nobody searches, also after the next start; work goes on. The index is made anew from the records, which is recorded.
func TestSearchesStopUntilTheIndexIsMadeAnew(t *testing.T) {
	dir, c := indexedLog(t)
	forgeIndex(t, dir, "record_event", forgeries(logIndexes()[1])["a record hidden"])
	d := openIndexed(t, dir, c)
	period := oplog.Period{First: juki.DateOf(morning), Last: juki.DateOf(morning)}
	stopped := func(when string) {
		t.Helper()
		_, searching := d.SearchLog(t.Context(), oplog.Search{}, oplog.Spot{}, 10)
		_, choosing := d.LogChoices(t.Context())
		_, reporting := d.LogReport(t.Context(), oplog.ByPurpose, period, oplog.StandardThresholds(), standardHours)
		_, counting := d.RecordsIn(t.Context(), period)
		_, erasing := d.Erasable(t.Context(), oplog.Outside{})
		for _, err := range []error{searching, choosing, reporting, counting, erasing} {
			wantOutcome(t, err, juki.SearchIndexWrong)
		}
		if err := d.Record(t.Context(), oplog.Record{Time: c.at, Event: oplog.ServiceLost}); err != nil {
			t.Errorf("%s: an act: %v", when, err)
		}
	}
	if _, err := d.CheckBeside(t.Context()); !isMisfiled(err) {
		t.Fatal(err)
	}
	stopped("after the finding")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = openIndexed(t, dir, c)
	stopped("after the next start")
	if _, err := d.CheckBeside(t.Context()); !isMisfiled(err) {
		t.Fatal(err)
	}
	if err := d.RebuildSearch(t.Context()); err != nil {
		t.Fatal(err)
	}
	stopped("before it is known to be right")
	if _, err := d.CheckBeside(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, e := range []oplog.EventID{oplog.LogIndexWrong, oplog.LogIndexRebuilt} {
		found, err := d.SearchLog(t.Context(), oplog.Search{Event: e}, oplog.Spot{}, 10)
		if err != nil || len(found.Found) != 1 || !strings.Contains(oplog.Sentence(found.Found[0].Record, oplog.Japanese), "record-event") {
			t.Errorf("%s: %+v %v", e, found, err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, searchStopped)); err == nil {
		t.Error("the next start would search nothing")
	}
	if v := readAndVerify(t, dir, oplog.Options{}); !v.OK {
		t.Errorf("%+v", v)
	}
}

// A backup of a database whose index lies is none: the copy would lie too.
func TestABackupDoesNotCarryALyingIndex(t *testing.T) {
	dir, c := indexedLog(t)
	forgeIndex(t, dir, "record_case", forgeries(logIndexes()[3])["a record hidden"])
	_, err := WriteBackup(t.Context(), dir, t.TempDir(), BackupOptions{Keys: FixedKey{1, 2, 3}, Origin: "28225.madoguchi/terminal-01", Now: c.now})
	wantOutcome(t, err, juki.SearchIndexWrong)
}

// Two entries that change places are all there, and a search goes past them.
func TestEntriesOutOfTheirOrder(t *testing.T) {
	dir, c := indexedLog(t)
	path := filepath.Join(dir, FileName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page, leafOfIndex = 4096, 0x0a
	tried := 0
	for at := page; at < len(good); at += page {
		if cells := binary.BigEndian.Uint16(good[at+3:]); good[at] != leafOfIndex || cells < 40 {
			continue
		}
		tried++
		bad := slices.Clone(good)
		first, second := bad[at+8+20:at+8+22], bad[at+8+22:at+8+24] // the pointers to the eleventh and the twelfth cell
		for i := range first {
			first[i], second[i] = second[i], first[i]
		}
		writeDatabase(t, dir, bad)
		d := openIndexed(t, dir, c)
		if _, err := d.CheckBeside(t.Context()); !isMisfiled(err) {
			t.Errorf("page %d: %v", at/page, err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if tried < 10 {
		t.Errorf("only %d pages", tried)
	}
}

// The list is that of the migrations: an index that comes later is compared too.
func TestTheListOfIndexesIsThatOfTheSchema(t *testing.T) {
	dir, _ := indexedLog(t)
	r := openReader(t, dir)
	made, err := indexesOn(t.Context(), r.d.readers)
	if err != nil {
		t.Fatal(err)
	}
	flat := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, x := range logIndexes() {
		keys := x.keys
		if x.text != "" {
			keys = append([]string{x.text}, keys...)
		}
		if text := flat(made[x.name]); !strings.Contains(text, flat("ON record ("+strings.Join(keys, ",")+")")) || !strings.HasSuffix(text, flat("WHERE "+x.where)) {
			t.Errorf("%s: %s", x.name, made[x.name])
		}
		first, _ := x.block(9, nil, 0, false)
		again, args := x.block(9, &indexEntry{}, 1, false)
		behind, _ := x.block(9, &indexEntry{}, 1, true)
		for _, q := range []string{first, again, behind} {
			var plan []string
			err := listIn(t.Context(), r.d.readers, "EXPLAIN QUERY PLAN "+q, args[:strings.Count(q, "?")], func(scan scanner) error {
				var a, b, c int
				var step string
				err := scan(&a, &b, &c, &step)
				plan = append(plan, step)
				return err
			})
			whole := strings.Join(plan, "; ")
			if err != nil || !strings.Contains(whole, " INDEX "+x.name) || strings.Contains(whole, "TEMP B-TREE") || q != first && !strings.Contains(whole, "SEARCH record") {
				t.Errorf("%s: %s %v", x.name, whole, err)
			}
		}
		delete(made, x.name)
	}
	if len(made) > 0 {
		t.Errorf("not compared: %v", made)
	}
}

// However the reading falls into blocks, every entry is read once.
func TestIndexesReadInSmallBlocks(t *testing.T) {
	dir, _ := indexedLog(t)
	r := openReader(t, dir)
	for _, block := range []int{1, 2, 3, 7, 100, 703} {
		f := newFiling()
		f.block = block
		if err := r.d.snapshot(t.Context(), func(tx *sql.Tx) error { return f.again(t.Context(), tx) }); err != nil {
			t.Errorf("%d at once: %v", block, err)
		}
		for i, s := range f.sums {
			if s.entries == 0 {
				t.Errorf("nothing in %s: the test is blind", f.indexes[i].name)
			}
		}
	}
	forgeIndex(t, dir, "record_purpose", forgeries(logIndexes()[6])["a record under another key"])
	f := newFiling()
	f.block = 5
	if err := r.d.snapshot(t.Context(), func(tx *sql.Tx) error { return f.again(t.Context(), tx) }); !slices.Equal(MisfiledIn(err), []string{"record_purpose"}) {
		t.Error(err)
	}
}

// A backup of before may hold an index that lies: the file that comes from it gets its indexes from the records, and its log tells.
func TestIndexesOfARestoredFileAreMadeAnew(t *testing.T) {
	dir, c := indexedLog(t)
	names := []string{"record_ts", "record_code"}
	for i, x := range logIndexes() {
		if slices.Contains(names, x.name) {
			forgeIndex(t, dir, x.name, forgeries(logIndexes()[i])["a record hidden"])
		}
	}
	v := readAndVerify(t, dir, oplog.Options{})
	if !slices.Equal(v.Misfiled, names) {
		t.Fatalf("%v", v.Misfiled)
	}
	if err := MakeIndexesAnew(t.Context(), filepath.Join(dir, FileName), v.Misfiled); err != nil {
		t.Fatal(err)
	}
	d := openIndexed(t, dir, c)
	if err := d.RecordRebuilt(t.Context(), v.Misfiled); err != nil {
		t.Fatal(err)
	}
	if _, err := d.CheckBeside(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, e := range []oplog.EventID{oplog.LogIndexWrong, oplog.LogIndexRebuilt} {
		if found, err := d.SearchLog(t.Context(), oplog.Search{Event: e}, oplog.Spot{}, 10); err != nil || len(found.Found) != len(names) {
			t.Errorf("%s: %d, %v", e, len(found.Found), err)
		}
	}
}
