package oplog

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
)

// Every event has one number, and numbers that were given are never given to another: databases hold them.
func TestEveryEventHasItsNumberForEver(t *testing.T) {
	for _, e := range Catalogue() {
		n := e.ID.Number()
		if n == 0 {
			t.Errorf("%s has no number: add it at the end of the list in numbers.go, and run with -update", e.ID)
		}
		if found, known := EventNumbered(n); !known || found != e.ID {
			t.Errorf("%s is filed under %d, which is %s", e.ID, n, found)
		}
	}
	var list strings.Builder
	for i, e := range numbered {
		if e.Number() != int64(i)+1 {
			t.Errorf("%s has two numbers", e)
		}
		fmt.Fprintf(&list, "%d %s\n", i+1, e)
	}
	golden(t, "testdata/event_numbers.txt", []byte(list.String())) // may only grow at its end
	for _, n := range []int64{-1, 0, int64(len(numbered)) + 1} {
		if e, known := EventNumbered(n); known {
			t.Errorf("%d is %s", n, e)
		}
	}
}

func TestNumbersOfOperatorsAndCases(t *testing.T) {
	for id, want := range map[juki.OperatorID]int64{"": 0, "A000": 1, "S001": 18002, "Z999": 26000, "A0000": 26001, "Z9999": 286000, "A00000": 286001, "Z99999": 2886000} {
		if n, ok := OperatorNumber(id); !ok || n != want || OperatorNumbered(n) != id {
			t.Errorf("%s: %d, %t, and back %s", id, n, ok, OperatorNumbered(n))
		}
	}
	for number, want := range map[juki.CaseNumber]int64{"": 0, "R00-000000": 1, "R08-000123": 8000124, "R99-999999": 100_000_000} {
		if n, ok := CaseNumber(number); !ok || n != want || CaseNumbered(n) != number {
			t.Errorf("%s: %d, %t, and back %s", number, n, ok, CaseNumbered(n))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[A-Z][0-9]{3,5}`), rapid.StringMatching(`[@-[][/-:]{2,6}`), rapid.String()).Draw(t, "operator")
		n, ok := OperatorNumber(juki.OperatorID(text))
		if want := text == "" || operatorForm(text); ok != want || ok && OperatorNumbered(n) != juki.OperatorID(text) {
			t.Fatalf("%q: %d, %t, and back %q", text, n, ok, OperatorNumbered(n))
		}
		text = rapid.OneOf(rapid.StringMatching(`R[0-9]{2}-[0-9]{6}`), rapid.StringMatching(`[QR][/-:]{2}[-.][/-:]{5,7}`), rapid.String()).Draw(t, "case")
		n, ok = CaseNumber(juki.CaseNumber(text))
		if want := text == "" || caseForm(text); ok != want || ok && CaseNumbered(n) != juki.CaseNumber(text) {
			t.Fatalf("%q: %d, %t, and back %q", text, n, ok, CaseNumbered(n))
		}
		n = rapid.Int64().Draw(t, "number")
		if id := OperatorNumbered(n); (id != "") != (n >= 1 && n < noOperators) {
			t.Fatalf("%d is the operator %s", n, id)
		}
		if number := CaseNumbered(n); (number != "") != (n >= 1 && n <= 100_000_000) {
			t.Fatalf("%d is the case %s", n, number)
		}
	})
}
