package main

import (
	"testing"

	"madoguchi/hardware"
)

func TestWhichReaderIsWhose(t *testing.T) {
	slot := func(name string, s hardware.SlotState) hardware.Reader { return hardware.Reader{Name: name, Slot: s} }
	const empty, card = hardware.SlotEmpty, hardware.SlotPresent
	for name, c := range map[string]struct {
		reports            [][]hardware.Reader
		operator, customer string
	}{
		"by name, in either order": {[][]hardware.Reader{{slot("Customer Reader 00 00", empty), slot("Operator Reader 01 00", empty)}}, "Operator Reader 01 00", "Customer Reader 00 00"},
		"by the first card":        {[][]hardware.Reader{{slot("Maker A", empty), slot("Maker B", empty)}, {slot("Maker A", empty), slot("Maker B", card)}}, "Maker B", "Maker A"},
		"one reader is not enough": {[][]hardware.Reader{{slot("Maker A", card)}}, "", ""},
		"decided once":             {[][]hardware.Reader{{slot("Maker A", card), slot("Maker B", empty)}, {slot("Maker A", empty), slot("Maker B", card)}}, "Maker A", "Maker B"},
		"nobody put a card in":     {[][]hardware.Reader{{slot("Maker A", empty), slot("Maker B", empty)}}, "", ""},
	} {
		told := 0
		r := &readerRoles{decided: func(string, string) { told++ }}
		for _, readers := range c.reports {
			r.decide(hardware.Snapshot{ServiceUp: true, Readers: readers})
		}
		if r.Operator() != c.operator || r.Customer() != c.customer {
			t.Errorf("%s: %q and %q", name, r.Operator(), r.Customer())
		}
		if want := len(c.operator); (told > 0) != (want > 0) || told > 1 {
			t.Errorf("%s: told %d times", name, told)
		}
	}
}
