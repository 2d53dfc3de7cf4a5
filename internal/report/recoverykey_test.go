package report

import (
	"bytes"
	"path/filepath"
	"testing"

	"madoguchi/internal/golden"
)

// The paper of a recovery key has its text large enough to be typed from, and its code holds the same.
func TestThePaperOfARecoveryKey(t *testing.T) {
	const text = "0123 4567 89AB CDEF GHJK MNPQ RSTV WXYZ 0123 4567 89AB CDEF GHJK 7QX4"
	var b bytes.Buffer
	if err := WriteRecoveryKey(&b, RecoveryKeyPaper{PaperHead: sampleHead(), Text: text, Number: "K7M2-QX40", Witness: "S002"}, Options{}); err != nil {
		t.Fatal(err)
	}
	golden.Text(t, filepath.Join("testdata", "recovery-key.txt"), layoutText(t, b.Bytes()))
}
