package photo

import (
	"bytes"
	"image"

	"madoguchi/hardware"
)

// KeepForProof is the mistake that the proof of erasure must find: a copy of the pixels.
func KeepForProof(a *Act) (kept []byte) {
	a.currentPicture().with(func(l *looker) { kept = bytes.Clone(l.scan.Pix) })
	return kept
}

// Renditions are the other forms of a scan: as the clerk's screen draws it, the cut, and the JPEG that is registered.
func Renditions(s *hardware.Scan, w, h int) (sheet, cut, jpg []byte) {
	p := take(s)
	defer p.wipe()
	a, b := image.NewRGBA(image.Rect(0, 0, w, h)), image.NewRGBA(image.Rect(0, 0, w, h))
	p.with(func(l *looker) { l.paintSheet(a); l.paintCut(b, false) })
	data, wipe, err := p.encode()
	if err != nil {
		panic(err)
	}
	defer wipe()
	return a.Pix, b.Pix, bytes.Clone(data)
}
