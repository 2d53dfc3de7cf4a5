package store

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

func (f *office) preview(t testing.TB, file string) counter.Preview {
	t.Helper()
	p, err := f.desk.PreviewList(t.Context(), []byte(file), counter.DefaultListHeaders(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (f *office) take(t testing.TB, p counter.Preview) counter.Taken {
	t.Helper()
	taken, err := f.desk.TakeArrival(t.Context(), p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

// whole is the number of cards the ledger has inside.
func (f *office) whole(t testing.TB) (cards int) {
	t.Helper()
	balances, err := f.book.Balances(t.Context(), f.clock.at.AddDate(0, 0, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances {
		cards += b.Quantity
	}
	return cards
}

func TestTheSameListTwiceAddsNothing(t *testing.T) {
	f := openOffice(t, t.TempDir())
	file := arrivalList(1, 2, 3)
	p := f.preview(t, file)
	if len(p.Good) != 3 || p.Known != 0 || f.whole(t) != 0 {
		t.Fatalf("a preview stores nothing: %d good, %d in the book", len(p.Good), f.whole(t))
	}
	if taken := f.take(t, p); taken != (counter.Taken{Cards: 3}) {
		t.Errorf("taken %+v", taken)
	}
	if taken := f.take(t, p); taken != (counter.Taken{Known: 3}) { // the same preview again, as by a double click
		t.Errorf("taken again %+v", taken)
	}
	if again := f.preview(t, file); len(again.Good) != 0 || len(again.Bad) != 0 || again.Known != 3 {
		t.Errorf("the same file: %d good, %v, %d known", len(again.Good), again.Bad, again.Known)
	}
	longer := f.preview(t, arrivalList(1, 2, 3, 4))
	if taken := f.take(t, longer); taken != (counter.Taken{Cards: 1, Known: 3}) {
		t.Errorf("a longer list: %+v", taken)
	}
	if n := f.whole(t); n != 4 {
		t.Errorf("%d cards in the book", n)
	}
}

// A number the book knows with another card or another application is a mistake somebody has to look at.
func TestAListThatContradictsTheBook(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.take(t, f.preview(t, arrivalList(1, 2, 3)))
	otherApplication := strings.Replace(arrivalList(1), "28225000000000000000001", "28225000000000000000009", 1)
	otherCard := strings.Replace(arrivalList(2), string(serialOf(2)), string(serialOf(8)), 1)
	for file, want := range map[string]juki.Code{otherApplication: juki.RowDuplicateSerial, otherCard: juki.RowDuplicateID} {
		if p := f.preview(t, file); len(p.Bad) != 1 || p.Bad[0].Code != want || len(p.Good) != 0 {
			t.Errorf("%d good, bad %v, want %s", len(p.Good), p.Bad, want)
		}
	}
	// Known by the application alone: no such case is added, whatever the preview thought.
	onlyApplication := strings.NewReplacer(string(serialOf(3)), string(serialOf(9)), "A1B-000003", "A1B-000009").Replace(arrivalList(3))
	if taken := f.take(t, f.preview(t, onlyApplication)); taken != (counter.Taken{Known: 1}) || f.whole(t) != 3 {
		t.Errorf("a second card for one application: %+v", taken)
	}
}

func TestPersonsComeBackExactlyAndAreFoundByKana(t *testing.T) {
	dir := t.TempDir()
	f := openOffice(t, dir)
	const name = "葛\U000E0100城　𠮷子 "
	f.take(t, f.preview(t, strings.Replace(arrivalList(1), "見本 𠮷子1", name, 1)))
	born := juki.Date{Year: 1990, Month: 4, Day: 1}
	for label, k := range map[string]counter.Key{
		"notice": {Notice: "A1B-000001"}, "serial": {Serial: serialOf(1)}, "number": {Number: "R08-000001"},
		"kana": {Kana: "ﾐﾎﾝﾖｼｺ", Birth: born}, "small and voiced kana": {Kana: "みぼん　よじこ", Birth: born},
	} {
		found, err := f.desk.Book.Find(t.Context(), k)
		if err != nil || len(found) != 1 {
			t.Errorf("%s: %d found, %v", label, len(found), err)
			continue
		}
		c := found[0]
		if c.Person.Name != name || c.Person.Address != "兵庫県朝来市見本町架空1番地" || c.Person.Birth != born || c.Person.Sex != juki.Female ||
			c.Expires != (juki.Date{Year: 2036, Month: 4, Day: 1}) || c.Application != "28225000000000000000001" || c.Kind != juki.MyNumberCard || c.State != counter.CaseArrived {
			t.Errorf("%s: the case came back changed", label)
		}
	}
	for label, k := range map[string]counter.Key{
		"kana of another day": {Kana: "ミホン ヨシコ", Birth: workday}, "kana alone": {Kana: "ミホン ヨシコ"}, "nothing": {}, "another notice": {Notice: "A1B-000002"},
	} {
		if found, err := f.desk.Book.Find(t.Context(), k); err != nil || len(found) != 0 {
			t.Errorf("%s: %d found, %v", label, len(found), err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"𠮷子", "ミホン", "架空1番地", "1990-04-01", "2036-04-01", "28225000000000000000001", "A1B-000001"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds %s in the clear", filepath.Base(file), secret)
			}
		}
	}
}

func TestCaseNumbersBeginAnewWithTheYear(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.take(t, f.preview(t, arrivalList(1, 2)))
	f.clock.at = juki.Date{Year: 2027, Month: 1, Day: 4}.At(9, 0)
	f.openAllTheSame(t)
	f.take(t, f.preview(t, arrivalList(3)))
	all, err := f.desk.AwaitingInspection(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var numbers []juki.CaseNumber
	for _, c := range all {
		numbers = append(numbers, c.Number)
	}
	if want := []juki.CaseNumber{"R08-000001", "R08-000002", "R09-000001"}; !slices.Equal(numbers, want) {
		t.Errorf("%v, want %v", numbers, want)
	}
}

func TestInspection(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.take(t, f.preview(t, arrivalList(1, 2)))
	c, err := f.desk.Inspect(t.Context(), serialOf(1), shelfA)
	if err != nil || c.State != counter.CaseStored || c.Home != shelfA {
		t.Fatalf("%s on %s, %v", c.State, c.Home, err)
	}
	for name, try := range map[string]struct {
		serial juki.CardSerial
		shelf  stock.PlaceID
		want   juki.Code
	}{
		"a card on no list":       {serialOf(7), shelfA, juki.SerialNotOnList},
		"a card inspected before": {serialOf(1), shelfB, juki.NotAtPlace},
		"no shelf":                {serialOf(2), "Z-99", juki.PlaceUnknown},
		"the counter as a shelf":  {serialOf(2), stock.Counter, juki.PlaceUnknown},
		"the resident as a shelf": {serialOf(2), stock.Resident, juki.PlaceUnknown},
		"no serial at all":        {"", shelfA, juki.SerialNotOnList},
	} {
		before := f.records(t, "inspection.refused")
		if _, err := f.desk.Inspect(t.Context(), try.serial, try.shelf); !errors.Is(err, juki.Refuse(try.want)) {
			t.Errorf("%s: %v, want %s", name, err, try.want)
		}
		if f.records(t, "inspection.refused") != before+1 {
			t.Errorf("%s left no record", name)
		}
	}
	missing, err := f.desk.AwaitingInspection(t.Context())
	if err != nil || len(missing) != 1 || missing[0].Serial != serialOf(2) {
		t.Errorf("still missing: %d, %v", len(missing), err)
	}
}

func TestNobodyLoggedInTakesNothing(t *testing.T) {
	f := openOffice(t, t.TempDir())
	p := f.preview(t, arrivalList(1))
	f.desk.Operator = func() (juki.OperatorID, juki.Post) { return "", 0 }
	if _, err := f.desk.TakeArrival(t.Context(), p, nil); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Errorf("taking: %v", err)
	}
	if _, err := f.desk.Inspect(t.Context(), serialOf(1), shelfA); !errors.Is(err, juki.Refuse(juki.NotLoggedIn)) {
		t.Errorf("inspecting: %v", err)
	}
	if f.whole(t) != 0 {
		t.Error("something was taken")
	}
}

// When the record is refused in the middle, nothing of the list stays: neither case nor movement.
func TestAListIsTakenWholeOrNotAtAll(t *testing.T) {
	f := openOffice(t, t.TempDir())
	p := f.preview(t, arrivalList(1, 2, 3))
	f.desk.Operator = func() (juki.OperatorID, juki.Post) { return "nobody", juki.Operator } // an id the log refuses
	if _, err := f.desk.TakeArrival(t.Context(), p, nil); !errors.Is(err, juki.Refuse(juki.RecordRefused)) {
		t.Fatalf("%v", err)
	}
	if waiting, err := f.desk.AwaitingInspection(t.Context()); err != nil || len(waiting) != 0 || f.whole(t) != 0 {
		t.Errorf("%d cases, %d cards, %v", len(waiting), f.whole(t), err)
	}
}

func TestTenThousandRowsWithProgress(t *testing.T) {
	t.Parallel()
	f := openOffice(t, t.TempDir())
	file := []byte(arrivalList(upTo(10_000)...))
	var steps []int
	progress := func(done, all int) {
		if all != 10_000 || len(steps) > 0 && done <= steps[len(steps)-1] {
			t.Errorf("progress %d of %d after %v", done, all, steps)
		}
		steps = append(steps, done)
	}
	p, err := f.desk.PreviewList(t.Context(), file, counter.DefaultListHeaders(), progress)
	if err != nil || len(p.Good) != 10_000 || len(steps) < 50 || steps[len(steps)-1] != 10_000 {
		t.Fatalf("preview: %d good, %d steps, %v", len(p.Good), len(steps), err)
	}
	steps = nil
	taken, err := f.desk.TakeArrival(t.Context(), p, progress)
	if err != nil || taken.Cards != 10_000 || len(steps) < 50 {
		t.Errorf("taken %+v with %d steps, %v", taken, len(steps), err)
	}
}

func BenchmarkTenThousandRows(b *testing.B) {
	file := []byte(arrivalList(upTo(10_000)...))
	for b.Loop() {
		f := openOffice(b, b.TempDir())
		f.take(b, f.preview(b, string(file)))
	}
}
