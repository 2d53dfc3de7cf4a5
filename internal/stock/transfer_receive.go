package stock

import (
	"context"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Receive takes a transfer in at this end. What was scanned must be on the slip and not received yet, else TransferDiffers and nothing is moved.
// Of a part that was scanned only the part is received: missing lists the serials that were not there. They stay in transit, where the
// sender answers for them, and the caller opens an incident (TransferShort). The slip can be received again for them, and for nothing else.
//
// A slip of this terminal whose things come back is received like any other: Transfer.Back says that it never came to where it was sent.
// It fails with SlipForeign (sent to a place that others count), SlipBroken (not the slip that was read before under this number),
// TransferUnknown (of this terminal, but never sent), StepNotAllowed (received already), PlaceUnknown, PlaceFull, ItemUnknown,
// NotAtPlace (the ledger has a thing of the slip here already) and DayClosed.
func (k *Keeper) Receive(ctx context.Context, slip Transfer, scanned []Things, to PlaceID) (missing []juki.CardSerial, err error) {
	err = k.proceed(ctx, oplog.TransferReceived, func(p proceeding) error {
		missing = nil
		if err := p.goesOn(); err != nil {
			return err
		}
		t, err := p.announced(slip)
		if err != nil {
			return err
		}
		if err := p.ours(to); err != nil {
			return err
		}
		taken, rest, err := match(t, scanned)
		if err != nil {
			return err
		}
		if err := Room(p, to, count(taken)); err != nil {
			return err
		}
		r := receiving{p, t}
		for _, m := range taken {
			if err := r.take(m, to); err != nil {
				return err
			}
		}
		missing = serialsOf(rest)
		if len(rest) == 0 {
			if err := p.endOwn(t, to); err != nil {
				return err
			}
		}
		values := withTerminal(t.Terminal, oplog.Number(t.Number.plain()), oplog.Place(to)) // numbers are each terminal's own
		if len(rest) > 0 {
			values = append(values, oplog.Count(oplog.FieldDifference, -count(rest)))
		}
		return p.recordTransfer(oplog.TransferReceived, thingsOf(taken), "", values...)
	})
	if err != nil {
		return nil, err
	}
	return missing, nil
}

// endOwn ends a transfer of which nothing is left in transit.
func (p proceeding) endOwn(t Transfer, to PlaceID) error {
	back := false
	if t.Terminal == p.terminal {
		meant, _, err := p.PlaceOf(t.To)
		if err != nil {
			return err
		}
		back = to == t.From || !meant.CountedAt(p.terminal)
	}
	return p.EndTransfer(t.Number, back, p.by, p.now)
}

// announced is the transfer that a slip is of, as this terminal knows it; one that another terminal sent is stored when its slip is first read.
func (p proceeding) announced(slip Transfer) (Transfer, error) {
	t, err := p.Transfer(slip.keptAt(p.terminal))
	switch {
	case isRefusal(err, juki.TransferUnknown) && slip.Terminal != p.terminal:
		return p.announce(slip)
	case err != nil:
		return t, err
	case t.Slip() != slip.Slip():
		return t, juki.Refuse(juki.SlipBroken)
	case !t.Received.IsZero():
		return t, juki.Refuse(juki.StepNotAllowed)
	}
	return t, nil
}

// announce stores a transfer that another terminal sent to this one.
func (p proceeding) announce(slip Transfer) (Transfer, error) {
	meant, err := p.meant(slip)
	if err != nil || !meant {
		return Transfer{}, refuseOr(err, juki.SlipForeign)
	}
	for _, m := range slip.Sends {
		if _, known, err := p.ItemOf(m.Item); err != nil || !known {
			return Transfer{}, refuseOr(err, juki.ItemUnknown)
		}
	}
	slip.Number, slip.Receiver = slip.keptAt(p.terminal), p.terminal
	if err := p.AddTransfer(slip); err != nil {
		return Transfer{}, err
	}
	return p.Transfer(slip.Number)
}

// meant tells whether a slip is for this terminal. Labels prove nothing: every terminal may have an A-01. Only a slip that names no terminal
// is told by the place it names; before it is taken in, somebody has to say that it is for us (see Transfer.Unnamed).
func (p proceeding) meant(slip Transfer) (bool, error) {
	switch {
	case slip.Terminal == "":
		return false, nil
	case !slip.Unnamed():
		return juki.Label(slip.For) == juki.Label(p.terminal), nil
	}
	place, known, err := p.PlaceOf(slip.To)
	return known && place.CountedAt(p.terminal), err
}

// Unnamed tells that a slip does not name the terminal it is for: whoever takes it in has to make sure that it is theirs.
func (t Transfer) Unnamed() bool { return t.For == "" }

// receiving is a transfer that comes in at a terminal.
type receiving struct {
	proceeding
	t Transfer
}

// take receives one thing. What another terminal sent is first entered as a copy of its movement, so that this ledger is whole alone and
// both together count nothing twice (Movement.Origin).
func (r receiving) take(m Movement, to PlaceID) error {
	state := m.From.State
	if r.t.Terminal != r.terminal {
		if err := r.copy(m); err != nil {
			return err
		}
	}
	m.ID, m.Origin, m.Witness = 0, "", ""
	m.From, m.To = Position{Transit, BeingSent}, Position{to, state}
	m.Reason, m.Document = TransferReceive, string(r.t.Number)
	_, err := r.move(m)
	return err
}

func (r receiving) copy(m Movement) error {
	origin := fmt.Sprintf("%s/%d", r.t.Terminal, m.ID)
	copies, err := r.CopiesOf(origin)
	if err != nil {
		return err
	}
	if err := r.follow(m, origin); err != nil {
		return err
	}
	if len(copies) > 0 { // a part of it came before
		origin += fmt.Sprintf(".%d", len(copies)+1)
	}
	m.ID, m.Origin, m.Witness, m.Document = 0, origin, "", string(r.t.Number)
	m.From.Place, m.Reason = Elsewhere, TransferReceive
	_, err = r.move(m)
	return err
}

// follow brings a thing that this ledger knows to the other terminal that sent it. It was there, and may have changed its state there,
// without this ledger hearing of it. What stands for those movements is marked as a copy, for they are in the other ledger.
func (r receiving) follow(m Movement, origin string) error {
	m.ID, m.Witness, m.To = 0, "", Position{Elsewhere, m.From.State}
	if m.Serial != "" {
		at, known, err := r.Where(m.Item, m.Serial)
		if err != nil || !known || at == m.To {
			return err
		}
		return r.bridge(m, at, origin+"~")
	}
	if m.Lot == "" {
		return nil // plain forms cannot be told apart
	}
	pieces, err := r.RangesAt(m.Item, m.Lot, m.First, m.Last)
	if err != nil {
		return err
	}
	for _, piece := range pieces {
		part := m
		part.First, part.Last = max(m.First, piece.First), min(m.Last, piece.Last)
		if piece.At == m.To {
			continue
		}
		if err := r.bridge(part, piece.At, fmt.Sprintf("%s~%d", origin, part.First)); err != nil {
			return err
		}
	}
	return nil
}

// bridge moves a thing from where this ledger has it to the terminal that sent it. It refuses with NotAtPlace what by this ledger lies
// here, is missing, in the post, or disposed of: then somebody has to look first.
func (r receiving) bridge(m Movement, at Position, origin string) error {
	m.From, m.Reason, m.Document, m.Origin = at, Move, string(r.t.Number), origin
	switch {
	case at.Place == Transit: // we sent it, and it comes back before the receipt
		sent, err := r.SentWith(m.Item, m.Serial, m.Lot, m.First)
		if err != nil {
			return err
		}
		m.Reason, m.Document = TransferSend, string(sent)
	case at.Place.Inside(), at.Place == Disposed:
		return juki.Refuse(juki.NotAtPlace)
	}
	_, err := r.move(m)
	return err
}
