package clerk

import (
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/stock"
)

// paperUse asks once more what a paper about people or cards is printed for, and how many copies are wanted (第19条第1号・第3号). The usual purpose is chosen
// already: then it is the one click on 印刷する.
type paperUse struct {
	purpose *purposeChoice
	copies  *kit.Select
}

const (
	mostCopies  = 5   // whoever needs more makes a second print
	copiesWidth = 110 // pixels
)

// usualPurpose is what a paper is nearly always printed for; "" where only the clerk knows.
func usualPurpose(kind stock.PaperKind) string {
	switch kind {
	case stock.PaperPick:
		return forHandover
	case stock.PaperList:
		return "stock-count"
	case stock.PaperTransfer:
		return "card-transfer"
	case stock.PaperIncident:
		return "investigation"
	}
	return ""
}

func (w *Window) newPaperUse(kind stock.PaperKind) *paperUse {
	u := &paperUse{purpose: w.newPurposeChoice("paper.purpose")}
	u.purpose.choose(usualPurpose(kind))
	numbers := make([]string, mostCopies)
	for i := range numbers {
		numbers[i] = strconv.Itoa(i + 1)
	}
	u.copies = kit.NewSelect("paper.copies", w.text.T("paper.copies"), "", numbers)
	u.copies.Choose(0)
	return u
}

// choose chooses a purpose; one that the regulation does not name leaves nothing chosen.
func (c *purposeChoice) choose(id string) {
	c.box.Choose(-1)
	for i, p := range c.list {
		if p.ID == id {
			c.box.Choose(i)
		}
	}
}

func (u *paperUse) show() fyne.CanvasObject {
	return kit.HStack(kit.SpaceBetween, kit.Width(choiceWidth, u.purpose.box), kit.Width(copiesWidth, u.copies))
}

// low puts a button at the level of the fields beside it, under their labels.
func low(b *kit.Button) fyne.CanvasObject { return kit.VStack(0, kit.Filler(), b) }

// asked is what the paper is printed for, and in how many copies: one, for nothing, of a paper about nobody.
func (p *paperPage) asked() (purpose string, copies int) {
	if p.use == nil {
		return "", 1
	}
	return p.use.purpose.chosen(), max(p.use.copies.Selected()+1, 1)
}

// reminder says what becomes of the paper afterwards; of spare prints also where they wait.
func (p *paperPage) reminder() fyne.CanvasObject {
	t := p.w.text
	if !p.printed || p.sent < 2 {
		return kit.NewBanner("paper.shred", kit.Info, t.T("paper.shred"), t.T("paper.shred.body"))
	}
	return kit.NewBanner("paper.shred", kit.Info, t.T("paper.shred"), t.T("paper.shred.spare", "N", p.w.number(p.sent-1))).
		With(kit.NewButton("paper.spares", t.T("spare.title"), kit.Outlined, func() { p.w.turnTo(newSparesPage(p.w)) }).Sized(kit.InTable))
}
