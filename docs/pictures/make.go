//go:build ignore

// Makes the pictures of README.md and docs/ from the screens of a demo day, and of what the day does not come to from the
// stories of the clerk's side:
//
//	make demo OUT=out/demo
//	mkdir -p out/stories && CLERK_PICTURES=$PWD/out/stories go test -tags migrated_fynedo,x11 ./app/clerk -run Screens
//	go run docs/pictures/make.go out/demo out/stories
package main

import (
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"

	"golang.org/x/image/draw"
)

// Widths in pixels: of both monitors beside each other, and of the clerk's alone; still readable.
const (
	bothWide  = 1100
	clerkWide = 820
)

// clerkScreen is the clerk's monitor, the left one of a demo day.
var clerkScreen = image.Rect(0, 0, 1366, 768)

// The screens that the documents show.
var (
	// both are of a demo day, with what the resident sees; by the name behind their number.
	both = []string{"locked", "identity", "insert-card", "pin-digits", "pin-refused", "card-pulled", "hand-over", "put-back", "operator-card-pulled"}
	// alone are of a demo day too, the clerk's side alone.
	alone = []string{"opening", "arrival-preview", "inspection", "reception", "prepared", "move", "stock-acts", "transfer-slip", "dispose", "witness", "incident",
		"counting", "counted-once", "close-asked", "paper-preview", "history"}
	// stories are pictures of the stories, under the names they have here.
	stories = map[string]string{"differs-ja": "differs"}
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run docs/pictures/make.go DEMO-FOLDER STORIES-FOLDER")
	}
	demo := filepath.Join(os.Args[1], "screens")
	for _, name := range both {
		must(makePicture(filepath.Join(demo, "[0-9]*[0-9]-"+name+".png"), name, image.Rectangle{}, bothWide))
	}
	for _, name := range alone {
		must(makePicture(filepath.Join(demo, "[0-9]*[0-9]-"+name+".png"), name, clerkScreen, clerkWide))
	}
	for from, name := range stories {
		must(makePicture(filepath.Join(os.Args[2], from+".png"), name, clerkScreen, clerkWide))
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// makePicture takes the first screen that the pattern finds; of it, the part (all, when it is empty).
func makePicture(pattern, name string, part image.Rectangle, width int) error {
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		return fmt.Errorf("no screen %s: %v", pattern, err)
	}
	in, err := os.Open(found[0])
	if err != nil {
		return err
	}
	defer in.Close()
	screen, err := png.Decode(in)
	if err != nil {
		return fmt.Errorf("%s: %w", found[0], err)
	}
	if part.Empty() {
		part = screen.Bounds()
	}
	small := image.NewRGBA(image.Rect(0, 0, width, part.Dy()*width/part.Dx()))
	draw.CatmullRom.Scale(small, small.Bounds(), screen, part, draw.Src, nil)
	for i := range small.Pix { // 32 steps a colour: half the size, and nobody sees it
		small.Pix[i] |= small.Pix[i]>>5 | 7
		if small.Pix[i] >= 0xF8 {
			small.Pix[i] = 0xFF
		}
	}
	out, err := os.Create(filepath.Join("docs", "pictures", name+".png"))
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(out, small); err != nil {
		return err
	}
	return out.Close()
}
