package kit

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func TestPostedWorkRunsInOrderOnTheTestsGoroutine(t *testing.T) {
	bridge, queue := NewQueuedBridge()
	var done []int
	go func() {
		for i := range 3 {
			bridge.Post(func() {
				done = append(done, i)
				if i == 2 {
					bridge.Post(func() { done = append(done, 3) })
				}
			})
		}
	}()
	if !queue.Until(5*time.Second, func() bool { return len(done) == 4 }) || !slices.Equal(done, []int{0, 1, 2, 3}) {
		t.Errorf("done %v", done)
	}
}

func TestFindSeesOnlyWhatPeopleSee(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	inside := NewButton("inside", "続ける", Filled, nil)
	gone := VStack(0, NewButton("gone", "戻る", Outlined, nil))
	frame.SetPage(VStack(0, container.NewVScroll(Panel(inside)), gone))
	if frame.Find("inside") != inside || Find(gone, "gone") == nil {
		t.Error("a widget is not found")
	}
	gone.Hide()
	if frame.Find("gone") != nil {
		t.Error("a hidden widget is found")
	}
	if !slices.Equal(IDs(frame.Top()), []string{"inside"}) {
		t.Errorf("ids %v", IDs(frame.Top()))
	}
	frame.Show(&Dialog{ID: "ask", Title: "確認", Confirm: "はい"})
	if frame.Find("inside") != nil || frame.Find("ask.confirm") == nil {
		t.Error("a dialog does not stand before the page")
	}
}

func TestBoundsAreWhereTheMouseGoes(t *testing.T) {
	_, frame := openWindow(t, 400, 300, Look{})
	b := NewButton("next", "次へ進む", Filled, nil).Sized(Main)
	frame.SetPage(Pad(SpaceGroups, VStack(SpaceBetween, Height(100, Body("")), HStack(0, b, Filler()))))
	at, size := Bounds(b)
	if want := fyne.NewPos(SpaceGroups, SpaceGroups+100+SpaceBetween); at != want || size.Width < 136 || size.Height != 56 {
		t.Errorf("stands at %v with %v, want %v", at, size, want)
	}
}

// What is posted after the end of the app touches no window.
func TestAClosedBridgeRunsNothing(t *testing.T) {
	b, q := NewQueuedBridge()
	b.Close()
	b.Post(func() { t.Error("it ran") })
	q.Run()
}
