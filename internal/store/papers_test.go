package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// keeper keeps the office's ledger, with the clerk logged in.
func (f *office) keeper() *stock.Keeper {
	return &stock.Keeper{Book: f.book, Terminal: "terminal-01", Now: f.tick,
		Operator: func() (juki.OperatorID, juki.Post) { return clerk, juki.Operator },
		Rules:    func(juki.Date) stock.Rules { return stock.Rules{RenoticeAfter: 90, DisposalAfter: 365} }}
}

var labels = stock.LabelSheet{PaperHead: stock.PaperHead{City: "見本市", Names: map[juki.OperatorID]string{clerk: "見本 係長"}}, Labels: []stock.PlaceID{"A-01"}}

func (f *office) events(t *testing.T) (ids []string) {
	t.Helper()
	lines, err := f.LogTail(t.Context(), 1000, LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range slices.Backward(lines) {
		ids = append(ids, l.Record.Event.String())
	}
	return ids
}

// A paper is made, jams in the printer, is printed, handed over as a file, and printed again: each is told apart, and the paper stays as it was.
// What may have come out is printed again, and never for the first time: a print that nobody saw end, one that the program did not live to see.
func TestThePrintsOfAPaper(t *testing.T) {
	dir := t.TempDir()
	f := openOffice(t, dir)
	k := f.keeper()
	before := len(f.events(t))
	p, err := k.KeepPaper(t.Context(), stock.PaperLabels, workday, labels)
	if err != nil {
		t.Fatal(err)
	}
	f.prints(t, p, false, juki.PrinterPaperOut, false)
	f.prints(t, p, false, juki.PrintCancelled, false)
	if err := k.NoteHandedOver(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	f.prints(t, p, false, "", false)
	f.prints(t, p, true, "", false)
	want := []string{"sheet.made", "sheet.print-begun", "sheet.not-printed", "sheet.print-begun", "sheet.not-printed", "sheet.handed-over",
		"sheet.print-begun", "sheet.printed", "sheet.print-begun", "sheet.reprinted"}
	if diff := cmp.Diff(want, f.events(t)[before:]); diff != "" {
		t.Error(diff)
	}
	info, body, err := f.book.PaperOf(t.Context(), p.ID)
	p.Printed = 2
	if diff := cmp.Diff(p, info); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff(any(labels), body); diff != "" {
		t.Error(diff)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if text, err := os.ReadFile(name); err != nil || bytes.Contains(text, []byte("係長")) {
			t.Errorf("%s holds the name of a member of staff (%v)", filepath.Base(name), err)
		}
	}
}

// prints begins a print, wants it to be marked 再印刷 or not, and ends it.
func (f *office) prints(t *testing.T, p stock.PaperInfo, again bool, code juki.Code, perhaps bool) {
	t.Helper()
	print, err := f.keeper().BeginPrint(t.Context(), p, 2)
	if err != nil || print.Again != again {
		t.Fatalf("again: %v, want %v, %v", print.Again, again, err)
	}
	if err := f.keeper().EndPrint(t.Context(), print, code, perhaps); err != nil {
		t.Fatal(err)
	}
}

func TestWhatMayHaveComeOutIsAReprint(t *testing.T) {
	for name, doubtful := range map[string]func(f *office, p stock.PaperInfo){
		"nobody saw it end": func(f *office, p stock.PaperInfo) { f.prints(t, p, false, juki.PrintUncertain, false) },
		"it jammed halfway": func(f *office, p stock.PaperInfo) { f.prints(t, p, false, juki.PrinterJam, true) },
		"the program died": func(f *office, p stock.PaperInfo) {
			if _, err := f.keeper().BeginPrint(t.Context(), p, 1); err != nil {
				t.Fatal(err)
			}
		},
	} {
		f := openOffice(t, t.TempDir())
		p, err := f.keeper().KeepPaper(t.Context(), stock.PaperLabels, workday, labels)
		if err != nil {
			t.Fatal(err)
		}
		doubtful(f, p)
		if info, _, err := f.book.PaperOf(t.Context(), p.ID); err != nil || info.Printed != 1 {
			t.Errorf("%s: printed %d times, %v", name, info.Printed, err)
		}
		f.prints(t, p, true, "", false)
	}
}

func TestPapersAreListedByKindAndDay(t *testing.T) {
	f := openOffice(t, t.TempDir())
	k := f.keeper()
	var ids []stock.PaperID
	for _, c := range []struct {
		day  juki.Date
		body any
		kind stock.PaperKind
	}{{workday, labels, stock.PaperLabels}, {workday.AddDays(1), stock.PickList{}, stock.PaperPick}, {workday, stock.PickList{}, stock.PaperPick}} {
		p, err := k.KeepPaper(t.Context(), c.kind, c.day, c.body)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	for _, c := range []struct {
		kind     stock.PaperKind
		from, to juki.Date
		want     []stock.PaperID
	}{
		{"", workday, workday.AddDays(1), []stock.PaperID{ids[2], ids[1], ids[0]}},
		{"", workday, workday, []stock.PaperID{ids[2], ids[0]}},
		{stock.PaperPick, workday, workday.AddDays(9), []stock.PaperID{ids[2], ids[1]}},
		{stock.PaperMonth, workday, workday, nil},
		{"", workday.AddDays(2), workday.AddDays(9), nil},
	} {
		list, err := f.book.PapersOf(t.Context(), c.kind, c.from, c.to)
		var got []stock.PaperID
		for _, p := range list {
			got = append(got, p.ID)
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q %s–%s: %v, want %v (%v)", c.kind, c.from, c.to, got, c.want, err)
		}
	}
}

func TestWhoMayKeepAPaperAndWhatIsOne(t *testing.T) {
	f := openOffice(t, t.TempDir())
	k := f.keeper()
	before := len(f.events(t))
	for name, c := range map[string]struct {
		err  func() error
		want juki.Code
	}{
		"another kind": {func() error { _, err := k.KeepPaper(t.Context(), stock.PaperPick, workday, labels); return err }, juki.PaperUnknown},
		"no paper":     {func() error { _, err := k.KeepPaper(t.Context(), "poster", workday, 3); return err }, juki.PaperUnknown},
		"never kept": {func() error {
			_, err := k.BeginPrint(t.Context(), stock.PaperInfo{ID: 9, Kind: stock.PaperPick, Day: workday}, 1)
			return err
		}, juki.PaperUnknown},
		"nobody prints": {func() error { _, err := f.nobody().BeginPrint(t.Context(), stock.PaperInfo{}, 1); return err }, juki.NotLoggedIn},
		"read as kept":  {func() error { _, _, err := f.book.PaperOf(t.Context(), 9); return err }, juki.PaperUnknown},
		"nobody's paper": {func() error {
			_, err := f.nobody().KeepPaper(t.Context(), stock.PaperLabels, workday, labels)
			return err
		}, juki.NotLoggedIn},
		"nobody's file": {func() error { return f.nobody().NoteHandedOver(t.Context(), stock.PaperInfo{}) }, juki.NotLoggedIn},
	} {
		if err := c.err(); !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := f.events(t)[before:]; len(got) != 0 {
		t.Errorf("recorded: %v", got)
	}
	// A print that ends behind the locked screen is recorded all the same.
	p, err := k.KeepPaper(t.Context(), stock.PaperLabels, workday, labels)
	if err != nil {
		t.Fatal(err)
	}
	print, err := k.BeginPrint(t.Context(), p, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.nobody().EndPrint(t.Context(), print, "", false); err != nil {
		t.Error(err)
	}
}

func (f *office) nobody() *stock.Keeper {
	k := f.keeper()
	k.Operator = func() (juki.OperatorID, juki.Post) { return "", 0 }
	return k
}

// Somebody at the disk puts other figures into a paper: it does not come out of the shelf any more.
func TestATamperedPaperIsRefused(t *testing.T) {
	f := openOffice(t, t.TempDir())
	other, err := f.sealText(`{"head":{},"Labels":["A-02"]}`, paperText, "1")
	if err != nil {
		t.Fatal(err)
	}
	moved, err := f.sealText(`{"head":{},"Labels":["A-01"]}`, paperText, "2")
	if err != nil {
		t.Fatal(err)
	}
	unread, err := f.sealText(`{"Lables":[]}`, paperText, "1")
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.keeper().KeepPaper(t.Context(), stock.PaperLabels, workday, labels)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.writer.exec("UPDATE paper SET kind = 'x'"); err == nil {
		t.Fatal("the table lets itself be changed")
	}
	if _, err := f.writer.exec("DROP TRIGGER paper_keeps"); err != nil {
		t.Fatal(err)
	}
	unreadDigest := sha256.Sum256([]byte(`{"Lables":[]}`))
	for name, change := range map[string]struct {
		column string
		value  any
	}{"other figures, sealed": {"text", other}, "those of another row": {"text", moved}, "plain text": {"text", []byte(`{"Labels":["A-01"]}`)}, "another digest": {"digest", make([]byte, 32)}, "another kind": {"kind", "pick-list"}} {
		var was any
		if err := f.writer.conn.QueryRowContext(t.Context(), "SELECT "+change.column+" FROM paper").Scan(&was); err != nil {
			t.Fatal(err)
		}
		if _, err := f.writer.exec("UPDATE paper SET "+change.column+" = ?", change.value); err != nil {
			t.Fatal(err)
		}
		if _, body, err := f.book.PaperOf(t.Context(), p.ID); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) || body != nil {
			t.Errorf("%s: %v, %v", name, body, err)
		}
		if _, err := f.writer.exec("UPDATE paper SET "+change.column+" = ?", was); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := f.book.PaperOf(t.Context(), p.ID); err != nil {
		t.Fatalf("put back: %v", err)
	}
	if _, err := f.writer.exec("UPDATE paper SET text = ?, digest = ?", unread, unreadDigest[:]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.book.PaperOf(t.Context(), p.ID); !errors.Is(err, juki.Refuse(juki.DatabaseCorrupt)) {
		t.Errorf("figures that do not read: %v", err)
	}
}
