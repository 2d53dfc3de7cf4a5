//go:build ignore

// Makes the pictures of README.md and docs/ from the screens of a demo day:
//
//	make demo OUT=out/demo && go run docs/pictures/make.go out/demo
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

// width of a picture in pixels: both monitors beside each other, still readable.
const width = 1100

// shown are the demo's screens that the documents show, by the name behind their number.
var shown = []string{
	"locked", "arrival-preview", "inspection", "reception", "identity", "insert-card", "pin-digits", "pin-refused", "card-pulled", "hand-over", "put-back", "operator-card-pulled", "counting", "counted", "history",
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run docs/pictures/make.go DEMO-FOLDER")
	}
	for _, name := range shown {
		if err := makePicture(os.Args[1], name); err != nil {
			log.Fatal(err)
		}
	}
}

// makePicture takes the first screen of that name.
func makePicture(demo, name string) error {
	found, err := filepath.Glob(filepath.Join(demo, "screens", "[0-9]*[0-9]-"+name+".png"))
	if err != nil || len(found) == 0 {
		return fmt.Errorf("no screen %q in %s: %v", name, demo, err)
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
	size := screen.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, size.Dy()*width/size.Dx()))
	draw.CatmullRom.Scale(small, small.Bounds(), screen, size, draw.Src, nil)
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
