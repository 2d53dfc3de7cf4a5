package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// What log.erased says is printed with what it can be held against: the oldest text that is left, and the dates of the sheets.
func TestAVerdictTellsWhatTheLogSaysOfItsErasing(t *testing.T) {
	day := juki.Date{Year: 2026, Month: 11, Day: 30}
	v := oplog.Verdict{OK: true, Records: 100, Erased: 70, Told: oplog.Erasing{Seq: 99, Upto: 70, Day: day, At: time.Date(2029, 12, 3, 9, 0, 0, 0, juki.Tokyo())},
		First: day.AddDays(1).At(9, 0), Last: time.Date(2029, 12, 3, 9, 0, 0, 0, juki.Tokyo()),
		Anchors: []oplog.Anchor{{Checkpoint: oplog.Checkpoint{Size: 69}}, {Checkpoint: oplog.Checkpoint{Size: 70}}, {Checkpoint: oplog.Checkpoint{Size: 90}}}}
	said := func(english bool) string {
		var out bytes.Buffer
		certificate{out: &out, english: english}.body(v)
		return out.String()
	}
	wantSaid(t, said(false), "記録 99(log.erased)は、2026-11-30 までの記録の本文を 2029-12-03 09:00:00 に消した、と言っています。残っている最も古い記録は 2026-12-01 09:00:00 のものです", "照合表の日付: 2026-11-30 以前のはずです")
	wantSaid(t, said(true), "record 99 (log.erased) says that the texts up to 2026-11-30", "must not be later than 2026-11-30")
	if n := strings.Count(said(false), "以前のはず"); n != 1 {
		t.Errorf("%d sheets are held against the day; one lies among what was erased", n)
	}
	if strings.Contains(said(false), "記録のない期間") {
		t.Error("one night is called a gap")
	}
	v.First = day.AddDays(1).AddYears(2).At(9, 0) // texts of two years went, and the log says of none
	wantSaid(t, said(false), "最も古い記録まで 731 日、1件もないことになります")
	wantSaid(t, said(true), "no record for 731 days")
}

// Where the key that signs now is believed for the sake of the one before, that one is named.
func TestAVerdictNamesTheKeyThatVouches(t *testing.T) {
	for source, want := range map[oplog.KeySource]string{oplog.KeyInherited: "前の鍵 28225.madoguchi/terminal-01+aa+bb から引き継いだ鍵", oplog.KeyOfAnchor: "渡したチェックポイントにも署名した鍵"} {
		var out bytes.Buffer
		certificate{out: &out}.key("28225.madoguchi/terminal-01-2+cc+dd", "", "28225.madoguchi/terminal-01+aa+bb", source)
		wantSaid(t, out.String(), want)
		if source == oplog.KeyInherited && strings.Contains(out.String(), "チェックポイントにも署名した鍵") {
			t.Errorf("said of the key now:\n%s", out.String())
		}
	}
}

// The command knows what time it is: a record of erasing that lies in the future is refused. A file that is no checkpoint says nothing of the log.
func TestVerifyKnowsWhatTimeItIs(t *testing.T) {
	m, sheet := openTerminal(t)
	archive, blank := filepath.Join(t.TempDir(), "log.archive"), filepath.Join(t.TempDir(), "blank.txt")
	must(t, os.WriteFile(blank, []byte("見本\n"), 0o600))
	_, err := m.writeArchive(t.Context(), archive, "")
	must(t, err)
	if run(t.Context(), []string{"verify", archive, "--checkpoint", sheet}) != 0 {
		t.Error("a good archive: the exit code is not 0")
	}
	said, code := verdictOn(t, archive, oplog.Options{Checkpoints: []string{"見本"}}, false)
	if code != juki.CheckpointUnread || run(t.Context(), []string{"verify", archive, "--checkpoint", "@" + blank}) != 1 {
		t.Errorf("no checkpoint: %q", code)
	}
	wantSaid(t, said, "渡したチェックポイントを読めません")
	future := time.Now().AddDate(4, 0, 0)
	told := oplog.Record{Time: future, Event: oplog.LogErased, Operator: "K001",
		Values: []oplog.Value{oplog.Size(3), oplog.Root(tlog.Hash{}), oplog.Count(oplog.FieldRows, 3), oplog.Day(juki.DateOf(time.Now()))}}
	must(t, m.db.Close())
	m.Now = func() time.Time { return future } // the terminal's clock is put forward
	must(t, m.openData())
	must(t, m.db.Record(t.Context(), told))
	archive += "2"
	_, err = m.writeArchive(t.Context(), archive, "")
	must(t, err)
	if run(t.Context(), []string{"verify", archive, "--checkpoint", sheet}) != 1 {
		t.Error("erased in four years: the exit code is not 1")
	}
	said, _ = verdictOn(t, archive, oplog.Options{Now: time.Now()}, false)
	wantSaid(t, said, "erased-ahead")
}
