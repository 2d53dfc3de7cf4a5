package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func linesOf(t testing.TB, text string, ems float64) []string {
	t.Helper()
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, line := range l.wrap(text, ems, false) {
		lines = append(lines, textOf(line))
	}
	return lines
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		what, text string
		ems        float64
		want       []string
	}{
		{"fits", "本日", 2, []string{"本日"}},
		{"。 never begins a line", "本日終了。次", 4, []string{"本日終", "了。次"}},
		{"「 never ends a line", "棚は「窓口」", 3, []string{"棚は", "「窓", "口」"}},
		{"small kana stay", "あいうっか", 3, []string{"あい", "うっか"}},
		{"a case number stays whole", "記録R08-000123と", 5, []string{"記録", "R08-000123", "と"}},
		{"a word longer than the line is cut", "ABCDEFGH", 2, []string{"ABCD", "EFGH"}},
		{"a sign wider than the line still goes out", "本日", 0.3, []string{"本", "日"}},
		{"line breaks of the text", "一\n\n二", 9, []string{"一", "", "二"}},
		{"a variant stays whole", "見葛\U000E0100城", 2, []string{"見葛\U000E0100", "城"}},
		{"nothing", "", 5, []string{""}},
	} {
		if got := linesOf(t, c.text, c.ems); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

var wrapAlphabet = []rune("本日窓口、。「」っーA1-. 葛\U000E0100\U000E01EF𠮷\U0002EBF0か\u3099(%\n")

func TestWrappingLosesNothingAndStaysInTheColumn(t *testing.T) {
	l, err := openLibrary()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom(wrapAlphabet), 0, 200, -1).Draw(t, "text")
		ems := rapid.Float64Range(0.5, 40).Draw(t, "ems")
		var joined strings.Builder
		for _, line := range l.wrap(text, ems, false) {
			joined.WriteString(textOf(line))
			if len(line) > 1 && widthOf(line) > ems+1e-6 {
				t.Fatalf("line %q is %v em wide in a column of %v", textOf(line), widthOf(line), ems)
			}
		}
		if want := strings.ReplaceAll(text, "\n", ""); joined.String() != want {
			t.Fatalf("wrapped %q, came out as %q", want, joined.String())
		}
	})
}

// A note longer than a page goes on over the next, and every character of it is on the paper.
func TestNoteLongerThanAPageIsWholeOnPaper(t *testing.T) {
	s := fortyPlaces()
	s.Rows[3].Note = strings.Repeat("調査経過を「時刻」とともに記す。", 150)
	s.Rows[3].Counted--
	s.Rows[3].Difference = -1
	var b bytes.Buffer
	if err := DaySheet(&b, s, Options{}); err != nil {
		t.Fatal(err)
	}
	text := streamText(t, b.Bytes())
	const piece = "調査経過を「時刻」とともに記す。"
	for _, r := range "査「録"[:6] { // two characters that stand in every piece and, but for these, nowhere on the sheet
		if got := strings.Count(text, string(r)); got < 150 {
			t.Errorf("%c stands %d times on paper, the note has it 150 times", r, got)
		}
	}
	whole := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	if got := strings.Count(whole, piece); got < 140 { // page heads stand between some
		t.Errorf("%d pieces in a row, want about 150", got)
	}
	if !strings.Contains(text, "個人番号カード(続き)") {
		t.Error("the table goes on without saying so")
	}
}
