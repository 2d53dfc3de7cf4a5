package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// DeliverySettings is the part [delivery] of the settings: the second way out of the operation history, beside the central server.
type DeliverySettings struct {
	Folder    string `toml:"folder"`     // where archives are put; "" for no delivery
	Receipts  string `toml:"receipts"`   // where the receiver puts receipts
	Receiver  string `toml:"receiver"`   // the receiver's verifier key (madoguchi receive --show-key)
	At        string `toml:"at"`         // time of day, "18:00", besides every closing; "" for closings alone
	LateAfter int    `toml:"late_after"` // business days without a receipt before the screen says so; 0 for 2
}

const lateAfterDefault = 2

func (s DeliverySettings) lateAfter() int {
	if s.LateAfter <= 0 {
		return lateAfterDefault
	}
	return s.LateAfter
}

// deliverer puts the log's archives into a folder and reads receipts back, in the background. The counter never waits for it: what the
// folder holds up, is given up after a deadline.
type deliverer struct {
	settings DeliverySettings
	db       *store.DB
	now      func() time.Time
	spool    string // folder of the terminal's own in which a file is made first
	deadline time.Duration
	wake     chan struct{}
	stuck    atomic.Int32 // calls into the folder that never came back
	tell     func(clerk.Delivery)

	mu       sync.Mutex
	code     juki.Code      // of the last failure since the last success
	noted    map[noted]bool // the failures that stand in the log already
	attempts int
	next     time.Time // not tried again before
	asked    bool      // by hand
	busy     bool
	receipts juki.Code // what is wrong with the receipts, as they were read last
}

// noted is a failure in the log: once a day each.
type noted struct {
	code juki.Code
	day  juki.Date
}

const (
	deliveryLook     = 20 * time.Second // how often receipts and the time of day are looked at
	folderDeadline   = 2 * time.Minute  // for a small file; a large one gets more by its size
	deliveryRate     = 1 << 20          // bytes a second that a folder must take at least
	firstRetry       = time.Minute
	longestRetry     = 30 * time.Minute
	deliveryFolder   = "delivery"
	receiptExtension = ".receipt"
)

func (m *Main) newDeliverer() *deliverer {
	return &deliverer{settings: m.settings.Delivery, db: m.db, now: m.Now, spool: m.inFolder(deliveryFolder), deadline: folderDeadline,
		wake: make(chan struct{}, 1), noted: map[noted]bool{}, tell: func(now clerk.Delivery) {
			m.windows.showDevices(func(d *clerk.Devices) { d.Delivery = now })
		}}
}

// closed asks for a delivery after a day was closed. Any goroutine; nil for a program without one.
func (d *deliverer) closed() {
	if d == nil {
		return
	}
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// DeliverNow implements clerk.Anchors.
func (o office) DeliverNow() {
	if d := o.m.delivery; d != nil {
		d.mu.Lock()
		d.asked, d.next = true, time.Time{}
		d.mu.Unlock()
		d.closed()
	}
}

// run delivers and reads receipts until ctx ends. What is under way then is given up; the next start makes up for it.
func (d *deliverer) run(ctx context.Context) {
	if d.settings.Folder == "" {
		return
	}
	for ctx.Err() == nil {
		d.look(ctx)
		select {
		case <-ctx.Done():
		case <-d.wake:
			d.mu.Lock()
			d.next = time.Time{}
			d.mu.Unlock()
		case <-time.After(deliveryLook):
		}
	}
}

// look reads the receipts that came and delivers what is due.
func (d *deliverer) look(ctx context.Context) {
	if d.stuck.Load() > 0 { // the folder still holds an earlier call
		d.failed(ctx, juki.Refuse(juki.DeliveryFolder))
		d.show(ctx)
		return
	}
	failure := d.readReceipts(ctx)
	due, err := d.due(ctx)
	if err == nil && due {
		d.set(func() { d.busy = true })
		d.show(ctx)
		err = d.deliver(ctx)
		d.set(func() { d.busy = false })
	}
	switch {
	case ctx.Err() != nil: // the program ends
		return
	case err != nil:
		d.failed(ctx, err)
	case due:
		d.set(func() { d.code, d.attempts, d.asked, d.next = "", 0, false, time.Time{} })
	}
	d.set(func() { d.receipts = "" })
	if failure != nil {
		code := deliveryCode(failure)
		d.set(func() { d.receipts = code })
		d.note(ctx, code)
	}
	d.show(ctx)
}

func (d *deliverer) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// due tells whether a day was closed, or the time of day came, after the last delivery; asked by hand, always.
func (d *deliverer) due(ctx context.Context) (bool, error) {
	now := d.now()
	d.mu.Lock()
	asked, next := d.asked, d.next
	d.mu.Unlock()
	if now.Before(next) {
		return false, nil
	}
	last, err := d.db.Deliveries(ctx, 1)
	if err != nil || asked {
		return asked, err
	}
	since, err := d.dueSince(ctx, now)
	if err != nil || since.IsZero() {
		return false, err
	}
	return len(last) == 0 || last[0].At.Before(since), nil
}

// dueSince is the last moment up to now at which a delivery became due; zero for none.
func (d *deliverer) dueSince(ctx context.Context, now time.Time) (since time.Time, err error) {
	today := juki.DateOf(now)
	state, err := d.db.Stock().Day(ctx, today)
	if err != nil {
		return since, err
	}
	since = state.Closed
	before, _, err := d.db.Stock().LastOpened(ctx, today)
	if err != nil {
		return since, err
	}
	if before.Closed.After(since) {
		since = before.Closed
	}
	if clock, err := time.Parse("15:04", d.settings.At); err == nil {
		at := today.At(clock.Hour(), clock.Minute())
		if at.After(now) {
			at = today.AddDays(-1).At(clock.Hour(), clock.Minute())
		}
		if at.After(since) {
			since = at
		}
	}
	return since, nil
}

// failed remembers that a delivery failed and when it is tried again.
func (d *deliverer) failed(ctx context.Context, err error) {
	code := deliveryCode(err)
	d.set(func() {
		d.code = code
		d.attempts++
		d.next = d.now().Add(min(longestRetry, firstRetry<<min(d.attempts-1, 10)))
	})
	d.note(ctx, code)
}

// note records a failure, once a day for each reason.
func (d *deliverer) note(ctx context.Context, code juki.Code) {
	now := d.now()
	this := noted{code, juki.DateOf(now)}
	d.mu.Lock()
	again := d.noted[this]
	d.noted[this] = true
	d.mu.Unlock()
	if again {
		return
	}
	_ = d.db.Record(context.WithoutCancel(ctx), oplog.Record{Time: now, Event: oplog.ArchiveNotDelivered,
		Values: []oplog.Value{oplog.Code(code), oplog.Day(this.day)}}) // a disk that takes no record takes no act either: the counter says so
}

// deliveryCode names a failure; one without a name is the folder's.
func deliveryCode(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.DeliveryFolder
}

// show tells the clerk's window how it stands.
func (d *deliverer) show(ctx context.Context) {
	if s, err := d.state(ctx); err == nil {
		d.tell(s)
	}
}

func (m *Main) deliveryState(ctx context.Context) (clerk.Delivery, error) {
	if m.delivery == nil || m.delivery.settings.Folder == "" {
		return clerk.Delivery{}, nil
	}
	return m.delivery.state(ctx)
}

func (d *deliverer) state(ctx context.Context) (s clerk.Delivery, err error) {
	last, err := d.db.Deliveries(ctx, 1)
	if err != nil {
		return s, err
	}
	confirmed, err := d.db.LastReceipt(ctx)
	if err != nil {
		return s, err
	}
	waiting, err := d.db.Unreceipted(ctx)
	if err != nil {
		return s, err
	}
	d.mu.Lock()
	s = clerk.Delivery{Set: true, Folder: d.settings.Folder, Code: d.code, Busy: d.busy, Confirmed: clerk.DeliveredLog{At: confirmed.At, Size: confirmed.Size}}
	d.mu.Unlock()
	if len(last) > 0 {
		s.Delivered = clerk.DeliveredLog{At: last[0].At, Size: last[0].Size}
	}
	d.mu.Lock()
	if s.Code == "" {
		s.Code = d.receipts
	}
	d.mu.Unlock()
	if len(waiting) > 0 {
		if days := businessDays(waiting[len(waiting)-1].At, d.now()); days > d.settings.lateAfter() {
			if s.Late = days; s.Code == "" {
				s.Code = juki.ReceiptMissing
			}
		}
	}
	return s, nil
}

// businessDays is how many business days have begun since a moment.
func businessDays(since, now time.Time) (n int) {
	hours, today := juki.StandardHours(), juki.DateOf(now)
	for day := juki.DateOf(since); n < 1000; n++ {
		if day = hours.NextBusinessDay(day); today.Before(day) {
			break
		}
	}
	return n
}

// refusedBy is an outcome with its cause.
func refusedBy(code juki.Code, why error) error {
	o := juki.Refuse(code)
	o.Err = why
	return o
}

// within runs something that may hang in a folder of another machine. What does not come back by the deadline is left behind: it is
// counted as stuck until it does, and nothing more is tried there.
func (d *deliverer) within(ctx context.Context, deadline time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	done := make(chan error, 1)
	d.stuck.Add(1)
	go func() {
		defer cancel()
		err := f(ctx)
		d.stuck.Add(-1)
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		select {
		case err := <-done: // it ended at the same moment
			return err
		case <-time.After(graceWithin):
		}
		return refusedBy(juki.DeliveryFolder, fmt.Errorf("the folder did not answer in time: %w", ctx.Err()))
	}
}

// graceWithin is how long something that was told to end is waited for.
const graceWithin = 500 * time.Millisecond
