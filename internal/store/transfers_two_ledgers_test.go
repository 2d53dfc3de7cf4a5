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
	home, away stock.PlaceID // where its things lie, and what it calls the other one's
	side       stock.PlaceID // a place of its own that nothing is sent from or to; "" for none
}

// box is what was sent and has not arrived anywhere.
type box struct {
	slip     string
	from, to *end
	cards    []int
	forms    int
	unseen   int // cards that did not come to where they were sent: what the other end must miss
}

// lying is where a thing lies at an end; at none for the places that are the same for both.
type lying struct {
	end *end
	at  stock.Position
}

// play is what really is where: the truth that both ledgers together must tell.
type play struct {
	t        *testing.T
	ends     [2]*end
	form     stock.ItemID
	where    map[int]lying // of cards that lie at an end
	forms    map[*end]int
	boxes    []*box
	receipts map[string]*end // who may read which
	all      []int
}

// bystanders are the forms that lie aside at a terminal and never move.
const bystanders = 7

// However things are sent, received whole or in part, carried back, turned to another state, and whichever receipts are read late, twice
// or never: both ledgers together tell where everything is, and each is right about its own places, whatever labels the other one uses.
func TestTwoLedgersTogetherTellTheTruth(t *testing.T) {
	t.Parallel()
	for name, lay := range map[string]func(here, there *desk) [2]*end{
		"each has heard of the other's label": func(here, there *desk) [2]*end {
			for _, d := range []*desk{here, there} {
				d.register(t, stock.Place{ID: drawer2, Kind: stock.Drawer, Terminal: other})
				d.register(t, stock.Place{ID: shelfA, Kind: stock.Drawer, Terminal: terminal})
			}
			return [2]*end{{here, shelfA, drawer2, ""}, {there, drawer2, shelfA, ""}}
		},
		"the receiver has a shelf with the sender's label": func(here, there *desk) [2]*end {
			here.register(t, stock.Place{ID: drawer2, Kind: stock.Drawer, Terminal: other})
			there.register(t, stock.Place{ID: drawer2, Kind: stock.Drawer, Terminal: other})
			there.register(t, stock.Place{ID: shelfB, Kind: stock.Drawer, Terminal: terminal})
			return [2]*end{{here, shelfA, drawer2, shelfB}, {there, drawer2, shelfB, shelfA}}
		},
		"both label the same, and have names of their own for the other": func(here, there *desk) [2]*end {
			here.register(t, stock.Place{ID: "Z-02", Kind: stock.Drawer, Terminal: other})
			there.register(t, stock.Place{ID: "Z-01", Kind: stock.Branch, Terminal: terminal})
			return [2]*end{{here, shelfA, "Z-02", shelfB}, {there, shelfA, "Z-01", shelfB}}
		},
	} {
		t.Run(name, func(t *testing.T) { bothTellTheTruth(t, lay(openDesk(t, terminal), openDesk(t, other))) })
	}
}

func bothTellTheTruth(t *testing.T, ends [2]*end) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		p := &play{t: t, ends: ends, form: stock.ItemID(fmt.Sprintf("form-x%d", round)), where: map[int]lying{}, forms: map[*end]int{}, receipts: map[string]*end{}}
		p.begin(round)
		r.Repeat(map[string]func(*rapid.T){"send": p.send, "receive": p.receive, "carry back": p.back, "turn": p.turn, "read a receipt": p.confirm, "": p.check})
	})
	for _, e := range ends {
		if err := e.Rebuild(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func (p *play) begin(round int) {
	for _, e := range p.ends {
		e.addItem(p.t, p.form)
		if e.side != "" {
			p.must(e, stock.Movement{Item: p.form, Quantity: bystanders, From: lies(stock.Issuer, stock.AtIssuer), To: lies(e.side, stock.Unused), Reason: stock.Arrival})
		}
	}
	first := p.ends[0]
	for n := range 4 {
		n += 100 + round*10
		p.all, p.where[n] = append(p.all, n), lying{first, lies(first.home, stock.Stored)}
		p.must(first, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: lies(stock.Issuer, stock.AtIssuer), To: p.where[n].at, Reason: stock.Arrival})
	}
	p.forms[first] = 9
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
		if p.where[n].end == from {
			here = append(here, n)
		}
	}
	cards, forms := some(r, here), rapid.IntRange(0, p.forms[from]).Draw(r, "forms")
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
	p.forms[from] -= forms
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
				p.where[n] = lying{at, lies(at.home, m.From.State)}
			}
		}
	}
	b.cards = slices.DeleteFunc(b.cards, func(n int) bool { return slices.Contains(cards, n) })
	b.forms -= forms
	p.forms[at] += forms
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
	was, ok := p.where[n]
	if !ok {
		return
	}
	to := map[stock.State]stock.State{stock.Stored: stock.Notified, stock.Notified: stock.Returned, stock.Returned: stock.Stored}[was.at.State]
	p.must(was.end, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: was.at, To: lies(was.at.Place, to), Reason: stock.Notice})
	p.where[n] = lying{was.end, lies(was.at.Place, to)}
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
		want := map[lying]int{{nil, lies(stock.Issuer, stock.AtIssuer)}: -1, {nil, lies(stock.Transit, stock.BeingSent)}: 1}
		if at, ok := p.where[n]; ok {
			want = map[lying]int{{nil, lies(stock.Issuer, stock.AtIssuer)}: -1, at: 1}
			if says := at.end.at(p.t, n); says != at.at {
				r.Fatalf("card %d lies %v, its own terminal says %v", n, at.at, says)
			}
		}
		if got := p.sum("serial = ?", string(serialOf(n))); !maps.Equal(got, want) {
			r.Fatalf("card %d: both ledgers say %v, it lies %v", n, got, want)
		}
	}
	came, under := 9, 0
	for _, b := range p.boxes {
		under += b.forms
	}
	want := map[lying]int{{nil, lies(stock.Transit, stock.BeingSent)}: under}
	for _, e := range p.ends {
		want[lying{e, lies(e.home, stock.Unused)}] = p.forms[e]
		p.holds(r, e, e.home, p.forms[e])
		if e.side != "" {
			came += bystanders
			want[lying{e, lies(e.side, stock.Unused)}] = bystanders
			p.holds(r, e, e.side, bystanders)
		}
	}
	want[lying{nil, lies(stock.Issuer, stock.AtIssuer)}] = -came
	maps.DeleteFunc(want, func(_ lying, n int) bool { return n == 0 })
	if got := p.sum("item = ?", string(p.form)); !maps.Equal(got, want) {
		r.Fatalf("forms: both ledgers say %v, there are %v", got, want)
	}
}

// holds compares the forms at a place with what its own ledger says.
func (p *play) holds(r *rapid.T, e *end, place stock.PlaceID, want int) {
	var n int
	if err := e.readers.QueryRow("SELECT coalesce(sum(quantity), 0) FROM balance WHERE item = ? AND place = ?", string(p.form), string(place)).Scan(&n); err != nil || n != want {
		r.Fatalf("%d forms at %s of %s by its own ledger, there are %d, %v", n, place, e.Terminal, want, err)
	}
}

// sum adds the movements of both ledgers up that are no copies: every copy stands in the other one.
func (p *play) sum(where, arg string) map[lying]int {
	sums := map[lying]int{}
	for _, e := range p.ends {
		at := func(pos stock.Position) lying {
			if pos.Place.IsFixed() {
				return lying{nil, pos}
			}
			return lying{e, pos}
		}
		err := e.list(p.t.Context(), "SELECT from_place, from_state, to_place, to_state, quantity FROM movement WHERE origin = '' AND "+where, []any{arg}, func(scan scanner) error {
			var from, to stock.Position
			var n int
			err := scan(&from.Place, &from.State, &to.Place, &to.State, &n)
			sums[at(from)] -= n
			sums[at(to)] += n
			return err
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	maps.DeleteFunc(sums, func(_ lying, n int) bool { return n == 0 })
	return sums
}
