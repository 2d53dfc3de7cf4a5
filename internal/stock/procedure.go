package stock

import (
	"context"
	"errors"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// proceeding is one act of a procedure (移送, 廃棄, 事故) inside its transaction: who does it, when, and under which rules.
type proceeding struct {
	BookTx
	by    juki.OperatorID
	post  juki.Post
	now   time.Time
	day   juki.Date
	rules Rules
}

// proceed runs an act of a procedure in one transaction, for somebody whose post the catalogue names with the event.
func (k *Keeper) proceed(ctx context.Context, event oplog.EventID, f func(proceeding) error) error {
	by, err := k.operator(event)
	if err != nil {
		return err
	}
	_, post := k.Operator()
	return k.Book.Act(ctx, func(tx BookTx) error {
		now := k.Now()
		day := juki.DateOf(now)
		return f(proceeding{BookTx: tx, by: by, post: post, now: now, day: day, rules: k.Rules(day)})
	})
}

// record appends what was done to the operation history.
func (p proceeding) record(event oplog.EventID, values ...oplog.Value) error {
	return p.Append(oplog.Record{Time: p.now, Event: event, Operator: p.by, Values: values})
}

// begins refuses to begin something on a day that is not opened, or is closed already.
func (p proceeding) begins() error {
	state, err := p.DayState(p.day)
	switch {
	case err != nil:
		return err
	case !state.Closed.IsZero():
		return juki.Refuse(juki.DayClosed)
	case state.Opened.IsZero():
		return juki.Refuse(juki.DayNotOpen)
	}
	return nil
}

// goesOn refuses only a closed day: what has happened is entered on the day it is known, opened or not.
func (p proceeding) goesOn() error {
	state, err := p.DayState(p.day)
	if err == nil && !state.Closed.IsZero() {
		return juki.Refuse(juki.DayClosed)
	}
	return err
}

// second checks the second person of an act: needed says that there must be one. It is never the first person.
func (p proceeding) second(witness juki.OperatorID, needed bool) error {
	switch {
	case witness == p.by:
		return juki.Refuse(juki.SamePersonTwice)
	case witness == "" && needed:
		return juki.Refuse(juki.WitnessMissing)
	}
	return nil
}

// needsSecond tells whether the rules in force ask for a second person.
func (p proceeding) needsSecond(r Reason) bool { return slices.Contains(p.rules.Witnessed, r) }

// move enters a movement of this act; the day was looked at before.
func (p proceeding) move(m Movement) (Movement, error) {
	m.Time, m.By = p.now, p.by
	if m.Serial != "" {
		var err error
		if m.Case, err = p.CaseOf(m.Item, m.Serial); err != nil {
			return m, err
		}
	}
	id, err := p.Move(m)
	m.ID = id
	return m, err
}

// lies tells whether all the numbers of a range, or so many of a form, lie somewhere in a state.
func (p proceeding) lies(m Movement, at Position) (bool, error) {
	lie := 0
	if m.Lot != "" {
		pieces, err := p.RangesAt(m.Item, m.Lot, m.First, m.Last)
		for _, piece := range pieces {
			if piece.At == at {
				lie += min(m.Last, piece.Last) - max(m.First, piece.First) + 1
			}
		}
		return lie == m.Number(), err
	}
	there, err := p.Lying(m.Item, at.Place)
	for _, b := range there {
		if b.At == at {
			lie = b.Quantity
		}
	}
	return lie >= m.Quantity, err
}

// each splits things into what one movement, or one case of disposal, is about.
func (t Things) each() []Things {
	if len(t.Serials) == 0 {
		return []Things{t}
	}
	var list []Things
	for _, serial := range t.Serials {
		list = append(list, Things{Item: t.Item, Serials: []juki.CardSerial{serial}})
	}
	return list
}

// one is the serial of one thing, "" for numbers and quantities.
func (t Things) one() juki.CardSerial {
	if len(t.Serials) != 1 {
		return ""
	}
	return t.Serials[0]
}

// howMany is how many things these are.
func (t Things) howMany() int {
	switch {
	case len(t.Serials) > 0:
		return len(t.Serials)
	case t.Lot != "":
		return t.Last - t.First + 1
	}
	return t.Quantity
}

// sound tells whether t names something, in one way only.
func (t Things) sound() bool {
	ways := 0
	for _, named := range []bool{len(t.Serials) > 0, t.Lot != "", t.Quantity != 0} {
		if named {
			ways++
		}
	}
	sorted := slices.Sorted(slices.Values(t.Serials))
	return t.Item != "" && ways == 1 && t.howMany() > 0 && len(slices.Compact(sorted)) == len(t.Serials) && !slices.Contains(t.Serials, "")
}

// movement is the movement of one thing of each.
func (t Things) movement() Movement {
	return Movement{Item: t.Item, Serial: t.one(), Lot: t.Lot, First: t.First, Last: t.Last, Quantity: t.Quantity}
}

// noted is what the record says of one thing of each: the end of its serial, or how many it is.
func (t Things) noted() []oplog.Value {
	list := []oplog.Value{oplog.Item(t.Item)}
	if serial := t.one(); serial != "" {
		return append(list, oplog.CardTail(serial))
	}
	return append(list, oplog.Count(oplog.FieldCounted, t.howMany()))
}

// isRefusal tells whether an error is a refusal with a code.
func isRefusal(err error, code juki.Code) bool { return errors.Is(err, juki.Refuse(code)) }
