package oplog

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// A cosignature is one more line under a checkpoint, made by the operator card (PIV key 9A) of whoever closed the day:
//
//	— 28225.madoguchi/S001 base64(key id, 4 bytes; time, 8 bytes; signature)
//
// Who steals the terminal's key can sign checkpoints, but not this line. It has the form of a signed note's line (C2SP
// signed-note); its key type is 0xff with a name of our own, because cards have no Ed25519.
const cosignatureType = "\xffmadoguchi/piv-9a/v1\x00"

// cosignatureDomain keeps the signature from passing for anything else the card may be asked to sign.
const cosignatureDomain = "madoguchi/cosignature/v1\n"

const (
	keyIDSize = 4
	timeSize  = 8
	p256Size  = 64 // r and s, 32 bytes each
	rsaSize   = 2048 / 8

	maxCosignatures = 4
	maxCosigned     = maxCheckpoint + maxCosignatures*640 // bytes of a checkpoint with its cosignatures
)

// Cosigner is the public key of an operator card that cosigns checkpoints, under the operator's id.
type Cosigner struct {
	name   string
	id     [keyIDSize]byte
	public crypto.PublicKey
	text   string
}

// errCosignerKey is a public key that no operator card has.
var errCosignerKey = errors.New("cosigner: neither P-256 nor RSA-2048")

// CosignerName is the name an operator of a log's municipality cosigns under: "28225.madoguchi/S001".
func CosignerName(origin string, operator juki.OperatorID) string {
	municipality, _, _ := strings.Cut(origin, "/")
	return municipality + "/" + string(operator)
}

var cosignerForm = matcher(`[0-9a-z][0-9a-z.-]{0,39}/[A-Z][0-9]{3,5}`)

// NewCosigner makes the cosigner of a name from the public key on the card: P-256 or RSA-2048.
func NewCosigner(name string, public crypto.PublicKey) (Cosigner, error) {
	if !cosignerForm(name) {
		return Cosigner{}, errors.New("cosigner: the name has not the form 28225.madoguchi/S001")
	}
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P256() {
			return Cosigner{}, errCosignerKey
		}
	case *rsa.PublicKey:
		if k.N.BitLen() != 8*rsaSize {
			return Cosigner{}, errCosignerKey
		}
	default:
		return Cosigner{}, errCosignerKey
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return Cosigner{}, fmt.Errorf("cosigner: %w", err)
	}
	typed := append([]byte(cosignatureType), der...)
	hash := sha256.Sum256(append([]byte(name+"\n"), typed...))
	c := Cosigner{name: name, id: [keyIDSize]byte(hash[:keyIDSize]), public: public}
	c.text = fmt.Sprintf("%s+%x+%s", name, c.id, base64.StdEncoding.EncodeToString(typed))
	return c, nil
}

// ParseCosigner reads a cosigner's verifier key and refuses every spelling but the one VerifierKey gives.
func ParseCosigner(text string) (Cosigner, error) {
	name, rest, _ := strings.Cut(text, "+")
	_, encoded, _ := strings.Cut(rest, "+")
	typed, err := strictBase64(encoded)
	if err != nil || !strings.HasPrefix(string(typed), cosignatureType) {
		return Cosigner{}, errors.New("cosigner: not the verifier key of an operator card")
	}
	public, err := x509.ParsePKIXPublicKey(typed[len(cosignatureType):])
	if err != nil {
		return Cosigner{}, errors.New("cosigner: not the verifier key of an operator card")
	}
	c, err := NewCosigner(name, public)
	if err == nil && c.text != text {
		err = errors.New("cosigner: not in canonical form")
	}
	if err != nil {
		return Cosigner{}, err
	}
	return c, nil
}

// VerifierKey is the cosigner's public key as text: "28225.madoguchi/S001+<key id>+<base64>". It may be printed and given to anybody.
func (c Cosigner) VerifierKey() string { return c.text }

// Name is the name it cosigns under.
func (c Cosigner) Name() string { return c.name }

// Digest is the SHA-256 of the public key (SubjectPublicKeyInfo), as the log names it.
func (c Cosigner) Digest() [32]byte {
	der, err := x509.MarshalPKIXPublicKey(c.public)
	if err != nil { // it was marshalled before
		return [32]byte{}
	}
	return sha256.Sum256(der)
}

// CosignatureDigest is what the card signs: SHA-256 over a domain of its own, the time in seconds and the checkpoint's three lines.
// The error tells of a text that is no checkpoint.
func CosignatureDigest(checkpoint string, at time.Time) ([32]byte, error) {
	c, err := parseCheckpoint(checkpoint)
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256([]byte(cosignatureDomain + "time " + strconv.FormatInt(at.Unix(), 10) + "\n" + checkpointBody(c.Origin, c.Size, c.Root))), nil
}

// Cosign puts a card's signature under a checkpoint, which may have other cosignatures already, and gives the whole text. It fails
// when the signature is not this cosigner's over CosignatureDigest.
func (c Cosigner) Cosign(text string, at time.Time, signature []byte) (string, error) {
	checkpoint, lines, err := splitCosigned(text)
	if err != nil {
		return "", err
	}
	digest, err := CosignatureDigest(checkpoint, at)
	if err != nil {
		return "", err
	}
	if !c.signed(digest, signature) {
		return "", errors.New("cosign: the card's signature does not verify")
	}
	if len(lines) == maxCosignatures {
		return "", errors.New("cosign: the checkpoint has cosignatures enough")
	}
	if signature, err = c.compact(signature); err != nil {
		return "", err
	}
	blob := binary.BigEndian.AppendUint64(c.id[:], uint64(at.Unix()))
	return text + "— " + c.name + " " + base64.StdEncoding.EncodeToString(append(blob, signature...)) + "\n", nil
}

// signed checks a signature as cards give it.
func (c Cosigner) signed(digest [32]byte, signature []byte) bool {
	switch k := c.public.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(k, digest[:], signature)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(k, crypto.SHA256, digest[:], signature) == nil
	}
	return false
}

// compact writes a P-256 signature as r and s with the smaller of the two values of s, so that a signature has one spelling.
func (c Cosigner) compact(signature []byte) ([]byte, error) {
	if _, is := c.public.(*rsa.PublicKey); is {
		return signature, nil
	}
	r, s, err := parseDER(signature)
	if err != nil {
		return nil, err
	}
	if order := elliptic.P256().Params().N; s.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		s.Sub(order, s)
	}
	raw := make([]byte, p256Size)
	r.FillBytes(raw[:p256Size/2])
	s.FillBytes(raw[p256Size/2:])
	return raw, nil
}

// verifies checks a cosignature line's blob behind the key id.
func (c Cosigner) verifies(checkpoint string, blob []byte) bool {
	at := time.Unix(int64(binary.BigEndian.Uint64(blob[:timeSize])), 0)
	digest, err := CosignatureDigest(checkpoint, at)
	raw := blob[timeSize:]
	if err != nil {
		return false
	}
	if _, is := c.public.(*rsa.PublicKey); is {
		return len(raw) == rsaSize && c.signed(digest, raw)
	}
	if len(raw) != p256Size {
		return false
	}
	r, s := new(big.Int).SetBytes(raw[:p256Size/2]), new(big.Int).SetBytes(raw[p256Size/2:])
	if s.Cmp(new(big.Int).Rsh(elliptic.P256().Params().N, 1)) > 0 {
		return false
	}
	return ecdsa.Verify(c.public.(*ecdsa.PublicKey), digest[:], r, s)
}
