package kit

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
)

// inked is the rectangle of what is not the page's ground.
func inked(img image.Image) image.Rectangle {
	ground := color.NRGBAModel.Convert(Color(ColorPage))
	box := image.Rectangle{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if color.NRGBAModel.Convert(img.At(x, y)) != ground {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestSizesAreRealPixels(t *testing.T) {
	for _, name := range []fyne.ThemeSizeName{Text14, Text16, Text18, Text20, Text24, Text28, Text32, Text36, Text45, Text48, Text57, Text64} {
		win, frame := openWindow(t, 400, 200, Look{})
		frame.SetPage(Centre(NewText("国国国", TextStyle{Size: name, Keep: true})))
		box := inked(win.Canvas().Capture())
		px := int(Size(name))
		// three kanji are three times as wide as the size but for the air at both ends; 国 fills most of its square
		if box.Dx() < 3*px-px/4-2 || box.Dx() > 3*px || box.Dy() < px*4/5 || box.Dy() > px {
			t.Errorf("%s draws three kanji in %d x %d pixels", name, box.Dx(), box.Dy())
		}
	}
}

func TestRareCharactersOfNamesAreDrawnOrSaid(t *testing.T) {
	for text, want := range map[string]string{
		"𠮷田":           "𠮷田",
		"葛\U000E0100城": "葛\U000E0100城",
		"髙﨑":           "髙﨑",
		"\U00030000":   "〓(U+30000)",
		"山\uE000田":     "山〓(U+E000)田",
	} {
		if got := Readable(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func TestANameInBoldFallsBackToTheWholeFace(t *testing.T) {
	if NewText("𠮷田", TextStyle{Bold: true}).fyneStyle().Bold {
		t.Error("𠮷 is looked for in the bold subset, which has not got it")
	}
	if !NewText("交付 ✓①", TextStyle{Bold: true}).fyneStyle().Bold {
		t.Error("plain words are not bold")
	}
}

func TestWrappedTextPushesDownWhatFollows(t *testing.T) {
	openWindow(t, 320, 400, Look{})
	long := Body("カードを住民側リーダーに入れてもらってください。カードの向きは、チップのある面を上にします。")
	next := NewButton("next", "次へ進む", Filled, nil)
	VStack(SpaceBetween, long, next, Filler()).Resize(fyne.NewSize(320, 400)) // laid out once, as a page is that was just made
	if lines := len(long.lines()); lines < 3 || next.Position().Y < float32(lines)*16*lineProse {
		t.Errorf("the button stands at %v under %d lines", next.Position().Y, lines)
	}
}

func TestALongTextInANarrowPlaceEndsVisibly(t *testing.T) {
	openWindow(t, 200, 200, Look{})
	text := Line("個人番号カード交付申請書")
	text.Resize(fyne.NewSize(100, 20))
	if got := text.lines()[0]; got == text.Words() || got[len(got)-len("…"):] != "…" {
		t.Errorf("cut as %q", got)
	}
	name := Line("葛\U000E0100葛\U000E0100葛\U000E0100葛\U000E0100")
	name.Resize(fyne.NewSize(50, 20))
	if runes := []rune(name.lines()[0]); runes[len(runes)-2] != 0xE0100 {
		t.Errorf("a kanji lost its variation selector: %q", string(runes))
	}
}
