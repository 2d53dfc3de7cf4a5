package stock

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"madoguchi/internal/juki"
)

// mostDocument is the longest number of a document, in characters.
const mostDocument = 40

// personal are digits that may be the number of a person: eleven (住民票コード), twelve (個人番号) and more, also in groups of four.
var personal = regexp.MustCompile(`[0-9]{11}|[0-9]{4}[-./][0-9]{4}[-./][0-9]{4}`)

// checkDocument refuses with DocumentForm what is no number of a document (根拠文書, 証明書), as "朝市民第12号", "R8-1124", "納品書12": letters
// and at least one digit, with - / . ・ ( ) between them. Movements and proofs keep it in the clear and papers print it: no name is typed
// there and no number of a person. "" is none.
func checkDocument(text string) error {
	label := juki.Label(text)
	switch {
	case strings.TrimSpace(text) == "":
		return nil
	case !utf8.ValidString(text), utf8.RuneCountInString(text) > mostDocument, !strings.ContainsAny(label, "0123456789"),
		strings.ContainsFunc(label, noDocument), personal.MatchString(label):
		return juki.Refuse(juki.DocumentForm)
	}
	return nil
}

func noDocument(r rune) bool {
	return r == unicode.ReplacementChar || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-/.・()", r)
}
