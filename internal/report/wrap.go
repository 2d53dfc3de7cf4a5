package report

import "strings"

// The characters that 禁則処理 (JIS X 4051) keeps from the start or the end of a line.
const (
	neverFirst = "、。，．・：；？！ー－」』）】〉》〕］｝〟’”ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ々〻ゝゞヽヾ〜～‐゠–…‥)]},.:;!?%°′″℃"
	neverLast  = "「『（【〈《〔［｛〝‘“([{¥￥$＄№#＃〒"
)

// wrap breaks text into lines no wider than ems. It keeps 禁則 and the words and figures of Latin script together
// where the line is long enough for that, and loses nothing: the lines of a paragraph joined are the paragraph.
func (l *library) wrap(text string, ems float64, bold bool) [][]glyph {
	var lines [][]glyph
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		rest := l.glyphsOf(paragraph, bold)
		for {
			n := lineLength(rest, ems)
			lines = append(lines, rest[:n:n])
			rest = rest[n:]
			if len(rest) == 0 {
				break
			}
		}
	}
	return lines
}

// lineLength is how many of the glyphs go on a line of the given width: at least one, where there is one.
func lineLength(glyphs []glyph, ems float64) int {
	const tolerance = 1e-9 // sums of widths
	fit, width := 0, 0.0
	for fit < len(glyphs) && width+glyphs[fit].width <= ems+tolerance {
		width += glyphs[fit].width
		fit++
	}
	if fit == len(glyphs) {
		return fit
	}
	if fit == 0 {
		return 1
	}
	for n := fit; n > 0; n-- {
		if mayBreak(glyphs[n-1], glyphs[n]) {
			return n
		}
	}
	return fit // a word longer than the line
}

// mayBreak tells whether a line may end between two glyphs.
func mayBreak(before, after glyph) bool {
	if strings.Contains(neverFirst, after.text) || strings.Contains(neverLast, before.text) {
		return false
	}
	return !(isWordPart(before) && isWordPart(after))
}

// isWordPart: letters, figures and what stands inside codes such as R08-000123.
func isWordPart(g glyph) bool {
	if len(g.text) != 1 {
		return false
	}
	c := g.text[0]
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("-_/+=.,", c) >= 0
}
