package resident

import "madoguchi/internal/juki"

// The pages of a stopped terminal (緊急停止, 第24条): wait for the staff, take your card. They stand over every guidance until work goes on.
const (
	stopped juki.Guidance = "stopped"
	drilled juki.Guidance = "drilled" // 訓練
)

// SetStopped shows that the terminal is stopped, or that it is not any more. A PIN under way ends with the lock (SetLocked). Any goroutine may call it.
func (w *Window) SetStopped(is, drill bool) {
	w.mu.Lock()
	w.stop = ""
	if is {
		w.stop = stopped
	}
	if is && drill {
		w.stop = drilled
	}
	w.mu.Unlock()
	w.show()
}

// OnUrgent is what the emergency key does when the keyboard is in this window.
func (w *Window) OnUrgent(act func()) { w.frame.OnUrgent(act) }
