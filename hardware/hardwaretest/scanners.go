package hardwaretest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"madoguchi/hardware"
)

// Glass is a scanner under test and the hands of the person beside it. A hand that is nil is one this scanner does not have; its
// stories are then told by another, and ScanStories says which.
type Glass struct {
	hardware.Scanner
	Hands map[ScanHand]func()
	// Lies tells that what lies on the glass has its place there: a part of a scan is the scan of the part.
	Lies bool
	// Kept is how many jobs the device has not been asked to forget; nil when it keeps none.
	Kept func() int
	// Soon is a deadline that a scan meets when nothing is in its way, for stories that wait until it passes.
	Soon time.Duration
}

// ScanHand is something a person does to a scanner, or what befalls it.
type ScanHand string

// The hands. Free takes away whatever another one put in the way.
const (
	ScanFree     ScanHand = "free it"
	ScanJam      ScanHand = "let paper jam"
	ScanCover    ScanHand = "open the cover"
	ScanEmpty    ScanHand = "empty the feeder"
	ScanBusy     ScanHand = "scan from elsewhere"
	ScanDeny     ScanHand = "deny"
	ScanOff      ScanHand = "switch off"
	ScanOther    ScanHand = "put another device there"
	ScanWarm     ScanHand = "let it warm up" // shortly: a scan waits for it
	ScanCold     ScanHand = "keep it cold"   // longer than anybody waits
	ScanVanish   ScanHand = "pull it out in the middle of the next scan"
	ScanGarble   ScanHand = "send no picture next"
	ScanCutShort ScanHand = "send half a picture next"
	ScanHang     ScanHand = "begin and never end"
)

// scanStory is one story and the hands it needs.
type scanStory struct {
	name  string
	needs []ScanHand
	tell  func(*scanRoom)
}

func scanStories() []scanStory {
	stories := []scanStory{
		{"a photo has exactly the pixels asked for", nil, exactPixels},
		{"the part of the glass that was asked for", nil, rightPart},
		{"what no scanner can take is refused", nil, tooMuch},
		{"progress goes from 0 to 1 and never back", nil, progresses},
		{"an ended context scans nothing", nil, endedBefore},
		{"warming up is waited for", []ScanHand{ScanWarm}, warmsUp},
		{"a scan that hangs ends at its deadline", []ScanHand{ScanHang, ScanFree}, hangs},
		{"a scan is given up", []ScanHand{ScanHang, ScanFree}, givenUpScan},
		{"one scan at a time", []ScanHand{ScanHang, ScanFree}, oneAtATime},
	}
	for _, f := range []struct {
		hand  ScanHand
		fault []hardware.Fault
	}{
		{ScanJam, []hardware.Fault{hardware.ScannerJam}},
		{ScanCover, []hardware.Fault{hardware.ScannerCoverOpen}},
		{ScanEmpty, []hardware.Fault{hardware.ScannerNoPaper}},
		{ScanBusy, []hardware.Fault{hardware.ScannerBusy}},
		{ScanDeny, []hardware.Fault{hardware.ScannerRefuses}},
		{ScanOff, []hardware.Fault{hardware.ScannerGone}},
		{ScanOther, []hardware.Fault{hardware.ScannerUntrusted}},
		{ScanCold, []hardware.Fault{hardware.ScannerWarming}},
		{ScanVanish, []hardware.Fault{hardware.ScannerGone}},
		{ScanGarble, []hardware.Fault{hardware.ScannerNonsense}},
		{ScanCutShort, []hardware.Fault{hardware.ScannerNonsense}},
	} {
		stories = append(stories, scanStory{"then it can be used again: " + string(f.hand), []ScanHand{f.hand, ScanFree},
			func(r *scanRoom) { inTheWay(r, f.hand, f.fault) }})
	}
	return stories
}

// RunScanners tells a glass that open makes, a fresh one a story, the stories it has the hands for, and returns their names.
func RunScanners(t *testing.T, open func(t *testing.T) *Glass) []string {
	var told []string
	hands := open(t).Hands
	for _, story := range scanStories() {
		if slices.ContainsFunc(story.needs, func(h ScanHand) bool { return hands[h] == nil }) {
			continue
		}
		told = append(told, story.name)
		t.Run(story.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
			t.Cleanup(cancel)
			r := &scanRoom{T: t, Glass: open(t), ctx: ctx}
			story.tell(r)
			if r.Kept != nil && r.Kept() != 0 {
				t.Errorf("the device was not asked to forget %d jobs", r.Kept())
			}
		})
	}
	return told
}

// ScanStories names every story, for who must show that all are told.
func ScanStories() (names []string) {
	for _, s := range scanStories() {
		names = append(names, s.name)
	}
	return names
}

// scanRoom is where one story plays.
type scanRoom struct {
	*testing.T
	*Glass
	ctx context.Context
}

// photo is the area of a photo of 縦45ミリ横35ミリ.
func photo(dpi int) hardware.ScanArea { return hardware.ScanArea{X: 3, Y: 4, W: 35, H: 45, DPI: dpi} }

// scanned scans, and checks what every scan must have.
func (r *scanRoom) scanned(a hardware.ScanArea) *image.NRGBA {
	r.Helper()
	s, err := r.Scan(r.ctx, a, nil)
	if err != nil {
		r.Fatalf("%+v: %v", a, err)
	}
	if s.DPI != a.DPI || s.Image.Rect != (image.Rectangle{Max: a.Pixels()}) || len(s.Image.Pix) != 4*a.Pixels().X*a.Pixels().Y {
		r.Fatalf("%+v: %d dpi, %v, %d bytes", a, s.DPI, s.Image.Rect, len(s.Image.Pix))
	}
	for i := 3; i < len(s.Image.Pix); i += 4 {
		if s.Image.Pix[i] != 0xff {
			r.Fatalf("%+v: a hole at pixel %d", a, i/4)
		}
	}
	return s.Image
}

func (r *scanRoom) wantFault(s *hardware.Scan, err error, want ...hardware.Fault) {
	r.Helper()
	if s != nil {
		r.Errorf("a scan came with %v", err)
	}
	var got hardware.Fault
	if !errors.As(err, &got) || !slices.Contains(want, got) {
		r.Errorf("got %v, want %v", err, want)
	}
}

func exactPixels(r *scanRoom) {
	if err := r.Ready(r.ctx); err != nil {
		r.Fatal(err)
	}
	if size := r.scanned(photo(600)).Rect.Size(); size != (image.Point{X: 827, Y: 1063}) {
		r.Errorf("35 x 45 mm at 600 dpi are %v", size)
	}
	for _, a := range []hardware.ScanArea{photo(300), {W: 22, H: 27.5, DPI: 300}, {X: 7.3, Y: 0.4, W: 60.1, H: 51.7, DPI: 300}, {X: 1, Y: 1, W: 3, H: 3, DPI: 300}} {
		r.scanned(a)
	}
}

// difference is the mean difference of two pictures in shades.
func difference(a, b *image.NRGBA) float64 {
	sum := 0
	for i := range a.Pix {
		d := int(a.Pix[i]) - int(b.Pix[i])
		sum += max(d, -d)
	}
	return float64(sum) / float64(len(a.Pix))
}

func rightPart(r *scanRoom) {
	again, first := r.scanned(photo(300)), r.scanned(photo(300))
	if d := difference(again, first); d > 1 {
		r.Errorf("the same part twice differs by %.1f shades", d)
	}
	if !r.Lies {
		return
	}
	const inch = 25.4
	whole := r.scanned(hardware.ScanArea{W: 2 * inch, H: 2 * inch, DPI: 300})
	part := r.scanned(hardware.ScanArea{X: inch / 2, Y: inch / 4, W: inch, H: inch, DPI: 300})
	if part.Rect.Dx() != 300 {
		r.Fatal(part.Rect)
	}
	at := func(dx, dy int) float64 {
		want := image.NewNRGBA(part.Rect)
		for y := range 300 {
			copy(want.Pix[y*want.Stride:][:1200], whole.Pix[(y+75+dy)*whole.Stride+4*(150+dx):])
		}
		return difference(part, want)
	}
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if (dx != 0 || dy != 0) && at(dx, dy) <= at(0, 0) {
				r.Errorf("the part lies %d,%d pixels beside its place: %.2f there, %.2f here", dx, dy, at(dx, dy), at(0, 0))
			}
		}
	}
}

func tooMuch(r *scanRoom) {
	nan := 0.0
	nan /= nan
	for _, a := range []hardware.ScanArea{
		{W: 900, H: 45, DPI: 300}, {X: 190, W: 100, H: 45, DPI: 300}, {W: 35, H: 45, DPI: 100_000}, {W: 35, H: 45, DPI: -1}, {W: 35, H: 45},
		{H: 45, DPI: 300}, {W: -35, H: 45, DPI: 300}, {X: -1, W: 35, H: 45, DPI: 300}, {W: nan, H: 45, DPI: 300}, {X: nan, W: 35, H: 45, DPI: 300},
	} {
		s, err := r.Scan(r.ctx, a, nil)
		if r.wantFault(s, err, hardware.ScannerTooSmall); r.Failed() {
			r.Fatalf("asked for %+v", a)
		}
	}
	r.scanned(photo(300))
}

func progresses(r *scanRoom) {
	last := -1.0
	_, err := r.Scan(r.ctx, photo(600), func(p float64) {
		if p < last || p < 0 || p > 1 {
			r.Errorf("%v after %v", p, last)
		}
		last = p
	})
	if err != nil {
		r.Fatal(err)
	}
}

func endedBefore(r *scanRoom) {
	ctx, cancel := context.WithCancel(r.ctx)
	cancel()
	s, err := r.Scan(ctx, photo(300), nil)
	r.wantFault(s, err, hardware.ScannerTimeout)
	r.wantFault(nil, r.Ready(ctx), hardware.ScannerTimeout)
	r.scanned(photo(300))
}

func warmsUp(r *scanRoom) {
	r.Hands[ScanWarm]()
	r.scanned(photo(300))
}

func inTheWay(r *scanRoom, hand ScanHand, faults []hardware.Fault) {
	r.scanned(photo(300))
	r.Hands[hand]()
	ctx, cancel := r.ctx, context.CancelFunc(func() {})
	if hand == ScanCold { // the one that is waited for
		ctx, cancel = context.WithTimeout(r.ctx, r.Soon)
	}
	defer cancel()
	s, err := r.Scan(ctx, photo(600), nil)
	r.wantFault(s, err, faults...)
	r.Hands[ScanFree]()
	if err := r.Ready(r.ctx); err != nil {
		r.Error(err)
	}
	r.scanned(photo(300))
}

func hangs(r *scanRoom) {
	r.Hands[ScanHang]()
	ctx, cancel := context.WithTimeout(r.ctx, r.Soon)
	defer cancel()
	s, err := r.Scan(ctx, photo(300), nil)
	r.wantFault(s, err, hardware.ScannerTimeout)
	r.Hands[ScanFree]()
	r.scanned(photo(300))
}

// hanging begins a scan that does not end by itself; what it ended with comes on the channel.
func (r *scanRoom) hanging(ctx context.Context) <-chan error {
	r.Hands[ScanHang]()
	over := make(chan error, 1)
	go func() {
		s, err := r.Scan(ctx, photo(300), nil)
		if s != nil {
			err = fmt.Errorf("a scan came: %w", err)
		}
		over <- err
	}()
	return over
}

func givenUpScan(r *scanRoom) {
	ctx, cancel := context.WithCancel(r.ctx)
	over := r.hanging(ctx)
	time.Sleep(r.Soon / 4)
	cancel()
	err := <-over
	if !errors.Is(err, context.Canceled) {
		r.Errorf("given up: %v", err)
	}
	r.wantFault(nil, err, hardware.ScannerTimeout)
	r.Hands[ScanFree]()
	r.scanned(photo(300))
}

func oneAtATime(r *scanRoom) {
	ctx, cancel := context.WithCancel(r.ctx)
	over := r.hanging(ctx)
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		err := r.Ready(r.ctx)
		if errors.Is(err, hardware.ScannerBusy) {
			break
		}
		if time.Now().After(end) {
			r.Fatalf("while it scans it says %v", err)
		}
	}
	s, err := r.Scan(r.ctx, photo(300), nil)
	r.wantFault(s, err, hardware.ScannerBusy)
	cancel()
	<-over
	r.Hands[ScanFree]()
	r.scanned(photo(300))
}
