package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// BackupFile is a backup to be brought back. Its sum was checked.
type BackupFile struct {
	Header BackupHeader
	Head   oplog.Checkpoint // of its log

	file *os.File
	body int64 // where the files begin
	end  int64 // where they end
}

func backupBroken(err error) error {
	o := juki.Refuse(juki.BackupBroken)
	o.Err = err
	return o
}

// OpenBackup opens a backup and checks that it is whole. It fails with the Outcome BackupBroken for one that is damaged, cut off or none.
func OpenBackup(ctx context.Context, path string) (*BackupFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the backup: %w", err)
	}
	b := &BackupFile{file: f}
	if err := b.read(ctx); err != nil {
		if ctx.Err() == nil {
			err = backupBroken(err)
		}
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

// Close lets go of the file.
func (b *BackupFile) Close() error { return b.file.Close() }

func (b *BackupFile) read(ctx context.Context) error {
	info, err := b.file.Stat()
	if err != nil {
		return err
	}
	b.end = info.Size() - int64(trailerSize)
	in := bufio.NewReaderSize(io.LimitReader(b.file, maxHeader), maxHeader)
	magic, err := in.ReadString('\n')
	if err != nil || magic != backupMagic {
		return errors.New("not a backup of this program")
	}
	line, err := in.ReadBytes('\n')
	if err != nil {
		return errors.New("the header is cut off")
	}
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&b.Header); err != nil {
		return errors.New("the header cannot be read")
	}
	b.body = int64(len(backupMagic) + len(line))
	if err := b.checkParts(); err != nil {
		return err
	}
	if b.Head, err = oplog.OpenCheckpoint(b.Header.Checkpoint, b.Header.VerifierKey); err != nil {
		return err
	}
	s, err := newSums(nil)
	if err != nil {
		return err
	}
	if _, err := io.Copy(&counting{to: s.plain, ctx: ctx}, io.NewSectionReader(b.file, 0, b.end)); err != nil {
		return err
	}
	trailer, err := b.trailer()
	if err == nil && trailer[:len("sha256 ")+64] != s.trailer()[:len("sha256 ")+64] {
		err = errors.New("the sum differs")
	}
	return err
}

// checkParts takes the names that a backup may hold, each once, the database first: no name leads out of a folder.
func (b *BackupFile) checkParts() error {
	at, seen := b.body, map[string]bool{}
	for i, p := range b.Header.Files {
		if (i == 0) != (p.Name == FileName) || p.Name == "" || p.Name != filepath.Base(p.Name) || p.Name[0] == '.' || seen[p.Name] || p.Size < 0 || p.Size > b.end {
			return errors.New("the list of its files is not one")
		}
		seen[p.Name] = true
		at += p.Size
	}
	if len(seen) == 0 || at != b.end {
		return errors.New("it is cut off, or longer than it should be")
	}
	return nil
}

func (b *BackupFile) trailer() (string, error) {
	text := make([]byte, trailerSize)
	_, err := b.file.ReadAt(text, b.end)
	if err != nil {
		return "", err
	}
	return string(text), nil
}

// Master opens the terminal's secret with the recovery key; Outcome RecoveryKeyWrong when it does not open, or when the backup was made
// before there was any.
func (b *BackupFile) Master(k *RecoveryKey) ([]byte, error) { return k.open(b.Header.Box) }

// Authentic checks that the terminal with this secret wrote the backup, every byte of it: BackupBroken when it did not.
func (b *BackupFile) Authentic(ctx context.Context, master []byte) error {
	s, err := newSums(master)
	if err != nil {
		return err
	}
	if _, err := io.Copy(&counting{to: io.MultiWriter(s.plain, s.keyed), ctx: ctx}, io.NewSectionReader(b.file, 0, b.end)); err != nil {
		return err
	}
	trailer, err := b.trailer()
	if err != nil {
		return err
	}
	if !hmac.Equal([]byte(trailer), []byte(s.trailer())) {
		return backupBroken(errors.New("it was not written by the terminal with this secret"))
	}
	return nil
}

// Extract writes the files of the backup into a folder, those for which place gives a path.
func (b *BackupFile) Extract(ctx context.Context, place func(name string) string) error {
	at := b.body
	for _, p := range b.Header.Files {
		if path := place(p.Name); path != "" {
			if err := extract(ctx, io.NewSectionReader(b.file, at, p.Size), path); err != nil {
				return fmt.Errorf("bringing back %s: %w", p.Name, outcome(err))
			}
		}
		at += p.Size
	}
	return nil
}

func extract(ctx context.Context, from io.Reader, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(&counting{to: f, ctx: ctx}, from)
	return errors.Join(err, f.Sync(), f.Close())
}

// HeldKey is a secret brought back from a backup, for the Options of the restored database.
func HeldKey(master []byte) Keys { return FixedKey(master) }

// PutKey keeps a secret that was brought back where keys keep theirs. One that is there already must be the same.
func PutKey(keys Keys, master []byte) error {
	there, err := keys.Load()
	if errors.Is(err, ErrNoKey) {
		there, err = keys.Make(bytes.NewReader(master))
	}
	if err != nil {
		return fmt.Errorf("keeping the terminal's key: %w", err)
	}
	defer clear(there)
	if !hmac.Equal(there, master) {
		return errors.New("keeping the terminal's key: the key store has another one in its place")
	}
	return nil
}
