package stock

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// GiveUpRest ends a transfer of another terminal of which a part never came: what became of it the sender knows. It fails with
// TransferUnknown and StepNotAllowed (one of our own, nothing of it received yet, or ended already).
func (k *Keeper) GiveUpRest(ctx context.Context, n TransferNumber) error {
	return k.proceed(ctx, oplog.TransferEnded, func(p proceeding) error {
		t, err := p.Transfer(n)
		if err != nil {
			return err
		}
		if t.Terminal == p.terminal || len(t.Taken) == 0 || !t.Received.IsZero() {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := p.EndTransfer(n, false, p.by, p.now); err != nil {
			return err
		}
		return p.record(oplog.TransferEnded, oplog.Number(n.plain()), oplog.Reason(TransferShort))
	})
}

// Confirm ends a transfer at the end that sent it, by the receipt of the other end. Of a part that was received only the part ends.
// It fails with SlipBroken, SlipForeign (another terminal sent it), TransferUnknown, StepNotAllowed (nothing on it is new),
// TransferDiffers (it says that something was received which was not sent, or is no longer in transit) and DayClosed.
func (k *Keeper) Confirm(ctx context.Context, receipt string) (Transfer, error) {
	got, err := parseReceipt(receipt)
	if err != nil {
		return Transfer{}, err
	}
	var t Transfer
	err = k.proceed(ctx, oplog.TransferEnded, func(p proceeding) (err error) {
		if got.Terminal != p.terminal || got.Receiver == p.terminal {
			return juki.Refuse(juki.SlipForeign)
		}
		if t, err = p.Transfer(got.Number); err != nil {
			return err
		}
		if err := p.goesOn(); err != nil {
			return err
		}
		if !t.Received.IsZero() {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if err := p.confirmAll(t, got); err != nil {
			return err
		}
		if t, err = p.Transfer(got.Number); err != nil {
			return err
		}
		if len(t.open()) == 0 {
			if err := p.EndTransfer(t.Number, false, p.by, p.now); err != nil {
				return err
			}
			if t, err = p.Transfer(got.Number); err != nil {
				return err
			}
		}
		return p.record(oplog.TransferEnded, oplog.Number(t.Number))
	})
	if err != nil {
		return Transfer{}, err
	}
	return t, nil
}

// confirmAll enters copies of what the other end received, but for what was entered before or came back meanwhile.
func (p proceeding) confirmAll(t, got Transfer) error {
	sent, open, entered := t.Sends, t.open(), 0
	for _, m := range got.Taken {
		named := Things{Item: m.Item, Serials: serialsOf([]Movement{m}), Lot: m.Lot, First: m.First, Last: m.Last, Quantity: m.Quantity}
		wanted, left := pick(sent, named)
		if count(wanted) != m.Number() {
			return juki.Refuse(juki.TransferDiffers)
		}
		sent = left
		origin := fmt.Sprintf("%s/%d", got.Receiver, m.ID)
		known, err := p.CopiesOf(origin)
		if err != nil {
			return err
		}
		if len(known) > 0 || t.cameBack(named) {
			continue
		}
		wanted, left = pick(open, named)
		if count(wanted) != m.Number() {
			return juki.Refuse(juki.TransferDiffers)
		}
		open = left
		m.To.Place, m.Reason = Elsewhere, TransferSend
		m.Origin, m.ID, m.Document = origin, 0, string(t.Number)
		if _, err := p.move(m); err != nil {
			return err
		}
		entered++
	}
	if entered == 0 {
		return juki.Refuse(juki.StepNotAllowed)
	}
	return nil
}

// cameBack tells whether a thing came back from the other end before the receipt for it did (see receiving.bridge).
func (t Transfer) cameBack(things Things) bool {
	return slices.ContainsFunc(t.Taken, func(m Movement) bool {
		got, _ := pick([]Movement{m}, things)
		return strings.Contains(m.Origin, "~") && len(got) > 0
	})
}
