package kit

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// see writes what a window shows to $KIT_PICTURES/name.png, for people to look at; without the variable
// it does nothing.
func see(t *testing.T, win fyne.Window, name string) {
	t.Helper()
	dir := os.Getenv("KIT_PICTURES")
	if dir == "" {
		return
	}
	file, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, win.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

// openWindow gives a frame in a window of the software driver with our theme.
func openWindow(t *testing.T, width, height float32, look Look) (fyne.Window, *Frame) {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(look))
	win := test.NewTempWindow(t, nil)
	frame := NewFrame(win)
	win.Resize(fyne.NewSize(width, height))
	return win, frame
}
