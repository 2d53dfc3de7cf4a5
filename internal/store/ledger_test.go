package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// The office of these tests: three shelves, one clerk, a clock that goes on a second with each look.
var (
	shelfA, shelfB, shelfC = stock.PlaceID("A-01"), stock.PlaceID("A-02"), stock.PlaceID("B-01")
	clerk, colleague       = juki.OperatorID("S001"), juki.OperatorID("S002")
	workday                = juki.Date{Year: 2026, Month: 11, Day: 24}
)

type office struct {
	*DB
	clock *clock
	desk  *counter.Desk
	book  stock.Book
	keep  *stock.Keeper
	by    juki.OperatorID // who is at work
	rules stock.Rules
}

// openOffice opens the real schema in dir at 9 o'clock of the working day, opens the day and registers the shelves.
func openOffice(t testing.TB, dir string) *office {
	t.Helper()
	f := openAgain(t, dir, &clock{workday.At(9, 0)})
	f.open(t)
	if err := stock.RegisterPlaces(t.Context(), f.book, clerk, f.tick(), shelfA, shelfB, shelfC); err != nil {
		t.Fatal(err)
	}
	return f
}

// openAgain opens what lies in dir, as the program does when it starts.
func openAgain(t testing.TB, dir string, c *clock) *office {
	t.Helper()
	o := options(c)
	o.migrations = nil
	d, err := Open(dir, o)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	f := &office{DB: d, clock: c, book: d.Stock(), by: clerk}
	atWork := func() (juki.OperatorID, juki.Post) { return f.by, juki.Operator }
	f.desk = &counter.Desk{Book: d.Counter(), Operator: atWork, Now: f.tick}
	f.keep = &stock.Keeper{Book: f.book, Terminal: "terminal-01", Operator: atWork, Rules: func(juki.Date) stock.Rules { return f.rules }, Now: f.tick}
	return f
}

// open opens the business day, as it is done every morning; one that is open already, in a folder opened again, stays so.
func (f *office) open(t testing.TB) {
	t.Helper()
	if err := f.keep.OpenDay(t.Context(), "", ""); err != nil && !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Fatal(err)
	}
}

// openAllTheSame opens the business day though the last one was not closed.
func (f *office) openAllTheSame(t testing.TB) {
	t.Helper()
	if err := f.keep.OpenDay(t.Context(), stock.ClosingForgotten, colleague); err != nil {
		t.Fatal(err)
	}
}

func (f *office) tick() time.Time {
	f.clock.at = f.clock.at.Add(time.Second)
	return f.clock.at
}

// move enters one movement with its record.
func (f *office) move(t testing.TB, m stock.Movement) (id int64, err error) {
	t.Helper()
	m.Time, m.By = f.tick(), clerk
	err = f.book.Act(t.Context(), func(tx stock.BookTx) error {
		var err error
		if id, err = tx.Move(m); err != nil {
			return err
		}
		return tx.Append(oplog.Record{Time: m.Time, Event: oplog.StockMoved, Operator: clerk, Values: []oplog.Value{
			oplog.Item(m.Item), oplog.From(m.From.Place), oplog.To(m.To.Place), oplog.Reason(m.Reason)}})
	})
	return id, err
}

// arrive brings cards from the issuer onto a shelf by a list and an inspection.
func (f *office) arrive(t testing.TB, shelf stock.PlaceID, numbers ...int) {
	t.Helper()
	p, err := f.desk.PreviewList(t.Context(), []byte(arrivalList(numbers...)), counter.DefaultListHeaders(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.desk.TakeArrival(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	for _, n := range numbers {
		if _, err := f.desk.Inspect(t.Context(), serialOf(n), shelf); err != nil {
			t.Fatal(err)
		}
	}
}

// count counts a place, and gives what EndCount says.
func (f *office) count(t testing.TB, place stock.PlaceID, numbers ...int) []stock.SheetRow {
	t.Helper()
	c, err := f.keep.BeginCount(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range numbers {
		if _, err := f.keep.NoteCounted(t.Context(), c.ID, stock.CountLine{Item: stock.MyNumberCards, Serial: serialOf(n)}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := f.keep.EndCount(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (f *office) sheet(t testing.TB) stock.DaySheet {
	t.Helper()
	return f.sheets(t, juki.DateOf(f.clock.at))[0]
}

// sheets are those of a day, the terminal's own first.
func (f *office) sheets(t testing.TB, day juki.Date) []stock.DaySheet {
	t.Helper()
	sheets, err := f.keep.MakeSheets(t.Context(), stock.Head{Date: day, Terminal: "端末01", MadeAt: f.tick()})
	if err != nil {
		t.Fatal(err)
	}
	return sheets
}

func serialOf(n int) juki.CardSerial { return juki.CardSerial(fmt.Sprintf("4900000%06d", n)) }

// arrivalList is a list of plainly fictional people, all called 見本.
func arrivalList(numbers ...int) string {
	var list strings.Builder
	list.WriteString("製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別\n")
	for _, n := range numbers {
		fmt.Fprintf(&list, "%s,282250000000000000%05d,A1B-%06d,見本 𠮷子%d,ミホン ヨシコ,兵庫県朝来市見本町架空%d番地,1990-04-01,女,2036-04-01,個人番号カード\n", serialOf(n), n, n, n, n)
	}
	return list.String()
}

func upTo(n int) []int {
	var list []int
	for i := range n {
		list = append(list, i+1)
	}
	return list
}

func lies(place stock.PlaceID, state stock.State) stock.Position {
	return stock.Position{Place: place, State: state}
}

func sampleRecordAt(t time.Time) oplog.Record {
	r := sampleRecord()
	r.Time = t
	return r
}
