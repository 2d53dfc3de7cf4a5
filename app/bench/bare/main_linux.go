// Command bare is what the counter's windows are measured against: a Fyne window with the counter's typefaces and
// nothing else. With -key it has one circle, which a key fills and BackSpace empties; with -cover the whole window changes.
package main

import (
	"flag"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/kit"
)

func main() {
	key := flag.Bool("key", false, "one circle and a key handler, full screen on the second monitor")
	cover := flag.Bool("cover", false, "one surface over the whole first monitor and a key handler")
	flag.Parse()
	a := app.NewWithID("jp.madoguchi.bench.bare")
	a.Settings().SetTheme(kit.NewTheme(kit.Look{}))
	win := a.NewWindow("bare")
	switch {
	case *key:
		keyWindow(win)
	case *cover:
		coverWindow(win)
	default:
		win.SetContent(container.NewCenter(widget.NewLabel("住民窓口")))
		win.Resize(fyne.NewSize(1366, 768)) // as large as the clerk's window
	}
	win.ShowAndRun()
}

// keyWindow is the pad without everything that makes it a pad.
func keyWindow(win fyne.Window) {
	circle := canvas.NewCircle(kit.Color(kit.ColorPage))
	win.SetContent(container.NewCenter(container.NewGridWrap(fyne.NewSize(28, 28), circle)))
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		circle.FillColor = kit.Color(kit.ColorText)
		if e.Name == fyne.KeyBackspace {
			circle.FillColor = kit.Color(kit.ColorPage)
		}
		circle.Refresh()
	})
	win.Resize(fyne.NewSize(800, 600))
	if d, ok := win.(desktop.Window); ok {
		d.RequestPosition(1478, 84) // in the middle of the second of the two virtual monitors
	}
	win.SetFullScreen(true)
}

// coverWindow is a screen that a key covers and BackSpace shows again, and nothing else.
func coverWindow(win fyne.Window) {
	shown, cover := container.NewCenter(widget.NewLabel("住民窓口")), canvas.NewRectangle(kit.Color(kit.ColorText))
	win.SetContent(shown)
	win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyBackspace {
			win.SetContent(shown)
			return
		}
		win.SetContent(cover)
	})
	win.Resize(fyne.NewSize(1366, 768))
	win.SetFullScreen(true)
}
