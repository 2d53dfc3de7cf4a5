package store

import (
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
	clerk                  = juki.OperatorID("S001")
	workday                = juki.Date{Year: 2026, Month: 11, Day: 24}
)

type office struct {
	*DB
	clock *clock
	desk  *counter.Desk
	book  stock.Book
}

// openOffice opens the real schema in dir at 9 o'clock of the working day, with the shelves registered.
func openOffice(t testing.TB, dir string) *office {
	t.Helper()
	c := &clock{workday.At(9, 0)}
	o := options(c)
	o.migrations = nil
	d, err := Open(dir, o)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() { _ = d.Close() })
	f := &office{DB: d, clock: c, book: d.Stock()}
	f.desk = &counter.Desk{Book: d.Counter(), Operator: func() (juki.OperatorID, juki.Post) { return clerk, juki.Operator }, Now: f.tick}
	if err := stock.RegisterPlaces(t.Context(), f.book, clerk, f.tick(), shelfA, shelfB, shelfC); err != nil {
		t.Fatal(err)
	}
	return f
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
	id, err := stock.BeginCount(t.Context(), f.book, clerk, f.tick(), place)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range numbers {
		if _, err := f.book.NoteCounted(t.Context(), id, stock.CountLine{Item: stock.MyNumberCards, Serial: serialOf(n), Time: f.tick()}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := stock.EndCount(t.Context(), f.book, clerk, f.tick(), id)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (f *office) sheet(t testing.TB) stock.DaySheet {
	t.Helper()
	s, err := stock.MakeSheet(t.Context(), f.book, stock.Head{Date: juki.DateOf(f.clock.at), Terminal: "端末01", MadeAt: f.tick()})
	if err != nil {
		t.Fatal(err)
	}
	return s
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
