package store

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// rowOf is what today's sheet says of an item at a place.
func (d *desk) rowOf(t testing.TB, item stock.ItemID, place stock.PlaceID) stock.SheetRow {
	t.Helper()
	for _, r := range d.office.sheets(t, juki.DateOf(d.clock.at))[0].Rows {
		if r.Item == item && r.Place == place {
			return r
		}
	}
	t.Fatalf("no row of %s", place)
	return stock.SheetRow{}
}

// reports makes the difference of a row an incident, today.
func (d *desk) reports(row stock.SheetRow) func() error {
	return func() error {
		_, err := d.ReportDifference(context.Background(), row, juki.DateOf(d.clock.at))
		return err
	}
}

// Two cards are not on their shelf in the evening. They are looked for from then on, the shelf was counted, and the day can be closed; cards
// never found are lost only before two people.
func TestCardsThatTheCountMissedAreLookedFor(t *testing.T) {
	d := openStock(t)
	d.office.rules = stock.Rules{SecondCount: true}
	d.arrive(t, shelfA, 1, 2, 3, 4)
	d.count(t, shelfA, 1, 4)
	row := d.rowOf(t, stock.MyNumberCards, shelfA)
	if !cmp.Equal(row.Missing, []juki.CardSerial{serialOf(2), serialOf(3)}) {
		t.Fatalf("%+v", row)
	}
	d.as("nobody", juki.Operator, func() { d.refuses(t, "without a record", juki.RecordRefused, d.reports(row)) })
	d.write(t, "INSERT INTO day_opened VALUES (20261120, 0, 'S001', '', 0, '')")
	d.write(t, "INSERT INTO day_closed (day, ts, by_op, witness, after_movement, ledger) VALUES (20261120, 1, 'S001', '', 0, zeroblob(32))")
	d.refuses(t, "on a closed day, after everything else was done", juki.DayClosed, func() error {
		_, err := d.ReportDifference(t.Context(), row, juki.Date{Year: 2026, Month: 11, Day: 20})
		return err
	})
	list, err := d.ReportDifference(t.Context(), row, workday)
	if err != nil || len(list) != 2 || list[0].Kind != stock.CardMissing || list[0].Serial != serialOf(2) || list[1].Serial != serialOf(3) || list[0].Place != shelfA {
		t.Fatalf("%+v, %v", list, err)
	}
	for n := 2; n <= 3; n++ {
		d.lies(t, n, stock.Missing, stock.Sought)
	}
	d.refuses(t, "twice", juki.NotAtPlace, d.reports(row))
	agrees := func(when string) {
		t.Helper()
		row := d.rowOf(t, stock.MyNumberCards, shelfA)
		if !row.CountedOK || row.Differs() || row.Disagree || row.Book != 2 || row.Counted != 2 || row.OutBy[stock.NotFound] != 2 {
			t.Errorf("%s: %+v", when, row)
		}
	}
	agrees("reported")
	f, err := d.book.Figures(t.Context(), workday)
	if said := only(t, f.Explained, err); said.Incident != list[0].Number || said.Reason != stock.MissingSearching || said.Difference != -2 {
		t.Errorf("explained: %+v", said)
	}
	d.office.as(colleague, func() { d.count(t, shelfA, 1, 4) })
	agrees("counted again by another person")
	d.count(t, stock.Inbox)
	d.office.as(colleague, func() { d.count(t, stock.Inbox) })
	for _, s := range d.office.sheets(t, workday) {
		if err := s.Check(); s.Group == "" && err != nil {
			t.Errorf("the sheet: %v", err)
		}
	}
	d.as(chief, juki.SecurityDirector, func() {
		for _, step := range []string{"search", "report"} {
			d.must(t, d.DoStep(t.Context(), list[0].Number, step, ""))
		}
		d.refuses(t, "lost before nobody", juki.WitnessMissing, func() error { return d.CloseIncident(t.Context(), list[0].Number, "") })
		d.must(t, d.CloseIncident(t.Context(), list[0].Number, second))
	})
	d.lies(t, 2, stock.Gone, stock.Lost)
	agrees("lost for good") // it left 所在不明, not the shelf
	d.must(t, d.ReportFound(t.Context(), list[1].Number, shelfA))
	if row := d.rowOf(t, stock.MyNumberCards, shelfA); row.CountedOK {
		t.Errorf("a card was put back and the count stands: %+v", row)
	}
}

// A card that was counted cannot be missing without a new count; nor does a report hide what else moved.
func TestAReportOfWhatWasCountedSpoilsTheCount(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2, 3)
	d.count(t, shelfA, 1, 2)
	_, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(2))
	d.must(t, err)
	if row := d.rowOf(t, stock.MyNumberCards, shelfA); row.CountedOK {
		t.Errorf("a card that was counted is missing: %+v", row)
	}
	d.count(t, shelfA, 1)
	d.must(t, d.reports(d.rowOf(t, stock.MyNumberCards, shelfA))())
	if row := d.rowOf(t, stock.MyNumberCards, shelfA); !row.CountedOK || row.Differs() {
		t.Errorf("reported: %+v", row)
	}
	d.enter(t, stock.Move, shelfB, 1)
	if row := d.rowOf(t, stock.MyNumberCards, shelfA); row.CountedOK {
		t.Errorf("a card was moved: %+v", row)
	}
}

// One card is missing, another's lies in its place: the missing one is looked for, the other one is what is still to be explained.
func TestASwappedCardIsTwoIncidents(t *testing.T) {
	d := openStock(t)
	d.arrive(t, shelfA, 1, 2)
	d.arrive(t, shelfB, 5)
	d.count(t, shelfA, 1, 5)
	list, err := d.ReportDifference(t.Context(), d.rowOf(t, stock.MyNumberCards, shelfA), workday)
	if err != nil || len(list) != 2 || list[1].Kind != stock.CountDiffers || list[1].Serial != serialOf(5) || list[1].Difference != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	row := d.rowOf(t, stock.MyNumberCards, shelfA)
	if row.Difference != 1 || len(row.Missing) != 0 || row.Reason != stock.SurplusExplaining || row.Incident != list[1].Number {
		t.Errorf("%+v", row)
	}
}

// Forms have no serial: their difference stays until it is adjusted, one incident a day, and again when it is short the next day.
func TestFormsThatAreShortAreOneIncidentADay(t *testing.T) {
	d := openStock(t)
	d.enterThings(t, stock.Entry{Reason: stock.Arrival, Things: forms(10), To: shelfC, Document: "1"})
	short := func() stock.Incident {
		c, err := d.keep.BeginCount(t.Context(), shelfC)
		d.must(t, err)
		d.note(t, c.ID, stock.CountLine{Item: paper, Quantity: 8})
		_, err = d.keep.EndCount(t.Context(), c.ID)
		d.must(t, err)
		list, err := d.ReportDifference(t.Context(), d.rowOf(t, paper, shelfC), juki.DateOf(d.clock.at))
		i := only(t, list, err)
		if row := d.rowOf(t, paper, shelfC); row.Incident != i.Number || row.Difference != -2 || i.Kind != stock.CountDiffers || i.Difference != -2 {
			t.Errorf("%+v of %+v", i, row)
		}
		return i
	}
	first := short()
	if again := short(); again.Number != first.Number {
		t.Errorf("pressed twice: %s after %s", again.Number, first.Number)
	}
	d.clock.at = workday.AddDays(1).At(9, 0)
	d.openToday(t)
	if next := short(); next.Number == first.Number {
		t.Error("the next day's difference is yesterday's incident")
	}
	agreeing := d.rowOf(t, paper, shelfC)
	agreeing.Difference = 0
	d.refuses(t, "no difference", juki.StepNotAllowed, d.reports(agreeing))
}
