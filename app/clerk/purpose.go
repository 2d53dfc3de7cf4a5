package clerk

import (
	"madoguchi/app/kit"
)

// Purpose is what a person's data may be looked up, shown or printed for (第19条第3号), as the regulation calls it.
type Purpose struct {
	ID                string // as records name it
	Japanese, English string
}

// forHandover is the purpose that needs no choice: what a counter does all day.
const forHandover = "handover"

// purposeChoice asks what for. The handover stands first and is chosen already; anything else is one choice from a short list.
type purposeChoice struct {
	box  *kit.Select
	list []Purpose
}

func (w *Window) newPurposeChoice(id string) *purposeChoice {
	c := &purposeChoice{list: []Purpose{{ID: forHandover, Japanese: w.text.T("purpose.handover"), English: w.text.T("purpose.handover")}}}
	if w.Purposes != nil {
		c.list = w.Purposes()
	}
	words := make([]string, len(c.list))
	for i, p := range c.list {
		words[i] = w.purposeWord(p)
	}
	c.box = kit.NewSelect(id, w.text.T("purpose.label"), w.text.T("purpose.hint"), words)
	if len(c.list) > 0 {
		c.box.Choose(0)
	}
	return c
}

func (w *Window) purposeWord(p Purpose) string {
	if w.Language == "en" {
		return p.English
	}
	return p.Japanese
}

// chosen is the purpose as records name it, "" while none is.
func (c *purposeChoice) chosen() string {
	if i := c.box.Selected(); i >= 0 {
		return c.list[i].ID
	}
	return ""
}

// word is what the choice calls a purpose.
func (c *purposeChoice) word(w *Window, id string) string {
	for _, p := range c.list {
		if p.ID == id {
			return w.purposeWord(p)
		}
	}
	return id
}
