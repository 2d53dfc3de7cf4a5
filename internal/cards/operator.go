package cards

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// KeyID names the key of an operator card: SHA-256 of its SubjectPublicKeyInfo. It is what the card register
// (様式第1号) enrols. The zero KeyID is no key.
type KeyID [sha256.Size]byte

// String is the id in hex, as the register prints it.
func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// OperatorKey is the public key of the Card Authentication key (9E) of an operator card. Having read it proves
// nothing: everybody can copy it. Prove does.
type OperatorKey struct {
	ID     KeyID
	public crypto.PublicKey
}

// Where PIV keeps what is needed, SP 800-73-4.
const (
	keyCardAuth = 0x9E // usable without a PIN
	algP256     = 0x11
	algRSA2048  = 0x07
)

// objectCardAuthCert is the tag list for GET DATA of the 9E certificate, 5FC101.
var objectCardAuthCert = []byte{0x5C, 0x03, 0x5F, 0xC1, 0x01}

// ReadOperatorCard reads the 9E certificate of a PIV card. A card that is no PIV card, or has no such certificate,
// gives the Outcome CardWrongKind. Other errors are Faults, a StatusError or malformed card data, wrapped.
func ReadOperatorCard(ctx context.Context, card hardware.Card) (OperatorKey, error) {
	t := talk{ctx, card}
	there, err := t.selectPIV()
	if err != nil {
		return OperatorKey{}, fmt.Errorf("read operator card: %w", err)
	}
	if !there {
		return OperatorKey{}, juki.Refuse(juki.CardWrongKind)
	}
	object, err := t.exchange("read 9E certificate", 0xCB, 0x3F, 0xFF, objectCardAuthCert)
	var status *StatusError
	if errors.As(err, &status) && status.SW == swNoSuchFile {
		return OperatorKey{}, because(juki.CardWrongKind, err)
	}
	if err != nil {
		return OperatorKey{}, fmt.Errorf("read operator card: %w", err)
	}
	key, err := parseOperatorCertificate(object)
	if err != nil {
		return OperatorKey{}, fmt.Errorf("read operator card: %w", err)
	}
	return key, nil
}

// errCertificate is a certificate object that cannot be used.
var errCertificate = errors.New("card data: no usable 9E certificate")

// parseOperatorCertificate takes the key out of the data object 53 { 70 certificate, 71 CertInfo, [72], FE }. The
// certificate's own signature and dates do not count: the key counts, because the register enrolled it.
func parseOperatorCertificate(object []byte) (OperatorKey, error) {
	inner, err := wholeElement(object, 0x53)
	if err != nil {
		return OperatorKey{}, err
	}
	parts, err := elements(inner)
	if err != nil {
		return OperatorKey{}, err
	}
	if info := parts[0x71]; len(info) != 1 || info[0] != 0 { // 01 would be gzip
		return OperatorKey{}, errCertificate
	}
	cert, err := x509.ParseCertificate(parts[0x70])
	if err != nil {
		return OperatorKey{}, errCertificate // the parser's text could quote a name
	}
	if _, err := algorithmOf(cert.PublicKey); err != nil {
		return OperatorKey{}, err
	}
	return OperatorKey{sha256.Sum256(cert.RawSubjectPublicKeyInfo), cert.PublicKey}, nil
}

// algorithmOf is PIV's number for a key: P-256 or RSA-2048, nothing weaker or rarer.
func algorithmOf(key crypto.PublicKey) (byte, error) {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			return algP256, nil
		}
	case *rsa.PublicKey:
		if k.N.BitLen() == 2048 {
			return algRSA2048, nil
		}
	}
	return 0, errCertificate
}

// challengeDomain separates this signature from every other use of the key: what the card signs here can never be
// a document, a TLS handshake or another program's challenge.
const challengeDomain = "madoguchi/operator-card/9E/v1\x00"

// Prove makes the card sign a fresh nonce with its 9E key and checks the signature against key, which ReadOperatorCard
// read in the same session (第12条第2項). A card that cannot sign, or signs with another key or another nonce, gives
// the Outcome OperatorCardForged: a copied certificate or a recorded answer. random is the source of the nonce.
// Faults are wrapped as they are.
func Prove(ctx context.Context, card hardware.Card, key OperatorKey, random io.Reader) error {
	algorithm, err := algorithmOf(key.public)
	if err != nil {
		return fmt.Errorf("prove operator card: %w", err)
	}
	digest, err := challenge(key.ID, random)
	if err != nil {
		return fmt.Errorf("prove operator card: %w", err)
	}
	signed := digest
	if algorithm == algRSA2048 {
		signed = padPKCS1(digest)
	}
	template := appendElement(nil, 0x7C, appendElement([]byte{0x82, 0x00}, 0x81, signed))
	answer, err := talk{ctx, card}.exchange("sign with 9E", 0x87, algorithm, keyCardAuth, template)
	var status *StatusError
	if errors.As(err, &status) {
		return because(juki.OperatorCardForged, err)
	}
	if err != nil {
		return fmt.Errorf("prove operator card: %w", err)
	}
	signature, err := parseSignature(answer)
	if err != nil {
		return because(juki.OperatorCardForged, err)
	}
	if !verifies(key.public, digest, signature) {
		return juki.Refuse(juki.OperatorCardForged)
	}
	return nil
}

// challenge is what the card signs: a hash over the domain, the key it is meant for and 32 random bytes.
func challenge(id KeyID, random io.Reader) ([]byte, error) {
	var nonce [32]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("draw nonce: %w", err)
	}
	h := sha256.New()
	h.Write([]byte(challengeDomain))
	h.Write(id[:])
	h.Write(nonce[:])
	return h.Sum(nil), nil
}

// parseSignature takes the signature out of 7C { 82 signature }.
func parseSignature(answer []byte) ([]byte, error) {
	inner, err := wholeElement(answer, 0x7C)
	if err != nil {
		return nil, err
	}
	return wholeElement(inner, 0x82)
}

// verifies checks a signature over a SHA-256 digest.
func verifies(key crypto.PublicKey, digest, signature []byte) bool {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(k, digest, signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, crypto.SHA256, digest, signature) == nil
	}
	return false
}

// digestInfoSHA256 is the DER in front of a SHA-256 digest, RFC 8017 section 9.2.
var digestInfoSHA256 = []byte{0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}

// padPKCS1 is EMSA-PKCS1-v1_5 for 2048 bits: a PIV card does the raw RSA operation only.
func padPKCS1(digest []byte) []byte {
	const size = 2048 / 8
	b := make([]byte, size)
	tail := len(digestInfoSHA256) + len(digest)
	b[1] = 0x01
	for i := 2; i < size-tail-1; i++ {
		b[i] = 0xFF
	}
	copy(b[size-tail:], digestInfoSHA256)
	copy(b[size-len(digest):], digest)
	return b
}
