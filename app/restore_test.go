package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// backedUp is a counter with a day's sheet after 10 records, a recovery key, and a backup of everything.
func backedUp(t *testing.T) (m *Main, sheet, backup string, key *store.RecoveryKey) {
	t.Helper()
	m, sheet = openTerminal(t)
	enrolForTest(t, m, "S001", juki.SystemAdministrator)
	enrolForTest(t, m, "S002", juki.Operator)
	key, err := store.NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.db.KeepRecoveryKey(t.Context(), key, "S001", "S002"); err != nil {
		t.Fatal(err)
	}
	b, err := m.backUp(t.Context(), "S001")
	if err != nil {
		t.Fatal(err)
	}
	return m, sheet, b.Path, key
}

// Everybody whom enrolForTest puts into the register has this password; the hash is a cheap one of it.
const (
	testPassword = "Tamba-kuroMame7"
	testHash     = "$argon2id$v=19$m=64,t=1,p=1$bWlob24tbm8tc2FsdC0xNg$zrmy6vZKuX1aD2dBqN5k8TY1SKNqxkiw0OvtUqhq2WQ"
)

func enrolForTest(t *testing.T, m *Main, id juki.OperatorID, post juki.Post) {
	t.Helper()
	err := m.db.Operators().Act(t.Context(), func(tx session.Tx) error {
		a := session.Account{Operator: session.Operator{ID: id, Name: "見本 " + string(id), Post: post}, Key: cards.KeyID{byte(len(id)), id[3]}, Password: testHash, PasswordChanged: juki.DateOf(m.Now())}
		if _, err := tx.AddOperator(a); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: m.Now(), Event: oplog.ServiceLost})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// restoreFor makes a restore that keeps keys in files and types the key.
func restoreFor(t *testing.T, backup, typed string, anchors ...string) (*restoring, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	r := &restoring{certificate: certificate{out: &out, path: backup, at: time.Now()}, dir: filepath.Join(t.TempDir(), "new"), in: strings.NewReader(typed), now: time.Now,
		keys: func(dir string) store.Keys { return store.FileKey(filepath.Join(dir, "terminal.key")) }}
	r.anchors.values = anchors
	if err := r.anchors.read(); err != nil {
		t.Fatal(err)
	}
	r.certificate.anchors = r.anchors.names
	return r, &out
}

func recordsOf(t *testing.T, m *Main) oplog.Checkpoint {
	t.Helper()
	c, err := m.db.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The disk is gone. With the backup and the paper from the safe the terminal lives on in another folder, and the sheets of before hold.
func TestABackupIsBroughtBack(t *testing.T) {
	m, sheet, backup, key := backedUp(t)
	oldKey := m.db.VerifierKey()
	if err := m.db.Close(); err != nil {
		t.Fatal(err)
	}
	r, out := restoreFor(t, backup, strings.ToLower(key.Text())+"\n", sheet)
	if err := r.restore(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	wantSaid(t, out.String(), "番号 "+key.Number(), "判定: 正しい(OK)", "一致(10 件まで)", "渡したチェックポイントの範囲では、ありません", "復元しました: "+r.dir, "新しい検証鍵: 28225.madoguchi/terminal-01-2+", "次にすること")
	if strings.Contains(out.String(), key.Text()) {
		t.Error("the recovery key is printed")
	}
	names, _ := os.ReadDir(r.dir)
	if len(names) != 2 { // the database and its key; there were no settings
		t.Errorf("in the folder: %v", names)
	}
	if said, code := verdictOn(t, r.dir, oplog.Options{Checkpoints: r.anchors.texts, TrustedKey: oldKey}, false); code != "" {
		t.Errorf("%s\n%s", code, said)
	} else {
		wantSaid(t, said, "鍵の引継ぎ: 復元のとき", oldKey, "一致(10 件まで)")
	}

	again := &Main{Dir: r.dir, Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(r.dir, "terminal.key"))}
	if err := again.openData(); err != nil {
		t.Fatal(err)
	}
	again.note(t, 3)
	archive := filepath.Join(t.TempDir(), "log.archive")
	if _, err := again.writeArchive(t.Context(), archive, ""); err != nil {
		t.Fatal(err)
	}
	if err := again.db.Close(); err != nil {
		t.Fatal(err)
	}
	if said, code := verdictOn(t, archive, oplog.Options{Checkpoints: r.anchors.texts}, true); code != "" {
		t.Errorf("%s\n%s", code, said)
	} else {
		wantSaid(t, said, "(format 3)", "handed over: at a restore", "matches (up to 10 records)")
	}
	if r, _ := restoreFor(t, backup, key.Text()); r.restoreInto(t, again.Dir) == nil {
		t.Error("restored over a terminal")
	}
}

func (r *restoring) restoreInto(t *testing.T, dir string) error {
	t.Helper()
	r.dir = dir
	return r.restore(t.Context())
}

// The newest sheet saw more than the backup has: exactly that is said, and nothing is brought back until somebody takes it on.
func TestWhatIsMissingIsSaid(t *testing.T) {
	m, sheet, backup, key := backedUp(t)
	size := recordsOf(t, m).Size - 1 // backup.written itself came after
	m.note(t, 4)
	late := recordsOf(t, m)
	anchor := filepath.Join(t.TempDir(), "late.txt")
	if err := os.WriteFile(anchor, []byte(late.Text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, out := restoreFor(t, backup, key.Text(), sheet, "@"+anchor)
	if err := r.restore(t.Context()); !errors.Is(err, juki.Refuse(juki.RestoreBehind)) {
		t.Fatalf("%v\n%s", err, out)
	}
	said := out.String()
	wantSaid(t, said, "判定: 正しい(OK)", "記録 "+thousands(size)+" から "+thousands(late.Size-1)+" まで(5 件)", "「late.txt」は "+thousands(late.Size)+" 件目", "バックアップの最後の記録は 20")
	if names, _ := os.ReadDir(r.dir); len(names) != 0 {
		t.Errorf("left in the folder: %v", names)
	}
	for by, good := range map[juki.OperatorID]bool{"S009": false, "S002": false, "S001": true} {
		r, out := restoreFor(t, backup, key.Text()+"\n"+testPassword+"\n", "@"+anchor)
		r.accepted = by
		if err := r.restore(t.Context()); (err == nil) != good {
			t.Fatalf("%s takes it on: %v\n%s", by, err, out)
		} else if !good {
			continue
		}
		said, code := verdictOn(t, r.dir, oplog.Options{Checkpoints: []string{late.Text}}, false)
		if code != juki.RestoreBehind {
			t.Errorf("%s\n%s", code, said)
		}
		wantSaid(t, said, "anchor-lost", "復元で失われた記録: 記録 "+thousands(size)+" から "+thousands(late.Size-1)+" まで(5 件)")
		again := &Main{Dir: r.dir, Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(r.dir, "terminal.key"))}
		if err := again.openData(); err != nil {
			t.Fatal(err)
		}
		tail, err := again.db.LogTail(t.Context(), 1, store.LogFilter{Event: oplog.LogContinued})
		if err != nil || len(tail) != 1 {
			t.Fatal(err)
		}
		rows, _ := tail[0].Record.Value(oplog.FieldRows)
		if tail[0].Record.Operator != "S001" || rows.Number() != 5 || tail[0].Seq != size {
			t.Errorf("recorded: %+v", tail[0])
		}
		// A still older backup, held against a sheet of the restored terminal: how many are missing nobody can count.
		newer := recordsOf(t, again)
		if err := again.db.Close(); err != nil {
			t.Fatal(err)
		}
		r2, out2 := restoreFor(t, backup, key.Text(), newer.Text)
		if err := r2.restore(t.Context()); !errors.Is(err, juki.Refuse(juki.RestoreBehind)) {
			t.Fatalf("%v\n%s", err, out2)
		}
		wantSaid(t, out2.String(), "件数は分かりません", "第 2 世代")
		r2, out2 = restoreFor(t, backup, key.Text()+"\n"+testPassword, newer.Text)
		r2.accepted = "S001"
		if err := r2.restore(t.Context()); err != nil {
			t.Fatalf("%v\n%s", err, out2)
		}
		wantSaid(t, out2.String(), "terminal-01-3+", "第 3 世代")
	}
}

func TestARestoreThatMayNotBe(t *testing.T) {
	m, sheet, backup, key := backedUp(t)
	other, err := store.NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	foreign := &Main{Dir: t.TempDir(), Now: time.Now, Rand: rand.Reader}
	foreign.Keys = store.FileKey(filepath.Join(foreign.Dir, "terminal.key"))
	if err := foreign.openData(); err != nil {
		t.Fatal(err)
	}
	defer foreign.db.Close()
	foreign.note(t, 2)
	damaged := filepath.Join(t.TempDir(), "damaged.backup")
	content, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(damaged, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		backup, typed string
		anchors       []string
		want          error
	}{
		"another recovery key":        {backup, other.Text(), nil, juki.Refuse(juki.RecoveryKeyWrong)},
		"a slip of the pen":           {backup, strings.Replace(key.Text(), key.Text()[:4], "0000", 1), nil, juki.Refuse(juki.RecoveryKeyWrong)},
		"nothing typed":               {backup, "", nil, juki.Refuse(juki.RecoveryKeyWrong)},
		"a damaged backup":            {damaged, key.Text(), nil, juki.Refuse(juki.BackupBroken)},
		"a sheet of another terminal": {backup, key.Text(), []string{recordsOf(t, foreign).Text}, juki.Refuse(juki.CheckpointForeign)},
		"no backup at all":            {sheet, key.Text(), nil, juki.Refuse(juki.BackupBroken)},
	} {
		r, out := restoreFor(t, c.backup, c.typed, c.anchors...)
		if err := r.restore(t.Context()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
		if names, _ := os.ReadDir(r.dir); len(names) != 0 {
			t.Errorf("%s: left in the folder: %v", name, names)
		}
	}
	// The key of the terminal is still in its place: no paper is needed.
	r, out := restoreFor(t, backup, "")
	r.keysOf = m.Dir
	if err := r.restore(t.Context()); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	r, _ = restoreFor(t, backup, "")
	r.keysOf = foreign.Dir
	if err := r.restore(t.Context()); !errors.Is(err, juki.Refuse(juki.BackupBroken)) {
		t.Errorf("with another terminal's key: %v", err)
	}
	r, _ = restoreFor(t, backup, "")
	r.keyFile = key.Text()
	if err := r.restore(t.Context()); !errors.Is(err, errKeyOnLine) {
		t.Errorf("the key on the command line: %v", err)
	}
}

// The command beside a counter at work: the backup is good, and the counter records it from the note.
func TestABackupBesideTheWorkingCounter(t *testing.T) {
	m, _ := openTerminal(t)
	folder := t.TempDir()
	if err := runBackup(t.Context(), []string{"-o", folder, "--data", m.Dir}); err != nil {
		t.Fatal(err)
	}
	if err := runBackup(t.Context(), []string{"-o", filepath.Join(m.Dir, store.FileName), "--data", m.Dir}); !errors.Is(err, juki.Refuse(juki.BackupFolder)) {
		t.Errorf("into a file: %v", err)
	}
	if found, _ := filepath.Glob(filepath.Join(folder, "*.backup")); len(found) != 1 {
		t.Fatalf("%v", found)
	}
	if err := os.WriteFile(filepath.Join(m.Dir, notesFolder, "backup-9.json"), []byte(`{"size":-1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.takeNotes(t.Context()); err != nil {
		t.Fatal(err)
	}
	tail, err := m.db.LogTail(t.Context(), 9, store.LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if tail[0].Record.Event != oplog.BackupFailed || tail[1].Record.Event != oplog.BackupWritten || tail[2].Record.Event == oplog.BackupWritten {
		t.Errorf("recorded: %v %v %v", tail[0].Record.Event, tail[1].Record.Event, tail[2].Record.Event)
	}
	if left, _ := os.ReadDir(filepath.Join(m.Dir, notesFolder)); len(left) != 0 {
		t.Errorf("notes left: %v", left)
	}
	// Without a counter the command records it itself.
	if err := m.db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := runBackup(t.Context(), []string{"--data", m.Dir}); err != nil {
		t.Fatal(err)
	}
	err = withData(m.Dir, func(m *Main) error {
		at, err := m.lastOf(t.Context(), oplog.BackupWritten)
		if time.Since(at) > time.Minute {
			t.Error("not recorded")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// The counter's own daily backup: when a day has passed or was closed; a failure is recorded once, and the next good one ends it.
func TestTheDailyBackup(t *testing.T) {
	m, _ := openTerminal(t)
	now := time.Now()
	m.Now = func() time.Time { return now }
	events := func() (list []string) {
		tail, err := m.db.LogTail(t.Context(), 20, store.LogFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range tail {
			if e := l.Record.Event; e == oplog.BackupWritten || e == oplog.BackupFailed {
				list = append(list, e.String())
			}
		}
		return list
	}
	want := func(when string, n int, newest oplog.EventID) {
		t.Helper()
		if list := events(); len(list) != n || n > 0 && list[0] != newest.String() {
			t.Errorf("%s: %v", when, list)
		}
	}
	m.dailyBackup(t.Context())
	want("no folder in the settings", 0, oplog.EventID{})
	blocked := filepath.Join(t.TempDir(), "medium")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m.settings.Backup.Folder = blocked
	m.dailyBackup(t.Context())
	m.dailyBackup(t.Context())
	m.backups.tried = now.Add(-time.Hour)
	m.dailyBackup(t.Context())
	want("the medium is not there", 1, oplog.BackupFailed)
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	m.backups.tried = now.Add(-time.Hour)
	m.dailyBackup(t.Context())
	want("the medium is there again", 2, oplog.BackupWritten)
	m.dailyBackup(t.Context())
	want("on the same day", 2, oplog.BackupWritten)
	if due, err := m.backupDueAt(t.Context(), now.Add(25*time.Hour)); err != nil || !due {
		t.Errorf("a day later: %v %v", due, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.backUp(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("the program ends: %v", err)
	}
	want("broken off", 2, oplog.BackupWritten)
}

func (m *Main) backupDueAt(ctx context.Context, at time.Time) (bool, error) {
	was := m.Now
	defer func() { m.Now = was }()
	m.Now = func() time.Time { return at }
	return m.backupDue(ctx)
}
