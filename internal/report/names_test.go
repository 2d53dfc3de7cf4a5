package report

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"madoguchi/internal/juki"
)

// The paper's text must be the names to the last code point: 葛󠄀 is not 葛. Lines are broken where they must be.
func TestNamesAreExtractedExactly(t *testing.T) {
	close := strings.NewReplacer(" ", "", "\n", "", "\f", "")
	paper := close.Replace(streamText(t, pdfOf(t, "sheet-names")))
	for i, name := range rareNames {
		if want := close.Replace(name) + fmt.Sprintf("(S%03d)", 100+i); !strings.Contains(paper, want) {
			t.Errorf("%+q is not on the paper as it came", name)
		}
	}
}

func TestHowRareCharactersAreShown(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, text string
		kind       glyphKind
		face       *typeface
	}{
		{"ordinary kanji", "本", typed, nil},
		{"髙 of the vendor's extension", "髙", typed, nil},
		{"supplementary kanji of the paper's face", "𠮟", outlined, l.regular},
		{"supplementary kanji of Noto", "𠮷", outlined, l.rare},
		{"variant of the paper's face", "葛\U000E0100", outlined, l.regular},
		{"variant of Noto", "邉\U000E0108", outlined, l.rare},
		{"variant that is the default", "葛\U000E0101", outlined, l.regular},
		{"variant no face knows", "葛\U000E01EF", substituted, l.regular},
		{"Moji_Joho variant", "邊\U000E010F", substituted, l.regular},
		{"kanji no face has", "\U0002EBF0", missing, nil},
		{"kanji no face has with selector", "\U0002EBF0\U000E0100", missing, nil},
		{"selector without a kanji", "\U000E0100", missing, nil},
		{"decomposed kana", "か\u3099", outlined, l.regular},
		{"line turned around (RLO)", "\u202E", missing, nil},
		{"zero width joiner", "\u200D", missing, nil},
		{"soft hyphen", "\u00AD", missing, nil},
		{"byte order mark", "\uFEFF", missing, nil},
		{"tab", "\t", missing, nil},
		{"emoji", "😀", missing, nil},
		{"invalid UTF-8", "\xff", missing, nil},
	} {
		glyphs := l.glyphsOf(c.text, false)
		if len(glyphs) != 1 {
			t.Errorf("%s: %d glyphs", c.what, len(glyphs))
			continue
		}
		g := glyphs[0]
		if g.kind != c.kind || c.kind == outlined && g.face != c.face {
			t.Errorf("%s: %+v", c.what, g)
		}
	}
}

// A variant must not look like its base: the sequences' own glyphs are really used.
func TestVariantsHaveTheirOwnShapes(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{"葛\U000E0100", "葛\U000E0101"}, {"辻\U000E0100", "辻\U000E0101"}, {"邉\U000E0108", "邉\U000E0109"}} {
		a, b := l.glyphsOf(pair[0], false)[0], l.glyphsOf(pair[1], false)[0]
		if a.face == b.face && a.id == b.id {
			t.Errorf("%+q and %+q have one glyph", pair[0], pair[1])
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, name := range rareNames {
		f.Add(name)
	}
	f.Add("\x00\xff\U0010FFFF\U000E0100\U000E0100か\u3099\u3099\u202E(\\){nb}")
	f.Fuzz(func(t *testing.T, name string) {
		if len(name) > 2000 {
			return
		}
		sheet := plainSheet()
		sheet.CountedBy, sheet.CountedNames = []juki.OperatorID{"S001"}, []string{name}
		var b bytes.Buffer
		if err := DaySheet(&b, sheet, Options{}); err != nil {
			t.Fatalf("%+q: %v", name, err)
		}
		l, _ := openLibrary()
		if got := textOf(l.glyphsOf(name, false)); got != strings.ToValidUTF8(name, "\uFFFD") && utf8.ValidString(name) {
			t.Fatalf("%+q became %+q", name, got)
		}
	})
}
