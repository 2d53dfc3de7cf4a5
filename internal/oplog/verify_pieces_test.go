package oplog

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// However a file comes from a disk or a network, the verdict is the same; and a failure of reading is an error, never a verdict.
func TestAnArchiveIsReadInAnyPieces(t *testing.T) {
	log := day(t, 2*blockRecords+30)
	whole := log.archive()
	papers := Options{Checkpoints: []string{log.checkpointAt(blockRecords + 7).Text}}
	overlong := func(length int) []byte { // the line of a record, of so many bytes with its newline
		at := bytes.Index(whole, []byte("\n1500 ")) + 1
		end := at + bytes.IndexByte(whole[at:], '\n')
		return append(append(bytes.Clone(whole[:end]), strings.Repeat("x", length-(end-at)-1)...), whole[end:]...)
	}
	for name, archive := range map[string][]byte{
		"whole": whole, "cut in a line": whole[:len(whole)/2], "cut in the checkpoint": whole[:len(whole)-20], "head alone": whole[:20], "nothing": nil,
		"an empty line between": bytes.Replace(whole, []byte("\n1024 "), []byte("\n\n1024 "), 1),
		"the longest line":      overlong(lineBuffer), "an overlong line": overlong(lineBuffer + 1), "a file without line ends": bytes.Repeat([]byte("x"), 3*lineBuffer),
		"no line end after the records": append(bytes.Clone(whole[:len(whole)/2]), bytes.Repeat([]byte("x"), 2*lineBuffer)...),
	} {
		want, err := Verify(bytes.NewReader(archive), papers)
		if err != nil {
			t.Fatal(err)
		}
		for how, r := range map[string]io.Reader{
			"byte by byte": iotest.OneByteReader(bytes.NewReader(archive)), "halves": iotest.HalfReader(bytes.NewReader(archive)),
			"with the end at once": iotest.DataErrReader(bytes.NewReader(archive)), "with pauses": &pausing{bytes.NewReader(archive), 0},
		} {
			got, err := Verify(r, papers)
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); err != nil || diff != "" {
				t.Errorf("%s, read %s: %v\n%s", name, how, err, diff)
			}
		}
		broken := errors.New("the network is gone")
		if _, err := Verify(io.MultiReader(bytes.NewReader(whole[:len(archive)/2]), iotest.ErrReader(broken)), papers); !errors.Is(err, broken) {
			t.Errorf("%s: a failure of reading is told as %v", name, err)
		}
	}
	if v, err := Verify(bytes.NewReader(overlong(lineBuffer)), papers); err != nil || v.Problem != PayloadMalformed || v.BadFrom != 1500 {
		t.Errorf("the longest line: %v %+v", err, v)
	}
	if v, err := Verify(bytes.NewReader(overlong(lineBuffer+1)), papers); err != nil || v.Problem != LineMalformed || v.BadFrom != 1500 {
		t.Errorf("an overlong line: %v %+v", err, v)
	}
	if _, err := Verify(silent{}, papers); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing: %v", err)
	}
}

// pausing gives nothing every second time.
type pausing struct {
	io.Reader
	turn int
}

func (p *pausing) Read(b []byte) (int, error) {
	if p.turn++; p.turn%2 == 1 {
		return 0, nil
	}
	return p.Reader.Read(b)
}

type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, nil }
