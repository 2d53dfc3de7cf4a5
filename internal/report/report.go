// Package report makes the papers of the counter as PDF: the day's reconciliation (日次在庫照合表, 第22条第1号) and the
// list of the day's handovers. The same input gives the same bytes. Names stand on the paper as they came: supplementary
// kanji and variants are drawn as outlines and can be searched and copied; what no typeface has is shown as 〓 with its
// code point, never replaced in silence.
//
// It is the only user of gofpdf and go-qrcode.
package report

import (
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
}

// header is what every paper tells of where and when it was made.
type header struct {
	title    string
	date     juki.Date
	city     string
	office   string
	terminal string
	madeAt   time.Time
}

var (
	titleStyle   = style{18, true, black}
	dateStyle    = style{12, true, black}
	bodyStyle    = style{9, false, black}
	bodyBold     = style{9, true, black}
	softStyle    = style{8, false, soft}
	footStyle    = style{7.5, false, soft}
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
	p.everyPage = func(page, pages int) {
		p.marks(o)
		p.foot(h, o, page, pages)
	}
	if o.Training {
		p.background = func() {
			glyphs := p.library.glyphsOf("研修用", true)
			p.draw(func(n *pen) error { return n.slanted(slantStyle, glyphs, 35) })
		}
	}
	return p, nil
}

// marks frames 再印刷 and 研修用 at the top of the page, where a copy shows them too.
func (p *paper) marks(o Options) {
	x := leftEdge + 62.0
	for _, m := range []struct {
		set  bool
		text string
	}{{o.Reprint, "再印刷"}, {o.Training, "研修用"}} {
		if !m.set {
			continue
		}
		width := p.width(markStyle, m.text) + 4
		p.box(x, topEdge-0.5, width, 7, 0.5, markStyle.ink)
		p.text(x+2, middle(topEdge-0.5, 7, markStyle), markStyle, m.text)
		x += width + 3
	}
}

// foot stands on every page: whose paper it is, and which page of how many, so that a lost page is noticed.
func (p *paper) foot(h header, o Options, page, pages int) {
	const y = bottomEdge + 3
	p.line(leftEdge, y, rightEdge, y, 0.15, ruling)
	p.text(leftEdge, y+4, footStyle, h.city+h.office+" "+h.terminal+" "+h.title+" "+h.date.Wareki())
	p.textRight(rightEdge, y+4, style{8.5, true, black}, pageOf(page, pages))
	made := "作成 " + moment(h.madeAt)
	if o.Reprint {
		made += " 再印刷 " + moment(o.ReprintedAt)
	}
	p.text(leftEdge, y+7.6, footStyle, made)
}

// runningHead stands on the pages after the first and gives where the content begins.
func (p *paper) runningHead(h header) float64 {
	p.text(leftEdge, topEdge+5, runningStyle, h.title)
	p.textRight(rightEdge, topEdge+5, bodyStyle, h.date.Wareki()+" "+h.terminal)
	return topEdge + 10
}
