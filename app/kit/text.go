package kit

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// TextStyle is how a Text is set. The zero style is body text.
type TextStyle struct {
	Size  fyne.ThemeSizeName  // Text16 if empty
	Color fyne.ThemeColorName // ColorText if empty
	Bold  bool                // never for names of people: the bold face has JIS X 0208 only, others fall back to regular
	Align fyne.TextAlign
	Font  fyne.Resource // a face for this text alone (a language of the pad); nil is the theme's
	Prose bool          // line height of prose instead of single lines
	Keep  bool          // one line, never wrapped; cut with … where its place is too narrow
}

// Text shows a text in real pixel sizes. It wraps at its width by the rules of Japanese lines,
// and follows the theme when that changes.
type Text struct {
	widget.BaseWidget
	identity
	text  string
	style TextStyle
	width float32 // last width; 0 before the first layout
}

// NewText makes a text.
func NewText(text string, style TextStyle) *Text {
	t := &Text{text: text, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Body is a paragraph of 16 px.
func Body(text string) *Text { return NewText(text, TextStyle{Prose: true}) }

// Note is small text of 14 px beside or under something.
func Note(text string) *Text { return NewText(text, TextStyle{Size: Text14, Color: ColorTextSub}) }

// Label names a field or a column.
func Label(text string) *Text { return NewText(text, TextStyle{Bold: true}) }

// Heading names a page.
func Heading(text string) *Text { return NewText(text, TextStyle{Size: Text28, Bold: true}) }

// Subheading names a group on a page.
func Subheading(text string) *Text { return NewText(text, TextStyle{Size: Text20, Bold: true}) }

// Lead says what to do now, in one sentence.
func Lead(text string) *Text { return NewText(text, TextStyle{Size: Text24, Bold: true}) }

// Line is one line of 16 px that is never wrapped.
func Line(text string) *Text { return NewText(text, TextStyle{Keep: true}) }

// WithID gives the text a stable id.
func (t *Text) WithID(id string) *Text {
	t.id = id
	return t
}

// Words is the text as set.
func (t *Text) Words() string { return t.text }

// SetText changes the text.
func (t *Text) SetText(text string) {
	if t.text == text {
		return
	}
	t.text = text
	t.Refresh()
}

// SetStyle changes the style.
func (t *Text) SetStyle(style TextStyle) {
	t.style = style
	t.Refresh()
}

// Resize wraps at the new width.
func (t *Text) Resize(size fyne.Size) {
	changed := t.width != size.Width
	t.width = size.Width
	t.BaseWidget.Resize(size)
	if changed {
		t.Refresh()
	}
}

func (t *Text) size() float32 {
	if t.style.Size == "" {
		return Size(Text16)
	}
	return Size(t.style.Size)
}

func (t *Text) lineHeight() float32 {
	if t.style.Prose {
		return t.size() * lineProse
	}
	return t.size() * lineSingle
}

func (t *Text) fyneStyle() fyne.TextStyle {
	return fyne.TextStyle{Bold: t.style.Bold && boldFace.hasAll(t.text)}
}

// source is the face of this text alone, or the face of its style.
func (t *Text) source() fyne.Resource {
	if t.style.Font != nil {
		return t.style.Font
	}
	return FaceOf(t.fyneStyle())
}

func (t *Text) measure(s string) float32 {
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, t.size(), t.fyneStyle(), t.source())
	return size.Width
}

func (t *Text) lines() []string {
	text := t.shown()
	if t.style.Keep {
		return []string{t.cut(text)}
	}
	return wrapLines(text, t.width, t.measure)
}

// leastWidth is how narrow wrapped text may become, in widths of its own size.
const leastWidth = 10

// MinSize is the height of the lines at the last width. Wrapped text asks for little width, so that
// a window can become narrower again.
func (t *Text) MinSize() fyne.Size {
	lines := t.lines()
	width := t.natural()
	if !t.style.Keep {
		width = min(width, leastWidth*t.size())
	}
	return fyne.NewSize(width, float32(len(lines))*t.lineHeight())
}

// natural is the width without any wrapping.
func (t *Text) natural() float32 {
	return t.widest(strings.Split(t.shown(), "\n"))
}

func (t *Text) shown() string {
	if t.style.Font == nil {
		return Readable(t.text)
	}
	return t.text
}

// cut ends a line that is longer than its place with …, so that it is seen that something is missing.
func (t *Text) cut(line string) string {
	const rounding = 0.5
	if t.width <= 0 || t.measure(line) <= t.width+rounding {
		return line
	}
	runes := []rune(line)
	n := sort.Search(len(runes), func(n int) bool { return t.measure(string(runes[:n])+"…") > t.width })
	return string(runes[:max(0, n-1)]) + "…" // a variation selector has no width, so it is never cut from its kanji
}

func (t *Text) widest(lines []string) float32 {
	widest := float32(0)
	for _, line := range lines {
		widest = max(widest, t.measure(line))
	}
	return widest
}

// CreateRenderer draws one canvas.Text a line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{text: t}
	r.update()
	return r
}

type textRenderer struct {
	text *Text
	rows []fyne.CanvasObject
}

func (r *textRenderer) update() {
	lines := r.text.lines()
	name := r.text.style.Color
	if name == "" {
		name = ColorText
	}
	r.rows = r.rows[:0:0]
	for _, line := range lines {
		row := canvas.NewText(line, Color(name))
		row.TextSize = r.text.size()
		row.TextStyle = r.text.fyneStyle()
		row.Alignment = r.text.style.Align
		row.FontSource = r.text.source()
		r.rows = append(r.rows, row)
	}
	r.Layout(r.text.Size())
}

func (r *textRenderer) Layout(size fyne.Size) {
	step := r.text.lineHeight()
	top := (size.Height - step*float32(len(r.rows))) / 2 // a single line stands in the middle of a higher box
	top = max(top, 0)
	for i, row := range r.rows {
		natural := row.MinSize().Height
		row.Resize(fyne.NewSize(size.Width, natural))
		row.Move(fyne.NewPos(0, top+float32(i)*step+(step-natural)/2))
	}
}

func (r *textRenderer) MinSize() fyne.Size           { return r.text.MinSize() }
func (r *textRenderer) Objects() []fyne.CanvasObject { return r.rows }
func (r *textRenderer) Destroy()                     {}

func (r *textRenderer) Refresh() {
	r.update()
	canvas.Refresh(r.text)
}
