package kit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// broad measures kana and kanji as 2, everything else as 1.
func broad(s string) float32 {
	n := float32(0)
	for _, r := range s {
		switch {
		case invisible(r):
		case r >= 0x2e80:
			n += 2
		default:
			n++
		}
	}
	return n
}

func TestLinesBreakAsInPrint(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      float32
		want       []string
	}{
		{"a text that fits stays whole", "受付", 10, []string{"受付"}},
		{"no line begins with a full stop", "あいうえお。", 10, []string{"あいうえ", "お。"}},
		{"no line ends with an opening bracket", "あいう「えお」", 8, []string{"あいう", "「えお」"}},
		{"no line begins with a small kana", "あいうきょか", 8, []string{"あいう", "きょか"}},
		{"words of Latin letters stay whole", "番号 A1B-234567 です", 12, []string{"番号", "A1B-234567", "です"}},
		{"a word that is too long is cut, not lost", "ABCDEFGHIJ", 4, []string{"ABCD", "EFGH", "IJ"}},
		{"a variation selector stays with its kanji", "葛\U000E0100城市", 4, []string{"葛\U000E0100城", "市"}},
		{"line ends are kept", "一\n二", 10, []string{"一", "二"}},
		{"an empty text is one line", "", 10, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wrapLines(c.text, c.width, broad); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWrappingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("あいう葛\U000E0100城𠮷。、「」ABC 123-（）")), 0, 60, -1).Draw(t, "text")
		width := float32(rapid.IntRange(1, 30).Draw(t, "width"))
		lines := wrapLines(text, width, broad)
		if got, want := noSpaces(strings.Join(lines, "")), noSpaces(text); got != want {
			t.Fatalf("%q became %q", want, got)
		}
		for _, line := range lines {
			if broad(line) > width && utf8.RuneCountInString(line) > 2 {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}

func noSpaces(s string) string { return strings.ReplaceAll(s, " ", "") }
