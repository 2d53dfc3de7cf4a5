package clerk

import (
	"context"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// receptionPage is the board: find a case, see what waits. Nothing else.
type receptionPage struct {
	w       *Window
	key     *kit.Field
	kana    *kit.Field
	birth   *kit.Field
	purpose *purposeChoice
	foundAs string // the purpose of what was found
	quiet   *quietSign
	failure error
	found   []counter.Case
	open    []counter.Case // handovers that were interrupted
	board   board          // what else waits today
	ready   int            // cards that can be handed over
	loaded  bool
	read    bool // the board was read
	taking  bool // a case is being opened: a second press opens nothing more
}

func newReceptionPage(w *Window) *receptionPage {
	p := &receptionPage{w: w}
	p.key = kit.NewField("reception.key", w.text.T("reception.key")).Support(w.text.T("reception.key.support")).Scanner(p.search).Covered(w.curtain, "notice")
	p.kana = kit.NewField("reception.kana", w.text.T("reception.kana")).Support(w.text.T("reception.kana.support")).Covered(w.curtain, "kana")
	p.purpose = w.newPurposeChoice("reception.purpose")
	p.birth = kit.NewField("reception.birth", w.text.T("reception.birth")).Support(w.text.T("reception.birth.support")).Covered(w.curtain, "birth")
	return p
}

func (p *receptionPage) leave() {}

func (p *receptionPage) quietAgain() {
	if p.quiet != nil {
		p.quiet.again()
	}
}

func (p *receptionPage) newDay() { p.load() }

func (p *receptionPage) newMode() { p.w.redraw() }

func (p *receptionPage) show() fyne.CanvasObject {
	t := p.w.text
	if !p.loaded {
		p.loaded = true
		p.load()
	}
	p.quiet = p.w.newQuietSign("reception.quiet")
	body := kit.VStack(kit.SpaceGroups, kit.Heading(t.T("room.reception")))
	if p.read && !p.board.opened {
		body.Add(p.w.notOpened())
	}
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		body.Add(b)
	}
	body.Add(kit.Card(kit.VStack(kit.SpaceBetween, kit.Columns(kit.SpaceGroups, kit.VStack(kit.SpaceInside, kit.Subheading(t.T("reception.find")), p.quiet.text), p.purpose.box),
		kit.Columns(kit.SpaceGroups,
			kit.VStack(kit.SpaceBetween, p.key, kit.HStack(0, kit.NewButton("reception.search", t.T("reception.search"), kit.Filled, func() { p.search(p.key.Text()) }).Key(fyne.KeyF5))),
			kit.VStack(kit.SpaceBetween, kit.Columns(kit.SpaceBetween, p.kana, p.birth),
				kit.HStack(0, kit.NewButton("reception.search-kana", t.T("reception.search-kana"), kit.Outlined, p.searchKana)))))))
	if len(p.found) > 0 && p.foundAs != forHandover {
		body.Add(kit.NewBanner("reception.purpose-note", kit.Info, t.T("purpose.only-looked", "Purpose", p.purpose.word(p.w, p.foundAs)), ""))
	}
	if len(p.found) > 0 {
		body.Add(p.caseList("found", t.T("reception.found", "N", len(p.found)), p.found))
	}
	if len(p.open) > 0 {
		body.Add(p.caseList("open", t.T("reception.open", "N", len(p.open)), p.open))
	}
	body.Add(p.waiting())
	if p.ready > 0 {
		body.Add(kit.Note(t.T("reception.ready", "N", p.w.number(p.ready))))
	}
	p.w.Bridge.Post(p.key.Focus)
	return kit.Scroll(kit.PadXY(kit.SpaceSmall, 0, body)) // room for the ring of the keyboard and the scroll bar
}

// waiting is what waits today besides the handovers.
func (p *receptionPage) waiting() fyne.CanvasObject {
	if !p.read || len(p.board.tasks) == 0 && (len(p.open) > 0 || !p.board.opened) { // a day to open is no calm day
		return kit.VStack(0)
	}
	return p.board.show(p.w)
}

// caseList shows the least that tells people apart: case, name, birth date of those who were searched for; of handovers
// that were interrupted nobody has asked for a person yet (第19条第3号).
func (p *receptionPage) caseList(id, title string, cases []counter.Case) fyne.CanvasObject {
	list := kit.VStack(kit.SpaceInside, kit.Subheading(title))
	if id == "found" && p.w.curtain.Shade() == kit.ShadeSealed {
		list.Add(kit.Note(p.w.text.T("reception.no-names")))
	}
	for _, c := range cases {
		label := p.w.text.T("reception.take")
		if c.State == counter.CaseInHandover {
			label = p.w.text.T("reception.resume")
		}
		take := kit.NewButton("case."+id+"."+string(c.Number), label, kit.Outlined, func() { p.take(c.Number) }).Sized(kit.InTable)
		row := kit.HStack(kit.SpaceGroups, kit.Line(string(c.Number)))
		switch {
		case id == "found" && c.Erased:
			row.Add(kit.Line(p.w.text.T("case.erased")))
		case id == "found" && p.w.curtain.Shade() != kit.ShadeSealed:
			name, birth := p.w.person("found."+string(c.Number), c.Number, c.Person, kit.Text16)
			row.Add(name)
			row.Add(birth)
		}
		row.Add(kit.Line(p.w.text.T("case." + string(c.State))))
		row.Add(kit.Filler())
		if id == "open" || p.foundAs == forHandover { // for anything else they were looked up, not called
			row.Add(take)
		}
		list.Add(row)
		list.Add(kit.Ruling())
	}
	return list
}

func (p *receptionPage) load() {
	var stored int
	var open []counter.Case
	var b board
	p.w.do(p, func(ctx context.Context) (err error) {
		if stored, err = p.w.Desk.Book.CountIn(ctx, counter.CaseStored); err != nil {
			return err
		}
		if open, err = p.w.Desk.Book.CasesIn(ctx, counter.CaseInHandover); err != nil {
			return err
		}
		b, err = p.w.readBoard(ctx)
		return err
	}, func(err error) {
		p.failure, p.ready, p.open, p.board, p.read = err, stored, open, b, err == nil
		p.w.redraw()
	})
}

func (p *receptionPage) search(text string) {
	key, err := counter.ParseKey(text)
	if err != nil {
		p.failed(err)
		return
	}
	p.find(key)
}

func (p *receptionPage) searchKana() {
	birth, err := juki.ParseDate(p.birth.Text())
	if err != nil {
		p.birth.SetError(p.w.text.T("reception.birth.error"))
		return
	}
	p.find(counter.Key{Kana: p.kana.Text(), Birth: birth})
}

func (p *receptionPage) find(key counter.Key) {
	var found []counter.Case
	purpose := p.purpose.chosen()
	p.w.do(p, func(ctx context.Context) (err error) {
		found, err = p.w.Desk.SearchFor(ctx, key, purpose)
		return err
	}, func(err error) {
		p.forget()
		p.failure, p.found, p.foundAs = err, found, purpose
		if err == nil && len(found) == 1 && key.Kana == "" && purpose == forHandover {
			p.take(found[0].Number)
			return
		}
		p.w.redraw()
	})
}

// forget empties the fields after a search while they are covered: nobody can read there what to mend, and nobody else should.
func (p *receptionPage) forget() {
	if p.w.curtain.Shade() == kit.ShadeNone {
		return
	}
	for _, f := range []*kit.Field{p.key, p.kana, p.birth} {
		f.SetText("")
	}
}

func (p *receptionPage) failed(err error) {
	p.failure, p.found = err, nil
	p.w.redraw()
}

// take begins or resumes the handover of a case.
func (p *receptionPage) take(n juki.CaseNumber) {
	if p.taking {
		return
	}
	p.taking = true
	next := newHandoverPage(p.w)
	var h *counter.Handover
	p.w.doOr(p, func(ctx context.Context) (err error) {
		h, err = p.w.Desk.Open(ctx, n, next.changed)
		return err
	}, func(err error) {
		p.taking = false
		if err != nil {
			p.failed(err)
			return
		}
		next.h = h
		p.w.turnTo(next)
	}, func() {
		if h != nil { // the clerk has gone elsewhere: a handover that nobody sees must not go on
			go h.Close()
		}
	})
}
