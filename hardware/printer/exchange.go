package printer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// maxAnswer bounds an answer. Real ones are a few kilobytes; goipp follows nested collections with the
// stack, so the bound also keeps a hostile answer from ending the program.
const maxAnswer = 256 << 10

// request begins a question about the printer. Version 1.1 is the one every printer must take.
func (p *Printer) request(op goipp.Op) *goipp.Message {
	m := goipp.NewRequest(goipp.MakeVersion(1, 1), op, p.asked.Add(1))
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	m.Operation.Add(goipp.MakeAttr("printer-uri", goipp.TagURI, goipp.String(p.uri)))
	return m
}

// aboutJob begins a question about a document. The order of the first attributes is RFC 8011's.
func (p *Printer) aboutJob(op goipp.Op, j hardware.PrintJob) *goipp.Message {
	m := p.request(op)
	m.Operation.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(j.ID)))
	m.Operation.Add(p.user())
	return m
}

func (p *Printer) user() goipp.Attribute {
	return goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(p.settings.User))
}

// wanted asks for these attributes and no others.
func wanted(names ...string) goipp.Attribute {
	a := goipp.Attribute{Name: "requested-attributes"}
	for _, n := range names {
		a.Values.Add(goipp.TagKeyword, goipp.String(n))
	}
	return a
}

// ask sends a question, and a document behind it, and returns the printer's answer.
// Errors are Faults (wrapped); an IPP status that refuses is a refusal.
// PrintUncertain is wrapped too when a document went out and its answer was lost.
func (p *Printer) ask(ctx context.Context, within time.Duration, m *goipp.Message, doc []byte) (*goipp.Message, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, within, hardware.DeviceTimeout)
	defer cancel()
	head, err := m.EncodeBytes()
	if err != nil {
		return nil, fmt.Errorf("writing the question: %w: %w", hardware.PrinterFailed, err)
	}
	var sent atomic.Bool
	trace := &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }}
	r, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), http.MethodPost, p.url,
		bytes.NewReader(append(head, doc...)))
	if err != nil {
		return nil, fmt.Errorf("writing the question: %w: %w", hardware.PrinterFailed, err)
	}
	through := p.questions
	if doc != nil {
		through, r.GetBody = p.documents, nil // a document is never sent a second time by itself
	}
	r.Header.Set("Content-Type", goipp.ContentType)
	r.Header.Set("Accept", goipp.ContentType)
	answer, err := post(through, r)
	if err != nil && doc != nil && sent.Load() && !errors.As(err, new(refusal)) {
		err = fmt.Errorf("%w (%w)", err, hardware.PrintUncertain)
	}
	return answer, err
}

// post sends the request and judges what comes back.
func post(through *http.Client, r *http.Request) (*goipp.Message, error) {
	resp, err := through.Do(r)
	if err != nil {
		return nil, fmt.Errorf("asking the printer: %w: %w", hardware.PrinterGone, err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch fault := httpFault(resp.StatusCode); fault {
	case "":
	case hardware.PrinterFailed: // who knows what it did before it failed
		return nil, fmt.Errorf("the printer answers HTTP %d: %w", resp.StatusCode, fault)
	default:
		return nil, refusal{fault: fault, http: resp.StatusCode}
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("reading the printer's answer: %w: %w", hardware.PrinterGone, err)
	}
	m, err := decode(raw)
	if err != nil {
		return nil, err
	}
	if status := goipp.Status(m.Code); status >= 0x0100 {
		return m, refusal{fault: statusFault(status, m.Unsupported), status: status}
	}
	return m, nil
}

// decode reads foreign bytes.
func decode(raw []byte) (*goipp.Message, error) {
	if len(raw) > maxAnswer {
		return nil, fmt.Errorf("an answer of more than %d bytes: %w", maxAnswer, hardware.PrinterFailed)
	}
	m := &goipp.Message{}
	if err := m.DecodeBytes(raw); err != nil {
		return nil, fmt.Errorf("an answer that is no IPP: %w", hardware.PrinterFailed) // its words are foreign: not repeated
	}
	return m, nil
}

// refusal is a clear no of the printer: nothing was taken.
type refusal struct {
	fault  hardware.Fault
	http   int          // of the envelope that refused, or
	status goipp.Status // of the answer inside
}

func (r refusal) Error() string {
	if r.http != 0 {
		return fmt.Sprintf("the printer answers HTTP %d: %s", r.http, r.fault)
	}
	return fmt.Sprintf("the printer answers %s: %s", r.status, r.fault)
}

func (r refusal) Unwrap() error { return r.fault }

// unknown tells that the printer knows nothing of what was asked about.
func (r refusal) unknown() bool {
	return r.status == goipp.StatusErrorNotFound || r.status == goipp.StatusErrorGone
}
