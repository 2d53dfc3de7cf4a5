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
	client *Client
	every  time.Duration
	wake   chan struct{}

	mu     sync.Mutex
	status Status
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
	u := &Uploader{every: settings.Every, wake: make(chan struct{}, 1), status: Status{Set: settings.Set()}}
	if u.every <= 0 {
		u.every = everyDefault
	}
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

// Now asks for an upload as soon as possible and returns at once: by hand, after a revocation, after an incident. Any goroutine.
func (u *Uploader) Now() {
	select {
	case u.wake <- struct{}{}:
	default: // it is asked for already
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
	u.note(func(s *Status) { s.Busy = true })
	p, err := u.client.Upload(ctx)
	now := u.client.Now()
	pause := u.every
	u.note(func(s *Status) {
		if s.Busy = false; p != (Progress{}) {
			s.take(p)
		}
		if err == nil {
			s.Code, s.Failing, s.Attempts, s.Reached = "", time.Time{}, 0, now
			return
		}
		if ctx.Err() != nil {
			return
		}
		s.failed(codeIn(err), now)
		pause = s.pause(u.every)
	})
	return pause
}

func (s *Status) take(p Progress) { s.Stored, s.Size, s.Skew = p.Stored, p.Size, p.Skew }

func (s *Status) failed(code juki.Code, at time.Time) {
	if s.Code, s.Attempts = code, s.Attempts+1; s.Failing.IsZero() {
		s.Failing = at
	}
}

// pause doubles with each failure where waiting may help.
func (s *Status) pause(every time.Duration) time.Duration {
	if s.Code != juki.CentralUnreachable {
		return every
	}
	longest := min(longestPause, every)
	if s.Attempts > 10 {
		return longest
	}
	return min(longest, firstPause<<(s.Attempts-1))
}

// codeIn is the code of a failure; one without a code is a trouble of this terminal's own settings or log.
func codeIn(err error) juki.Code {
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o.Code
	}
	return juki.CentralRejected
}
