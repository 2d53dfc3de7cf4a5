package report

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// What the PDF library does when it gives up must not end the program, nor tell a name in the error.
func TestPanicOfThePDFLibraryIsAnErrorWithoutNames(t *testing.T) {
	p, err := newDocument(header{title: "見本"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.turnPage()
	p.draw(func(*pen) error { panic("cannot draw 見本 太郎") })
	if err := p.writeTo(io.Discard); err == nil || strings.Contains(err.Error(), "太郎") {
		t.Errorf("got %v", err)
	}
	if err := DaySheet(io.Discard, plainSheet(), Options{}); err != nil {
		t.Errorf("the press is stuck after a panic: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestFullDiskIsReported(t *testing.T) {
	full := errors.New("no space left")
	if err := DaySheet(brokenWriter{full}, plainSheet(), Options{}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestCheckpointIsReadByEye(t *testing.T) {
	c, ok := readCheckpoint(sampleCheckpoint(1842))
	if !ok || c.origin != "28225.madoguchi/terminal-01" || c.size != "1,842" || c.signer != "28225.madoguchi/terminal-01+a1b2c3d4" {
		t.Errorf("%+v, %v", c, ok)
	}
	for _, bad := range []string{"", "a\nb", "o\n-1\nx\n\n— k AAAA\n", "o\n1\nAAAA\n\n— k AAAAAAAA\n", strings.ReplaceAll(sampleCheckpoint(1), "—", "-")} {
		if _, ok := readCheckpoint(bad); ok {
			t.Errorf("%q was read", bad)
		}
	}
}
