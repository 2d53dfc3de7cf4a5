package clerk

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// sparesPage is the register of spare prints (予備印刷, 第19条第1号): those that wait to be destroyed before a witness, and a line to register copies
// that were made by hand. It names papers, never what is on them.
type sparesPage struct {
	w       *Window
	open    []stock.SparePrint
	made    []stock.PaperInfo // personal ones, of which copies may be registered
	methods []string
	at      int64 // the one chosen, 0 for none
	method  *kit.Select
	paper   *kit.Select
	copies  *kit.Field
	failure error
	done    string // what was done last
	loaded  bool
	read    bool
}

func newSparesPage(w *Window) *sparesPage { return &sparesPage{w: w} }

func (p *sparesPage) leave() {}

// sparesToDestroy are spare prints that wait; those of an earlier day are late: they go before the day is closed.
func sparesToDestroy(ctx context.Context, w *Window, _ dayView) (task, error) {
	t := task{id: "spares", room: papers, page: func(w *Window) page { return newSparesPage(w) }}
	open, err := w.Stock.SparePrints(ctx)
	today := juki.DateOf(w.Now())
	for _, s := range open {
		t.n++
		t.late = t.late || juki.DateOf(s.At).Before(today)
	}
	return t, err
}

func (p *sparesPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("spare.title")), kit.Body(t.T("spare.lead")))
	if p.done != "" {
		head.Add(kit.NewBanner("spare.done", kit.Success, p.done, ""))
	}
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	back := p.w.backTo(func() { p.w.open(papers) })
	if !p.read {
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	if len(p.open) == 0 {
		head.Add(kit.Body(t.T("spare.none")))
		return kit.Sides(head, bottom(back), nil, nil, kit.PadXY(0, kit.SpaceGroups, p.form()))
	}
	destroy := unless(p.at != 0 && p.w.mayDo(oplog.SpareDestroyed), kit.NewButton("spare.destroy", t.T("spare.destroy"), kit.Filled, p.destroy).Sized(kit.Main).Key(fyne.KeyF5))
	how := kit.HStack(kit.SpaceBetween, low(back), kit.Filler(), kit.Width(choiceWidth, p.method), low(destroy))
	return kit.Sides(head, kit.VStack(kit.SpaceBetween, p.form(), how), nil, nil, kit.PadXY(0, kit.SpaceBetween, p.table()))
}

func (p *sparesPage) table() fyne.CanvasObject {
	t := p.w.text
	table := kit.NewTable("spare.table", kit.Column{Title: "", Width: 40}, kit.Column{Title: t.T("papers.time"), Width: 170}, kit.Column{Title: t.T("papers.kind")},
		kit.Column{Title: t.T("papers.day"), Width: 130}, kit.Column{Title: t.T("spare.copies"), Width: 150}, kit.Column{Title: t.T("spare.pages"), Width: 90, Number: true},
		kit.Column{Title: t.T("spare.by"), Width: 110})
	rows := make([][]string, len(p.open))
	for i, s := range p.open {
		mark := ""
		if s.ID == p.at {
			mark = "✓"
		}
		rows[i] = []string{mark, s.At.In(juki.Tokyo()).Format("2006-01-02 15:04"), t.T("paper." + string(s.Paper.Kind)), s.Paper.Day.String(), p.copiesWord(s), strconv.Itoa(s.Pages), string(s.By)}
	}
	table.Unit(t.T("table.unit")).OnSelect(func(row int) {
		p.at, p.done = p.open[row].ID, ""
		p.w.redraw()
	}).SetRows(rows)
	return table
}

// copiesWord is which copies: the numbers they bear, or how many were made by hand.
func (p *sparesPage) copiesWord(s stock.SparePrint) string {
	switch {
	case s.Of == 0:
		return p.w.text.T("spare.by-hand", "N", p.w.number(s.Last-s.First+1))
	case s.First == s.Last:
		return fmt.Sprintf("%d/%d", s.First, s.Of)
	}
	return fmt.Sprintf("%d/%d – %d/%d", s.First, s.Of, s.Last, s.Of)
}

// form registers copies that came from a PDF or a copier.
func (p *sparesPage) form() fyne.CanvasObject {
	t := p.w.text
	register := kit.NewButton("spare.register", t.T("spare.register"), kit.Outlined, p.register)
	if len(p.made) == 0 {
		register.Disable()
	}
	return kit.Card(kit.VStack(kit.SpaceInside, kit.Note(t.T("spare.register.note")),
		kit.HStack(kit.SpaceBetween, kit.Width(2*choiceWidth, p.paper), kit.Width(copiesWidth, p.copies), low(register))))
}

func (p *sparesPage) load() {
	var open []stock.SparePrint
	var made []stock.PaperInfo
	p.w.do(p, func(ctx context.Context) (err error) {
		if open, err = p.w.Stock.SparePrints(ctx); err != nil {
			return err
		}
		today := juki.DateOf(p.w.Now())
		made, err = p.w.Papers.PapersOf(ctx, "", today.AddDays(-papersShown), today.AddDays(papersShown))
		return err
	}, func(err error) {
		p.open, p.failure, p.read = open, err, err == nil
		p.made = slices.DeleteFunc(made, func(i stock.PaperInfo) bool { return !stock.Personal(i.Kind) })
		p.fields()
		p.w.redraw()
	})
}

// fields makes the fields anew from what was read.
func (p *sparesPage) fields() {
	t := p.w.text
	p.methods = p.w.Keeper.RulesOn(juki.DateOf(p.w.Now())).Methods
	words := make([]string, len(p.methods))
	for i, m := range p.methods {
		words[i] = p.w.methodWord(m)
	}
	p.method = kit.NewSelect("spare.method", t.T("spare.method"), t.T("papers.choose"), words)
	if i := slices.Index(p.methods, "shredding"); i >= 0 {
		p.method.Choose(i) // the office has a shredder; the rest is for contractors
	}
	papers := make([]string, len(p.made))
	for i, m := range p.made {
		papers[i] = t.T("paper."+string(m.Kind)) + " " + m.Day.String() + " (" + m.MadeAt.In(juki.Tokyo()).Format("01-02 15:04") + ")"
	}
	p.paper = kit.NewSelect("spare.paper", t.T("papers.kind"), t.T("papers.choose"), papers)
	p.copies = kit.NewField("spare.n", t.T("paper.copies"))
	p.copies.SetText("1")
	if len(p.open) == 1 {
		p.at = p.open[0].ID
	}
}

func (p *sparesPage) register() {
	t := p.w.text
	i := p.paper.Selected()
	n, err := strconv.Atoi(strings.TrimSpace(p.copies.Text()))
	if err != nil || n < 1 || n > mostByHand {
		p.copies.SetError(t.T("spare.n.error"))
		return
	}
	if i < 0 {
		p.paper.SetError(t.T("papers.choose"))
		return
	}
	id := p.made[i].ID
	p.w.do(p, func(ctx context.Context) error { return p.w.Papers.RegisterSpares(ctx, id, n) }, func(err error) { p.again(err, t.T("spare.registered")) })
}

const mostByHand = 99 // more is a slip of the finger

// destroy calls the witness.
func (p *sparesPage) destroy() {
	t := p.w.text
	i, k := slices.IndexFunc(p.open, func(s stock.SparePrint) bool { return s.ID == p.at }), p.method.Selected()
	if i < 0 {
		return
	}
	if k < 0 {
		p.failure = juki.Refuse(juki.ProofMissing)
		p.w.redraw()
		return
	}
	s, method := p.open[i], p.methods[k]
	what := t.T("spare.witness", "Paper", t.T("paper."+string(s.Paper.Kind))+" "+s.Paper.Day.String(), "N", p.w.number(s.Pages), "Method", p.w.methodWord(method))
	p.w.askWitness(what, oplog.SpareDestroyed, nil, func(ctx context.Context, by confirmation) error {
		return p.w.Keeper.DestroySpares(ctx, s.ID, method, by.Operator.ID)
	}, func(error) { p.again(nil, t.T("spare.destroyed")) })
}

// again says what came of it and reads anew.
func (p *sparesPage) again(err error, done string) {
	if p.failure = err; err != nil {
		p.w.redraw()
		return
	}
	p.done, p.at = done, 0
	p.load()
}
