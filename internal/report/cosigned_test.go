package report

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/golden"
)

// sampleCosigned has the form and the length of a checkpoint with an operator card's signature of n bytes; nobody signed it.
func sampleCosigned(checkpoint string, n int) string {
	blob := binary.BigEndian.AppendUint64([]byte{0x4d, 0x1b, 0x2a, 0x90}, 1_795_507_500)
	for i := range n {
		blob = append(blob, byte(i*7+3))
	}
	return checkpoint + "— 28225.madoguchi/S001 " + base64.StdEncoding.EncodeToString(blob) + "\n"
}

// The sheet that a card has signed carries the whole text in its code, and says beside it whose card it was; a text of another checkpoint
// does not come on the paper. A P-256 card's is read from poor scans too; an RSA card's, twice as long, from good ones.
func TestACosignedSheet(t *testing.T) {
	sheet := plainSheet()
	for name, c := range map[string]struct {
		bytes      int
		treatments []string
	}{"cosigned": {64, []string{"as printed", "reduced to 90 %", "turned by 1°", "noise and blur"}}, "cosigned-rsa": {256, []string{"as printed"}}} {
		text := sampleCosigned(sheet.Checkpoint, c.bytes)
		pdf := pdfFrom(t, name, sample{sheet, Options{Cosigned: text}})
		golden.Text(t, filepath.Join("testdata", name+".txt"), layoutText(t, pdf))
		page := firstPicture(t, pdf, 300)
		for _, treatment := range c.treatments {
			if got := codesOn(t, page, poorScans()[treatment]); strings.Join(got, "\n") != text {
				t.Errorf("%s, %s: the code gives %q", name, treatment, got)
			}
		}
	}
	var plain, other bytes.Buffer
	if err := DaySheet(&plain, sheet, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := DaySheet(&other, sheet, Options{Cosigned: sampleCosigned(sampleCheckpoint(3), 64)}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(plain.Bytes(), other.Bytes()) {
		t.Error("the signature of another checkpoint came on the paper")
	}
	if c := readCosigners(sampleCosigned(sheet.Checkpoint, 64)); len(c) != 1 || c[0].name != "28225.madoguchi/S001" || c[0].key != "4d1b2a90" || c[0].at != "2026-11-24 17:05" {
		t.Errorf("%+v", c)
	}
}
