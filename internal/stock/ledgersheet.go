package stock

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
)

// LedgerSheet makes the 受払簿 of an item from a day to another, both included (第22条第1号). A line is what came into the office or left it; of what
// moved inside only what went 移送中, 郵送中 or 所在不明, or came back from there, is listed, with neither in nor out. Moves from shelf to
// shelf and changes of state are left out. Closing is Opening + In − Out of all lines, and what Balances says for the end of the period.
// It fails with Outcome RowBadDate for a period that is none.
func (k *Keeper) LedgerSheet(ctx context.Context, head PaperHead, item ItemID, from, to juki.Date) (LedgerSheet, error) {
	start, end, err := period(from, to)
	if err != nil {
		return LedgerSheet{}, err
	}
	s := LedgerSheet{Item: item, From: from, To: to}
	var lines ledgerLines
	if s.Opening, err = k.Book.ItemMovements(ctx, item, start, end, lines.add); err != nil {
		return LedgerSheet{}, fmt.Errorf("read the movements of %s: %w", item, err)
	}
	s.Lines, s.Closing = lines.finish(s.Opening)
	n := named{items: []ItemID{item}}
	seen := map[any]bool{}
	for _, l := range s.Lines {
		for _, p := range []PlaceID{l.From, l.To} {
			if !seen[p] {
				seen[p] = true
				n.place(p)
			}
		}
		for _, o := range []juki.OperatorID{l.By, l.Witness} {
			if !seen[o] {
				seen[o] = true
				n.person(o)
			}
		}
	}
	s.PaperHead, err = k.head(ctx, head, n)
	return s, err
}

// ledgerLines puts movements together into lines as they come.
type ledgerLines struct {
	lines  []LedgerLine
	things thingsText // of the last line
}

// add takes one more movement: into the last line, when it is of the same time, reason, places, document and people.
func (l *ledgerLines) add(m Movement) error {
	line := LedgerLine{Time: m.Time, Reason: m.Reason, From: m.From.Place, To: m.To.Place, Document: m.Document, By: m.By, Witness: m.Witness}
	if last := len(l.lines) - 1; last < 0 || !l.lines[last].goesWith(line) {
		l.close()
		l.lines, l.things = append(l.lines, line), thingsText{}
	}
	last := &l.lines[len(l.lines)-1]
	switch in, out := m.To.Place.Inside(), m.From.Place.Inside(); {
	case in && !out:
		last.In += m.Number()
	case out && !in:
		last.Out += m.Number()
	}
	l.things.add(m)
	return nil
}

// goesWith tells whether two movements are one line. One that was taken back and its reversal never are: their places differ.
func (l LedgerLine) goesWith(o LedgerLine) bool {
	return l.Time.Equal(o.Time) && l.Reason == o.Reason && l.From == o.From && l.To == o.To && l.Document == o.Document && l.By == o.By && l.Witness == o.Witness
}

func (l *ledgerLines) close() {
	if n := len(l.lines); n > 0 {
		l.lines[n-1].Things = l.things.String()
	}
}

// finish gives the lines with the balance after each, and the closing balance.
func (l *ledgerLines) finish(opening int) ([]LedgerLine, int) {
	l.close()
	balance := opening
	for i := range l.lines {
		balance += l.lines[i].In - l.lines[i].Out
		l.lines[i].Balance = balance
	}
	return l.lines, balance
}

// thingsText is the 一連番号 of a line: the end of the first serial or the first range, and how many more there are.
type thingsText struct {
	lot         string
	first, last int
	serial      juki.CardSerial
	more        int
}

func (t *thingsText) add(m Movement) {
	switch {
	case m.Serial != "" && t.serial == "" && t.lot == "":
		t.serial = m.Serial
	case m.Lot != "" && t.serial == "" && t.lot == "":
		t.lot, t.first, t.last = m.Lot, m.First, m.Last
	case m.Lot != "" && m.Lot == t.lot && m.First == t.last+1 && t.more == 0:
		t.last = m.Last // goes on where the range ended
	case m.Serial != "" || m.Lot != "":
		t.more++
	}
}

// String is "*1234", "*1234ほか3", "L01 1–100", "L01 1–100ほか1"; "" for things without a number.
func (t thingsText) String() string {
	text := ""
	switch {
	case t.serial != "":
		text = "*" + string(t.serial[max(0, len(t.serial)-4):])
	case t.lot != "":
		text = numbersText(t.lot, t.first, t.last)
	}
	if t.more > 0 {
		text += fmt.Sprintf("ほか%d", t.more)
	}
	return text
}

// numbersText is a range as papers print it.
func numbersText(lot string, first, last int) string {
	if first == last {
		return fmt.Sprintf("%s %d", lot, first)
	}
	return fmt.Sprintf("%s %d–%d", lot, first, last)
}
