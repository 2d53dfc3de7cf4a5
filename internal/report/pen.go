package report

import "strings"

// pen writes glyphs on a canvas and decides how each kind is shown. It hands over as text nothing but characters of the
// Basic Multilingual Plane that the embedded face has.
type pen struct{ canvas }

// write draws glyphs from x along the baseline y. Runs of ordinary characters go out as one text.
func (n *pen) write(x, y float64, s style, glyphs []glyph) error {
	n.use(s)
	var run strings.Builder
	start, at := x, x
	flush := func() error {
		defer run.Reset()
		if run.Len() == 0 {
			return nil
		}
		return n.text(start, y, run.String())
	}
	for _, g := range glyphs {
		if g.kind == typed {
			if run.Len() == 0 {
				start = at
			}
			run.WriteRune(g.plain)
		} else {
			if err := flush(); err != nil {
				return err
			}
			if err := n.special(at, y, s, g); err != nil {
				return err
			}
		}
		at += g.width * s.em()
	}
	return flush()
}

// special draws a glyph that the embedded face cannot type.
func (n *pen) special(x, y float64, s style, g glyph) error {
	return n.instead(x, y, g, func() error {
		if g.kind == missing {
			return n.geta(x, y, s, g)
		}
		if err := n.glyph(x, y, s.em(), g.face, g.id); err != nil {
			return err
		}
		if g.kind != substituted {
			return nil
		}
		width := (g.width - markScale) * s.em()
		n.dottedLine(x, y+0.16*s.em(), width, s)
		return n.small(x+width, y-0.42*s.em(), s, markScale, string(substituteMark))
	})
}

// geta draws 〓 and the code point behind it.
func (n *pen) geta(x, y float64, s style, g glyph) error {
	if err := n.small(x, y, s, 1, string(getaMark)); err != nil {
		return err
	}
	return n.small(x+s.em(), y, s, codeScale, g.code())
}

// small draws marks as outlines: as text they would be extracted beside the characters they stand for.
func (n *pen) small(x, y float64, s style, scale float64, text string) error {
	l, err := openLibrary()
	if err != nil {
		return err
	}
	s.points *= scale
	for _, r := range text {
		id, _ := l.regular.glyph(r)
		if err := n.glyph(x, y, s.em(), l.regular, id); err != nil {
			return err
		}
		x += l.regular.advance(id) * s.em()
	}
	return nil
}

// dottedLine underlines a substituted glyph.
func (n *pen) dottedLine(x, y, width float64, s style) {
	n.line(x, y, x+width, y, 0.25, 0.3, s.ink)
}

// slanted draws text across the middle of the page, under everything else.
func (n *pen) slanted(s style, glyphs []glyph, degrees float64) error {
	const x, y = pageWidth / 2, pageHeight / 2
	return n.turned(degrees, x, y, func() error {
		return n.write(x-widthOf(glyphs)*s.em()/2, y+0.38*s.em(), s, glyphs)
	})
}
