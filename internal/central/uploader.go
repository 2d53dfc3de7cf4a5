package central

import (
	"context"
	"errors"
	"sync"
	"time"

	"madoguchi/internal/juki"
)

// Uploader uploads in the background: on a schedule, when asked, and after a failure again after a growing pause. It shares
// nothing with the counter but the log, which it reads from a snapshot: whatever the server does, nobody waits.
type Uploader struct {
	client         *Client
	wake           chan struct{}
	first, longest time.Duration // pauses after failures

	mu     sync.Mutex
	status Status
	asked  int             // how often an upload was asked for,
	served int             // and up to which asking the server has everything
	by     juki.OperatorID // who asked last by hand, until the upload begins
}

// Status is how uploading stands, for a line on the screen.
type Status struct {
	Set      bool      // there is a central server
	Busy     bool      // an upload is under way
	Code     juki.Code // of the last failure since the last success, "" for none
	Stored   int64     // records on the server, as far as it is known; with Size 0 nothing is known yet
	Size     int64     // records in the log when it was last compared
	Reached  time.Time // when the server last had everything; zero for not since the program started
	Failing  time.Time // since when it fails; zero while it does not
	Attempts int       // failures in a row
	Next     time.Time // when it is tried again without being asked; zero before the first time
	Asked    bool      // somebody, or an urgent record, waits for an upload
	Skew     time.Duration
}

// Behind is how many records the server had not got when it was last compared.
func (s Status) Behind() int64 { return s.Size - s.Stored }

// The pauses. What only a person can put right is not hammered at.
const (
	everyDefault = 15 * time.Minute
	firstPause   = 5 * time.Second
	longestPause = 10 * time.Minute
)

// NewUploader makes the uploader of a terminal's log. Without a central server its Run does nothing until ctx ends.
func NewUploader(settings Settings, log Log, now func() time.Time) *Uploader {
	u := &Uploader{wake: make(chan struct{}, 1), first: firstPause, longest: longestPause, status: Status{Set: settings.Set()}}
	u.client = &Client{Settings: settings, Log: log, Now: now, Progress: func(p Progress) { u.note(func(s *Status) { s.take(p) }) }}
	return u
}

// Run uploads at once and then by the schedule, until ctx ends. An upload under way ends within a moment and is recorded as ended.
func (u *Uploader) Run(ctx context.Context) {
	if !u.Status().Set {
		<-ctx.Done()
		return
	}
	for ctx.Err() == nil {
		pause := u.once(ctx)
		select {
		case <-ctx.Done():
		case <-u.wake:
		case <-time.After(pause):
		}
	}
}

// Now asks for an upload as soon as possible and returns at once: after a revocation, after an incident. During an outage
// it ends the long pauses too: until the server has what was asked for it is tried again after the shortest one. Any goroutine.
func (u *Uploader) Now() { u.ask("") }

// NowFor is Now by hand: the records of the upload say who asked for it.
func (u *Uploader) NowFor(by juki.OperatorID) { u.ask(by) }

func (u *Uploader) ask(by juki.OperatorID) {
	u.mu.Lock()
	u.asked++
	if u.status.Asked = true; by != "" {
		u.by = by
	}
	u.mu.Unlock()
	select {
	case u.wake <- struct{}{}:
	default: // it will wake, and finds what was asked for
	}
}

// Status tells how uploading stands. Any goroutine.
func (u *Uploader) Status() Status {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.status
}

func (u *Uploader) note(change func(*Status)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	change(&u.status)
}

// once uploads and gives the pause until the next time.
func (u *Uploader) once(ctx context.Context) time.Duration {
	asked := 0
	u.note(func(s *Status) {
		s.Busy, asked = true, u.asked
		u.client.By, u.by = u.by, ""
	})
	p, err := u.client.Upload(ctx)
	now := u.client.Now()
	pause := u.client.Settings.pause(now)
	u.note(func(s *Status) {
		if s.Busy = false; p != (Progress{}) {
			s.take(p)
		}
		switch {
		case err == nil:
			u.served = asked // what was asked for meanwhile may not be in it
			s.Code, s.Failing, s.Attempts, s.Reached = "", time.Time{}, 0, now
		case ctx.Err() == nil:
			s.failed(CodeOf(err), now)
			pause = u.pauseAfter(*s, pause)
		}
		s.Asked, s.Next = u.asked > u.served, now.Add(pause)
	})
	return pause
}

func (s *Status) take(p Progress) { s.Stored, s.Size, s.Skew = p.Stored, p.Size, p.Skew }

func (s *Status) failed(code juki.Code, at time.Time) {
	if s.Code, s.Attempts = code, s.Attempts+1; s.Failing.IsZero() {
		s.Failing = at
	}
}

// pauseAfter doubles with each failure where waiting may help, up to what the schedule says. While something is asked for it
// stays the shortest: a try is one knock at the door, and nobody knows when the network comes back.
func (u *Uploader) pauseAfter(s Status, scheduled time.Duration) time.Duration {
	longest := min(u.longest, scheduled)
	switch {
	case s.Code != juki.CentralUnreachable:
		return scheduled
	case u.asked > u.served:
		return min(longest, u.first)
	case s.Attempts > 10:
		return longest
	}
	return min(longest, u.first<<(s.Attempts-1))
}

// CodeOf is the code of a failure of this package; one without a code is a trouble of this terminal's own settings or log.
func CodeOf(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.CentralRejected
}
