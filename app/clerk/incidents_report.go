package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// ways are what can be begun in the room: a drill, and an incident that no room of the stock finds (第24条). Nil where there is neither.
func (p *incidentsPage) ways() fyne.CanvasObject {
	kinds := p.w.Keeper.RulesOn(juki.DateOf(p.w.Now())).Incidents
	if len(kinds) == 0 {
		if p.w.Emergency == nil {
			return nil
		}
		return bottom(p.drill())
	}
	report := kit.NewButton("incidents.report", p.w.text.T("incidents.report"), kit.Filled, func() { p.askKind(kinds) }).Sized(kit.Main).Key(fyne.KeyF5)
	return bottom(p.drill(), unless(p.w.mayDo(oplog.IncidentOpened), report))
}

// askKind asks what happened, by the kinds of the regulation. Nothing is chosen at first: what is recorded stays. The terminal goes on working; where
// it must not, the emergency key is the way, and the dialog says so.
func (p *incidentsPage) askKind(kinds []stock.IncidentPlan) {
	t := p.w.text
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = p.w.incidentWord(stock.Incident{Kind: k.Kind, Japanese: k.Japanese, English: k.English})
	}
	kind := kit.NewRadio("incidents.kind", words)
	p.w.frame.Show(&kit.Dialog{ID: "incidents.report", Title: t.T("incidents.report"),
		Body:    kit.VStack(kit.SpaceBetween, kit.Body(t.T("incidents.report.what")), kind, kit.Note(t.T("incidents.report.stock"))),
		Confirm: t.T("incidents.report.do"), Cancel: t.T("stock.back"),
		OnConfirm: func() bool {
			if kind.Selected() < 0 {
				return false
			}
			p.report(kinds[kind.Selected()].Kind)
			return true
		}})
}

// report opens the incident and shows it.
func (p *incidentsPage) report(kind stock.IncidentKind) {
	var opened stock.Incident
	p.w.do(p, func(ctx context.Context) (err error) {
		opened, err = p.w.Keeper.OpenIncident(ctx, stock.Incident{Kind: kind})
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
			p.load()
			return
		}
		one := newIncidentPage(p.w, opened.Number)
		one.said = p.w.text.T("incidents.reported", "Number", string(opened.Number))
		p.w.turnTo(one)
	})
}
