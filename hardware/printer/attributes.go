package printer

import "github.com/OpenPrinting/goipp"

// texts are the values of an attribute as words; a printer may give any type to any name.
func texts(as goipp.Attributes, name string) (words []string) {
	for _, v := range values(as, name) {
		switch s := v.V.(type) {
		case goipp.String:
			words = append(words, string(s))
		case goipp.TextWithLang:
			words = append(words, s.Text)
		}
	}
	return words
}

// number is an attribute's integer or enum, and whether it is there.
func number(as goipp.Attributes, name string) (int, bool) {
	for _, v := range values(as, name) {
		if n, ok := v.V.(goipp.Integer); ok {
			return int(n), true
		}
	}
	return 0, false
}

// no tells whether an attribute is there and false.
func no(as goipp.Attributes, name string) bool {
	for _, v := range values(as, name) {
		if b, ok := v.V.(goipp.Boolean); ok {
			return !bool(b)
		}
	}
	return false
}

func values(as goipp.Attributes, name string) goipp.Values {
	for _, a := range as {
		if a.Name == name {
			return a.Values
		}
	}
	return nil
}
