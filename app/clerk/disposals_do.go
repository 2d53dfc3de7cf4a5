package clerk

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// disposePage records that one thing was disposed of: how, that its face and its chip are gone, each by itself, where, by whom, and who
// stood by with the own card (第22条第1号); of a medium, which has neither, how it was initialised before (第19条第1号). The next one may be done in
// the same way without typing it again.
type disposePage struct {
	w       *Window
	books   stockBooks
	c       stock.DisposalCase
	left    []stock.DisposalCase // that are approved, this one with them
	fields  disposeFields
	wrong   string // what is not filled in
	done    bool
	failure error
}

// disposeFields outlive a redraw; but for the ticks and how a medium was initialised they also stay for the next thing.
type disposeFields struct {
	methods                        []string // what method offers
	method                         *kit.Radio
	initialised                    *kit.Radio
	face, chip                     *kit.Checks
	where, contractor, certificate *kit.Field
}

func newDisposePage(w *Window, b stockBooks, c stock.DisposalCase, left []stock.DisposalCase) *disposePage {
	t := w.text
	p := &disposePage{w: w, books: b, left: left}
	p.fields = disposeFields{
		where:       kit.NewField("dispose.where", t.T("dispose.where")).Support(t.T("dispose.where.support")).Covered(w.curtain, "note"),
		contractor:  kit.NewField("dispose.contractor", t.T("dispose.contractor")).Support(t.T("dispose.contractor.support")).Covered(w.curtain, "note"),
		certificate: kit.NewField("dispose.certificate", t.T("dispose.certificate")).Support(t.T("dispose.certificate.support")),
	}
	p.turn(c)
	return p
}

// methodWord is how something is disposed of; a profile names no other methods.
func (w *Window) methodWord(id string) string {
	return w.text.T("dispose.method." + id)
}

// initialisedWord is how a medium was initialised; "" of everything else.
func (w *Window) initialisedWord(i stock.Initialisation) string {
	if i == "" {
		return ""
	}
	return w.text.T("dispose.init." + string(i))
}

func worded[T any](list []T, word func(T) string) []string {
	words := make([]string, len(list))
	for i, x := range list {
		words[i] = word(x)
	}
	return words
}

// turn takes the next thing: what is kept is kept, what must be looked at each time is asked again.
func (p *disposePage) turn(c stock.DisposalCase) {
	t := p.w.text
	p.c, p.done, p.failure, p.wrong = c, false, nil, ""
	if methods := p.books.rules.MethodsFor(c.Things.Item); p.fields.method == nil || !slices.Equal(methods, p.fields.methods) {
		p.fields.methods, p.fields.method = methods, kit.NewRadio("dispose.method", worded(methods, p.w.methodWord))
	}
	p.fields.initialised = kit.NewRadio("dispose.init", worded(stock.Initialisations(), p.w.initialisedWord))
	p.fields.face = kit.NewChecks("dispose.face", []string{t.T("dispose.face")}, 1)
	p.fields.chip = kit.NewChecks("dispose.chip", []string{t.T("dispose.chip")}, 1)
}

func (p *disposePage) leave() {}

// medium tells whether it is a medium that is disposed of.
func (p *disposePage) medium() bool { return p.c.Things.Item == stock.StorageMedia }

func (p *disposePage) show() fyne.CanvasObject {
	t, c := p.w.text, p.c
	head := kit.VStack(kit.SpaceBetween, kit.Heading(t.T("dispose.title", "Number", string(c.Number))))
	if b := p.w.trouble(codeOf(p.failure)); b != nil {
		head.Add(b)
	}
	if p.wrong != "" {
		head.Add(kit.NewBanner("dispose.wrong", kit.Warning, t.T("code.proof-missing.what"), p.wrong))
	}
	head.Add(p.w.facts([2]string{p.w.itemWord(p.books.item(c.Things.Item)), p.w.caseThings(p.books, c.Things)}, [2]string{t.T("stock.place"), p.w.placeWord(p.books.place(c.Place))},
		[2]string{t.T("disposal.why"), p.w.whyWord(c.Why)}, [2]string{t.T("disposal.by"), p.books.staff(c.DecidedBy)}, [2]string{t.T("disposal.approved"), p.books.staff(c.ApprovedBy)}))
	back := kit.NewButton("dispose.back", t.T("dispose.back"), kit.Outlined, func() { p.w.turnTo(newDisposalsPageAt(p.w, tabDispose, "")) }).Key(fyne.KeyEscape)
	if p.done {
		return p.showDone(head, back)
	}
	form := kit.Columns(kit.SpaceGroups, p.how(),
		kit.VStack(kit.SpaceGroups, p.fields.where, kit.Columns(kit.SpaceBetween, p.fields.contractor, p.fields.certificate)))
	do := unless(p.w.mayDo(oplog.DisposalDone), kit.NewButton("dispose.do", t.T("dispose.do"), kit.Filled, p.dispose).Sized(kit.Main).Key(fyne.KeyF5))
	return kit.Sides(head, bottom(back, do), nil, nil, kit.PadXY(0, kit.SpaceInside, scrolled(form)))
}

// how asks for the method and for what has to be seen: of a medium first how it was initialised, of all others that nobody can read them.
func (p *disposePage) how() fyne.CanvasObject {
	t := p.w.text
	method := kit.VStack(0, kit.Label(t.T("dispose.method")), p.fields.method)
	if p.medium() {
		return kit.VStack(kit.SpaceGroups, kit.VStack(0, kit.Label(t.T("dispose.init")), p.fields.initialised), method)
	}
	checks := kit.VStack(0, kit.Label(t.T("dispose.checks")), p.fields.face)
	if p.c.Things.Chipped() {
		checks.Add(p.fields.chip)
	}
	return kit.VStack(kit.SpaceGroups, method, checks)
}

// showDone leads to the next thing, in the same way.
func (p *disposePage) showDone(head *fyne.Container, back *kit.Button) fyne.CanvasObject {
	t := p.w.text
	head.Add(kit.NewBanner("dispose.done", kit.Success, t.T("dispose.done", "Number", string(p.c.Number)), t.T("dispose.done.body", "Method", p.w.methodWord(p.method()))))
	head.Add(kit.Sides(nil, nil, upright(kit.Label(t.T("dispose.where"))), nil,
		kit.PadXY(kit.SpaceBetween, 0, p.w.noted("dispose.done.where", string(p.c.Number), strings.TrimSpace(p.fields.where.Text())))))
	if len(p.left) == 0 {
		head.Add(kit.Body(t.T("dispose.last")))
		return kit.Sides(head, bottom(back), nil, nil, kit.VStack(0))
	}
	next := p.left[0]
	head.Add(kit.Body(t.T("dispose.left", "N", p.w.number(len(p.left)), "Number", string(next.Number), "Things", p.w.itemWord(p.books.item(next.Things.Item))+" "+p.w.caseThings(p.books, next.Things))))
	same := kit.NewButton("dispose.next", t.T("dispose.next"), kit.Filled, func() {
		p.turn(next)
		p.w.redraw()
	}).Sized(kit.Main).Key(fyne.KeyF5)
	return kit.Sides(head, bottom(back, same), nil, nil, kit.VStack(0))
}

func (p *disposePage) method() string {
	if i := p.fields.method.Selected(); i >= 0 {
		return p.fields.methods[i]
	}
	return ""
}

// initialised is how the medium was initialised; "" while nothing is chosen, and of everything else.
func (p *disposePage) initialised() stock.Initialisation {
	if i := p.fields.initialised.Selected(); i >= 0 && p.medium() {
		return stock.Initialisations()[i]
	}
	return ""
}

// proof is what was filled in; what is missing, in words, is "" when nothing is.
func (p *disposePage) proof() (proof stock.DisposalProof, missing string) {
	t, f := p.w.text, p.fields
	readable, chipped := !p.medium(), p.c.Things.Chipped()
	proof = stock.DisposalProof{Method: p.method(), Initialised: p.initialised(), FaceGone: readable && len(f.face.Selected()) > 0, ChipGone: chipped && len(f.chip.Selected()) > 0,
		Where: strings.TrimSpace(f.where.Text()), Contractor: strings.TrimSpace(f.contractor.Text()), Certificate: strings.TrimSpace(f.certificate.Text())}
	var parts []string
	need := func(there bool, key string) {
		if !there {
			parts = append(parts, t.T(key))
		}
	}
	need(proof.Initialised != "" || readable, "dispose.need.init")
	need(proof.Method != "", "dispose.need.method")
	need(proof.FaceGone || !readable, "dispose.need.face")
	need(proof.ChipGone || !chipped, "dispose.need.chip")
	need(proof.Where != "", "dispose.need.where")
	need(proof.Contractor == "" || proof.Certificate != "", "dispose.need.certificate")
	if len(parts) == 0 {
		return proof, ""
	}
	return proof, t.T("dispose.need", "Parts", strings.Join(parts, t.T("stock.and")))
}

// dispose calls the witness when everything was confirmed.
func (p *disposePage) dispose() {
	t, c := p.w.text, p.c
	proof, missing := p.proof()
	p.wrong, p.failure = missing, nil
	p.w.redraw()
	if missing != "" {
		return
	}
	what := t.T("dispose.witness", "Number", string(c.Number), "Things", p.w.itemWord(p.books.item(c.Things.Item))+" "+p.w.caseThings(p.books, c.Things), "Method", p.w.methodWord(proof.Method))
	if p.medium() {
		what += t.T("dispose.witness.medium", "How", p.w.initialisedWord(proof.Initialised))
	}
	p.w.askWitness(what, oplog.DisposalDone, nil, func(ctx context.Context, by confirmation) error {
		return p.w.Keeper.Dispose(ctx, c.Number, proof, by.Operator.ID)
	}, func(error) {
		if p.w.page != page(p) {
			return
		}
		p.done = true
		p.left = slices.DeleteFunc(slices.Clone(p.left), func(one stock.DisposalCase) bool { return one.Number == c.Number })
		p.w.redraw()
	})
}
