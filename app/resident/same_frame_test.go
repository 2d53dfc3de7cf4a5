package resident

import (
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// What is posted through the bridge is painted a frame later, and a finger sees that: a key shows its dot by itself.
func TestAKeyShowsItsDotBeforeAnythingIsPosted(t *testing.T) {
	b := newBench(t, 1024, 768)
	b.ask(pin.Request{Kind: juki.AuthenticationPIN, Step: 1, Steps: 1})
	b.tap("explain.next")
	b.w.Frame().Find("key.5").(fyne.Tappable).Tapped(&fyne.PointEvent{})
	if shown := b.w.page.(*keysPage).dots.typed; shown != 1 {
		t.Errorf("%d dots before the queue runs", shown)
	}
}
