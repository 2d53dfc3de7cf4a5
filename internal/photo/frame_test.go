package photo

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/hardware"
)

// Whatever is done to the frame, it lies on the scan and has the photo's proportions.
func TestTheFrameNeverLeavesTheScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := startFrame()
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			switch rapid.IntRange(0, 2).Draw(t, "act") {
			case 0:
				f = f.moved(rapid.Float64Range(-90, 90).Draw(t, "dx"), rapid.Float64Range(-90, 90).Draw(t, "dy"))
			case 1:
				f = f.zoomed(rapid.Float64Range(0.1, 9).Draw(t, "factor"))
			default:
				f = f.turned()
			}
			sw, sh := f.sheet()
			w, h := f.size()
			if f.X < 0 || f.Y < 0 || f.X+w > sw+1e-9 || f.Y+h > sh+1e-9 || math.Abs(w/h-PaperWide/PaperTall) > 1e-9 || f.Zoom < minZoom-1e-9 {
				t.Fatalf("%+v", f)
			}
		}
	})
}

// spot is a scan of one grey with a red spot at a place in millimetres.
func spot(x, y float64) *hardware.Scan {
	size := Area().Pixels()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	for i := range img.Pix {
		img.Pix[i] = 0x90
		if i%4 == 3 {
			img.Pix[i] = 0xff
		}
	}
	const per = dpi / inch
	for dy := -20; dy <= 20; dy++ {
		for dx := -20; dx <= 20; dx++ {
			img.SetNRGBA(int(x*per)+dx, int(y*per)+dy, color.NRGBA{R: 255, A: 255})
		}
	}
	return &hardware.Scan{Image: img, DPI: dpi}
}

// redAt finds the spot, as a part of width and height.
func redAt(img image.Image) (x, y float64) {
	b := img.Bounds()
	var n, sx, sy float64
	for j := b.Min.Y; j < b.Max.Y; j++ {
		for i := b.Min.X; i < b.Max.X; i++ {
			if r, g, _, _ := img.At(i, j).RGBA(); r > 0xc000 && g < 0x4000 {
				n, sx, sy = n+1, sx+float64(i)+.5, sy+float64(j)+.5
			}
		}
	}
	return sx / n / float64(b.Dx()), sy / n / float64(b.Dy())
}

// What is in the frame comes out in the JPEG and on the screens at the same place, whichever way the paper lay.
func TestWhatIsFramedIsWhatIsShownAndRegistered(t *testing.T) {
	places := []struct{ x, y float64 }{{12, 15}, {15, areaTall - 12}, {areaWide - 12, areaTall - 15}, {areaWide - 15, 12}}
	for turns, at := range map[int]struct{ x, y float64 }{0: places[0], 1: {15, areaTall - 12}, 2: places[2], 3: {areaWide - 15, 12}} {
		p := take(spot(at.x, at.y))
		for range turns {
			p.change(Frame.turned)
		}
		f := p.frame
		f.X, f.Y, f.Zoom = 2, 3, 0.9
		p.change(func(Frame) Frame { return f.kept() })
		f = p.frame
		w, h := f.size()
		wantX, wantY := (12-f.X)/w, (15-f.Y)/h
		shown := image.NewRGBA(image.Rect(0, 0, 350, 450))
		p.with(func(l *looker) { l.paintCut(shown, false) })
		jpg, wipe, err := p.encode()
		if err != nil {
			t.Fatal(err)
		}
		registered, err := jpeg.Decode(bytes.NewReader(jpg))
		if err != nil || registered.Bounds().Size() != cutSize() {
			t.Fatalf("%v %v", err, registered.Bounds())
		}
		if bytes.Contains(jpg, []byte("Exif")) || bytes.Contains(jpg, []byte("JFIF")) {
			t.Error("the JPEG carries metadata")
		}
		for name, img := range map[string]image.Image{"shown": shown, "registered": registered} {
			if x, y := redAt(img); math.Abs(x-wantX) > .01 || math.Abs(y-wantY) > .01 {
				t.Errorf("turned %d, %s: the spot is at %.3f %.3f, want %.3f %.3f", turns, name, x, y, wantX, wantY)
			}
		}
		wipe()
		p.wipe()
		if p.with(func(*looker) { t.Error("a wiped picture is lent") }) {
			t.Error("a wiped picture is there")
		}
		if _, _, err := p.encode(); err == nil {
			t.Error("a wiped picture is registered")
		}
	}
}

// The driver's own copy is wiped when the picture is taken.
func TestTheScanItselfIsWipedWhenItIsTaken(t *testing.T) {
	s := spot(20, 20)
	pixels := s.Image.Pix
	p := take(s)
	defer p.wipe()
	if s.Image != nil || !bytes.Equal(pixels, make([]byte, len(pixels))) {
		t.Error("the driver's pixels are still there")
	}
}

// face is a smooth likeness with features of a given sharpness, in millimetres of blur, and brightness.
func face(blur float64, gain, lift float64) *hardware.Scan {
	size := Area().Pixels()
	img := image.NewNRGBA(image.Rectangle{Max: size})
	soft := func(d float64) float64 { return 1 / (1 + math.Exp(-d/blur)) } // 0 outside, 1 inside
	for y := range size.Y {
		for x := range size.X {
			mx, my := float64(x)*inch/dpi-(areaWide-PaperWide)/2, float64(y)*inch/dpi-(areaTall-PaperTall)/2
			v := 225.0
			head := soft((1 - math.Hypot((mx-17.5)/12, (my-21)/16.5)) * 12)
			v += (178 - v) * head
			for _, e := range [][4]float64{{12.5, 19, 2.2, .8}, {22.5, 19, 2.2, .8}, {17.5, 30, 4, .6}, {17.5, 24.5, 1.5, .5}, {12.5, 16, 3, .4}, {22.5, 16, 3, .4}, {17.5, 8, 11, 3.5}} {
				v += (50 - v) * soft((1-math.Hypot((mx-e[0])/e[2], (my-e[1])/e[3]))*e[3])
			}
			g := uint8(min(max(v*gain+lift, 0), 255))
			img.SetNRGBA(x, y, color.NRGBA{g, g, g, 255})
		}
	}
	return &hardware.Scan{Image: img, DPI: dpi}
}

func TestWarningsTellWhatIsWrongAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct {
		scan *hardware.Scan
		want Warnings
	}{
		"good":    {face(.04, 1, 0), Warnings{}},
		"unsharp": {face(.8, 1, 0), Warnings{Unsharp: true}},
		"dark":    {face(.04, .25, 0), Warnings{Dark: true}},
		"bright":  {face(.04, 1, 90), Warnings{Bright: true}},
	} {
		p := take(c.scan)
		p.with(func(l *looker) {
			got := l.warnings()
			got.Unsharp = got.Unsharp && !c.want.Dark && !c.want.Bright // too little light leaves no edges either
			if got != c.want {
				t.Errorf("%s: %+v", name, got)
			}
		})
		p.wipe()
	}
}
