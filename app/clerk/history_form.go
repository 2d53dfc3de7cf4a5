package clerk

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// historyForm is the conditions of a search. The usual ones are always there, the others when somebody asks for more.
type historyForm struct {
	w          *Window
	from, to   *kit.Field
	caseNo     *kit.Field
	card       *kit.Field
	operator   *kit.Select
	operators  []juki.OperatorID
	area       *kit.Select
	code       *kit.Select
	codes      []juki.Code
	use        *kit.Select // why personal data was used
	purpose    *kit.Select // why somebody looks into the log
	event      oplog.EventID
	wanted     oplog.Search // what the form began with: its operator and code are chosen when the choices are there
	more       bool
	searchable func()
}

// historyDays is how far back the form looks at first.
const historyDays = 30

func newHistoryForm(w *Window, s oplog.Search, purpose string, search func()) *historyForm {
	t := w.text
	f := &historyForm{w: w, wanted: s, event: s.Event, searchable: search}
	today := juki.DateOf(w.Now())
	from, to := today.AddDays(-historyDays).String(), today.String()
	if !s.From.IsZero() {
		from = momentText(s.From, false)
	}
	if !s.Until.IsZero() {
		to = momentText(s.Until, true)
	}
	if s.Case != "" && s.From.IsZero() {
		from = "" // all the records of a case
	}
	f.from = kit.NewField("history.from", t.T("history.from"))
	f.from.SetText(from)
	f.to = kit.NewField("history.to", t.T("history.to"))
	f.to.SetText(to)
	f.caseNo = kit.NewField("history.case", t.T("history.case")).Covered(w.curtain, "person")
	f.caseNo.SetText(string(s.Case))
	f.card = kit.NewField("history.card", t.T("history.card")).Covered(w.curtain, "serial")
	f.card.SetText(s.Card)
	f.area = kit.NewSelect("history.area", t.T("history.area"), "", f.areaWords())
	f.area.Choose(1 + slices.Index(oplog.Areas(), s.Area))
	f.area.OnChanged(func(int) { f.event = oplog.EventID{} })
	f.use = kit.NewSelect("history.use", t.T("history.use"), "", append([]string{t.T("history.all")}, w.purposeWords(oplog.UsePurposes())...))
	f.use.Choose(1 + slices.Index(oplog.UsePurposes(), s.Purpose))
	f.purpose = kit.NewSelect("history.purpose", t.T("history.purpose"), t.T("history.purpose.hint"), w.purposeWords(oplog.LookPurposes()))
	f.purpose.Choose(slices.Index(oplog.LookPurposes(), purpose))
	f.more = s.Area != "" || s.Event != oplog.EventID{} || s.Code != "" || s.Purpose != "" || s.Card != ""
	f.offer(oplog.Choices{})
	return f
}

// logLanguage is the language that records are told in.
func (w *Window) logLanguage() oplog.Language {
	if w.Language == "en" {
		return oplog.English
	}
	return oplog.Japanese
}

func (w *Window) purposeWords(list []string) []string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = oplog.PurposeWord(p, w.logLanguage())
	}
	return words
}

func (f *historyForm) areaWords() []string {
	words := []string{f.w.text.T("history.all")}
	for _, a := range oplog.Areas() {
		words = append(words, a.Name(f.w.logLanguage()))
	}
	return words
}

// offer fills the lists of operators and codes with those that occur; what was chosen stays chosen.
func (f *historyForm) offer(c oplog.Choices) {
	t := f.w.text
	if f.operator != nil {
		f.wanted.Operator, f.wanted.Code = f.search().Operator, f.search().Code
	}
	if f.wanted.Operator != "" && !slices.Contains(c.Operators, f.wanted.Operator) {
		c.Operators = append(c.Operators, f.wanted.Operator)
	}
	if f.wanted.Code != "" && !slices.Contains(c.Codes, f.wanted.Code) {
		c.Codes = append(c.Codes, f.wanted.Code)
	}
	f.operators, f.codes = c.Operators, c.Codes
	operators, codes := []string{t.T("history.all")}, []string{t.T("history.all")}
	for _, o := range c.Operators {
		operators = append(operators, string(o))
	}
	for _, code := range c.Codes {
		codes = append(codes, t.T("code."+string(code)+".what"))
	}
	f.operator = kit.NewSelect("history.who", t.T("history.operator"), "", operators)
	f.operator.Choose(1 + slices.Index(f.operators, f.wanted.Operator))
	f.code = kit.NewSelect("history.code", t.T("history.code"), "", codes)
	f.code.Choose(1 + slices.Index(f.codes, f.wanted.Code))
}

func (f *historyForm) show() fyne.CanvasObject {
	t := f.w.text
	first := kit.HStack(kit.SpaceBetween, kit.Width(momentWidth, f.from), kit.Width(momentWidth, f.to))
	if f.w.oversees() {
		first.Add(kit.Width(operatorWidth, f.operator))
	}
	first.Add(kit.Width(caseWidth, f.caseNo))
	if f.w.oversees() {
		first.Add(kit.Width(purposeWidth, f.purpose))
	}
	first.Add(kit.VStack(0, kit.Filler(), kit.NewButton("history.search", t.T("history.search"), kit.Filled, f.searchable).Key(fyne.KeyF5)))
	rows := kit.VStack(kit.SpaceInside, first)
	if f.more {
		rows.Add(kit.HStack(kit.SpaceBetween, kit.Width(purposeWidth, f.area), kit.Width(purposeWidth, f.use), kit.Width(codeWidth, f.code), kit.Width(cardWidth, f.card)))
	} else {
		rows.Add(kit.HStack(0, kit.NewButton("history.more", t.T("history.more"), kit.TextOnly, func() { f.more = true; f.w.redraw() }).Sized(kit.InTable), kit.Filler()))
	}
	if (f.event != oplog.EventID{}) {
		rows.Add(kit.Note(t.T("history.event", "Event", oplog.EventTitle(f.event, f.w.logLanguage()))).WithID("history.event"))
	}
	return kit.Card(rows)
}

// Widths of the form's parts, in pixels.
const (
	momentWidth   = 190
	operatorWidth = 140
	caseWidth     = 160
	purposeWidth  = 230
	codeWidth     = 420
	cardWidth     = 160
)

// why is the chosen purpose of looking, "" for none.
func (f *historyForm) why() string {
	if i := f.purpose.Selected(); i >= 0 {
		return oplog.LookPurposes()[i]
	}
	return ""
}

// search reads what needs no checking.
func (f *historyForm) search() (s oplog.Search) {
	s.Event = f.event
	if i := f.operator.Selected(); i > 0 {
		s.Operator = f.operators[i-1]
	}
	if i := f.code.Selected(); i > 0 {
		s.Code = f.codes[i-1]
	}
	if i := f.area.Selected(); i > 0 {
		s.Area = oplog.Areas()[i-1]
	}
	if i := f.use.Selected(); i > 0 {
		s.Purpose = oplog.UsePurposes()[i-1]
	}
	s.Case = juki.CaseNumber(strings.ToUpper(strings.TrimSpace(f.caseNo.Text())))
	s.Card = strings.ToUpper(strings.TrimLeft(strings.TrimSpace(f.card.Text()), "*＊"))
	return s
}

// request reads the form; ok is false when a field does not read, which says so.
func (f *historyForm) request() (r HistoryRequest, ok bool) {
	t, s := f.w.text, f.search()
	ok = true
	check := func(good bool, field interface{ SetError(string) }, text string) {
		if good {
			text = ""
		} else {
			ok = false
		}
		field.SetError(text)
	}
	var read bool
	s.From, read = parseMoment(f.from.Text(), false)
	check(read, f.from, t.T("history.from.error"))
	s.Until, read = parseMoment(f.to.Text(), true)
	check(read && (s.From.IsZero() || s.Until.IsZero() || s.From.Before(s.Until)), f.to, t.T("history.from.error"))
	check(oplog.Search{Case: s.Case}.Valid(), f.caseNo, t.T("history.case.error"))
	check(oplog.Search{Card: s.Card}.Valid(), f.card, t.T("history.card.error"))
	check(!f.w.oversees() || f.why() != "", f.purpose, t.T("history.purpose.error"))
	return HistoryRequest{Search: s, Purpose: f.why(), Language: f.w.Language}, ok
}

// parseMoment reads "2026-11-24" or "2026-11-24 10:30"; "" is no bound. As an end, a day is with all of it and a minute too.
func parseMoment(text string, end bool) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, true
	}
	if d, err := juki.ParseDate(text); err == nil {
		if end {
			d = d.AddDays(1)
		}
		return d.Start(), true
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, juki.Tokyo())
	if err == nil && end {
		t = t.Add(time.Minute)
	}
	return t, err == nil
}

// momentText writes what parseMoment reads.
func momentText(t time.Time, end bool) string {
	d := juki.DateOf(t)
	if t.Equal(d.Start()) {
		if end {
			d = d.AddDays(-1)
		}
		return d.String()
	}
	if end {
		t = t.Add(-time.Minute)
	}
	return t.In(juki.Tokyo()).Format("2006-01-02 15:04")
}
