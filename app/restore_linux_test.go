package main

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// The disk burns after an upload. The central server tells the restore exactly what it has beyond the backup, and takes the continued log as a
// log of its own, from record 0.
func TestTheCentralServerTellsWhatABackupLacks(t *testing.T) {
	c := newCentralCity(t)
	folder := t.TempDir()
	must(t, withData(c.dir, func(m *Main) error { enrolForTest(t, m, "S001", juki.SystemAdministrator); return nil }))
	must(t, runBackup(t.Context(), []string{"-o", folder, "--data", c.dir}))
	backups, err := filepath.Glob(filepath.Join(folder, "*.backup"))
	must(t, err)
	c.work(40)
	must(t, runUpload(t.Context(), []string{"--data", c.dir}))

	r, out := restoreFor(t, backups[0], "")
	r.keysOf, r.central = c.dir, c.dir
	if err := r.restore(t.Context()); !errors.Is(err, juki.Refuse(juki.RestoreBehind)) {
		t.Fatalf("%v\n%s", err, out)
	}
	// backup.written, 40 log-ins and the beginning of the upload came after the two records of the backup
	wantSaid(t, out.String(), "足りない操作履歴: 記録 2 から 43 まで(42 件)。チェックポイント「中央サーバー」は 44 件目まで", "記録 2 から 43 までは、中央サーバーにあります")

	r, out = restoreFor(t, backups[0], testPassword+"\r\n")
	r.keysOf, r.central, r.accepted = c.dir, c.dir, "S001"
	if err := r.restore(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	authority, err := os.ReadFile(filepath.Join(c.dir, "ca.crt"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(r.dir, "ca.crt"), authority, 0o600))
	again := &Main{Dir: r.dir, Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(r.dir, "terminal.key"))}
	must(t, again.openData())
	defer again.db.Close()
	if _, err := again.upload(t.Context()); !errors.Is(err, juki.Refuse(juki.CentralRefused)) {
		t.Errorf("before it is registered: %v", err)
	}
	c.central("add-terminal", "terminal-07", "--key", again.db.VerifierKey())
	p, err := again.upload(t.Context())
	if err != nil || p.Stored != p.Size || p.Stored < 3 {
		t.Errorf("%+v %v", p, err)
	}
}
