package scanner

import (
	"bytes"
	"errors"
	"image"
	"io"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

// small is a frame of 40 x 50 pixels in a picture of at most 80 x 90.
func small() frame {
	return frame{crop: image.Rect(5, 5, 45, 55), most: image.Pt(80, 90)}
}

// checked wants a picture of the asked size, or the one fault for it.
func checked(t *testing.T, img *image.NRGBA, err error) {
	t.Helper()
	if err == nil && img.Rect.Size() != (image.Point{X: 40, Y: 50}) || err != nil && (img != nil || !errors.Is(err, hardware.ScannerNonsense)) {
		t.Errorf("%v, %v", img != nil, err)
	}
}

func FuzzPicture(f *testing.F) {
	img := image.NewNRGBA(image.Rect(0, 0, 50, 60))
	for i := range img.Pix {
		img.Pix[i] = byte(i * i)
	}
	for _, format := range []string{"image/jpeg", "image/png"} {
		p := hardwaretest.Picture(img, format)
		f.Add(p)
		f.Add(p[:len(p)/2])
		f.Add(append(bytes.Clone(p[:len(p)/2]), 0xff, 0xd9))
	}
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02\xff\xd9"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p := &page{ctx: t.Context(), body: bytes.NewReader(data), left: small().maxBytes(), whole: -1}
		img, err := p.picture(small())
		checked(t, img, err)
	})
}

func FuzzPNM(f *testing.F) {
	f.Add([]byte("P6\n# SANE data follows\n50 60\n255\n" + string(make([]byte, 9000))))
	f.Add([]byte("P5 50 60 255 " + string(make([]byte, 3000))))
	for _, s := range []string{"", "P6", "P6\n#", "P6 -1 60 255 ", "P6 99999999999 60 255 ", "P6 50 60 65535 ", "P7 50 60 255 ", "P6 50 0 255 ", "P6\n1048575 1048575\n255\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		img, err := readPNM(bytes.NewReader(data), small(), nil)
		checked(t, img, err)
	})
}

func FuzzCapabilities(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="Shift_JIS"?><s:ScannerCapabilities xmlns:s="x"><s:Version>2.6&lt;</s:Version><s:UUID> URN:uuid:A </s:UUID><s:Platen><s:PlatenInputCaps><s:MaxWidth>2550</s:MaxWidth><s:MaxHeight>3508</s:MaxHeight></s:PlatenInputCaps></s:Platen></s:ScannerCapabilities>`))
	f.Add([]byte(`<ScannerCapabilities><Platen><PlatenInputCaps><MaxWidth>-9223372036854775808</MaxWidth></PlatenInputCaps></Platen></ScannerCapabilities>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><ScannerCapabilities><UUID>&b;</UUID></ScannerCapabilities>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c capabilities
		if err := parse(data, "ScannerCapabilities", &c); err != nil {
			if !errors.Is(err, hardware.ScannerNonsense) {
				t.Error(err)
			}
			return
		}
		if c.Platen == nil || c.Platen.MaxWidth < 1 || c.Platen.MaxHeight < 1 {
			return
		}
		area := hardware.ScanArea{X: 3, Y: 3, W: 35, H: 45, DPI: 600}
		x, err1 := along(area.X, area.W, c.Platen.MinWidth, c.Platen.MaxWidth)
		y, err2 := along(area.Y, area.H, c.Platen.MinHeight, c.Platen.MaxHeight)
		if err1 != nil || err2 != nil || c.Platen.can(600) != nil {
			return
		}
		if x.start < 0 || y.start < 0 || x.start+x.size > c.Platen.MaxWidth || y.start+y.size > c.Platen.MaxHeight {
			t.Errorf("%+v, %+v are not on the glass of %+v", x, y, c.Platen)
		}
		if fr := framed(area, x, y); fr.judge(fr.crop.Max.X, fr.crop.Max.Y) != nil || fr.maxBytes() < 1 {
			t.Errorf("%+v holds not what was asked", fr)
		}
		var asked struct{}
		if err := parse([]byte(c.settings(x, y, 600)), "ScanSettings", &asked); err != nil {
			t.Error("the settings are no XML: ", c.Version)
		}
	})
}

func FuzzStatus(f *testing.F) {
	f.Add([]byte(`<ScannerStatus><State>Stopped</State><AdfState>ScannerAdfJam</AdfState></ScannerStatus>`))
	f.Add([]byte(`<ScannerStatus><State>Idle</State></ScannerStatus><more/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s status
		if err := parse(data, "ScannerStatus", &s); err == nil && s.fault() == "" && !bytes.Contains(data, []byte("Idle")) {
			t.Error("ready without a word")
		}
	})
}

// benchArea is a photo on a glass, at the resolution the counter scans it with.
var benchArea = hardware.ScanArea{X: 3, Y: 3, W: 35, H: 45, DPI: 600}

// BenchmarkPage is what the counter adds to the scanner's own time: reading, decoding and cutting a photo at 600 dpi.
func BenchmarkPage(b *testing.B) {
	x, _ := along(benchArea.X, benchArea.W, 576, 2550)
	y, _ := along(benchArea.Y, benchArea.H, 576, 3508)
	f := framed(benchArea, x, y)
	img := sim.Photo{Person: 1, X: 3, Y: 3}.Draw(hardware.ScanArea{W: 48.768, H: 48.768, DPI: 600})
	pnm := []byte("P6\n1152 1152\n255\n")
	pnm = append(pnm, make([]byte, 1152*1152*3)...)
	for name, data := range map[string][]byte{"JPEG": hardwaretest.Picture(img, "image/jpeg"), "PNG": hardwaretest.Picture(img, "image/png"), "PNM": pnm} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var err error
				if name == "PNM" {
					_, err = readPNM(bytes.NewReader(data), f, nil)
				} else {
					p := &page{ctx: b.Context(), body: io.Reader(bytes.NewReader(data)), left: f.maxBytes(), whole: int64(len(data))}
					_, err = p.picture(f)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
