package clerk

import (
	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
)

// identityForm records which documents were seen (本人確認): the kinds, never a number.
type identityForm struct {
	w          *Window
	body       fyne.CanvasObject
	docs       []counter.Document
	own        *kit.Checks
	rep        *kit.Checks
	guardian   *kit.Checks // one box: 成年被後見人
	proof      *kit.Checks // one box: the representative's right was shown
	repSection fyne.CanvasObject
	person     juki.Person
}

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
	f.guardian.OnChanged(f.showRepresentative)
	f.repSection = kit.VStack(kit.SpaceInside, kit.Label(w.text.T("identity.representative")), f.rep, f.proof)
	f.body = kit.VStack(kit.SpaceBetween, kit.Label(w.text.T("identity.own")), kit.Note(w.text.T("identity.rule")), f.own, f.guardian, f.repSection)
	f.showRepresentative()
	return f
}

const documentColumns = 3

// showRepresentative shows the second list only when a legal representative must have come.
func (f *identityForm) showRepresentative() {
	if f.identity().NeedsRepresentative(f.person.Birth, juki.DateOf(f.w.Now())) {
		f.repSection.Show()
	} else {
		f.repSection.Hide()
	}
	if f.body != nil {
		f.body.Refresh()
	}
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
