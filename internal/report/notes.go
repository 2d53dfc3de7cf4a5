package report

import "fmt"

// noteOf tells what stands on the paper in place of a character that no typeface shows as it came.
func noteOf(g glyph) string {
	if g.kind == substituted {
		base := []rune(g.text)[0]
		return fmt.Sprintf("※ %c(%s): この異体字は書体にないため、基本の字形に点線と※を付けて印字しています。", base, g.code())
	}
	return fmt.Sprintf("〓(%s): この文字は書体にありません。文字の番号で確かめてください。", g.code())
}

// notes writes them from y on, over pages where needed, and gives where the next thing can stand.
func (p *paper) notes(y float64, turn func() float64) float64 {
	odd := p.oddGlyphs // writing a note could add none: the base glyph is known
	for _, g := range odd {
		height := float64(len(p.wrap(softStyle, noteOf(g), contentWidth))) * softStyle.em() * lineSpacing
		if y+height > bottomEdge {
			y = turn()
		}
		y = p.paragraph(leftEdge, y+softStyle.em(), contentWidth, softStyle, noteOf(g)) - softStyle.em()
	}
	return y
}
