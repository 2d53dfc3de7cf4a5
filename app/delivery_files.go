package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

func (m *Main) inFolder(name string) string { return filepath.Join(m.Dir, name) }

const (
	wholeExtension = ".archive"
	partExtension  = ".part"
	partialName    = ".partial-" // of a file that is being copied; a receiver looks at no such name
)

// deliver makes the archive of what the receiver has not confirmed yet and puts it into the folder: the whole log at first, afterwards
// the records since the last receipt, as long as all of them have their texts. It is made and verified in the terminal's own folder, so that no slow folder holds up the log.
func (d *deliverer) deliver(ctx context.Context) error {
	from, err := d.begins(ctx)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(d.spool, 0o700); err != nil {
		return fmt.Errorf("making the folder of deliveries: %w", err)
	}
	own := filepath.Join(d.spool, "next")
	defer os.Remove(own)
	head, err := d.write(ctx, own, from)
	if err != nil {
		return err
	}
	y := store.Delivery{At: d.now(), From: from, Size: head.Size, Root: head.Root}
	if y.Digest, err = d.check(ctx, own, from); err != nil {
		return err
	}
	y.File = oplog.DeliveryName(head.Origin, y.From, y.Size) + extensionOf(from)
	if err := d.put(ctx, own, y); err != nil {
		return folderFailed(err)
	}
	_, err = d.db.KeepDelivery(ctx, y)
	return err
}

// begins is the first record that the next file holds.
func (d *deliverer) begins(ctx context.Context) (int64, error) {
	confirmed, err := d.db.LastReceipt(ctx)
	if err != nil {
		return 0, err
	}
	from := confirmed.Size
	if d.settings.Receiver == "" { // nothing can be confirmed: each file continues the one before
		last, err := d.db.Deliveries(ctx, 1)
		if err != nil {
			return 0, err
		}
		if len(last) > 0 {
			from = last[0].Size
		}
	}
	erased, err := d.db.Erased(ctx)
	if err != nil || from < erased { // a part holds no record without a text; a whole archive holds its hash
		return 0, err
	}
	return from, nil
}

func extensionOf(from int64) string {
	if from == 0 {
		return wholeExtension
	}
	return partExtension
}

// write makes the file.
func (d *deliverer) write(ctx context.Context, path string, from int64) (head oplog.Checkpoint, err error) {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return head, localFailed(err)
	}
	if from == 0 {
		head, err = d.db.WriteArchive(ctx, out)
	} else {
		head, err = d.writePart(ctx, out, from)
	}
	return head, localFailed(errors.Join(err, out.Close()))
}

// localFailed names a full disk of the terminal's own.
func localFailed(err error) error {
	if err != nil && strings.Contains(err.Error(), "no space left") {
		return refusedBy(juki.DiskFull, err)
	}
	return err
}

func (d *deliverer) writePart(ctx context.Context, w io.Writer, from int64) (head oplog.Checkpoint, err error) {
	if head, err = d.db.Checkpoint(ctx); err != nil {
		return head, err
	}
	edge, err := d.db.Edge(ctx, from)
	if err != nil {
		return head, err
	}
	return head, oplog.WritePart(w, edge, oplog.ArchiveSource{VerifierKey: d.db.VerifierKey(), Checkpoint: head.Text, Records: oplog.RecordsOf(d.pages(ctx, from, head.Size))})
}

// The size of a page of records while a part is written.
const (
	pageRecords = 2000
	pageBytes   = 1 << 20
)

// pages reads the records of a part a page at a time: no snapshot stays open while the file is written.
func (d *deliverer) pages(ctx context.Context, from, to int64) iter.Seq2[[]oplog.Leaf, error] {
	return func(yield func([]oplog.Leaf, error) bool) {
		for from < to {
			leaves, _, err := d.db.Leaves(ctx, from, int(min(pageRecords, to-from)), pageBytes)
			if err == nil && len(leaves) == 0 {
				err = fmt.Errorf("record %d is missing", from)
			}
			if !yield(leaves, err) || err != nil {
				return
			}
			from += int64(len(leaves))
		}
	}
}

// check verifies the file as the receiver will: a log that was tampered with is not handed out as a good one.
func (d *deliverer) check(ctx context.Context, path string, from int64) (digest [32]byte, err error) {
	in, err := os.Open(path)
	if err != nil {
		return digest, fmt.Errorf("reading the archive back: %w", err)
	}
	defer in.Close()
	sum := sha256.New()
	read := io.TeeReader(until{ctx, in}, sum)
	v, err := verifyDelivered(read, from > 0, oplog.Options{TrustedKey: d.db.VerifierKey()})
	if err != nil {
		return digest, fmt.Errorf("reading the archive back: %w", err)
	}
	if !v.OK {
		return digest, refusedBy(juki.ArchiveBroken, fmt.Errorf("the archive does not verify: %s", v.Problem))
	}
	if _, err := io.Copy(io.Discard, read); err != nil {
		return digest, fmt.Errorf("reading the archive back: %w", err)
	}
	return [32]byte(sum.Sum(nil)), nil
}

// verifyDelivered verifies a whole archive or a part.
func verifyDelivered(r io.Reader, part bool, o oplog.Options) (oplog.PartVerdict, error) {
	if part {
		return oplog.VerifyPart(r, o)
	}
	v, err := oplog.Verify(r, o)
	return oplog.PartVerdict{Verdict: v}, err
}

// put copies the file into the folder: there whole or not at all, and read back.
func (d *deliverer) put(ctx context.Context, own string, y store.Delivery) error {
	info, err := os.Stat(own)
	if err != nil {
		return fmt.Errorf("reading the archive back: %w", err)
	}
	deadline := d.deadline + time.Duration(info.Size()/deliveryRate)*time.Second
	return d.within(ctx, deadline, func(ctx context.Context) error {
		partial := filepath.Join(d.settings.Folder, partialName+strings.TrimSuffix(y.File, filepath.Ext(y.File)))
		d.removePartials()
		err := copyTo(ctx, partial, own)
		if err == nil {
			err = readBack(ctx, partial, y.Digest)
		}
		if err == nil {
			err = os.Rename(partial, filepath.Join(d.settings.Folder, y.File))
		}
		if err != nil {
			_ = os.Remove(partial)
		}
		return err
	})
}

// removePartials takes away what an attempt left that was killed.
func (d *deliverer) removePartials() {
	origin := oplog.DeliveryName(originOf(d.db.VerifierKey()), 0, 0)
	left, _ := filepath.Glob(filepath.Join(d.settings.Folder, partialName+origin[:len(origin)-len("-0000000000-0000000000")]+"-*"))
	for _, path := range left {
		_ = os.Remove(path)
	}
}

func originOf(verifierKey string) string {
	origin, _, _ := strings.Cut(verifierKey, "+")
	return origin
}

// copyTo copies a file as long as nobody breaks off. The group may read it: the receiver is somebody else.
func copyTo(ctx context.Context, to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copying the archive: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return fmt.Errorf("copying the archive: %w", err)
	}
	_, err = io.Copy(out, until{ctx, in})
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("copying the archive: %w", err)
	}
	return nil
}

func readBack(ctx context.Context, path string, want [32]byte) error {
	in, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading the delivered archive back: %w", err)
	}
	defer in.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, until{ctx, in}); err != nil {
		return fmt.Errorf("reading the delivered archive back: %w", err)
	}
	if !bytes.Equal(sum.Sum(nil), want[:]) {
		return errors.New("the folder does not give back what was written")
	}
	return nil
}

// maxReceiptFile bounds what is read as a receipt, in bytes.
const maxReceiptFile = 4 << 10

// readReceipts reads the receipts of deliveries that wait for theirs. One that does not agree is an alarm, and is never taken for one
// that has not come.
func (d *deliverer) readReceipts(ctx context.Context) error {
	if d.settings.Receipts == "" || d.settings.Receiver == "" {
		return nil
	}
	waiting, err := d.db.Unreceipted(ctx)
	if err != nil || len(waiting) == 0 {
		return err
	}
	texts := make([]string, len(waiting))
	err = d.within(ctx, d.deadline, func(context.Context) error {
		found := make([]string, len(waiting))
		for i, y := range waiting {
			text, err := readAtMost(filepath.Join(d.settings.Receipts, y.File+receiptExtension), maxReceiptFile)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			found[i] = string(text)
		}
		copy(texts, found)
		return nil
	})
	if err != nil {
		return refusedBy(juki.DeliveryFolder, err)
	}
	var wrong error
	for i, y := range waiting {
		if texts[i] == "" {
			continue
		}
		if err := d.db.KeepReceipt(ctx, y, texts[i], d.settings.Receiver); err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		break // the newest that is confirmed confirms what came before it
	}
	return wrong
}

func readAtMost(path string, limit int64) ([]byte, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, limit))
}
