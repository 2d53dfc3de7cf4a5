package sim

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// Factory makes cards. Its RSA keys are made when a card first needs one and shared by all its
// cards, because each takes a noticeable part of a second; certificates are each card's own.
type Factory struct {
	authority, authentication, signature func() *rsa.PrivateKey
}

// NewFactory opens a card factory. It is cheap: no key is made yet.
func NewFactory() *Factory {
	key := func() func() *rsa.PrivateKey {
		return sync.OnceValue(func() *rsa.PrivateKey {
			k, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				panic(fmt.Sprintf("making a simulated card's key: %v", err)) // no randomness: nothing would work
			}
			return k
		})
	}
	return &Factory{authority: key(), authentication: key(), signature: key()}
}

// authorityCertificate is the DER of a self-signed test CA.
func (f *Factory) authorityCertificate(name string, expires time.Time) func() []byte {
	return sync.OnceValue(func() []byte {
		t := certificateTemplate(name, expires)
		t.IsCA, t.KeyUsage = true, x509.KeyUsageCertSign
		k := f.authority()
		return mustCertificate(t, t, &k.PublicKey, k)
	})
}

// personCertificate is the DER of a card holder's certificate under the named test CA.
func (f *Factory) personCertificate(name, authority string, key func() *rsa.PrivateKey, expires time.Time) func() []byte {
	return sync.OnceValue(func() []byte {
		t := certificateTemplate(name, expires)
		return mustCertificate(t, certificateTemplate(authority, expires), &key().PublicKey, f.authority())
	})
}

func certificateTemplate(name string, expires time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber:          big.NewInt(expires.Unix()),
		Subject:               pkix.Name{Country: []string{"JP"}, Organization: []string{"TEST ONLY"}, CommonName: name},
		NotBefore:             expires.AddDate(-10, 0, 0),
		NotAfter:              expires,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
	}
}

func mustCertificate(t, parent *x509.Certificate, public, signer any) []byte {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, public, signer)
	if err != nil {
		panic(fmt.Sprintf("making a simulated certificate: %v", err))
	}
	return der
}

// chipDate reads YYYYMMDD as a card keeps it.
func chipDate(s string) (time.Time, error) {
	t, err := time.Parse("20060102", s)
	if err != nil {
		return time.Time{}, fmt.Errorf("a card's date is YYYYMMDD, not %d characters of something else", len(s))
	}
	return t, nil
}
