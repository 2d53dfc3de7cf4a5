package kit

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"

	"madoguchi/assets/fonts"
)

// face tells which characters an embedded face has.
type face struct {
	once sync.Once
	data []byte
	mu   sync.Mutex
	font *sfnt.Font
	buf  sfnt.Buffer
}

var (
	regularFace = &face{data: fonts.Regular}
	boldFace    = &face{data: fonts.Bold}
)

func (f *face) has(r rune) bool {
	f.once.Do(func() {
		parsed, err := sfnt.Parse(f.data)
		if err != nil {
			panic("kit: an embedded font does not parse: " + err.Error())
		}
		f.font = parsed
	})
	f.mu.Lock()
	defer f.mu.Unlock()
	index, err := f.font.GlyphIndex(&f.buf, r)
	return err == nil && index != 0
}

func (f *face) hasAll(s string) bool {
	for _, r := range s {
		if r >= 0x7f && !invisible(r) && !f.has(r) {
			return false
		}
	}
	return true
}

func invisible(r rune) bool {
	return unicode.Is(unicode.Variation_Selector, r) || unicode.IsControl(r) || r == '\u200d'
}

// Readable replaces each character that the typeface has not by 〓 with its code point, so that
// nothing is replaced in silence: a clerk sees that a character of a name is missing here.
func Readable(s string) string {
	if regularFace.hasAll(s) {
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if r < 0x7f || invisible(r) || regularFace.has(r) {
			out.WriteRune(r)
			continue
		}
		fmt.Fprintf(&out, "〓(U+%04X)", r)
	}
	return out.String()
}
