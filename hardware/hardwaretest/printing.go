package hardwaretest

import (
	"context"

	"madoguchi/hardware"
)

func comesOut(r *pressRoom) {
	r.must(r.Preflight(r.ctx))
	var want [][]byte
	for range 2 {
		d := r.document()
		var seen []hardware.PrintStatus
		r.must(hardware.Print(r.ctx, r.Printer, d, 2*patience, func(s hardware.PrintStatus) { seen = append(seen, s) }))
		want = append(want, d.PDF)
		if last := seen[len(seen)-1]; last != (hardware.PrintStatus{State: hardware.PrintDone}) {
			r.Errorf("the last status is %+v", last)
		}
	}
	r.wantPrinted(want...)
}

func noPDFGiven(r *pressRoom) {
	for _, d := range []hardware.PrintDocument{
		{Name: "empty"}, {Name: "text", PDF: []byte("hello")},
		{Name: "too many", PDF: r.document().PDF, Copies: hardware.MaxCopies + 1},
		{Name: "too few", PDF: r.document().PDF, Copies: -1},
	} {
		_, err := r.Submit(r.ctx, d)
		r.wantFault(err, hardware.PrintUnprintable)
	}
	r.wantPrinted()
}

func neverSent(r *pressRoom) {
	nobody := hardware.PrintJob{ID: 4711}
	ch := r.Watch(r.ctx, nobody)
	if s := r.awaitState(ch, hardware.PrintBroken); s.Trouble != hardware.PrinterForgot {
		r.Errorf("%+v", s)
	}
	r.wantClosed(ch)
	r.must(r.Cancel(r.ctx, nobody))
}

func printWatchEnds(r *pressRoom) {
	r.do(Dawdle)
	j, _ := r.submit()
	ctx, cancel := context.WithCancel(r.ctx)
	ch := r.Watch(ctx, j)
	r.await(ch, "anything", func(s hardware.PrintStatus) bool { return !s.State.Over() })
	cancel()
	r.wantClosed(ch)
}

func slowPrintWatcher(r *pressRoom) {
	j, pdf := r.submit()
	slow, quick := r.Watch(r.ctx, j), r.Watch(r.ctx, j)
	r.awaitState(quick, hardware.PrintDone)
	r.wantClosed(quick)
	r.awaitState(slow, hardware.PrintDone)
	r.wantClosed(slow)
	late := r.Watch(r.ctx, j)
	r.awaitState(late, hardware.PrintDone)
	r.must(r.Cancel(r.ctx, j)) // over already
	r.awaitState(r.Watch(r.ctx, j), hardware.PrintDone)
	r.wantPrinted(pdf)
}

func paperOut(r *pressRoom) {
	r.do(EmptyTray)
	j, pdf := r.submit()
	ch := r.Watch(r.ctx, j)
	if s := r.awaitTrouble(ch, hardware.PrinterPaperOut); s.State.Over() {
		r.Errorf("without paper: %+v", s)
	}
	r.wantPrinted()
	r.do(FillTray)
	if s := r.awaitState(ch, hardware.PrintDone); s.Trouble != "" {
		r.Errorf("after filling: %+v", s)
	}
	r.wantClosed(ch)
	r.wantPrinted(pdf)
}

func givenUp(r *pressRoom) {
	r.do(FailNext)
	err := hardware.Print(r.ctx, r.Printer, r.document(), 2*patience, nil)
	r.wantFault(err, hardware.PrinterAborted, hardware.PrintCancelled) // CUPS takes one for the other
	r.wantPrinted()
	d := r.document()
	r.must(hardware.Print(r.ctx, r.Printer, d, 2*patience, nil)) // the next one is well again
	r.wantPrinted(d.PDF)
}

func switchedOff(r *pressRoom) {
	r.do(SwitchOff)
	r.wantFault(r.Preflight(r.ctx), hardware.PrinterGone)
	_, err := r.Submit(r.ctx, r.document())
	r.wantFault(err, hardware.PrinterGone)
	r.wantFault(r.Cancel(r.ctx, hardware.PrintJob{ID: 1}), hardware.PrinterGone)
	r.wantFault(hardware.Print(r.ctx, r.Printer, r.document(), r.Soon, nil), hardware.PrinterGone)
	ctx, cancel := context.WithCancel(r.ctx)
	ch := r.Watch(ctx, hardware.PrintJob{ID: 1})
	r.awaitTrouble(ch, hardware.PrinterGone)
	cancel()
	r.wantClosed(ch)
}

func diesInTheMiddle(r *pressRoom) {
	r.do(Dawdle)
	j, _ := r.submit()
	ch := r.Watch(r.ctx, j)
	r.awaitState(ch, hardware.PrintRunning)
	r.do(SwitchOff)
	if s := r.awaitTrouble(ch, hardware.PrinterGone); s.State.Over() {
		r.Errorf("a printer that is off may come back: %+v", s)
	}
	r.do(SwitchOn)
	if s := r.awaitState(ch, hardware.PrintBroken); s.Trouble != hardware.PrinterForgot {
		r.Errorf("back without the document: %+v", s)
	}
	r.wantClosed(ch)
	r.wantPrinted()
}

func pausedBefore(r *pressRoom) {
	r.do(Pause)
	r.wantFault(r.Preflight(r.ctx), hardware.PrinterPaused)
	r.wantFault(hardware.Print(r.ctx, r.Printer, r.document(), patience, nil), hardware.PrinterPaused)
	r.do(Resume)
	r.must(r.Preflight(r.ctx))
}

func pausedAfter(r *pressRoom) {
	first := true
	blind := passing{r.Printer, func() { first = false; r.do(Pause) }} // paused right after the preflight
	err := hardware.Print(r.ctx, blind, r.document(), r.Soon, nil)
	r.wantFault(err, hardware.PrinterTimeout)
	r.wantFault(err, hardware.PrinterPaused)
	r.wantSure(err)
	if first {
		r.Error("the preflight was left out")
	}
	r.do(Resume)
	d := r.document() // prints alone: the one taken back does not come out
	r.must(hardware.Print(r.ctx, r.Printer, d, 2*patience, nil))
	r.wantPrinted(d.PDF)
}

// passing is a printer to which something happens after its preflight.
type passing struct {
	hardware.Printer
	then func()
}

func (p passing) Preflight(ctx context.Context) error {
	err := p.Printer.Preflight(ctx)
	p.then()
	return err
}

func neverPrints(r *pressRoom) {
	r.do(Dawdle)
	err := hardware.Print(r.ctx, r.Printer, r.document(), r.Soon, nil)
	r.wantFault(err, hardware.PrinterTimeout)
	r.wantSure(err)
	r.wantPrinted()
}

// wantSure is the promise that a document taken back does not come out later.
func (r *pressRoom) wantSure(err error) {
	r.Helper()
	if isUncertain(err) {
		r.Errorf("the document was not seen to be taken back: %v", err)
	}
}

func refuses(r *pressRoom) {
	r.do(Refuse)
	r.wantFault(r.Preflight(r.ctx), hardware.PrinterRefuses)
	_, err := r.Submit(r.ctx, r.document())
	r.wantFault(err, hardware.PrinterRefuses)
	r.wantSure(err)
	r.wantPrinted()
}

func noA4(r *pressRoom) {
	r.do(TakeA4Out)
	r.wantFault(r.Preflight(r.ctx), hardware.PrinterNoA4)
	r.wantFault(hardware.Print(r.ctx, r.Printer, r.document(), patience, nil), hardware.PrinterNoA4)
	r.wantPrinted()
}

func withoutPDF(r *pressRoom) {
	r.do(DropPDF)
	r.wantFault(r.Preflight(r.ctx), hardware.PrinterNoPDF)
	_, err := r.Submit(r.ctx, r.document())
	r.wantFault(err, hardware.PrinterNoPDF)
	r.wantSure(err)
	r.wantPrinted()
}

func clerkCancels(r *pressRoom) {
	r.do(Dawdle)
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	err := hardware.Print(ctx, r.Printer, r.document(), 2*patience, func(s hardware.PrintStatus) {
		if s.State == hardware.PrintRunning {
			cancel()
		}
	})
	r.wantFault(err, hardware.PrintCancelled)
	r.wantSure(err)
	r.wantPrinted()
}

func cancelledThere(r *pressRoom) {
	r.do(Dawdle)
	err := hardware.Print(r.ctx, r.Printer, r.document(), 2*patience, func(s hardware.PrintStatus) {
		if s.State == hardware.PrintRunning {
			r.do(TakeBack)
		}
	})
	r.wantFault(err, hardware.PrintCancelled)
	r.wantPrinted()
}

func cutOff(r *pressRoom) {
	r.do(CutOff)
	err := hardware.Print(r.ctx, r.Printer, r.document(), r.Soon, nil)
	r.wantFault(err, hardware.PrinterTimeout, hardware.PrinterGone) // CUPS tells why only in prose
	r.wantSure(err)
	r.wantPrinted()
}
