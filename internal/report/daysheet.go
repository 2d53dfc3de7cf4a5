package report

import (
	"fmt"
	"io"
	"strings"

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
	h := header{title: "日次在庫照合表", date: s.Date, city: s.City, office: s.Office, terminal: s.Terminal, madeAt: s.MadeAt}
	p, err := newDocument(h, o)
	if err != nil {
		return nil, fmt.Errorf("open the day's sheet of %s: %w", s.Date, err)
	}
	d := daySheet{paper: p, sheet: s, header: h}
	p.turnPage()
	y := d.head()
	y = d.verdict(y)
	y = d.table(y)
	y = d.remarks(y, qrLeastSize)
	if y, err = d.checkpoint(y); err != nil {
		return nil, fmt.Errorf("set the day's sheet of %s: %w", s.Date, err)
	}
	p.notes(y+4, d.turn)
	return p, nil
}

// daySheet is the sheet while it is set.
type daySheet struct {
	paper  *paper
	sheet  stock.DaySheet
	header header
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
	seals := d.seals()
	y := topEdge + 22.5
	for _, line := range [][2]string{
		{"施設", s.City + " " + s.Office},
		{"端末", s.Terminal},
		{"計数", d.counted()},
		{"計数者", d.counters()},
		{"作成", moment(s.MadeAt)},
	} {
		p.text(leftEdge, y, softStyle, line[0])
		y = p.paragraph(leftEdge+14, y, seals-leftEdge-18, bodyStyle, line[1])
	}
	return max(y, topEdge+30) + 1
}

// seals draws the boxes for the seals, the highest post on the left, and gives their left edge.
func (d *daySheet) seals() float64 {
	const side, label = 20.0, 5.5
	names := []string{"課長", "係長", "担当"}
	x := rightEdge - side*float64(len(names))
	first := x
	for _, name := range names {
		d.paper.fill(x, topEdge, side, label, tint)
		d.paper.box(x, topEdge, side, label, 0.2, frame)
		d.paper.box(x, topEdge+label, side, side, 0.2, frame)
		d.paper.textCentre(x+side/2, middle(topEdge, label, softStyle), style{8, false, black}, name)
		x += side
	}
	return first
}

func (d *daySheet) counted() string {
	if d.sheet.CountStarted.IsZero() {
		return "未実施"
	}
	return clock(d.sheet.CountStarted) + "～" + clock(d.sheet.CountEnded)
}

// counters names who counted: the name with the id, or the id alone.
func (d *daySheet) counters() string {
	if len(d.sheet.CountedBy) == 0 {
		return "―"
	}
	var people []string
	for i, id := range d.sheet.CountedBy {
		person := string(id)
		if i < len(d.sheet.CountedNames) && d.sheet.CountedNames[i] != "" {
			person = d.sheet.CountedNames[i] + "(" + person + ")"
		}
		people = append(people, person)
	}
	return strings.Join(people, "、")
}

// verdict says in a frame what a supervisor looks for first: the result, and below it each place that differs.
func (d *daySheet) verdict(y float64) float64 {
	const least, label = 10.0, 26.0
	p := d.paper
	result, places := d.conclusion()
	size := style{11, true, black}
	if !d.agrees() {
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

// conclusion is agreed, different or not wholly counted, in words, and the first places that differ.
func (d *daySheet) conclusion() (result string, places []string) {
	uncounted, different := d.disagreements()
	const most = 5
	for _, row := range different[:min(len(different), most)] {
		what := "差 " + difference(row.Difference)
		if row.Difference == 0 {
			what = "枚数は一致、製造番号が相違"
		}
		places = append(places, fmt.Sprintf("%s %s: %s", row.Item.Japanese(), row.Place.Japanese(), what))
	}
	if len(different) > most {
		places = append(places, fmt.Sprintf("ほか %d か所", len(different)-most))
	}
	switch {
	case len(d.sheet.Rows) == 0:
		return "対象の品目なし", nil
	case len(different) > 0 && uncounted > 0:
		return fmt.Sprintf("差異あり %dか所、未計数 %dか所", len(different), uncounted), places
	case len(different) > 0:
		return fmt.Sprintf("差異あり %dか所", len(different)), places
	case uncounted > 0:
		return fmt.Sprintf("未計数 %dか所", uncounted), nil
	}
	return "差異なし(帳簿残と実数が一致)", nil
}

// disagreements counts the places not counted and gives those where count and ledger differ.
func (d *daySheet) disagreements() (uncounted int, different []stock.SheetRow) {
	for _, row := range d.sheet.Rows {
		if !row.CountedOK {
			uncounted++
		}
		if row.Differs() {
			different = append(different, row)
		}
	}
	return uncounted, different
}

func (d *daySheet) agrees() bool {
	uncounted, different := d.disagreements()
	return uncounted == 0 && len(different) == 0
}
