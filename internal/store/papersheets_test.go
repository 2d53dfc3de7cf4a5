package store

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// A day on which everything happens that a paper tells of: each paper is made, kept, and comes back as it was made.
func TestEveryPaperIsMadeAndKept(t *testing.T) {
	d := openDesk(t, "terminal-01")
	d.arrive(t, shelfA, 1, 2, 3)
	d.takes(t, "2026-11-25,9:00,A1B-000002")
	d.turn(t, shelfA, stock.Stored, stock.Cancelled, 1)
	if _, err := d.DecideDisposal(t.Context(), cardsOf(1), shelfA, stock.Cancel); err != nil {
		t.Fatal(err)
	}
	lost, err := d.ReportMissing(t.Context(), stock.MyNumberCards, serialOf(3))
	if err != nil {
		t.Fatal(err)
	}
	head := stock.PaperHead{City: "見本市", Office: "市民課", Names: map[juki.OperatorID]string{clerk: "見本 一", "S099": "見本 九"}}
	for kind, figures := range map[stock.PaperKind]func(context.Context) (any, error){
		stock.PaperLedger: func(ctx context.Context) (any, error) {
			return d.LedgerSheet(ctx, head, stock.MyNumberCards, workday, workday)
		},
		stock.PaperList:     func(ctx context.Context) (any, error) { return d.StockList(ctx, head, d.tick()) },
		stock.PaperDisposal: func(ctx context.Context) (any, error) { return d.DisposalSheet(ctx, head, workday, workday) },
		stock.PaperMonth:    func(ctx context.Context) (any, error) { return d.MonthSheet(ctx, head, 2026, 11) },
		stock.PaperPick:     func(ctx context.Context) (any, error) { return d.PickList(ctx, head, workday.AddDays(1)) },
		stock.PaperLabels: func(ctx context.Context) (any, error) {
			return d.LabelSheet(ctx, head, []stock.PlaceID{shelfB, shelfA})
		},
		stock.PaperIncident: func(ctx context.Context) (any, error) { return d.IncidentSheet(ctx, head, lost.Number) },
	} {
		body, err := figures(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		p, err := d.KeepPaper(t.Context(), kind, workday, body)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		_, kept, err := d.book.PaperOf(t.Context(), p.ID)
		if diff := cmp.Diff(body, kept); err != nil || diff != "" {
			t.Errorf("%s: %v %s", kind, err, diff)
		}
		checkSheet(t, kept, lost)
	}
}

// checkSheet holds what each paper must say of that day.
func checkSheet(t *testing.T, body any, lost stock.Incident) {
	t.Helper()
	ok, head := false, stock.PaperHead{}
	switch s := body.(type) {
	case stock.LedgerSheet:
		ok, head = s.Closing == 3 && len(s.Lines) == 2 && s.Lines[1].Reason == stock.NotFound && s.Lines[1].Out == 0, s.PaperHead
	case stock.StockList:
		ok, head = len(s.Lines) == 3 && len(s.States) == 3, s.PaperHead
	case stock.DisposalSheet:
		ok, head = len(s.Cases) == 1 && s.Cases[0].DecidedBy == clerk, s.PaperHead
	case stock.MonthSheet:
		ok, head = len(s.Items) == 1 && s.Items[0].Closing == 3 && s.Days[23].Opened, s.PaperHead
	case stock.PickList:
		ok, head = len(s.Appointments) == 1 && s.Appointments[0].Serial == serialOf(2), s.PaperHead
	case stock.LabelSheet:
		ok, head = cmp.Equal(s.Labels, []stock.PlaceID{shelfB, shelfA}) && len(s.Places) == 2, s.PaperHead
	case stock.IncidentSheet:
		ok, head = s.Incident.Number == lost.Number && s.Incident.Serial == serialOf(3), s.PaperHead
	}
	if !ok {
		t.Errorf("%+v", body)
	}
	if head.City != "見本市" || head.MadeBy != clerk || head.MadeAt.IsZero() || len(head.Names) != 1 || head.Names[clerk] == "" {
		t.Errorf("%T: head %+v", body, head)
	}
}

func TestPapersOfWhatIsNotThere(t *testing.T) {
	d := openDesk(t, "terminal-01")
	ctx, head := t.Context(), stock.PaperHead{}
	for name, c := range map[string]struct {
		paper func() error
		want  juki.Code
	}{
		"a label for no place":     {func() error { _, err := d.LabelSheet(ctx, head, []stock.PlaceID{shelfA, "Z-99"}); return err }, juki.PlaceUnknown},
		"a label for the inbox":    {func() error { _, err := d.LabelSheet(ctx, head, []stock.PlaceID{stock.Inbox}); return err }, juki.PlaceUnknown},
		"an incident nobody had":   {func() error { _, err := d.IncidentSheet(ctx, head, "J08-000099"); return err }, juki.IncidentUnknown},
		"a transfer nobody sent":   {func() error { _, err := d.TransferSheet(ctx, head, "T08-000099", false); return err }, juki.TransferUnknown},
		"a period that is no time": {func() error { _, err := d.DisposalSheet(ctx, head, workday, workday.AddDays(-1)); return err }, juki.RowBadDate},
		"a month that is no month": {func() error { _, err := d.MonthSheet(ctx, head, 2026, 0); return err }, juki.RowBadDate},
	} {
		if err := c.paper(); !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s, err := d.PickList(ctx, head, workday); err != nil || len(s.Appointments) != 0 {
		t.Errorf("a day without appointments: %+v, %v", s, err)
	}
}
