package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// One sheet for each group of places; what nobody can count stands on it by the ledger alone; another terminal's drawer is counted there.
func TestEachGroupOfPlacesHasItsSheet(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.register(t, stock.Place{ID: shelfB, Kind: stock.Safe, Name: "地下金庫", Group: "金庫"})
	f.register(t, stock.Place{ID: shelfC, Kind: stock.Drawer, Name: "端末02の引出し", Group: "", Terminal: "terminal-02"})
	if err := f.keep.SetSeal(t.Context(), shelfB, "0815"); err != nil {
		t.Fatal(err)
	}
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	for n, to := range map[int]stock.Position{1: lies(stock.Missing, stock.Sought), 2: lies(shelfC, stock.Stored)} {
		if _, err := f.move(t, stock.Movement{Item: stock.MyNumberCards, Serial: serialOf(n), From: lies(shelfA, stock.Stored), To: to, Reason: stock.Move}); err != nil {
			t.Fatal(err)
		}
	}
	_, err := f.keep.BeginCount(t.Context(), shelfC)
	wants(t, "another terminal's drawer", err, juki.PlaceUnknown)
	f.count(t, stock.Inbox)
	f.count(t, shelfA)
	sheets := f.sheets(t, workday)
	if len(sheets) != 2 || sheets[0].Group != "" || sheets[1].Group != "金庫" {
		t.Fatalf("%d sheets", len(sheets))
	}
	wants(t, "the terminal's own", sheets[0].Check(), "")
	wants(t, "the safe is not counted", sheets[1].Check(), juki.CountMissing)
	wants(t, "both", f.keep.CloseDay(t.Context(), sheets, second), juki.CountMissing)
	f.count(t, shelfB, 3)
	sheets = f.sheets(t, workday)
	wants(t, "one of two", f.keep.CloseDay(t.Context(), sheets[:1], second), juki.StepNotAllowed)

	uncountable := map[stock.PlaceID]bool{}
	for _, row := range sheets[0].Rows {
		uncountable[row.Place] = row.Uncountable
	}
	if diff := cmp.Diff(map[stock.PlaceID]bool{stock.Inbox: false, stock.Missing: true, shelfA: false, shelfC: true}, uncountable); diff != "" {
		t.Error(diff)
	}
	safe := sheets[1]
	if len(safe.Rows) != 1 || safe.Rows[0].Place != shelfB || len(safe.Places) != 1 || safe.Places[0].Name != "地下金庫" || safe.Places[0].Seal != "0815" ||
		len(safe.Kinds) != 1 || safe.Kinds[0].ID != stock.MyNumberCards || !cmp.Equal(safe.States, []stock.StateCount{{Item: stock.MyNumberCards, State: stock.Stored, Count: 1}}) {
		t.Errorf("%+v", safe)
	}
	if book, counted := sums(sheets[0]); book != 2 || counted != 0 {
		t.Errorf("the book has %d, counted %d", book, counted)
	}
	wants(t, "both", f.keep.CloseDay(t.Context(), sheets, second), "")
	kept, err := f.book.Sheets(t.Context(), workday)
	if err != nil || len(kept) != 2 || kept[1].Group != "金庫" || kept[1].ClosedAt.IsZero() {
		t.Errorf("%d kept, %v", len(kept), err)
	}
	if n := f.records(t, "sheet.made"); n != 2 {
		t.Errorf("%d sheets are recorded", n)
	}
}

// What is looked for: who had the card last, where else it was counted, what else was handled there, which boxes were thrown away.
func TestTheSearchForAMissingCard(t *testing.T) {
	f := openOffice(t, t.TempDir())
	box := stock.PlaceID("D-01")
	f.register(t, stock.Place{ID: box, Kind: stock.Box})
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	f.handOver(t, 2, shelfA, true)
	if err := f.keep.DiscardBox(t.Context(), box, true, colleague); err != nil {
		t.Fatal(err)
	}
	f.count(t, shelfB, 3, 2)
	rows := f.count(t, shelfA, 1, 9)
	aid, err := f.keep.Aid(t.Context(), rows[0])
	if err != nil || len(aid.Missing) != 1 || len(aid.Surplus) != 1 {
		t.Fatalf("%+v, %v", aid, err)
	}
	missing := aid.Missing[0]
	if missing.Serial != serialOf(2) || missing.At != lies(shelfA, stock.Stored) || !cmp.Equal(missing.Counted, []stock.PlaceID{shelfB}) ||
		len(missing.Moves) != 4 || missing.Moves[0].Reason != stock.PutBack || missing.Moves[0].By != clerk || missing.Moves[0].Time.IsZero() {
		t.Errorf("%+v", missing)
	}
	if s := aid.Surplus[0]; s.Serial != serialOf(9) || s.At != (stock.Position{}) || len(s.Moves) != 0 || !cmp.Equal(s.Counted, []stock.PlaceID{shelfA}) {
		t.Errorf("%+v", s)
	}
	if len(aid.Neighbours) != 4 || aid.Neighbours[0].Reason != stock.PutBack || aid.Neighbours[3].Reason != stock.Inspection {
		t.Errorf("%+v", aid.Neighbours)
	}
	if !cmp.Equal(aid.Discarded, []string{string(box)}) || !cmp.Equal(f.sheet(t).Discarded, aid.Discarded) {
		t.Errorf("boxes %v", aid.Discarded)
	}
}
