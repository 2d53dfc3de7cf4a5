package sheetread

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"golang.org/x/image/draw"
)

// widths are the sizes in points at which a page is looked at, one after the other until a code is read: what is noise at one of
// them is smooth at another.
var widths = [...]int{0, 2480, 1654, 1240, 3400}

// codesOn reads the QR codes of a picture.
func codesOn(picture image.Image) []string {
	for _, width := range widths {
		if texts := codesAt(resized(picture, width)); len(texts) > 0 {
			return texts
		}
	}
	return nil
}

// codesAt reads the codes at one size. The library gives up on some pictures by a panic: such a picture has no code that can be read.
func codesAt(picture image.Image) (texts []string) {
	defer func() {
		if recover() != nil {
			texts = nil
		}
	}()
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true, gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"}
	source := gozxing.NewLuminanceSourceFromImage(picture)
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		found, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints)
		if err != nil {
			continue
		}
		for _, f := range found {
			texts = append(texts, f.GetText())
		}
		if len(texts) > 0 {
			break
		}
	}
	return texts
}

// resized is a picture of that width; 0 for as it is.
func resized(picture image.Image, width int) image.Image {
	from := picture.Bounds()
	if width == 0 || from.Dx() == 0 {
		return picture
	}
	to := image.NewGray(image.Rect(0, 0, width, max(1, from.Dy()*width/from.Dx())))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), picture, from, draw.Src, nil)
	return to
}
