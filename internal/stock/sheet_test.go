package stock_test

import (
	"errors"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

func TestASheetIsCompleteWhenAllIsCountedAndExplained(t *testing.T) {
	counted := stock.SheetRow{Item: stock.MyNumberCards, Place: "A-01", CountedOK: true}
	short := counted
	short.Difference = -1
	explained := short
	explained.Reason = stock.MissingSearching
	swapped := counted
	swapped.Missing, swapped.Surplus = []juki.CardSerial{"49000001"}, []juki.CardSerial{"49000002"}
	incident, disagree, fewer := short, counted, counted
	incident.Incident = "J08-000001"
	disagree.SecondOK, disagree.Disagree = true, true
	fewer.SecondOK, fewer.Counted, fewer.Second = true, 2, 1
	for name, c := range map[string]struct {
		row  stock.SheetRow
		want juki.Code
	}{
		"agrees": {counted, ""}, "not counted": {stock.SheetRow{Place: "A-01"}, juki.CountMissing},
		"one too few, an incident is open": {incident, ""}, "on its way": {stock.SheetRow{Place: stock.Transit, Uncountable: true, Book: 3}, ""},
		"others than the first time": {disagree, juki.CountsDisagree}, "fewer than the first time": {fewer, juki.CountsDisagree},
		"one too few": {short, juki.DifferenceUnexplained}, "one too few, explained": {explained, ""}, "swapped": {swapped, juki.DifferenceUnexplained},
	} {
		err := stock.DaySheet{Rows: []stock.SheetRow{c.row}}.Check()
		if c.want == "" && err != nil || c.want != "" && !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (stock.DaySheet{SecondAsked: true, Rows: []stock.SheetRow{counted}}).Check(); !errors.Is(err, juki.Refuse(juki.SecondCountMissing)) {
		t.Errorf("one person alone: %v", err)
	}
}

// Every place, item, reason and state that the ledger writes has a Japanese name, and a form that the log accepts.
func TestWordsOfTheLedger(t *testing.T) {
	shelf, err := stock.ParsePlace("ａ－０１")
	if err != nil || shelf != "A-01" {
		t.Fatalf("%q, %v", shelf, err)
	}
	for _, p := range []stock.PlaceID{stock.Issuer, stock.Resident, stock.Inbox, stock.Counter, shelf, "AB-12-03"} {
		if oplog.Place(p).Text() != string(p) {
			t.Errorf("the log refuses place %s", p)
		}
		if p.Inside() && p != shelf && p != "AB-12-03" && p.Japanese() == string(p) {
			t.Errorf("%s has no name", p)
		}
	}
	for _, r := range stock.DifferenceReasons() {
		if r.Japanese() == string(r) || oplog.Reason(r).Text() != string(r) || !r.Known() {
			t.Errorf("reason %s", r)
		}
	}
	for _, r := range []stock.Reason{stock.Arrival, stock.Inspection, stock.TakeOut, stock.Handover, stock.PutBack, stock.Reversal, stock.Move, stock.CountAdjust} {
		if r.Japanese() == string(r) || oplog.Reason(r).Text() != string(r) {
			t.Errorf("reason %s", r)
		}
	}
	for _, s := range []stock.State{stock.AtIssuer, stock.Arrived, stock.Stored, stock.InHandover, stock.Delivered} {
		if s.Japanese() == string(s) {
			t.Errorf("state %s", s)
		}
	}
	for _, text := range []string{"", "A-1", "a01", "A-01-1", "counter", "ABC-01", "A-01\n"} {
		if p, err := stock.ParsePlace(text); !errors.Is(err, juki.Refuse(juki.PlaceUnknown)) && text != "A-01\n" {
			t.Errorf("%q is place %s, %v", text, p, err)
		}
	}
}
