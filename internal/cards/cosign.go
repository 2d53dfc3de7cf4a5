package cards

import (
	"context"
	"crypto"
	"errors"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// keySigning is the PIV Authentication key (9A): unlike 9E it signs only after the card's own PIN.
const keySigning = 0x9A

// objectSigningCert is the tag list for GET DATA of the 9A certificate, 5FC105.
var objectSigningCert = []byte{0x5C, 0x03, 0x5F, 0xC1, 0x05}

// CardPINError says that an operator card's own PIN was wrong, or that the card takes none any more. It names no digit.
type CardPINError struct{ Left int } // tries left; 0 for a blocked card

func (e *CardPINError) Error() string {
	if e.Left == 0 {
		return "the operator card's PIN is blocked"
	}
	return fmt.Sprintf("the operator card's PIN is wrong, %d tries left", e.Left)
}

// Public is the key's public half.
func (k OperatorKey) Public() crypto.PublicKey { return k.public }

// ReadSigningKey reads the 9A certificate of a PIV card on which ReadOperatorCard was done. A card without one gives CardWrongKind.
func ReadSigningKey(ctx context.Context, card hardware.Card) (OperatorKey, error) {
	object, err := talk{ctx, card}.exchange("read 9A certificate", 0xCB, 0x3F, 0xFF, objectSigningCert)
	var status *StatusError
	if errors.As(err, &status) && status.SW == swNoSuchFile {
		return OperatorKey{}, because(juki.CardWrongKind, err)
	}
	if err != nil {
		return OperatorKey{}, fmt.Errorf("read signing key: %w", err)
	}
	key, err := parseOperatorCertificate(object)
	if err != nil {
		return OperatorKey{}, fmt.Errorf("read signing key: %w", err)
	}
	return key, nil
}

// pivPINSize is the room of a PIV PIN: 4 to 8 digits, filled up with FF.
const pivPINSize = 8

// OpenSigningKey gives the card its PIN (4 to 8 digits), so that SignDigest works until the card is reset. pin is not kept; what was sent
// is wiped. A wrong or blocked PIN gives a *CardPINError; nothing is sent when the form is wrong, nor to a blocked card.
func OpenSigningKey(ctx context.Context, card hardware.Card, pin []byte) error {
	t := talk{ctx, card}
	r, err := t.send("ask tries of the card's PIN", hardware.Command{INS: 0x20, P2: 0x80})
	if err != nil {
		return err
	}
	left := pivTries(r.SW)
	if left == 0 {
		return &CardPINError{}
	}
	if len(pin) < 4 || len(pin) > pivPINSize {
		return &CardPINError{Left: max(left, 1)} // no such PIN: the card is not asked
	}
	padded := make([]byte, pivPINSize)
	defer clear(padded)
	for i := copy(padded, pin); i < pivPINSize; i++ {
		padded[i] = 0xFF
	}
	r, err = t.send("verify the card's PIN", hardware.Command{INS: 0x20, P2: 0x80, Data: padded})
	switch {
	case err != nil:
		return err
	case r.OK():
		return nil
	case r.SW == swBlockedISO, r.SW&0xFFF0 == 0x63C0:
		return &CardPINError{Left: max(pivTries(r.SW), 0)}
	}
	return &StatusError{"verify the card's PIN", r.SW}
}

// pivTries reads a status word: the tries left, or -1 when it tells none (the PIN stands verified).
func pivTries(sw uint16) int {
	switch {
	case sw == swBlockedISO:
		return 0
	case sw&0xFFF0 == 0x63C0:
		return int(sw & 0xF)
	}
	return -1
}

// SignDigest has the card sign a SHA-256 digest with its 9A key, and checks the signature against key, which ReadSigningKey read. A card
// that signs with another key gives the Outcome CosignerDiffers.
func SignDigest(ctx context.Context, card hardware.Card, key OperatorKey, digest [32]byte) ([]byte, error) {
	algorithm, err := algorithmOf(key.public)
	if err != nil {
		return nil, fmt.Errorf("sign with 9A: %w", err)
	}
	signed := digest[:]
	if algorithm == algRSA2048 {
		signed = padPKCS1(signed)
	}
	template := appendElement(nil, 0x7C, appendElement([]byte{0x82, 0x00}, 0x81, signed))
	answer, err := talk{ctx, card}.exchange("sign with 9A", 0x87, algorithm, keySigning, template)
	var status *StatusError
	if errors.As(err, &status) {
		return nil, because(juki.CosignerDiffers, err)
	}
	if err != nil {
		return nil, fmt.Errorf("sign with 9A: %w", err)
	}
	signature, err := parseSignature(answer)
	if err != nil {
		return nil, because(juki.CosignerDiffers, err)
	}
	if !verifies(key.public, digest[:], signature) {
		return nil, juki.Refuse(juki.CosignerDiffers)
	}
	return signature, nil
}
