package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// BackupSettings are the part [backup] of the settings.
type BackupSettings struct {
	Folder     string `toml:"folder"`      // where the running counter writes one every day; "" for none: only by hand, into the data folder
	KeepDays   int    `toml:"keep_days"`   // older ones in the folder are deleted once a new one is good
	RemindDays int    `toml:"remind_days"` // the board reminds when the last good one is older
}

func defaultBackup() BackupSettings { return BackupSettings{KeepDays: 30, RemindDays: 3} }

// backupFolder takes backups when nothing else is said: on the same disk, so not against its loss.
const backupFolder = "backups"

// folder is where backups go.
func (s BackupSettings) folder(dir string) string {
	switch {
	case s.Folder == "":
		return filepath.Join(dir, backupFolder)
	case filepath.IsAbs(s.Folder):
		return s.Folder
	}
	return filepath.Join(dir, s.Folder)
}

const backupUsage = "backup [-o FOLDER]"

// runBackup writes a backup now, whether a counter works on the data or not. Who records it is whoever holds the log: this program, or the
// counter that runs, by a note that it takes up within a minute.
func runBackup(ctx context.Context, args []string) error {
	f, data := flags("backup")
	out := f.String("o", "", "保存先のフォルダー")
	_, dir, err := parse(f, data, args, 0)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		return fmt.Errorf("%w: %s", errNoData, dir)
	}
	s, err := readSettings(dir)
	if err != nil {
		return err
	}
	b, made := makeBackup(ctx, dir, *out, s, defaultKeys(dir), time.Now)
	done := noteOf(b, made)
	err = withData(dir, func(m *Main) error { return m.recordBackup(ctx, done, "") })
	if errors.Is(err, juki.Refuse(juki.DatabaseLocked)) {
		err = leaveNote(dir, done)
	}
	if made != nil || err != nil {
		return errors.Join(made, err)
	}
	fmt.Printf("バックアップを作り、読み直して確かめました。\n  %s\n  操作履歴 %s 件、%s バイト\n", b.Path, thousands(b.Head.Size), thousands(b.Bytes))
	if b.Header.Recovery == "" {
		fmt.Println("注意: 復旧キーがまだありません。端末が失われると、このバックアップは読めません。「設定」の「バックアップ」で作ってください。")
	} else {
		fmt.Printf("  戻すときに要る復旧キーの紙: 番号 %s\n", b.Header.Recovery)
	}
	return nil
}

// makeBackup writes a backup into a folder, that of the settings for "", and there deletes what is older than is to be kept.
func makeBackup(ctx context.Context, dir, folder string, s Settings, keys store.Keys, now func() time.Time) (store.Backup, error) {
	own := folder == ""
	if own {
		folder = s.Backup.folder(dir)
	}
	b, err := store.WriteBackup(ctx, dir, folder, store.BackupOptions{Keys: keys, Origin: s.origin(), Now: now, Beside: []string{settingsFile, profileFile}})
	if err != nil || !own || s.Backup.KeepDays <= 0 {
		return b, err
	}
	b.Pruned, err = store.PruneBackups(folder, b, time.Duration(s.Backup.KeepDays)*24*time.Hour)
	return b, err
}

// backupNote is what became of a backup.
type backupNote struct {
	Size int64     `json:"size"`
	Code juki.Code `json:"code"` // "" for a good one
}

func noteOf(b store.Backup, failure error) backupNote {
	if failure == nil {
		return backupNote{Size: b.Head.Size}
	}
	return backupNote{Code: backupCode(failure)}
}

// backupCode names why there is no backup.
func backupCode(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.BackupFolder
}

// recordBackup records what became of a backup. A counter whose clock went back records it when the clock is accepted.
func (m *Main) recordBackup(ctx context.Context, n backupNote, by juki.OperatorID) error {
	r := oplog.Record{Time: m.Now(), Event: oplog.BackupWritten, Operator: by, Values: []oplog.Value{oplog.Size(n.Size)}}
	if n.Code != "" {
		r.Event, r.Values = oplog.BackupFailed, []oplog.Value{oplog.Code(n.Code)}
	}
	return m.db.Record(context.WithoutCancel(ctx), r)
}

// notesFolder takes what another program did on the data while the counter held the log.
const notesFolder = "notes"

const maxNote = 4 << 10 // bytes

// leaveNote leaves a note for the counter that runs.
func leaveNote(dir string, n backupNote) error {
	name := fmt.Sprintf("backup-%d.json", time.Now().UnixNano())
	return writeWhole(filepath.Join(dir, notesFolder, name), func(w io.Writer) error { return json.NewEncoder(w).Encode(n) })
}

// takeNotes records what the notes tell, oldest first, and removes each.
func (m *Main) takeNotes(ctx context.Context) error {
	paths, err := filepath.Glob(filepath.Join(m.Dir, notesFolder, "backup-*.json"))
	if err != nil {
		return err
	}
	slices.Sort(paths)
	for _, path := range paths {
		n, err := readNote(path)
		if err == nil {
			err = m.recordBackup(ctx, n, "")
		}
		if err != nil && !errors.Is(err, errNoNote) {
			return err // it stays, and is taken the next time
		}
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("removing a note that was recorded: %w", err)
		}
	}
	return nil
}

var errNoNote = errors.New("not a note of a backup")

func readNote(path string) (n backupNote, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return n, fmt.Errorf("reading a note: %w", err)
	}
	if info.Size() > maxNote {
		return n, errNoNote
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return n, fmt.Errorf("reading a note: %w", err)
	}
	if err := json.Unmarshal(text, &n); err != nil || n.Size < 0 || n.Code != "" && !slices.Contains(juki.Codes(), n.Code) {
		return n, errNoNote
	}
	return n, nil
}
