// Package report makes the papers of the counter as PDF: the day's reconciliation (日次在庫照合表, 第22条第1号), the ledger, lists,
// records and slips of the stock, labels with QR codes and the report of an incident. The same input gives the same bytes. Names stand on the paper as they came: supplementary
// kanji and variants are drawn as outlines and can be searched and copied; what no typeface has is shown as 〓 with its
// code point, never replaced in silence.
//
// It is the only user of gofpdf and go-qrcode.
package report

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// Options says how a paper is printed; the zero value is the first print of a real counter.
type Options struct {
	// Reprint puts 再印刷 and the time ReprintedAt on every page. Everything else stays as first printed.
	Reprint     bool
	ReprintedAt time.Time
	// Training puts 研修用 on every page: a paper of the training build must never pass for a real one.
	Training bool
	// Cosigned is the checkpoint of the day's sheet with the signatures of operator cards under it, "" for none. It goes on the paper only
	// when it is of the sheet's own checkpoint.
	Cosigned string
	// Copy of Copies is said on every page (写し 1/2), so that each copy of a paper about somebody can be told from the others, the first too.
	// 0 says nothing.
	Copy, Copies int
	drill        bool // 訓練 on every page
}

// header is what every paper tells of where and when it was made.
type header struct {
	title    string
	date     juki.Date
	period   string // what the head and the foot say instead of the date; "" for the date
	mark     string // what the head of every page says of the paper's standing: 未締め
	city     string
	office   string
	terminal string
	madeAt   time.Time
}

// when is the day or the period the paper is about.
func (h header) when() string {
	if h.period != "" {
		return h.period
	}
	return h.date.Wareki()
}

var (
	titleStyle   = style{18, true, black}
	dateStyle    = style{12, true, black}
	bodyStyle    = style{9, false, black}
	bodyBold     = style{9, true, black}
	softStyle    = style{8, false, soft}
	footStyle    = style{7.5, false, soft}
	copyStyle    = style{10, true, black}
	markStyle    = style{11, true, warning}
	runningStyle = style{10, true, black}
	slantStyle   = style{110, true, watermark}
)

// newDocument opens a paper with foot and marks on every page.
func newDocument(h header, o Options) (*paper, error) {
	p, err := newPaper(h.title+" "+h.date.String(), h.city+h.office, h.madeAt)
	if err != nil {
		return nil, err
	}
	p.marked = o.Reprint || o.Training || o.drill
	if o.drill {
		p.marksMore = drillRoom
	}
	p.everyPage = func(page, pages int) {
		p.marks(h, o)
		p.foot(h, o, page, pages)
	}
	if slant := o.slant(); slant != "" {
		p.background = func() {
			glyphs := p.library.glyphsOf(slant, true)
			p.draw(func(n *pen) error { return n.slanted(slantStyle, glyphs, 35) })
		}
	}
	return p, nil
}

// slant is what stands across every page; "" for nothing.
func (o Options) slant() string {
	switch {
	case o.Training:
		return "研修用"
	case o.drill:
		return "訓練"
	}
	return ""
}

// marksRoom is what both marks of a page take, right of the title.
const marksRoom = 38.0

// drillRoom is what the mark of a drill takes beside them.
const drillRoom = 16.0

// marksFrom is how far from the left edge they begin.
func (p *paper) marksFrom(h header) float64 { return max(62, p.width(titleStyle, h.title)+4) }

// marks frames 再印刷 and 研修用 at the top of the page, where a copy shows them too.
func (p *paper) marks(h header, o Options) {
	x := leftEdge + p.marksFrom(h)
	for _, m := range []struct {
		set  bool
		text string
	}{{o.Reprint, "再印刷"}, {o.Training, "研修用"}, {o.drill, "訓練"}} {
		if !m.set {
			continue
		}
		x = p.framed(x, topEdge-0.5, markStyle, m.text) + 3
	}
}

// framed draws a word in a frame and gives its right edge.
func (p *paper) framed(x, y float64, s style, text string) float64 {
	const height = 7
	width := p.width(s, text) + 4
	p.box(x, y, width, height, 0.5, s.ink)
	p.text(x+2, middle(y, height, s), s, text)
	return x + width
}

// foot stands on every page: whose paper it is, and which page of how many, so that a lost page is noticed.
func (p *paper) foot(h header, o Options, page, pages int) {
	const y = bottomEdge + 3
	p.line(leftEdge, y, rightEdge, y, 0.15, ruling)
	whose := h.city + h.office + " " + h.terminal + " " + h.title + " " + h.when()
	p.text(leftEdge, y+4, p.fitted(footStyle, whose, contentWidth-24), whose)
	p.textRight(rightEdge, y+4, style{8.5, true, black}, pageOf(page, pages))
	made := "作成 " + moment(h.madeAt)
	if o.Reprint {
		made += " 再印刷 " + moment(o.ReprintedAt)
	}
	p.text(leftEdge, y+7.6, footStyle, made)
	if o.Copies > 0 {
		p.textRight(rightEdge, y+8.4, copyStyle, fmt.Sprintf("写し %d/%d", o.Copy, o.Copies))
	}
}

// runningHead stands on the pages after the first and gives where the content begins.
func (p *paper) runningHead(h header) float64 {
	p.text(leftEdge, topEdge+5, runningStyle, h.title)
	about := strings.TrimSpace(h.mark + " " + h.when() + " " + h.terminal)
	room := contentWidth - p.width(runningStyle, h.title) - 4
	if p.marked {
		room = contentWidth - p.marksFrom(h) - marksRoom - p.marksMore
	}
	p.textRight(rightEdge, topEdge+5, p.fitted(bodyStyle, about, room), about)
	return topEdge + 10
}

// fitted is a style that is made smaller where a text would be too wide in it: in a head or a foot nothing may be cut off.
func (p *paper) fitted(s style, text string, width float64) style {
	if w := p.width(s, text); w > width {
		s.points *= width / w
	}
	return s
}
