package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Damage that the start does not see is found while the counter works: nothing more is recorded in that database, whoever was logged in is
// out, and the code waits for the next good start.
func TestDamageFoundWhileTheCounterWorks(t *testing.T) {
	dir := t.TempDir()
	at := juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)
	m := openMain(t, dir, func() time.Time { return at })
	m.checkNow(t.Context())
	record := oplog.Record{Time: at, Event: oplog.ServiceBack}
	if err := m.db.Record(t.Context(), record); err != nil {
		t.Fatalf("a sound database: %v", err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	damageUnseen(t, filepath.Join(dir, "madoguchi.db"))
	m = openMain(t, dir, func() time.Time { return at })
	m.checkNow(t.Context())
	if err := m.db.Record(t.Context(), record); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		t.Errorf("an act in a damaged database: %v", err)
	}
	if err := m.Close(); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) { // that it ended cannot be recorded either
		t.Errorf("closing: %v", err)
	}
	kept, err := os.ReadFile(filepath.Join(dir, refusedStarts))
	if err != nil || !strings.HasSuffix(string(kept), " database-corrupt\n") {
		t.Errorf("kept for the next good start: %q %v", kept, err)
	}
	m = openMain(t, dir, func() time.Time { return at }) // the folder can be opened again
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// damageUnseen breaks a page of a table that holds nothing yet, so that nobody reads it.
func damageUnseen(t *testing.T, path string) {
	t.Helper()
	const page, leafOfTable = 4096, 0x0d
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(text) - page; at > 0; at -= page {
		if text[at] == leafOfTable && text[at+3] == 0 && text[at+4] == 0 { // no cell
			text[at] = 0xff
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("every table holds something")
}

// A record that an index hides: the check beside the work finds it, work goes on, the index is made anew and the log tells of both.
func TestAHiddenRecordIsFoundWhileTheCounterWorks(t *testing.T) {
	dir, at := withAHiddenRecord(t)
	var out strings.Builder
	code, err := certificate{out: &out, path: dir, at: at}.database(t.Context(), filepath.Join(dir, "madoguchi.db"), oplog.Options{})
	if err != nil || code != juki.SearchIndexWrong {
		t.Errorf("verify: %q %v", code, err)
	}
	for _, want := range []string{"正しくない(NG) 検索の索引が記録と合いません", "合わない索引: record_ts\n", "操作履歴そのもの: 署名のとおりです", "証明の範囲: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	m := openMain(t, dir, func() time.Time { return at })
	m.checkNow(t.Context())
	if err := m.db.Record(t.Context(), oplog.Record{Time: at, Event: oplog.ServiceBack}); err != nil {
		t.Errorf("work does not go on: %v", err)
	}
	for _, e := range []oplog.EventID{oplog.LogIndexWrong, oplog.LogIndexRebuilt} {
		found, err := m.db.SearchLog(t.Context(), oplog.Search{Event: e}, oplog.Spot{}, 10)
		if err != nil || len(found.Found) != 1 {
			t.Errorf("%s: %d, %v", e, len(found.Found), err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if code, err = (certificate{out: &out, path: dir, at: at}).database(t.Context(), filepath.Join(dir, "madoguchi.db"), oplog.Options{}); err != nil || code != "" {
		t.Errorf("verify afterwards: %q %v", code, err)
	}
}

// withAHiddenRecord is the data folder of a terminal, and its time, in whose log an index hides a record.
func withAHiddenRecord(t *testing.T) (dir string, at time.Time) {
	t.Helper()
	dir, at = t.TempDir(), juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0)
	m := openMain(t, dir, func() time.Time { return at })
	record := oplog.Record{Time: at, Event: oplog.ServiceBack}
	if err := m.db.Record(t.Context(), record, record, record); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	hideFromIndex(t, filepath.Join(dir, "madoguchi.db"), "record_ts", 2)
	return dir, at
}

// hideFromIndex takes one record out of an index and leaves its definition as it was.
func hideFromIndex(t *testing.T, path, index string, seq int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var made string
	if err := db.QueryRow("SELECT sql FROM sqlite_schema WHERE name = ?", index).Scan(&made); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"DROP INDEX " + index, fmt.Sprintf("%s AND seq <> %d", made, seq), "PRAGMA writable_schema = ON",
		"UPDATE sqlite_schema SET sql = '" + made + "' WHERE name = '" + index + "'", "PRAGMA writable_schema = OFF"} {
		if _, err := db.Exec(step); err != nil {
			t.Fatal(err)
		}
	}
}

// A backup that finds such an index, hours after the start, has it made anew: the next one is not refused.
func TestARefusedBackupHasTheIndexMadeAnew(t *testing.T) {
	dir, at := withAHiddenRecord(t)
	opened := time.Now()
	m := openMain(t, dir, func() time.Time { return at })
	defer m.Close() //nolint:errcheck // nothing is asked of it
	if _, err := m.backUp(t.Context(), ""); !errors.Is(err, juki.Refuse(juki.SearchIndexWrong)) {
		t.Fatalf("a backup of a database whose index lies: %v", err)
	}
	for ; ; time.Sleep(20 * time.Millisecond) {
		if found, err := m.db.SearchLog(t.Context(), oplog.Search{Event: oplog.LogIndexRebuilt}, oplog.Spot{}, 10); err == nil && len(found.Found) == 1 {
			break
		}
		if time.Since(opened) > wholeCheckAfter-time.Second { // then the check after the start makes it anew in any case
			t.Fatal("the index is not made anew")
		}
	}
	if _, err := m.backUp(t.Context(), ""); err != nil {
		t.Errorf("the next backup: %v", err)
	}
}
