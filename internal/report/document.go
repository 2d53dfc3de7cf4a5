package report

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// document is a paper of the stock while it is set: what is common to all of them.
type document struct {
	paper  *paper
	header header
	head   stock.PaperHead
}

// fact is one line under the title: what it is called, and what it says.
type fact struct{ name, text string }

// openDocument opens a paper about a day, or about a period in words, with its first page.
func openDocument(title string, day juki.Date, period string, head stock.PaperHead, o Options) (*document, error) {
	h := header{title: title, date: day, period: period, city: head.City, office: head.Office, terminal: head.Terminal, madeAt: head.MadeAt}
	p, err := newDocument(h, o)
	if err != nil {
		return nil, fmt.Errorf("open the paper %s of %s: %w", title, day, err)
	}
	p.turnPage()
	return &document{paper: p, header: h, head: head}, nil
}

func (d *document) turn() float64 {
	d.paper.turnPage()
	return d.paper.runningHead(d.header)
}

// top sets title, day or period and facts with boxes for the seals beside, the highest post on the left, and gives where the rest begins.
func (d *document) top(facts []fact, seals ...string) float64 {
	p := d.paper
	p.text(leftEdge, topEdge+6.5, titleStyle, d.header.title)
	p.text(leftEdge, topEdge+15, dateStyle, d.header.when())
	edge := p.seals(seals)
	facts = append([]fact{{"施設", strings.TrimSpace(d.head.City + " " + d.head.Office)}, {"端末", d.head.Terminal}}, facts...)
	facts = append(facts, fact{"作成", moment(d.head.MadeAt) + by(" ", d.person(d.head.MadeBy))})
	return max(p.facts(topEdge+22.5, edge-leftEdge-4, facts), topEdge+30) + 1
}

// facts sets lines of a name and a text of the given width in all, and gives the baseline after them.
func (p *paper) facts(y, width float64, facts []fact) float64 {
	label := 14.0
	for _, f := range facts {
		label = max(label, p.width(softStyle, f.name)+3)
	}
	for _, f := range facts {
		p.text(leftEdge, y, softStyle, f.name)
		y = p.paragraph(leftEdge+label, y, width-label, bodyStyle, f.text)
	}
	return y
}

// seals draws the boxes for the seals at the top right and gives their left edge.
func (p *paper) seals(names []string) float64 {
	const side, label = 20.0, 5.5
	x := rightEdge - side*float64(len(names))
	first := x
	for _, name := range names {
		p.fill(x, topEdge, side, label, tint)
		p.box(x, topEdge, side, label, 0.2, frame)
		p.box(x, topEdge+label, side, side, 0.2, frame)
		p.textCentre(x+side/2, middle(topEdge, label, softStyle), style{8, false, black}, name)
		x += side
	}
	return first
}

// section sets a bold line over what follows and gives where that begins; so much must fit below it on the page.
func (d *document) section(y float64, title, remark string, below float64) float64 {
	const height = 6.0
	if y+height+below > bottomEdge {
		y = d.turn()
	}
	d.paper.text(leftEdge, y+3.6, bodyBold, title)
	d.paper.text(leftEdge+d.paper.width(bodyBold, title)+3, y+3.6, softStyle, remark)
	return y + height
}

// lines leaves room for handwriting under a title, and gives where the rest begins.
func (d *document) lines(y float64, title, remark string, count int) float64 {
	height := float64(count) * remarksLine
	y = d.section(y, title, remark, height)
	d.paper.ruled(y, height)
	return y + height + 4
}

// ruled draws a frame with lines to write on.
func (p *paper) ruled(y, height float64) {
	p.box(leftEdge, y, contentWidth, height, 0.2, frame)
	for at := y + remarksLine; at < y+height-1; at += remarksLine {
		p.line(leftEdge+3, at, rightEdge-3, at, 0.1, ruling)
	}
}

// close sets the notes about rare characters and gives the paper back.
func (d *document) close(y float64) *paper {
	d.paper.notes(y+4, d.turn)
	return d.paper
}

// person is a member of staff: the name with the id, or the id alone; "" for nobody.
func (d *document) person(id juki.OperatorID) string {
	return named(string(id), d.head.Names[id])
}

func named(id, name string) string {
	if id == "" || name == "" {
		return id
	}
	return name + "(" + id + ")"
}

// by joins a text to what it belongs to, and is "" where there is no text.
func by(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

// dayOf is the day of a moment; the day the paper was made where there is none.
func dayOf(t, made time.Time) juki.Date {
	if t.IsZero() {
		t = made
	}
	return juki.DateOf(t)
}

// orDash is 「―」 for nothing: an empty field would look forgotten.
func orDash(text string) string {
	if text == "" {
		return "―"
	}
	return text
}

// day is a date as tables have it, 2026-11-24; "―" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return "―"
	}
	return juki.DateOf(t).String()
}

// dayAndClock is two lines, 2026-11-24 and 17:05; "―" for none.
func dayAndClock(t time.Time) string {
	if t.IsZero() {
		return "―"
	}
	return day(t) + "\n" + clock(t)
}

// period is one in words: 令和8年11月1日から令和8年11月30日まで.
func period(from, to juki.Date) string {
	if from == to {
		return from.Wareki()
	}
	return from.WarekiDay() + "から" + to.WarekiDay() + "まで"
}

// unit is what the things of an item are counted in.
func (d *document) unit(item stock.ItemID) string {
	for _, i := range append(d.head.Items, stock.FixedItems()...) {
		if i.ID == item && i.Unit != "" {
			return i.Unit
		}
	}
	return "枚"
}

// quantity of things, whatever they are told apart by.
func quantity(t stock.Things) int {
	switch {
	case len(t.Serials) > 0:
		return len(t.Serials)
	case t.Lot != "":
		return t.Last - t.First + 1
	}
	return t.Quantity
}

// lotNumbers are the numbers of a lot: "L2601 000101–000150".
func lotNumbers(t stock.Things) string {
	if t.Lot == "" {
		return ""
	}
	return fmt.Sprintf("%s %06d–%06d", t.Lot, t.First, t.Last)
}
