package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// A backup is one file:
//
//	madoguchi-backup 1
//	<BackupHeader as one line of JSON>
//	<the files of the header, one after the other>
//	sha256 <hex> mac <hex>
//
// Both backupSums are over everything before the last line. The mac is keyed with the terminal's secret: the tables that no signed head covers
// cannot be changed on the medium either.
const (
	backupMagic  = "madoguchi-backup 1\n"
	backupEnding = ".backup"
	maxHeader    = 64 << 10
	trailerSize  = len("sha256 ") + 2*sha256.Size + len(" mac ") + 2*sha256.Size + 1
)

// BackupHeader tells what a backup is of, before anything in it is read.
type BackupHeader struct {
	Made        time.Time    `json:"made"`
	Origin      string       `json:"origin"` // of the log's beginning
	Generation  int          `json:"generation"`
	VerifierKey string       `json:"verifier_key"` // of the key that signs now
	Checkpoint  string       `json:"checkpoint"`   // the signed head of the copy
	Recovery    string       `json:"recovery"`     // number of the recovery key that opens Box; "" for none
	Box         []byte       `json:"box"`
	Files       []BackupPart `json:"files"`
}

// BackupPart is a file in a backup.
type BackupPart struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// BackupOptions is what a backup is made with.
type BackupOptions struct {
	Keys   Keys
	Origin string // of the log's beginning, as Options.Origin
	Now    func() time.Time
	Beside []string // names of small files in the data folder that are taken too, when they are there
}

// Backup is one that was written, read back and verified.
type Backup struct {
	Path   string
	Bytes  int64
	Header BackupHeader
	Head   oplog.Checkpoint
	Pruned int // older ones that were deleted
}

// WriteBackup copies the database of a data folder, with a counter on it or not, verifies the copy, and writes it into folder: whole or not
// at all. The copy is of one moment (VACUUM INTO from a reading connection): acts go on meanwhile and never wait for it, and it never has
// to begin again because of them. It fails with the Outcomes BackupFolder, BackupBroken and DatabaseCorrupt.
func WriteBackup(ctx context.Context, dir, folder string, o BackupOptions) (b Backup, err error) {
	master, err := masterOf(o.Keys, nil, false)
	if err != nil {
		return b, err
	}
	defer clear(master)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return b, folderTrouble(err)
	}
	copied, err := emptyFile(folder)
	if err != nil {
		return b, folderTrouble(err)
	}
	defer removeDatabase(copied)
	if err := copyDatabase(ctx, filepath.Join(dir, FileName), copied); err != nil {
		return b, err
	}
	b.Header = BackupHeader{Made: o.Now().Round(0).UTC(), Origin: o.Origin, Files: []BackupPart{{Name: FileName}}}
	if b.Head, err = b.Header.describe(ctx, copied); err != nil {
		return b, err
	}
	paths := []string{copied}
	for _, name := range o.Beside {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			b.Header.Files, paths = append(b.Header.Files, BackupPart{Name: name}), append(paths, path)
		}
	}
	b.Path = filepath.Join(folder, backupName(o.Origin, b.Header.Made))
	if b.Bytes, err = b.Header.write(ctx, b.Path, paths, master); err != nil {
		return b, err
	}
	again, err := OpenBackup(ctx, b.Path)
	if err == nil {
		err = again.Authentic(ctx, master)
		_ = again.Close()
	}
	if err != nil {
		return b, errors.Join(err, os.Remove(b.Path)) // no broken one is left behind to be relied on
	}
	return b, nil
}

func folderTrouble(err error) error {
	o := juki.Refuse(juki.BackupFolder)
	o.Err = err
	return o
}

// unfinished is the name of what is being written; whatever a crash leaves of it goes with the next backup.
const unfinished = ".unfinished-backup-"

func emptyFile(folder string) (string, error) {
	left, _ := filepath.Glob(filepath.Join(folder, unfinished+"*"))
	for _, path := range left {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = os.Remove(path)
		}
	}
	f, err := os.CreateTemp(folder, unfinished+"*") // 0600
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

func removeDatabase(path string) {
	for _, ending := range []string{"", "-journal", "-wal", "-shm"} {
		_ = os.Remove(path + ending)
	}
}

// copyDatabase copies the database as it was committed at one moment. The backup interface of SQLite would begin again at each foreign write.
func copyDatabase(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("copying the database: %w", err)
	}
	reading := []setting{{"trusted_schema", "OFF", "0"}, {"cell_size_check", "ON", "1"}, {"temp_store", "MEMORY", "2"}, {"busy_timeout", "5000", "5000"}}
	pool := sql.OpenDB(connector{dsn: fileURI(from) + "?mode=ro&_txlock=deferred", settings: reading})
	pool.SetMaxOpenConns(1)
	_, err := pool.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = errors.Join(err, pool.Close()); err == nil {
		return nil
	}
	if code, known := codeOf(err); known && code == juki.DatabaseCorrupt || ctx.Err() != nil {
		return errors.Join(outcome(err), ctx.Err())
	}
	return folderTrouble(fmt.Errorf("copying the database: %w", err))
}

// describe verifies the copy's log against its signed head and fills in what it says of itself.
func (h *BackupHeader) describe(ctx context.Context, copied string) (head oplog.Checkpoint, err error) {
	r, err := OpenReader(copied, Options{})
	if err != nil {
		return head, err
	}
	defer r.Close()
	if err := pragmaCheck(r.d.readers.QueryRowContext(ctx, "PRAGMA quick_check(1)")); err != nil {
		return head, outcome(err)
	}
	v, err := r.Verify(ctx, oplog.Options{})
	switch {
	case err != nil:
		return head, err
	case v.Problem == oplog.IndexDiffers: // the counter makes it anew: see RebuildSearch
		return head, misfiled(v.Misfiled)
	case !v.OK:
		return head, corrupt(fmt.Errorf("the log does not verify: %s", v.Problem))
	}
	h.VerifierKey, h.Checkpoint = v.VerifierKey, v.Checkpoint.Text
	list, err := generations(ctx, r.d.readers)
	if err != nil {
		return head, err
	}
	if h.Generation = 1; len(list) > 0 {
		h.Generation = list[len(list)-1].number
	}
	h.Recovery, h.Box, err = boxIn(ctx, r.d.readers)
	return v.Checkpoint, err
}

func boxIn(ctx context.Context, from *sql.DB) (number string, box []byte, err error) {
	var there bool
	err = from.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'recovery')").Scan(&there)
	if err != nil || !there {
		return "", nil, err
	}
	err = from.QueryRowContext(ctx, "SELECT number, box FROM recovery").Scan(&number, &box)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return number, box, err
}

// backupName names a backup by terminal and moment, so that the newest stands last in a folder of several terminals too.
func backupName(origin string, at time.Time) string {
	return backupPrefix(origin) + at.In(juki.Tokyo()).Format("20060102-150405") + backupEnding
}

func backupPrefix(origin string) string {
	return "madoguchi-" + strings.NewReplacer("/", "-", ".", "-").Replace(origin) + "-"
}

// backupSums are the two sums of a backup, taken while it is written or read.
type backupSums struct{ plain, keyed hash.Hash }

func newSums(master []byte) (s backupSums, err error) {
	key, err := derive(master, "madoguchi backup v1", sha256.Size)
	if err != nil {
		return s, err
	}
	defer clear(key)
	return backupSums{sha256.New(), hmac.New(sha256.New, key)}, nil
}

func (s backupSums) trailer() string {
	return fmt.Sprintf("sha256 %x mac %x\n", s.plain.Sum(nil), s.keyed.Sum(nil))
}

// write writes the backup beside its name, syncs it and gives it its name.
func (h *BackupHeader) write(ctx context.Context, path string, parts []string, master []byte) (size int64, err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return 0, folderTrouble(err)
	}
	defer os.Remove(tmp.Name())
	size, err = h.fill(ctx, tmp, parts, master)
	if err = errors.Join(err, tmp.Chmod(0o600), tmp.Sync(), tmp.Close()); err == nil {
		err = errors.Join(os.Rename(tmp.Name(), path), SyncFolder(filepath.Dir(path)))
	}
	if err != nil && ctx.Err() == nil {
		return size, folderTrouble(fmt.Errorf("writing the backup: %w", err))
	}
	return size, err
}

func (h *BackupHeader) fill(ctx context.Context, to io.Writer, parts []string, master []byte) (size int64, err error) {
	s, err := newSums(master)
	if err != nil {
		return 0, err
	}
	files := make([]*os.File, len(parts))
	for i, path := range parts {
		if files[i], err = os.Open(path); err != nil {
			return 0, err
		}
		defer files[i].Close()
		info, err := files[i].Stat()
		if err != nil {
			return 0, err
		}
		h.Files[i].Size = info.Size()
	}
	header, err := json.Marshal(h)
	if err != nil {
		return 0, err
	}
	out := &counting{to: io.MultiWriter(to, s.plain, s.keyed), ctx: ctx}
	if _, err := fmt.Fprintf(out, "%s%s\n", backupMagic, header); err != nil {
		return 0, err
	}
	for i, f := range files {
		if n, err := io.Copy(out, io.LimitReader(f, h.Files[i].Size)); err != nil || n != h.Files[i].Size {
			return 0, errors.Join(fmt.Errorf("%s changed while it was copied", h.Files[i].Name), err)
		}
	}
	_, err = io.WriteString(to, s.trailer())
	return out.n + int64(trailerSize), err
}

// counting writes until nobody wants it any more.
type counting struct {
	to  io.Writer
	ctx context.Context
	n   int64
}

func (c *counting) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.to.Write(p)
	c.n += int64(n)
	return n, err
}

// PruneBackups deletes the backups of one terminal in a folder that are older than keep, but never the newest, which was just written and
// verified. Other files it leaves alone.
func PruneBackups(folder string, newest Backup, keep time.Duration) (gone int, err error) {
	prefix := backupPrefix(newest.Header.Origin)
	names, err := filepath.Glob(filepath.Join(folder, "madoguchi-*"+backupEnding))
	if err != nil {
		return 0, err
	}
	for _, path := range names {
		stamp, ours := strings.CutPrefix(strings.TrimSuffix(filepath.Base(path), backupEnding), prefix)
		at, parsed := time.ParseInLocation("20060102-150405", stamp, juki.Tokyo())
		if !ours || parsed != nil || filepath.Base(path) == filepath.Base(newest.Path) || newest.Header.Made.Sub(at) <= keep {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return gone, folderTrouble(err)
		}
		gone++
	}
	return gone, nil
}
