package scanner

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"madoguchi/hardware"
)

// talk is one conversation with the device: the questions of one Ready or one Scan.
type talk struct {
	*Escl
	http *http.Client
	caps capabilities
}

// begin asks who answers. Errors are Faults; ScannerUntrusted when it is not the registered device.
func (e *Escl) begin(ctx context.Context, client *http.Client) (*talk, error) {
	t := &talk{Escl: e, http: client}
	if err := t.read(ctx, "ScannerCapabilities", &t.caps); err != nil {
		return nil, err
	}
	if plainUUID(t.caps.UUID) != e.uuid {
		return nil, fmt.Errorf("another device than the one registered: %w", hardware.ScannerUntrusted)
	}
	if t.caps.Platen == nil || t.caps.Platen.MaxWidth < 1 || t.caps.Platen.MaxHeight < 1 {
		return nil, fmt.Errorf("a scanner without a glass: %w", hardware.ScannerTooSmall)
	}
	return t, nil
}

// status asks how the device is.
func (t *talk) status(ctx context.Context) (s status, err error) {
	return s, t.read(ctx, "ScannerStatus", &s)
}

// read asks for a document of the device and reads it.
func (t *talk) read(ctx context.Context, name string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, t.wait.call)
	defer cancel()
	resp, err := t.ask(ctx, http.MethodGet, t.base.JoinPath(name), "")
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if fault := httpFault(resp.StatusCode); fault != "" {
		return fmt.Errorf("asking for %s: HTTP %d: %w", name, resp.StatusCode, fault)
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxXML+1))
	if err != nil {
		return t.lost(ctx, "reading "+name, err)
	}
	if len(raw) > maxXML {
		return fmt.Errorf("a %s of more than %d bytes: %w", name, maxXML, hardware.ScannerNonsense)
	}
	return parse(raw, name, into)
}

// ask sends one question. The answer's status is the caller's to judge, its body the caller's to close.
func (t *talk) ask(ctx context.Context, method string, at *url.URL, body string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, at.String(), strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("writing the question: %w: %w", hardware.ScannerFailed, err)
	}
	r.GetBody = nil // a job is never asked for a second time by itself
	if body != "" {
		r.Header.Set("Content-Type", "text/xml")
	}
	resp, err := t.http.Do(r)
	if err != nil {
		return nil, t.lost(ctx, "asking the scanner", err)
	}
	return resp, nil
}

// lost names why an answer did not come, or not to its end.
func (t *talk) lost(ctx context.Context, what string, err error) error {
	switch {
	case errors.Is(err, hardware.ScannerUntrusted):
		return fmt.Errorf("%s: %w", what, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w: %w", what, hardware.ScannerTimeout, ctx.Err())
	case errors.As(err, new(tls.RecordHeaderError)), errors.Is(err, http.ErrSchemeMismatch): // where the registered device speaks TLS, something speaks without
		return fmt.Errorf("%s: %w: %w", what, hardware.ScannerUntrusted, err)
	}
	return fmt.Errorf("%s: %w: %w", what, hardware.ScannerGone, err)
}

// httpFault judges an answer; "" lets it be read. A redirect is a no: the registered address is the only one.
func httpFault(code int) hardware.Fault {
	switch {
	case code == http.StatusOK || code == http.StatusCreated:
		return ""
	case code == http.StatusNotFound:
		return hardware.ScannerGone
	case code == http.StatusServiceUnavailable || code == http.StatusTooManyRequests:
		return hardware.ScannerBusy
	case code >= 300 && code < 500:
		return hardware.ScannerRefuses
	}
	return hardware.ScannerFailed
}
