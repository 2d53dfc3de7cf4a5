package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"madoguchi/internal/oplog"
)

// A terminal that was restored delivers its whole log under its new key. What was filed under the keys before stays on its own shelf.
var errNewKey = errors.New("この端末はバックアップから復元され、新しい鍵で署名しています。復元が本当かを端末のシステム管理者に確かめ、次の検証鍵を --key に足してください")

func (r *receiver) shelf(origin string) string {
	return filepath.Join(r.dir, strings.ReplaceAll(origin, "/", "_"))
}

// keyBefore is the old key of a handover's line, "> <old key> ...".
func keyBefore(line []byte) string {
	fields := bytes.Fields(line)
	if len(fields) < 2 {
		return ""
	}
	return string(fields[1])
}

// before is what was received of a restored terminal's log under the keys it had before: the newest checkpoint of each. Whether the handovers
// are right is seen when the file is held against them.
func (r *receiver) before(path string) (texts []string, err error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("読めません: %w", err)
	}
	defer in.Close()
	head, err := io.ReadAll(io.LimitReader(in, maxHandovers))
	if err != nil {
		return nil, fmt.Errorf("読めません: %w", err)
	}
	for _, line := range bytes.Split(head, []byte{'\n'})[1:] {
		if !bytes.HasPrefix(line, []byte("> ")) {
			break
		}
		origin := originOf(keyBefore(line))
		if !strings.Contains(origin, "/") {
			break
		}
		f, _, err := r.last(r.shelf(origin), [32]byte{})
		if err != nil {
			return nil, err
		}
		if f.checkpoint != "" {
			texts = append(texts, f.checkpoint)
		}
	}
	return texts, nil
}

// maxHandovers bounds the lines of all handovers, in bytes: a hundred of less than 400.
const maxHandovers = 40 << 10

// despiteLoss takes a restored log that lacks records which were received before: they lie on the shelf, and nowhere else any more.
func (r *receiver) despiteLoss(path, key string, seen oplog.PartVerdict) (oplog.PartVerdict, error) {
	for _, a := range seen.Anchors {
		if a.Problem != oplog.NoProblem && a.Problem != oplog.AnchorLost {
			return seen, errForked
		}
	}
	in, err := os.Open(path)
	if err != nil {
		return seen, fmt.Errorf("読めません: %w", err)
	}
	defer in.Close()
	v, err := verifyDelivered(in, false, oplog.Options{TrustedKey: key, Now: r.now()})
	if err != nil {
		return v, fmt.Errorf("読めません: %w", err)
	}
	if !v.OK {
		return v, errors.New(certificate{}.problem(v.Problem))
	}
	for _, a := range seen.Anchors {
		if a.Problem == oplog.AnchorLost {
			fmt.Fprintf(r.out, "! 復元された端末です。記録 %d から %d までは、復元のときに端末から失われました。前に受け取った保管ファイルだけにあります(%s)。消さずに、情報保護管理者に伝えてください\n",
				a.LostFrom, a.Checkpoint.Size-1, r.shelf(a.Checkpoint.Origin))
		}
	}
	return v, nil
}
