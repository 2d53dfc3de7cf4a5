package report

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
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
	return rendered(t, pdf, "-r", strconv.Itoa(dpi))
}

// firstPicture renders the first page alone.
func firstPicture(t testing.TB, pdf []byte, dpi int) *image.Gray {
	t.Helper()
	return rendered(t, pdf, "-r", strconv.Itoa(dpi), "-l", "1")[0]
}

// rendered is what pdftoppm makes of a PDF, page after page.
func rendered(t testing.TB, pdf []byte, options ...string) (pages []*image.Gray) {
	t.Helper()
	stream := bytes.NewReader(tool(t, pdf, "pdftoppm", append(options, "-gray", "-")...))
	for stream.Len() > 0 {
		var width, height, most int
		if _, err := fmt.Fscanf(stream, "P5\n%d %d\n%d\n", &width, &height, &most); err != nil || most != 255 {
			t.Fatalf("read a page of pdftoppm: %v", err)
		}
		page := image.NewGray(image.Rect(0, 0, width, height))
		if _, err := io.ReadFull(stream, page.Pix); err != nil {
			t.Fatalf("read a page of pdftoppm: %v", err)
		}
		pages = append(pages, page)
	}
	if len(pages) == 0 {
		t.Fatal("no page was rendered")
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
	draw.Draw(grey, grey.Rect, picture, grey.Rect.Min, draw.Src)
	return grey
}

// writeGrey stores a picture for another program, without the work of a PNG.
func writeGrey(t testing.TB, file string, picture image.Image) {
	t.Helper()
	grey := image.NewGray(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(grey, grey.Rect, picture, picture.Bounds().Min, draw.Src)
	text := append(fmt.Appendf(nil, "P5\n%d %d\n255\n", grey.Rect.Dx(), grey.Rect.Dy()), grey.Pix...)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
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
