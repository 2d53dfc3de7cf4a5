package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// identityForm records which documents were seen (本人確認): the kinds, never a number. Where a legal representative must
// have come too, that person's papers stand on a second leaf, so that the page never needs scrolling.
type identityForm struct {
	w              *Window
	person         juki.Person
	body           *fyne.Container
	docs           []counter.Document
	own, rep       *kit.Checks
	guardian       *kit.Checks // one box: 成年被後見人
	proof          *kit.Checks // one box: the representative's right was shown
	toOwn, toRep   *kit.Button
	representative bool // the second leaf is up
}

const documentColumns = 4

func newIdentityForm(w *Window, c counter.Case) *identityForm {
	f := &identityForm{w: w, person: c.Person}
	a, b := counter.Documents()
	f.docs = append(a, b...)
	labels := make([]string, len(f.docs))
	for i, d := range f.docs {
		labels[i] = w.text.T("doc." + string(d))
	}
	f.own = kit.NewChecks("identity.own", labels, documentColumns)
	f.rep = kit.NewChecks("identity.representative", labels, documentColumns)
	f.guardian = kit.NewChecks("identity.guardianed", []string{w.text.T("identity.guardianed")}, 1)
	f.proof = kit.NewChecks("identity.proof", []string{w.text.T("identity.proof")}, 1)
	f.toOwn = kit.NewButton("identity.to-own", w.text.T("identity.own"), kit.Outlined, func() { f.turn(false) })
	f.toRep = kit.NewButton("identity.to-representative", w.text.T("identity.representative"), kit.TextOnly, func() { f.turn(true) })
	f.guardian.OnChanged(func() { f.turn(f.representative) })
	f.body = kit.VStack(kit.SpaceInside)
	f.turn(false)
	return f
}

// turn shows one leaf: the resident's papers, or the legal representative's.
func (f *identityForm) turn(representative bool) {
	needed := f.identity().NeedsRepresentative(f.person.Birth, juki.DateOf(f.w.Now()))
	f.representative = representative && needed
	f.toOwn.SetKind(kit.Outlined)
	f.toRep.SetKind(kit.TextOnly)
	if f.representative {
		f.toOwn.SetKind(kit.TextOnly)
		f.toRep.SetKind(kit.Outlined)
	}
	f.body.RemoveAll()
	if needed {
		f.body.Add(kit.HStack(kit.SpaceInside, f.toOwn, f.toRep, kit.Filler()))
		f.body.Add(kit.Note(f.w.text.T("identity.both")))
	} else {
		f.body.Add(kit.Note(f.w.text.T("identity.rule")))
	}
	if f.representative {
		f.body.Add(f.rep)
		f.body.Add(f.proof)
	} else {
		f.body.Add(f.own)
		f.body.Add(f.guardian)
	}
	f.body.Refresh()
}

// identity is what was ticked.
func (f *identityForm) identity() counter.Identity {
	return counter.Identity{Documents: f.ticked(f.own), Representative: f.ticked(f.rep),
		Guardianed: len(f.guardian.Selected()) > 0, Proof: len(f.proof.Selected()) > 0}
}

func (f *identityForm) ticked(c *kit.Checks) []counter.Document {
	var docs []counter.Document
	for _, i := range c.Selected() {
		docs = append(docs, f.docs[i])
	}
	return docs
}
