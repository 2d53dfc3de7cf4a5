package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// officeState is the server's answer in the words of the stock: one line a terminal, whatever logs it has had.
func officeState(s central.OfficeState) stock.OfficeState {
	state := stock.OfficeState{At: s.At}
	for _, t := range s.Terminals {
		heard := t.Received
		if t.Heard.After(heard) {
			heard = t.Heard
		}
		one := stock.OfficeTerminal{Terminal: t.Terminal, Revoked: t.Revoked, Stored: t.Stored, Has: t.Has, Received: t.Received, Heard: heard, Trouble: t.Trouble, Skew: t.Skew}
		k := slices.IndexFunc(state.Terminals, func(o stock.OfficeTerminal) bool { return o.Terminal == t.Terminal })
		switch {
		case k < 0:
			state.Terminals = append(state.Terminals, one)
		case newer(one, state.Terminals[k]):
			state.Terminals[k] = one
		}
	}
	states(&state, s.Lines)
	for _, t := range s.Transfers {
		state.Transfers = append(state.Transfers, stock.OfficeTransfer{Sender: t.Sender, Number: stock.TransferNumber(t.Number), Item: stock.ItemID(t.Item),
			From: stock.PlaceID(t.From), To: stock.PlaceID(t.To), For: t.For, Sent: int(t.Sent), SentAt: moment(t.SentAt), Received: int(t.Received),
			Receiver: t.Receivers, At: moment(t.ReceivedAt), Back: int(t.Back), Ended: moment(t.EndedAt), Short: t.Short})
	}
	return state
}

// newer tells which of two logs of a terminal is the one it goes on with: not a revoked one, else the one heard of last.
func newer(a, b stock.OfficeTerminal) bool {
	if a.Revoked != b.Revoked {
		return b.Revoked
	}
	return a.Heard.After(b.Heard)
}

// states takes the lines of the newest statement of each terminal.
func states(state *stock.OfficeState, lines []central.OfficeLine) {
	for i, t := range state.Terminals {
		mine := slices.DeleteFunc(slices.Clone(lines), func(l central.OfficeLine) bool { return l.Terminal != t.Terminal || l.Revoked != t.Revoked })
		if len(mine) == 0 {
			continue
		}
		last := slices.MaxFunc(mine, func(a, b central.OfficeLine) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Log, b.Log)) })
		day, err := juki.ParseDate(last.Day)
		if err != nil {
			continue // no day that this program wrote
		}
		state.Terminals[i].Stated, state.Terminals[i].Day, state.Terminals[i].Closed = last.At, day, last.Reason == string(stock.StatedAtClosing)
		for _, l := range mine {
			if l.Log != last.Log || l.Item == "" {
				continue
			}
			line := stock.OfficeLine{Terminal: t.Terminal, Item: stock.ItemID(l.Item), Place: stock.PlaceID(l.Place), Book: int(l.Book)}
			if l.Counted != nil {
				line.Counted, line.CountedOK = int(*l.Counted), true
			}
			state.Lines = append(state.Lines, line)
		}
	}
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// statesDefault is how often the stock is stated for the others when the settings say nothing.
const statesDefault = time.Hour

// stateStock states what this terminal's ledger has, every hour in which something moved, until ctx ends. Without a central server nobody reads it.
func (m *Main) stateStock(ctx context.Context) {
	if !m.settings.Central.Set() {
		return
	}
	every := m.settings.Central.Office.States
	if every <= 0 {
		every = statesDefault
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	last := int64(-1)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if stated, err := m.keeper.State(ctx, last); err == nil { // while somebody counts, or the disk is full: the next time
			last = stated
		}
	}
}
