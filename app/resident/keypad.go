package resident

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"madoguchi/app/kit"
	"madoguchi/i18n"
)

// The keys as they stand, in the order of a telephone and of the alphabet: the same for everybody, every time.
var (
	digitRows  = []string{"123", "456", "789", " 0 "}
	wideRows   = []string{"1234567890", "ABCDEFGHIJ", "KLMNOPQRST", "  UVWXYZ  "}
	narrowRows = []string{" 12345 ", " 67890 ", "ABCDEFG", "HIJKLMN", "OPQRSTU", " VWXYZ "}
)

// keypad is the keys of one PIN. It takes the keyboard while it stands, so that a keypad with real keys works too, and
// only in this window: there is no text field that a program could read or paste into.
type keypad struct {
	widget.BaseWidget
	letters                bool
	keys                   map[rune]*plate
	cancel, correct, enter *plate
	press                  func(c byte)
}

// keypadActs is what the keys do.
type keypadActs struct {
	press                  func(c byte)
	cancel, correct, enter func()
}

func newKeypad(letters bool, t i18n.Printer, acts keypadActs) *keypad {
	k := &keypad{letters: letters, keys: map[rune]*plate{}, press: acts.press}
	rows := digitRows
	if letters {
		rows = wideRows
	}
	for _, c := range strings.ReplaceAll(strings.Join(rows, ""), " ", "") {
		k.keys[c] = newPlate("key."+string(c), string(c), "", onPaper, kit.Text36, fyne.NewSquareSize(smallestKey), func() { acts.press(byte(c)) })
	}
	size := fyne.NewSize(commandWide, smallestKey)
	k.cancel = newPlate("key.cancel", t.T("resident.key.cancel"), "×", onRed, kit.Text28, size, acts.cancel)
	k.correct = newPlate("key.correct", t.T("resident.key.correct"), "←", onYellow, kit.Text28, size, acts.correct)
	k.enter = newPlate("key.enter", t.T("resident.key.enter"), "○", onGreen, kit.Text28, size, acts.enter)
	k.ExtendBaseWidget(k)
	return k
}

// Children shows the keys to Find.
func (k *keypad) Children() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	rows := digitRows
	if k.letters {
		rows = wideRows
	}
	for _, c := range strings.Join(rows, "") {
		if key := k.keys[c]; key != nil {
			all = append(all, key)
		}
	}
	return append(all, k.cancel, k.correct, k.enter)
}

// FocusGained shows nothing: the pad is always ready for keys, and a ring round it would say nothing.
func (k *keypad) FocusGained() {}

// FocusLost shows nothing either.
func (k *keypad) FocusLost() {}

// TypedRune is a real keyboard. Small letters and full-width characters count as the plain ones.
func (k *keypad) TypedRune(r rune) {
	if r >= '！' && r <= '～' {
		r -= '！' - '!'
	}
	if r = unicode.ToUpper(r); k.keys[r] != nil {
		k.press(byte(r))
	}
}

// TypedKey is 入力, 訂正 and 取消 on a real keyboard.
func (k *keypad) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		k.enter.tapped()
	case fyne.KeyBackspace, fyne.KeyDelete:
		k.correct.tapped()
	case fyne.KeyEscape:
		k.cancel.tapped()
	}
}

// CreateRenderer lays out the keys.
func (k *keypad) CreateRenderer() fyne.WidgetRenderer { return &keypadRenderer{k} }

type keypadRenderer struct{ keypad *keypad }

func span(n, size float32) float32 { return n*size + (n-1)*keyGap }

func (r *keypadRenderer) MinSize() fyne.Size {
	if r.keypad.letters {
		return fyne.NewSize(span(7, smallestKey), span(5, smallestKey))
	}
	return fyne.NewSize(span(3, smallestKey)+2*keyGap+commandWide, span(4, smallestKey))
}

func (r *keypadRenderer) Layout(size fyne.Size) {
	switch {
	case !r.keypad.letters:
		r.digits(size)
	case size.Width >= size.Height:
		r.alphabet(size, wideRows, 10)
	default:
		r.alphabet(size, narrowRows, 7)
	}
}

// digits are a telephone's, the commands stand to their right: 取消 above, 入力 below and twice as high.
func (r *keypadRenderer) digits(size fyne.Size) {
	k := r.keypad
	wide := min(mostKey, (size.Width-2*keyGap-commandWide-2*keyGap)/3)
	tall := min(mostKey, (size.Height-3*keyGap)/4)
	left := (size.Width - span(3, wide) - 2*keyGap - commandWide) / 2
	top := (size.Height - span(4, tall)) / 2
	r.rows(digitRows, left, top, wide, tall)
	x := left + span(3, wide) + 2*keyGap
	place(k.cancel, x, top, fyne.NewSize(commandWide, tall))
	place(k.correct, x, top+tall+keyGap, fyne.NewSize(commandWide, tall))
	place(k.enter, x, top+2*(tall+keyGap), fyne.NewSize(commandWide, span(2, tall)))
}

// alphabet has the commands in a row of their own below, in the same order from left to right.
func (r *keypadRenderer) alphabet(size fyne.Size, rows []string, columns float32) {
	k := r.keypad
	n := float32(len(rows) + 1)
	wide := min(mostKey, (size.Width-(columns-1)*keyGap)/columns)
	tall := min(wide, (size.Height-(n-1)*keyGap)/n)
	left := (size.Width - span(columns, wide)) / 2
	top := (size.Height - span(n, tall)) / 2
	r.rows(rows, left, top, wide, tall)
	y := top + (n-1)*(tall+keyGap)
	third := (span(columns, wide) - 4*keyGap) / 3
	for i, command := range []*plate{k.cancel, k.correct, k.enter} {
		place(command, left+float32(i)*(third+2*keyGap), y, fyne.NewSize(third, tall))
	}
}

func (r *keypadRenderer) rows(rows []string, left, top, wide, tall float32) {
	for y, row := range rows {
		for x, c := range row {
			if key := r.keypad.keys[c]; key != nil {
				place(key, left+float32(x)*(wide+keyGap), top+float32(y)*(tall+keyGap), fyne.NewSize(wide, tall))
			}
		}
	}
}

func (r *keypadRenderer) Objects() []fyne.CanvasObject { return r.keypad.Children() }
func (r *keypadRenderer) Destroy()                     {}
func (r *keypadRenderer) Refresh()                     { r.Layout(r.keypad.Size()) }
