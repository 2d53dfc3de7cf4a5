package hardware

import (
	"context"
	"image"
)

// The faults of a scanner. Each is told to the clerk with a remedy.
const (
	ScannerGone      Fault = "scanner-gone"       // nothing answers at its address, or no such device
	ScannerUntrusted Fault = "scanner-untrusted"  // something answers that is not the registered device: certificate or UUID differ
	ScannerRefuses   Fault = "scanner-refuses"    // it answers and denies the job
	ScannerBusy      Fault = "scanner-busy"       // somebody else scans
	ScannerWarming   Fault = "scanner-warming"    // it is not ready yet
	ScannerJam       Fault = "scanner-jam"        // paper is stuck
	ScannerCoverOpen Fault = "scanner-cover-open" // the cover is open
	ScannerNoPaper   Fault = "scanner-no-paper"   // the feeder is empty
	ScannerTimeout   Fault = "scanner-timeout"    // the deadline passed
	ScannerTooSmall  Fault = "scanner-too-small"  // its glass or its resolution cannot take what was asked
	ScannerNonsense  Fault = "scanner-nonsense"   // what came is no picture, is cut short, or is larger than asked
	ScannerFailed    Fault = "scanner-failed"     // anything else it says
)

// ScanArea is the part of the glass to be scanned, from its upper left corner.
type ScanArea struct {
	X, Y, W, H float64 // millimetres
	DPI        int
}

// Pixels is the size of the picture of the area.
func (a ScanArea) Pixels() image.Point {
	const inch = 25.4
	return image.Pt(int(a.W*float64(a.DPI)/inch+0.5), int(a.H*float64(a.DPI)/inch+0.5))
}

// Scan is a scanned picture. It lives in memory only (第22条第2号): no driver writes a file, and who takes a Scan wipes it.
// What the device told beside the pixels (Exif, device name, time) is dropped by the driver.
type Scan struct {
	Image *image.NRGBA
	DPI   int
}

// Wipe overwrites the pixels.
func (s *Scan) Wipe() {
	if s != nil && s.Image != nil {
		clear(s.Image.Pix)
		s.Image = nil
	}
}

// String never shows a picture.
func (s *Scan) String() string { return "a scan" }

// GoString keeps %#v from printing the pixels.
func (s *Scan) GoString() string { return s.String() }

// Scanner is the counter's own scanner: the registered device and no other.
type Scanner interface {
	// Ready is nil, or the Fault (wrapped) that says why nothing can be scanned now. It has a deadline of its own.
	Ready(ctx context.Context) error
	// Scan scans the area and gives a picture of exactly its pixels. A device that cannot scan so small a part scans more, and the
	// driver cuts it. Errors are Faults (wrapped); after one, and after ctx ended, nothing of the picture is left in memory and
	// the device is asked to forget the job. progress, if not nil, gets 0 to 1 from the calling goroutine where the device tells.
	Scan(ctx context.Context, area ScanArea, progress func(float64)) (*Scan, error)
}
