package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// statement is the newest statement in a terminal's log, as the central server reads it: a head and right behind it its lines.
type statement struct {
	day   juki.Date
	why   string
	lines map[stock.StatedLine]string // what was counted, "" for nothing
}

func (f *office) statement(t testing.TB) (s statement) {
	t.Helper()
	leaves, _, err := f.Leaves(t.Context(), 0, 1<<20, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	payloads := make([]string, len(leaves))
	for i, l := range leaves {
		payloads[i] = string(l.Payload)
	}
	newest := -1
	for i, p := range payloads {
		if strings.Contains(p, `"e":"stock.stated"`) {
			newest = i
		}
	}
	if newest < 0 {
		t.Fatal("no statement")
	}
	payloads = payloads[newest:]
	head, err := oplog.DecodeRecord([]byte(payloads[0]))
	if err != nil {
		t.Fatal(err)
	}
	field := func(r oplog.Record, f oplog.Field) oplog.Value {
		v, _ := r.Value(f)
		return v
	}
	s = statement{why: field(head, oplog.FieldReason).Text(), lines: map[stock.StatedLine]string{}}
	if s.day, err = juki.ParseDate(field(head, oplog.FieldDay).Text()); err != nil {
		t.Fatal(err)
	}
	for _, p := range payloads[1 : 1+field(head, oplog.FieldRows).Number()] {
		r, err := oplog.DecodeRecord([]byte(p))
		if err != nil || r.Event != oplog.StockLine {
			t.Fatalf("%s, %v", p, err)
		}
		line := stock.StatedLine{Item: stock.ItemID(field(r, oplog.FieldItem).Text()), Place: stock.PlaceID(field(r, oplog.FieldPlace).Text()), Book: int(field(r, oplog.FieldBook).Number())}
		s.lines[line] = field(r, oplog.FieldCounted).Text()
	}
	return s
}

// What is stated with a closing is what the ledger has, place by place, and what was counted there.
func TestTheClosingStatesTheStock(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.addItem(t, paper)
	f.arrive(t, shelfA, 1, 2, 3)
	f.arrive(t, shelfB, 4)
	f.handOver(t, 2, shelfA, false)
	if _, err := f.move(t, stock.Movement{Item: paper, Quantity: 40, From: lies(stock.Issuer, stock.AtIssuer), To: lies(shelfC, stock.Unused), Reason: stock.Arrival}); err != nil {
		t.Fatal(err)
	}
	f.closeDay(t)
	s := f.statement(t)
	want := map[stock.StatedLine]string{{Item: stock.MyNumberCards, Place: shelfA, Book: 2}: "2", {Item: stock.MyNumberCards, Place: shelfB, Book: 1}: "1", {Item: paper, Place: shelfC, Book: 40}: "40"}
	if fmt.Sprint(s.lines) != fmt.Sprint(want) || s.day != workday || s.why != "closing" {
		t.Errorf("stated %+v", s)
	}
}

// In between it is stated only when something has moved, and never while somebody counts: what is stated can be read elsewhere.
func TestTheStockIsStatedInBetween(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	last, err := f.keep.State(t.Context(), -1)
	wants(t, "the first", err, "")
	if s := f.statement(t); s.why != "running" || s.lines[stock.StatedLine{Item: stock.MyNumberCards, Place: shelfA, Book: 2}] != "" || len(s.lines) != 1 {
		t.Errorf("%+v", s)
	}
	again, err := f.keep.State(t.Context(), last)
	wants(t, "nothing moved", err, "")
	if n := f.records(t, "stock.stated"); n != 1 || again != last {
		t.Errorf("%d statements, %d after %d", n, again, last)
	}
	f.arrive(t, shelfB, 3)
	c, err := f.keep.BeginCount(t.Context(), shelfA)
	wants(t, "count", err, "")
	_, err = f.keep.State(t.Context(), last)
	wants(t, "while somebody counts", err, juki.CountingBlind)
	f.note(t, c.ID, stock.CountLine{Item: stock.MyNumberCards, Serial: serialOf(1)})
	f.note(t, c.ID, stock.CountLine{Item: stock.MyNumberCards, Serial: serialOf(2)})
	if _, err := f.keep.EndCount(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	now, err := f.keep.State(t.Context(), last)
	if wants(t, "after the count", err, ""); now <= last || f.records(t, "stock.stated") != 2 {
		t.Errorf("%d after %d", now, last)
	}
}

// However things go to and fro, whichever receipts are read late or never: the lines of both terminals add up to what lies where, and what is in
// transit stands there once.
func TestTheStatementsOfTwoTerminalsAddUp(t *testing.T) {
	t.Parallel()
	here, there := twoEnds(t)
	ends, round := [2]*end{{here, shelfA, drawer2, ""}, {there, drawer2, shelfA, ""}}, 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		p := &play{t: t, ends: ends, form: stock.ItemID(fmt.Sprintf("form-y%d", round)), where: map[int]lying{}, forms: map[*end]int{}, receipts: map[string]*end{}}
		p.begin(100 + round)
		before := p.inTransit(stock.MyNumberCards)
		r.Repeat(map[string]func(*rapid.T){"send": p.send, "receive": p.receive, "carry back": p.back, "turn": p.turn, "read a receipt": p.confirm, "": func(r *rapid.T) {
			cards, forms := 0, 0
			for _, b := range p.boxes {
				cards, forms = cards+len(b.cards), forms+b.forms
			}
			if got := p.inTransit(stock.MyNumberCards) - before; got != cards {
				r.Fatalf("%d cards are in transit, the statements say %d", cards, got)
			}
			if got := p.inTransit(p.form); got != forms {
				r.Fatalf("%d forms are in transit, the statements say %d", forms, got)
			}
			p.statesItsPlaces(r)
		}})
	})
}

// stated is what a terminal would state now.
func (e *end) stated(t testing.TB) (lines []stock.StatedLine) {
	t.Helper()
	stop := errors.New("only looked")
	err := e.act(t.Context(), func(tx *Tx) (err error) {
		if lines, _, err = tx.Stated(); err == nil {
			err = stop
		}
		return err
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	return lines
}

func (p *play) inTransit(item stock.ItemID) (n int) {
	for _, e := range p.ends {
		for _, l := range e.stated(p.t) {
			if l.Item == item && l.Place == stock.Transit {
				n += l.Book
			}
		}
	}
	return n
}

// statesItsPlaces holds the lines of a terminal's own places against its ledger.
func (p *play) statesItsPlaces(r *rapid.T) {
	for _, e := range p.ends {
		lines := e.stated(p.t)
		balances, err := e.book.Balances(p.t.Context(), e.clock.at.AddDate(0, 0, 1))
		if err != nil {
			r.Fatal(err)
		}
		sums := map[stock.StatedLine]int{}
		for _, b := range balances {
			sums[stock.StatedLine{Item: b.Item, Place: b.At.Place}] += b.Quantity
		}
		for key, n := range sums {
			if key.Place == stock.Transit {
				continue
			}
			if want := (stock.StatedLine{Item: key.Item, Place: key.Place, Book: n}); n != 0 && !slices.Contains(lines, want) {
				r.Fatalf("%s: the ledger has %+v, stated is %+v", e.Terminal, want, lines)
			}
		}
	}
}
