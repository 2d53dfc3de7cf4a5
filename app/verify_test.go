package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// openTerminal is a counter at work, without windows, with some records and a day's sheet in the folder sheets.
func openTerminal(t *testing.T) (m *Main, sheet string) {
	t.Helper()
	dir := t.TempDir()
	m = &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(dir, "terminal.key"))}
	if err := m.openData(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.db.Close() })
	m.note(t, 10)
	head, err := m.db.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := stock.DaySheet{Date: juki.DateOf(m.Now()), Terminal: "terminal-01", MadeAt: m.Now(), Checkpoint: head.Text}
	keeper := stock.Keeper{Book: m.db.Stock(), Now: m.Now, Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator }}
	if err := keeper.Keep(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	sheet = filepath.Join(dir, "sheet.pdf")
	if err := m.writeSheet(s, sheet, false); err != nil {
		t.Fatal(err)
	}
	m.note(t, 5)
	return m, sheet
}

func (m *Main) note(t *testing.T, n int) {
	t.Helper()
	for range n {
		if err := m.db.Record(t.Context(), oplog.Record{Time: m.Now(), Event: oplog.ServiceLost}); err != nil {
			t.Fatal(err)
		}
	}
}

// verdictOn verifies as the command does and gives what is printed.
func verdictOn(t *testing.T, path string, o oplog.Options, english bool) (string, juki.Code) {
	t.Helper()
	var out bytes.Buffer
	c := certificate{out: &out, english: english, path: path, at: time.Date(2027, 1, 4, 10, 0, 0, 0, juki.Tokyo())}
	code, err := c.verify(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), code
}

func wantSaid(t *testing.T, said string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(said, w) {
			t.Errorf("%q is not said:\n%s", w, said)
		}
	}
}

// A database whose records were changed: it cannot be exported again, and what to do is another thing than with a file.
func TestAChangedDatabaseIsNoArchive(t *testing.T) {
	m, _ := openTerminal(t)
	if err := m.db.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(m.Dir, store.FileName)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(content, []byte(`lost"`), []byte(`most"`), 1)
	if bytes.Equal(changed, content) {
		t.Fatal("nothing was changed")
	}
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{m.Dir, path} {
		_, code := verdictOn(t, path, oplog.Options{}, false)
		if code != juki.LogDiffers {
			t.Errorf("%q", code)
		}
		if said := inWords(notGood(code, "ja")); strings.Contains(said, "書き出し直し") || !strings.Contains(said, "データベース") || !strings.Contains(said, "情報保護管理者") {
			t.Error(said)
		}
		if said := inWords(notGood(code, "en")); strings.Contains(said, "export it again") || !strings.Contains(said, "database") {
			t.Error(said)
		}
	}
}

// An auditor at the terminal: the counter works, and its database, its archive and one record of it are held against the printed sheet.
func TestVerifyingBesideTheWorkingCounter(t *testing.T) {
	m, sheet := openTerminal(t)
	papers, err := readAnchors(sheet)
	if err != nil || len(papers) != 1 {
		t.Fatalf("%q %v", papers, err)
	}
	archive := filepath.Join(t.TempDir(), "log.archive")
	if _, err := m.writeArchive(t.Context(), archive, ""); err != nil { // the counter's own screen does this
		t.Fatal(err)
	}
	o := oplog.Options{Checkpoints: papers}
	said, code := verdictOn(t, m.Dir, o, false)
	if code != "" {
		t.Errorf("the database: %s", code)
	}
	wantSaid(t, said, "判定: 正しい(OK)", "端末のデータベース "+m.Dir, "読んだ記録: 17 件", "渡したチェックポイントにも署名した鍵", "一致(10 件まで)",
		"渡したチェックポイントで 10 件まで。残りの 7 件は、端末の署名だけが根拠です", "madoguchi "+version, "検証した日時: 2027-01-04 10:00:00")
	said, code = verdictOn(t, archive, o, true)
	if code != "" {
		t.Errorf("the archive: %s", code)
	}
	wantSaid(t, said, "verdict: good (OK)", "archive "+archive+" (format 1)", "records read: 16", "matches (up to 10 records)", "verified at: 2027-01-04")
	for _, r := range said {
		if r > 0x2000 {
			t.Fatalf("%c in the English verdict:\n%s", r, said)
		}
	}

	out := filepath.Join(t.TempDir(), "record.proof")
	if err := runProve(t.Context(), []string{"--record", "7", "-o", out, "--checkpoint", sheet, "--data", m.Dir}); err != nil {
		t.Fatal(err)
	}
	said, code = verdictOn(t, out, o, false)
	if code != "" {
		t.Errorf("the proof: %s", code)
	}
	wantSaid(t, said, "判定: 正しい(OK)", "10 件のうちの記録 7", oplog.ServiceLost.String(), "チェックポイント 1: 一致(10 件まで)")
	if err := runVerify(t.Context(), []string{out, "--checkpoint", sheet, "--lang", "en"}); err != nil {
		t.Error(err)
	}
	if err := runProve(t.Context(), []string{"--record", "12", "-o", out, "--checkpoint", sheet, "--data", m.Dir}); err == nil || !strings.Contains(err.Error(), "より後の記録") {
		t.Errorf("a record younger than the sheet: %v", err)
	}
	if err := runProve(t.Context(), []string{"--record", "1000", "-o", out, "--data", m.Dir}); err == nil || !strings.Contains(err.Error(), "記録 1000 はありません") {
		t.Errorf("no such record: %v", err)
	}
	m.note(t, 1) // the counter goes on
}

// What must be recorded is done by the counter that holds the log: the command says on which screen. What needs no record works.
func TestCommandsBesideTheWorkingCounter(t *testing.T) {
	m, _ := openTerminal(t)
	out := filepath.Join(t.TempDir(), "out")
	if err := runArchive(t.Context(), []string{"-o", out, "--data", m.Dir}); !errors.Is(err, errArchiveAtTheCounter) {
		t.Errorf("archive: %v", err)
	}
	if err := runReport(t.Context(), []string{"daily", "--date", juki.DateOf(time.Now()).String(), "-o", out, "--data", m.Dir}); !errors.Is(err, errReportAtTheCounter) {
		t.Errorf("report: %v", err)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was written without a record")
	}
	for _, o := range []error{errArchiveAtTheCounter, errReportAtTheCounter} {
		if said := inWords(fmt.Errorf("%w", o)); !strings.Contains(said, "画面") {
			t.Error(said)
		}
	}
	var said []string
	err := readData(t.Context(), m.Dir, func(ok bool, what, how string) { said = append(said, fmt.Sprint(ok, what, how)) })
	if err != nil || len(said) != 1 || !strings.Contains(said[0], "16 件、すべて署名と一致") {
		t.Errorf("doctor: %q %v", said, err)
	}
	if err := readData(t.Context(), t.TempDir(), nil); !errors.Is(err, errNoData) {
		t.Errorf("doctor in an empty folder: %v", err)
	}
}

// The verdict on a log that was changed says what, where and since when, in both languages, and the program ends with 1.
func TestAVerdictSaysWhatWhereAndSinceWhen(t *testing.T) {
	m, sheet := openTerminal(t)
	archive := filepath.Join(t.TempDir(), "log.archive")
	if _, err := m.writeArchive(t.Context(), archive, ""); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	lines[2+5] = strings.Replace(lines[2+5], "lost", "back", 1)
	forged := strings.Join(lines, "")
	if forged == string(text) {
		t.Fatal("nothing was changed")
	}
	if err := os.WriteFile(archive, []byte(forged), 0o600); err != nil {
		t.Fatal(err)
	}
	papers, err := readAnchors("@" + sheet)
	if err != nil {
		t.Fatal(err)
	}
	said, code := verdictOn(t, archive, oplog.Options{Checkpoints: papers}, false)
	if code != juki.ArchiveBroken {
		t.Errorf("%q", code)
	}
	wantSaid(t, said, "正しくない(NG)", "書き換えられています", "記録 0 から 9 までの間", "いつから: 初めの記録から ", "不一致")
	said, _ = verdictOn(t, archive, oplog.Options{Checkpoints: papers}, true)
	wantSaid(t, said, "NOT good (NG)", "were changed", "among records 0 to 9", "since when: from the first record until ", "does not match")
	if run(t.Context(), []string{"verify", archive, "--checkpoint", sheet}) != 1 || run(t.Context(), []string{"verify", archive, "--lang", "en"}) != 1 {
		t.Error("the exit code is not 1")
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := (certificate{out: io.Discard, path: archive}).verify(ctx, oplog.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
	if run(t.Context(), []string{"verify", archive, "--checkpoint", filepath.Join(m.Dir, "none.png")}) != 1 {
		t.Error("a sheet that is not there: the exit code is not 1")
	}
	if run(t.Context(), []string{"verify", archive, "--lang", "fr"}) != 2 || run(t.Context(), []string{"verify", "a", "b"}) != 2 {
		t.Error("the exit code of a misunderstanding is not 2")
	}
}

// Every problem has words in both languages.
func TestEveryProblemHasWords(t *testing.T) {
	for _, p := range []oplog.Problem{oplog.NotAnArchive, oplog.KeyMalformed, oplog.KeyForeign, oplog.LineMalformed, oplog.OutOfSequence, oplog.PayloadMalformed,
		oplog.CutOff, oplog.CheckpointBroken, oplog.SignatureWrong, oplog.RecordsMissing, oplog.RecordsTooMany, oplog.RootDiffers, oplog.StoredDiffers, oplog.ColumnsDiffer,
		oplog.AnchorUnreadable, oplog.AnchorForeign, oplog.AnchorBeyondEnd, oplog.AnchorDiffers, oplog.AnchorNotReached, oplog.AnchorOtherSize, oplog.ProofMalformed, oplog.ProofWrong,
		oplog.ErasedUntold, oplog.ErasedEarly, oplog.ErasedAhead, oplog.ErasedDiffers} {
		for _, english := range []bool{false, true} {
			if said := (certificate{english: english}).problem(p); said == string(p) {
				t.Errorf("%s has no words", p)
			}
		}
	}
}

func TestAnchorsOfACommandLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "qr.txt")
	if err := os.WriteFile(file, []byte("a\r\nb\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]string{"@" + file: "a\r\nb\r\n", file: "a\r\nb\r\n", `a\nb`: "a\nb\n", "a\nb\n": "a\nb\n"} {
		if got, err := readAnchors(value); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%q: %q %v", value, got, err)
		}
	}
	blank := filepath.Join(dir, "blank.pdf")
	if err := os.WriteFile(blank, []byte("%PDF-1.4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"@" + filepath.Join(dir, "none"), filepath.Join(dir, "none.png"), blank} {
		if got, err := readAnchors(value); err == nil {
			t.Errorf("%q: %q", value, got)
		}
	}
}

func TestProgressIsToldOnceASecond(t *testing.T) {
	var out strings.Builder
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, juki.Tokyo())
	p := progress{out: &out, now: func() time.Time { return at }, since: at}
	for n := range int64(50) {
		at = at.Add(100 * time.Millisecond)
		p.tell(n * 1_000_000)
	}
	p.end()
	if said := out.String(); strings.Count(said, "\r") != 5 || !strings.HasSuffix(said, "検証しています: 49,000,000 件\n") {
		t.Errorf("%q", said)
	}
}
