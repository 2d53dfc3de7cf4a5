package hardware

import (
	"bytes"
	"context"
	"fmt"
)

// The faults of a printer. Each is told to the clerk with a remedy; none names the paper's contents.
const (
	PrinterGone      Fault = "printer-gone"       // nothing answers at its address: off, unplugged, network away
	PrinterRefuses   Fault = "printer-refuses"    // answers and takes no documents: rejecting queue, access denied
	PrinterBusy      Fault = "printer-busy"       // takes none at the moment
	PrinterPaused    Fault = "printer-paused"     // somebody paused it
	PrinterPaperOut  Fault = "printer-paper-out"  // tray empty, or waiting for paper to be put in
	PrinterJam       Fault = "printer-jam"        // paper is stuck
	PrinterDoorOpen  Fault = "printer-door-open"  // a door or cover is open
	PrinterInkOut    Fault = "printer-ink-out"    // toner or ink is used up
	PrinterTrayFull  Fault = "printer-tray-full"  // the printed paper must be taken away
	PrinterAttention Fault = "printer-attention"  // it stopped and its own panel knows why
	PrinterNoPDF     Fault = "printer-no-pdf"     // it cannot print PDF by itself
	PrinterNoA4      Fault = "printer-no-a4"      // no tray holds A4
	PrinterForgot    Fault = "printer-forgot"     // it took the document and knows nothing of it any more
	PrinterAborted   Fault = "printer-aborted"    // it gave the document up
	PrinterTimeout   Fault = "printer-timeout"    // it took the document and did not print it in time
	PrinterFailed    Fault = "printer-failed"     // anything else it says, or nonsense instead of an answer
	PrintCancelled   Fault = "print-cancelled"    // taken back, here or at the printer
	PrintUncertain   Fault = "print-uncertain"    // the document may still come out: look before printing again
	PrintUnprintable Fault = "print-no-pdf-given" // what was to be printed is no PDF
)

// PrintState is how far a document is. Only PrintDone means paper.
type PrintState int

// The states of a document at the printer.
const (
	PrintWaiting   PrintState = iota // taken, not begun
	PrintRunning                     // begun; it may stand still, see PrintStatus.Trouble
	PrintDone                        // printed, says the printer
	PrintTakenBack                   // cancelled, here or at the printer
	PrintBroken                      // given up or lost
)

// Over tells whether nothing more will happen to the document.
func (s PrintState) Over() bool { return s >= PrintDone }

// PrintStatus is what the printer says of a document at one moment.
type PrintStatus struct {
	State PrintState
	// Trouble is what keeps it from being printed, or why it broke; "" when nothing does.
	// With PrintDone it says that the printer reported errors on the way: look at the paper.
	Trouble Fault
}

// PrintDocument is what is to be printed.
type PrintDocument struct {
	Name   string // kind of paper and day; shown on the printer's panel and kept in its list, so never a person
	PDF    []byte // A4, upright
	Copies int    // 0 is 1
}

// MaxCopies bounds a slip of the finger.
const MaxCopies = 99

// Valid is nil, or PrintUnprintable (wrapped) for what no printer must be sent.
func (d PrintDocument) Valid() error {
	if !bytes.HasPrefix(d.PDF, []byte("%PDF-")) {
		return fmt.Errorf("%d bytes that are no PDF: %w", len(d.PDF), PrintUnprintable)
	}
	if d.Copies < 0 || d.Copies > MaxCopies {
		return fmt.Errorf("%d copies: %w", d.Copies, PrintUnprintable)
	}
	return nil
}

// PrintJob is a document that a printer took.
type PrintJob struct{ ID int }

// Printer is one printer the counter may use. Its methods may be called from any goroutine; each
// call has a deadline (ctx's, or the driver's own) and every error is a Fault (wrapped).
type Printer interface {
	// Preflight asks whether a PDF can be printed on A4 now; nil, or what is in the way.
	// A printer can pass and stop a moment later: Watch tells.
	Preflight(ctx context.Context) error
	// Submit sends one document. PrintUncertain among the error's faults means that the answer was lost.
	Submit(ctx context.Context, d PrintDocument) (PrintJob, error)
	// Watch sends the document's status at once and after each change, and closes the channel when the
	// document's way is over or ctx ends. A slow receiver sees the newest status. A printer that stops
	// answering is Trouble, not the end: it may come back.
	Watch(ctx context.Context, j PrintJob) <-chan PrintStatus
	// Cancel asks the printer to take the document back; nil also when its way was over already.
	// Whether it was printed all the same says Watch.
	Cancel(ctx context.Context, j PrintJob) error
}
