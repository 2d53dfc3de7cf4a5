package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// end is one terminal in the play of two.
type end struct {
	*desk
	home, away stock.PlaceID
}

// box is what was sent and has not arrived anywhere.
type box struct {
	slip     string
	from, to *end
	cards    []int
	forms    int
	unseen   int // cards that did not come to where they were sent: what the other end must miss
}

// play is what really is where: the truth that both ledgers together must tell.
type play struct {
	t        *testing.T
	ends     [2]*end
	form     stock.ItemID
	where    map[int]stock.Position // of cards that lie at an end
	forms    map[stock.PlaceID]int
	boxes    []*box
	receipts map[string]*end // who may read which
	all      []int
}

// However things are sent, received whole or in part, carried back, turned to another state, and whichever receipts are read late, twice
// or never: both ledgers together tell where everything is, and each is right about its own place.
func TestTwoLedgersTogetherTellTheTruth(t *testing.T) {
	here, there := twoEnds(t)
	ends := [2]*end{{here, shelfA, drawer2}, {there, drawer2, shelfA}}
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		p := &play{t: t, ends: ends, form: stock.ItemID(fmt.Sprintf("form-x%d", round)), where: map[int]stock.Position{}, forms: map[stock.PlaceID]int{}, receipts: map[string]*end{}}
		p.begin(round)
		r.Repeat(map[string]func(*rapid.T){"send": p.send, "receive": p.receive, "carry back": p.back, "turn": p.turn, "read a receipt": p.confirm, "": p.check})
	})
}

func (p *play) begin(round int) {
	for _, e := range p.ends {
		e.addItem(p.t, p.form)
	}
	first := p.ends[0]
	for n := range 4 {
		n += 100 + round*10
		p.all, p.where[n] = append(p.all, n), lies(first.home, stock.Stored)
		p.must(first, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: lies(stock.Issuer, stock.AtIssuer), To: p.where[n], Reason: stock.Arrival})
	}
	p.forms[first.home] = 9
	p.must(first, stock.Movement{Item: p.form, Quantity: 9, From: lies(stock.Issuer, stock.AtIssuer), To: lies(first.home, stock.Unused), Reason: stock.Arrival})
}

func (p *play) must(e *end, m stock.Movement) {
	p.t.Helper()
	if _, err := e.office.move(p.t, m); err != nil {
		p.t.Fatal(err)
	}
}

// some draws some of the numbers.
func some(r *rapid.T, of []int) []int {
	var list []int
	for _, n := range of {
		if rapid.Bool().Draw(r, fmt.Sprint("card ", n)) {
			list = append(list, n)
		}
	}
	return list
}

// bundle names cards and forms.
func (p *play) bundle(cards []int, forms int) (things []stock.Things) {
	if len(cards) > 0 {
		things = append(things, cardsOf(cards...))
	}
	if forms > 0 {
		things = append(things, stock.Things{Item: p.form, Quantity: forms})
	}
	return things
}

func (p *play) send(r *rapid.T) {
	k := rapid.IntRange(0, 1).Draw(r, "end")
	from, to := p.ends[k], p.ends[1-k]
	var here []int
	for _, n := range p.all {
		if p.where[n].Place == from.home {
			here = append(here, n)
		}
	}
	cards, forms := some(r, here), rapid.IntRange(0, p.forms[from.home]).Draw(r, "forms")
	things := p.bundle(cards, forms)
	if len(things) == 0 {
		r.Skip()
	}
	sent, err := from.Send(p.t.Context(), things, from.home, from.away, "")
	if err != nil {
		r.Fatalf("sending: %v", err)
	}
	for _, n := range cards {
		delete(p.where, n)
	}
	p.forms[from.home] -= forms
	p.boxes = append(p.boxes, &box{sent.Slip(), from, to, cards, forms, len(cards)})
	r.Logf("%s sends %v and %d", from.home, cards, forms)
}

// arrive takes a part of a box in at an end.
func (p *play) arrive(r *rapid.T, b *box, at *end) {
	cards, forms := some(r, b.cards), rapid.IntRange(0, b.forms).Draw(r, "forms")
	things := p.bundle(cards, forms)
	if len(things) == 0 {
		r.Skip()
	}
	slip, err := stock.ParseSlip(b.slip)
	if err != nil {
		r.Fatal(err)
	}
	missing, err := at.Receive(p.t.Context(), slip, things, at.home)
	if err != nil {
		r.Fatalf("receiving: %v", err)
	}
	if at == b.to {
		if b.unseen -= len(cards); len(missing) != b.unseen { // it cannot know what was carried back
			r.Fatalf("%v are missing, it should miss %d", missing, b.unseen)
		}
	}
	for _, m := range slip.Sends {
		for _, n := range cards {
			if m.Serial == serialOf(n) {
				p.where[n] = lies(at.home, m.From.State)
			}
		}
	}
	b.cards = slices.DeleteFunc(b.cards, func(n int) bool { return slices.Contains(cards, n) })
	b.forms -= forms
	p.forms[at.home] += forms
	if at == b.to {
		got, err := at.Transfer(p.t.Context(), slip)
		if err != nil {
			r.Fatal(err)
		}
		p.receipts[got.Receipt()] = b.from
	}
	r.Logf("%s receives %v and %d", at.home, cards, forms)
}

func (p *play) receive(r *rapid.T) {
	b := p.anyBox(r)
	p.arrive(r, b, b.to)
}

func (p *play) back(r *rapid.T) {
	b := p.anyBox(r)
	p.arrive(r, b, b.from)
}

func (p *play) anyBox(r *rapid.T) *box {
	if len(p.boxes) == 0 {
		r.Skip()
	}
	return rapid.SampledFrom(p.boxes).Draw(r, "box")
}

func (p *play) turn(r *rapid.T) {
	n := rapid.SampledFrom(p.all).Draw(r, "card")
	for _, e := range p.ends {
		if at, ok := p.where[n]; ok && at.Place == e.home {
			to := map[stock.State]stock.State{stock.Stored: stock.Notified, stock.Notified: stock.Returned, stock.Returned: stock.Stored}[at.State]
			p.must(e, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: at, To: lies(at.Place, to), Reason: stock.Notice})
			p.where[n] = lies(at.Place, to)
		}
	}
}

func (p *play) confirm(r *rapid.T) {
	if len(p.receipts) == 0 {
		r.Skip()
	}
	text := rapid.SampledFrom(slices.Sorted(maps.Keys(p.receipts))).Draw(r, "receipt")
	_, err := p.receipts[text].Confirm(p.t.Context(), text)
	r.Logf("%s reads a receipt: %v", p.receipts[text].home, err)
	if err != nil && !errors.Is(err, juki.Refuse(juki.StepNotAllowed)) {
		r.Fatalf("a receipt of what was received: %v", err)
	}
}

// check adds both ledgers up, without the copies, and compares with the truth.
func (p *play) check(r *rapid.T) {
	for _, n := range p.all {
		want := map[stock.Position]int{lies(stock.Issuer, stock.AtIssuer): -1, lies(stock.Transit, stock.BeingSent): 1}
		if at, ok := p.where[n]; ok {
			want = map[stock.Position]int{lies(stock.Issuer, stock.AtIssuer): -1, at: 1}
			for _, e := range p.ends {
				if e.home == at.Place && e.at(p.t, n) != at {
					r.Fatalf("card %d lies %v, its own terminal says %v", n, at, e.at(p.t, n))
				}
			}
		}
		if got := p.sum("serial = ?", string(serialOf(n))); !maps.Equal(got, want) {
			r.Fatalf("card %d: both ledgers say %v, it lies %v", n, got, want)
		}
	}
	want := map[stock.Position]int{lies(stock.Issuer, stock.AtIssuer): -9}
	under := 0
	for _, b := range p.boxes {
		under += b.forms
	}
	for at, n := range map[stock.Position]int{lies(stock.Transit, stock.BeingSent): under, lies(shelfA, stock.Unused): p.forms[shelfA], lies(drawer2, stock.Unused): p.forms[drawer2]} {
		if n != 0 {
			want[at] = n
		}
	}
	if got := p.sum("item = ?", string(p.form)); !maps.Equal(got, want) {
		r.Fatalf("forms: both ledgers say %v, there are %v", got, want)
	}
	for _, e := range p.ends {
		var n int
		if err := e.readers.QueryRow("SELECT coalesce(sum(quantity), 0) FROM balance WHERE item = ? AND place = ?", string(p.form), string(e.home)).Scan(&n); err != nil || n != p.forms[e.home] {
			r.Fatalf("%d forms at %s by its own ledger, there are %d, %v", n, e.home, p.forms[e.home], err)
		}
	}
}

// sum adds the movements of both ledgers up that are no copies: every copy stands in the other one.
func (p *play) sum(where, arg string) map[stock.Position]int {
	sums := map[stock.Position]int{}
	for _, e := range p.ends {
		err := e.list(p.t.Context(), "SELECT from_place, from_state, to_place, to_state, quantity FROM movement WHERE origin = '' AND "+where, []any{arg}, func(scan scanner) error {
			var from, to stock.Position
			var n int
			err := scan(&from.Place, &from.State, &to.Place, &to.State, &n)
			sums[from] -= n
			sums[to] += n
			return err
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	maps.DeleteFunc(sums, func(_ stock.Position, n int) bool { return n == 0 })
	return sums
}
