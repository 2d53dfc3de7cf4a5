package store

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const paper = stock.ItemID("notice-form") // a form counted by number

// Whatever is moved in whatever order, the balances are the sums of the movements, nothing is below zero, and no
// serial is at two places. A model in memory says what must be accepted.
func TestRandomMovementsKeepTheBooksBalanced(t *testing.T) {
	t.Parallel()
	f := openOffice(t, t.TempDir())
	f.addItem(t, paper)
	places := []stock.PlaceID{stock.Issuer, stock.Resident, stock.Inbox, stock.Counter, shelfA, shelfB, "Z-99"}
	states := []stock.State{stock.AtIssuer, stock.Arrived, stock.Stored}
	where := map[juki.CardSerial]stock.Position{}
	forms := map[stock.Position]int{}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(1, 12).Draw(r, "moves") {
			position := func(label string) stock.Position {
				return lies(rapid.SampledFrom(places).Draw(r, label), rapid.SampledFrom(states).Draw(r, label+"'s state"))
			}
			m := stock.Movement{Item: stock.MyNumberCards, From: position("from"), To: position("to"), Reason: stock.Move}
			if rapid.Bool().Draw(r, "form") {
				m.Item, m.Quantity = paper, rapid.IntRange(1, 5).Draw(r, "quantity")
			} else {
				m.Serial = serialOf(rapid.IntRange(1, 6).Draw(r, "serial"))
				if rapid.Bool().Draw(r, "from where it is") {
					m.From = positionOf(where, m.Serial)
				}
			}
			want := accepts(where, forms, m)
			if _, err := f.move(t, m); (err == nil) != want {
				r.Fatalf("%+v: %v, the model says %v", m, err, want)
			}
			if want {
				apply(where, forms, m)
			}
		}
		f.compare(r, t, where, forms)
	})
}

func positionOf(where map[juki.CardSerial]stock.Position, s juki.CardSerial) stock.Position {
	if p, ok := where[s]; ok {
		return p
	}
	return lies(stock.Issuer, stock.AtIssuer)
}

func accepts(where map[juki.CardSerial]stock.Position, forms map[stock.Position]int, m stock.Movement) bool {
	switch {
	case m.From == m.To, m.From.Place == "Z-99", m.To.Place == "Z-99":
		return false
	case m.Serial != "":
		return positionOf(where, m.Serial) == m.From
	}
	return !m.From.Place.Inside() || forms[m.From] >= m.Quantity
}

func apply(where map[juki.CardSerial]stock.Position, forms map[stock.Position]int, m stock.Movement) {
	if m.Serial != "" {
		where[m.Serial] = m.To
		return
	}
	forms[m.From] -= m.Quantity
	forms[m.To] += m.Quantity
}

// compare holds balances and contents against the model.
func (f *office) compare(r *rapid.T, t *testing.T, where map[juki.CardSerial]stock.Position, forms map[stock.Position]int) {
	type key struct {
		item stock.ItemID
		at   stock.Position
	}
	want := map[key]int{}
	serials := map[juki.CardSerial]stock.Position{}
	for serial, p := range where {
		if p.Place.Inside() {
			want[key{stock.MyNumberCards, p}]++
			serials[serial] = p
		}
	}
	for p, n := range forms {
		if p.Place.Inside() && n != 0 {
			want[key{paper, p}] = n
		}
	}
	end := f.clock.at.Add(time.Hour)
	balances, err := f.book.Balances(t.Context(), end)
	if err != nil {
		r.Fatal(err)
	}
	got := map[key]int{}
	for _, b := range balances {
		if b.Quantity < 0 {
			r.Fatalf("%+v is below zero", b)
		}
		got[key{b.Item, b.At}] += b.Quantity
	}
	if !maps.Equal(got, want) {
		r.Fatalf("balances %v, want %v", got, want)
	}
	lying := map[juki.CardSerial]stock.Position{}
	for _, c := range contents(t, f.book, end) {
		if _, twice := lying[c.Serial]; twice {
			r.Fatalf("a serial lies at two places")
		}
		lying[c.Serial] = c.At
	}
	if !maps.Equal(lying, serials) {
		r.Fatalf("contents %v, want %v", lying, serials)
	}
}

func TestAWrongEntryIsReversedOnceAndExactly(t *testing.T) {
	f := openOffice(t, t.TempDir())
	in := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(stock.Issuer, stock.AtIssuer), To: lies(stock.Inbox, stock.Arrived), Reason: stock.Arrival}
	id, err := f.move(t, in)
	if err != nil {
		t.Fatal(err)
	}
	back := stock.Movement{Item: in.Item, Serial: in.Serial, From: in.To, To: in.From, Reason: stock.Reversal, Reverses: id}
	for name, change := range map[string]func(*stock.Movement){
		"a movement that is not there": func(m *stock.Movement) { m.Reverses = id + 9 },
		"to another place":             func(m *stock.Movement) { m.To = lies(shelfA, stock.Stored) },
	} {
		m := back
		change(&m)
		if _, err := f.move(t, m); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.move(t, back); err != nil {
		t.Fatal(err)
	}
	if _, err := f.move(t, in); err != nil { // it may arrive again
		t.Fatal(err)
	}
	if _, err := f.move(t, back); !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		t.Errorf("reversed twice: %v", err)
	}
}

func TestRefusedMovements(t *testing.T) {
	f := openOffice(t, t.TempDir())
	card := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(stock.Issuer, stock.AtIssuer), To: lies(stock.Inbox, stock.Arrived), Reason: stock.Arrival}
	if _, err := f.move(t, card); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*stock.Movement)
		want   juki.Code
	}{
		"arriving twice":            {func(*stock.Movement) {}, juki.NotAtPlace},
		"from a shelf it is not on": {func(m *stock.Movement) { m.From = lies(shelfA, stock.Stored) }, juki.NotAtPlace},
		"in another state":          {func(m *stock.Movement) { m.From = lies(stock.Inbox, stock.Stored) }, juki.NotAtPlace},
		"onto no shelf":             {func(m *stock.Movement) { m.From, m.To = card.To, lies("Q-77", stock.Stored) }, juki.PlaceUnknown},
		"out of no shelf":           {func(m *stock.Movement) { m.From = lies("Q-77", stock.Stored) }, juki.PlaceUnknown},
	} {
		m := card
		c.change(&m)
		if _, err := f.move(t, m); !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	witness := card
	witness.From, witness.To, witness.Witness = card.To, lies(shelfA, stock.Stored), clerk
	if _, err := f.move(t, witness); err == nil {
		t.Error("the clerk is their own witness")
	}
}

func TestTheLedgerItselfRefusesToForget(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.closeDay(t)
	f.clock.at = workday.AddDays(1).At(9, 0)
	f.open(t)
	f.arrive(t, shelfA, 1, 2)
	f.count(t, shelfA, 1)
	if err := f.keep.Keep(t.Context(), f.sheet(t)); err == nil {
		t.Fatal("kept without counting the inbox")
	}
	for _, statement := range []string{
		"UPDATE movement SET to_place = 'B-01'", "DELETE FROM movement",
		"INSERT OR REPLACE INTO movement (id, ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, reverses) SELECT 1, ts, item, serial, quantity, from_place, from_state, 'B-01', to_state, reason, case_no, document, by_op, witness, reverses FROM movement WHERE id = 1",
		"INSERT INTO movement (id, ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, reverses) SELECT NULL, ts, item, serial, quantity, from_place, from_state, to_place, to_state, reason, case_no, document, by_op, witness, reverses FROM movement WHERE id = 1",
		"UPDATE place SET inside = 0", "DELETE FROM place WHERE id = 'B-01'", "UPDATE item SET by_serial = 0", "DELETE FROM item WHERE id = 'resident-card'",
		"UPDATE case_file SET name = zeroblob(40)", "DELETE FROM case_file", "DELETE FROM case_progress",
		"UPDATE count_begun SET ts = 0", "DELETE FROM count_begun", "UPDATE count_ended SET ts = 0", "DELETE FROM count_ended",
		"UPDATE count_found SET counted = 0", "DELETE FROM count_found", "UPDATE count_differs SET surplus = 0", "DELETE FROM count_differs",
		"UPDATE day_opened SET exception = ''", "DELETE FROM day_opened", "UPDATE day_closed SET ts = 0", "DELETE FROM day_closed",
		"UPDATE count_line SET serial = 'X'", "DELETE FROM count_line", "INSERT INTO count_line (count, item, serial, quantity, ts) VALUES (1, 'mynumber-card', 'LATE0001', 0, 0)",
	} {
		err := f.act(t.Context(), func(tx *Tx) error {
			if _, err := tx.exec(statement); err != nil {
				return err
			}
			return tx.Append(sampleRecordAt(f.tick()))
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") && !strings.Contains(err.Error(), "is not there") && !strings.Contains(err.Error(), "stays") && !strings.Contains(err.Error(), "is ended") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
