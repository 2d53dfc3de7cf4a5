package resident

import (
	"embed"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

//go:embed pictures/*.svg
var pictures embed.FS

// Heights of the pictures.
const (
	guideTall float32 = 300
	kindTall  float32 = 140
)

// picture is drawn for a page or a PIN; nothing where there is none.
func picture(name string, tall float32) fyne.CanvasObject {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	if data, err := pictures.ReadFile("pictures/" + name + ".svg"); err == nil {
		img.Resource = fyne.NewStaticResource(name+".svg", data)
	}
	img.SetMinSize(fyne.NewSize(tall, tall))
	return img
}
