package kit

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// Bridge carries events from other goroutines to the UI thread. It is the only place that
// calls fyne.Do: card readers, jobs and clocks post here and never touch a widget themselves.
type Bridge struct {
	post   func(func())
	closed atomic.Bool
}

// NewBridge makes the bridge of a running app.
func NewBridge() *Bridge { return &Bridge{post: fyne.Do} }

// Post runs f on the UI thread, soon and in order; it does not wait. After Close f is dropped.
func (b *Bridge) Post(f func()) {
	if !b.closed.Load() {
		b.post(f)
	}
}

// Close ends the bridge when the app has ended: there is no UI thread any more, and work that is still posted would run
// beside it, on windows that are gone.
func (b *Bridge) Close() { b.closed.Store(true) }

// Queue holds posted work until a test runs it on its own goroutine, which then is the UI thread.
type Queue struct {
	mu   sync.Mutex
	work []func()
	more chan struct{}
}

// NewQueuedBridge makes a bridge whose work waits in a queue, for tests with the software driver.
func NewQueuedBridge() (*Bridge, *Queue) {
	q := &Queue{more: make(chan struct{}, 1)}
	return &Bridge{post: q.add}, q
}

func (q *Queue) add(f func()) {
	q.mu.Lock()
	q.work = append(q.work, f)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// Run does all posted work, also work that it posts itself, and tells how many pieces there were.
func (q *Queue) Run() int {
	done := 0
	for {
		q.mu.Lock()
		if len(q.work) == 0 {
			q.mu.Unlock()
			return done
		}
		f := q.work[0]
		q.work = q.work[1:]
		q.mu.Unlock()
		f()
		done++
	}
}

// Until runs posted work until ready says so; false means that it did not within the limit.
func (q *Queue) Until(limit time.Duration, ready func() bool) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		q.Run()
		if ready() {
			return true
		}
		select {
		case <-q.more:
		case <-time.After(time.Millisecond): // ready may depend on a goroutine that posts nothing
		case <-deadline.C:
			return false
		}
	}
}
