package stock_test

import (
	"fmt"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// tuesday is 24 November 2026; the Monday before it is a holiday, and so is the weekend closed.
var tuesday = juki.Date{Year: 2026, Month: 11, Day: 24}

// What does not fit is told, what fits is not.
func TestWhatDoesNotFitIsTold(t *testing.T) {
	at, friday := tuesday.At, tuesday.AddDays(-4)
	terminal := func(change func(*stock.OfficeTerminal)) stock.OfficeState {
		x := stock.OfficeTerminal{Terminal: "terminal-02", Stored: 100, Has: 101, Received: at(11, 50), Heard: at(12, 0), Stated: at(11, 0), Day: tuesday}
		change(&x)
		return stock.OfficeState{Terminals: []stock.OfficeTerminal{x}, Lines: []stock.OfficeLine{{Terminal: "terminal-02", Item: "form-x", Place: "A-01", Book: 8}}}
	}
	transfer := func(change func(*stock.OfficeTransfer)) stock.OfficeState {
		x := stock.OfficeTransfer{Sender: "terminal-01", Number: "T08-000003", Item: "form-x", For: "terminal-02", Sent: 10, SentAt: at(9, 0)}
		change(&x)
		return stock.OfficeState{Transfers: []stock.OfficeTransfer{x}}
	}
	for what, c := range map[string]struct {
		state stock.OfficeState
		want  string
	}{
		"all is well":     {terminal(func(*stock.OfficeTerminal) {}), "[]"},
		"no network":      {terminal(func(x *stock.OfficeTerminal) { x.Trouble = juki.CentralUnreachable }), "[]"},
		"fork":            {terminal(func(x *stock.OfficeTerminal) { x.Trouble = juki.CentralFork }), "[fork 100]"},
		"put back":        {terminal(func(x *stock.OfficeTerminal) { x.Trouble, x.Has = juki.CentralAhead, 40 }), "[ahead 60]"},
		"refused":         {terminal(func(x *stock.OfficeTerminal) { x.Trouble, x.Has = juki.CentralRejected, 130 }), "[refused 30]"},
		"a clock":         {terminal(func(x *stock.OfficeTerminal) { x.Skew = -9 * time.Minute }), "[clock -9]"},
		"nearly a clock":  {terminal(func(x *stock.OfficeTerminal) { x.Skew = 119 * time.Second }), "[]"},
		"never stated":    {terminal(func(x *stock.OfficeTerminal) { x.Stated = time.Time{} }), "[nothing 0]"},
		"silent since":    {terminal(func(x *stock.OfficeTerminal) { x.Heard = friday.AddDays(-1).At(17, 0) }), "[silent 2]"},
		"a long weekend":  {terminal(func(x *stock.OfficeTerminal) { x.Heard = friday.At(17, 0) }), "[]"},
		"never heard":     {terminal(func(x *stock.OfficeTerminal) { x.Heard = time.Time{} }), "[silent 0]"},
		"revoked, full":   {terminal(func(x *stock.OfficeTerminal) { x.Revoked = true }), "[revoked 8]"},
		"revoked, silent": {stock.OfficeState{Terminals: []stock.OfficeTerminal{{Terminal: "terminal-02", Revoked: true}}}, "[]"},

		"on its way":     {transfer(func(*stock.OfficeTransfer) {}), "[]"},
		"late":           {transfer(func(x *stock.OfficeTransfer) { x.SentAt = friday.AddDays(-3).At(9, 0) }), "[late 10]"},
		"over a weekend": {transfer(func(x *stock.OfficeTransfer) { x.SentAt = friday.AddDays(-2).At(9, 0) }), "[]"},
		"a part came":    {transfer(func(x *stock.OfficeTransfer) { x.Received = 4; x.SentAt = friday.AddDays(-3).At(9, 0) }), "[late 6]"},
		"too many came":  {transfer(func(x *stock.OfficeTransfer) { x.Received = 12 }), "[disagree 2]"},
		"only received":  {transfer(func(x *stock.OfficeTransfer) { x.Sent, x.SentAt, x.Received, x.At = 0, time.Time{}, 10, at(10, 0) }), "[only-there 10]"},
		"only ended":     {transfer(func(x *stock.OfficeTransfer) { x.Ended = at(10, 0) }), "[only-here 10]"},
		"ended short":    {transfer(func(x *stock.OfficeTransfer) { x.Ended, x.Short, x.Received = at(10, 0), true, 9 }), "[]"},
		"receipt unread": {transfer(func(x *stock.OfficeTransfer) { x.Received, x.At = 10, friday.AddDays(-3).At(9, 0) }), "[receipt 10]"},
		"receipt fresh":  {transfer(func(x *stock.OfficeTransfer) { x.Received, x.At = 10, at(10, 0) }), "[]"},
		"less than nothing": {stock.OfficeState{Terminals: []stock.OfficeTerminal{{Terminal: "terminal-02", Heard: at(12, 0)}},
			Lines: []stock.OfficeLine{{Terminal: "terminal-02", Item: "form-x", Place: stock.Transit, Book: -3}}}, "[transit-odd -3]"},
	} {
		got := []string{}
		for _, x := range c.state.Conflicts(at(12, 0), juki.StandardHours(), stock.StandardOfficeLimits()) {
			got = append(got, fmt.Sprintf("%s %d", x.Kind, x.N))
			if x.Kind.Japanese() == string(x.Kind) || x.Kind.Remedy() == string(x.Kind) {
				t.Errorf("%s: the paper has no words for %s", what, x.Kind)
			}
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: %v, not %s", what, got, c.want)
		}
	}
	closed := tuesday.AddDays(4).At(12, 0) // a Saturday
	if got := terminal(func(x *stock.OfficeTerminal) { x.Heard = tuesday.AddDays(3).At(17, 0) }).Conflicts(closed, juki.StandardHours(), stock.StandardOfficeLimits()); len(got) != 0 {
		t.Errorf("on a closed day: %+v", got)
	}
}

// The sums are those of all drawers of all terminals that count, with what is between them once.
func TestTheOfficeAddsUp(t *testing.T) {
	line := func(terminal string, place stock.PlaceID, n int) stock.OfficeLine {
		return stock.OfficeLine{Terminal: terminal, Item: "form-x", Place: place, Book: n}
	}
	s := stock.OfficeState{Terminals: []stock.OfficeTerminal{{Terminal: "t-1"}, {Terminal: "t-2"}, {Terminal: "t-9", Revoked: true}},
		Lines: []stock.OfficeLine{line("t-1", "A-01", 10), line("t-1", stock.Transit, 7), line("t-2", "A-01", 20), line("t-2", stock.Transit, -4), line("t-2", stock.Missing, -1),
			line("t-2", stock.Mail, 2), line("t-9", "A-01", 1000)}}
	got := s.Sums()
	if len(got) != 1 || got[0].Drawers != 30 || got[0].Transit != 3 || got[0].Mail != 2 || got[0].Missing != -1 || got[0].All() != 34 || got[0].Terminal["t-2"] != 20 {
		t.Errorf("%+v", got)
	}
}

func TestAnUnclosedTerminalIsUnconfirmed(t *testing.T) {
	day := stock.OfficeTerminal{Day: tuesday, Closed: true}
	running, old, troubled := day, day, day
	running.Closed, old.Day, troubled.Trouble = false, tuesday.AddDays(-1), juki.CentralFork
	sheet := stock.OfficeSheet{Day: tuesday, State: stock.OfficeState{Terminals: []stock.OfficeTerminal{day, running, old, troubled, {Revoked: true}}}}
	if got := sheet.Unconfirmed(); len(got) != 3 {
		t.Errorf("%+v", got)
	}
}
