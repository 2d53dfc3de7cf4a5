package printer

import (
	"testing"

	"github.com/OpenPrinting/goipp"

	"madoguchi/hardware"
)

// keywords makes an attribute.
func keywords(name string, values ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(goipp.TagKeyword, goipp.String(v))
	}
	return a
}

func TestWhatAPrinterSaysBeforePrinting(t *testing.T) {
	const idle, busy, stopped = 3, 4, 5
	a4 := []string{"na_letter_8.5x11in", "iso_a4_210x297mm"}
	letter := []string{"na_letter_8.5x11in"}
	for name, c := range map[string]struct {
		state            int
		reasons          []string
		formats          []string
		ready, supported []string
		refuses          bool
		want             hardware.Fault
	}{
		"ready":                          {state: idle, reasons: []string{"none"}, ready: a4},
		"busy with another":              {state: busy, reasons: []string{"none"}, ready: a4},
		"trays unknown, A4 supported":    {state: idle, supported: a4},
		"A4 transverse by a vendor":      {state: idle, ready: []string{"iso_a4_210x297mm_manual"}},
		"nothing said of paper":          {state: idle},
		"one tray of three is empty":     {state: idle, reasons: []string{"media-empty-warning"}, ready: a4},
		"toner is low":                   {state: idle, reasons: []string{"toner-low-warning", "media-low-report"}, ready: a4},
		"CUPS is connecting":             {state: busy, reasons: []string{"connecting-to-device"}, ready: a4},
		"A4 only supported, not ready":   {state: idle, ready: letter, supported: a4, want: hardware.PrinterNoA4},
		"no A4, since the tray is empty": {state: idle, reasons: []string{"media-empty-report"}, ready: letter, want: hardware.PrinterPaperOut},
		"letter printer":                 {state: idle, supported: letter, want: hardware.PrinterNoA4},
		"empty":                          {state: stopped, reasons: []string{"media-empty-error"}, ready: a4, want: hardware.PrinterPaperOut},
		"empty, it says idle":            {state: idle, reasons: []string{"media-empty-error"}, ready: a4, want: hardware.PrinterPaperOut},
		"stopped with a warning":         {state: stopped, reasons: []string{"media-needed-warning"}, ready: a4, want: hardware.PrinterPaperOut},
		"jam and open door":              {state: stopped, reasons: []string{"door-open-error", "media-jam-error"}, want: hardware.PrinterJam},
		"cover, no suffix":               {state: idle, reasons: []string{"cover-open"}, want: hardware.PrinterDoorOpen},
		"toner out":                      {state: stopped, reasons: []string{"toner-empty-error"}, want: hardware.PrinterInkOut},
		"output full":                    {state: stopped, reasons: []string{"output-area-full-error"}, want: hardware.PrinterTrayFull},
		"paused":                         {state: stopped, reasons: []string{"paused"}, want: hardware.PrinterPaused},
		"stopped, unknown word":          {state: stopped, reasons: []string{"fuser-over-temp-error"}, want: hardware.PrinterAttention},
		"stopped, no word":               {state: stopped, want: hardware.PrinterAttention},
		"rejecting":                      {state: idle, refuses: true, want: hardware.PrinterRefuses},
		"raster only":                    {state: idle, formats: []string{"image/pwg-raster", "application/octet-stream"}, want: hardware.PrinterNoPDF},
		"no state":                       {want: hardware.PrinterFailed},
	} {
		var as goipp.Attributes
		if c.state != 0 {
			as.Add(goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(c.state)))
		}
		if c.formats == nil {
			c.formats = []string{"application/octet-stream", pdf}
		}
		as.Add(keywords("printer-state-reasons", c.reasons...))
		as.Add(keywords("document-format-supported", c.formats...))
		as.Add(keywords("media-ready", c.ready...))
		as.Add(keywords("media-supported", c.supported...))
		as.Add(goipp.MakeAttr("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(!c.refuses)))
		if got := readiness(as); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatAPrinterSaysOfADocument(t *testing.T) {
	for name, c := range map[string]struct {
		state   int
		reasons []string
		want    hardware.PrintStatus
	}{
		"pending":            {jobPending, nil, hardware.PrintStatus{State: hardware.PrintWaiting}},
		"held":               {jobHeld, nil, hardware.PrintStatus{State: hardware.PrintWaiting}},
		"processing":         {jobProcessing, nil, hardware.PrintStatus{State: hardware.PrintRunning}},
		"stopped":            {jobStopped, nil, hardware.PrintStatus{State: hardware.PrintRunning}},
		"cancelled":          {jobCancelled, []string{"job-canceled-by-user"}, hardware.PrintStatus{State: hardware.PrintTakenBack, Trouble: hardware.PrintCancelled}},
		"aborted":            {jobAborted, []string{"aborted-by-system"}, hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterAborted}},
		"aborted, bad file":  {jobAborted, []string{"document-format-error"}, hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterNoPDF}},
		"done":               {jobCompleted, []string{"job-completed-successfully"}, hardware.PrintStatus{State: hardware.PrintDone}},
		"done, CUPS":         {jobCompleted, []string{"processing-to-stop-point"}, hardware.PrintStatus{State: hardware.PrintDone}},
		"done with errors":   {jobCompleted, []string{"job-completed-with-errors"}, hardware.PrintStatus{State: hardware.PrintDone, Trouble: hardware.PrinterFailed}},
		"done, but it isn't": {jobCompleted, []string{"aborted-by-system"}, hardware.PrintStatus{State: hardware.PrintBroken, Trouble: hardware.PrinterAborted}},
		"a state nobody has": {77, nil, hardware.PrintStatus{State: hardware.PrintWaiting, Trouble: hardware.PrinterFailed}},
	} {
		as := goipp.Attributes{goipp.MakeAttr("job-state", goipp.TagEnum, goipp.Integer(c.state)), keywords("job-state-reasons", c.reasons...)}
		if got := (&watch{}).final(as); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// A printer that was off and on gives its numbers anew.
func TestAnotherDocumentOfTheSameNumberIsNotOurs(t *testing.T) {
	job := func(uuid string) goipp.Attributes {
		return goipp.Attributes{goipp.MakeAttr("job-uuid", goipp.TagURI, goipp.String(uuid))}
	}
	w := &watch{}
	for _, step := range []struct {
		job  goipp.Attributes
		want bool
	}{{nil, false}, {job("urn:uuid:1"), false}, {nil, false}, {job("urn:uuid:1"), false}, {job("urn:uuid:2"), true}} {
		if got := w.another(step.job); got != step.want {
			t.Errorf("%v: %v", step.job, got)
		}
	}
}
