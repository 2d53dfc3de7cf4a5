package clerk

import (
	"strconv"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Widths of the columns of the inspections, in pixels; the findings have the rest.
const (
	inspectMonthWidth = 100
	inspectAtWidth    = 150
	inspectByWidth    = 80
	inspectHitsWidth  = 80
)

// past lists the inspections that were written down, newest first. The findings may name somebody and are as long as they are: a line is as
// high as they need, so that they are read to their end, and no table, whose rows are all one line.
func (p *inspectPage) past() fyne.CanvasObject {
	t := p.w.text
	list := kit.VStack(kit.SpaceTight)
	for _, k := range p.kept {
		list.Add(p.pastLine(k))
		list.Add(kit.Ruling())
	}
	if len(p.kept) > 0 {
		list.Add(kit.Note(p.w.number(len(p.kept)) + t.T("table.unit")))
	}
	title := kit.VStack(kit.SpaceInside, kit.Subheading(t.T("inspect.past")), kit.Note(t.T("inspect.past.note")))
	if len(p.kept) > 0 {
		hits := kit.NewText(t.T("inspect.hits"), kit.TextStyle{Bold: true, Align: fyne.TextAlignTrailing})
		names := pastColumns(kit.Label(t.T("inspect.month")), kit.Label(t.T("inspect.at")), kit.Label(t.T("inspect.by")), hits,
			kit.PadXY(kit.SpaceInside, 0, kit.Label(t.T("inspect.remarks"))), nil)
		title.Add(kit.Over(kit.NewSurface(kit.ColorPanel, kit.ColorNone, 0, 0), kit.PadXY(kit.SpaceSmall, kit.SpaceInside, names)))
	}
	return kit.Sides(title, nil, nil, nil, kit.PadXY(0, kit.SpaceTight, kit.Scroll(inset(list))))
}

// pastLine is one inspection; its button opens the paper.
func (p *inspectPage) pastLine(k oplog.Inspection) fyne.CanvasObject {
	id := strconv.FormatInt(k.ID, 10)
	hits := kit.NewText(p.w.number(k.Hits()), kit.TextStyle{Keep: true, Align: fyne.TextAlignTrailing})
	open := kit.NewButton("inspect.past."+id, p.w.text.T("inspect.past.open"), kit.Outlined, func() { p.again(k.ID) }).Sized(kit.InTable)
	noted := kit.PadXY(0, kit.SpaceTight, p.w.noted("inspect.past."+id+".remarks", "", k.Remarks))
	at := kit.Line(k.At.In(juki.Tokyo()).Format("2006-01-02 15:04"))
	return kit.PadXY(0, kit.SpaceTight, pastColumns(atTop(kit.Line(k.Month.First.String()[:7])), atTop(at), atTop(kit.Line(string(k.By))), atTop(hits), noted, atTop(open)))
}

// atTop puts a cell beside the first line of what may have more.
func atTop(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.VStack(0, kit.Height(kit.Size(kit.HeightButtonInTable), o), kit.Filler())
}

func pastColumns(month, at, by, hits, remarks, open fyne.CanvasObject) fyne.CanvasObject {
	left := kit.HStack(kit.SpaceBetween, kit.Width(inspectMonthWidth, month), kit.Width(inspectAtWidth, at), kit.Width(inspectByWidth, by), kit.Width(inspectHitsWidth, hits))
	return kit.Sides(nil, nil, left, open, kit.PadXY(kit.SpaceBetween, 0, remarks))
}
