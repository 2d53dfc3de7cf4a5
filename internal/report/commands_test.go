package report

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/golden"
)

// What the printer is told must not change by accident, not even where the eye sees no difference. The streams are unpacked
// first, so that another version of the compressor changes nothing.
func TestPDFCommandsAreAsReviewed(t *testing.T) {
	var list strings.Builder
	for _, name := range slices.Sorted(maps.Keys(papers())) {
		fmt.Fprintf(&list, "%x %s\n", sha256.Sum256(unpacked(t, pdfOf(t, name))), name)
	}
	golden.Text(t, filepath.Join("testdata", "pdf-commands.sha256"), list.String())
}

// unpacked replaces what depends on the compressor: streams, their lengths, the offsets of the objects.
func unpacked(t testing.TB, pdf []byte) []byte {
	t.Helper()
	var plain bytes.Buffer
	for {
		head, rest, found := bytes.Cut(pdf, []byte("\nstream\n"))
		if !found {
			body, _, _ := bytes.Cut(pdf, []byte("\nxref\n"))
			plain.Write(body)
			return plain.Bytes()
		}
		if at := bytes.LastIndex(head, []byte("/Length ")); at >= 0 {
			head = head[:at]
		}
		plain.Write(head)
		data, tail, found := bytes.Cut(rest, []byte("\nendstream"))
		if !found {
			t.Fatal("a stream does not end")
		}
		if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			if data, err = io.ReadAll(z); err != nil {
				t.Fatalf("unpack a stream: %v", err)
			}
		}
		plain.Write(data)
		pdf = tail
	}
}
