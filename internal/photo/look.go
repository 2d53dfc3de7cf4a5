package photo

import "math"

// Warning is what the picture looks like to a machine that knows nothing of faces. A warning never stops anybody: the people at the counter
// decide.
type Warning string

// The warnings.
const (
	TooDark   Warning = "dark"
	TooBright Warning = "bright"
	Unsharp   Warning = "unsharp"
)

// Warnings are those of a picture, in the order of the constants.
type Warnings struct{ Dark, Bright, Unsharp bool }

// List gives them as names.
func (w Warnings) List() []Warning {
	var all []Warning
	for _, one := range []struct {
		on   bool
		name Warning
	}{{w.Dark, TooDark}, {w.Bright, TooBright}, {w.Unsharp, Unsharp}} {
		if one.on {
			all = append(all, one.name)
		}
	}
	return all
}

// Thresholds, of brightness 0 to 255. Looked at is the head's outline alone: the background is white by rule and says nothing of the exposure.
const (
	darkMean   = 55   // below this a face has no features left on the card's small print
	brightMean = 215  // above this the skin has lost its shades
	clipped    = 0.20 // so much of the face at the end of the scale is lost whatever the mean; hair and collar may be black
	clipLow    = 8
	clipHigh   = 250
	// sharpLeast is the variance of the Laplacian of the brightness at 300 dpi. The drawn likenesses of the tests have more while their edges
	// are under a quarter of a millimetre wide, and less when they are wider: then eyelids run together. Prints with a coarse grain are told
	// sharp too late rather than unsharp too early.
	sharpLeast = 12
)

// grid is the step of the look in millimetres: 300 dpi.
const grid = inch / 300

// warnings looks at the head's outline of the framed picture.
func (l *looker) warnings() Warnings {
	ru, rv := headWide/2, headTall/2
	var n, low, high, sum, lapN, lapSum, lapSquares float64
	for v := headTop; v < headTop+headTall; v += grid {
		for u := PaperWide/2 - ru; u < PaperWide/2+ru; u += grid {
			if math.Hypot((u-PaperWide/2)/ru, (v-headTop-rv)/rv) > 1 {
				continue
			}
			y := l.luma(u, v)
			n++
			sum += y
			if y <= clipLow {
				low++
			}
			if y >= clipHigh {
				high++
			}
			lap := l.luma(u-grid, v) + l.luma(u+grid, v) + l.luma(u, v-grid) + l.luma(u, v+grid) - 4*y
			lapN++
			lapSum += lap
			lapSquares += lap * lap
		}
	}
	mean, lapMean := sum/n, lapSum/lapN
	return Warnings{Dark: mean < darkMean || low/n > 2*clipped, Bright: mean > brightMean || high/n > clipped, Unsharp: lapSquares/lapN-lapMean*lapMean < sharpLeast}
}

// luma is the brightness at a place of the photo in millimetres.
func (l *looker) luma(u, v float64) float64 {
	r, g, b := l.at(l.frame.X+u*l.frame.Zoom, l.frame.Y+v*l.frame.Zoom)
	return 0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)
}
