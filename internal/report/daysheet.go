package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// DaySheet writes the 日次在庫照合表 of s as an A4 PDF: items and places with yesterday, in, out, book, count, difference
// and reason, the breakdown by state, seal boxes, and the signed checkpoint of the log as QR code. The same sheet and options
// give the same bytes. An error means that nothing useful was written: the checkpoint is too long for a QR code, w failed,
// or the PDF library gave up.
func DaySheet(w io.Writer, s stock.DaySheet, o Options) error {
	p, err := Compose(s, o)
	if err != nil {
		return err
	}
	return p.WritePDF(w)
}

func setDaySheet(s stock.DaySheet, o Options) (*paper, error) {
	h := header{title: "日次在庫照合表", date: s.Date, city: s.City, office: s.Office, terminal: s.Terminal, madeAt: s.MadeAt, mark: closedMark(s)}
	p, err := newDocument(h, o)
	if err != nil {
		return nil, fmt.Errorf("open the day's sheet of %s: %w", s.Date, err)
	}
	d := daySheet{paper: p, sheet: s, header: h, names: stock.PaperHead{Items: s.Kinds, Places: s.Places}, cosigned: o.Cosigned}
	d.columns = d.chooseColumns()
	p.turnPage()
	y := d.head()
	y = d.verdict(y)
	y = d.table(y)
	y = d.pending(y)
	y = d.remarks(y, d.anchorSize())
	if y, err = d.checkpoint(y); err != nil {
		return nil, fmt.Errorf("set the day's sheet of %s: %w", s.Date, err)
	}
	p.notes(y+4, d.turn)
	return p, nil
}

// daySheet is the sheet while it is set.
type daySheet struct {
	paper   *paper
	sheet   stock.DaySheet
	header  header
	columns []column
	names   stock.PaperHead // of items and places; empty on sheets kept before they were kept with them

	cosigned string // the checkpoint with the signatures of operator cards; "" for none
}

// keepsDay tells whether the sheet was made where business days are opened and closed; older ones say nothing of it.
func keepsDay(s stock.DaySheet) bool {
	return len(s.Kinds) > 0 || len(s.Places) > 0 || !s.OpenedAt.IsZero() || !s.ClosedAt.IsZero()
}

// closedMark says on every page whether the figures are final: a sheet made before the closing must not pass for the day's.
func closedMark(s stock.DaySheet) string {
	switch {
	case !keepsDay(s):
		return ""
	case s.ClosedAt.IsZero():
		return "未締め"
	}
	return "締め済"
}

func (d *daySheet) turn() float64 {
	d.paper.turnPage()
	return d.paper.runningHead(d.header)
}

// head sets title, date, whose sheet it is and who counted, with the seal boxes beside, and gives where the rest begins.
func (d *daySheet) head() float64 {
	p, s := d.paper, d.sheet
	p.text(leftEdge, topEdge+6.5, titleStyle, d.header.title)
	p.text(leftEdge, topEdge+15, dateStyle, s.Date.Wareki())
	if d.header.mark != "" {
		p.framed(leftEdge+p.width(dateStyle, s.Date.Wareki())+5, topEdge+10, style{10, true, black}, d.header.mark)
	}
	seals := p.seals([]string{"課長", "係長", "担当"})
	y := p.facts(topEdge+22.5, seals-leftEdge-4, d.facts())
	return max(y, topEdge+30) + 1
}

// facts are whose sheet it is, its business day, and who counted.
func (d *daySheet) facts() []fact {
	s := d.sheet
	facts := []fact{{"施設", s.City + " " + s.Office}}
	if s.Group != "" {
		facts = append(facts, fact{"場所区分", s.Group})
	}
	facts = append(facts, fact{"端末", s.Terminal})
	if keepsDay(s) {
		facts = append(facts, fact{"業務日", d.businessDay()})
	}
	facts = append(facts, fact{"計数", d.counted()})
	if s.SecondAsked || len(s.SecondBy) > 0 {
		facts = append(facts, fact{"計数者(1回目)", counters(s.CountedBy, s.CountedNames)}, fact{"計数者(2回目)", counters(s.SecondBy, s.SecondNames)})
	} else {
		facts = append(facts, fact{"計数者", counters(s.CountedBy, s.CountedNames)})
	}
	return append(facts, fact{"作成", moment(s.MadeAt)})
}

// businessDay is when the day was opened, how, and when it was closed.
func (d *daySheet) businessDay() string {
	s, text := d.sheet, "開始なし"
	if !s.OpenedAt.IsZero() {
		text = "開始 " + d.onDay(s.OpenedAt)
	}
	if s.Exception != "" {
		text += "(前日未締めのまま開始: " + s.Exception.Japanese() + ")"
	}
	if s.ClosedAt.IsZero() {
		return text + "、未締め"
	}
	text += "、締め " + d.onDay(s.ClosedAt)
	if s.ClosedBy != "" {
		text += " " + counters([]juki.OperatorID{s.ClosedBy}, []string{s.ClosedName})
	}
	if s.Witness != "" {
		text += "、立会 " + counters([]juki.OperatorID{s.Witness}, []string{s.WitnessName})
	}
	return text
}

// onDay is a time of the sheet's day; another day is named, because a forgotten closing is made later.
func (d *daySheet) onDay(t time.Time) string {
	if juki.DateOf(t) == d.sheet.Date {
		return clock(t)
	}
	return moment(t)
}

func (d *daySheet) counted() string {
	if d.sheet.CountStarted.IsZero() {
		return "未実施"
	}
	return clock(d.sheet.CountStarted) + "～" + clock(d.sheet.CountEnded)
}

// counters names who counted: the name with the id, or the id alone.
func counters(ids []juki.OperatorID, names []string) string {
	if len(ids) == 0 {
		return "―"
	}
	var people []string
	for i, id := range ids {
		name := ""
		if i < len(names) {
			name = names[i]
		}
		people = append(people, named(string(id), name))
	}
	return strings.Join(people, "、")
}

// verdict says in a frame what a supervisor looks for first: the result, and below it each place that differs.
func (d *daySheet) verdict(y float64) float64 {
	const least, label = 10.0, 26.0
	p := d.paper
	result, places, agrees := d.conclusion()
	size := style{11, true, black}
	if !agrees {
		size.ink = warning
	}
	var details [][]glyph
	for _, place := range places {
		details = append(details, p.wrap(bodyStyle, place, contentWidth-label-6)...)
	}
	height := size.em()
	if len(details) > 0 {
		height += 1.5 + textHeight(bodyStyle, len(details))
	}
	whole := max(least, height+5)
	p.fill(leftEdge, y, label, whole, headTint)
	p.box(leftEdge, y, contentWidth, whole, 0.35, frame)
	p.textCentre(leftEdge+label/2, middle(y, whole, bodyBold), bodyBold, "照合結果")
	at := y + (whole-height)/2
	p.text(leftEdge+label+3, at+ascent*size.em(), size, result)
	at += size.em() + 1.5 + ascent*bodyStyle.em()
	for _, line := range details {
		p.glyphs(leftEdge+label+3, at, bodyStyle, line)
		at += bodyStyle.em() * lineSpacing
	}
	return y + whole + 4
}
