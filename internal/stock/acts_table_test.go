package stock_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// allowed is what the office does with its cards and forms, written down apart from the table: reason → states it may be in before →
// what it is afterwards. "=" keeps the state, "kept" gives the old one back.
var allowed = map[stock.Reason]struct {
	trackings string // s: serial, r: range, q: quantity
	before    string
	after     string
	from, to  string
}{
	stock.Move:            {"srq", "arrived inspected prepared stored notified renotified picked returned unused cancelled defective spoiled surrendered awaiting-disposal", "=", "counted", "chosen"},
	stock.Arrival:         {"srq", "at-issuer", "unused", "issuer", "chosen"},
	stock.Check:           {"s", "arrived", "inspected", "inbox", "here"},
	stock.Preset:          {"s", "arrived inspected", "prepared", "counted", "here"},
	stock.Shelving:        {"s", "inspected prepared", "stored", "counted", "chosen"},
	stock.Notice:          {"s", "stored prepared", "notified", "counted", "here"},
	stock.ComeBack:        {"s", "notified renotified sent", "returned", "counted mail", "chosen"},
	stock.Renotice:        {"s", "notified returned", "renotified", "counted", "here"},
	stock.Dispatch:        {"s", "stored notified renotified", "sent", "counted", "mail"},
	stock.MailDelivered:   {"s", "sent", "delivered", "mail", "resident"},
	stock.Use:             {"srq", "unused", "delivered", "counted", "resident"},
	stock.Surrender:       {"s", "delivered", "surrendered", "resident", "chosen"},
	stock.LossReport:      {"s", "delivered", "lost", "resident", "lost"},
	stock.LossWithdrawn:   {"s", "lost", "delivered", "lost", "resident"},
	stock.Cancel:          {"s", "arrived inspected prepared stored notified renotified picked returned", "cancelled", "counted", "here"},
	stock.Defect:          {"srq", "arrived inspected prepared stored notified renotified picked returned unused", "defective", "counted", "here"},
	stock.Spoil:           {"srq", "arrived inspected prepared stored notified renotified picked returned unused", "spoiled", "counted", "here"},
	stock.SendBack:        {"srq", "defective unused", "at-issuer", "counted", "issuer"},
	stock.CountAdjust:     {"rq", "unused defective spoiled awaiting-disposal missing", "", "counted missing", ""},
	stock.Pick:            {"s", "stored notified renotified", "picked", "counted", "chosen"},
	stock.Unpick:          {"s", "picked", "kept", "counted", "kept"},
	stock.NotFound:        {"s", "arrived inspected prepared stored notified renotified picked returned unused cancelled defective spoiled surrendered awaiting-disposal", "missing", "counted", "missing"},
	stock.Found:           {"s", "missing", "kept", "missing", "chosen"},
	stock.Loss:            {"srq", "missing", "lost", "missing", "lost"},
	stock.Inspection:      {"s", "arrived", "stored", "counted", "chosen"},
	stock.TakeOut:         {"s", "stored notified renotified picked", "handover", "counted", "counter"},
	stock.Handover:        {"s", "handover", "delivered", "counter", "resident"},
	stock.PutBack:         {"s", "handover", "kept", "counter", "kept"},
	stock.TransferSend:    {"srq", "arrived inspected prepared stored notified renotified picked returned unused cancelled defective spoiled surrendered awaiting-disposal", "sent", "counted", "transit"},
	stock.TransferReceive: {"srq", "sent", "kept", "transit", "chosen"},
	stock.DisposalDecided: {"srq", "prepared stored notified renotified returned unused cancelled defective spoiled surrendered", "awaiting-disposal", "counted", "here"},
	stock.Disposal:        {"srq", "awaiting-disposal", "destroyed", "counted", "disposed"},
}

var trackings = map[string]stock.Tracking{"s": stock.BySerial, "r": stock.ByRange, "q": stock.ByQuantity}

// Every reason × tracking × state × place: what is written down is taken and leads where it says, all the rest is refused.
func TestEveryActTakesWhatIsWrittenDownAndNothingElse(t *testing.T) {
	belongs := stock.Position{Place: "B-01", State: stock.Renotified}
	places := append(stock.FixedPlaces(), stock.Issuer, stock.Resident, stock.Disposed, stock.Gone, stock.Elsewhere, "A-01", "D-02")
	pairs := 0
	for _, a := range stock.Acts() {
		rule, listed := allowed[a.Reason]
		if !listed {
			t.Errorf("%s is not written down", a.Reason)
		}
		for letter, tracking := range trackings {
			for _, state := range stock.States() {
				for _, place := range places {
					pairs++
					at := stock.Position{Place: place, State: state}
					counted := stock.Place{ID: place, Kind: kindOf(place), Terminal: terminalOf(place)}.CountedAt("terminal-01")
					item := stock.Item{ID: "thing", Tracking: tracking}
					if len(a.Items) > 0 {
						item.ID = a.Items[0]
					}
					err := a.Takes(item, at, counted)
					before := state
					if tracking == stock.ByQuantity && state == stock.Arrived { // forms of an earlier version
						before = stock.Unused
					}
					want := strings.Contains(rule.trackings, letter) && slices.Contains(strings.Fields(rule.before), string(before)) &&
						(slices.Contains(strings.Fields(rule.from), string(place)) || counted && strings.Contains(rule.from, "counted"))
					if (err == nil) != want {
						t.Errorf("%s of %s, %s in %s: %v, written down is %t", a.Reason, tracking, state, place, err, want)
					}
					if want && a.Reason != stock.CountAdjust {
						checkLeads(t, a, rule.after, rule.to, at, belongs)
					}
				}
			}
		}
	}
	if len(stock.Acts()) != len(allowed) || pairs < 30*3*21 {
		t.Errorf("%d acts, %d written down, %d pairs", len(stock.Acts()), len(allowed), pairs)
	}
}

func kindOf(p stock.PlaceID) stock.PlaceKind {
	if p.IsFixed() {
		return stock.Fixed
	}
	return stock.Shelf
}

func terminalOf(p stock.PlaceID) string {
	if p == "D-02" {
		return "terminal-02"
	}
	return ""
}

func checkLeads(t *testing.T, a stock.Act, after, to string, at, belongs stock.Position) {
	t.Helper()
	want := stock.Position{Place: stock.PlaceID(to), State: stock.State(after)}
	switch to {
	case "chosen":
		want.Place = "C-01"
	case "here":
		want.Place = at.Place
	case "kept":
		want.Place = belongs.Place
	}
	switch after {
	case "=":
		want.State = at.State
	case "kept":
		want.State = belongs.State
	}
	if got, err := a.Leads(at, belongs, "C-01"); err != nil || got != want {
		t.Errorf("%s of %v leads to %v (%v), not to %v", a.Reason, at, got, err, want)
	}
	got, err := a.Leads(at, belongs, "")
	switch {
	case to != "chosen":
		if err != nil || got != want {
			t.Errorf("%s of %v without a scanned place leads to %v (%v)", a.Reason, at, got, err)
		}
	case a.Reason == stock.ComeBack && at.Place != stock.Mail:
		if err != nil || got.Place != at.Place {
			t.Errorf("a notice that came back moves its card to %v (%v)", got, err)
		}
	case !errors.Is(err, juki.Refuse(juki.PlaceUnknown)):
		t.Errorf("%s of %v without a scanned place: %v", a.Reason, at, err)
	}
}

func TestAnAdjustmentGoesBothWaysAndOneEndIsMissing(t *testing.T) {
	a, _ := stock.ActOf(stock.CountAdjust)
	shelf, gone := stock.Position{Place: "A-01", State: stock.Unused}, stock.Position{Place: stock.Missing, State: stock.Sought}
	for name, c := range map[string]struct {
		at     stock.Position
		chosen stock.PlaceID
		want   stock.Position
		code   juki.Code
	}{
		"short":                 {shelf, stock.Missing, gone, ""},
		"short, nothing named":  {shelf, "", gone, ""},
		"too many":              {gone, "A-01", shelf, ""},
		"too many, but where":   {gone, "", stock.Position{}, juki.PlaceUnknown},
		"neither end":           {shelf, "B-01", stock.Position{}, juki.StepNotAllowed},
		"missing stays missing": {gone, stock.Missing, stock.Position{}, juki.StepNotAllowed},
	} {
		got, err := a.Leads(c.at, stock.Position{}, c.chosen)
		if c.code != "" && !errors.Is(err, juki.Refuse(c.code)) || c.code == "" && (err != nil || got != c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// What has happened is never refused for the day; an act that brings blanks or forms in, and a loss, names its paper; an adjustment and a loss take two people.
func TestWhatEachActAsksFor(t *testing.T) {
	facts := []stock.Reason{stock.ComeBack, stock.MailDelivered, stock.Surrender, stock.Cancel, stock.Defect, stock.Spoil, stock.Unpick, stock.NotFound, stock.Found, stock.Loss, stock.LossReport, stock.LossWithdrawn,
		stock.Handover, stock.PutBack, stock.TransferReceive}
	papers := []stock.Reason{stock.Arrival, stock.Loss, stock.LossReport, stock.LossWithdrawn}
	two := []stock.Reason{stock.CountAdjust, stock.Disposal, stock.Loss}
	seen := map[stock.Reason]bool{}
	for _, a := range stock.Acts() {
		if seen[a.Reason] {
			t.Errorf("%s stands twice", a.Reason)
		}
		seen[a.Reason] = true
		if a.Begins == slices.Contains(facts, a.Reason) {
			t.Errorf("%s begins something: %t", a.Reason, a.Begins)
		}
		if a.Document != slices.Contains(papers, a.Reason) || a.TwoPeople != slices.Contains(two, a.Reason) {
			t.Errorf("%s: document %t, two people %t", a.Reason, a.Document, a.TwoPeople)
		}
		if a.Article == "" || a.ByHand && a.Elsewhere {
			t.Errorf("%s: article %q, by hand %t, elsewhere %t", a.Reason, a.Article, a.ByHand, a.Elsewhere)
		}
		if a.Reason.Japanese() == string(a.Reason) {
			t.Errorf("%s has no Japanese word", a.Reason)
		}
	}
	rules := stock.Rules{Witnessed: []stock.Reason{stock.Move}}
	if !rules.NeedsWitness(stock.Move) || !rules.NeedsWitness(stock.CountAdjust) || rules.NeedsWitness(stock.Notice) {
		t.Error("the wrong acts ask for a second person")
	}
}

func TestOnlyCardsOfTheOfficesOwnAreSurrenderedAndListsBringMyNumberCards(t *testing.T) {
	for _, c := range []struct {
		reason stock.Reason
		item   stock.ItemID
		at     stock.Position
		want   bool
	}{
		{stock.Surrender, stock.ResidentCards, stock.Position{Place: stock.Resident, State: stock.Delivered}, true},
		{stock.Surrender, "other-card", stock.Position{Place: stock.Resident, State: stock.Delivered}, false},
		{stock.Arrival, stock.MyNumberCards, stock.Position{Place: stock.Issuer, State: stock.AtIssuer}, false},
		{stock.Arrival, "other-card", stock.Position{Place: stock.Issuer, State: stock.AtIssuer}, true},
	} {
		a, _ := stock.ActOf(c.reason)
		if err := a.Takes(stock.Item{ID: c.item, Tracking: stock.BySerial}, c.at, false); (err == nil) != c.want {
			t.Errorf("%s of %s: %v", c.reason, c.item, err)
		}
	}
}
