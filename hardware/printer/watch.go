package printer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// job-state, RFC 8011 5.3.7.
const (
	jobPending    = 3
	jobHeld       = 4
	jobProcessing = 5
	jobStopped    = 6
	jobCancelled  = 7
	jobAborted    = 8
	jobCompleted  = 9
)

// Watch implements hardware.Printer. Few printers can be asked to call back, so it looks every Poll.
func (p *Printer) Watch(ctx context.Context, j hardware.PrintJob) <-chan hardware.PrintStatus {
	ch := make(chan hardware.PrintStatus, 1)
	go func() {
		defer close(ch)
		w := &watch{printer: p, job: j}
		for first := true; ; first = false {
			before := w.status
			if !w.look(ctx) {
				return
			}
			if first || w.status != before {
				select { // the newest in place of one that nobody took yet
				case <-ch:
				default:
				}
				ch <- w.status
			}
			if w.status.State.Over() || !pause(ctx, p.settings.Poll) {
				return
			}
		}
	}()
	return ch
}

// pause waits; false when ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// watch follows one document.
type watch struct {
	printer *Printer
	job     hardware.PrintJob
	uuid    string // of the job, when the printer gives one
	status  hardware.PrintStatus
}

// look asks once and keeps the status; false when ctx ended over it.
func (w *watch) look(ctx context.Context) bool {
	m := w.printer.aboutJob(goipp.OpGetJobAttributes, w.job)
	m.Operation.Add(wanted("job-state", "job-state-reasons", "job-printer-state-reasons", "job-uuid"))
	answer, err := w.printer.ask(ctx, w.printer.settings.Call, m, nil)
	if ctx.Err() != nil {
		return false
	}
	var no refusal
	switch {
	case errors.As(err, &no) && no.unknown(): // it answers, and knows no such job
		w.status = hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterForgot}
		return true
	case err != nil:
		w.status.Trouble = faultOf(err) // it may come back
		return true
	case w.another(answer.Job):
		w.status = hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterForgot}
		return true
	}
	w.status = w.judge(ctx, answer.Job)
	return ctx.Err() == nil || w.status.State.Over()
}

// another tells whether a printer that was switched off and on gave our job's number to somebody else.
func (w *watch) another(job goipp.Attributes) bool {
	for _, uuid := range texts(job, "job-uuid") {
		if w.uuid != "" && w.uuid != uuid {
			return true
		}
		w.uuid = uuid
	}
	return false
}

// judge adds what the printer says of itself to a document that is not over.
func (w *watch) judge(ctx context.Context, job goipp.Attributes) hardware.PrintStatus {
	s := w.final(job)
	if s.State.Over() || s.Trouble != "" {
		return s
	}
	if s.Trouble = weigh(texts(job, "job-printer-state-reasons"), report); s.Trouble == "" {
		state, _ := number(job, "job-state")
		s.Trouble = w.printer.trouble(ctx, state == jobStopped)
	}
	return s
}

// final trusts job-state for what is over and nothing else: counters and reasons differ from printer to printer.
func (w *watch) final(job goipp.Attributes) hardware.PrintStatus {
	state, known := number(job, "job-state")
	reasons := texts(job, "job-state-reasons")
	switch {
	case !known:
		return hardware.PrintStatus{State: w.status.State, Trouble: hardware.PrinterFailed}
	case state == jobCompleted && doubted(reasons):
		return hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterAborted}
	case state == jobCompleted:
		return hardware.PrintStatus{State: hardware.PrintDone, Trouble: completedWith(reasons)}
	case state == jobCancelled:
		return hardware.PrintStatus{State: hardware.PrintTakenBack, Trouble: hardware.PrintCancelled}
	case state == jobAborted:
		return hardware.PrintStatus{State: hardware.PrintBroken, Trouble: abortedFor(reasons)}
	case state == jobPending || state == jobHeld:
		return hardware.PrintStatus{State: hardware.PrintWaiting}
	case state == jobProcessing || state == jobStopped:
		return hardware.PrintStatus{State: hardware.PrintRunning}
	}
	return hardware.PrintStatus{State: w.status.State, Trouble: hardware.PrinterFailed}
}

// doubted tells whether the reasons take back what job-state says.
func doubted(reasons []string) bool {
	return slices.ContainsFunc(reasons, func(r string) bool {
		return strings.HasPrefix(r, "aborted-") || strings.HasPrefix(r, "job-canceled-")
	})
}

func completedWith(reasons []string) hardware.Fault {
	if slices.Contains(reasons, "job-completed-with-errors") {
		return hardware.PrinterFailed
	}
	return ""
}

func abortedFor(reasons []string) hardware.Fault {
	for _, r := range reasons {
		switch r {
		case "document-format-error", "unsupported-document-format":
			return hardware.PrinterNoPDF
		}
	}
	return hardware.PrinterAborted
}

// trouble asks the printer itself why a document does not come out: a printer without paper may go on
// calling the job "processing".
func (p *Printer) trouble(ctx context.Context, jobStopped bool) hardware.Fault {
	m := p.request(goipp.OpGetPrinterAttributes)
	m.Operation.Add(p.user())
	m.Operation.Add(wanted("printer-state", "printer-state-reasons"))
	answer, err := p.ask(ctx, p.settings.Call, m, nil)
	if err != nil {
		return faultOf(err)
	}
	if fault := weigh(texts(answer.Printer, "printer-state-reasons"), report); fault != "" {
		return fault
	}
	if state, _ := number(answer.Printer, "printer-state"); jobStopped || state == printerStopped {
		return hardware.PrinterAttention
	}
	return ""
}

func faultOf(err error) hardware.Fault {
	var f hardware.Fault
	if errors.As(err, &f) {
		return f
	}
	return hardware.PrinterFailed
}
