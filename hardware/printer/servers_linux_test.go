package printer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/printer"
)

// The driver against servers that know nothing of us: a printer and a queue before it.

func driver(t *testing.T, uri string) *printer.Printer {
	t.Helper()
	p, err := printer.New(printer.Settings{URI: uri, User: "counter", Call: 5 * time.Second, Poll: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// obedient has the mechanics let go of a document that was taken back.
type obedient struct {
	hardware.Printer
	eve *hardwaretest.Eve
}

func (o obedient) Cancel(ctx context.Context, j hardware.PrintJob) error {
	err := o.Printer.Cancel(ctx, j)
	if err == nil {
		o.eve.Stop()
	}
	return err
}

func evePress(t *testing.T) *hardwaretest.Press {
	e := hardwaretest.StartEve(t, "application/pdf")
	p := &hardwaretest.Press{Printer: obedient{driver(t, e.URI()), e}, Printed: e.Printed, Soon: 2 * time.Second}
	p.Hands = map[hardwaretest.Hand]func(){
		hardwaretest.EmptyTray: func() { e.Set("empty") },
		hardwaretest.FillTray:  func() { e.Clear("empty") },
		hardwaretest.FailNext:  func() { e.Set("fail") },
		hardwaretest.SwitchOff: e.Off,
		hardwaretest.SwitchOn:  e.On,
		hardwaretest.TakeA4Out: func() { e.Load("na_letter_8.5x11in") },
		hardwaretest.DropPDF: func() {
			e = hardwaretest.StartEve(t, "image/jpeg")
			p.Printer = driver(t, e.URI())
		},
		hardwaretest.Dawdle:   func() { e.Set("dawdle") },
		hardwaretest.TakeBack: func() { _ = p.Cancel(t.Context(), hardware.PrintJob{ID: 1}) },
	}
	return p
}

func cupsPress(t *testing.T) *hardwaretest.Press {
	e := hardwaretest.StartEve(t, "application/pdf")
	c := hardwaretest.StartCups(t, e.URI())
	return &hardwaretest.Press{Printer: obedient{driver(t, c.URI()), e}, Printed: e.Printed, Soon: 2 * time.Second, Hands: map[hardwaretest.Hand]func(){
		hardwaretest.EmptyTray: func() { e.Set("empty") },
		hardwaretest.FillTray:  func() { e.Clear("empty") },
		hardwaretest.FailNext:  func() { e.Set("fail") },
		hardwaretest.SwitchOff: c.Off,
		hardwaretest.SwitchOn:  c.On,
		hardwaretest.Pause:     c.Pause,
		hardwaretest.Resume:    c.Resume,
		hardwaretest.Refuse:    c.Refuse,
		hardwaretest.Dawdle:    func() { e.Set("dawdle") },
		hardwaretest.CutOff:    e.Off,
		hardwaretest.TakeBack:  func() { c.CancelAll(); e.Stop() },
	}}
}

func TestTheDriverKeepsTheContractWithRealServers(t *testing.T) {
	var told []string
	t.Run("printer", func(t *testing.T) { told = append(told, hardwaretest.RunPrinters(t, evePress)...) })
	t.Run("queue", func(t *testing.T) { told = append(told, hardwaretest.RunPrinters(t, cupsPress)...) })
	for _, story := range hardwaretest.PrintStories() {
		if !slices.Contains(told, story) {
			t.Errorf("no server told: %s", story)
		}
	}
}
