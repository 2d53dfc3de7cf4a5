package photo

import (
	"image"

	"madoguchi/hardware"
)

// The measures of the photo, in millimetres.
const (
	PaperWide = 35.0 // 縦45×横35, what the applicant brings
	PaperTall = 45.0
	PrintWide = 22.0 // as it is printed on the card
	PrintTall = 27.5

	areaWide = 42.0 // of the glass: the photo and 7 mm to lay it crooked or beside the corner
	areaTall = 52.0
	dpi      = 600 // 35×45 mm are 827×1063 px, over the 480 px that are asked for on each side; 300 dpi are not
	inch     = 25.4
)

// Area is the part of the glass that is scanned.
func Area() hardware.ScanArea { return hardware.ScanArea{W: areaWide, H: areaTall, DPI: dpi} }

// cutSize is the cut picture in pixels.
func cutSize() image.Point { return hardware.ScanArea{W: PaperWide, H: PaperTall, DPI: dpi}.Pixels() }

// Bounds of the zoom: a photo that is cut a little smaller or larger than it should be.
const (
	minZoom = 0.70
	maxZoom = 1.20
)

// Frame is where the picture is cut: the scan turned by quarters, and on it a frame of the photo's proportions. Millimetres of the turned scan.
type Frame struct {
	X, Y  float64 // upper left corner
	Zoom  float64 // 1 is 35×45 mm of the paper
	Turns int     // quarter turns clockwise, 0 to 3
}

// startFrame is the middle of the scan.
func startFrame() Frame {
	f := Frame{Zoom: 1}
	w, h := f.sheet()
	f.X, f.Y = (w-PaperWide)/2, (h-PaperTall)/2
	return f
}

// sheet is the size of the turned scan.
func (f Frame) sheet() (w, h float64) {
	if f.Turns%2 == 1 {
		return areaTall, areaWide
	}
	return areaWide, areaTall
}

// size is the size of the frame.
func (f Frame) size() (w, h float64) { return PaperWide * f.Zoom, PaperTall * f.Zoom }

// kept moves and shrinks the frame so that it lies on the scan.
func (f Frame) kept() Frame {
	sw, sh := f.sheet()
	f.Zoom = min(max(f.Zoom, minZoom), maxZoom, sw/PaperWide, sh/PaperTall)
	w, h := f.size()
	f.X, f.Y = min(max(f.X, 0), sw-w), min(max(f.Y, 0), sh-h)
	return f
}

// moved is the frame by so many millimetres to the right and down.
func (f Frame) moved(dx, dy float64) Frame {
	f.X, f.Y = f.X+dx, f.Y+dy
	return f.kept()
}

// zoomed is the frame by a factor, about its middle.
func (f Frame) zoomed(factor float64) Frame {
	w, h := f.size()
	cx, cy := f.X+w/2, f.Y+h/2
	f.Zoom *= factor
	f = f.kept()
	w, h = f.size()
	f.X, f.Y = cx-w/2, cy-h/2
	return f.kept()
}

// turned turns the scan by a quarter clockwise under the frame, which goes back to the middle.
func (f Frame) turned() Frame {
	f.Turns = (f.Turns + 1) % 4
	f = f.kept()
	w, h := f.size()
	sw, sh := f.sheet()
	f.X, f.Y = (sw-w)/2, (sh-h)/2
	return f
}
