//go:build linux && training

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/hardware/hardwaretest"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The sheet of a closed day on paper: a printer that knows nothing of us, a queue before it, and what printers do.
func TestTheDaysSheetIsPrinted(t *testing.T) {
	needStage(t)
	eve := hardwaretest.StartEve(t, "application/pdf")
	queue := hardwaretest.StartCups(t, eve.URI())
	data := tellWith(t, map[string]func(){
		"empty": func() { eve.Set("empty") }, "fill": func() { eve.Clear("empty") },
		"dawdle": func() { eve.Set("dawdle") }, "let go": eve.Stop,
		"pause": queue.Pause, "off": eve.Off,
	}, printerVariable+"="+eve.URI(), queueVariable+"="+queue.URI())
	paper := eve.Printed()
	if len(paper) != 3 {
		t.Fatalf("%d papers came out", len(paper))
	}
	var codes []string
	for i, pdf := range paper {
		file := filepath.Join(t.TempDir(), "paper.pdf")
		if err := os.WriteFile(file, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		text := tool(t, "pdftotext", "-layout", file, "-")
		if !strings.Contains(text, "日次在庫照合表") || strings.Contains(text, "再印刷") != (i > 0) {
			t.Errorf("paper %d: it is no sheet, or not marked as it should be", i)
		}
		codes = append(codes, codeOf(t, file))
	}
	if codes[1] != codes[0] || codes[2] != codes[0] {
		t.Errorf("a reprint has another code: %q", codes)
	}
	provesTheLog(t, data, codes[0])
}

// codeOf reads the code of a sheet as a scanner at 150 dpi would.
func codeOf(t *testing.T, sheet string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-r", "150", "-png", "-singlefile", sheet, page)
	return strings.TrimRight(tool(t, "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", page+".png"), "\n") + "\n"
}

// provesTheLog holds the log against a code that was read.
func provesTheLog(t *testing.T, data, code string) {
	t.Helper()
	dir := t.TempDir()
	archive, anchor := filepath.Join(dir, "log.archive"), filepath.Join(dir, "anchor")
	err := withData(data, func(m *Main) error {
		last, _, err := m.db.Stock().LastOpened(t.Context(), juki.Date{Year: 9999, Month: 1, Day: 1})
		if err != nil {
			return err
		}
		kept, _, err := m.db.Stock().Sheet(t.Context(), last.Day)
		if err == nil && kept.Checkpoint != code {
			err = fmt.Errorf("the code on the sheet is %q, the day was closed with %q", code, kept.Checkpoint)
		}
		if err != nil {
			return err
		}
		return writeWhole(archive, func(w io.Writer) error { _, err := m.db.WriteArchive(t.Context(), w); return err })
	})
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(code, "\n", "\n1", 1) // of a log with more records
	for text, want := range map[string]int{code: 0, other: 1} {
		if err := os.WriteFile(anchor, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := run(t.Context(), []string{"verify", archive, "--checkpoint", "@" + anchor}); got != want {
			t.Errorf("madoguchi verify gives %d with %q", got, text)
		}
	}
}

// tool runs a program that the machine needs for this test and gives what it said.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func printsTheSheet(s *stage) {
	s.login(clerkOnDuty())
	s.plugs(printerVariable)
	s.makesTheSheet()
	s.lockedAtThePreview()
	s.click(staff, "paper.print")
	s.await(staff, "paper.done")
	s.shot("printed")
	s.recorded(0, oplog.SheetPrinted.String())
	s.click(staff, "paper.print")
	s.recorded(0, oplog.SheetReprinted.String())
	s.await(staff, "paper.done")
	s.runsOutOfPaper()
	s.givesUpAQueue()
	s.printerIsGone()
}

// plugs puts the cable into another printer.
func (s *stage) plugs(variable string) {
	s.step("connecting a printer", func() error { return s.printer.to(variable) })
}

// makesTheSheet goes from the board to the preview.
func (s *stage) makesTheSheet() {
	s.click(staff, "room.papers")
	s.click(staff, "papers.kind.daily")
	s.shot("papers")
	s.click(staff, "papers.make")
	s.await(staff, "paper.print")
	s.shot("preview")
}

// lockedAtThePreview: the sheet has names on it; the cover is over it within a second, and it is there again after the login.
func (s *stage) lockedAtThePreview() {
	s.lockHere("print preview", "paper.print")
	s.await(staff, "paper.print")
	s.gone("paper.done") // nothing was printed behind the cover
}

// runsOutOfPaper: the window says what to do, and when it is done the paper comes.
func (s *stage) runsOutOfPaper() {
	s.help("empty")
	s.click(staff, "paper.print")
	s.says(staff, juki.PrinterPaperOut)
	s.answers("code." + string(juki.PrinterPaperOut) + ".do")
	s.shot("paper-out")
	s.help("fill")
	s.await(staff, "paper.done")
}

// givesUpAQueue: the queue takes the document and never prints it; the clerk takes it back, and that is recorded.
func (s *stage) givesUpAQueue() {
	from := s.now()
	s.plugs(queueVariable)
	s.help("dawdle")
	s.click(staff, "paper.print")
	s.await(staff, "paper.cancel")
	s.help("pause")
	s.says(staff, juki.PrinterPaused)
	s.shot("queue-paused")
	s.click(staff, "paper.cancel")
	s.says(staff, juki.PrintCancelled)
	s.shot("cancelled")
	s.help("let go")
	s.recordedAs(from, juki.PrintCancelled)
}

// printerIsGone: switched off, or the cable pulled.
func (s *stage) printerIsGone() {
	from := s.now()
	s.plugs(printerVariable)
	s.help("off")
	s.click(staff, "paper.print")
	s.says(staff, juki.PrinterGone)
	s.answers("code." + string(juki.PrinterGone) + ".do")
	s.shot("printer-gone")
	s.recordedAs(from, juki.PrinterGone)
}

// recordedAs waits until the log says why a paper was not printed.
func (s *stage) recordedAs(from int64, why juki.Code) {
	s.recorded(from, oplog.SheetNotPrinted.String())
	s.step("reading why", func() error {
		lines, err := (office{s.m}).History(s.ctx, "en", maxDemoRecords)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Seq >= from && l.Event == oplog.SheetNotPrinted.String() && strings.Contains(l.Sentence, string(why)) {
				return nil
			}
		}
		return fmt.Errorf("the log does not say %s", why)
	})
}
