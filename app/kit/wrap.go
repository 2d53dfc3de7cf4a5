package kit

import (
	"strings"
	"unicode"
)

// Characters that may not begin or end a line (行頭・行末禁則), after JIS X 4051.
const (
	notAtStart = "、。，．,.・：；:;？！?!゛゜ヽヾゝゞ々ー〜～)）〕］]}｝〉》」』】〙〗”’%％℃ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥▶→○×"
	notAtEnd   = "(（〔［[{｛〈《「『【〘〖“‘￥$"
)

// wrapLines breaks text into lines that measure at most width. Words of Latin letters and figures stay whole
// where they fit; a line that is too long in itself is cut rather than lost.
func wrapLines(text string, width float32, measure func(string) float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		lines = append(lines, wrapParagraph(paragraph, width, measure)...)
	}
	return lines
}

func wrapParagraph(text string, width float32, measure func(string) float32) []string {
	if width <= 0 || measure(text) <= width {
		return []string{text}
	}
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line == "" || measure(strings.TrimRight(line+piece, " ")) <= width {
			line += piece
			continue
		}
		lines = append(lines, strings.TrimRight(line, " "))
		line = strings.TrimLeft(piece, " ")
	}
	lines = append(lines, line)
	return cutLong(lines, width, measure)
}

// pieces cuts text where a line may break.
func pieces(text string) []string {
	runes := []rune(text)
	var out []string
	start := 0
	for i := 1; i < len(runes); i++ {
		if mayBreak(runes[i-1], runes[i]) {
			out = append(out, string(runes[start:i]))
			start = i
		}
	}
	return append(out, string(runes[start:]))
}

func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(notAtStart, after), strings.ContainsRune(notAtEnd, before):
		return false
	case unicode.Is(unicode.Variation_Selector, after), unicode.Is(unicode.Mn, after):
		return false
	case after == ' ':
		return false
	case before == ' ', before == '　':
		return true
	}
	return !(inWord(before) && inWord(after))
}

// inWord is true for characters that do not stand alone: Latin letters, figures and what joins them.
func inWord(r rune) bool {
	return r < 0x2000 && !unicode.IsSpace(r)
}

func cutLong(lines []string, width float32, measure func(string) float32) []string {
	var out []string
	for _, line := range lines {
		for measure(line) > width {
			runes := []rune(line)
			n := len(runes) - 1
			for n > 1 && measure(string(runes[:n])) > width {
				n--
			}
			if n < 1 {
				break
			}
			out = append(out, string(runes[:n]))
			line = string(runes[n:])
		}
		out = append(out, line)
	}
	return out
}
