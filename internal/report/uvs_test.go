package report

import (
	"encoding/binary"
	"errors"
	"testing"

	"madoguchi/assets/fonts"
)

// tinyFont is the smallest file with a format 14 subtable: 葛+U+E0100 has glyph 7, U+8FBB..U+8FBD+U+E0101 are default.
func tinyFont() []byte {
	sub := []byte{0, 14, 0, 0, 0, 49, 0, 0, 0, 2,
		0x0E, 0x01, 0x00, 0, 0, 0, 0, 0, 0, 0, 32,
		0x0E, 0x01, 0x01, 0, 0, 0, 41, 0, 0, 0, 0,
		0, 0, 0, 1, 0x00, 0x84, 0x5B, 0, 7,
		0, 0, 0, 1, 0x00, 0x8F, 0xBB, 2}
	cmap := append([]byte{0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 12}, sub...)
	font := make([]byte, 28)
	copy(font, "OTTO")
	binary.BigEndian.PutUint16(font[4:], 1)
	copy(font[12:], "cmap")
	binary.BigEndian.PutUint32(font[20:], 28)
	binary.BigEndian.PutUint32(font[24:], uint32(len(cmap)))
	return append(font, cmap...)
}

func TestVariationsOfATinyFont(t *testing.T) {
	v, err := parseVariations(tinyFont())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		base, selector rune
		kind           sequence
		glyph          uint16
	}{
		{0x845B, 0xE0100, ownSequence, 7},
		{0x845B, 0xE0101, unknownSequence, 0},
		{0x8FBA, 0xE0101, unknownSequence, 0},
		{0x8FBB, 0xE0101, defaultSequence, 0},
		{0x8FBD, 0xE0101, defaultSequence, 0},
		{0x8FBE, 0xE0101, unknownSequence, 0},
		{0x8FBB, 0xE0102, unknownSequence, 0},
	} {
		if kind, glyph := v.lookup(c.base, c.selector); kind != c.kind || glyph != c.glyph {
			t.Errorf("U+%X U+%X: %d glyph %d, want %d glyph %d", c.base, c.selector, kind, glyph, c.kind, c.glyph)
		}
	}
}

// Every cut of the file is an error or knows nothing: no offset is believed.
func TestCutFontIsRefused(t *testing.T) {
	whole := tinyFont()
	for n := range whole {
		if v, err := parseVariations(whole[:n]); !errors.Is(err, errFontDamaged) {
			t.Errorf("cut to %d bytes: %v, %v", n, v.selectors, err)
		}
	}
}

func TestTheEmbeddedFacesKnowSequences(t *testing.T) {
	for name, data := range map[string][]byte{"paper": fonts.PaperRegular, "bold": fonts.PaperBold, "Noto": fonts.Regular} {
		v, err := parseVariations(data)
		if err != nil || len(v.selectors) == 0 {
			t.Errorf("%s: %d selectors, %v", name, len(v.selectors), err)
		}
	}
}

func FuzzVariations(f *testing.F) {
	f.Add(tinyFont(), int32(0x845B), int32(0xE0100))
	f.Add([]byte("OTTO"), int32(0), int32(0))
	f.Fuzz(func(t *testing.T, font []byte, base, selector int32) {
		v, err := parseVariations(font)
		if err != nil {
			return
		}
		v.lookup(base, selector)
		for _, s := range v.selectors {
			v.lookup(base, s.selector)
		}
	})
}

// Counts that point behind the subtable are refused, whichever list they stand before.
func TestCountBeyondTheSubtableIsRefused(t *testing.T) {
	const subtable = 28 + 12
	for what, at := range map[string]int{"selectors": 6, "own glyphs": 32, "default ranges": 41} {
		font := tinyFont()
		font[subtable+at+3] += 9
		if _, err := parseVariations(font); !errors.Is(err, errFontDamaged) {
			t.Errorf("nine more of the %s: %v", what, err)
		}
	}
}
