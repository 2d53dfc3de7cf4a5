package juki_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
)

func TestTheCheckDigitOfAMyNumber(t *testing.T) {
	for text, want := range map[string]juki.Code{
		"123456789018": "", "983205673214": "", "１２３４５６７８９０１８": "", // worked out by hand from the ordinance; another's example; typed wide
		"000000000000": "", // remainder 0: the digit is 0, not 1
		"000000000060": "", // remainder 1: 6 times 2 is 12, and the digit is 0, not 10
		"123456789017": juki.CodeCheckDigit, "983205673210": juki.CodeCheckDigit, "000000000001": juki.CodeCheckDigit,
		"": juki.RowBadNumber, "12345678901": juki.RowBadNumber, "1234567890189": juki.RowBadNumber, "12345678901X": juki.RowBadNumber,
	} {
		err := juki.CheckMyNumber(text)
		if want == "" && err != nil || want != "" && !errors.Is(err, juki.Refuse(want)) {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the number: %v", err)
		}
	}
}

// Of the ten last digits exactly one is right, and one wrong digit anywhere is almost always noticed: never when it is the last.
func TestOneLastDigitIsRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`[0-9]{11}`).Draw(t, "head")
		right := 0
		for d := range 10 {
			if juki.CheckMyNumber(head+string(rune('0'+d))) == nil {
				right++
			}
		}
		if right != 1 {
			t.Fatalf("%d last digits are right", right)
		}
	})
}
