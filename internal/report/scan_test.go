package report

import (
	"errors"
	"image"
	"image/draw"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// poorScans are what office machines do to a page between printing and reading, as options of ImageMagick.
func poorScans() map[string][]string {
	return map[string][]string{
		"as printed":        nil,
		"reduced to 90 %":   {"-resize", "90%"},
		"turned by 1°":      {"-background", "white", "-rotate", "1"},
		"noise and blur":    {"-attenuate", "0.4", "+noise", "Gaussian", "-blur", "0x1"},
		"all of it":         {"-resize", "90%", "-background", "white", "-rotate", "-1", "-attenuate", "0.3", "+noise", "Gaussian", "-blur", "0x0.8"},
		"pale":              {"+level", "35%,90%"},
		"fax, black or not": {"-threshold", "55%"},
	}
}

// codesOn reads all QR codes of a page after something was done to it.
func codesOn(t *testing.T, page image.Image, treatment []string) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.pgm")
	writeGrey(t, file, page)
	if treatment != nil {
		treated := filepath.Join(t.TempDir(), "treated.pgm")
		tool(t, nil, "convert", slices.Concat([]string{file, "-seed", "7"}, treatment, []string{treated})...)
		file = treated
	}
	args := []string{"-q", "--raw", "-Sdisable", "-Sqrcode.enable", file}
	if read, err := exec.Command("zbarimg", args...).Output(); err == nil {
		return strings.Split(strings.TrimSuffix(string(read), "\n"), "\n")
	}
	const nothingFound = 4 // any other trouble is told by tool
	if err := exec.Command("zbarimg", args...).Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && exit.ExitCode() == nothingFound {
			return nil
		}
	}
	tool(t, nil, "zbarimg", args...)
	return nil
}

func TestSlipIsReadFromPoorScans(t *testing.T) {
	t.Parallel()
	for _, receipt := range []bool{false, true} {
		slip := sampleSlip(20, receipt)
		pdf := pdfFrom(t, "slip", sample{slip, Options{}})
		for _, dpi := range []int{150, 300} {
			page := codeOf(firstPicture(t, pdf, dpi))
			for what, treatment := range poorScans() {
				if (dpi == 300 || receipt) && what != "as printed" && what != "all of it" || dpi == 300 && receipt {
					continue // the reader takes seconds for a page of grain
				}
				if got := codesOn(t, page, treatment); len(got) != 1 || got[0] != slip.code {
					t.Errorf("receipt %v, %d dpi, %s: read %q", receipt, dpi, what, got)
				}
			}
		}
	}
}

// The code of a transfer of hundreds of cards is larger and closer; a scanner of 300 dpi reads it.
func TestSlipOfManyCardsIsRead(t *testing.T) {
	t.Parallel()
	for _, cards := range []int{250} {
		slip := sampleSlip(cards, false)
		page := codeOf(firstPicture(t, pdfFrom(t, "slip", sample{slip, Options{}}), 300))
		if got := codesOn(t, page, poorScans()["turned by 1°"]); len(got) != 1 || got[0] != slip.code {
			t.Errorf("%d cards, %d bytes: read %.60q", cards, len(slip.code), got)
		}
	}
}

func TestSlipThatNoCodeHoldsIsRefused(t *testing.T) {
	slip := codedSlip{sampleTransfer(3), strings.Repeat("x", 4000)}
	if _, err := setTransfer(slip.sheet, slip.code, Options{}); err == nil {
		t.Error("4000 bytes went into a QR code")
	}
}

// Each label, cut out along its marks, holds exactly the id of its place and nothing of its neighbours: what a scanner types is what the
// ledger knows. (A page of 24 codes at once is more than the reader used here can tell apart; a scanner at the counter sees one.)
func TestLabelsHoldTheIdsOfTheirPlaces(t *testing.T) {
	t.Parallel()
	s := sampleLabels()
	pdf := pdfFrom(t, "labels", sample{s, Options{}})
	for _, dpi := range []int{150, 300} {
		pages, labels := []*image.Gray{firstPicture(t, pdf, dpi)}, s.Labels[:4] // at 300 dpi these are enough
		if dpi == 150 {
			pages, labels = pictures(t, pdf, dpi), s.Labels
		}
		for i, id := range labels {
			label := labelOf(pages, i, dpi)
			if got := codesOn(t, label, nil); len(got) != 1 || got[0] != string(id) {
				t.Errorf("%d dpi, label %d: read %q, want %s", dpi, i+1, got, id)
			}
			if i != 0 && i != 3 || dpi == 300 { // an id of letters, and one of kanji
				continue
			}
			for what, treatment := range poorScans() {
				if got := codesOn(t, label, treatment); len(got) != 1 || got[0] != string(id) {
					t.Errorf("%d dpi, %s, label %d: read %q, want %s", dpi, what, i+1, got, id)
				}
			}
		}
	}
}

// labelOf cuts a label out.
func labelOf(pages []*image.Gray, i, dpi int) *image.Gray {
	at := i % (labelsBeside * labelRows)
	x, y := float64(at%labelsBeside)*labelWidth, labelsTop+float64(at/labelsBeside)*labelHeight
	dots := func(mm float64) int { return int(mm * float64(dpi) / 25.4) }
	part := pages[i/(labelsBeside*labelRows)].SubImage(image.Rect(dots(x), dots(y), dots(x+labelWidth), dots(y+labelHeight))).(*image.Gray)
	return copied(part)
}

// codeOf is the part of a page where a slip has its code; the reader takes its time for a whole page.
func codeOf(page *image.Gray) *image.Gray {
	r := page.Rect
	r.Min.X, r.Min.Y, r.Max.Y = r.Dx()*2/5, r.Dy()/8, r.Dy()/2
	return copied(page.SubImage(r).(*image.Gray))
}

func copied(part *image.Gray) *image.Gray {
	whole := image.NewGray(image.Rect(0, 0, part.Rect.Dx(), part.Rect.Dy()))
	draw.Draw(whole, whole.Rect, part, part.Rect.Min, draw.Src)
	return whole
}

// Whoever scans a slip that the keeper wrote gets the keeper's slip.
func TestSlipOfTheKeeperIsOnThePaper(t *testing.T) {
	s := sampleTransfer(12)
	for _, receipt := range []bool{false, true} {
		s.Receipt = receipt
		want := s.Transfer.Slip()
		if receipt {
			want = s.Transfer.Receipt()
		}
		if want == "" {
			t.Skip("the keeper writes no slips yet")
		}
		page := pictures(t, pdfFrom(t, "slip", sample{s, Options{}}), 200)[0]
		if got := scan(t, page); got != want+"\n" {
			t.Errorf("receipt %v: read %q, want %q", receipt, got, want)
		}
	}
}
