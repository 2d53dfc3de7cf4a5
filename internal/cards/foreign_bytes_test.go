package cards

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"math/big"
	"testing"

	"context"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

const goodRecord = "\x01\x1c4000000127198432822520350217" // layout as published for real cards, digits fictional

func TestTheCommonRecordIsTakenWholeOrNotAtAll(t *testing.T) {
	serial, city, expires, err := parseCardRecord([]byte(goodRecord))
	if err != nil || serial != "400000012719843" || city != "28225" || expires != (juki.Date{Year: 2035, Month: 2, Day: 17}) {
		t.Fatalf("%q %q %v %v", serial, city, expires, err)
	}
	for name, bad := range map[string]string{
		"empty": "", "cut": goodRecord[:29], "one byte more": goodRecord + "0", "other tag": "\x02" + goodRecord[1:],
		"length too small": "\x01\x1b" + goodRecord[2:], "length too great": "\x01\x1d" + goodRecord[2:],
		"letter": goodRecord[:10] + "A" + goodRecord[11:], "full-width digit": goodRecord[:10] + "０" + goodRecord[13:],
		"31 February": goodRecord[:22] + "20350231", "year 0": goodRecord[:22] + "00000101",
	} {
		if serial, city, expires, err := parseCardRecord([]byte(bad)); err == nil || serial != "" || city != "" || !expires.IsZero() {
			t.Errorf("%s was taken: %q %q %v", name, serial, city, expires)
		}
	}
}

func FuzzCardRecord(f *testing.F) {
	f.Add([]byte(goodRecord))
	f.Add([]byte{0x01, 0x82, 0x00, 0x1c})
	f.Fuzz(func(t *testing.T, b []byte) {
		serial, city, expires, err := parseCardRecord(b)
		if err != nil {
			return
		}
		if len(serial) != 15 || len(city) != 5 || !expires.Valid() || !bytes.HasSuffix(b, []byte(string(serial)+string(city)+dateDigits(expires))) {
			t.Errorf("%X gave %q %q %v", b, serial, city, expires)
		}
	})
}

func dateDigits(d juki.Date) string {
	s := d.String()
	return s[:4] + s[5:7] + s[8:]
}

func FuzzElements(f *testing.F) {
	f.Add([]byte{0x70, 0x01, 0xAA, 0x71, 0x01, 0x00, 0xFE, 0x00})
	f.Add([]byte{0x70, 0x82, 0x00, 0x01, 0xAA})
	f.Add([]byte{0x70, 0x80, 0x00, 0x00})
	f.Add([]byte{0x5F, 0x01, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		parts, err := elements(b)
		if err != nil {
			return
		}
		total := 0
		for tag, v := range parts {
			total += len(v) + 2
			whole, err := wholeElement(appendElement(nil, tag, v), tag)
			if err != nil || !bytes.Equal(whole, v) {
				t.Errorf("%02X does not come back", tag)
			}
		}
		if total > len(b) {
			t.Errorf("%d bytes out of %d", total, len(b))
		}
	})
}

func FuzzOperatorCertificate(f *testing.F) {
	f.Add(certificateObject(f, ecdsaKey(f)))
	f.Add([]byte{0x53, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		key, err := parseOperatorCertificate(b)
		if (err == nil) != (key.public != nil) || (err == nil) != (key.ID != KeyID{}) {
			t.Errorf("key %v with %v", key.ID, err)
		}
	})
}

func FuzzSignatureAnswer(f *testing.F) {
	key := ecdsaKey(f)
	digest := sha256.Sum256([]byte("nonce"))
	f.Add([]byte{0x7C, 0x02, 0x82, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := parseSignature(b); err == nil && verifies(key.Public(), digest[:], s) {
			t.Error("a signature out of nothing")
		}
	})
}

func ecdsaKey(t testing.TB) *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// certificateObject is the PIV object around a certificate of a key.
func certificateObject(t testing.TB, key crypto.Signer) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	inner := append(appendElement(nil, 0x70, der), 0x71, 0x01, 0x00, 0xFE, 0x00)
	return appendElement(nil, 0x53, inner)
}

func TestAWeakOrOddCertificateIsRefused(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := certificateObject(t, ecdsaKey(t))
	zipped := bytes.Replace(good, []byte{0x71, 0x01, 0x00, 0xFE}, []byte{0x71, 0x01, 0x01, 0xFE}, 1)
	for name, object := range map[string][]byte{
		"RSA-1024": certificateObject(t, small), "P-384": certificateObject(t, p384), "compressed": zipped,
		"trailing byte": append(bytes.Clone(good), 0), "cut": good[:len(good)-1], "empty": nil,
	} {
		if _, err := parseOperatorCertificate(object); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// rsaCard is a PIV card with an RSA-2048 key 9E that wants its challenge in chained commands.
type rsaCard struct {
	key     *rsa.PrivateKey
	object  []byte
	chained []byte
	chains  int
}

func (c *rsaCard) Transmit(_ context.Context, cmd hardware.Command) (hardware.Response, error) {
	switch {
	case cmd.INS == 0xA4:
		return hardware.Response{SW: swDone}, nil
	case cmd.INS == 0xCB:
		return hardware.Response{Data: c.object, SW: swDone}, nil
	case cmd.INS == 0x87 && cmd.CLA == 0x10:
		c.chains++
		c.chained = append(c.chained, cmd.Data...)
		return hardware.Response{SW: swDone}, nil
	case cmd.INS == 0x87 && cmd.P1 == algRSA2048 && cmd.P2 == keyCardAuth:
		return c.sign(append(c.chained, cmd.Data...)), nil
	}
	return hardware.Response{SW: 0x6D00}, nil
}

// sign does the raw RSA operation on what 7C { 82 empty, 81 block } holds.
func (c *rsaCard) sign(template []byte) hardware.Response {
	inner, err := wholeElement(template, 0x7C)
	if err != nil {
		return hardware.Response{SW: 0x6A80}
	}
	parts, err := elements(inner)
	if err != nil || len(parts[0x81]) != 256 {
		return hardware.Response{SW: 0x6A80}
	}
	block := new(big.Int).SetBytes(parts[0x81])
	signature := block.Exp(block, c.key.D, c.key.N).FillBytes(make([]byte, 256))
	return hardware.Response{Data: appendElement(nil, 0x7C, appendElement(nil, 0x82, signature)), SW: swDone}
}

func (*rsaCard) Close() error { return nil }

func TestAnRSAOperatorCardProvesItselfInChainedCommands(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	card := &rsaCard{key: key, object: certificateObject(t, key)}
	read, err := ReadOperatorCard(t.Context(), card)
	if err != nil {
		t.Fatal(err)
	}
	if err := Prove(t.Context(), card, read, rand.Reader); err != nil {
		t.Error(err)
	}
	if card.chains != 1 {
		t.Errorf("%d chained commands", card.chains)
	}
}
