package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Identified is a widget with an id that stays the same over releases: the demo and the
// end-to-end tests find it by that and send it real mouse and key events.
type Identified interface {
	fyne.CanvasObject
	ID() string
}

// Parent is a composite widget that shows what is inside it to Find.
type Parent interface {
	Children() []fyne.CanvasObject
}

type identity struct{ id string }

// ID is the stable id.
func (i *identity) ID() string { return i.id }

// Walk visits root and everything visible below it, depth first, until visit returns false.
func Walk(root fyne.CanvasObject, visit func(fyne.CanvasObject) bool) bool {
	if root == nil || !root.Visible() {
		return true
	}
	if !visit(root) {
		return false
	}
	for _, child := range children(root) {
		if !Walk(child, visit) {
			return false
		}
	}
	return true
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{o.Content}
	case *container.ThemeOverride:
		return []fyne.CanvasObject{o.Content}
	case *container.Split:
		return []fyne.CanvasObject{o.Leading, o.Trailing}
	case Parent:
		return o.Children()
	}
	return nil
}

// Find gives the visible widget with the id below root, or nil.
func Find(root fyne.CanvasObject, id string) fyne.CanvasObject {
	var found fyne.CanvasObject
	Walk(root, func(o fyne.CanvasObject) bool {
		if i, ok := o.(Identified); ok && i.ID() == id {
			found = o
			return false
		}
		return true
	})
	return found
}

// IDs lists the ids of the visible widgets below root, in the order they stand.
func IDs(root fyne.CanvasObject) []string {
	var ids []string
	Walk(root, func(o fyne.CanvasObject) bool {
		if i, ok := o.(Identified); ok && i.ID() != "" {
			ids = append(ids, i.ID())
		}
		return true
	})
	return ids
}

// Words lists every text that is shown below root, in the order it stands.
func Words(root fyne.CanvasObject) []string {
	var words []string
	Walk(root, func(o fyne.CanvasObject) bool {
		if t, ok := o.(interface{ Words() string }); ok {
			words = append(words, t.Words())
		}
		return true
	})
	return words
}

// Bounds is where a widget stands in its window, in Fyne's units from the upper left corner.
func Bounds(o fyne.CanvasObject) (fyne.Position, fyne.Size) {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o), o.Size()
}
