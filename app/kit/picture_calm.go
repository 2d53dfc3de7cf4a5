package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// calmSVG is two hills under an even sky: nothing to read, nothing to fear.
const calmSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 80">
<rect x="0" y="0" width="320" height="80" rx="8" fill="#e8f1fe"/>
<path d="M0 72 C60 20 120 20 190 72 Z" fill="#b3d1b8"/>
<path d="M110 72 C180 8 250 8 320 72 Z" fill="#8fbf9f"/>
<rect x="0" y="70" width="320" height="10" rx="5" fill="#6b8f71"/>
</svg>`

// CalmPicture is the neutral picture of a terminal at rest.
func CalmPicture() fyne.CanvasObject {
	img := canvas.NewImageFromResource(fyne.NewStaticResource("calm.svg", []byte(calmSVG)))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSize(calmWidth, calmWidth/4))
	return img
}

const calmWidth float32 = 320
