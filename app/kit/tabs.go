package kit

// Tab is one page of a room.
type Tab struct{ ID, Label string }

// Tabs are the pages of a room beside each other. The present one stands on a bar.
type Tabs struct{ composite }

// NewTabs makes tabs; chosen gets the id of the one that is pressed. Each button has the id "<id>.<tab's id>".
func NewTabs(id string, tabs []Tab, current string, chosen func(tab string)) *Tabs {
	t := &Tabs{}
	t.id = id
	row := HStack(SpaceTight)
	for _, tab := range tabs {
		bar := ColorNone
		if tab.ID == current {
			bar = ColorKey
		}
		button := NewButton(id+"."+tab.ID, tab.Label, TextOnly, func() { chosen(tab.ID) })
		row.Add(VStack(0, button, Height(SpaceTight, NewSurface(bar, ColorNone, 0, 0))))
	}
	row.Add(Filler())
	t.root = VStack(0, row, Ruling())
	t.ExtendBaseWidget(t)
	return t
}
