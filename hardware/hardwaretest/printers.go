package hardwaretest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"madoguchi/hardware"
)

// Press is a printer under test and the hands of the person beside it. A hand that is nil is one this printer
// does not have; its stories are then told by another press, and Stories says which.
type Press struct {
	hardware.Printer
	Printed func() [][]byte // what came out, oldest first
	Hands   map[Hand]func()
	Soon    time.Duration // a deadline this printer meets when nothing is in its way, for stories that wait until it passes
}

// Hand is something a person does to a printer, or what befalls it.
type Hand string

// The hands. Each works on the printer and on the documents it already has.
const (
	EmptyTray Hand = "empty the tray"        // found empty by the next document
	FillTray  Hand = "fill the tray"         // after EmptyTray
	FailNext  Hand = "fail at the next"      // the printer gives the next document up
	SwitchOff Hand = "switch off"            // nothing answers
	SwitchOn  Hand = "switch on"             // after SwitchOff; documents it had are forgotten
	Pause     Hand = "pause"                 // takes documents, prints none
	Resume    Hand = "resume"                // after Pause
	Refuse    Hand = "refuse"                // takes none
	TakeA4Out Hand = "take the A4 out"       // other paper is in
	DropPDF   Hand = "understand no PDF"     //
	Dawdle    Hand = "dawdle"                // stays at the next document without saying why
	CutOff    Hand = "cut the printer off"   // what answers is a queue; the printer behind it is away
	TakeBack  Hand = "take back at the spot" // somebody cancels the oldest document at the printer
)

// printStory is one story and the hands it needs.
type printStory struct {
	name  string
	needs []Hand
	tell  func(*pressRoom)
}

func printStories() []printStory {
	return []printStory{
		{"what is sent comes out, byte for byte", nil, comesOut},
		{"what is no PDF is not sent", nil, noPDFGiven},
		{"a document nobody sent is a forgotten one", nil, neverSent},
		{"watching ends with its context", []Hand{Dawdle}, printWatchEnds},
		{"a slow watcher sees the end", nil, slowPrintWatcher},
		{"paper out, refilled, printed", []Hand{EmptyTray, FillTray}, paperOut},
		{"a document given up is told", []Hand{FailNext}, givenUp},
		{"a printer that is off is told at once", []Hand{SwitchOff}, switchedOff},
		{"a printer dies in the middle and comes back", []Hand{Dawdle, SwitchOff, SwitchOn}, diesInTheMiddle},
		{"paused: seen by the preflight", []Hand{Pause, Resume}, pausedBefore},
		{"paused: taken, never printed, taken back at the deadline", []Hand{Pause, Resume}, pausedAfter},
		{"accepting and never printing ends at the deadline", []Hand{Dawdle}, neverPrints},
		{"a printer that takes nothing", []Hand{Refuse}, refuses},
		{"no A4 in the trays", []Hand{TakeA4Out}, noA4},
		{"a printer without PDF", []Hand{DropPDF}, withoutPDF},
		{"the clerk takes a document back", []Hand{Dawdle}, clerkCancels},
		{"somebody takes it back at the printer", []Hand{Dawdle, TakeBack}, cancelledThere},
		{"a queue whose printer is away", []Hand{CutOff}, cutOff},
	}
}

// RunPrinters tells a press that open makes, a fresh one a story, the stories it has the hands for, and returns their names.
func RunPrinters(t *testing.T, open func(t *testing.T) *Press) []string {
	var told []string
	hands := open(t).Hands
	for _, story := range printStories() {
		if slices.ContainsFunc(story.needs, func(h Hand) bool { return hands[h] == nil }) {
			continue
		}
		told = append(told, story.name)
		t.Run(story.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
			t.Cleanup(cancel)
			story.tell(&pressRoom{T: t, Press: open(t), ctx: ctx})
		})
	}
	return told
}

// PrintStories names every story, for who must show that all are told.
func PrintStories() (names []string) {
	for _, s := range printStories() {
		names = append(names, s.name)
	}
	return names
}

// pressRoom is where one story plays.
type pressRoom struct {
	*testing.T
	*Press
	ctx   context.Context
	pages int
}

func (r *pressRoom) do(h Hand) {
	r.Helper()
	r.Hands[h]()
}

// document makes a small PDF, another one each time, with every byte value in it.
func (r *pressRoom) document() hardware.PrintDocument {
	r.pages++
	all := make([]byte, 0, 512)
	for b := range 512 {
		all = append(all, byte(b))
	}
	pdf := fmt.Appendf(nil, `%%PDF-1.3
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Page%d 0>>endobj
%%%s
trailer<</Root 1 0 R>>
%%%%EOF
`, r.pages, all)
	return hardware.PrintDocument{Name: fmt.Sprintf("日次在庫照合表 見本%d", r.pages), PDF: pdf}
}

func (r *pressRoom) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *pressRoom) submit() (hardware.PrintJob, []byte) {
	r.Helper()
	d := r.document()
	j, err := r.Submit(r.ctx, d)
	r.must(err)
	return j, d.PDF
}

func (r *pressRoom) wantFault(err error, want ...hardware.Fault) {
	r.Helper()
	for _, f := range want {
		if errors.Is(err, f) {
			return
		}
	}
	r.Errorf("got %v, want %v", err, want)
}

func (r *pressRoom) wantPrinted(want ...[]byte) {
	r.Helper()
	got := r.Printed()
	if !slices.EqualFunc(got, want, bytes.Equal) {
		r.Errorf("%d documents came out, want %d; or they changed on the way", len(got), len(want))
	}
}

// await takes statuses until one satisfies want, and returns it.
func (r *pressRoom) await(ch <-chan hardware.PrintStatus, what string, want func(hardware.PrintStatus) bool) hardware.PrintStatus {
	r.Helper()
	var seen []hardware.PrintStatus
	end := time.After(2 * patience)
	for {
		select {
		case s, open := <-ch:
			if !open {
				r.Fatalf("watching ended while waiting for %s; seen: %+v", what, seen)
			}
			if seen = append(seen, s); want(s) {
				return s
			}
		case <-end:
			r.Fatalf("no status showed %s; seen: %+v", what, seen)
		}
	}
}

func (r *pressRoom) awaitState(ch <-chan hardware.PrintStatus, state hardware.PrintState) hardware.PrintStatus {
	r.Helper()
	return r.await(ch, fmt.Sprintf("state %d", state), func(s hardware.PrintStatus) bool { return s.State == state })
}

func (r *pressRoom) awaitTrouble(ch <-chan hardware.PrintStatus, trouble hardware.Fault) hardware.PrintStatus {
	r.Helper()
	return r.await(ch, string(trouble), func(s hardware.PrintStatus) bool { return s.Trouble == trouble })
}

func (r *pressRoom) wantClosed(ch <-chan hardware.PrintStatus) {
	r.Helper()
	end := time.After(patience)
	for {
		select {
		case s, open := <-ch:
			if !open {
				return
			}
			r.Logf("after the end: %+v", s)
		case <-end:
			r.Fatal("watching did not end")
		}
	}
}

func isUncertain(err error) bool { return errors.Is(err, hardware.PrintUncertain) }
