package report

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// tool runs an independent program on a PDF. Without the program the test is skipped, but never where CI=true.
func tool(t testing.TB, input []byte, name string, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: scripts/setup test installs it", name)
		}
		t.Skipf("%s is missing: scripts/setup test installs it", name)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, &stderr)
	}
	return out
}

// layoutText is what pdftotext reads, columns kept apart.
func layoutText(t testing.TB, pdf []byte) string {
	t.Helper()
	return string(tool(t, pdf, "pdftotext", "-layout", "-enc", "UTF-8", "-", "-"))
}

// streamText is what pdftotext reads in the order of the page's contents.
func streamText(t testing.TB, pdf []byte) string {
	t.Helper()
	return string(tool(t, pdf, "pdftotext", "-raw", "-enc", "UTF-8", "-", "-"))
}

// pictures renders the pages in grey.
func pictures(t testing.TB, pdf []byte, dpi int) []*image.Gray {
	t.Helper()
	dir := t.TempDir()
	tool(t, pdf, "pdftoppm", "-r", strconv.Itoa(dpi), "-gray", "-png", "-", filepath.Join(dir, "page"))
	files, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no page was rendered: %v", err)
	}
	var pages []*image.Gray
	for _, file := range files {
		pages = append(pages, readGray(t, file))
	}
	return pages
}

func readGray(t testing.TB, file string) *image.Gray {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	grey := image.NewGray(picture.Bounds())
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			grey.Set(x, y, picture.At(x, y))
		}
	}
	return grey
}

func writePNG(t testing.TB, file string, picture image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
