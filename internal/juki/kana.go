package juki

import "strings"

// KanaKey folds a name in kana for the search index and nothing else: hiragana and half-width kana become katakana, small
// kana large, voicing marks, spaces and the middle dot go, Latin letters become capitals. ジョウジ, じようし and ｼﾞｮｳｼﾞ
// have one key. The name itself is always stored as it came.
func KanaKey(kana string) string {
	var key strings.Builder
	for _, r := range Katakana(kana) {
		switch {
		case r == ' ' || r == '・' || r == ',' || r == '.' || r == '\'':
			continue
		case r == '-' || r == '―' || r == '—' || r == '‐':
			r = 'ー'
		}
		key.WriteRune(plainKana(r))
	}
	return strings.ToUpper(key.String())
}

// Katakana writes hiragana and half-width kana as full-width katakana, joins separate voicing marks,
// and full-width Latin as ASCII. Small kana stay small.
func Katakana(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range foldWidth(s) {
		switch {
		case r >= 'ぁ' && r <= 'ゖ':
			r += 'ァ' - 'ぁ'
		case r >= 'ｦ' && r <= 'ﾝ':
			r = halfKana[r-'ｦ']
		case r == '･':
			r = '・'
		case isVoicing(r):
			if n := len(out); n > 0 && voiced(out[n-1], r) != 0 {
				out[n-1] = voiced(out[n-1], r)
			}
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// halfKana are the full-width forms of U+FF66 to U+FF9D in their order.
var halfKana = []rune("ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン")

// isVoicing tells the voicing marks: combining, half-width and free-standing.
func isVoicing(r rune) bool { return voicingMark(r) || semivoicingMark(r) }

func voicingMark(r rune) bool     { return r == '\u3099' || r == 'ﾞ' || r == '゛' }
func semivoicingMark(r rune) bool { return r == '\u309a' || r == 'ﾟ' || r == '゜' }

// voicedPairs lists the plain and the voiced kana; semivoicedPairs those with the small circle.
const (
	voicedPairs     = "カガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴ"
	semivoicedPairs = "ハパヒピフプヘペホポ"
	smallPairs      = "アァイィウゥエェオォヤャユュヨョツッワヮカヵケヶ"
)

// voiced joins a kana with a voicing mark; 0 when they do not go together.
func voiced(r, mark rune) rune {
	if voicingMark(mark) {
		return partner(voicedPairs, r, 0)
	}
	return partner(semivoicedPairs, r, 0)
}

// plainKana is r without voicing and smallness; old kana count as their modern sound.
func plainKana(r rune) rune {
	for _, pairs := range [...]string{voicedPairs, semivoicedPairs, smallPairs} {
		if plain := partner(pairs, r, 1); plain != 0 {
			r = plain
		}
	}
	switch r {
	case 'ヰ':
		return 'イ'
	case 'ヱ':
		return 'エ'
	case 'ヲ':
		return 'オ'
	}
	return r
}

// partner finds r on one side (0 first, 1 second) of the pairs and gives the other; 0 when it is not there.
func partner(pairs string, r rune, side int) rune {
	var pair [2]rune
	i := 0
	for _, p := range pairs {
		pair[i%2] = p
		if i%2 == 1 && pair[side] == r {
			return pair[1-side]
		}
		i++
	}
	return 0
}
