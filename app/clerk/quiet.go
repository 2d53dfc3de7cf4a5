package clerk

import "madoguchi/app/kit"

// quietSign is the sign beside fields where numbers and names are typed, while somebody may hear (第19条第6号): the louder, the nearer visitors are.
type quietSign struct {
	w    *Window
	text *kit.Text
}

func (w *Window) newQuietSign(id string) *quietSign {
	s := &quietSign{w: w, text: kit.NewText("", kit.TextStyle{Size: kit.Text16, Bold: true}).WithID(id)}
	s.again()
	return s
}

// again says what fits the mode of the screen; where nobody may hear it says nothing.
func (s *quietSign) again() {
	switch s.w.curtain.Shade() {
	case kit.ShadeNone:
		s.text.SetText("")
	case kit.ShadeSealed:
		s.text.SetText(s.w.text.T("quiet.near"))
	default:
		s.text.SetText(s.w.text.T("quiet"))
	}
}

// quietPage is a page that has such a sign: it follows the mode without being built anew.
type quietPage interface{ quietAgain() }
