package scanner_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

func is(err error, want hardware.Fault) bool {
	var got hardware.Fault
	return errors.As(err, &got) && got == want
}

// chunk is one part of a PNG.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bomb is a PNG of a few bytes that says it is huge.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 2, 0, 0, 0))...)
}

// resized changes the size that a JPEG says it has.
func resized(picture []byte, w, h uint16) []byte {
	p := bytes.Clone(picture)
	at := bytes.Index(p, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(p[at+5:], h)
	binary.BigEndian.PutUint16(p[at+7:], w)
	return p
}

func remarked(picture []byte, from, to byte) []byte {
	return bytes.Replace(picture, []byte{0xff, from}, []byte{0xff, to}, 1)
}

// What a broken or hostile device may answer to a request for the page, and the one word for it.
func TestBadPages(t *testing.T) {
	drawn := func(p []byte, change func(*image.NRGBA)) []byte { // the same picture in another size
		img := image.NewNRGBA(image.Rect(0, 0, 5000, 7000))
		change(img)
		return hardwaretest.Picture(img, "image/jpeg")
	}
	pages := map[string]func(p []byte) []byte{
		"nothing":                 func([]byte) []byte { return nil },
		"three bytes":             func(p []byte) []byte { return p[:3] },
		"half a JPEG":             func(p []byte) []byte { return p[:len(p)/2] },
		"a JPEG without an end":   func(p []byte) []byte { return p[:len(p)-2] },
		"half a JPEG with an end": func(p []byte) []byte { return append(bytes.Clone(p[:len(p)/2]), 0xff, 0xd9) },
		"a JPEG with a hole": func(p []byte) []byte {
			q := bytes.Clone(p)
			clear(q[len(q)/2:][:600])
			q[len(q)/2] = 0xff
			q[len(q)/2+1] = 0xc4
			return q
		},
		"a JPEG that says 65535": func(p []byte) []byte { return resized(p, 65535, 65535) },
		"a JPEG that says two sizes": func(p []byte) []byte {
			at := bytes.Index(p, []byte{0xff, 0xc0})
			return append(append(append(bytes.Clone(p[:at]), resized(p, 65535, 65535)[at:at+19]...), p[at:at+19]...), p[at+19:]...)
		},
		"a JPEG that says nothing": func(p []byte) []byte { return resized(p, 0, 0) },
		"a JPEG that is too small": func(p []byte) []byte { return resized(p, 100, 100) },
		"a whole glass":            func(p []byte) []byte { return drawn(p, func(*image.NRGBA) {}) },
		"a progressive JPEG":       func(p []byte) []byte { return remarked(p, 0xc0, 0xc2) },
		"a lossless JPEG":          func(p []byte) []byte { return remarked(p, 0xc0, 0xc3) },
		"an arithmetic JPEG":       func(p []byte) []byte { return remarked(p, 0xc0, 0xc9) },
		"a JPEG of endless scans": func(p []byte) []byte {
			return append(append(bytes.Clone(p[:2]), append([]byte{0xff, 0xfe, 0, 42}, bytes.Repeat([]byte{0xff, 0xda}, 20)...)...), p[2:]...)
		},
		"a bomb of 60000 x 60000":    func([]byte) []byte { return bomb(60000, 60000) },
		"a bomb of 4 billion":        func([]byte) []byte { return bomb(1<<32-1, 1<<32-1) },
		"a PNG that ends":            func([]byte) []byte { return bomb(1000, 1000) },
		"a document":                 func([]byte) []byte { return []byte("%PDF-1.7 ...") },
		"a GIF":                      func([]byte) []byte { return []byte("GIF89a................") },
		"a PNM":                      func([]byte) []byte { return []byte("P6\n1000 1000\n255\n................") },
		"a lot more than the pixels": func([]byte) []byte { return append([]byte{0xff, 0xd8}, make([]byte, 64<<20)...) },
	}
	for name, page := range pages {
		t.Run(name, func(t *testing.T) {
			d := hardwaretest.StartEscl(t, false)
			d.With(func(m *hardwaretest.EsclManner) { m.Page = page })
			wantNonsense(t, d)
		})
	}
	t.Run("a lot more, unannounced", func(t *testing.T) {
		d := hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) {
			m.Serve = func(w http.ResponseWriter, r *http.Request) {
				_, _ = w.Write([]byte{0xff, 0xd8})
				_, _ = io.Copy(w, &endless{until: r.Context()})
			}
		})
		wantNonsense(t, d)
	})
	t.Run("compressed without end", func(t *testing.T) { // a small answer must not become a big one
		d := hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) {
			m.Serve = func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", "gzip")
				_, _ = w.Write([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"))
			}
		})
		wantNonsense(t, d)
	})
}

func wantNonsense(t *testing.T, d *hardwaretest.EsclDevice) {
	t.Helper()
	s, err := driver(t, settings(d)).Scan(t.Context(), hardware.ScanArea{X: 3, Y: 3, W: 35, H: 45, DPI: 300}, nil)
	if s != nil || !is(err, hardware.ScannerNonsense) {
		t.Errorf("%v, %v", s, err)
	}
	if d.Asked() != 1 || d.Kept() != 0 {
		t.Errorf("%d jobs were asked for, %d are kept", d.Asked(), d.Kept())
	}
}

// endless is zeros until the other side leaves.
type endless struct{ until context.Context }

func (e *endless) Read(p []byte) (int, error) { clear(p); return len(p), e.until.Err() }

// What a device says of itself is foreign too.
func TestBadAnswers(t *testing.T) {
	caps := func(change func(string) string) func(*hardwaretest.EsclManner) {
		return func(m *hardwaretest.EsclManner) {
			m.Any = func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, change(`<ScannerCapabilities><Version>2.0</Version><UUID>`+hardwaretest.EsclUUID+`</UUID><Platen><PlatenInputCaps><MaxWidth>2550</MaxWidth><MaxHeight>3508</MaxHeight></PlatenInputCaps></Platen></ScannerCapabilities>`))
			}
		}
	}
	code := func(start, next int) func(*hardwaretest.EsclManner) {
		return func(m *hardwaretest.EsclManner) { m.StartCode, m.NextCode = start, next }
	}
	at := func(location string) func(*hardwaretest.EsclManner) {
		return func(m *hardwaretest.EsclManner) { m.Location = func(string) string { return location } }
	}
	for name, c := range map[string]struct {
		manner func(*hardwaretest.EsclManner)
		want   hardware.Fault
	}{
		"capabilities without end": {caps(func(s string) string { return s[:80] + strings.Repeat(" ", 300<<10) + s[80:] }), hardware.ScannerNonsense},
		"capabilities that stop":   {caps(func(s string) string { return s[:len(s)-30] }), hardware.ScannerNonsense},
		"capabilities of nothing":  {caps(func(string) string { return "" }), hardware.ScannerNonsense},
		"a log-in page":            {caps(func(string) string { return "<html><body>log in</body></html>" }), hardware.ScannerNonsense},
		"entities in entities": {caps(func(s string) string {
			return `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + strings.Replace(s, "2.0", "&b;", 1)
		}), hardware.ScannerNonsense},
		"a depth without end":          {caps(func(string) string { return "<ScannerCapabilities>" + strings.Repeat("<a>", 60_000) }), hardware.ScannerNonsense},
		"a feeder only":                {caps(func(s string) string { return strings.ReplaceAll(s, "Platen", "Adf") }), hardware.ScannerTooSmall},
		"a glass of no width":          {caps(func(s string) string { return strings.Replace(s, "2550", "-1", 1) }), hardware.ScannerTooSmall},
		"a state that nobody knows":    {func(m *hardwaretest.EsclManner) { m.State = "Dreaming" }, hardware.ScannerNonsense},
		"testing itself for ever":      {func(m *hardwaretest.EsclManner) { m.State = "Testing" }, hardware.ScannerWarming},
		"down":                         {func(m *hardwaretest.EsclManner) { m.State, m.Feed = "Down", "ScannerAdfLoaded" }, hardware.ScannerFailed},
		"the job is taken elsewhere":   {code(http.StatusServiceUnavailable, 0), hardware.ScannerBusy},
		"the job is a conflict":        {code(http.StatusConflict, 0), hardware.ScannerRefuses},
		"the job needs a password":     {code(http.StatusUnauthorized, 0), hardware.ScannerRefuses},
		"the job breaks the device":    {code(http.StatusInternalServerError, 0), hardware.ScannerFailed},
		"the job is answered by a 200": {code(http.StatusOK, 0), hardware.ScannerNonsense},
		"the job leads elsewhere":      {code(http.StatusMovedPermanently, 0), hardware.ScannerRefuses},
		"no page at all":               {code(0, http.StatusNotFound), hardware.ScannerFailed},
		"the page is gone":             {code(0, http.StatusGone), hardware.ScannerRefuses},
		"the page breaks the device":   {code(0, http.StatusInternalServerError), hardware.ScannerFailed},
		"the page leads elsewhere":     {code(0, http.StatusFound), hardware.ScannerRefuses},
	} {
		t.Run(name, func(t *testing.T) {
			d := hardwaretest.StartEscl(t, false)
			d.With(c.manner)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			s, err := driver(t, settings(d)).Scan(ctx, hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil)
			if s != nil || !is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if d.Kept() != 0 {
				t.Errorf("%d jobs are kept", d.Kept())
			}
		})
	}
	for _, location := range []string{"", "/", "%zz", "/eSCL/ScanJobs", "/eSCL/ScanJobs/", "/" + strings.Repeat("a", 2000)} {
		d := hardwaretest.StartEscl(t, false)
		d.With(at(location))
		if _, err := driver(t, settings(d)).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil); !is(err, hardware.ScannerNonsense) {
			t.Errorf("Location %.20q: %v", location, err)
		}
	}
}

// Devices tell their job's address in every way there is; the host they name is never gone to.
func TestWaysToTellTheJobsAddress(t *testing.T) {
	other := hardwaretest.StartEscl(t, false)
	for name, location := range map[string]func(d *hardwaretest.EsclDevice, id string) string{
		"a path":         func(_ *hardwaretest.EsclDevice, id string) string { return "/eSCL/ScanJobs/" + id },
		"a slash behind": func(_ *hardwaretest.EsclDevice, id string) string { return "/eSCL/ScanJobs/" + id + "/" },
		"relative":       func(_ *hardwaretest.EsclDevice, id string) string { return "ScanJobs/" + id },
		"absolute":       func(d *hardwaretest.EsclDevice, id string) string { return d.URI() + "/ScanJobs/" + id },
		"another host":   func(_ *hardwaretest.EsclDevice, id string) string { return other.URI() + "/ScanJobs/" + id },
		"another scheme": func(_ *hardwaretest.EsclDevice, id string) string { return "ftp://printer.local/eSCL/ScanJobs/" + id },
		"with a question": func(d *hardwaretest.EsclDevice, id string) string {
			return "//printer.local:443/eSCL/ScanJobs/" + id + "?a=b"
		},
	} {
		d := hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) { m.Location = func(id string) string { return location(d, id) } })
		if _, err := driver(t, settings(d)).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil); err != nil || d.Kept() != 0 {
			t.Errorf("%s: %v, %d jobs kept", name, err, d.Kept())
		}
	}
}

// A device whose glass starts at more than a photo's width scans more; the driver cuts, and the photo lies in its place.
func TestAPhotoNarrowerThanTheDeviceScans(t *testing.T) {
	d := hardwaretest.StartEscl(t, false)
	d.With(func(m *hardwaretest.EsclManner) { m.MinWidth = 576 }) // 48.8 mm, as printers report it
	for _, area := range []hardware.ScanArea{{X: 3, Y: 3, W: 35, H: 45, DPI: 300}, {X: 180, Y: 250, W: 35, H: 45, DPI: 300}} {
		photo := sim.Photo{Person: 5, X: area.X, Y: area.Y}
		d.With(func(m *hardwaretest.EsclManner) { m.Photo = photo })
		s, err := driver(t, settings(d)).Scan(t.Context(), area, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, sum := photo.Draw(area), 0
		if s.Image.Rect != want.Rect {
			t.Fatal(s.Image.Rect, want.Rect)
		}
		for i := range want.Pix {
			sum += abs(int(want.Pix[i]) - int(s.Image.Pix[i]))
		}
		if mean := float64(sum) / float64(len(want.Pix)); mean > 6 {
			t.Errorf("%+v: %.1f shades beside the photo", area, mean)
		}
	}
}

func abs(n int) int { return max(n, -n) }

// A grey picture, and what stands in a picture beside its pixels.
func TestPicturesOfEveryKindLoseWhatStandsBeside(t *testing.T) {
	aside := append([]byte{0xff, 0xe1, 0, 34}, "Exif\x00\x00 taken by a device at a time"[:32]...)
	for name, page := range map[string]func(p []byte) []byte{
		"Exif":    func(p []byte) []byte { return append(append(bytes.Clone(p[:2]), aside...), p[2:]...) },
		"padding": func(p []byte) []byte { return append(bytes.Clone(p), make([]byte, 500)...) },
		"fill":    func(p []byte) []byte { return append([]byte{0xff, 0xd8, 0xff, 0xff, 0xff}, p[3:]...) },
		"grey": func(p []byte) []byte {
			g := image.NewGray(image.Rect(0, 0, 430, 550))
			for i := range g.Pix {
				g.Pix[i] = color.Gray{Y: uint8(i)}.Y
			}
			return hardwaretest.Picture(g, "image/jpeg")
		},
		"grey PNG": func([]byte) []byte {
			return hardwaretest.Picture(image.NewGray(image.Rect(0, 0, 430, 550)), "image/png")
		},
		"transparent PNG": func([]byte) []byte {
			return hardwaretest.Picture(image.NewNRGBA(image.Rect(0, 0, 430, 550)), "image/png")
		},
		"PNG with a text": func([]byte) []byte {
			p := hardwaretest.Picture(image.NewNRGBA(image.Rect(0, 0, 430, 550)), "image/png")
			return append(append(bytes.Clone(p[:33]), chunk("tEXt", []byte("Author\x00nobody"))...), p[33:]...)
		},
	} {
		d := hardwaretest.StartEscl(t, false)
		d.With(func(m *hardwaretest.EsclManner) { m.Page = page })
		s, err := driver(t, settings(d)).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := fmt.Sprintf("%v %+v %#v %s", s, s, s, s); strings.ContainsAny(text, "0123456789") {
			t.Errorf("%s prints itself: %.80s", name, text)
		}
	}
}

// A page that drips ends at the deadline, and the device is told to forget it although the deadline passed.
func TestAPageThatDripsBeyondTheDeadline(t *testing.T) {
	d := hardwaretest.StartEscl(t, false)
	d.With(func(m *hardwaretest.EsclManner) {
		m.Serve = func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte{0xff, 0xd8})
				w.(http.Flusher).Flush()
				time.Sleep(5 * time.Millisecond)
			}
		}
	})
	s := settings(d)
	s.Whole = 300 * time.Millisecond
	if _, err := driver(t, s).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil); !is(err, hardware.ScannerTimeout) {
		t.Error(err)
	}
	if d.Kept() != 0 {
		t.Error("the device keeps the job")
	}
}

// A device that does not forget is asked again; the clerk has the picture.
func TestADeviceThatDoesNotForget(t *testing.T) {
	d := hardwaretest.StartEscl(t, false)
	d.With(func(m *hardwaretest.EsclManner) { m.DeleteCode = http.StatusInternalServerError })
	if _, err := driver(t, settings(d)).Scan(t.Context(), hardware.ScanArea{W: 35, H: 45, DPI: 300}, nil); err != nil {
		t.Error(err)
	}
	if d.Kept() != 1 {
		t.Errorf("%d jobs kept", d.Kept())
	}
}
