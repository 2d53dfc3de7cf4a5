package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// watched is a printer that lets something happen before it looks at itself and before it takes a document.
type watched struct {
	*sim.Printer
	preflight, submit func()
}

func (w *watched) Preflight(ctx context.Context) error {
	if w.preflight != nil {
		w.preflight()
	}
	return errors.Join(ctx.Err(), w.Printer.Preflight(ctx))
}

func (w *watched) Submit(ctx context.Context, d hardware.PrintDocument) (hardware.PrintJob, error) {
	if w.submit != nil {
		w.submit()
	}
	return w.Printer.Submit(ctx, d)
}

// press is a terminal with a stored paper and a printer.
type press struct {
	*testing.T
	papers
	printer *watched
	paper   stock.PaperInfo
}

func openPress(t *testing.T) *press {
	dir := t.TempDir()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, juki.Tokyo())
	m := &Main{Dir: dir, Now: func() time.Time { return now }, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(dir, "terminal.key"))}
	if err := m.openData(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.db.Close() })
	m.keeper = &stock.Keeper{Book: m.db.Stock(), Now: m.Now, Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator }}
	p := &press{T: t, papers: papers{m}, printer: &watched{Printer: sim.NewPrinter("", 0)}}
	m.Printer = p.printer
	var err error
	if p.paper, err = m.keeper.KeepPaper(t.Context(), stock.PaperLabels, juki.DateOf(now), stock.LabelSheet{Labels: []stock.PlaceID{"A-01"}}); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *press) print(ctx context.Context) error {
	return p.PrintPaper(ctx, p.paper.ID, 1, "", func(clerk.PrintProgress) {})
}

// comesOut prints, and wants the paper marked 再印刷 or not.
func (p *press) comesOut(again bool) {
	p.Helper()
	if err := p.print(p.Context()); err != nil {
		p.Fatal(err)
	}
	_, paper, err := p.compose(p.Context(), p.paper.ID, again)
	if err != nil {
		p.Fatal(err)
	}
	var want bytes.Buffer
	if err := paper.WritePDF(&want); err != nil {
		p.Fatal(err)
	}
	out := p.printer.Printed()
	if !bytes.Equal(out[len(out)-1], want.Bytes()) {
		p.Errorf("the paper that came out is not the one with 再印刷 %v", again)
	}
}

func (p *press) events() (ids []oplog.EventID) {
	p.Helper()
	lines, err := p.m.db.LogTail(p.Context(), 100, store.LogFilter{})
	if err != nil {
		p.Fatal(err)
	}
	for _, l := range slices.Backward(lines) {
		ids = append(ids, l.Record.Event)
	}
	return ids
}

// That a print begins is in the log before the printer has anything; a clerk who gives up before that has printed nothing.
func TestAPrintIsRecordedBeforeItIsSent(t *testing.T) {
	p := openPress(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.printer.preflight = cancel
	if err := p.print(ctx); !errors.Is(err, juki.Refuse(juki.PrintCancelled)) {
		t.Fatalf("cancelled: %v", err)
	}
	p.printer.preflight = nil
	p.printer.submit = func() {
		if got := p.events(); got[len(got)-1] != oplog.SheetPrintBegun {
			t.Errorf("when it is sent the log says %v", got)
		}
	}
	p.comesOut(false)
	p.comesOut(true)
	want := []oplog.EventID{oplog.SheetPrintBegun, oplog.SheetNotPrinted, oplog.SheetPrintBegun, oplog.SheetPrinted, oplog.SheetPrintBegun, oplog.SheetReprinted}
	if got := p.events(); !slices.Equal(got[len(got)-len(want):], want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The program dies over a print: what may lie in the tray is not printed again as the first one.
func TestAPrintThatTheProgramDidNotLiveToSeeIsAReprint(t *testing.T) {
	p := openPress(t)
	if _, err := p.m.keeper.BeginPrint(t.Context(), p.paper, 1); err != nil {
		t.Fatal(err)
	}
	p.comesOut(true)
}

// The printer gives up halfway: a part of it may lie in the tray.
func TestADoubtfulPrintIsFollowedByAReprint(t *testing.T) {
	p := openPress(t)
	p.printer.FailNext()
	if err := p.print(t.Context()); err == nil {
		t.Fatal("printed")
	}
	p.comesOut(true)
}

// Two copies of a list of people come out one by one, each with its number, the first too; the second is registered as spare. Without a purpose of
// the regulation nothing comes out, on paper or as a file.
func TestCopiesOfPersonalPaperAreNumberedAndTheSecondIsSpare(t *testing.T) {
	p := openPress(t)
	list, err := p.m.keeper.KeepPaper(t.Context(), stock.PaperPick, p.paper.Day, stock.PickList{Day: p.paper.Day})
	if err != nil {
		t.Fatal(err)
	}
	for _, purpose := range []string{"", "curiosity"} {
		before := len(p.events())
		_, saved := p.SavePaper(t.Context(), list.ID, purpose)
		printed := p.PrintPaper(t.Context(), list.ID, 2, purpose, func(clerk.PrintProgress) {})
		if !errors.Is(saved, juki.Refuse(juki.PurposeMissing)) || !errors.Is(printed, juki.Refuse(juki.PurposeMissing)) || len(p.events()) != before {
			t.Errorf("for %q: %v, %v, %v", purpose, saved, printed, p.events()[before:])
		}
	}
	if err := p.PrintPaper(t.Context(), list.ID, 2, "handover", func(clerk.PrintProgress) {}); err != nil {
		t.Fatal(err)
	}
	out := p.printer.Printed()
	if len(out) != 2 {
		t.Fatalf("%d came out", len(out))
	}
	info, body, err := p.open(t.Context(), list.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range out {
		paper, err := p.draw(t.Context(), info, body, false, i+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := paper.WritePDF(&want); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("copy %d does not bear its number", i+1)
		}
	}
	if bytes.Equal(out[0], out[1]) {
		t.Error("the copies cannot be told apart")
	}
	if open, err := p.m.keeper.Book.SparePrints(t.Context()); err != nil || len(open) != 1 || open[0].First != 2 || open[0].Of != 2 {
		t.Errorf("%+v, %v", open, err)
	}
	if err := p.RegisterSpares(t.Context(), list.ID, 3); err != nil {
		t.Fatal(err)
	}
	want := []oplog.EventID{oplog.PersonPrinted, oplog.SpareRegistered, oplog.SheetPrintBegun, oplog.SheetPrinted, oplog.SpareRegistered}
	if got := p.events(); !slices.Equal(got[len(got)-len(want):], want) {
		t.Errorf("%v", got)
	}
}
