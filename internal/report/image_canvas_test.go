package report

import (
	"image"
	"testing"
)

func TestRulesAreCrispAndNeverLost(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	for _, dpi := range []float64{20, 50, 72, 96, 97.3, 120, 144, 300} {
		for _, at := range []float64{50, 50.1, 50.13, 50.25} {
			c := newImageCanvas(l, dpi)
			c.line(20, at, 40, at, 0.15, 0, black)
			c.line(at+50, 20, at+50, 40, 0.15, 0, black)
			c.box(20, at+50, 20, 20, 0.15, black)
			if !crisp(c.picture) {
				t.Errorf("%v dpi, %v mm: grey, or too little ink", dpi, at)
			}
		}
	}
}

// crisp: every pixel is either ink or paper, and there is as much ink as six rules of 20 mm need at least.
func crisp(picture *image.RGBA) bool {
	dark, perMM := 0, float64(picture.Rect.Dx())/pageWidth
	for i := 0; i < len(picture.Pix); i += 4 {
		switch picture.Pix[i] {
		case 0:
			dark++
		case 0xFF:
		default:
			return false
		}
	}
	return float64(dark) > 6*(20*perMM-3)
}

func TestDottedLineHasGaps(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	c := newImageCanvas(l, 300)
	c.line(20, 20, 26.1, 20, 0.3, 0.3, black) // 11 dashes begin in it
	dashes, y := 0, 236                       // 20 mm
	for x := 1; x < c.picture.Rect.Dx(); x++ {
		if c.picture.RGBAAt(x-1, y).R > 127 && c.picture.RGBAAt(x, y).R <= 127 {
			dashes++
		}
	}
	if dashes != 11 {
		t.Errorf("%d dashes", dashes)
	}
}
