package counter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

const (
	trolley = stock.PlaceID("T-01")
)

// ledger is the keeper of the scene's ledger, with a trolley for 前日準備 that holds two cards.
func (s *scene) ledger() *stock.Keeper {
	s.t.Helper()
	k := &stock.Keeper{Book: s.db.Stock(), Terminal: "terminal-01", Now: func() time.Time { return s.clock },
		Operator: func() (juki.OperatorID, juki.Post) { return s.loggedIn, s.post }, Rules: func(juki.Date) stock.Rules { return stock.Rules{} }}
	s.must(k.RegisterPlace(s.ctx, stock.Place{ID: trolley, Kind: stock.Box, Capacity: 2}))
	return k
}

// acts enters acts on case1's card; those that ask for a place get the trolley.
func (s *scene) acts(k *stock.Keeper, reasons ...stock.Reason) {
	s.t.Helper()
	for _, r := range reasons {
		if r == stock.Loss {
			i, err := k.ReportMissing(s.ctx, stock.MyNumberCards, "490000000000001")
			s.must(err)
			s.must(k.CloseIncident(s.ctx, i.Number, "S900"))
			continue
		}
		if _, err := k.Enter(s.ctx, stock.Entry{Reason: r, Things: stock.Things{Item: stock.MyNumberCards, Serials: []juki.CardSerial{"490000000000001"}}, To: trolley}); err != nil {
			s.t.Fatalf("%s: %v", r, err)
		}
	}
}

func (s *scene) theCase() counter.Case {
	s.t.Helper()
	found, err := s.desk.Book.Find(s.ctx, counter.Key{Number: s.case1})
	s.must(err)
	return found[0]
}

func (s *scene) lies(place stock.PlaceID, state stock.State) {
	s.t.Helper()
	if at := s.position(); at != (stock.Position{Place: place, State: state}) {
		s.t.Errorf("the card is at %v, want %s in %s", at, state, place)
	}
}

// A card of tomorrow's pick list is fetched from where it was picked to, and put back to where it belongs.
func TestAPickedCardIsFetchedFromItsTrolleyAndPutBackOnItsShelf(t *testing.T) {
	s := newScene(t)
	s.acts(s.ledger(), stock.Notice, stock.Pick)
	h := s.start()
	if c := h.View().Case; c.Home != trolley || c.At != (stock.Position{Place: trolley, State: stock.Picked}) {
		t.Errorf("to be fetched from %s, it is at %v", c.Home, c.At)
	}
	s.upTo(h, counter.InsertDue)
	s.lies(stock.Counter, stock.InHandover)
	if c := h.View().Case; c.Home != shelf || c.At.Place != stock.Counter {
		t.Errorf("taken out, it belongs on %s and is at %v", c.Home, c.At)
	}
	s.must(h.Abort(s.ctx, "resident-left"))
	h.Close()
	h = s.start() // the same after a restart
	if c := h.View().Case; c.Home != shelf {
		t.Errorf("to be put back on %s", c.Home)
	}
	s.must(h.ReturnCard(s.ctx, "490000000000001"))
	s.lies(shelf, stock.Notified)
	if c := s.theCase(); c.State != counter.CaseStored || c.Home != shelf {
		t.Errorf("%s at %s", c.State, c.Home)
	}
	if got := s.places(oplog.HandoverTakenOut, oplog.HandoverPutBack); got != "T-01 A-01" {
		t.Errorf("the records say %s", got)
	}
}

// places are the places that records of the case name, oldest first.
func (s *scene) places(events ...oplog.EventID) (list string) {
	s.t.Helper()
	tail, err := s.db.LogTail(s.ctx, 1000, store.LogFilter{Case: s.case1})
	s.must(err)
	for _, l := range slices.Backward(tail) {
		if slices.Contains(events, l.Record.Event) {
			p, _ := l.Record.Value(oplog.FieldPlace)
			list += " " + p.Text()
		}
	}
	return strings.TrimSpace(list)
}

// What the ledger does not have ready for its owner is not handed over.
func TestAHandoverIsNotOpenedForACardThatIsNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		acts  []stock.Reason
		state counter.CaseState
	}{
		"cancelled":   {[]stock.Reason{stock.Cancel}, counter.CaseStored},
		"defective":   {[]stock.Reason{stock.Defect}, counter.CaseStored},
		"sent back":   {[]stock.Reason{stock.Defect, stock.SendBack}, counter.CaseStored},
		"missing":     {[]stock.Reason{stock.NotFound}, counter.CaseStored},
		"lost":        {[]stock.Reason{stock.Loss}, counter.CaseStored},
		"come back":   {[]stock.Reason{stock.Notice, stock.ComeBack}, counter.CaseStored},
		"in the post": {[]stock.Reason{stock.Notice, stock.Dispatch}, counter.CaseStored},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.acts(s.ledger(), c.acts...)
			if _, err := s.desk.Open(s.ctx, s.case1, func() {}); !errors.Is(err, juki.Refuse(juki.CaseNotReady)) {
				t.Errorf("%v", err)
			}
			if n, err := s.desk.Book.CountIn(s.ctx, counter.CaseStored); err != nil || n != 1 {
				t.Errorf("%d can be handed over, %v", n, err)
			}
			if got := s.theCase().State; got != c.state {
				t.Errorf("the case is %s", got)
			}
		})
	}
}

func TestACardOnWhichSomethingWasEnteredAfterTheHandoverWasOpened(t *testing.T) {
	s := newScene(t)
	k := s.ledger()
	h := s.start()
	s.upTo(h, counter.CardDue)
	s.acts(k, stock.Move) // carried elsewhere: it is taken out from there
	s.upTo(h, counter.InsertDue)
	s.must(h.Abort(s.ctx, "resident-left"))
	s.must(h.ReturnCard(s.ctx, "490000000000001"))
	s.lies(trolley, stock.Stored)
	h.Close()

	h = s.start()
	s.upTo(h, counter.CardDue)
	s.acts(k, stock.Cancel)
	if err := h.FetchCard(s.ctx, "490000000000001"); !errors.Is(err, juki.Refuse(juki.CaseNotReady)) || h.View().State != counter.CardDue {
		t.Errorf("a cancelled card is fetched: %v", err)
	}
	s.must(h.Abort(s.ctx, "card-defect"))
	if c := s.theCase(); c.State != counter.CaseStored || c.At.State != stock.Cancelled {
		t.Errorf("%s, %v", c.State, c.At)
	}
}

func TestACardThatWentByPostWhileItsHandoverWasOpenIsDelivered(t *testing.T) {
	s := newScene(t)
	k := s.ledger()
	h := s.start()
	s.acts(k, stock.Dispatch, stock.MailDelivered)
	s.must(h.Abort(s.ctx, "mistake"))
	if c := s.theCase(); c.State != counter.CaseDelivered {
		t.Errorf("the case is %s", c.State)
	}
	if _, err := s.desk.Open(s.ctx, s.case1, func() {}); !errors.Is(err, juki.Refuse(juki.CardAlreadyDelivered)) {
		t.Errorf("opened again: %v", err)
	}
}

func TestInspectionFollowsTheLedger(t *testing.T) {
	s := newScene(t)
	k := s.ledger()
	const third = juki.CardSerial("490000000000003")
	preview, err := s.desk.PreviewList(s.ctx, []byte(strings.ReplaceAll(strings.ReplaceAll(strings.Split(list, "\n")[0]+"\n"+strings.Split(list, "\n")[2]+"\n", "490000000000002", string(third)),
		"28225000000000000000002,A1B-234568", "28225000000000000000003,A1B-234569")), counter.DefaultListHeaders(), nil)
	s.must(err)
	_, err = s.desk.TakeArrival(s.ctx, preview, nil)
	s.must(err)
	enter := func(r stock.Reason, serials ...juki.CardSerial) {
		t.Helper()
		_, err := k.Enter(s.ctx, stock.Entry{Reason: r, Things: stock.Things{Item: stock.MyNumberCards, Serials: serials}, To: trolley})
		s.must(err)
	}
	enter(stock.Check, third)
	enter(stock.NotFound, third)
	if _, err := s.desk.Inspect(s.ctx, third, shelf); !errors.Is(err, juki.Refuse(juki.NotAtPlace)) {
		t.Errorf("a missing card is inspected: %v", err)
	}
	enter(stock.Found, third)
	enter(stock.Move, "490000000000001")
	if _, err := s.desk.Inspect(s.ctx, third, trolley); !errors.Is(err, juki.Refuse(juki.PlaceFull)) {
		t.Errorf("onto a full trolley: %v", err)
	}
	c, err := s.desk.Inspect(s.ctx, third, shelf)
	if err != nil || c.State != counter.CaseStored || c.Home != shelf {
		t.Errorf("checked before, found again: %s on %s, %v", c.State, c.Home, err)
	}
	found, err := k.Look(s.ctx, third)
	if err != nil || found.At != (stock.Position{Place: shelf, State: stock.Stored}) || found.Trail[0].Reason != stock.Shelving {
		t.Errorf("%+v, %v", found.At, err)
	}
}
