package stock

import (
	"context"
	"slices"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// TransferNumber names a transfer: "T08-000012" for one of this terminal, "terminal-02/T08-000012" for one that another terminal sent.
type TransferNumber string

// plain is the number as its own terminal gave it.
func (n TransferNumber) plain() TransferNumber {
	return n[strings.LastIndexByte(string(n), '/')+1:]
}

// Transfer is things on their way from one end to the other (移送). They are in transit until the other end has received them. Until then
// the sender answers for them: only what was received is entered into the ledger of the other end.
type Transfer struct {
	Number   TransferNumber
	Terminal string  // that sent it
	From, To PlaceID // as Terminal calls them: other terminals may have places of the same label
	For      string  // the terminal it was sent to; "" when the place names none, as a branch may
	Things   []Things
	Sent     time.Time
	SentBy   juki.OperatorID
	Received time.Time // zero while in transit
	By       juki.OperatorID
	Back     bool // it came back to where it was sent from

	Sends    []Movement // into transit, as the ledger of Terminal numbered them
	Receiver string     // the terminal that received it, or a part of it; "" for none and for our own
	Taken    []Movement // out of transit, as the ledger here numbered them (in a receipt: the ledger of Receiver)
	Open     []Things   // what is still in transit
}

// Transfers is what can be read of them.
type Transfers interface {
	// OpenTransfers lists those in transit, oldest first, sent from here or announced by a slip.
	OpenTransfers(ctx context.Context) ([]Transfer, error)
	// TransferOf reads one.
	TransferOf(ctx context.Context, n TransferNumber) (Transfer, error)
}

// TransferTx writes them.
type TransferTx interface {
	// NumberTransfer gives the next number of this terminal, from 1 in each year of 令和.
	NumberTransfer() (TransferNumber, error)
	// AddTransfer stores a transfer under its number, with its slip.
	AddTransfer(t Transfer) error
	// Transfer reads one; TransferUnknown when there is none.
	Transfer(n TransferNumber) (Transfer, error)
	// EndTransfer notes that nothing of it is in transit any more.
	EndTransfer(n TransferNumber, back bool, by juki.OperatorID, at time.Time) error
	// SentWith is the transfer with which a serial, or a number of a lot, was put in transit last; "" when it was not.
	SentWith(item ItemID, serial juki.CardSerial, lot string, number int) (TransferNumber, error)
	// CopiesOf lists the origins of the copies made of one movement of another terminal.
	CopiesOf(origin string) ([]string, error)
}

// sendable are the states in which things may be sent: not what is prepared for an appointment or in a handover, and not what waits for
// its disposal, which belongs to the terminal that decided it.
func sendable() []State {
	return []State{Inspected, Prepared, Stored, Notified, Renotified, Unused, Returned, Cancelled, Defective, Spoiled, Surrendered}
}

// Transfer reads a transfer by its slip: that of another terminal may have a number of ours.
func (k *Keeper) Transfer(ctx context.Context, slip Transfer) (Transfer, error) {
	return k.Book.TransferOf(ctx, slip.keptAt(k.Terminal))
}

// keptAt is the number under which a terminal keeps a transfer.
func (t Transfer) keptAt(terminal string) TransferNumber {
	if t.Terminal == terminal {
		return t.Number.plain()
	}
	return TransferNumber(t.Terminal + "/" + string(t.Number.plain()))
}

// Send takes things from their places and sends them to a place (another terminal's drawer, a branch, a shelf): in transit from now on.
// It fails with DayNotOpen, DayClosed, PlaceUnknown, SerialUnknown, NotAtPlace, StateNotAllowed, WitnessMissing, SamePersonTwice,
// and StepNotAllowed (from where others count, to where it is already, or more than a slip can name: send it in parts).
func (k *Keeper) Send(ctx context.Context, things []Things, from, to PlaceID, witness juki.OperatorID) (Transfer, error) {
	var t Transfer
	err := k.proceed(ctx, oplog.TransferSent, func(p proceeding) (err error) {
		if err := p.begins(); err != nil {
			return err
		}
		if err := p.second(witness, p.rules.NeedsWitness(TransferSend)); err != nil {
			return err
		}
		receiver, err := p.ends(from, to)
		if err != nil {
			return err
		}
		t = Transfer{Terminal: p.terminal, From: from, To: to, For: receiver, Sent: p.now, SentBy: p.by}
		if t.Number, err = p.NumberTransfer(); err != nil {
			return err
		}
		if t.Sends, err = p.sendAll(things, t, witness); err != nil {
			return err
		}
		t.Things = thingsOf(t.Sends)
		t.Open = t.Things
		if slip := t.Slip(); len(slip) > slipCapacity || len(t.Sends) > mostOnSlip {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := p.AddTransfer(t); err != nil {
			return err
		}
		return p.recordTransfer(oplog.TransferSent, t.Things, witness, withTerminal(t.For, oplog.Number(t.Number), oplog.From(from), oplog.To(to))...)
	})
	if err != nil {
		return Transfer{}, err
	}
	return t, nil
}

// ends is the terminal that things are sent to. It refuses the two ends of a transfer: things leave a place that we count, to another one
// that is registered. The fixed places are no ends: every terminal has its own of the same name.
func (p proceeding) ends(from, to PlaceID) (receiver string, err error) {
	place, err := p.registered(to)
	if err != nil {
		return "", err
	}
	if err := p.ours(from); err != nil {
		return "", err
	}
	if from == to {
		return "", juki.Refuse(juki.StepNotAllowed)
	}
	if place.CountedAt(p.terminal) {
		return p.terminal, nil
	}
	return place.Terminal, nil
}

// sendAll puts all things in transit, serials in their order so that the slip is short.
func (p proceeding) sendAll(things []Things, t Transfer, witness juki.OperatorID) ([]Movement, error) {
	var sends []Movement
	for _, named := range things {
		if !named.sound() {
			return nil, juki.Refuse(juki.NotAtPlace)
		}
		named.Serials = slices.Sorted(slices.Values(named.Serials))
		for _, one := range named.each() {
			m, err := p.sendable(one, t.From)
			if err != nil {
				return nil, err
			}
			m.To, m.Reason, m.Document, m.Witness = Position{Transit, BeingSent}, TransferSend, string(t.Number), witness
			if m, err = p.move(m); err != nil {
				return nil, err
			}
			sends = append(sends, m)
		}
	}
	if len(sends) == 0 {
		return nil, juki.Refuse(juki.NotAtPlace)
	}
	return sends, nil
}

// sendable is the movement of one thing from where and in which state it lies.
func (p proceeding) sendable(t Things, from PlaceID) (Movement, error) {
	m := t.movement()
	if m.Serial != "" {
		at, err := p.where(m.Item, m.Serial)
		switch {
		case err != nil:
			return m, err
		case at.Place != from:
			return m, juki.Refuse(juki.NotAtPlace)
		case !slices.Contains(sendable(), at.State):
			return m, juki.Refuse(juki.StateNotAllowed)
		}
		m.From = at
		return m, nil
	}
	for _, state := range append(sendable(), Arrived) { // forms of an earlier version lie as 到着
		if state == Arrived && m.Lot != "" {
			continue
		}
		m.From = Position{from, state}
		if lies, err := p.lies(m, m.From); err != nil || lies {
			return m, err
		}
	}
	return m, juki.Refuse(juki.NotAtPlace)
}

// recordTransfer records an act on a transfer with how many things it moved, and of which item when there is only one.
func (p proceeding) recordTransfer(event oplog.EventID, moved []Things, witness juki.OperatorID, values ...oplog.Value) error {
	n := 0
	for _, t := range moved {
		n += t.howMany()
	}
	values = append(values, oplog.Count(oplog.FieldCounted, n))
	if len(moved) == 1 {
		values = append(values, oplog.Item(moved[0].Item))
	}
	return p.record(event, witnessed(values, witness)...)
}

// withTerminal adds the other end of a transfer, where it is a terminal that a record can name.
func withTerminal(id string, values ...oplog.Value) []oplog.Value {
	if v, ok := oplog.Terminal(id); ok {
		values = append(values, v)
	}
	return values
}

// thingsOf names what movements move: the serials of an item together, then each range and quantity.
func thingsOf(moves []Movement) []Things {
	var list []Things
	at := map[ItemID]int{}
	for _, m := range moves {
		k, known := at[m.Item]
		switch {
		case m.Serial == "":
			list = append(list, Things{Item: m.Item, Lot: m.Lot, First: m.First, Last: m.Last, Quantity: m.Quantity})
		case known:
			list[k].Serials = append(list[k].Serials, m.Serial)
		default:
			at[m.Item] = len(list)
			list = append(list, Things{Item: m.Item, Serials: []juki.CardSerial{m.Serial}})
		}
	}
	return list
}
