package store

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// The drawer of another terminal, the one of this one being A-01, and the way things go.
const (
	drawer2  = stock.PlaceID("D-02")
	terminal = "terminal-01"
	other    = "terminal-02"
)

// twoEnds opens two terminals. Shelf A-01 is the first one's, D-02 the second one's; the second has not heard of A-01 but has a B-01 of its own.
func twoEnds(t testing.TB) (here, there *desk) {
	t.Helper()
	here, there = openDesk(t, terminal), openDesk(t, other)
	for _, d := range []*desk{here, there} {
		d.register(t, stock.Place{ID: drawer2, Kind: stock.Drawer, Terminal: other})
		d.register(t, stock.Place{ID: shelfA, Kind: stock.Drawer, Terminal: terminal})
	}
	return here, there
}

func (d *desk) register(t testing.TB, p stock.Place) {
	t.Helper()
	err := d.act(t.Context(), func(tx *Tx) error {
		if err := tx.PutPlace(p, clerk, d.tick()); err != nil {
			return err
		}
		return tx.Append(sampleRecordAt(d.tick()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) send(t testing.TB, to stock.PlaceID, things ...stock.Things) stock.Transfer {
	t.Helper()
	tr, err := d.Send(t.Context(), things, shelfA, to, "")
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// scan reads the slip of a transfer, as typed by a scanner.
func scan(t testing.TB, text string) stock.Transfer {
	t.Helper()
	slip, err := stock.ParseSlip(text)
	if err != nil {
		t.Fatal(err)
	}
	return slip
}

// Three cards go to the other terminal with a paper slip, and the receipt comes back.
func TestCardsAreSentToAnotherTerminal(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2, 3, 4)
	here.turn(t, shelfA, stock.Stored, stock.Notified, 2)
	sent := here.send(t, drawer2, cardsOf(3, 1, 2))
	if sent.Number != "T08-000001" || here.at(t, 2) != lies(stock.Transit, stock.BeingSent) || here.at(t, 4) != lies(shelfA, stock.Stored) {
		t.Fatalf("%s, lies %v", sent.Number, here.at(t, 2))
	}
	missing, err := there.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(2, 3, 1)}, drawer2)
	if err != nil || len(missing) != 0 {
		t.Fatalf("missing %v, %v", missing, err)
	}
	if there.at(t, 1) != lies(drawer2, stock.Stored) || there.at(t, 2) != lies(drawer2, stock.Notified) {
		t.Errorf("1 lies %v, 2 lies %v", there.at(t, 1), there.at(t, 2))
	}
	received, err := there.Transfer(t.Context(), scan(t, sent.Slip()))
	if err != nil || received.Received.IsZero() || received.Back || received.Number != "terminal-01/T08-000001" {
		t.Errorf("%+v, %v", received, err)
	}
	if open, err := here.book.OpenTransfers(t.Context()); len(open) != 1 || err != nil {
		t.Errorf("before the receipt: %v, %v", open, err)
	}
	ended, err := here.Confirm(t.Context(), received.Receipt())
	if err != nil || ended.Received.IsZero() || len(ended.Open) != 0 {
		t.Fatalf("%+v, %v", ended, err)
	}
	if here.at(t, 2) != lies(stock.Elsewhere, stock.Notified) {
		t.Errorf("by the sender's ledger it lies %v", here.at(t, 2))
	}
	for name, d := range map[string]*desk{"sender": here, "receiver": there} {
		if open, err := d.book.OpenTransfers(t.Context()); len(open) != 0 || err != nil {
			t.Errorf("%s: open %v, %v", name, open, err)
		}
	}
	here.refuses(t, "the receipt again", juki.StepNotAllowed, func() error { _, err := here.Confirm(t.Context(), received.Receipt()); return err })
	there.refuses(t, "the slip again", juki.StepNotAllowed, func() error {
		_, err := there.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, drawer2)
		return err
	})
	if here.records(t, oplog.TransferSent.String()) != 1 || there.records(t, oplog.TransferReceived.String()) != 1 || here.records(t, oplog.TransferEnded.String()) != 1 {
		t.Error("not every end is recorded once")
	}
}

// One card of the box is not there. It stays in transit at the sender until it turns up, or is given up there as lost.
func TestACardOfTheTransferIsNotInTheBox(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2, 3)
	sent := here.send(t, drawer2, cardsOf(1, 2, 3))
	slip := scan(t, sent.Slip())
	missing, err := there.Receive(t.Context(), slip, []stock.Things{cardsOf(1)}, drawer2)
	if err != nil || !slices.Equal(missing, []juki.CardSerial{serialOf(2), serialOf(3)}) {
		t.Fatalf("missing %v, %v", missing, err)
	}
	there.refuses(t, "the same part again", juki.TransferDiffers, func() error {
		_, err := there.Receive(t.Context(), slip, []stock.Things{cardsOf(1)}, drawer2)
		return err
	})
	part, err := there.Transfer(t.Context(), slip)
	if err != nil || len(part.Open) != 1 || !slices.Equal(part.Open[0].Serials, missing) {
		t.Fatalf("open %v, %v", part.Open, err)
	}
	if _, err := here.Confirm(t.Context(), part.Receipt()); err != nil {
		t.Fatal(err)
	}
	if missing, err = there.Receive(t.Context(), slip, []stock.Things{cardsOf(3)}, drawer2); err != nil || len(missing) != 1 { // it turned up
		t.Fatalf("missing %v, %v", missing, err)
	}
	whole, err := there.Transfer(t.Context(), slip)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := here.Confirm(t.Context(), whole.Receipt()); err != nil {
		t.Fatal(err)
	}
	if here.at(t, 2) != lies(stock.Transit, stock.BeingSent) || here.at(t, 3) != lies(stock.Elsewhere, stock.Stored) || there.at(t, 2) != (stock.Position{}) {
		t.Errorf("2 lies %v and %v, 3 lies %v", here.at(t, 2), there.at(t, 2), here.at(t, 3))
	}
	here.refuses(t, "the sender gives up what the incident is about", juki.StepNotAllowed, func() error { return here.GiveUpRest(t.Context(), sent.Number) })
	if err := there.GiveUpRest(t.Context(), whole.Number); err != nil {
		t.Fatal(err)
	}
	there.refuses(t, "given up twice", juki.StepNotAllowed, func() error { return there.GiveUpRest(t.Context(), whole.Number) })
	lost, err := here.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(2))
	if err != nil {
		t.Fatal(err)
	}
	if open, err := here.book.OpenTransfers(t.Context()); len(open) != 0 || err != nil {
		t.Errorf("given up, and still open: %v, %v", open, err)
	}
	if err := here.ReportFound(t.Context(), lost.Number, shelfA); err != nil || here.at(t, 2) != lies(shelfA, stock.Stored) {
		t.Errorf("found: lies %v, %v", here.at(t, 2), err)
	}
}

// A card lost on the way is lost when the incident of the short transfer is closed.
func TestAShortTransferEndsAsALoss(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2)
	here.rules.Steps = nil
	sent := here.send(t, drawer2, cardsOf(1, 2))
	if _, err := there.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, drawer2); err != nil {
		t.Fatal(err)
	}
	short, err := here.OpenIncident(t.Context(), stock.Incident{Kind: stock.TransferShort, Item: stock.MyNumberCards, Serial: serialOf(2), Place: drawer2})
	if err != nil {
		t.Fatal(err)
	}
	here.refuses(t, "without a witness", juki.WitnessMissing, func() error { return here.CloseIncident(t.Context(), short.Number, "") })
	if err := here.CloseIncident(t.Context(), short.Number, second); err != nil || here.at(t, 2) != lies(stock.Gone, stock.Lost) {
		t.Errorf("lies %v, %v", here.at(t, 2), err)
	}
}

// The box came back unopened: the sender receives its own slip.
func TestATransferComesBack(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2)
	sent := here.send(t, drawer2, cardsOf(1, 2))
	if missing, err := here.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1, 2)}, shelfA); err != nil || len(missing) != 0 {
		t.Fatalf("%v, %v", missing, err)
	}
	back, err := here.book.TransferOf(t.Context(), sent.Number)
	if err != nil || !back.Back || here.at(t, 1) != lies(shelfA, stock.Stored) {
		t.Errorf("%+v, %v, lies %v", back, err, here.at(t, 1))
	}
	// The other end received it all the same: both cannot be, and the receipt shows it.
	if _, err := there.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, drawer2); err != nil {
		t.Fatal(err)
	}
	received, err := there.Transfer(t.Context(), scan(t, sent.Slip()))
	if err != nil {
		t.Fatal(err)
	}
	here.refuses(t, "the receipt of what came back", juki.StepNotAllowed, func() error { _, err := here.Confirm(t.Context(), received.Receipt()); return err })
}

// From the safe to the drawer of the same terminal: both ends in one ledger.
func TestATransferWithinOneTerminal(t *testing.T) {
	d := openDesk(t, terminal)
	d.arrive(t, shelfA, 1)
	sent := d.send(t, shelfB, cardsOf(1))
	if _, err := d.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, shelfB); err != nil {
		t.Fatal(err)
	}
	got, err := d.book.TransferOf(t.Context(), sent.Number)
	if err != nil || got.Back || got.Received.IsZero() || d.at(t, 1) != lies(shelfB, stock.Stored) || got.Receipt() != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if n := count(t, d.DB, "movement WHERE origin <> ''"); n != 0 {
		t.Errorf("%d copies in the only ledger", n)
	}
}

// The receipt never came, the other end turned the card to another state, and sends it back.
func TestACardComesBackWithASlipOfTheOtherEnd(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1)
	sent := here.send(t, drawer2, cardsOf(1))
	if _, err := there.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, drawer2); err != nil {
		t.Fatal(err)
	}
	received, err := there.Transfer(t.Context(), scan(t, sent.Slip()))
	if err != nil {
		t.Fatal(err)
	}
	there.turn(t, drawer2, stock.Stored, stock.Cancelled, 1)
	back, err := there.Send(t.Context(), []stock.Things{cardsOf(1)}, drawer2, shelfA, "")
	if err != nil || back.Number != "T08-000001" { // its own number, the same as ours
		t.Fatalf("%s, %v", back.Number, err)
	}
	if _, err := here.Receive(t.Context(), scan(t, back.Slip()), []stock.Things{cardsOf(1)}, shelfA); err != nil {
		t.Fatal(err)
	}
	if here.at(t, 1) != lies(shelfA, stock.Cancelled) {
		t.Errorf("lies %v", here.at(t, 1))
	}
	if open, err := here.book.OpenTransfers(t.Context()); len(open) != 0 || err != nil {
		t.Errorf("open %v, %v", open, err)
	}
	here.refuses(t, "the old receipt", juki.StepNotAllowed, func() error { _, err := here.Confirm(t.Context(), received.Receipt()); return err })
	ours, err := here.Transfer(t.Context(), scan(t, back.Slip()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := there.Confirm(t.Context(), ours.Receipt()); err != nil || there.at(t, 1) != lies(stock.Elsewhere, stock.Cancelled) {
		t.Errorf("%v, lies %v", err, there.at(t, 1))
	}
}

func TestWhatMayNotBeSent(t *testing.T) {
	d, _ := twoEnds(t)
	d.arrive(t, shelfA, 1, 2, 3, 4)
	d.turn(t, shelfA, stock.Stored, stock.Picked, 2)
	d.handOver(t, 3, shelfA, false)
	send := func(from, to stock.PlaceID, witness juki.OperatorID, things ...stock.Things) func() error {
		return func() error { _, err := d.Send(t.Context(), things, from, to, witness); return err }
	}
	d.refuses(t, "nothing", juki.NotAtPlace, send(shelfA, drawer2, ""))
	d.refuses(t, "no card", juki.NotAtPlace, send(shelfA, drawer2, "", cardsOf()))
	d.refuses(t, "a card nobody knows", juki.SerialUnknown, send(shelfA, drawer2, "", cardsOf(1, 9)))
	d.refuses(t, "a picked card", juki.StateNotAllowed, send(shelfA, drawer2, "", cardsOf(1, 2)))
	d.refuses(t, "a card handed over", juki.NotAtPlace, send(shelfA, drawer2, "", cardsOf(3)))
	d.refuses(t, "twice the same", juki.NotAtPlace, send(shelfA, drawer2, "", cardsOf(1, 1)))
	d.refuses(t, "twice in two lists", juki.NotAtPlace, send(shelfA, drawer2, "", cardsOf(1), cardsOf(1)))
	d.refuses(t, "to no place", juki.PlaceUnknown, send(shelfA, "Z-99", "", cardsOf(1)))
	d.refuses(t, "to the resident", juki.PlaceUnknown, send(shelfA, stock.Resident, "", cardsOf(1)))
	d.refuses(t, "to itself", juki.StepNotAllowed, send(shelfA, shelfA, "", cardsOf(1)))
	d.refuses(t, "out of the other's drawer", juki.StepNotAllowed, send(drawer2, shelfA, "", cardsOf(1)))
	d.refuses(t, "out of transit", juki.PlaceUnknown, send(stock.Transit, shelfA, "", cardsOf(1)))
	d.refuses(t, "one's own witness", juki.SamePersonTwice, send(shelfA, drawer2, clerk, cardsOf(1)))
	d.rules.Witnessed = []stock.Reason{stock.TransferSend}
	d.refuses(t, "without the second person", juki.WitnessMissing, send(shelfA, drawer2, "", cardsOf(1)))
	if err := send(shelfA, drawer2, second, cardsOf(1))(); err != nil {
		t.Error(err)
	}
	d.refuses(t, "sent already", juki.NotAtPlace, send(shelfA, drawer2, second, cardsOf(1)))
	d.as("nobody", juki.Operator, func() {
		d.refuses(t, "without a record", juki.RecordRefused, send(shelfA, drawer2, second, cardsOf(4)))
	})
	d.closeToday(t)
	d.refuses(t, "on a closed day", juki.DayClosed, send(shelfA, drawer2, second, cardsOf(4)))
	d.clock.at = workday.AddDays(1).At(8, 0)
	d.refuses(t, "before the day", juki.DayNotOpen, send(shelfA, drawer2, second, cardsOf(4)))
}

func TestWhatMayNotBeReceived(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2, 3, 4)
	there.arrive(t, shelfB, 3) // a card of the same number: one of the two ledgers is wrong
	here.register(t, stock.Place{ID: "E-03", Kind: stock.Drawer, Terminal: "terminal-03"})
	there.register(t, stock.Place{ID: "E-03", Kind: stock.Shelf}) // a shelf of the same label, that the slip does not mean
	here.register(t, stock.Place{ID: "F-04", Kind: stock.Branch})
	slip := scan(t, here.send(t, drawer2, cardsOf(1, 2)).Slip())
	receive := func(d *desk, slip stock.Transfer, to stock.PlaceID, things ...stock.Things) func() error {
		return func() error { _, err := d.Receive(t.Context(), slip, things, to); return err }
	}
	there.refuses(t, "nothing scanned", juki.TransferDiffers, receive(there, slip, drawer2))
	there.refuses(t, "a card too many", juki.TransferDiffers, receive(there, slip, drawer2, cardsOf(1, 2, 3)))
	there.refuses(t, "scanned twice", juki.TransferDiffers, receive(there, slip, drawer2, cardsOf(1), cardsOf(1)))
	there.refuses(t, "onto no shelf", juki.PlaceUnknown, receive(there, slip, "Z-99", cardsOf(1)))
	there.refuses(t, "onto the sender's shelf", juki.StepNotAllowed, receive(there, slip, shelfA, cardsOf(1)))
	elsewhere := scan(t, here.send(t, "E-03", cardsOf(3)).Slip())
	there.refuses(t, "a slip for another terminal", juki.SlipForeign, receive(there, elsewhere, drawer2, cardsOf(3)))
	unnamed := scan(t, here.send(t, "F-04", cardsOf(4)).Slip())
	there.refuses(t, "a slip for nobody, to no place of ours", juki.SlipForeign, receive(there, unnamed, drawer2, cardsOf(4)))
	never := slip
	never.Terminal = other
	there.refuses(t, "a slip of ours that was never sent", juki.TransferUnknown, receive(there, never, drawer2, cardsOf(1)))
	wrong := slip
	wrong.Number = "T08-000077"
	wrong.Sends = slices.Clone(elsewhere.Sends)
	there.refuses(t, "a card that lies here already", juki.NotAtPlace, receive(there, wrong, drawer2, cardsOf(3)))
	there.as("nobody", juki.Operator, func() {
		there.refuses(t, "without a record", juki.RecordRefused, receive(there, slip, drawer2, cardsOf(1)))
	})
	if err := receive(there, slip, drawer2, cardsOf(1))(); err != nil {
		t.Fatal(err)
	}
	forged := slip
	forged.Sends = elsewhere.Sends
	there.refuses(t, "another slip of the same number", juki.SlipBroken, receive(there, forged, drawer2, cardsOf(3)))
	there.closeToday(t)
	there.refuses(t, "on a closed day", juki.DayClosed, receive(there, slip, drawer2, cardsOf(2)))

	received, err := there.Transfer(t.Context(), slip)
	if err != nil {
		t.Fatal(err)
	}
	confirm := func(d *desk, change func(*stock.Transfer)) func() error {
		r := received
		r.Taken = slices.Clone(r.Taken)
		change(&r)
		return func() error { _, err := d.Confirm(t.Context(), r.Receipt()); return err }
	}
	there.refuses(t, "a receipt at the wrong end", juki.SlipForeign, confirm(there, func(*stock.Transfer) {}))
	here.refuses(t, "a receipt of nothing sent", juki.TransferUnknown, confirm(here, func(r *stock.Transfer) { r.Number = "T08-000099" }))
	here.refuses(t, "a receipt of a card not sent", juki.TransferDiffers, confirm(here, func(r *stock.Transfer) { r.Taken[0].Serial = serialOf(3) }))
	here.refuses(t, "half a receipt", juki.SlipBroken, func() error { _, err := here.Confirm(t.Context(), received.Receipt()[9:]); return err })
	here.refuses(t, "a slip for a receipt", juki.SlipBroken, func() error { _, err := here.Confirm(t.Context(), slip.Slip()); return err })
	if err := confirm(here, func(*stock.Transfer) {})(); err != nil {
		t.Error(err)
	}
	here.refuses(t, "the part again", juki.StepNotAllowed, confirm(here, func(*stock.Transfer) {}))
}

// A slip that names no terminal is taken in where its place is: whoever does so has been asked.
func TestASlipThatNamesNoTerminal(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2)
	here.register(t, stock.Place{ID: "F-04", Kind: stock.Branch})
	there.register(t, stock.Place{ID: "F-04", Kind: stock.Shelf})
	slip := scan(t, here.send(t, "F-04", cardsOf(1)).Slip())
	if !slip.Unnamed() || scan(t, here.send(t, drawer2, cardsOf(2)).Slip()).Unnamed() {
		t.Error("a slip says wrongly whether it names who it is for")
	}
	if _, err := there.Receive(t.Context(), slip, []stock.Things{cardsOf(1)}, "F-04"); err != nil || there.at(t, 1) != lies("F-04", stock.Stored) {
		t.Errorf("%v, lies %v", err, there.at(t, 1))
	}
}

// The database itself refuses a copy that touches a place of this terminal, and things of other terminals that no copy brings.
func TestACopyTouchesNoPlaceOfOurs(t *testing.T) {
	d := openDesk(t, terminal)
	d.addItem(t, paper)
	for name, m := range map[string]stock.Movement{
		"a copy from our shelf": {From: lies(shelfA, stock.Unused), To: lies(stock.Transit, stock.BeingSent), Origin: "terminal-02/1"},
		"a copy onto our shelf": {From: lies(stock.Elsewhere, stock.Unused), To: lies(shelfA, stock.Unused), Origin: "terminal-02/2"},
		"no copy":               {From: lies(stock.Elsewhere, stock.Unused), To: lies(shelfA, stock.Unused)},
	} {
		m.Item, m.Quantity, m.Reason = paper, 1, stock.TransferSend
		if _, err := d.office.move(t, m); err == nil {
			t.Errorf("%s was entered", name)
		}
	}
}

// Blanks go by number and forms by quantity, in parts.
func TestBlanksAndFormsAreSentInParts(t *testing.T) {
	here, there := twoEnds(t)
	for _, d := range []*desk{here, there} {
		d.addItem(t, paper)
	}
	for _, m := range []stock.Movement{{Item: paper, Quantity: 50}, {Item: stock.ResidentBlanks, Lot: "L-2", First: 1, Last: 100}} {
		m.From, m.To, m.Reason = lies(stock.Issuer, stock.AtIssuer), lies(shelfA, stock.Unused), stock.Arrival
		if _, err := here.office.move(t, m); err != nil {
			t.Fatal(err)
		}
	}
	blanks := func(first, last int) stock.Things {
		return stock.Things{Item: stock.ResidentBlanks, Lot: "L-2", First: first, Last: last}
	}
	forms := func(n int) stock.Things { return stock.Things{Item: paper, Quantity: n} }
	slip := scan(t, here.send(t, drawer2, blanks(11, 60), forms(30)).Slip())
	for _, part := range [][]stock.Things{{blanks(21, 40), forms(10)}, {forms(15)}, {blanks(11, 20), blanks(41, 60), forms(5)}} {
		if _, err := there.Receive(t.Context(), slip, part, drawer2); err != nil {
			t.Fatal(err)
		}
		there.refuses(t, "again", map[bool]juki.Code{true: juki.StepNotAllowed, false: juki.TransferDiffers}[len(part) == 3], func() error {
			_, err := there.Receive(t.Context(), slip, []stock.Things{blanks(21, 40)}, drawer2)
			return err
		})
		received, err := there.Transfer(t.Context(), slip)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := here.Confirm(t.Context(), received.Receipt()); err != nil {
			t.Fatal(err)
		}
	}
	for d, place := range map[*desk]stock.PlaceID{here: stock.Elsewhere, there: drawer2} {
		for item, want := range map[stock.ItemID]int{paper: 30, stock.ResidentBlanks: 50} {
			var n int
			if err := d.readers.QueryRow("SELECT quantity FROM balance WHERE item = ? AND place = ? AND state = 'unused'", string(item), string(place)).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d of %s at %s, want %d, %v", d.Terminal, n, item, place, want, err)
			}
		}
		if open, err := d.book.OpenTransfers(t.Context()); len(open) != 0 || err != nil {
			t.Errorf("%s: open %v, %v", d.Terminal, open, err)
		}
	}
}

// What was sent, disposed of and gone wrong stays as it was written.
func TestTheProceduresCannotBeRewritten(t *testing.T) {
	here, there := twoEnds(t)
	here.arrive(t, shelfA, 1, 2, 3)
	sent := here.send(t, shelfB, cardsOf(1))
	if _, err := here.Receive(t.Context(), scan(t, sent.Slip()), []stock.Things{cardsOf(1)}, shelfB); err != nil {
		t.Fatal(err)
	}
	here.turn(t, shelfA, stock.Stored, stock.Cancelled, 2)
	decided, err := here.DecideDisposal(t.Context(), cardsOf(2), shelfA, stock.Cancel)
	if err := errors.Join(err, here.ApproveDisposal(t.Context(), decided[0].Number, chief, true), here.Dispose(t.Context(), decided[0].Number, wholeProof(), second)); err != nil {
		t.Fatal(err)
	}
	here.rules.Steps = here.rules.Steps[:1]
	missing, err := here.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(3))
	if err := errors.Join(err, here.DoStep(t.Context(), missing.Number, "search", ""), here.CloseIncident(t.Context(), missing.Number, second)); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"transfer", "transfer_ended", "disposal", "disposal_judged", "disposal_done", "incident", "incident_step", "incident_closed"} {
		if count(t, here.DB, table) != 1 || count(t, there.DB, table) != 0 {
			t.Errorf("%s: not the one row that can be tried", table)
		}
		for _, statement := range []string{"UPDATE " + table + " SET ts = 0", "DELETE FROM " + table, "INSERT OR REPLACE INTO " + table + " SELECT * FROM " + table} {
			err := here.act(t.Context(), func(tx *Tx) error {
				if _, err := tx.exec(statement); err != nil {
					return err
				}
				return tx.Append(sampleRecordAt(here.tick()))
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	}
}
