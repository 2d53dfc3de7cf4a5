package scanner

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"strconv"

	"madoguchi/hardware"
)

// Sane is one device that scanimage reaches.
type Sane struct {
	settings SaneSettings
	wait     patience
	turn     turn
}

var _ hardware.Scanner = (*Sane)(nil)

// NewSane checks the settings and starts nothing yet: a missing scanimage is told by Ready and Scan as ScannerGone.
// Errors say what is wrong with the settings, for the administrator.
func NewSane(s SaneSettings) (hardware.Scanner, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	return &Sane{settings: s, wait: patience{call: s.Call, whole: s.Whole}.orStandard()}, nil
}

// Ready implements hardware.Scanner: the device opens. Whether paper is stuck shows only when it scans.
func (s *Sane) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.wait.call)
	defer cancel()
	end, err := s.turn.look(ctx)
	if err != nil {
		return err
	}
	defer end()
	return s.run(ctx, []string{"--dont-scan"}, func(out io.Reader) error {
		_, err := io.Copy(io.Discard, io.LimitReader(out, maxPNMHead))
		return err
	})
}

// Scan implements hardware.Scanner.
func (s *Sane) Scan(ctx context.Context, area hardware.ScanArea, progress func(float64)) (*hardware.Scan, error) {
	if err := checkArea(area); err != nil {
		return nil, err
	}
	end, err := s.turn.take()
	if err != nil {
		return nil, err
	}
	defer end()
	ctx, cancel := context.WithTimeout(ctx, s.wait.whole)
	defer cancel()
	x, y := millimetres(area.X, area.W), millimetres(area.Y, area.H)
	var img *image.NRGBA
	err = s.run(ctx, []string{"--format=pnm", "--mode=Color", "--resolution=" + strconv.Itoa(area.DPI),
		"-l", strconv.Itoa(x.start), "-t", strconv.Itoa(y.start), "-x", strconv.Itoa(x.size), "-y", strconv.Itoa(y.size)},
		func(out io.Reader) (err error) {
			img, err = readPNM(out, inMillimetres(area, x, y), progress)
			if err != nil {
				return err
			}
			if n, _ := out.Read(make([]byte, 1)); n != 0 {
				return fmt.Errorf("a picture with more behind it: %w", hardware.ScannerNonsense)
			}
			return nil
		})
	if err != nil {
		if img != nil {
			clear(img.Pix)
		}
		return nil, err
	}
	return &hardware.Scan{Image: img, DPI: area.DPI}, nil
}

// millimetres is the whole millimetres that hold a length, and one more: some devices round to them, and cut a pixel off. Where the
// glass ends scanimage takes less by itself.
func millimetres(at, length float64) span {
	const tiny = 1e-6
	from := int(math.Floor(at + tiny))
	return span{start: from, size: int(math.Ceil(at+length-tiny)) + 1 - from}
}

// roomFor is what a device that scans no less may send, in millimetres: the narrowest known want 49.
const roomFor = 60

// inMillimetres is the frame of an area in a picture of the two spans.
func inMillimetres(a hardware.ScanArea, x, y span) frame {
	pixels := func(mm float64) int { return int(math.Round(mm * float64(a.DPI) / mmPerInch)) }
	start := func(at float64, s span) int { return pixels(at - float64(s.start)) }
	at := image.Pt(start(a.X, x), start(a.Y, y))
	most := func(s span) int { return pixels(float64(max(s.size, roomFor)+2)) + 64 }
	return frame{crop: image.Rectangle{Min: at, Max: at.Add(a.Pixels())}, most: image.Pt(most(x), most(y))}
}

// program is where scanimage lies. Nothing is looked for in a path that somebody could set.
func (s *Sane) program() (string, error) {
	places := []string{"/usr/bin/scanimage", "/usr/local/bin/scanimage"}
	if s.settings.Program != "" {
		places = []string{s.settings.Program}
	}
	for _, p := range places {
		if info, err := os.Stat(p); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 {
			return p, nil
		}
	}
	return "", fmt.Errorf("scanimage is not installed: %w", hardware.ScannerGone)
}

// judge names what became of a run: why the time was over, then what scanimage says, then what the picture was.
func judge(ctx context.Context, ran error, said string, read error) error {
	if err := ended(ctx); err != nil {
		return err
	}
	if fault := saneFault(ran, said); fault != "" {
		return fmt.Errorf("scanning with scanimage: %w", fault)
	}
	if read != nil && !faulty(read) {
		read = fmt.Errorf("reading from scanimage: %w: %w", hardware.ScannerFailed, read)
	}
	resolution, area := rounded(said)
	if resolution || area && errors.Is(read, hardware.ScannerNonsense) { // another resolution would show a face in another size
		return fmt.Errorf("the device takes less than asked: %w", hardware.ScannerTooSmall)
	}
	return read
}
