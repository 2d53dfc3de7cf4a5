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

func (f *office) addItem(t *testing.T, item stock.ItemID) {
	t.Helper()
	err := f.act(t.Context(), func(tx *Tx) error {
		if err := tx.PutItem(stock.Item{ID: item, Name: string(item), Tracking: stock.ByQuantity, Unit: "枚"}); err != nil {
			return err
		}
		return tx.Append(sampleRecordAt(f.tick()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// register registers a place by a supervisor's hand.
func (f *office) register(t testing.TB, p stock.Place) {
	t.Helper()
	if err := f.keep.RegisterPlace(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

// handOver moves a card as a handover does: from its shelf to the counter, and to the resident or back.
func (f *office) handOver(t *testing.T, n int, shelf stock.PlaceID, back bool) {
	t.Helper()
	desk, home := lies(stock.Counter, stock.InHandover), lies(shelf, stock.Stored)
	out := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: home, To: desk, Reason: stock.TakeOut}
	end := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: desk, To: lies(stock.Resident, stock.Delivered), Reason: stock.Handover}
	if back {
		end.To, end.Reason = home, stock.PutBack
	}
	for _, m := range []stock.Movement{out, end} {
		if _, err := f.move(t, m); err != nil {
			t.Fatal(err)
		}
	}
}

func (f *office) note(t testing.TB, id stock.CountID, line stock.CountLine) stock.Noted {
	t.Helper()
	noted, err := f.keep.NoteCounted(t.Context(), id, line)
	if err != nil {
		t.Fatal(err)
	}
	return noted
}

// closeDay counts all that has to be counted, as the ledger has it, and closes the day.
func (f *office) closeDay(t testing.TB) {
	t.Helper()
	f.countAll(t)
	if err := f.keep.CloseDay(t.Context(), f.sheets(t, juki.DateOf(f.clock.at)), second); err != nil {
		t.Fatal(err)
	}
}

// countAll counts every place that is not counted yet, and finds what the ledger says.
func (f *office) countAll(t testing.TB) {
	t.Helper()
	lying := contents(t, f.book, f.clock.at.AddDate(0, 0, 1))
	for _, sheet := range f.sheets(t, juki.DateOf(f.clock.at)) {
		for _, place := range sheet.Uncounted() {
			f.countAs(t, place, sheet, lying)
		}
	}
}

func (f *office) countAs(t testing.TB, place stock.PlaceID, sheet stock.DaySheet, contents []stock.Content) {
	t.Helper()
	c, err := f.keep.BeginCount(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range contents {
		if content.At.Place == place {
			f.note(t, c.ID, stock.CountLine{Item: content.Item, Serial: content.Serial})
		}
	}
	for _, row := range sheet.Rows {
		if row.Place == place && row.Item == paper {
			f.note(t, c.ID, stock.CountLine{Item: paper, Quantity: row.Book})
		}
	}
	if _, err := f.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
}

// sums are how many things a sheet says that the book has, and that were counted.
func sums(s stock.DaySheet) (book, counted int) {
	for _, row := range s.Rows {
		book, counted = book+row.Book, counted+row.Counted
	}
	return book, counted
}

func wants(t *testing.T, what string, err error, want juki.Code) {
	t.Helper()
	if want == "" && err != nil || want != "" && !errors.Is(err, juki.Refuse(want)) {
		t.Errorf("%s: %v, want %q", what, err, want)
	}
}

func (f *office) records(t testing.TB, event string) (n int) {
	t.Helper()
	id, known := oplog.ParseEvent(event)
	if !known {
		t.Fatalf("%s is no event", event)
	}
	if err := f.readers.QueryRow("SELECT count(*) FROM record WHERE event = ?", id.Number()).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
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
