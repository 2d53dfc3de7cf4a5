package session

import (
	"context"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
)

// ConfirmWithCard is Confirm with the second person's own operator card (第14条第9項・第10項) in the customer reader, while the
// card of the person who is logged in stays in the operator reader: the card proves itself, its key tells who it is, and
// the password completes it. It is for what somebody has to stand by (廃棄の立会い). password is wiped, and nothing of the
// card is kept; afterwards the caller asks for it to be taken out.
//
// Outcomes besides those of Confirm: CardMissing for an empty customer reader, CardPulled when the card left before the
// password was accepted, OperatorCardForged and the others of cards.Trouble. What an article refuses is recorded; a card
// that did not answer stands in the communication history with its code.
func (s *Service) ConfirmWithCard(ctx context.Context, r ConfirmRequest, password []byte) (Confirmation, error) {
	defer clear(password)
	s.acting.Lock()
	defer s.acting.Unlock()
	c, err := s.confirming(r)
	if err != nil {
		return Confirmation{}, err
	}
	c.byCard = true
	key, err := s.prove(ctx, s.deps.CustomerReader())
	if err != nil {
		trouble := cards.Trouble(err)
		if trouble.Article == "" {
			return Confirmation{}, trouble
		}
		return Confirmation{}, c.refuse(ctx, Account{}, trouble)
	}
	account, refused, err := c.cardHolder(ctx, key, password)
	return c.conclude(ctx, account, refused, err)
}

// cardHolder finds the second person by the card that has just proved itself and compares the password. A wrong password
// counts even when the card is gone by then: pulling it buys no free try.
func (c confirming) cardHolder(ctx context.Context, key cards.KeyID, password []byte) (Account, *juki.Outcome, error) {
	proved := c.customerSlot(ctx)
	a, err := c.s.holder(ctx, key)
	switch {
	case err != nil:
		return Account{}, nil, err
	case a.ID == "":
		return Account{}, juki.Refuse(juki.OperatorUnknown), nil
	case a.ID == c.first.ID:
		return Account{}, juki.Refuse(juki.SamePersonTwice), nil
	}
	a, refused, err := c.judge(a, password)
	if err == nil && refused == nil && (!proved.present || c.customerSlot(ctx) != proved) {
		refused = juki.Refuse(juki.CardPulled) // or swapped: the counter went on
	}
	return a, refused, err
}

// customerSlot is the customer reader as it is now; not present when it cannot be seen.
func (c confirming) customerSlot(ctx context.Context) slot {
	ctx, cancel := context.WithTimeout(ctx, cardDeadline)
	defer cancel() // ends the watch
	var now hardware.Snapshot
	select {
	case now = <-c.s.deps.Readers.Watch(ctx):
	case <-ctx.Done():
	}
	return slotIn(now, c.s.deps.CustomerReader())
}
