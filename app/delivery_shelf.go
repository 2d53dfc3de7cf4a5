package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"madoguchi/internal/oplog"
)

// filed is the last delivery of a log that was taken.
type filed struct {
	receipt    oplog.Receipt
	text       string // of the receipt
	checkpoint string
}

// Why a delivery is not taken.
var (
	errStrangeKey = errors.New("--key で渡した端末の保管ファイルではありません(復元された端末は、検証鍵が新しくなっています)")
	errGap        = errors.New("前に受け取ったものに続いていません(間の記録が抜けています)")
	errRolledBack = errors.New("前に受け取った件数より少なくなっています(古い状態への巻き戻し、または古いファイル)")
	errForked     = errors.New("前に受け取った記録と違います(書換え、または枝分かれ)")
)

// whose reads the first two lines: which of the terminals wrote it, and whether it is a part.
func (r *receiver) whose(path string) (key string, part bool, err error) {
	in, err := os.Open(path)
	if err != nil {
		return "", false, fmt.Errorf("読めません: %w", err)
	}
	defer in.Close()
	head, err := io.ReadAll(io.LimitReader(in, maxHandovers))
	if err != nil {
		return "", false, fmt.Errorf("読めません: %w", err)
	}
	lines := bytes.Split(head, []byte{'\n'})
	at := 1
	for at < len(lines) && bytes.HasPrefix(lines[at], []byte("> ")) { // handovers of a restored terminal; its key comes after them
		at++
	}
	if at+1 >= len(lines) {
		return "", false, errStrangeKey
	}
	key = string(lines[at])
	switch {
	case slices.Contains(r.keys, key):
		return key, oplog.IsPart(head), nil
	case at > 1 && slices.Contains(r.keys, keyBefore(lines[at-1])):
		return "", false, fmt.Errorf("%w: %s", errNewKey, key)
	}
	return "", false, errStrangeKey
}

// last is the newest delivery of a log that lies on its shelf, the zero filed for none; same is the receipt of the one with a digest, ""
// for none.
func (r *receiver) last(shelf string, digest [32]byte) (f filed, same string, err error) {
	entries, err := os.ReadDir(shelf)
	if errors.Is(err, fs.ErrNotExist) {
		return f, "", nil
	}
	if err != nil {
		return f, "", fmt.Errorf("受け取った保管ファイルの棚を読めません: %w", err)
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != receiptExtension {
			continue
		}
		text, err := readAtMost(filepath.Join(shelf, e.Name()), maxReceiptFile)
		if err != nil {
			return f, "", fmt.Errorf("受領書の控えを読めません: %w", err)
		}
		receipt, err := oplog.OpenReceipt(string(text), r.key.VerifierKey())
		if err != nil {
			return f, "", fmt.Errorf("受領書の控えが壊れています: %w", err)
		}
		if receipt.Digest == digest {
			same = string(text)
		}
		if receipt.Size > f.receipt.Size || f.text == "" {
			f = filed{receipt: receipt, text: string(text)}
			base := e.Name()[:len(e.Name())-len(receiptExtension)]
			checkpoint, err := readAtMost(filepath.Join(shelf, base+checkpointFile), maxReceiptFile)
			if err != nil {
				return f, "", fmt.Errorf("チェックポイントの控えを読めません: %w", err)
			}
			f.checkpoint = string(checkpoint)
		}
	}
	return f, same, nil
}

// verify verifies a file and holds it against the checkpoint of the delivery before.
func (r *receiver) verify(path string, part bool, key string, last filed) (v oplog.PartVerdict, err error) {
	in, err := os.Open(path)
	if err != nil {
		return v, fmt.Errorf("読めません: %w", err)
	}
	defer in.Close()
	o := oplog.Options{TrustedKey: key, Now: r.now()}
	if last.checkpoint != "" {
		o.Checkpoints = []string{last.checkpoint}
	} else if !part { // the first under this key; a restored terminal's log goes on with what was received before
		if o.Checkpoints, err = r.before(path); err != nil {
			return v, err
		}
	}
	if v, err = verifyDelivered(in, part, o); err != nil {
		return v, fmt.Errorf("読めません: %w", err)
	}
	switch {
	case v.OK && last.text == "" && v.From > 0:
		return v, errGap
	case v.OK:
		return v, nil
	case v.Problem == oplog.AnchorLost:
		return r.despiteLoss(path, key, v)
	case v.Problem == oplog.AnchorBeforePart:
		return v, errGap
	case v.Problem == oplog.AnchorBeyondEnd:
		return v, errRolledBack
	case v.Problem == oplog.AnchorDiffers:
		return v, errForked
	}
	return v, errors.New(certificate{}.problem(v.Problem))
}

// file puts a verified file on its log's shelf: the records, their checkpoint, and last the receipt, with which it counts as filed.
func file(shelf, own string, v oplog.PartVerdict, receipt string) error {
	base := filepath.Join(shelf, oplog.DeliveryName(v.Checkpoint.Origin, v.From, v.Records))
	in, err := os.Open(own)
	if err != nil {
		return fmt.Errorf("棚に入れられません: %w", err)
	}
	defer in.Close()
	if err := writeWhole(base+extensionOf(v.From), func(w io.Writer) error { _, err := io.Copy(w, in); return err }); err != nil {
		return fmt.Errorf("棚に入れられません: %w", err)
	}
	for _, f := range [][2]string{{checkpointFile, v.Checkpoint.Text}, {receiptExtension, receipt}} {
		if err := writeWhole(base+f[0], func(w io.Writer) error { _, err := io.WriteString(w, f[1]); return err }); err != nil {
			return fmt.Errorf("棚に入れられません: %w", err)
		}
	}
	return nil
}

func copyWithDigest(to, from string) (digest [32]byte, err error) {
	in, err := os.Open(from)
	if err != nil {
		return digest, fmt.Errorf("読めません: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return digest, fmt.Errorf("写しを作れません: %w", err)
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), in)
	if err = errors.Join(err, out.Close()); err != nil {
		return digest, fmt.Errorf("写しを作れません: %w", err)
	}
	return [32]byte(sum.Sum(nil)), nil
}
