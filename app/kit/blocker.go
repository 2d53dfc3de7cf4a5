package kit

// blocker swallows taps beside a dialog: one neither closes it nor reaches the page.
type blocker struct{ sensor }

func newBlocker(f *Frame) *blocker {
	b := &blocker{sensor{frame: f}}
	b.ExtendBaseWidget(b)
	return b
}
