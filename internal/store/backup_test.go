package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

const terminalOne = "28225.madoguchi/terminal-01"

// moving is a clock that the writer and the test may read at once.
type moving struct{ ms atomic.Int64 }

func movingClock() *moving {
	var c moving
	c.ms.Store(morning.UnixMilli())
	return &c
}

func (c *moving) now() time.Time { return time.UnixMilli(c.ms.Load()) }

func wholeOptions(now func() time.Time) Options {
	return Options{Now: now, Rand: rand.Reader, Keys: FixedKey{1, 2, 3}, Origin: terminalOne}
}

func openWhole(t testing.TB, dir string, now func() time.Time) *DB {
	t.Helper()
	d, err := Open(dir, wholeOptions(now))
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func backupOptions(now func() time.Time) BackupOptions {
	return BackupOptions{Keys: FixedKey{1, 2, 3}, Origin: terminalOne, Now: now, Beside: []string{"terminal.toml", "profile.toml"}}
}

func record(t testing.TB, d *DB, n int) {
	t.Helper()
	for range n {
		if err := d.Record(t.Context(), oplog.Record{Time: d.now(), Event: oplog.ServiceLost}); err != nil {
			t.Fatal(err)
		}
	}
}

func backUp(t testing.TB, dir, folder string, now func() time.Time) Backup {
	t.Helper()
	b, err := WriteBackup(t.Context(), dir, folder, backupOptions(now))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A clerk works all the while: the backup ends, is of one moment, and acts were done while it was written.
func TestABackupEndsWhileTheCounterWorks(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	if err := d.act(t.Context(), func(tx *Tx) error { return appendMany(tx, 30_000) }); err != nil {
		t.Fatal(err)
	}
	var acts atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	worked := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			if err := d.Record(context.Background(), oplog.Record{Time: c.now(), Event: oplog.ServiceLost}); err != nil {
				worked <- err
				return
			}
			acts.Add(1)
			time.Sleep(5 * time.Millisecond)
		}
		worked <- nil
	}()
	for acts.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	before := acts.Load()
	b := backUp(t, dir, folder, c.now)
	during := acts.Load() - before
	stop()
	if err := <-worked; err != nil {
		t.Fatal(err)
	}
	if during == 0 {
		t.Error("nobody could work while the backup was written")
	}
	if size := b.Head.Size; size < 30_000+before || size > 30_000+before+during+1 {
		t.Errorf("the backup is of %d records; %d were there before it and %d after", size, 30_000+before, 30_000+before+during)
	}
	if v := bringBack(t, b.Path); v.Records != b.Head.Size || !v.OK {
		t.Errorf("brought back: %+v", v)
	}
}

// bringBack extracts a backup and verifies its log.
func bringBack(t testing.TB, path string) oplog.Verdict {
	t.Helper()
	b, err := OpenBackup(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	to := t.TempDir()
	if err := b.Extract(t.Context(), func(name string) string { return filepath.Join(to, name) }); err != nil {
		t.Fatal(err)
	}
	r, err := OpenReader(filepath.Join(to, FileName), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	v, err := r.Verify(t.Context(), oplog.Options{Checkpoints: []string{b.Header.Checkpoint}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatABackupHolds(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	record(t, d, 3)
	settings := []byte("terminal = \"terminal-01\"\n")
	if err := os.WriteFile(filepath.Join(dir, "terminal.toml"), settings, 0o600); err != nil {
		t.Fatal(err)
	}
	b := backUp(t, dir, folder, c.now)
	names, err := os.ReadDir(folder)
	if err != nil || len(names) != 1 || names[0].Name() != "madoguchi-28225-madoguchi-terminal-01-20261120-090000.backup" {
		t.Fatalf("in the folder: %v, %v", names, err)
	}
	info, err := os.Stat(b.Path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != b.Bytes {
		t.Errorf("%v, %v; told of %d bytes", info.Mode(), err, b.Bytes)
	}
	content, err := os.ReadFile(b.Path)
	if err != nil {
		t.Fatal(err)
	}
	key := FixedKey{1, 2, 3}
	if bytes.Contains(content, key[:]) || !bytes.Contains(content, settings) {
		t.Error("the secret lies in the backup, or the settings do not")
	}
	h := b.Header
	if h.Origin != terminalOne || h.Generation != 1 || h.VerifierKey != d.VerifierKey() || b.Head.Size != 3 || len(h.Files) != 2 || h.Recovery != "" {
		t.Errorf("%+v", h)
	}
}

// A backup of which one byte was changed, or that was cut off, is no backup.
func TestABrokenBackupIsFound(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	record(t, d, 3)
	b := backUp(t, dir, folder, c.now)
	whole, err := os.ReadFile(b.Path)
	if err != nil {
		t.Fatal(err)
	}
	open := func(content []byte) error {
		path := filepath.Join(folder, "changed.backup")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := OpenBackup(t.Context(), path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Authentic(t.Context(), masterForTest())
	}
	if err := open(whole); err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 19, 40, 200, 3000, len(whole) / 2, len(whole) - trailerSize - 1, len(whole) - trailerSize, len(whole) - 100, len(whole) - 2} {
		changed := slices.Clone(whole)
		changed[at] ^= 1
		if err := open(changed); !errors.Is(err, juki.Refuse(juki.BackupBroken)) {
			t.Errorf("byte %d changed: %v", at, err)
		}
	}
	for _, n := range []int{0, 10, 100, 1000, len(whole) - trailerSize, len(whole) - 1} {
		if err := open(whole[:n]); !errors.Is(err, juki.Refuse(juki.BackupBroken)) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	// That a medium is damaged is found without any key.
	changed := slices.Clone(whole)
	changed[len(whole)/2] ^= 1
	path := filepath.Join(folder, "damaged.backup")
	if err := os.WriteFile(path, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := OpenBackup(t.Context(), path); !errors.Is(err, juki.Refuse(juki.BackupBroken)) {
		t.Errorf("damaged, without a key: %v %v", f, err)
	}
	// Who has the medium, but not the terminal's secret, can make the plain sum good, and no more.
	forged := bytes.Replace(slices.Clone(whole[:len(whole)-trailerSize]), []byte("STRICT"), []byte("strict"), 1)
	s, err := newSums(make([]byte, masterSize))
	if err != nil {
		t.Fatal(err)
	}
	s.plain.Write(forged)
	s.keyed.Write(forged)
	if err := open(append(forged, s.trailer()...)); !errors.Is(err, juki.Refuse(juki.BackupBroken)) {
		t.Errorf("summed anew: %v", err)
	}
}

func masterForTest() []byte { k := FixedKey{1, 2, 3}; return k[:] }

// Names in a backup do not lead out of the folder it is brought back into.
func TestABackupCannotWriteElsewhere(t *testing.T) {
	for _, name := range []string{"../terminal.toml", "/etc/passwd", ".profile", "", FileName} {
		h := BackupHeader{Files: []BackupPart{{FileName, 2}, {name, 1}}}
		b := BackupFile{Header: h, body: 10, end: 13}
		if err := b.checkParts(); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

func TestTheFolderCannotBeWritten(t *testing.T) {
	dir, c := t.TempDir(), movingClock()
	record(t, openWhole(t, dir, c.now), 1)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteBackup(t.Context(), dir, filepath.Join(file, "below"), backupOptions(c.now)); !errors.Is(err, juki.Refuse(juki.BackupFolder)) {
		t.Errorf("%v", err)
	}
}

// What does not verify is not kept as a backup, and neither is what was broken off.
func TestABackupIsWholeOrNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		spoil string
		ctx   func() context.Context
		want  error
	}{
		"a record was edited": {"DROP TRIGGER record_keeps_its_text; UPDATE record SET payload = replace(payload, '09:00:00', '09:00:01') WHERE seq = 1", context.Background, juki.Refuse(juki.DatabaseCorrupt)},
		"broken off": {"", func() context.Context {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			return ctx
		}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			dir, folder, at := t.TempDir(), t.TempDir(), movingClock()
			d := openWhole(t, dir, at.now)
			record(t, d, 3)
			if c.spoil != "" {
				if _, err := d.writer.conn.ExecContext(t.Context(), c.spoil); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := WriteBackup(c.ctx(), dir, folder, backupOptions(at.now)); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
			if left, _ := os.ReadDir(folder); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestOldBackupsGoTheNewestStays(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	record(t, openWhole(t, dir, c.now), 1)
	others := []string{"notes.txt", "madoguchi-28225-madoguchi-terminal-02-20200101-000000.backup", "madoguchi-28225-madoguchi-terminal-01-some.backup"}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var newest Backup
	for range 5 {
		c.ms.Add((24 * time.Hour).Milliseconds())
		newest = backUp(t, dir, folder, c.now)
	}
	gone, err := PruneBackups(folder, newest, 2*24*time.Hour)
	if err != nil || gone != 2 {
		t.Errorf("%d gone, %v", gone, err)
	}
	if gone, err = PruneBackups(folder, newest, -time.Hour); err != nil || gone != 2 {
		t.Errorf("%d gone, %v", gone, err)
	}
	for _, name := range append(others, filepath.Base(newest.Path)) {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestARecoveryKeyIsReadAsPeopleTypeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), masterSize, masterSize).Draw(t, "secret")
		k, err := NewRecoveryKey(bytes.NewReader(seed))
		if err != nil {
			t.Fatal(err)
		}
		text := k.Text()
		if !strings.HasSuffix(text, " "+k.Ending()) || len(text) != 14*5-1 {
			t.Fatalf("written as %q", text)
		}
		typed := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s }, strings.ToLower,
			func(s string) string { return strings.ReplaceAll(s, " ", "") },
			func(s string) string { return strings.ReplaceAll(s, "0", "O") },
			func(s string) string { return strings.ReplaceAll(strings.ToLower(s), "1", "l") },
			func(s string) string { return strings.ReplaceAll(s, " ", "-") + "\n" },
		}).Draw(t, "typed")(text)
		back, err := ParseRecoveryKey(typed)
		if err != nil || back.secret != k.secret {
			t.Fatalf("%v", err)
		}
		at := rapid.IntRange(0, len(text)-1).Draw(t, "slip")
		if slip := []byte(text); slip[at] != ' ' {
			slip[at] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(strings.IndexByte("0123456789ABCDEFGHJKMNPQRSTVWXYZ", slip[at])+1)%32]
			if wrong, err := ParseRecoveryKey(string(slip)); err == nil && wrong.secret == k.secret {
				t.Fatalf("a slip at %d is taken for the key", at)
			}
		}
	})
	for _, text := range []string{"", "ABCD", strings.Repeat("U", 56), strings.Repeat("A", 56), strings.Repeat("あ", 56)} {
		if _, err := ParseRecoveryKey(text); !errors.Is(err, juki.Refuse(juki.RecoveryKeyWrong)) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestARecoveryKeyOpensItsBackups(t *testing.T) {
	dir, folder, c := t.TempDir(), t.TempDir(), movingClock()
	d := openWhole(t, dir, c.now)
	key, err := NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.KeepRecoveryKey(t.Context(), key, "S001", "S002"); err != nil {
		t.Fatal(err)
	}
	if number, at, err := d.RecoveryKeyMade(t.Context()); err != nil || number != key.Number() || !at.Equal(c.now()) {
		t.Errorf("%q %v %v", number, at, err)
	}
	b := backUp(t, dir, folder, c.now)
	f, err := OpenBackup(t.Context(), b.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	typed, err := ParseRecoveryKey(key.Text())
	if err != nil {
		t.Fatal(err)
	}
	master, err := f.Master(typed)
	if err != nil || !bytes.Equal(master, masterForTest()) {
		t.Fatalf("%v", err)
	}
	if err := f.Authentic(t.Context(), master); err != nil {
		t.Error(err)
	}
	other, _ := NewRecoveryKey(rand.Reader)
	if _, err := f.Master(other); !errors.Is(err, juki.Refuse(juki.RecoveryKeyWrong)) {
		t.Errorf("another key: %v", err)
	}
	content, err := os.ReadFile(b.Path)
	if err != nil {
		t.Fatal(err)
	}
	secret := key.secret
	database, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	for name, bytesOf := range map[string][]byte{"the backup": content, "the database": database} {
		if bytes.Contains(bytesOf, secret[:]) || bytes.Contains(bytesOf, []byte(key.Text())) {
			t.Errorf("the recovery key lies in %s", name)
		}
	}
	if text := fmt.Sprintf("%v %s %x %+v %d", key, key, *key, *key, *key); text != "*** *** *** *** ***" {
		t.Errorf("printed: %s", text)
	}
	lines, err := d.LogTail(t.Context(), 1, LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	r := lines[0].Record
	digest, _ := r.Value(oplog.FieldDigest)
	if witness, _ := r.Value(oplog.FieldWitness); r.Event != oplog.RecoveryKeyMade || r.Operator != "S001" || witness.Text() != "S002" ||
		digest.Text() != fmt.Sprintf("%x", sha256.Sum256([]byte(key.Number()))) {
		t.Errorf("recorded: %+v", r)
	}
}
