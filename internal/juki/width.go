package juki

import "strings"

// foldWidth turns full-width ASCII, the full-width space and the many hyphens of Japanese keyboards into
// plain ASCII. It is for codes and dates typed or scanned, never for names.
func foldWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		case r == '\u3000' || r == '\u00a0':
			return ' '
		case r == '\u2010' || r == '\u2011' || r == '\u2012' || r == '\u2013' || r == '\u2212':
			return '-'
		}
		return r
	}, s)
}

// canonical is how a typed or scanned identifier is compared: width folded, no outer space, capital letters.
func canonical(s string) string { return strings.ToUpper(strings.TrimSpace(foldWidth(s))) }

// Label is a scanned or typed label (a shelf, a form) as it is compared: width folded, capital letters,
// the key beside 0 taken as a hyphen while kana is on.
func Label(s string) string { return strings.ReplaceAll(canonical(s), "ー", "-") }
