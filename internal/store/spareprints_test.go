package store

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// withMethods is the clerk's keeper under a regulation that shreds.
func (f *office) withMethods() *stock.Keeper {
	k := f.keeper()
	k.Rules = func(juki.Date) stock.Rules { return stock.Rules{Methods: []string{"shredding"}} }
	return k
}

// A list is printed in three copies: two of them are spare from the moment it begins, wait over a restart of the program, and go before a witness.
func TestSparePrintsWaitUntilTheyAreDestroyedBeforeAWitness(t *testing.T) {
	dir := t.TempDir()
	f := openOffice(t, dir)
	k := f.withMethods()
	list, err := k.KeepPaper(t.Context(), stock.PaperPick, workday, stock.PickList{Day: workday})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.BeginPersonalPrint(t.Context(), list, stock.PersonalPrint{Copies: 3, Pages: 2}); !errors.Is(err, juki.Refuse(juki.PurposeMissing)) {
		t.Errorf("for nothing: %v", err)
	}
	before := len(f.events(t))
	if _, err := k.BeginPersonalPrint(t.Context(), list, stock.PersonalPrint{Purpose: "handover", Copies: 3, Pages: 2, Cases: 4}); err != nil {
		t.Fatal(err)
	}
	if err := k.RegisterSpares(t.Context(), list, 1, 2); err != nil {
		t.Fatal(err)
	}
	open := f.spares(t)
	if len(open) != 2 || open[0].First != 2 || open[0].Last != 3 || open[0].Of != 3 || open[0].Pages != 4 || open[0].By != clerk || open[0].Paper.Kind != stock.PaperPick ||
		open[0].Paper.Day != workday || open[1].Of != 0 || open[1].Pages != 2 {
		t.Fatalf("%+v", open)
	}
	for name, c := range map[string]struct {
		err  error
		want juki.Code
	}{
		"alone":          {k.DestroySpares(t.Context(), open[0].ID, "shredding", ""), juki.WitnessMissing},
		"before oneself": {k.DestroySpares(t.Context(), open[0].ID, "shredding", clerk), juki.SamePersonTwice},
		"in the bin":     {k.DestroySpares(t.Context(), open[0].ID, "bin", "K001"), juki.ProofMissing},
		"what is not":    {k.DestroySpares(t.Context(), 99, "shredding", "K001"), juki.PaperUnknown},
		"none":           {k.RegisterSpares(t.Context(), list, 0, 2), juki.StepNotAllowed},
		"of nothing":     {k.RegisterSpares(t.Context(), stock.PaperInfo{ID: 99}, 1, 2), juki.PaperUnknown},
		"by nobody":      {f.nobody().RegisterSpares(t.Context(), list, 1, 2), juki.NotLoggedIn},
	} {
		if !errors.Is(c.err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if err := k.DestroySpares(t.Context(), open[0].ID, "shredding", "K001"); err != nil {
		t.Fatal(err)
	}
	if err := k.DestroySpares(t.Context(), open[0].ID, "shredding", "K001"); !errors.Is(err, juki.Refuse(juki.PaperUnknown)) {
		t.Errorf("twice: %v", err)
	}
	if left := f.spares(t); len(left) != 1 || left[0].ID != open[1].ID {
		t.Errorf("left: %+v", left)
	}
	want := []string{"person.printed", "print.spare-registered", "sheet.print-begun", "print.spare-registered", "print.destroyed"}
	if diff := cmp.Diff(want, f.events(t)[before:]); diff != "" {
		t.Error(diff)
	}
	last, err := f.LogTail(t.Context(), 1, LogFilter{Event: oplog.SpareDestroyed})
	if err != nil {
		t.Fatal(err)
	}
	pages, _ := last[0].Record.Value(oplog.FieldPages)
	if by, _ := last[0].Record.Value(oplog.FieldWitness); by.Text() != "K001" || pages.Number() != 4 {
		t.Errorf("%+v", last[0].Record)
	}
}

func (f *office) spares(t *testing.T) []stock.SparePrint {
	t.Helper()
	open, err := f.book.SparePrints(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return open
}

// Of a print of which surely nothing came out there is nothing to destroy; of one that may have, there is.
func TestSparePrintsOfAPrintThatFailed(t *testing.T) {
	for _, perhaps := range []bool{false, true} {
		f := openOffice(t, t.TempDir())
		k := f.withMethods()
		list, err := k.KeepPaper(t.Context(), stock.PaperPick, workday, stock.PickList{Day: workday})
		if err != nil {
			t.Fatal(err)
		}
		print, err := k.BeginPersonalPrint(t.Context(), list, stock.PersonalPrint{Purpose: "handover", Copies: 2, Pages: 1})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.EndPrint(t.Context(), print, juki.PrinterPaperOut, perhaps); err != nil {
			t.Fatal(err)
		}
		if open := f.spares(t); (len(open) == 1) != perhaps {
			t.Errorf("perhaps %v: %+v", perhaps, open)
		}
	}
}

// Behind the program's back nobody makes the register forget, and nobody destroys alone.
func TestTheRegisterOfSparePrintsDoesNotForget(t *testing.T) {
	f := openOffice(t, t.TempDir())
	k := f.withMethods()
	list, err := k.KeepPaper(t.Context(), stock.PaperPick, workday, stock.PickList{Day: workday})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := k.RegisterSpares(t.Context(), list, 1, 1); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.DestroySpares(t.Context(), 1, "shredding", "K001"); err != nil {
		t.Fatal(err)
	}
	for statement, why := range map[string]string{
		"UPDATE spare_print SET pages = 1":                                              "append-only",
		"DELETE FROM spare_print WHERE id = 2":                                          "append-only",
		"INSERT OR REPLACE INTO spare_print VALUES (2, 1, NULL, 1, 1, 0, 1, 'S001', 0)": "append-only",
		"UPDATE spare_destroyed SET witness = 'S009'":                                   "append-only",
		"DELETE FROM spare_destroyed":                                                   "append-only",
		"INSERT INTO spare_destroyed VALUES (2, 'shredding', 'S001', '', 0)":            "CHECK",
		"INSERT INTO spare_destroyed VALUES (2, 'shredding', 'S001', 'S001', 0)":        "CHECK",
	} {
		err := f.act(t.Context(), func(tx *Tx) error {
			if err := tx.Append(sampleRecordAt(f.tick())); err != nil {
				return err
			}
			_, err := tx.exec(statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if open := f.spares(t); len(open) != 1 || slices.ContainsFunc(open, func(s stock.SparePrint) bool { return s.ID == 1 }) {
		t.Errorf("%+v", open)
	}
}
