package store

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

func wholeProof() stock.DisposalProof {
	return stock.DisposalProof{Method: "shredding", FaceGone: true, ChipGone: true, Where: "本庁 金庫室"}
}

// A cancelled card is proposed, approved by the supervisor and shredded before a witness, all on one day.
func TestACancelledCardIsDisposedOf(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1, 2)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	decided, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel)
	c := only(t, decided, err)
	if c.Number != "H08-000001" || c.Was != stock.Cancelled || d.at(t, 1) != lies(shelfA, stock.AwaitingDisposal) {
		t.Fatalf("%+v, lies %v", c, d.at(t, 1))
	}
	if err := d.ApproveDisposal(t.Context(), c.Number, chief, true); err != nil {
		t.Fatal(err)
	}
	due, err := d.DueDisposals(t.Context(), workday)
	only(t, due, err)
	if err := d.Dispose(t.Context(), c.Number, wholeProof(), second); err != nil {
		t.Fatal(err)
	}
	if d.at(t, 1) != lies(stock.Disposed, stock.Destroyed) || d.at(t, 2) != lies(shelfA, stock.Stored) {
		t.Errorf("1 lies %v, 2 lies %v", d.at(t, 1), d.at(t, 2))
	}
	if due, err := d.DueDisposals(t.Context(), workday.AddDays(1)); err != nil || len(due) != 0 {
		t.Errorf("still due: %v, %v", due, err)
	}
	all, err := d.book.DisposalsBetween(t.Context(), workday.Start(), workday.AddDays(1).Start())
	got := only(t, all, err)
	if got.Decided.IsZero() || got.Approved.Before(got.Decided) || got.Done.Before(got.Approved) {
		t.Errorf("times %v %v %v", got.Decided, got.Approved, got.Done)
	}
	got.Decided, got.Approved, got.Done = c.Decided, c.Approved, c.Done
	want := c
	want.DecidedBy, want.ApprovedBy, want.DoneBy, want.Witness, want.Proof = clerk, chief, clerk, second, wholeProof()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, event := range []oplog.EventID{oplog.DisposalDecided, oplog.DisposalApproved, oplog.DisposalDone} {
		if n := d.records(t, event.String()); n != 1 {
			t.Errorf("%d records %s", n, event)
		}
	}
	if n := d.whole(t); n != 1 {
		t.Errorf("%d cards are left", n)
	}
}

// The supervisor says no: the card goes back to what it was, wherever it was carried meanwhile, and may be proposed again.
func TestARefusedDisposalGivesTheCardBack(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Defective, 1)
	decided, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Defect)
	c := only(t, decided, err)
	waiting := stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(1), From: lies(shelfA, stock.AwaitingDisposal), To: lies(shelfB, stock.AwaitingDisposal), Reason: stock.Move}
	if _, err := d.office.move(t, waiting); err != nil {
		t.Fatal(err)
	}
	if err := d.ApproveDisposal(t.Context(), c.Number, chief, false); err != nil {
		t.Fatal(err)
	}
	if at := d.at(t, 1); at != lies(shelfB, stock.Defective) {
		t.Errorf("lies %v", at)
	}
	d.refuses(t, "disposing of it", juki.DisposalNotApproved, func() error { return d.Dispose(t.Context(), c.Number, wholeProof(), second) })
	d.refuses(t, "a yes after the no", juki.StepNotAllowed, func() error { return d.ApproveDisposal(t.Context(), c.Number, chief, true) })
	if open, err := d.book.OpenDisposals(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("open: %v, %v", open, err)
	}
	decided, err = d.DecideDisposal(t.Context(), cardsOf(1), shelfB, stock.Defect)
	if c := only(t, decided, err); c.Number != "H08-000002" {
		t.Errorf("again: %s", c.Number)
	}
}

func TestWhatMayNotBeDecided(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1, 2, 3)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1, 3)
	d.handOver(t, 2, shelfA, false)
	decide := func(things stock.Things, from stock.PlaceID, why stock.Reason) func() error {
		return func() error { _, err := d.DecideDisposal(t.Context(), things, from, why); return err }
	}
	d.refuses(t, "a card nobody knows", juki.SerialUnknown, decide(cardsOf(9), shelfA, stock.Cancel))
	d.refuses(t, "at another place", juki.NotAtPlace, decide(cardsOf(1), shelfB, stock.Cancel))
	d.refuses(t, "a card handed over", juki.NotAtPlace, decide(cardsOf(2), shelfA, stock.Cancel))
	d.refuses(t, "from outside", juki.NotAtPlace, decide(cardsOf(2), stock.Resident, stock.Cancel))
	d.refuses(t, "no reason of disposal", juki.ActUnknown, decide(cardsOf(1), shelfA, stock.Move))
	d.refuses(t, "nothing", juki.NotAtPlace, decide(stock.Things{Item: stock.MyNumberCards}, shelfA, stock.Cancel))
	d.refuses(t, "the same card twice", juki.NotAtPlace, decide(cardsOf(1, 1), shelfA, stock.Cancel))
	d.refuses(t, "one of three cards is another's", juki.SerialUnknown, decide(cardsOf(1, 3, 9), shelfA, stock.Cancel))
	if _, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel); err != nil {
		t.Fatal(err)
	}
	d.refuses(t, "decided already", juki.StateNotAllowed, decide(cardsOf(1), shelfA, stock.Cancel))
	d.as("", 0, func() { d.refuses(t, "nobody logged in", juki.NotLoggedIn, decide(cardsOf(3), shelfA, stock.Cancel)) })
	d.as("nobody", juki.Operator, func() { // an id the log refuses, as when the log cannot be written: nothing stays
		d.refuses(t, "without a record", juki.RecordRefused, decide(cardsOf(3), shelfA, stock.Cancel))
	})
	d.closeToday(t)
	d.refuses(t, "on a closed day", juki.DayClosed, decide(cardsOf(3), shelfA, stock.Cancel))
	d.clock.at = workday.AddDays(1).At(8, 0)
	d.refuses(t, "before the day is opened", juki.DayNotOpen, decide(cardsOf(3), shelfA, stock.Cancel))
}

// A good card waits for its owner: it may go only when nobody came for it in time, counted from its first notice, or when it expired.
func TestAGoodCardIsDisposedOfOnlyWhenItsTimeIsOver(t *testing.T) {
	d := openStock(t)
	d.take(t, d.preview(t, arrivalList(1, 2, 3))) // valid until 2036-04-01
	for n := range 3 {
		_, err := d.desk.Inspect(t.Context(), serialOf(n+1), shelfA)
		d.must(t, err)
	}
	_, err := d.office.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(4), From: lies(stock.Issuer, stock.AtIssuer), To: lies(shelfA, stock.Stored), Reason: stock.Arrival})
	d.must(t, err) // it has no case: nobody knows until when it is valid
	d.enter(t, stock.Notice, "", 1, 2)
	wrong := d.enter(t, stock.Notice, "", 3)[0]
	d.as(chief, juki.DataProtectionManager, func() {
		_, err := d.Reverse(t.Context(), wrong.ID, second)
		d.must(t, err)
	})
	decide := func(n int, why stock.Reason) func() error {
		return func() error { _, err := d.DecideDisposal(t.Context(), cardsOf(n), shelfA, why); return err }
	}
	on := func(day juki.Date) {
		d.clock.at = day.At(9, 0)
		d.openToday(t)
	}
	d.refuses(t, "cancelled by the disposal alone", juki.StateNotAllowed, decide(1, stock.Cancel))
	d.refuses(t, "on the day of the notice", juki.StateNotAllowed, decide(1, stock.Unclaimed))
	d.refuses(t, "valid, as expired", juki.StateNotAllowed, decide(1, stock.Expired))
	d.refuses(t, "of unknown validity, as expired", juki.StateNotAllowed, decide(4, stock.Expired))
	on(workday.AddDays(80))
	d.enter(t, stock.Renotice, "", 1)
	d.refuses(t, "notified again, as cancelled", juki.StateNotAllowed, decide(1, stock.Cancel))
	d.refuses(t, "notified again, as come back", juki.StateNotAllowed, decide(1, stock.ComeBack))
	on(workday.AddDays(89))
	d.refuses(t, "a day too early", juki.StateNotAllowed, decide(1, stock.Unclaimed))
	d.refuses(t, "a day too early, one notice", juki.StateNotAllowed, decide(2, stock.Unclaimed))
	on(workday.AddDays(90))
	d.must(t, decide(1, stock.Unclaimed)())
	d.refuses(t, "its notice was taken back", juki.StateNotAllowed, decide(3, stock.Unclaimed))
	d.refuses(t, "nobody was notified", juki.StateNotAllowed, decide(4, stock.Unclaimed))
	on(juki.Date{Year: 2036, Month: 4, Day: 1})
	d.refuses(t, "valid on its last day", juki.StateNotAllowed, decide(3, stock.Expired))
	on(juki.Date{Year: 2036, Month: 4, Day: 2})
	d.must(t, decide(3, stock.Expired)())
	d.must(t, decide(2, stock.Unclaimed)())
}

// Every reason is true of its state only.
func TestTheReasonOfADisposalIsTrue(t *testing.T) {
	d := openStock(t)
	ends := []struct {
		act, why stock.Reason
	}{{stock.Cancel, stock.Cancel}, {stock.Defect, stock.Defect}, {stock.Spoil, stock.Spoil}, {stock.ComeBack, stock.ComeBack}}
	for i, c := range ends {
		n := i + 1
		d.arrive(t, shelfA, n)
		if c.act == stock.ComeBack {
			d.enter(t, stock.Notice, "", n)
		}
		d.enter(t, c.act, "", n)
		for _, why := range stock.DisposalReasons() {
			if why != c.why {
				d.refuses(t, string(c.act)+", as "+string(why), juki.StateNotAllowed, func() error { _, err := d.DecideDisposal(t.Context(), cardsOf(n), shelfA, why); return err })
			}
		}
		_, err := d.DecideDisposal(t.Context(), cardsOf(n), shelfA, c.why)
		d.must(t, err)
	}
	d.enterThings(t, stock.Entry{Reason: stock.Arrival, Things: forms(5), To: shelfA, Document: "1"})
	for _, why := range stock.DisposalReasons() {
		if why != stock.Superseded {
			d.refuses(t, "good forms, as "+string(why), juki.StateNotAllowed, func() error { _, err := d.DecideDisposal(t.Context(), forms(5), shelfA, why); return err })
		}
	}
	_, err := d.DecideDisposal(t.Context(), forms(5), shelfA, stock.Superseded)
	d.must(t, err)
}

func TestWhoMayApproveAndWitness(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	decided, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel)
	n := only(t, decided, err).Number
	approve := func(n stock.DisposalNumber, who juki.OperatorID) func() error {
		return func() error { return d.ApproveDisposal(t.Context(), n, who, true) }
	}
	dispose := func(n stock.DisposalNumber, p stock.DisposalProof, who juki.OperatorID) func() error {
		return func() error { return d.Dispose(t.Context(), n, p, who) }
	}
	d.refuses(t, "before it was approved", juki.DisposalNotApproved, dispose(n, wholeProof(), second))
	d.refuses(t, "by who decided", juki.SamePersonTwice, approve(n, clerk))
	d.refuses(t, "by nobody", juki.WitnessMissing, approve(n, ""))
	d.refuses(t, "of no disposal", juki.DisposalUnknown, approve("H08-000099", chief))
	d.as(chief, juki.DataProtectionManager, func() { // the supervisor sits at the terminal
		if err := d.ApproveDisposal(t.Context(), n, chief, true); err != nil {
			t.Fatal(err)
		}
	})
	d.refuses(t, "approved twice", juki.StepNotAllowed, approve(n, chief))
	d.refuses(t, "no disposal", juki.DisposalUnknown, dispose("H08-000099", wholeProof(), second))
	d.refuses(t, "without a witness", juki.WitnessMissing, dispose(n, wholeProof(), ""))
	d.refuses(t, "one's own witness", juki.SamePersonTwice, dispose(n, wholeProof(), clerk))
	for name, change := range map[string]func(*stock.DisposalProof){
		"no method":                   func(p *stock.DisposalProof) { p.Method = "" },
		"a method of no rule":         func(p *stock.DisposalProof) { p.Method = "burying" },
		"the face can be read":        func(p *stock.DisposalProof) { p.FaceGone = false },
		"the chip is whole":           func(p *stock.DisposalProof) { p.ChipGone = false },
		"nowhere":                     func(p *stock.DisposalProof) { p.Where = " " },
		"contractor, no certificate":  func(p *stock.DisposalProof) { p.Contractor = "見本環境" },
		"contractor, no real number":  func(p *stock.DisposalProof) { p.Contractor, p.Certificate = "見本環境", " " },
		"certificate does not help":   func(p *stock.DisposalProof) { p.FaceGone, p.Certificate = false, "1" },
		"method of the wrong profile": func(p *stock.DisposalProof) { p.Method = "SHREDDING" },
	} {
		p := wholeProof()
		change(&p)
		d.refuses(t, name, juki.ProofMissing, dispose(n, p, second))
	}
	d.closeToday(t)
	d.refuses(t, "on a closed day", juki.DayClosed, dispose(n, wholeProof(), second))
	d.clock.at = workday.AddDays(1).At(8, 0) // not opened: it happened all the same
	if due, err := d.DueDisposals(t.Context(), workday.AddDays(1)); err != nil || len(due) != 1 {
		t.Errorf("due the next morning: %v, %v", due, err)
	}
	p := wholeProof()
	p.Contractor, p.Certificate = "見本環境", "第12号"
	if err := d.Dispose(t.Context(), n, p, second); err != nil {
		t.Fatal(err)
	}
	d.refuses(t, "done twice", juki.StepNotAllowed, dispose(n, p, second))
}

// What was proposed yesterday is late where the rules want the same day, approved or not.
func TestWhatIsDue(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	if _, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day     juki.Date
		sameDay bool
		want    int
	}{{workday, true, 0}, {workday.AddDays(1), true, 1}, {workday.AddDays(1), false, 0}} {
		d.rules.DisposalSameDay = c.sameDay
		if due, err := d.DueDisposals(t.Context(), c.day); err != nil || len(due) != c.want {
			t.Errorf("%+v: %d due, %v", c, len(due), err)
		}
	}
}

// Spoiled forms go by number; the good ones on the same shelf only as superseded. They have no chip.
func TestFormsAreDisposedOfByNumber(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.addItem(t, paper)
	for state, n := range map[stock.State]int{stock.Unused: 50, stock.Spoiled: 3} {
		if _, err := d.office.move(t, stock.Movement{Item: paper, Quantity: n, From: lies(stock.Issuer, stock.AtIssuer), To: lies(shelfC, state), Reason: stock.Arrival}); err != nil {
			t.Fatal(err)
		}
	}
	forms := func(n int) stock.Things { return stock.Things{Item: paper, Quantity: n} }
	decide := func(n int, why stock.Reason) func() error {
		return func() error { _, err := d.DecideDisposal(t.Context(), forms(n), shelfC, why); return err }
	}
	d.refuses(t, "more than are spoiled", juki.NotAtPlace, decide(4, stock.Spoil))
	d.refuses(t, "fewer than none", juki.NotAtPlace, decide(-1, stock.Spoil))
	decided, err := d.DecideDisposal(t.Context(), forms(3), shelfC, stock.Spoil)
	c := only(t, decided, err)
	d.refuses(t, "spoiled ones again", juki.StateNotAllowed, decide(3, stock.Spoil))
	if c.Was != stock.Spoiled {
		t.Errorf("was %s", c.Was)
	}
	if err := d.ApproveDisposal(t.Context(), c.Number, chief, true); err != nil {
		t.Fatal(err)
	}
	p := wholeProof()
	p.ChipGone = false
	if err := d.Dispose(t.Context(), c.Number, p, second); err != nil {
		t.Fatal(err)
	}
	decided, err = d.DecideDisposal(t.Context(), forms(20), shelfC, stock.Superseded)
	if c := only(t, decided, err); c.Was != stock.Unused {
		t.Errorf("was %s", c.Was)
	}
	if n := d.whole(t); n != 50 {
		t.Errorf("%d forms are left", n)
	}
}

// Where and by whom it was done is free text, and sealed; the certificate's number is no free text.
func TestWhatWasTypedOfADisposalIsSealed(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1)
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	decided, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel)
	c := only(t, decided, err)
	if err := d.ApproveDisposal(t.Context(), c.Number, chief, true); err != nil {
		t.Fatal(err)
	}
	proof := wholeProof()
	proof.Where, proof.Contractor, proof.Certificate = "見本 太郎の机", "見本運送 見本花子", "見本花子"
	d.refuses(t, "a name for a number", juki.DocumentForm, func() error { return d.Dispose(t.Context(), c.Number, proof, second) })
	proof.Certificate = "R8-1124"
	if err := d.Dispose(t.Context(), c.Number, proof, second); err != nil {
		t.Fatal(err)
	}
	list, err := d.book.DisposalsBetween(t.Context(), workday.Start(), workday.AddDays(1).Start())
	if done := only(t, list, err); done.Proof != proof {
		t.Errorf("%+v, want %+v", done.Proof, proof)
	}
	var kept string
	if err := d.readers.QueryRow("SELECT CAST(whereabouts AS TEXT) || CAST(contractor AS TEXT) FROM disposal_done").Scan(&kept); err != nil || strings.Contains(kept, "見本") {
		t.Errorf("in the clear: %q, %v", kept, err)
	}
}
