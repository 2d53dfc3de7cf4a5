package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// The people of the procedures' tests.
const (
	chief  = juki.OperatorID("S900") // a supervisor
	second = juki.OperatorID("S002")
)

// desk is a terminal with somebody logged in: the office's ledger and the keeper of it.
type desk struct {
	*office
	*stock.Keeper
	who   juki.OperatorID
	post  juki.Post
	rules stock.Rules
}

// openDesk opens a terminal at nine on the working day, with the day opened.
func openDesk(t testing.TB, terminal string) *desk {
	t.Helper()
	d := &desk{office: openOffice(t, t.TempDir()), who: clerk, rules: stock.Rules{
		DisposalAfter: 90, DisposalSameDay: true, Methods: []string{"incineration", "dissolution", "shredding"},
		Steps: []stock.Step{
			{ID: "search", Japanese: "探す", English: "search", Post: juki.Operator, Within: 2 * time.Hour},
			{ID: "report", Japanese: "報告する", English: "report", Post: juki.DataProtectionManager},
		}}}
	d.Keeper = &stock.Keeper{Book: d.book, Terminal: terminal, Now: d.tick,
		Operator: func() (juki.OperatorID, juki.Post) { return d.who, d.post },
		Rules:    func(juki.Date) stock.Rules { return d.rules }}
	d.openToday(t)
	return d
}

// openToday writes that the day of the clock is opened.
func (d *desk) openToday(t testing.TB) {
	t.Helper()
	d.write(t, "INSERT OR IGNORE INTO day_opened VALUES (?, 0, 'S001', '', 0, '')", dateNumber(juki.DateOf(d.clock.at)))
}

// closeToday writes that the day of the clock is closed.
func (d *desk) closeToday(t testing.TB) {
	t.Helper()
	d.write(t, "INSERT INTO day_closed (day, ts, by_op, witness, after_movement, ledger) VALUES (?, 1, 'S001', '', 0, zeroblob(32))", dateNumber(juki.DateOf(d.clock.at)))
}

func (d *desk) write(t testing.TB, statement string, args ...any) {
	t.Helper()
	err := d.act(t.Context(), func(tx *Tx) error {
		if _, err := tx.exec(statement, args...); err != nil {
			return err
		}
		return tx.Append(sampleRecordAt(d.tick()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// as does something as somebody else.
func (d *desk) as(who juki.OperatorID, post juki.Post, f func()) {
	before, was := d.who, d.post
	d.who, d.post = who, post
	f()
	d.who, d.post = before, was
}

// turn gives cards at a place another state, as the acts of the stock do.
func (d *desk) turn(t testing.TB, place stock.PlaceID, from, to stock.State, numbers ...int) {
	t.Helper()
	for _, n := range numbers {
		if _, err := d.office.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: lies(place, from), To: lies(place, to), Reason: stock.Cancel}); err != nil {
			t.Fatal(err)
		}
	}
}

// at is where a card is by the ledger.
func (d *desk) at(t testing.TB, n int) stock.Position {
	t.Helper()
	var p stock.Position
	err := d.readers.QueryRow("SELECT place, state FROM card_at WHERE serial = ?", string(serialOf(n))).Scan(&p.Place, &p.State)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return p
}

// traces is everything a procedure could leave behind: refused acts leave all of it as it was.
func (d *desk) traces(t testing.TB) (n []int) {
	t.Helper()
	for _, table := range []string{"movement", "record", "disposal", "disposal_judged", "disposal_done", "incident", "incident_step", "incident_closed", "transfer", "transfer_ended", "place", "emergency", "emergency_step", "emergency_ended"} {
		n = append(n, count(t, d.DB, table))
	}
	return n
}

// refuses runs an act that must be refused with a code and leave nothing behind.
func (d *desk) refuses(t testing.TB, name string, want juki.Code, act func() error) {
	t.Helper()
	before := d.traces(t)
	if err := act(); !errors.Is(err, juki.Refuse(want)) {
		t.Errorf("%s: %v, want %s", name, err, want)
	}
	if after := d.traces(t); !slices.Equal(before, after) {
		t.Errorf("%s: something stayed, %v before and %v after", name, before, after)
	}
}

// contents are the serials that lie inside at a moment, in order.
func contents(t testing.TB, b stock.Book, at time.Time) []stock.Content {
	t.Helper()
	var list []stock.Content
	err := b.CardsLying(t.Context(), at, func(l stock.Lying) error {
		list = append(list, l.Content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b stock.Content) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Serial, b.Serial))
	})
	return list
}

// only is the one of a list, and the error of the list.
func only[T any](t testing.TB, list []T, err error) T {
	t.Helper()
	if err != nil || len(list) != 1 {
		t.Fatalf("%d of them, %v", len(list), err)
	}
	return list[0]
}

func cardsOf(numbers ...int) stock.Things {
	things := stock.Things{Item: stock.MyNumberCards}
	for _, n := range numbers {
		things.Serials = append(things.Serials, serialOf(n))
	}
	return things
}

// openStock is a desk with a safe, a box for three cards, a branch, another terminal's drawer, and a form.
func openStock(t testing.TB) *desk {
	t.Helper()
	d := openDesk(t, "terminal-01")
	for _, p := range []stock.Place{{ID: safe, Kind: stock.Safe, Name: "市民課 金庫"}, {ID: boxA, Kind: stock.Box, Capacity: 3},
		{ID: branch, Kind: stock.Branch}, {ID: theirs, Kind: stock.Drawer, Terminal: "terminal-02"}} {
		d.must(t, d.Keeper.RegisterPlace(t.Context(), p))
	}
	d.as(chief, juki.DataProtectionManager, func() {
		d.must(t, d.Keeper.RegisterItem(t.Context(), stock.Item{ID: paper, Name: "照会書", Tracking: stock.ByQuantity, Unit: "部"}))
	})
	return d
}

func (d *desk) must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// enter enters an act on cards that must work.
func (d *desk) enter(t testing.TB, r stock.Reason, to stock.PlaceID, numbers ...int) []stock.Movement {
	t.Helper()
	moved, err := d.Enter(t.Context(), stock.Entry{Reason: r, Things: cardsOf(numbers...), To: to})
	if err != nil {
		t.Fatalf("%s: %v", r, err)
	}
	return moved
}

func (d *desk) enters(r stock.Reason, to stock.PlaceID, numbers ...int) func() error {
	return func() error {
		_, err := d.Enter(context.Background(), stock.Entry{Reason: r, Things: cardsOf(numbers...), To: to})
		return err
	}
}

func (d *desk) lies(t testing.TB, n int, place stock.PlaceID, state stock.State) {
	t.Helper()
	if at := d.at(t, n); at != lies(place, state) {
		t.Errorf("card %d lies at %v, want %s in %s", n, at, state, place)
	}
}

func (d *desk) rebuilds(t testing.TB) {
	t.Helper()
	if err := d.Rebuild(t.Context()); err != nil {
		t.Errorf("the movements do not come to what is kept: %v", err)
	}
}

// caseOf is the case of a card as the counter sees it.
func (d *desk) caseOf(t testing.TB, n int) counter.Case {
	t.Helper()
	found, err := d.desk.Book.Find(t.Context(), counter.Key{Serial: serialOf(n)})
	return only(t, found, err)
}

// enterThings enters an act on blanks or forms that must work.
func (d *desk) enterThings(t testing.TB, e stock.Entry) stock.Movement {
	t.Helper()
	moved, err := d.Enter(t.Context(), e)
	if err != nil || len(moved) != 1 {
		t.Fatalf("%s: %d movements, %v", e.Reason, len(moved), err)
	}
	return moved[0]
}

func (d *desk) entersThings(e stock.Entry) func() error {
	return func() error { _, err := d.Enter(context.Background(), e); return err }
}
