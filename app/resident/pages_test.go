package resident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"madoguchi/app/kit"
	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// sizes are the pads that the windows are made for, and 1280×800 on 10 inches, where Fyne's scale is 1.2.
var sizes = []fyne.Size{{Width: 1024, Height: 768}, {Width: 1280, Height: 800}, {Width: 800, Height: 1280}, {Width: 1066, Height: 666}}

// hanako is plainly fictional.
func hanako() juki.PINHints {
	birth, _ := juki.ParseDate("1980-05-17")
	return juki.PINHints{Birth: birth}
}

func TestEveryPageFitsInEveryLanguageAndSize(t *testing.T) {
	for _, size := range sizes {
		for _, lang := range i18n.Languages() {
			t.Run(fmt.Sprintf("%s-%.0fx%.0f", lang, size.Width, size.Height), func(t *testing.T) {
				b := newBench(t, size.Width, size.Height)
				name := func(page string) string { return fmt.Sprintf("%.0fx%.0f-%s-%s", size.Width, size.Height, lang, page) }
				look := func(page string) {
					t.Helper()
					b.queue.Run()
					b.see(name(page))
					b.assertFits(page, size)
				}
				for _, g := range []juki.Guidance{juki.GuideRest, juki.GuideWelcome, juki.GuideInsertCard, juki.GuideWait, juki.GuideReinsert,
					juki.GuideTakeCard, juki.GuideCallStaff, juki.GuideThanks, "receive", pause} {
					b.w.Show(g)
					b.tap("lang." + lang)
					look(string(g))
					if _, err := pictures.ReadFile("pictures/" + string(g) + ".svg"); err != nil {
						t.Error(err)
					}
				}
				for i, kind := range juki.PINKinds() {
					a := b.ask(pin.Request{Kind: kind, Step: i + 1, Steps: 4, Avoid: hanako(), OfferSame: i > 1})
					look("explain-" + kind.ID())
					if i > 1 {
						b.tap("same.no")
					} else {
						b.tap("explain.next")
					}
					look("type-" + kind.ID())
					good, bad := "7193", "1234"
					if kind.Letters() {
						good, bad = "SORA81UMI42", "ABC123"
					}
					b.keys(bad[:2])
					b.tap("key.enter")
					look("short-" + kind.ID())
					b.keys(bad[2:])
					look("typed-" + kind.ID())
					b.tap("key.enter")
					look("refused-" + kind.ID())
					b.keys(good)
					b.tap("key.enter")
					look("again-" + kind.ID())
					b.keys(bad)
					b.tap("key.enter")
					look("mismatch-" + kind.ID())
					b.clock.pass(150 * time.Second)
					b.queue.Until(time.Second, func() bool { return b.w.page.(*keysPage).time.part < .2 })
					look("late-" + kind.ID())
					b.tap("key.cancel")
					look("stop-" + kind.ID())
					b.tap("stop.yes")
					a.wait()
				}
			})
		}
	}
}

// assertFits looks for what is cut off, too small or on top of something else.
func (b *bench) assertFits(page string, size fyne.Size) {
	b.t.Helper()
	type box struct {
		id string
		at fyne.Position
		fyne.Size
	}
	var plates []box
	least := b.win.Content().MinSize()
	if least.Width > size.Width || least.Height > size.Height {
		b.t.Errorf("%s needs %v", page, least)
	}
	kit.Walk(b.w.Frame().Top(), func(o fyne.CanvasObject) bool {
		at, s := kit.Bounds(o)
		_, cut := o.(*kit.Text)
		i, named := o.(kit.Identified)
		named = named && i.ID() != ""
		if (cut || named) && (at.X < 0 || at.Y < 0 || at.X+s.Width > size.Width+.5 || at.Y+s.Height > size.Height+.5) {
			b.t.Errorf("%s: %T is outside: %v %v", page, o, at, s)
		}
		if cut && o.MinSize().Height > s.Height+.5 {
			b.t.Errorf("%s: %q is cut off: %v in %v", page, o.(*kit.Text).Words(), o.MinSize(), s)
		}
		if named {
			if m := o.MinSize(); m.Width > s.Width+.5 || m.Height > s.Height+.5 {
				b.t.Errorf("%s: %s needs %v and has %v", page, i.ID(), m, s)
			}
			if _, key := o.(*plate); key && size.Height > 700 && min(s.Width, s.Height) < leastKey {
				b.t.Errorf("%s: %s is only %v", page, i.ID(), s)
			}
			plates = append(plates, box{i.ID(), at, s})
		}
		return true
	})
	for i, p := range plates {
		for _, q := range plates[i+1:] {
			if p.at.X < q.at.X+q.Width+8 && q.at.X < p.at.X+p.Width+8 && p.at.Y < q.at.Y+q.Height+8 && q.at.Y < p.at.Y+p.Height+8 {
				b.t.Errorf("%s: %s and %s are closer than 8 px", page, p.id, q.id)
			}
		}
	}
	b.assertNothingSmall(page)
}

func (b *bench) assertNothingSmall(page string) {
	b.t.Helper()
	painted := texts(b.win.Content())
	if len(painted) < 3 {
		b.t.Errorf("%s: only %d texts", page, len(painted))
	}
	for _, t := range painted {
		if strings.HasPrefix(t.Text, "[") {
			b.t.Errorf("%s: the text %s is missing", page, t.Text)
		}
		if t.Text != "" && t.TextSize < 20 {
			b.t.Errorf("%s: %q is set in %v px", page, t.Text, t.TextSize)
		}
	}
}

// texts are all texts as they are painted.
func texts(o fyne.CanvasObject) (all []*canvas.Text) {
	switch o := o.(type) {
	case *canvas.Text:
		return []*canvas.Text{o}
	case *fyne.Container:
		for _, child := range o.Objects {
			all = append(all, texts(child)...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			all = append(all, texts(child)...)
		}
	}
	return all
}
