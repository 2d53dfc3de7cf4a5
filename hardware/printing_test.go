package hardware_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
)

var sheet = hardware.PrintDocument{Name: "見本", PDF: []byte("%PDF-1.3 sample")}

// stubborn is a printer that takes a document back in its own way.
type stubborn struct {
	*sim.Printer
	cancel func(j hardware.PrintJob) error
}

func (s stubborn) Cancel(_ context.Context, j hardware.PrintJob) error { return s.cancel(j) }

func TestADocumentThatWasNotSeenToBeTakenBackLeavesDoubt(t *testing.T) {
	for name, c := range map[string]struct {
		cancel func(p *sim.Printer, j hardware.PrintJob) error
		want   []hardware.Fault
	}{
		"cannot be reached": {func(*sim.Printer, hardware.PrintJob) error { return fmt.Errorf("cancel: %w", hardware.PrinterGone) },
			[]hardware.Fault{hardware.PrinterTimeout, hardware.PrintUncertain, hardware.PrinterGone}},
		"says yes and goes on": {func(*sim.Printer, hardware.PrintJob) error { return nil },
			[]hardware.Fault{hardware.PrinterTimeout, hardware.PrintUncertain}},
		"was quicker": {func(p *sim.Printer, _ hardware.PrintJob) error { p.Dawdle(false); return nil }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := sim.NewPrinter("", 0)
				p.Dawdle(true)
				began := time.Now()
				err := hardware.Print(t.Context(), stubborn{p, func(j hardware.PrintJob) error { return c.cancel(p, j) }}, sheet, time.Minute, nil)
				for _, f := range c.want {
					if !errors.Is(err, f) {
						t.Errorf("%v lacks %v", err, f)
					}
				}
				if c.want == nil && (err != nil || len(p.Printed()) != 1) {
					t.Errorf("%v, %d printed", err, len(p.Printed()))
				}
				if took := time.Since(began); took > time.Minute+20*time.Second { // the clock is synctest's
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

func TestTheFirstFaultIsTheOneToTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := sim.NewPrinter("", 0)
		p.EmptyTray()
		err := hardware.Print(t.Context(), p, sheet, time.Minute, nil)
		var first hardware.Fault
		if !errors.As(err, &first) || first != hardware.PrinterTimeout || !errors.Is(err, hardware.PrinterPaperOut) {
			t.Errorf("%v", err)
		}
		if errors.Is(err, hardware.PrintUncertain) || len(p.Printed()) != 0 {
			t.Errorf("%v, %d printed", err, len(p.Printed()))
		}
	})
}

func TestPaperTakesItsTimeAndInterruptionsBeginAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := sim.NewPrinter("", 3*time.Second)
		var seen []hardware.PrintStatus
		time.AfterFunc(2*time.Second, func() { p.Set(hardware.PrinterPaperOut) })
		time.AfterFunc(2500*time.Millisecond, func() { p.Set("") })
		began := time.Now()
		if err := hardware.Print(t.Context(), p, sheet, time.Minute, func(s hardware.PrintStatus) { seen = append(seen, s) }); err != nil {
			t.Fatal(err)
		}
		want := []hardware.PrintStatus{{State: hardware.PrintRunning},
			{State: hardware.PrintRunning, Trouble: hardware.PrinterPaperOut},
			{State: hardware.PrintRunning}, {State: hardware.PrintDone}}
		if fmt.Sprint(seen) != fmt.Sprint(want) || time.Since(began) != 5500*time.Millisecond {
			t.Errorf("%v after %v", seen, time.Since(began))
		}
	})
}

func TestAClerkWhoGivesUpBeforeItBeginsPrintsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := sim.NewPrinter("", 0)
	err := hardware.Print(ctx, p, sheet, time.Minute, nil)
	var first hardware.Fault
	if !errors.As(err, &first) || first != hardware.PrintCancelled || len(p.Printed()) != 0 {
		t.Errorf("%v, %d printed", err, len(p.Printed()))
	}
}
