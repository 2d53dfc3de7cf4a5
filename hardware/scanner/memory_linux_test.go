package scanner

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/hardware/sim"
)

// What a scan leaves in memory is looked for in the memory itself. The picture is made by another process, so that only what the
// driver does is found, and what is looked for is kept masked, so that the search does not find itself.

const askedPicture = "MADOGUCHI_TEST_PICTURE"

// mask hides a needle.
func mask(b []byte) []byte {
	m := bytes.Clone(b)
	for i := range m {
		m[i] ^= 0xa5
	}
	return m
}

var memoryArea = hardware.ScanArea{X: 3, Y: 3, W: 35, H: 45, DPI: 300}

// TestWriteAPicture is the other process.
func TestWriteAPicture(t *testing.T) {
	format := os.Getenv(askedPicture)
	if format == "" {
		t.Skip("asked for by another test")
	}
	img := sim.Photo{Person: 77, X: 3, Y: 3}.Draw(memoryArea)
	picture := hardwaretest.Picture(img, format)
	if strings.HasPrefix(format, "pnm") {
		picture = fmt.Appendf(nil, "P6\n%d %d\n255\n", img.Rect.Dx(), img.Rect.Dy())
		for i := 0; i < len(img.Pix); i += 4 {
			picture = append(picture, img.Pix[i:i+3]...)
		}
	}
	var needles [][]byte
	for _, part := range []int{20, 50, 80, 97, 99} { // of what came over the wire, and of every form of the pixels
		at := len(picture) * part / 100
		needles = append(needles, picture[at:at+24])
		y := img.Rect.Dy() * part / 100
		if part == 99 {
			y = img.Rect.Dy() - 1 // what a row's buffer holds at the end
		}
		rgba := img.Pix[y*img.Stride+4*180:][:32]
		var rgb []byte
		for i := 0; i < len(rgba); i += 4 {
			rgb = append(rgb, rgba[i:i+3]...)
		}
		needles = append(needles, rgba, rgb)
	}
	if format == "image/jpeg" {
		decoded, err := jpeg.Decode(bytes.NewReader(picture))
		if err != nil {
			t.Fatal(err)
		}
		planes := decoded.(*image.YCbCr)
		for _, y := range []int{100, 300, 500} {
			line := planes.Y[y*planes.YStride:]
			blocks := make([]byte, 0, 4*32) // what was decoded is looked for too: it differs a little from what was drawn
			for x := 180; x < 188; x++ {
				r, g, b, _ := planes.At(x, y).RGBA()
				blocks = append(blocks, byte(r>>8), byte(g>>8), byte(b>>8), 0xff)
			}
			needles = append(needles, line[180:212], blocks)
		}
	}
	if format == "image/png" { // the rows as the decompressor's window has them, before the filter is undone
		filtered := inflated(t, picture)
		for _, back := range []int{100, 1300, 9000, 20000} {
			needles = append(needles, filtered[len(filtered)-back:][:24])
		}
	}
	out := bufio.NewWriter(os.NewFile(3, "picture"))
	_ = binary.Write(out, binary.BigEndian, []uint32{uint32(len(picture)), uint32(len(needles))})
	_, _ = out.Write(picture)
	for _, n := range needles {
		_ = binary.Write(out, binary.BigEndian, uint32(len(n)))
		_, _ = out.Write(mask(n))
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// inflated is what the picture's chunks hold.
func inflated(t *testing.T, picture []byte) []byte {
	var stream []byte
	for p := picture[8:]; len(p) > 0; {
		n := binary.BigEndian.Uint32(p)
		if string(p[4:8]) == "IDAT" {
			stream = append(stream, p[8:8+n]...)
		}
		p = p[12+n:]
	}
	z, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// foreignPicture is a picture of the other process and what to look for, masked.
func foreignPicture(t *testing.T, format string) (picture []byte, needles [][]byte) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	cmd := exec.Command(os.Args[0], "-test.run=^TestWriteAPicture$")
	cmd.Env, cmd.ExtraFiles = append(os.Environ(), askedPicture+"="+format), []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	number := func() uint32 {
		var b [4]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			t.Fatal(err)
		}
		return binary.BigEndian.Uint32(b[:])
	}
	picture = make([]byte, number())
	count := number()
	if _, err := io.ReadFull(r, picture); err != nil {
		t.Fatal(err)
	}
	for range count {
		n := make([]byte, number())
		if _, err := io.ReadFull(r, n); err != nil {
			t.Fatal(err)
		}
		needles = append(needles, n)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return picture, needles
}

// found looks through this process's memory and counts the needles that are there. Nothing is collected before: what the driver
// leaves to the collector is found.
func found(t *testing.T, needles [][]byte) (n int) {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	memory, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = memory.Close() }()
	there := make([]bool, len(needles))
	buffer := make([]byte, 1<<20) // searched masked, so that it holds no needle afterwards either
	for line := range strings.Lines(string(maps)) {
		var from, to uint64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") || strings.Contains(line, "[vvar") {
			continue
		}
		for at := from; at < to; at += uint64(len(buffer)) - 64 {
			got, _ := memory.ReadAt(buffer[:min(uint64(len(buffer)), to-at)], int64(at))
			part := buffer[:got]
			for i := range part {
				part[i] ^= 0xa5
			}
			for i, needle := range needles {
				there[i] = there[i] || bytes.Contains(part, needle)
			}
			clear(buffer)
		}
	}
	for _, is := range there {
		if is {
			n++
		}
	}
	return n
}

func TestNothingOfAPictureStaysInMemory(t *testing.T) {
	x, y := span{35, 450}, span{35, 550}
	f := framed(memoryArea, x, y)
	f.crop = image.Rectangle{Max: memoryArea.Pixels()}
	read := func(picture []byte) (*image.NRGBA, error) {
		if picture[0] == 'P' {
			return readPNM(bytes.NewReader(picture), f, nil)
		}
		return readPage(context.Background(), &http.Response{ContentLength: -1, Body: io.NopCloser(bytes.NewReader(picture))}, f, nil)
	}
	for _, format := range []string{"image/jpeg", "image/png", "pnm"} {
		t.Run(format, func(t *testing.T) {
			picture, needles := foreignPicture(t, format)
			if n := found(t, needles); n < 5 {
				t.Fatalf("the search finds %d of %d parts of a picture that is there", n, len(needles))
			}
			img, err := read(picture)
			if err != nil {
				t.Fatal(err)
			}
			scan := &hardware.Scan{Image: img}
			clear(picture)
			if n := found(t, needles); n < 3 {
				t.Fatalf("the search finds %d of %d parts of a scan that is there", n, len(needles))
			}
			scan.Wipe()
			if n := found(t, needles); n != 0 {
				t.Errorf("%d of %d parts of the picture are left", n, len(needles))
			}
		})
		t.Run(format+", broken", func(t *testing.T) {
			picture, needles := foreignPicture(t, format)
			for _, cut := range []int{len(picture) * 60 / 100, len(picture) * 98 / 100} {
				broken := append(make([]byte, 0, cut+4), picture[:cut]...)
				if format == "image/jpeg" { // the end is there and the middle is not
					broken = append(broken, 0xff, 0xc4, 0xff, 0xd9)
				}
				if _, err := read(broken); err == nil {
					t.Fatal("a broken picture is taken")
				}
				clear(broken)
			}
			clear(picture)
			if n := found(t, needles); n != 0 {
				t.Errorf("%d of %d parts of the picture are left", n, len(needles))
			}
		})
	}
}
