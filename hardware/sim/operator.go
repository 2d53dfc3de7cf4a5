package sim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
)

// OperatorCard describes an operator card (操作者識別カード, 第14条) to make. The keys come from
// Seed: the same seed gives the same card on every machine, so that enrolled samples stay valid.
type OperatorCard struct {
	Label   string // the certificate's common name: "S001"
	Seed    string // empty: the label
	PIN     string // 4 to 8 digits; empty: "123456"
	Expires string // YYYYMMDD; empty: 20351231
	Forged  bool   // shows the certificates of the seed but holds other keys: a copied card
	Blocked bool
	Mute    bool
}

// SampleOperators are the operator cards of training and demonstration: S001 to S004.
func SampleOperators() []OperatorCard {
	return []OperatorCard{{Label: "S001"}, {Label: "S002"}, {Label: "S003"}, {Label: "S004"}}
}

// Operator makes an operator card: PIV with the keys 9A and 9E on P-256.
func (f *Factory) Operator(d OperatorCard) (*Card, error) {
	if d.Label == "" {
		return nil, errors.New("an operator card needs a label")
	}
	if d.Seed == "" {
		d.Seed = d.Label
	}
	if d.PIN == "" {
		d.PIN = SampleOperatorPIN
	}
	if len(d.PIN) < 4 || len(d.PIN) > 8 || !allIn([]byte(d.PIN), "0123456789") {
		return nil, errors.New("an operator card's PIN has 4 to 8 digits")
	}
	if d.Expires == "" {
		d.Expires = "20351231"
	}
	p := &piv{keys: map[byte]*ecdsa.PrivateKey{}, objects: map[string][]byte{}, pin: []byte(d.PIN), tries: pivTries}
	if d.Blocked {
		p.tries = 0
	}
	for slot, object := range map[byte]string{pivAuthentication: "\x5F\xC1\x05", pivCard: "\x5F\xC1\x01"} {
		shown, err := seededKey(d.Seed, slot)
		if err != nil {
			return nil, err
		}
		if p.objects[object], err = pivCertificate(d, slot, shown); err != nil {
			return nil, err
		}
		p.keys[slot] = shown
		if d.Forged {
			if p.keys[slot], err = seededKey("forged "+d.Seed, slot); err != nil {
				return nil, err
			}
		}
	}
	p.objects["\x5F\xC1\x02"] = chuid(d)
	return &Card{label: d.Label, atr: []byte{0x3B, 0x80, 0x80, 0x01, 0x01}, mute: d.Mute, chip: p}, nil
}

// seededKey derives the key of a slot. A digest is a valid P-256 scalar but for one in 2^32;
// the counter then takes the next.
func seededKey(seed string, slot byte) (*ecdsa.PrivateKey, error) {
	for n := range 4 {
		scalar := sha256.Sum256(fmt.Appendf(nil, "madoguchi sample operator card, key %02X, try %d: %s", slot, n, seed))
		if key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:]); err == nil {
			return key, nil
		}
	}
	return nil, errors.New("no key comes from this seed")
}

// pivCertificate is the certificate object of a slot. Signed without randomness: the same every time.
func pivCertificate(d OperatorCard, slot byte, key *ecdsa.PrivateKey) ([]byte, error) {
	expires, err := chipDate(d.Expires)
	if err != nil {
		return nil, err
	}
	t := certificateTemplate(d.Label, expires)
	t.SerialNumber = big.NewInt(int64(slot))
	der, err := x509.CreateCertificate(nil, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("making an operator's certificate: %w", err)
	}
	return tlv([]byte{0x53}, bytes.Join([][]byte{tlv([]byte{0x70}, der), {0x71, 1, 0}, {0xFE, 0}}, nil)), nil
}

// chuid is the card holder unique identifier. It can be copied: never a factor.
func chuid(d OperatorCard) []byte {
	guid := sha256.Sum256([]byte("CHUID " + d.Seed))
	return tlv([]byte{0x53}, bytes.Join([][]byte{
		tlv([]byte{0x30}, make([]byte, 25)), tlv([]byte{0x34}, guid[:16]),
		tlv([]byte{0x35}, []byte(d.Expires)), {0x3E, 0}, {0xFE, 0},
	}, nil))
}
