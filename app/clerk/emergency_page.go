package clerk

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// emergencyPage is the plan of a stopped terminal (緊急時対応計画, 第24条): how grave it is, what is done by whom until when, whom to call, and the way back to work.
type emergencyPage struct {
	w       *Window
	number  stock.EmergencyNumber
	books   stockBooks
	e       stock.Emergency // without a number until it is read
	said    string
	failure error
	loaded  bool
}

func newEmergencyPage(w *Window, n stock.EmergencyNumber) *emergencyPage {
	return &emergencyPage{w: w, number: n}
}

func (p *emergencyPage) leave() {}

func (p *emergencyPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	title := kit.HStack(kit.SpaceBetween, kit.Heading(t.T("emergency.page", "Number", string(p.number))))
	head := kit.VStack(kit.SpaceBetween, title)
	p.w.outcome(head, "emergency.said", p.failure, p.said, "")
	if p.e.Number == "" {
		return kit.Sides(head, nil, nil, nil, kit.VStack(0))
	}
	if p.e.Drill {
		title.Add(upright(kit.NewTag(t.T("emergency.drill"), kit.Warning)))
	}
	if p.e.Ended.IsZero() {
		title.Add(upright(kit.NewTag(t.T("emergency.title"), kit.Error)))
	}
	title.Add(kit.Filler())
	head.Add(p.facts())
	return kit.Sides(head, kit.PadXY(0, kit.SpaceInside, p.bottom()), nil, nil,
		kit.PadXY(0, kit.SpaceBetween, scrolled(kit.VStack(kit.SpaceInside, p.steps(), p.w.contacts(p.e.Plan.Contacts)))))
}

func (p *emergencyPage) facts() fyne.CanvasObject {
	t := p.w.text
	begun := t.T("emergency.begun.nobody", "Time", p.w.momentWord(p.e.Begun))
	if p.e.BegunBy != "" {
		begun = t.T("emergency.begun.by", "Time", p.w.momentWord(p.e.Begun), "By", p.books.staff(p.e.BegunBy))
	}
	level := t.T("emergency.level.none")
	if l, d, decided := p.e.Level(); decided {
		level = t.T("emergency.level.decided", "Level", p.w.levelWord(l), "Time", p.w.momentWord(d.At), "By", p.books.staff(d.By))
	}
	facts := [][2]string{{t.T("emergency.begun"), begun}}
	if p.e.Ended.IsZero() {
		facts = append(facts, [2]string{t.T("emergency.reopen.posts"), p.w.postWords(p.e.Plan.Reopen)})
	} else {
		facts = append(facts, [2]string{t.T("emergency.ended.fact"), p.endedWord()})
	}
	return kit.VStack(kit.SpaceInside, p.w.facts(facts...),
		kit.Sides(nil, nil, kit.HStack(kit.SpaceInside, upright(kit.Note(t.T("emergency.level")))), p.decide(), kit.PadXY(kit.SpaceInside, 0, upright(kit.NewText(level, kit.TextStyle{Bold: true})))))
}

// endedWord is when work went on, and by whom: of two where two were asked.
func (p *emergencyPage) endedWord() string {
	word := p.w.momentWord(p.e.Ended) + "  " + p.books.staff(p.e.EndedBy)
	if p.e.Witness != "" {
		word += "・" + p.books.staff(p.e.Witness)
	}
	if p.e.Mistake {
		word += "  " + p.w.text.T("emergency.mistaken")
	}
	return word
}

// postWords are posts in one line.
func (w *Window) postWords(posts []juki.Post) string {
	words := make([]string, len(posts))
	for i, post := range posts {
		words[i] = w.text.T("post." + post.ID())
	}
	return strings.Join(words, "・")
}

// decide is the button that decides the level, for whoever may decide one; none when nothing is left to decide.
func (p *emergencyPage) decide() fyne.CanvasObject {
	if !p.e.Ended.IsZero() {
		return nil
	}
	post := p.w.Session.View().Operator.Post
	may := slices.ContainsFunc(p.e.Plan.Levels, func(l stock.EmergencyLevel) bool { return stock.Answers(post, l.Decides) })
	return unless(may, kit.NewButton("emergency.level", p.w.text.T("emergency.level.decide"), kit.Outlined, p.askLevel).Sized(kit.InTable))
}

func (p *emergencyPage) askLevel() {
	t := p.w.text
	post := p.w.Session.View().Operator.Post
	list := kit.VStack(kit.SpaceInside)
	d := &kit.Dialog{ID: "emergency.level", Title: t.T("emergency.level.decide"), Body: list, Confirm: t.T("emergency.back")}
	for _, l := range p.e.Plan.Levels {
		b := kit.NewButton("emergency.level."+l.ID, t.T("emergency.level.decide"), kit.Outlined, func() {
			d.Close()
			p.act(func(ctx context.Context) error { return p.w.Keeper.DecideLevel(ctx, p.number, l.ID, "") }, p.w.levelWord(l))
		}).Sized(kit.InTable)
		words := kit.Body(t.T("emergency.level.who", "Level", p.w.levelWord(l), "Post", t.T("post."+l.Decides.ID())))
		list.Add(kit.Sides(nil, nil, nil, unless(stock.Answers(post, l.Decides), b), words))
		list.Add(kit.Ruling())
	}
	p.w.frame.Show(d)
}

// act does something and shows the page anew with what was noted.
func (p *emergencyPage) act(do func(context.Context) error, noted string) {
	p.w.do(p, do, func(err error) {
		p.failure, p.said = err, ""
		if err == nil {
			p.said = p.w.text.T("emergency.said", "Step", noted)
		}
		p.load()
	})
}

func (p *emergencyPage) steps() fyne.CanvasObject {
	t := p.w.text
	done := 0
	for _, s := range p.e.Plan.Steps {
		if _, ok := p.e.DoneOf(s.ID); ok {
			done++
		}
	}
	list := kit.VStack(kit.SpaceTight, kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("emergency.steps", "Done", p.w.number(done), "All", p.w.number(len(p.e.Plan.Steps))))))
	if len(p.e.Plan.Steps) == 0 {
		list.Add(kit.Body(t.T("emergency.steps.none")))
	}
	for n, s := range p.e.Plan.Steps {
		list.Add(p.step(n, s))
		list.Add(kit.Ruling())
	}
	return list
}

func (p *emergencyPage) step(n int, s stock.PlanStep) fyne.CanvasObject {
	t := p.w.text
	d, done := p.e.DoneOf(s.ID)
	mark, note := plain(n+1), t.T("incident.step.post", "Post", t.T("post."+s.Post.ID()))
	if s.FromLevel > 0 {
		note += "  " + t.T("emergency.step.from", "N", s.FromLevel)
	}
	if done {
		mark, note = "✓", t.T("incident.step.done", "Time", p.w.momentWord(d.At), "By", p.books.staff(d.By))
	}
	words := kit.VStack(0, kit.NewText(p.w.stepWord(s.Step), kit.TextStyle{Bold: !done}), kit.Note(note))
	if d.Note != "" {
		words = kit.VStack(kit.SpaceTight, words, p.w.noted("emergency.noted."+s.ID, string(p.number), d.Note))
	}
	right := kit.HStack(kit.SpaceBetween)
	switch {
	case done || !p.e.Ended.IsZero():
	case !p.e.Asked(s):
		right.Add(upright(kit.NewTag(t.T("emergency.step.off"), kit.Info)))
	default:
		p.open(right, s)
	}
	left := kit.Width(stepMarkWidth, upright(kit.NewText(mark, kit.TextStyle{Size: kit.Text20, Bold: true, Keep: true, Align: fyne.TextAlignCenter})))
	return kit.Sides(nil, nil, left, right, kit.PadXY(kit.SpaceInside, kit.SpaceTight, words))
}

// open is until when a step is to be done, and the button of whoever answers for it.
func (p *emergencyPage) open(right *fyne.Container, s stock.PlanStep) {
	t := p.w.text
	switch due := p.e.Due(s); {
	case s.BeforeReopen:
		right.Add(upright(kit.NewTag(t.T("emergency.step.before"), kit.Warning)))
	case due.IsZero():
	case due.Before(p.w.Now()):
		right.Add(upright(kit.NewTag(t.T("incident.step.late", "Time", p.w.momentWord(due)), kit.Error)))
	default:
		right.Add(upright(kit.NewTag(t.T("incident.step.due", "Time", p.w.momentWord(due)), kit.Info)))
	}
	may := stock.Answers(p.w.Session.View().Operator.Post, s.Post)
	right.Add(upright(unless(may, kit.NewButton("emergency.step."+s.ID, t.T("incident.step.do"), kit.Outlined, func() { p.askStep(s) }).Sized(kit.InTable))))
}

func (p *emergencyPage) askStep(s stock.PlanStep) {
	t := p.w.text
	note := kit.NewField("emergency.note", t.T("incident.note")).Support(t.T("incident.note.support")).Covered(p.w.curtain, "note")
	p.w.frame.Show(&kit.Dialog{ID: "emergency.step", Title: p.w.stepWord(s.Step), Body: note, Confirm: t.T("incident.step.do"), Cancel: t.T("emergency.back"), OnConfirm: func() bool {
		text := note.Text()
		p.act(func(ctx context.Context) error { return p.w.Keeper.DoEmergencyStep(ctx, p.number, s.ID, text) }, p.w.stepWord(s.Step))
		return true
	}})
	note.Focus()
}

// contacts is the 緊急時連絡網: posts and offices in the order they are called.
func (w *Window) contacts(contacts []stock.Contact) fyne.CanvasObject {
	t := w.text
	list := kit.VStack(kit.SpaceTight, kit.PadXY(0, kit.SpaceInside, kit.Subheading(t.T("emergency.contacts"))))
	for _, c := range contacts {
		name, deputy := c.Japanese, c.DeputyJapanese
		if w.Language == "en" {
			name, deputy = c.English, c.DeputyEnglish
		}
		line := kit.HStack(kit.SpaceGroups, kit.Width(contactWidth, kit.NewText(name, kit.TextStyle{Bold: true})), kit.Line(c.Phone))
		if c.Night != "" {
			line.Add(kit.Line(t.T("emergency.contact.night", "Phone", c.Night)))
		}
		if deputy != "" {
			line.Add(kit.Line(t.T("emergency.contact.deputy", "Name", deputy, "Phone", c.DeputyPhone)))
		}
		list.Add(line)
		list.Add(kit.Ruling())
	}
	return list
}

const contactWidth = 300 // pixels

func (p *emergencyPage) bottom() fyne.CanvasObject {
	t := p.w.text
	print := unless(p.w.mayDo(oplog.SheetMade), kit.NewButton("emergency.print", t.T("emergency.print"), kit.Outlined, p.print).Sized(kit.Main).Key(fyne.KeyF7))
	if !p.e.Ended.IsZero() {
		back := kit.NewButton("emergency.back", t.T("emergency.back"), kit.Outlined, func() { p.w.open(incidents) }).Key(fyne.KeyEscape)
		return bottom(back, print)
	}
	op := p.w.Session.View().Operator
	if p.e.Drill {
		may := p.e.Reopens(op.Post) || p.e.BegunBy == "" || p.e.BegunBy == op.ID
		return bottom(print, unless(may, kit.NewButton("emergency.end", t.T("emergency.end.drill"), kit.Filled, p.askEndDrill).Sized(kit.Main).Key(fyne.KeyF8)))
	}
	kind := kit.Outlined
	if p.e.Ready() {
		kind = kit.Filled
	}
	may := p.e.Reopens(op.Post)
	return bottom(print,
		unless(may, kit.NewButton("emergency.mistake", t.T("emergency.mistake"), kit.Outlined, func() { p.askEnd(true) }).Sized(kit.Main)),
		unless(may, kit.NewButton("emergency.end", t.T("emergency.end"), kind, func() { p.askEnd(false) }).Sized(kit.Main).Key(fyne.KeyF8)))
}

// askEnd asks once before work goes on; what is not done yet is said before.
func (p *emergencyPage) askEnd(mistake bool) {
	t := p.w.text
	if !mistake && !p.e.Ready() {
		p.failure, p.said = juki.Refuse(juki.StepsOpen), ""
		p.w.redraw()
		return
	}
	title, what := t.T("emergency.end.do"), t.T("emergency.end.what", "Number", string(p.number))
	if mistake {
		title, what = t.T("emergency.mistake"), t.T("emergency.mistake.what")
	}
	p.w.frame.Show(&kit.Dialog{ID: "emergency.end", Title: title, Body: kit.Body(what), Confirm: t.T("emergency.end.do"), Cancel: t.T("emergency.back"), OnConfirm: func() bool {
		p.w.do(p, func(ctx context.Context) error { return p.end(ctx, "", mistake) }, p.ended)
		return true
	}})
}

// askEndDrill: whoever began a drill ends it with another person.
func (p *emergencyPage) askEndDrill() {
	p.w.askSecondPerson(p.w.text.T("emergency.end.drill.what", "Number", string(p.number)), oplog.EmergencyEnded, nil, func(ctx context.Context, c confirmation) error {
		return p.end(ctx, c.Operator.ID, false)
	}, p.ended)
}

func (p *emergencyPage) end(ctx context.Context, witness juki.OperatorID, mistake bool) error {
	if err := p.w.Keeper.EndEmergency(ctx, p.number, witness, mistake); err != nil {
		return err
	}
	return p.w.Emergency.Read(ctx)
}

func (p *emergencyPage) ended(err error) {
	p.failure, p.said = err, ""
	if err == nil {
		p.said = p.w.text.T("emergency.ended", "Number", string(p.number))
	}
	p.load()
}

func (p *emergencyPage) load() {
	var books stockBooks
	var e stock.Emergency
	p.w.do(p, func(ctx context.Context) (err error) {
		if books, err = p.w.readStockBooks(ctx); err != nil {
			return err
		}
		e, err = p.w.Stock.EmergencyOf(ctx, p.number)
		return err
	}, func(err error) {
		if err != nil {
			p.failure = err
		}
		p.books, p.e = books, e
		p.w.redraw()
	})
}

func (p *emergencyPage) print() {
	p.w.makePaper(p, PaperRequest{Kind: stock.PaperEmergency, Emergency: p.number, Day: juki.DateOf(p.w.Now())}, func(err error) {
		p.failure = err
		p.w.redraw()
	})
}

// levelWord is a level in the clerk's language.
func (w *Window) levelWord(l stock.EmergencyLevel) string {
	if w.Language == "en" && l.English != "" {
		return l.English
	}
	return l.Japanese
}
