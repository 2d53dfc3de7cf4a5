package sim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"testing"
)

// pivSelected is an operator card whose application is selected.
func pivSelected(t *testing.T, d OperatorCard) *benchCard {
	t.Helper()
	c, err := NewFactory().Operator(d)
	b := power(t, c, err)
	b.want(swOK, [4]byte{0x00, 0xA4, 0x04, 0x00}, pivAID)
	return b
}

// certificate reads the certificate of an object through GET RESPONSE.
func (b *benchCard) certificate(object byte) *x509.Certificate {
	b.Helper()
	data, sw := b.send(0x00, 0xCB, 0x3F, 0xFF, 5, 0x5C, 3, 0x5F, 0xC1, object, 0x00)
	for sw>>8 == 0x61 {
		var more []byte
		more, sw = b.send(0x00, 0xC0, 0x00, 0x00, byte(sw))
		data = append(bytes.Clone(data), more...)
	}
	inner, _ := findTLV(data, 0x53)
	der, _ := findTLV(inner, 0x70)
	cert, err := x509.ParseCertificate(der)
	if err != nil || sw != swOK {
		b.Fatalf("object %02X: %04X, %v", object, sw, err)
	}
	return cert
}

// challenge has a key sign a digest.
func (b *benchCard) challenge(key byte, digest []byte) (signature []byte, sw uint16) {
	b.Helper()
	request := tlv([]byte{0x7C}, append([]byte{0x82, 0x00}, tlv([]byte{0x81}, digest)...))
	data, sw := b.send(append([]byte{0x00, 0x87, 0x11, key, byte(len(request))}, append(request, 0x00)...)...)
	inner, _ := findTLV(data, 0x7C)
	signature, _ = findTLV(inner, 0x82)
	return signature, sw
}

func TestAnOperatorCardProvesItselfWithoutPIN(t *testing.T) {
	digest := sha256.Sum256([]byte("a nonce"))
	for _, forged := range []bool{false, true} {
		b := pivSelected(t, OperatorCard{Label: "S001", Forged: forged})
		key := b.certificate(0x01).PublicKey.(*ecdsa.PublicKey)
		signature, sw := b.challenge(pivCard, digest[:])
		if good := ecdsa.VerifyASN1(key, digest[:], signature); sw != swOK || good == forged {
			t.Errorf("forged %v: %04X, the signature is good: %v", forged, sw, good)
		}
	}
}

func TestTheAuthenticationKeyNeedsThePIN(t *testing.T) {
	digest := sha256.Sum256([]byte("a nonce"))
	b := pivSelected(t, OperatorCard{Label: "S002", PIN: "8642"})
	if _, sw := b.challenge(pivAuthentication, digest[:]); sw != swNotAllowed {
		t.Errorf("without PIN: %04X", sw)
	}
	b.want(swTriesLeft|2, verify, "1111\xFF\xFF\xFF\xFF")
	b.want(swOK, verify, "8642\xFF\xFF\xFF\xFF")
	key := b.certificate(0x05).PublicKey.(*ecdsa.PublicKey)
	if signature, sw := b.challenge(pivAuthentication, digest[:]); sw != swOK || !ecdsa.VerifyASN1(key, digest[:], signature) {
		t.Errorf("with PIN: %04X", sw)
	}
	b.reset()
	b.want(swOK, [4]byte{0x00, 0xA4, 0x04, 0x00}, pivAID)
	if _, sw := b.challenge(pivAuthentication, digest[:]); sw != swNotAllowed {
		t.Errorf("after a reset: %04X", sw)
	}
}

func TestAnOperatorCardIsBlockedAfterThreeWrongPINs(t *testing.T) {
	b := pivSelected(t, OperatorCard{Label: "S003"})
	for left := uint16(3); left > 0; left-- {
		b.want(swTriesLeft|(left-1), verify, "0000\xFF\xFF\xFF\xFF")
	}
	b.want(swPIVBlocked, verify, "123456\xFF\xFF")
	b.want(swTriesLeft, verify, "")
}

// The enrolled samples of training and demonstration keep working only while these stay the same.
func TestTheSampleOperatorsAreTheSameOnEveryMachine(t *testing.T) {
	want := map[string]string{
		"S001": "138a2f6f10514dbb", "S002": "9b130be89a87c482",
		"S003": "d1cb34d41d0c205a", "S004": "ee477590017f9a15",
	}
	for _, d := range SampleOperators() {
		sum := sha256.Sum256(pivSelected(t, d).certificate(0x01).RawSubjectPublicKeyInfo)
		if got := hex.EncodeToString(sum[:8]); got != want[d.Label] {
			t.Errorf("%s: key %s, want %s", d.Label, got, want[d.Label])
		}
	}
	one, two := pivSelected(t, OperatorCard{Label: "S001"}), pivSelected(t, OperatorCard{Label: "S001"})
	if !bytes.Equal(one.certificate(0x05).Raw, two.certificate(0x05).Raw) {
		t.Error("the certificate of a seed changes")
	}
}
