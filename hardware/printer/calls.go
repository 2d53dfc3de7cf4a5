package printer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// What the documents are and what they are printed on.
const (
	pdf     = "application/pdf"
	paper   = "iso_a4_210x297mm" // PWG 5101.1
	maxName = 255                // octets of a name, RFC 8011 5.1.3
)

// printer-state, RFC 8011 5.4.11.
const printerStopped = 5

// Preflight implements hardware.Printer. A warning does not stop: a printer with three trays warns of an empty
// one and prints from another.
func (p *Printer) Preflight(ctx context.Context) error {
	m := p.request(goipp.OpGetPrinterAttributes)
	m.Operation.Add(p.user())
	m.Operation.Add(wanted("printer-state", "printer-state-reasons", "printer-is-accepting-jobs",
		"document-format-supported", "media-ready", "media-supported"))
	answer, err := p.ask(ctx, p.settings.Call, m, nil)
	if err != nil {
		return fmt.Errorf("looking at the printer: %w", err)
	}
	if fault := readiness(answer.Printer); fault != "" {
		return fmt.Errorf("the printer is not ready: %w", fault)
	}
	return nil
}

// readiness is what is in the way of printing a PDF on A4 now; "" when nothing is known to be.
func readiness(as goipp.Attributes) hardware.Fault {
	state, known := number(as, "printer-state")
	formats := texts(as, "document-format-supported")
	switch {
	case !known:
		return hardware.PrinterFailed
	case no(as, "printer-is-accepting-jobs"):
		return hardware.PrinterRefuses
	case !slices.Contains(formats, pdf): // application/octet-stream promises nothing
		return hardware.PrinterNoPDF
	}
	reasons := texts(as, "printer-state-reasons")
	if state == printerStopped {
		if fault := weigh(reasons, report); fault != "" {
			return fault
		}
		return hardware.PrinterAttention
	}
	reasons = slices.DeleteFunc(reasons, func(r string) bool { return r == "connecting-to-device" }) // CUPS, for a moment
	if fault := weigh(reasons, failing); fault != "" {
		return fault
	}
	return paperFault(as, reasons)
}

// paperFault tells when no A4 is there. What is in the trays counts; a printer that does not
// know its trays must at least take A4; one that says nothing gets the benefit of the doubt.
func paperFault(as goipp.Attributes, reasons []string) hardware.Fault {
	for _, name := range []string{"media-ready", "media-supported"} {
		media := texts(as, name)
		switch {
		case len(media) == 0:
			continue
		case slices.ContainsFunc(media, isA4):
			return ""
		case weigh(reasons, report) == hardware.PrinterPaperOut:
			return hardware.PrinterPaperOut
		}
		return hardware.PrinterNoA4
	}
	return ""
}

// isA4 knows the name of PWG 5101.1, the older one of RFC 8011 and what vendors append to either.
func isA4(media string) bool {
	return media == paper || strings.HasPrefix(media, paper+"_") || strings.HasPrefix(media, "iso-a4")
}

// Submit implements hardware.Printer.
func (p *Printer) Submit(ctx context.Context, d hardware.PrintDocument) (hardware.PrintJob, error) {
	if err := d.Valid(); err != nil {
		return hardware.PrintJob{}, err
	}
	m := p.request(goipp.OpPrintJob)
	m.Operation.Add(p.user())
	m.Operation.Add(goipp.MakeAttr("job-name", goipp.TagName, goipp.String(shortened(d.Name))))
	m.Operation.Add(goipp.MakeAttr("ipp-attribute-fidelity", goipp.TagBoolean, goipp.Boolean(false)))
	m.Operation.Add(goipp.MakeAttr("document-format", goipp.TagMimeType, goipp.String(pdf)))
	m.Job.Add(goipp.MakeAttr("copies", goipp.TagInteger, goipp.Integer(max(d.Copies, 1))))
	m.Job.Add(goipp.MakeAttr("media", goipp.TagKeyword, goipp.String(paper)))
	answer, err := p.ask(ctx, p.settings.Send, m, d.PDF)
	if err != nil {
		return hardware.PrintJob{}, fmt.Errorf("sending %q: %w", d.Name, err)
	}
	id, ok := number(answer.Job, "job-id")
	if !ok || id < 1 {
		return hardware.PrintJob{}, fmt.Errorf("sending %q: taken without a number: %w (%w)", d.Name,
			hardware.PrinterFailed, hardware.PrintUncertain)
	}
	return hardware.PrintJob{ID: id}, nil
}

// shortened cuts a name at a character's boundary.
func shortened(name string) string {
	if name == "" {
		return "document"
	}
	for len(name) > maxName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return name
}

// Cancel implements hardware.Printer.
func (p *Printer) Cancel(ctx context.Context, j hardware.PrintJob) error {
	_, err := p.ask(ctx, p.settings.Call, p.aboutJob(goipp.OpCancelJob, j), nil)
	var no refusal
	if errors.As(err, &no) && (no.unknown() || no.status == goipp.StatusErrorNotPossible) {
		return nil // over already; Watch says how
	}
	if err != nil {
		return fmt.Errorf("taking job %d back: %w", j.ID, err)
	}
	return nil
}
