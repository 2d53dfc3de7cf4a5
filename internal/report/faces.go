package report

import (
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"madoguchi/assets/fonts"
)

// typeface is one font file opened for measuring and for its outlines.
type typeface struct {
	font      *sfnt.Font
	sequences variations
	perEm     fixed.Int26_6 // ppem at which one font unit is one pixel
}

// library is the typefaces of the paper. BIZ UDGothic is embedded in the PDF; Noto Sans CJK JP only lends outlines.
type library struct {
	regular, bold, rare *typeface
}

// openLibrary opens the embedded faces once; they are read only afterwards.
var openLibrary = sync.OnceValues(func() (*library, error) {
	var l library
	for _, f := range []struct {
		name string
		into **typeface
		data []byte
	}{
		{"BIZ UDGothic", &l.regular, fonts.PaperRegular},
		{"BIZ UDGothic Bold", &l.bold, fonts.PaperBold},
		{"Noto Sans CJK JP", &l.rare, fonts.Regular},
	} {
		face, err := openTypeface(f.data)
		if err != nil {
			return nil, fmt.Errorf("open the typeface %s: %w", f.name, err)
		}
		*f.into = face
	}
	return &l, nil
})

func openTypeface(data []byte) (*typeface, error) {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	sequences, err := parseVariations(data)
	if err != nil {
		return nil, err
	}
	return &typeface{font: parsed, sequences: sequences, perEm: fixed.I(int(parsed.UnitsPerEm()))}, nil
}

// glyph looks a character up; ok is false when the face has none.
func (t *typeface) glyph(r rune) (id sfnt.GlyphIndex, ok bool) {
	id, err := t.font.GlyphIndex(nil, r)
	return id, err == nil && id != 0
}

// variant looks up a base character with a variation selector.
func (t *typeface) variant(base, selector rune) (id sfnt.GlyphIndex, ok bool) {
	switch kind, own := t.sequences.lookup(base, selector); kind {
	case ownSequence:
		return sfnt.GlyphIndex(own), true
	case defaultSequence:
		return t.glyph(base)
	}
	return 0, false
}

// advance is a glyph's width in ems.
func (t *typeface) advance(id sfnt.GlyphIndex) float64 {
	width, err := t.font.GlyphAdvance(nil, id, t.perEm, font.HintingNone)
	if err != nil {
		return 1
	}
	return float64(width) / float64(t.perEm)
}

// outline gives a glyph's contours at perEm, y downwards from the baseline. With a buffer they last until its next use.
func (t *typeface) outline(buffer *sfnt.Buffer, id sfnt.GlyphIndex) (sfnt.Segments, error) {
	segments, err := t.font.LoadGlyph(buffer, id, t.perEm, nil)
	if err != nil {
		return nil, fmt.Errorf("read the outline of glyph %d: %w", id, err)
	}
	return segments, nil
}
