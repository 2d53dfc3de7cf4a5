package session

import (
	"context"
	"crypto"
	"errors"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/cards"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// CardSignature is what an operator's own card signed.
type CardSignature struct {
	Operator  Operator
	Public    crypto.PublicKey // of the card's key 9A
	Signature []byte           // ASN.1 for P-256, PKCS #1 v1.5 for RSA
}

// CardPINWrong tells whether an error of SignWithCard is the card's own PIN, and how many tries it leaves; 0 for a blocked card.
func CardPINWrong(err error) (left int, wrong bool) {
	var e *cards.CardPINError
	if errors.As(err, &e) {
		return e.Left, true
	}
	return 0, false
}

// SignWithCard has the card of the person who is logged in sign a digest with its key 9A, which the card's own PIN opens. The card first
// proves itself to be the one that is enrolled. pin is wiped and is no password of the register: a wrong one costs a try of the card
// alone. Pulling the card ends it at once; nothing is signed then.
//
// Outcomes: NotLoggedIn, CosignerDiffers for another card than the enrolled one, CardPulled and the others of cards.Trouble; for the PIN
// see CardPINWrong.
func (s *Service) SignWithCard(ctx context.Context, digest [32]byte, pin []byte) (CardSignature, error) {
	defer clear(pin)
	s.acting.Lock()
	defer s.acting.Unlock()
	op, err := s.Require()
	if err != nil {
		return CardSignature{}, err
	}
	_, insertion := s.snapshot()
	account, err := s.account(ctx, op.ID)
	if err != nil {
		return CardSignature{}, err
	}
	signed, err := s.signing(ctx, account, digest, pin)
	if err != nil {
		if _, wrong := CardPINWrong(err); wrong {
			return CardSignature{}, err
		}
		return CardSignature{}, cards.Trouble(err)
	}
	if sit, still := s.snapshot(); sit.state != LoggedIn || still != insertion {
		return CardSignature{}, juki.Refuse(juki.CardPulled) // whoever sits there now did not ask for it
	}
	signed.Operator = op
	return signed, nil
}

// signing talks to the card in the operator reader, recorded with its beginning and end (通信履歴, 第12条第2項).
func (s *Service) signing(ctx context.Context, a Account, digest [32]byte, pin []byte) (signed CardSignature, err error) {
	ctx, cancel := context.WithTimeout(ctx, cardDeadline)
	defer cancel()
	card, err := s.open(ctx, s.deps.OperatorReader())
	if err != nil {
		return signed, fmt.Errorf("open operator card: %w", err)
	}
	s.note(oplog.CardSessionBegun, oplog.Reader(operatorReader))
	signed, err = s.sign(ctx, card, a, digest, pin)
	err = errors.Join(err, card.Close()) // the reset forgets the PIN: a card that stays open is no success
	values := []oplog.Value{oplog.Reader(operatorReader)}
	if err != nil {
		values = append(values, oplog.Code(cards.Trouble(err).Code))
	}
	s.note(oplog.CardSessionEnded, values...)
	return signed, err
}

func (s *Service) sign(ctx context.Context, card hardware.Card, a Account, digest [32]byte, pin []byte) (signed CardSignature, err error) {
	enrolled, err := askKey(ctx, card, s.deps.Rand)
	if err != nil {
		return signed, err
	}
	if enrolled != a.Key {
		return signed, juki.Refuse(juki.CosignerDiffers)
	}
	key, err := cards.ReadSigningKey(ctx, card)
	if err != nil {
		return signed, err
	}
	if err := cards.OpenSigningKey(ctx, card, pin); err != nil {
		return signed, err
	}
	signed.Signature, err = cards.SignDigest(ctx, card, key, digest)
	signed.Public = key.Public()
	return signed, err
}
