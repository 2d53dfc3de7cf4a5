package scanner

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"madoguchi/hardware"
)

// EsclSettings name the registered device and say how patient to be.
type EsclSettings struct {
	// URI is https://host[:port]/eSCL, or http:// for a device on this machine (ipp-usb).
	URI string
	// UUID is what the device calls itself in its capabilities, with or without "urn:uuid:".
	UUID string
	// Fingerprint is the SHA-256 of the device's certificate in hex; wanted for https, and then no authority is asked.
	Fingerprint string
	// PlainHTTP allows http:// over a network: anybody on the way sees the photo and can put another in its place.
	PlainHTTP bool
	// Call bounds one question, Whole a scan; Poll is the time between two looks at a device that warms up. Zero: 10 s, 90 s, 500 ms.
	Call, Whole, Poll time.Duration
}

// Escl is one device that speaks eSCL. It keeps no connection between two calls.
type Escl struct {
	base     *url.URL
	uuid     string
	trust    *tls.Config // nil for http
	loopback bool        // only this machine may answer
	wait     patience
	turn     turn
}

var _ hardware.Scanner = (*Escl)(nil)

// NewEscl checks the settings and asks the device nothing yet.
// Errors say what is wrong with the settings, for the administrator.
func NewEscl(s EsclSettings) (*Escl, error) {
	u, err := url.Parse(s.URI)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("scanner: the uri must look like https://host/eSCL, without user or password")
	}
	e := &Escl{base: u, uuid: plainUUID(s.UUID), wait: patience{s.Call, s.Whole, s.Poll}.orStandard()}
	if e.uuid == "" {
		return nil, errors.New("scanner: the uuid of the registered device is missing")
	}
	switch u.Scheme = strings.ToLower(u.Scheme); {
	case u.Scheme == "https":
		e.trust, err = trusting(s.Fingerprint)
		return e, err
	case u.Scheme != "http":
		return nil, fmt.Errorf("scanner: the uri begins with %q, not with https or http", u.Scheme)
	case s.Fingerprint != "":
		return nil, errors.New("scanner: a fingerprint needs https")
	case s.PlainHTTP:
		return e, nil
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("scanner: http is for devices on this machine; use https, or plain_http = true on a closed network")
	}
	e.loopback = true
	return e, nil
}

// plainUUID is the UUID as it is compared.
func plainUUID(s string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "urn:uuid:")
}

// trusting accepts the registered certificate and no other.
func trusting(fingerprint string) (*tls.Config, error) {
	want, err := hex.DecodeString(strings.ReplaceAll(fingerprint, ":", ""))
	if err != nil || len(want) != sha256.Size {
		return nil, errors.New("scanner: https needs the fingerprint of the device's certificate, 64 hexadecimal digits (SHA-256)")
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // what follows is stricter: this one certificate
		VerifyConnection: func(c tls.ConnectionState) error {
			if got := sha256.Sum256(c.PeerCertificates[0].Raw); string(got[:]) != string(want) {
				return fmt.Errorf("another certificate than the one registered: %w", hardware.ScannerUntrusted)
			}
			return nil
		},
	}, nil
}

// client asks the registered address and nobody else: no proxy, no redirect, no compression that makes much of little. Who made
// it closes its connections, so that nothing refers to their buffers any longer.
func (e *Escl) client() (*http.Client, func()) {
	dialer := &net.Dialer{Timeout: e.wait.call / 2} // shorter than a question: who does not answer at all is gone, not slow
	if e.loopback {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
				return fmt.Errorf("the name leads to another machine: %w", hardware.ScannerUntrusted)
			}
			return nil
		}
	}
	t := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        e.trust.Clone(),
		MaxResponseHeaderBytes: 16 << 10,
		DisableCompression:     true,
		MaxConnsPerHost:        2,
	}
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, t.CloseIdleConnections
}
