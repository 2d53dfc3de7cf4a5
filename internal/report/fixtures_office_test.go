package report

import (
	"fmt"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sampleOffice is an office of four terminals on one evening: two closed, one silent since the day before, one revoked.
func sampleOffice() stock.OfficeSheet {
	at := sheetDate.At
	day := sheetDate.AddDays(-1)
	state := stock.OfficeState{At: at(17, 55),
		Terminals: []stock.OfficeTerminal{
			{Terminal: "terminal-01", Stored: 4120, Has: 4121, Received: at(17, 50), Heard: at(17, 50), Stated: at(17, 41), Day: sheetDate, Closed: true},
			{Terminal: "terminal-02", Stored: 3870, Has: 3871, Received: at(17, 46), Heard: at(17, 46), Stated: at(17, 38), Day: sheetDate, Closed: true, Skew: -7 * time.Minute},
			{Terminal: "wadayama-01", Stored: 1208, Has: 1208, Received: day.At(17, 40), Heard: day.At(17, 40), Stated: day.At(17, 35), Day: day, Closed: true},
			{Terminal: "ikuno-01", Revoked: true, Stored: 96, Received: day.AddDays(-30).At(12, 0), Stated: day.AddDays(-30).At(11, 0), Day: day.AddDays(-30)},
		},
		Lines: []stock.OfficeLine{
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: "A-01", Book: 1299, Counted: 1299, CountedOK: true},
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: "A-02", Book: 310, Counted: 309, CountedOK: true},
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: stock.Missing, Book: 1},
			{Terminal: "terminal-01", Item: stock.MyNumberCards, Place: stock.Transit, Book: 12},
			{Terminal: "terminal-01", Item: stock.ResidentCards, Place: "B-01", Book: 6, Counted: 6, CountedOK: true},
			{Terminal: "terminal-02", Item: stock.MyNumberCards, Place: "C-01", Book: 420, Counted: 420, CountedOK: true},
			{Terminal: "terminal-02", Item: stock.MyNumberCards, Place: stock.Transit, Book: -7},
			{Terminal: "terminal-02", Item: stock.MyNumberCards, Place: stock.Mail, Book: 3},
			{Terminal: "wadayama-01", Item: stock.MyNumberCards, Place: "W-01", Book: 88, Counted: 88, CountedOK: true},
			{Terminal: "wadayama-01", Item: "form-notice", Place: "W-02", Book: 250, Counted: 250, CountedOK: true},
			{Terminal: "ikuno-01", Item: stock.ResidentCards, Place: "I-01", Book: 2},
		},
		Transfers: []stock.OfficeTransfer{{Sender: "terminal-01", Number: "T08-000012", Item: stock.MyNumberCards, From: "A-01", To: "W-01", For: "wadayama-01", Sent: 5, SentAt: day.AddDays(-8).At(14, 0)}},
	}
	return stock.OfficeSheet{PaperHead: sampleHead(), Day: sheetDate, Live: true, State: state,
		Conflicts: state.Conflicts(at(17, 55), juki.StandardHours(), stock.StandardOfficeLimits())}
}

// staleOffice is the same without the network, the day after.
func staleOffice() stock.OfficeSheet {
	s := sampleOffice()
	s.Live, s.Day = false, sheetDate.AddDays(1)
	s.MadeAt = sheetDate.AddDays(1).At(9, 5)
	return s
}

// hugeOffice has many terminals with names and figures that fill everything.
func hugeOffice() stock.OfficeSheet {
	s := sampleOffice()
	s.PaperHead = extremeHead()
	for i := range 60 {
		name := fmt.Sprintf("shisho-madoguchi-bunshitsu-%04d", i)
		s.State.Terminals = append(s.State.Terminals, stock.OfficeTerminal{Terminal: name, Stored: 1, Stated: sheetDate.At(9, i), Day: sheetDate, Trouble: juki.CentralFork})
		for k := range 4 {
			s.State.Lines = append(s.State.Lines, stock.OfficeLine{Terminal: name, Item: "form-long", Place: stock.PlaceID(fmt.Sprintf("AB-%02d-%02d", i, k)), Book: 9_999_999, Counted: -9_999_999, CountedOK: true})
		}
		s.State.Lines = append(s.State.Lines, stock.OfficeLine{Terminal: name, Item: "form-long", Place: stock.Transit, Book: -9_999_999})
	}
	s.Conflicts = s.State.Conflicts(sheetDate.At(17, 55), juki.StandardHours(), stock.StandardOfficeLimits())
	return s
}
