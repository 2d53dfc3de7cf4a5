package stock_test

import (
	"errors"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

func TestTheScanFieldTellsCardsFromPlaces(t *testing.T) {
	for text, want := range map[string]stock.Scan{
		"A-01": {Place: "A-01"}, " ab-12-03\r\n": {Place: "AB-12-03"}, "Ａー０１": {Place: "A-01"}, "4900000000001": {Serial: "4900000000001"}, "abcd1234": {Serial: "ABCD1234"},
	} {
		if got, err := stock.ParseScan(text); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "A-0", "A-01-", "-01", "490000", "A1B-234567", "inbox", "49000000000010000000001", "A-01A-01", "4900 0000"} {
		if got, err := stock.ParseScan(text); !errors.Is(err, juki.Refuse(juki.LabelUnreadable)) {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
}

// Whatever a scanner types: it is a card, a place, or refused; what was read reads the same again, and no label is a fixed place.
func FuzzParseScan(f *testing.F) {
	for _, text := range []string{"A-01", "AB-12-03", "4900000000001", "Ａー０１", "inbox", "A-01\n4900000000001", "\x00", "T08-000012"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := stock.ParseScan(text)
		place, perr := stock.ParsePlace(text)
		if (err == nil) == (s == stock.Scan{}) || (perr == nil) != (place != "") || place != s.Place {
			t.Fatalf("%q is %+v (%v), a place %q (%v)", text, s, err, place, perr)
		}
		if err != nil {
			return
		}
		if s.Place != "" && (s.Serial != "" || s.Place.IsFixed()) {
			t.Fatalf("%q is both a card and a place, or a fixed one", text)
		}
		again, err := stock.ParseScan(string(s.Place) + string(s.Serial))
		if err != nil || again != s {
			t.Fatalf("%q reads as %+v and then as %+v", text, s, again)
		}
	})
}
