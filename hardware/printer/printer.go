// Package printer prints over IPP (RFC 8010, RFC 8011): to a printer in the network or to the queue of a
// local CUPS, the same on every operating system. goipp encodes and decodes; the conversation is ours.
package printer

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
	"sync/atomic"
	"time"

	"madoguchi/hardware"
)

// Settings say where the printer is and how patient to be.
type Settings struct {
	// URI is ipp://host[:631]/path or ipps://, http://, https://. A CUPS queue is ipp://localhost/printers/NAME.
	URI string
	// Pin is the SHA-256 of the printer's certificate in hex, for printers that signed it themselves.
	// Empty: the system's authorities decide.
	Pin string
	// User stands in the printer's list of jobs; a neutral word, never a person.
	User string
	// Call bounds one question to the printer, Send the sending of a document; Poll is the time between two
	// looks at a document. Zero: 10 s, 60 s, 500 ms.
	Call, Send, Poll time.Duration
}

// Printer is one printer that speaks IPP. It keeps no connection that Close would have to end.
type Printer struct {
	settings  Settings
	url       string // where HTTP goes
	uri       string // what the printer is called in IPP
	questions *http.Client
	documents *http.Client  // a connection of its own for each: one that had died unseen would leave doubt whether it was taken
	asked     atomic.Uint32 // request ids
}

var _ hardware.Printer = (*Printer)(nil)

// New checks the settings and asks the printer nothing yet.
// Errors say what is wrong with the settings, for the administrator.
func New(s Settings) (*Printer, error) {
	at, uri, err := addresses(s.URI)
	if err != nil {
		return nil, err
	}
	if s.User == "" {
		return nil, errors.New("printer: no user name for the job list")
	}
	trust, err := trusting(s.Pin)
	if err != nil {
		return nil, err
	}
	for _, d := range []struct {
		value    *time.Duration
		standard time.Duration
	}{{&s.Call, 10 * time.Second}, {&s.Send, time.Minute}, {&s.Poll, 500 * time.Millisecond}} {
		if *d.value <= 0 {
			*d.value = d.standard
		}
	}
	return &Printer{settings: s, url: at, uri: uri, questions: client(trust, false), documents: client(trust, true)}, nil
}

// addresses are the HTTP address and the IPP name of a printer, RFC 3510 and RFC 7472.
func addresses(raw string) (at, uri string, err error) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", "", errors.New("printer: the address must look like ipp://host:631/ipp/print, without user or password")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	h, i := *u, *u
	switch strings.ToLower(u.Scheme) {
	case "ipp", "http":
		h.Scheme, i.Scheme = "http", "ipp"
	case "ipps", "https":
		h.Scheme, i.Scheme = "https", "ipps"
	default:
		return "", "", fmt.Errorf("printer: the address begins with %q, not with ipp, ipps, http or https", u.Scheme)
	}
	if u.Port() == "" {
		port := map[string]string{"ipp": "631", "ipps": "631", "http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
		h.Host = net.JoinHostPort(u.Hostname(), port)
		i.Host = h.Host
	}
	return h.String(), i.String(), nil
}

// client asks the named printer and nobody else: no proxy sees a document and no answer sends it elsewhere.
func client(trust *tls.Config, once bool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			TLSClientConfig:        trust.Clone(),
			DisableKeepAlives:      once,
			MaxResponseHeaderBytes: 16 << 10,
			DisableCompression:     true, // a small answer must not unpack into a big one
			IdleConnTimeout:        5 * time.Second,
			MaxIdleConns:           2,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// trusting is nil (the system's authorities) or accepts the pinned certificate and no other.
func trusting(pin string) (*tls.Config, error) {
	if pin == "" {
		return nil, nil
	}
	want, err := hex.DecodeString(strings.ReplaceAll(pin, ":", ""))
	if err != nil || len(want) != sha256.Size {
		return nil, errors.New("printer: the certificate's fingerprint must be 64 hexadecimal digits (SHA-256)")
	}
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // what follows is stricter: this one certificate
		VerifyConnection: func(c tls.ConnectionState) error {
			got := sha256.Sum256(c.PeerCertificates[0].Raw)
			if string(got[:]) != string(want) {
				return errors.New("the printer shows another certificate than the one registered")
			}
			return nil
		},
	}, nil
}
