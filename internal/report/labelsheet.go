package report

import (
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// Labels as office shops sell them: 70 mm × 37 mm, 3 beside and 8 below each other on an A4 sheet, with 0.5 mm over at top and foot.
const (
	labelWidth, labelHeight = 70.0, 37.0
	labelsBeside, labelRows = 3, 8
	labelsTop               = (pageHeight - labelRows*labelHeight) / 2
	labelInset              = 5.0 // printers cannot print nearer to the edge of the paper
	labelCode               = 25.0
)

// setLabels sets labels for shelves, boxes and cases. The whole sheet belongs to them: a head or a foot would be stuck on a shelf.
// Each label says whose it is itself.
func setLabels(s stock.LabelSheet, o Options) (*paper, error) {
	day := juki.DateOf(s.MadeAt)
	if len(s.Labels) == 0 {
		d, err := openDocument("場所ラベル", day, "", s.PaperHead, o)
		if err != nil {
			return nil, err
		}
		y := d.top([]fact{{"枚数", "0枚"}})
		d.paper.text(leftEdge, y+6, bodyBold, "印刷する場所がありません(対象なし)")
		return d.close(y + 10), nil
	}
	p, err := newPaper("場所ラベル "+day.String(), s.City+s.Office, s.MadeAt)
	if err != nil {
		return nil, fmt.Errorf("open the sheet of labels: %w", err)
	}
	l := labelSheet{p, s, o}
	for i, place := range s.Labels {
		at := i % (labelsBeside * labelRows)
		if at == 0 {
			p.turnPage()
			l.cutMarks()
		}
		x, y := float64(at%labelsBeside)*labelWidth, labelsTop+float64(at/labelsBeside)*labelHeight
		if err := l.label(x, y, place); err != nil {
			return nil, fmt.Errorf("set label %d: %w", i+1, err)
		}
	}
	return p, nil
}

type labelSheet struct {
	paper   *paper
	sheet   stock.LabelSheet
	options Options
}

// label sets one: the code holds exactly the id of the place.
func (l labelSheet) label(x, y float64, id stock.PlaceID) error {
	code, err := encodeQR(string(id))
	if err != nil {
		return err
	}
	code.side = labelCode
	l.paper.qr(x+labelInset-1, y+labelInset-1.5, code)
	place := l.place(id)
	left, top := x+labelInset+labelCode, y+labelInset
	width := labelWidth - labelCode - 2*labelInset
	large, lines := l.fit(string(id), true, width, 13, 30, 26, 22, 18, 15, 12, 10, 8)
	top = l.lines(left, top, large, lines) + 2
	if place.Name != "" && place.Name != string(id) {
		name, lines := l.fit(place.Name, false, width, y+labelHeight-labelInset-4-top, 12, 10, 8.5, 7, 6)
		l.lines(left, top, name, l.fitting(name, lines, y+labelHeight-labelInset-4-top))
	}
	small, lines := l.fit(l.owner(place), false, labelWidth-2*labelInset, 3, 7, 6, 5)
	l.lines(x+labelInset, y+labelHeight-labelInset-3, small, lines[:1])
	return nil
}

func (l labelSheet) place(id stock.PlaceID) stock.Place {
	for _, p := range l.sheet.Places {
		if p.ID == id {
			return p
		}
	}
	return stock.Place{ID: id, Name: ""}
}

// fit finds the largest of some sizes at which text stands in a width and a height; the smallest when none does.
func (l labelSheet) fit(text string, bold bool, width, height float64, sizes ...float64) (s style, lines [][]glyph) {
	for _, size := range sizes {
		s = style{size, bold, black}
		lines = l.paper.wrap(s, text, width)
		if textHeight(s, len(lines)) <= height {
			return s, lines
		}
	}
	return s, lines
}

// lines writes lines below a height and gives where they end.
func (l labelSheet) lines(x, top float64, s style, lines [][]glyph) float64 {
	for i, line := range lines {
		l.paper.glyphs(x, top+(ascent+lineSpacing*float64(i))*s.em(), s, line)
	}
	return top + textHeight(s, len(lines))
}

// fitting are the lines that a height has room for: the id is always whole, a name that is much too long is cut rather than set over
// the next label.
func (l labelSheet) fitting(s style, lines [][]glyph, height float64) [][]glyph {
	n := len(lines)
	for n > 1 && textHeight(s, n) > height {
		n--
	}
	return lines[:n]
}

// owner is the small line at the foot: marks, what kind of place it is, and whose.
func (l labelSheet) owner(p stock.Place) string {
	text := ""
	if l.options.Training {
		text += "【研修用】"
	}
	if l.options.Reprint {
		text += "【再印刷】"
	}
	if p.Kind != "" && p.Kind != stock.Fixed {
		text += p.Kind.Japanese() + " "
	}
	return text + l.sheet.City + l.sheet.Office + by(" ", p.Group)
}

// cutMarks are small crosses where labels meet: for plain paper, and to see on label paper whether the printer shifted it.
func (l labelSheet) cutMarks() {
	const arm = 1.5
	for row := 0; row <= labelRows; row++ {
		for col := 0; col <= labelsBeside; col++ {
			x, y := float64(col)*labelWidth, labelsTop+float64(row)*labelHeight
			l.paper.line(max(x-arm, 0), y, min(x+arm, pageWidth), y, 0.1, ruling)
			l.paper.line(x, max(y-arm, 0), x, min(y+arm, pageHeight), 0.1, ruling)
		}
	}
}
