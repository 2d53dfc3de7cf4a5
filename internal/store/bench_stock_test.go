package store

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// A large office after some years: each card has a case and ten movements; nine of ten are handed over, the others lie on 300 shelves and, the
// last 2,500, in the inbox. All of it entered as the product enters it, through Move and AddCase, and every shelf counted twice today.
const (
	largePlaces = 300
	largeSteps  = 10
	largeToday  = 3_000 // movements of today
	largeOnce   = 2_000 // cards, with all they have, to a transaction
)

// largeCards is 100,000 unless MADOGUCHI_BENCH_CARDS says otherwise.
func largeCards(b *testing.B) int {
	text, set := os.LookupEnv("MADOGUCHI_BENCH_CARDS")
	if !set {
		return 100_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 30_000 {
		b.Fatalf("MADOGUCHI_BENCH_CARDS=%s is no number from 30000", text)
	}
	return n
}

// openLarge opens the large office in MADOGUCHI_BENCH_STOCK, where it stays for the next benchmark and for the counter's window, or in a
// folder of its own; built if it is not there. Its clock is the real one.
func openLarge(b *testing.B) *office {
	b.Helper()
	dir := os.Getenv("MADOGUCHI_BENCH_STOCK")
	if dir == "" {
		dir = b.TempDir()
	}
	d, err := Open(dir, Options{Now: time.Now, Rand: rand.Reader, Keys: FileKey(filepath.Join(dir, "terminal.key")), Origin: "28225.madoguchi/terminal-01"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	f := &office{DB: d, book: d.Stock(), by: clerk, rules: stock.Rules{SecondCount: true, RenoticeAfter: 90, DisposalAfter: 365}}
	atWork := func() (juki.OperatorID, juki.Post) { return f.by, juki.Operator }
	f.desk = &counter.Desk{Book: d.Counter(), Operator: atWork, Now: time.Now}
	f.keep = &stock.Keeper{Book: f.book, Terminal: "terminal-01", Operator: atWork, Rules: func(juki.Date) stock.Rules { return f.rules }, Now: time.Now}
	marker := filepath.Join(dir, "built")
	if _, err := os.Stat(marker); err == nil {
		return f
	}
	began := time.Now()
	f.buildLarge(b)
	fmt.Fprintf(os.Stderr, "bench: %d movements entered in %.0f s\n", largeCards(b)*largeSteps, time.Since(began).Seconds())
	if err := os.WriteFile(marker, nil, 0o600); err != nil {
		b.Fatal(err)
	}
	return f
}

func (f *office) buildLarge(b *testing.B) {
	b.Helper()
	f.open(b)
	p := plan{cards: largeCards(b), start: time.Now().AddDate(0, 0, -700)}
	p.today = p.cards*largeSteps - largeToday
	f.mustAct(b, func(t *Tx) error { return p.shelves(t) })
	for card := 0; card < p.cards; card += largeOnce {
		f.mustAct(b, func(t *Tx) error { return p.arrive(t, card) })
	}
	for step := 1; step < largeSteps; step++ {
		for card := 0; card < p.cards; card += largeOnce * 10 {
			f.mustAct(b, func(t *Tx) error { return p.move(t, step, card) })
		}
	}
	for round, by := range []juki.OperatorID{clerk, colleague} {
		f.mustAct(b, func(t *Tx) error { return p.count(t, round+1, by) })
	}
}

func (f *office) mustAct(b *testing.B, act func(*Tx) error) {
	b.Helper()
	err := f.act(b.Context(), func(t *Tx) error {
		if err := act(t); err != nil {
			return err
		}
		return t.Append(sampleRecordAt(time.Now()))
	})
	if err != nil {
		b.Fatal(err)
	}
}

// plan is what is built.
type plan struct {
	cards, today int // today: the first movement of today
	start        time.Time
}

func (p plan) shelf(n int) stock.PlaceID {
	n %= largePlaces
	return stock.PlaceID(fmt.Sprintf("%c-%02d-%02d", 'C'+n/60, n/10%6, n%10))
}

// at is when a movement was: over 700 days, the last ones in the last seconds.
func (p plan) at(n int) time.Time {
	if n >= p.today {
		return time.Now()
	}
	return p.start.Add(time.Duration(n) * (699 * 24 * time.Hour / time.Duration(p.cards*largeSteps)))
}

// position is where a card lies after a step, and why it came there.
func (p plan) position(card, step int) (stock.Position, stock.Reason) {
	here := stock.Position{Place: p.shelf(card + step), State: stock.Stored}
	switch {
	case step < 0:
		return issuer, ""
	case step == 0:
		return inbox, stock.Arrival
	case step == 1:
		return here, stock.Inspection
	case step == largeSteps-1 && card < p.cards*9/10:
		return handed, stock.Handover
	case step == largeSteps-1 && card >= p.cards-largeInbox:
		return inbox, stock.Move
	case step > 4:
		here.State = stock.Notified
	case step == 4:
		return stock.Position{Place: p.shelf(card + step), State: stock.Notified}, stock.Notice
	}
	return here, stock.Move
}

// largeInbox cards, the last ones, lie in the inbox: the counter's window counts them.
const largeInbox = 2_500

func (p plan) shelves(t *Tx) error {
	for n := range largePlaces {
		if err := t.PutPlace(stock.Place{ID: p.shelf(n), Kind: stock.Shelf, Capacity: 400}, clerk, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

func (p plan) arrive(t *Tx, from int) error {
	for card := from; card < min(from+largeOnce, p.cards); card++ {
		c := largeCase(card)
		number, added, err := t.AddCase(c)
		if err != nil || !added {
			return fmt.Errorf("case %d: added %v: %w", card, added, err)
		}
		if err := p.step(t, card, 0, number); err != nil {
			return err
		}
	}
	return nil
}

func (p plan) move(t *Tx, step, from int) error {
	for card := from; card < min(from+largeOnce*10, p.cards); card++ {
		if err := p.step(t, card, step, ""); err != nil {
			return err
		}
	}
	return nil
}

func (p plan) step(t *Tx, card, step int, number juki.CaseNumber) error {
	from, _ := p.position(card, step-1)
	to, reason := p.position(card, step)
	_, err := t.Move(stock.Movement{Time: p.at(step*p.cards + card), Item: stock.MyNumberCards, Serial: serialOf(card), Case: number, By: clerk, From: from, To: to, Reason: reason})
	return err
}

// count counts every shelf by scanner, and finds what the ledger says.
func (p plan) count(t *Tx, round int, by juki.OperatorID) error {
	for n := range largePlaces {
		id, err := t.BeginCount(p.shelf(n), round, by, time.Now())
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO count_line (count, item, serial, quantity, ts) SELECT ?, item, serial, 0, 0 FROM card_at WHERE place = ?", int64(id), string(p.shelf(n))); err != nil {
			return err
		}
		if _, err := t.EndCount(id, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// largeCase is a plainly fictional person's.
func largeCase(n int) counter.Case {
	given := []string{"ハナ", "タロウ", "ジロウ", "サクラ", "ウメ", "マツ", "タケ", "キク"}[n%8]
	return counter.Case{Kind: juki.MyNumberCard, State: counter.CaseArrived, Serial: serialOf(n),
		Application: juki.ApplicationID(fmt.Sprintf("28225%018d", n)), Notice: juki.NoticeNumber(largeNotice(n)), Expires: juki.Date{Year: 2036, Month: 4, Day: 1},
		Person: juki.Person{Name: fmt.Sprintf("見本 𠮷子%d", n), Kana: "ミホン " + given, Address: fmt.Sprintf("兵庫県朝来市見本町架空%d番地", n), Birth: largeBirth(n), Sex: juki.Female}}
}

func largeNotice(n int) string { return fmt.Sprintf("A1B-%06d", n) }

func largeBirth(n int) juki.Date {
	return juki.Date{Year: 1930 + n%89, Month: 1 + n/89%12, Day: 1 + n/(89*12)%28}
}

// BenchmarkStockFind finds cards of 100,000 by what a clerk has in the hand, in turns with the floor: a bare prepared look-up of one of the
// same rows by its primary key, and one personal column opened.
func BenchmarkStockFind(b *testing.B) {
	f := openLarge(b)
	number := func(n int) string { return fmt.Sprintf("R%02d-%06d", juki.DateOf(time.Now()).ReiwaYear(), n+1) }
	bare, err := f.readers.Prepare("SELECT name FROM case_file WHERE number = ?")
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	for _, way := range []struct {
		name string
		find func(n int) (found int, err error)
	}{
		{"serial", func(n int) (int, error) {
			s, err := f.keep.Look(b.Context(), serialOf(n))
			return len(s.Trail) / largeSteps, err
		}},
		{"notice", func(n int) (int, error) {
			list, err := f.desk.Book.Find(b.Context(), counter.Key{Notice: juki.NoticeNumber(largeNotice(n))})
			return len(list), err
		}},
		{"person", func(n int) (int, error) {
			c := largeCase(n).Person
			list, err := f.desk.Book.Find(b.Context(), counter.Key{Kana: c.Kana, Birth: c.Birth})
			return len(list), err
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			var finds, floors []time.Duration
			for b.Loop() {
				n := anyOf(b, largeCards(b))
				start := time.Now()
				found, err := way.find(n)
				finds = append(finds, time.Since(start))
				if err != nil || found == 0 {
					b.Fatalf("%d found, %v", found, err)
				}
				n = anyOf(b, largeCards(b))
				start = time.Now()
				err = bareFind(f.DB, bare, number(n))
				floors = append(floors, time.Since(start))
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(median(finds).Microseconds()), "find-p50-µs")
			b.ReportMetric(float64(finds[len(finds)*99/100].Microseconds())/1e3, "find-p99-ms") // median has sorted them
			b.ReportMetric(float64(median(floors).Microseconds()), "bare-p50-µs")
		})
	}
}

func anyOf(b *testing.B, n int) int {
	b.Helper()
	r, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		b.Fatal(err)
	}
	return int(r.Int64())
}

func bareFind(d *DB, bare *sql.Stmt, number string) error {
	var sealed []byte
	if err := bare.QueryRow(number).Scan(&sealed); err != nil {
		return err
	}
	_, err := d.openText(sealed, "case.name", number)
	return err
}

// BenchmarkStockArrival reads and takes a list of 10,000 rows into the large office.
func BenchmarkStockArrival(b *testing.B) {
	f := openLarge(b)
	for b.Loop() {
		b.StopTimer()
		var first int
		if err := f.readers.QueryRow("SELECT count(*) FROM case_file").Scan(&first); err != nil {
			b.Fatal(err)
		}
		file := largeList(first, 10_000)
		b.StartTimer()
		start := time.Now()
		p := f.preview(b, file)
		read := time.Since(start)
		if taken := f.take(b, p); taken.Cards != 10_000 {
			b.Fatalf("%+v", taken)
		}
		b.ReportMetric(float64(read.Milliseconds()), "preview-ms")
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "arrival-ms")
	}
}

// largeList is an arrival list of cards that come after all others.
func largeList(first, rows int) string {
	var list strings.Builder
	list.WriteString("製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別\n")
	for n := first; n < first+rows; n++ {
		c := largeCase(n)
		fmt.Fprintf(&list, "%s,%s,%s,%s,%s,%s,%s,女,%s,個人番号カード\n", c.Serial, c.Application, c.Notice, c.Person.Name, c.Person.Kana, c.Person.Address, c.Person.Birth, c.Expires)
	}
	return list.String()
}
