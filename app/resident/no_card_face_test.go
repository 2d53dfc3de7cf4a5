package resident

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// No page of the resident's window shows a card's face or a word of the person at the counter (第22条第3号): the texts are those of
// the languages alone, whatever the window was told to avoid in a PIN, and each picture is one of the drawings in the program.
func TestNoPageShowsACardFaceOrAPerson(t *testing.T) {
	birth, err := juki.ParseDate("1980-05-17")
	if err != nil {
		t.Fatal(err)
	}
	phone := "0795551980"
	b := newBench(t, 1024, 768)
	pages := 0
	look := func(page string) {
		t.Helper()
		b.queue.Run()
		pages++
		b.onlyDrawings(page)
		words := strings.Join(kit.Words(b.w.Frame().Top()), "\n")
		for _, personal := range []string{"1980", "0517", "5月17日", "昭和55", "S55", "May 17", "17 May", phone, "ミホン", "MIHON", "SORA81UMI42", "7193"} {
			if strings.Contains(words, personal) {
				t.Errorf("%s says %q:\n%s", page, personal, words)
			}
		}
	}
	for _, lang := range i18n.Languages() {
		for _, g := range []juki.Guidance{juki.GuideRest, juki.GuideWelcome, juki.GuideInsertCard, juki.GuideWait, juki.GuideReinsert,
			juki.GuideTakeCard, juki.GuideReceive, juki.GuideCallStaff, juki.GuideThanks, pause} {
			b.w.Show(g)
			b.tap("lang." + lang)
			look(lang + " " + string(g))
		}
		for i, kind := range juki.PINKinds() {
			a := b.ask(pin.Request{Kind: kind, Step: i + 1, Steps: 4, Avoid: juki.PINHints{Birth: birth, Digits: []string{phone}, Kana: "ミホン ハナコ"}})
			name := fmt.Sprintf("%s %s", lang, kind.ID())
			look(name + " explained")
			b.tap("explain.next")
			guessed, good := "0517", "7193"
			if kind.Letters() {
				guessed, good = "ABC19800517", "SORA81UMI42"
			}
			b.keys(guessed)
			look(name + " typed")
			b.tap("key.enter")
			look(name + " refused")
			b.keys(good)
			b.tap("key.enter")
			look(name + " again")
			a.cancel()
			_, _ = a.wait()
		}
	}
	if want := len(i18n.Languages()) * (10 + 4*len(juki.PINKinds())); pages != want {
		t.Errorf("%d pages were looked at, not %d", pages, want)
	}
}

// onlyDrawings looks at every image that is painted: it is one of the program's own drawings.
func (b *bench) onlyDrawings(page string) {
	b.t.Helper()
	for _, o := range test.LaidOutObjects(b.win.Content()) {
		switch picture := o.(type) {
		case *canvas.Raster:
			b.t.Errorf("%s paints pixels of its own", page)
		case *canvas.Image:
			if picture.File != "" || picture.Image != nil && picture.Resource == nil || picture.Resource != nil && !ownDrawing(b.t, picture.Resource) {
				b.t.Errorf("%s shows a picture that is no drawing of the program: %v", page, picture.Resource)
			}
		}
	}
}

func ownDrawing(t *testing.T, r fyne.Resource) (own bool) {
	t.Helper()
	_ = fs.WalkDir(pictures, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, _ := pictures.ReadFile(path)
			own = own || bytes.Equal(text, r.Content())
		}
		return nil
	})
	return own
}

// The drawings hold no letters and no photograph: a card in them is a rectangle.
func TestTheDrawingsHoldNoData(t *testing.T) {
	drawn := 0
	err := fs.WalkDir(pictures, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := pictures.ReadFile(path)
		drawn++
		for _, part := range []string{"<text", "<image", "href", "data:", "<foreignObject", "<script"} {
			if bytes.Contains(text, []byte(part)) {
				t.Errorf("%s has %s", path, part)
			}
		}
		return err
	})
	if err != nil || drawn < 10 {
		t.Errorf("%d drawings, %v", drawn, err)
	}
}
