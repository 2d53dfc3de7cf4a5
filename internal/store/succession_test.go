package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// restoredInto brings a backup back into a new folder and hands its log over, as the restore does.
func restoredInto(t *testing.T, b Backup, now func() time.Time, missing int64, by juki.OperatorID) (string, Continued) {
	t.Helper()
	dir := t.TempDir()
	f, err := OpenBackup(t.Context(), b.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Extract(t.Context(), func(name string) string { return filepath.Join(dir, name) }); err != nil {
		t.Fatal(err)
	}
	o := wholeOptions(now)
	d, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Continue(t.Context(), o, 0, missing, by)
	if err = errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	return dir, c
}

func headOf(t testing.TB, d *DB) oplog.Checkpoint {
	t.Helper()
	c, err := d.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verifyFile(t *testing.T, dir string, anchors ...string) oplog.Verdict {
	t.Helper()
	r, err := OpenReader(filepath.Join(dir, FileName), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	v, err := r.Verify(t.Context(), oplog.Options{Checkpoints: anchors})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A terminal works, is backed up, works on, burns; its backup is brought back and worked with.
func TestARestoredTerminalGoesOnWithANewKey(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	record(t, d, 4)
	early := headOf(t, d).Text
	c.ms.Add((24 * time.Hour).Milliseconds())
	record(t, d, 3)
	b := backUp(t, dir, folder, c.now)
	record(t, d, 5)
	late := headOf(t, d).Text
	oldKey := d.VerifierKey()
	c.ms.Add(time.Hour.Milliseconds())

	home, how := restoredInto(t, b, c.now, 5, "S001")
	if how.Generation != 2 || how.VerifierKey == oldKey || !strings.HasPrefix(how.VerifierKey, terminalOne+"-2+") || how.Handover.Size != 7 {
		t.Fatalf("%+v", how)
	}
	again := openWhole(t, home, c.now)
	if again.VerifierKey() != how.VerifierKey {
		t.Error("the restored terminal does not sign with its new key")
	}
	lines, err := again.LogTail(t.Context(), 1, LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	r := lines[0].Record
	rows, _ := r.Value(oplog.FieldRows)
	code, _ := r.Value(oplog.FieldCode)
	if lines[0].Seq != 7 || r.Event != oplog.LogContinued || r.Operator != "S001" || rows.Number() != 5 || code.Text() != string(juki.RestoreBehind) {
		t.Errorf("the first record: %+v", r)
	}
	record(t, again, 6)
	if _, err := again.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
	if v := verifyFile(t, home, early, b.Head.Text, headOf(t, again).Text); !v.OK || v.Records != 14 || len(v.Successions) != 1 {
		t.Errorf("database: %+v", v)
	}
	if v := verifyFile(t, home, late); v.Problem != oplog.AnchorLost || v.Anchors[0].LostFrom != 7 || v.Anchors[0].Checkpoint.Size != 12 {
		t.Errorf("a sheet of what was lost: %+v", v)
	}
	var archive bytes.Buffer
	if _, err := again.WriteArchive(t.Context(), &archive); err != nil {
		t.Fatal(err)
	}
	if v, err := oplog.Verify(&archive, oplog.Options{Checkpoints: []string{early}, TrustedKey: oldKey}); err != nil || !v.OK || v.Version != 3 {
		t.Errorf("archive: %+v %v", v, err)
	}

	reader, err := OpenReader(filepath.Join(home, FileName), wholeOptions(c.now))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := reader.CheckAll(t.Context()); err != nil {
		t.Errorf("beside the counter: %v", err)
	}
	for _, checkpoint := range []string{early, ""} { // the proof for an old sheet is under the old key
		proof, err := reader.Prove(t.Context(), 2, checkpoint)
		if err != nil {
			t.Fatal(err)
		}
		o := oplog.Options{}
		if checkpoint != "" {
			o.Checkpoints = []string{checkpoint}
		}
		if v, err := oplog.VerifyProof(proof, o); err != nil || !v.OK {
			t.Errorf("proof: %+v %v", v, err)
		}
	}
}

// One backup restored twice, or restored while the old terminal lives on: three keys, none can pass for another.
func TestEveryRestoreHasAKeyOfItsOwn(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	record(t, d, 4)
	b := backUp(t, dir, folder, c.now)
	one, first := restoredInto(t, b, c.now, 0, "")
	_, second := restoredInto(t, b, c.now, 0, "")
	if first.VerifierKey == second.VerifierKey {
		t.Error("two restores of one backup sign with one key")
	}
	record(t, d, 2) // the disk that was thought dead
	if v := verifyFile(t, one, headOf(t, d).Text); v.Problem != oplog.AnchorLost {
		t.Errorf("the old disk's head holds for the restored terminal: %+v", v)
	}
	other := openWhole(t, one, c.now)
	record(t, other, 1)
	if v := verifyFile(t, dir, headOf(t, other).Text); v.Problem != oplog.AnchorForeign {
		t.Errorf("the restored terminal's head holds for the old disk: %+v", v)
	}
	// A backup of the restored terminal, brought back again: the third generation knows both before.
	bb, err := WriteBackup(t.Context(), one, folder, backupOptions(func() time.Time { return c.now().Add(time.Hour) }))
	if err != nil {
		t.Fatal(err)
	}
	two, third := restoredInto(t, bb, c.now, 0, "")
	if third.Generation != 3 || bb.Header.Generation != 2 {
		t.Errorf("%+v after a backup of generation %d", third, bb.Header.Generation)
	}
	if v := verifyFile(t, two, b.Head.Text, bb.Head.Text); !v.OK || len(v.Successions) != 2 {
		t.Errorf("%+v", v)
	}
	if lines, err := openWhole(t, two, c.now).LogTail(t.Context(), 1, LogFilter{}); err != nil || lines[0].Record.Operator != "" || len(lines[0].Record.Values) != 3 {
		t.Errorf("nothing was missing, nobody took anything on: %+v %v", lines, err)
	}
}

// What somebody with the disk can do to the handover, without the terminal's secret.
func TestAChangedHandoverIsFound(t *testing.T) {
	for name, spoil := range map[string]string{
		"taken away":          "DROP TRIGGER succession_stays; DELETE FROM succession",
		"another size":        "DROP TRIGGER succession_keeps; UPDATE succession SET size = size - 1",
		"another nonce":       "DROP TRIGGER succession_keeps; UPDATE succession SET nonce = zeroblob(32)",
		"another signature":   "DROP TRIGGER succession_keeps; UPDATE succession SET signature = replace(signature, substr(signature, 20, 1), 'A')",
		"of another terminal": "DROP TRIGGER succession_keeps; UPDATE succession SET old_key = replace(old_key, 'terminal-01', 'terminal-02')",
	} {
		t.Run(name, func(t *testing.T) {
			dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
			record(t, openWhole(t, dir, c.now), 4)
			home, _ := restoredInto(t, backUp(t, dir, folder, c.now), c.now, 0, "")
			triggers := triggersOf(t, home)
			changeUnguarded(t, home, spoil)
			changeUnguarded(t, home, triggers)
			d, err := Open(home, wholeOptions(c.now))
			if err == nil {
				_ = d.Close()
				t.Error("opened")
			}
			var o *juki.Outcome
			if !errors.As(err, &o) || o.Code != juki.DatabaseCorrupt && o.Code != juki.CheckpointForeign {
				t.Errorf("%v", err)
			}
			if v := verifyFile(t, home); v.OK && name != "another nonce" { // which only the secret can judge
				t.Errorf("verified: %+v", v)
			}
		})
	}
}

func triggersOf(t *testing.T, dir string) string {
	t.Helper()
	d, err := Open(dir, wholeOptions(movingClock().now))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var text string
	const query = "SELECT group_concat('DROP TRIGGER IF EXISTS ' || name || '; ' || sql, '; ') FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'succession'"
	if err := d.readers.QueryRow(query).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

func TestAKeyThatIsThereIsNotReplaced(t *testing.T) {
	file := FileKey(filepath.Join(t.TempDir(), "terminal.key"))
	if err := PutKey(file, masterForTest()); err != nil {
		t.Fatal(err)
	}
	if back, err := file.Load(); err != nil || !bytes.Equal(back, masterForTest()) {
		t.Errorf("%v", err)
	}
	if err := PutKey(file, masterForTest()); err != nil {
		t.Errorf("the same key again: %v", err)
	}
	if err := PutKey(file, make([]byte, masterSize)); err == nil {
		t.Error("another key took its place")
	}
	if text, err := os.ReadFile(string(file)); err != nil || !strings.HasPrefix(string(text), "010203") {
		t.Errorf("%q, %v", text, err)
	}
}
