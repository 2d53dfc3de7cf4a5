package hardware

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// withdrawWithin bounds taking a document back, its last look at the printer included.
const withdrawWithin = 15 * time.Second

// Print takes one document from the preflight to the paper and returns nil when the printer says that
// it is printed. It ends within the deadline and withdrawWithin, whatever the printer does: a document
// that is not printed by the deadline, or when ctx ends, is taken back.
//
// Errors are Faults (wrapped): PrinterTimeout after the deadline, with the last trouble wrapped beside it;
// PrintCancelled when ctx ended or somebody cancelled at the printer; else what the printer says.
// PrintUncertain is wrapped as well when the document could not be seen to be taken back.
// tell, if not nil, gets every status, from this goroutine.
func Print(ctx context.Context, p Printer, d PrintDocument, deadline time.Duration, tell func(PrintStatus)) error {
	if tell == nil {
		tell = func(PrintStatus) {}
	}
	if err := d.Valid(); err != nil {
		return err
	}
	within, cancel := context.WithTimeoutCause(ctx, deadline, PrinterTimeout)
	defer cancel()
	if err := p.Preflight(within); err != nil {
		return because(within, err)
	}
	job, err := p.Submit(within, d)
	if err != nil {
		return because(within, err)
	}
	last := PrintStatus{}
	for last = range p.Watch(within, job) {
		tell(last)
	}
	if !last.State.Over() {
		return withdraw(within, p, job, last, tell)
	}
	return outcome(last)
}

// because puts the clerk's cancelling or the deadline before what they did to a call.
func because(within context.Context, err error) error {
	if within.Err() == nil {
		return err
	}
	return errors.Join(ending(within), err)
}

// ending is why the time for a document is over.
func ending(within context.Context) error {
	if errors.Is(context.Cause(within), PrinterTimeout) {
		return PrinterTimeout
	}
	return PrintCancelled
}

// withdraw takes a document back and looks whether that came in time.
func withdraw(within context.Context, p Printer, job PrintJob, last PrintStatus, tell func(PrintStatus)) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(within), withdrawWithin)
	defer cancel()
	why := ending(within)
	if last.Trouble != "" {
		why = fmt.Errorf("%w (%w)", why, last.Trouble)
	}
	if err := p.Cancel(ctx, job); err != nil {
		return errors.Join(why, PrintUncertain, fmt.Errorf("taking the document back: %w", err))
	}
	for last = range p.Watch(ctx, job) {
		tell(last)
	}
	switch {
	case last.State == PrintDone: // the printer was quicker
		return outcome(last)
	case !last.State.Over():
		return errors.Join(why, PrintUncertain)
	}
	return why
}

// outcome is the error of a document whose way is over.
func outcome(last PrintStatus) error {
	switch {
	case last.State == PrintDone:
		return nil
	case last.State == PrintTakenBack:
		return PrintCancelled
	case last.Trouble != "":
		return last.Trouble
	}
	return PrinterAborted
}
