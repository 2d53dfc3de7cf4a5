package report

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// glyph is one sign as it will stand on the paper, and the characters it stands for.
type glyph struct {
	text  string // the characters as they came; text extraction gives exactly these
	kind  glyphKind
	plain rune            // typed: the character handed to gofpdf
	face  *typeface       // outlined, substituted
	id    sfnt.GlyphIndex // outlined, substituted
	width float64         // in ems, marks included
}

type glyphKind int

const (
	typed       glyphKind = iota // in the embedded face: ordinary PDF text
	outlined                     // drawn as a filled outline
	substituted                  // variation unknown: the base glyph with a visible mark, never in silence
	missing                      // no face has it: 〓 and the code point
)

const (
	getaMark       = '〓'
	substituteMark = '※'
	markScale      = 0.5  // size of the mark behind a substituted glyph
	codeScale      = 0.55 // size of the code point behind 〓
)

// code is the code point shown behind 〓: "U+2EBF0"; a sequence shows each of its characters.
func (g glyph) code() string {
	var codes []string
	for _, r := range g.text {
		codes = append(codes, fmt.Sprintf("U+%04X", r))
	}
	return strings.Join(codes, " ")
}

// glyphsOf splits text into signs and finds for each how it can be shown. Nothing is normalised and nothing is dropped:
// the texts of the glyphs joined are the text. Line breaks must have been taken out before.
func (l *library) glyphsOf(text string, bold bool) []glyph {
	face := l.regular
	if bold {
		face = l.bold
	}
	runes := []rune(text) // invalid UTF-8 becomes U+FFFD, which is shown
	glyphs := make([]glyph, 0, len(runes))
	for i := 0; i < len(runes); {
		n := 1
		for i+n < len(runes) && joinsLeft(runes[i+n]) {
			n++
		}
		glyphs = append(glyphs, l.resolve(runes[i:i+n], face)...)
		i += n
	}
	return glyphs
}

// joinsLeft tells whether r only changes the character before it.
func joinsLeft(r rune) bool { return isSelector(r) || isVoicing(r) }

// isSelector: VS1–VS16 and VS17–VS256 (IVS).
func isSelector(r rune) bool { return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF }

// isVoicing: the combining 濁点 and 半濁点 of decomposed kana.
func isVoicing(r rune) bool { return r == 0x3099 || r == 0x309A }

// resolve finds the glyphs of a base character with whatever joins it.
func (l *library) resolve(cluster []rune, face *typeface) []glyph {
	if len(cluster) == 1 {
		return []glyph{l.single(cluster[0], face)}
	}
	base, joined := cluster[0], cluster[1:]
	if len(joined) == 1 && isVoicing(joined[0]) {
		if g, ok := l.voiced(base, joined[0], face); ok {
			return []glyph{g}
		}
	}
	if len(joined) == 1 && isSelector(joined[0]) {
		return []glyph{l.variation(base, joined[0], face)}
	}
	// Something no orthography has, such as two selectors: every part is shown on its own.
	var all []glyph
	for _, r := range cluster {
		all = append(all, l.single(r, face))
	}
	return all
}

// single finds the glyph of one character.
func (l *library) single(r rune, face *typeface) glyph {
	text := string(r)
	if unicode.IsControl(r) || isSelector(r) || unicode.Is(unicode.Cf, r) {
		return missingGlyph(text) // invisible characters are made visible: they can hide or turn text around
	}
	if id, ok := face.glyph(r); ok {
		if r < 0x10000 { // gofpdf v1.16.2 panics on anything above
			return glyph{text: text, kind: typed, plain: r, width: face.advance(id)}
		}
		return glyph{text: text, kind: outlined, face: face, id: id, width: face.advance(id)}
	}
	if id, ok := l.rare.glyph(r); ok {
		return glyph{text: text, kind: outlined, face: l.rare, id: id, width: l.rare.advance(id)}
	}
	return missingGlyph(text)
}

// variation finds the glyph of a sequence: the paper's face first, then Noto, then the base glyph with a mark.
func (l *library) variation(base, selector rune, face *typeface) glyph {
	text := string([]rune{base, selector})
	faces := []*typeface{face, l.rare}
	for _, f := range faces {
		if id, ok := f.variant(base, selector); ok {
			return glyph{text: text, kind: outlined, face: f, id: id, width: f.advance(id)}
		}
	}
	if unicode.IsControl(base) || isSelector(base) {
		return missingGlyph(text)
	}
	for _, f := range faces {
		if id, ok := f.glyph(base); ok {
			return glyph{text: text, kind: substituted, face: f, id: id, width: f.advance(id) + markScale}
		}
	}
	return missingGlyph(text)
}

// voiced shows decomposed kana (か + U+3099) with the glyph of the composed one; the text stays decomposed.
func (l *library) voiced(base, mark rune, face *typeface) (glyph, bool) {
	text := string([]rune{base, mark})
	composed := []rune(norm.NFC.String(text))
	if len(composed) != 1 {
		return glyph{}, false
	}
	id, ok := face.glyph(composed[0])
	if !ok {
		return glyph{}, false
	}
	return glyph{text: text, kind: outlined, face: face, id: id, width: face.advance(id)}, true
}

func missingGlyph(text string) glyph {
	g := glyph{text: text, kind: missing}
	g.width = 1 + codeScale*0.5*float64(len(g.code())) // figures and capitals are half an em wide
	return g
}

// widthOf sums the widths in ems.
func widthOf(glyphs []glyph) float64 {
	var sum float64
	for _, g := range glyphs {
		sum += g.width
	}
	return sum
}
