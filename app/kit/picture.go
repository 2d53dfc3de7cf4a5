package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// cardSVG is a hand's work: a card with its chip on the way into a reader. No card face, no data.
const cardSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 120">
<rect x="20" y="74" width="200" height="30" rx="6" fill="#d9e6ff" stroke="#0017c1" stroke-width="3"/>
<rect x="44" y="82" width="152" height="6" rx="3" fill="#0017c1"/>
<rect x="60" y="6" width="120" height="72" rx="8" fill="#ffffff" stroke="#1a1a1a" stroke-width="3"/>
<rect x="76" y="26" width="26" height="20" rx="3" fill="#ffc700" stroke="#1a1a1a" stroke-width="2"/>
</svg>`

// CardPicture shows a card going into a reader.
func CardPicture() fyne.CanvasObject {
	img := canvas.NewImageFromResource(fyne.NewStaticResource("card.svg", []byte(cardSVG)))
	img.FillMode = canvas.ImageFillContain
	img.SetMinSize(fyne.NewSize(cardPictureWidth, cardPictureWidth/2))
	return img
}

const cardPictureWidth float32 = 240
