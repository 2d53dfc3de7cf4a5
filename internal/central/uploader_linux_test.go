package central_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
)

// eventually waits for what another goroutine will bring about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to this: %s", what)
		}
	}
}

func (x *terminal) inBackground(t *testing.T, every time.Duration) (u *central.Uploader, stop func()) {
	settings := x.client.Settings
	settings.Every = every
	u = central.NewUploader(settings, x.memoryLog, time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { u.Run(ctx); close(ended) }()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return u, stop
}

func TestTheBackgroundUploadsAtTheStartAndWhenAsked(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 50, noon)
	u, stop := x.inBackground(t, time.Hour)
	eventually(t, "the start's records are there", func() bool { return u.Status().Stored == 51 && !u.Status().Busy })
	x.work(t, 5, noon.Add(2*time.Hour))
	u.Now()
	eventually(t, "asked for, uploaded", func() bool { return u.Status().Stored == 58 && !u.Status().Busy })
	if s := u.Status(); !s.Set || s.Code != "" || s.Reached.IsZero() || s.Behind() != 0 {
		t.Errorf("it stands at %+v", s)
	}
	stop()
	city.stored(x, 58)
}

// The server is away for a while: nothing is lost, the log tells of the outage once, and it ends by itself.
func TestTheBackgroundOutlivesAnOutage(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 10, noon)
	must(t, s.Stop())
	u, stop := x.inBackground(t, 50*time.Millisecond)
	eventually(t, "several attempts failed", func() bool { return u.Status().Attempts > 3 })
	if s := u.Status(); s.Code != juki.CentralUnreachable || s.Failing.IsZero() {
		t.Errorf("it stands at %+v", s)
	}
	must(t, s.Start())
	eventually(t, "uploaded", func() bool { return u.Status().Reached != time.Time{} })
	stop()
	if s := u.Status(); s.Code != "" || !s.Failing.IsZero() {
		t.Errorf("it stands at %+v", s)
	}
	if got := events(x.memoryLog); got != "failed begun ended" {
		t.Errorf("recorded: %s", got)
	}
	city.stored(x, 12)
}

// A program that ends does not wait for a server that does not answer, and leaves no upload without an end.
func TestTheProgramEndsWhileTheServerHangs(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 10, noon)
	city.sql("BEGIN; LOCK TABLE madoguchi.batch IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'hangs'")
	u, stop := x.inBackground(t, time.Hour)
	eventually(t, "the upload hangs", func() bool { return strings.Contains(events(x.memoryLog), "begun") })
	if !u.Status().Busy {
		t.Error("it does not hang")
	}
	stop()
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}
	city.sql("ROLLBACK PREPARED 'hangs'")
	x.upload(t, "")
	// The server may have stored what it was sent before it noticed that nobody waited for the answer.
	if n := city.count("SELECT count(*) FROM madoguchi.record"); n == 11 || n == 13 {
		city.stored(x, n)
	} else {
		t.Errorf("the server has %d records", n)
	}
}

func TestWithoutACentralServerNothingIsDone(t *testing.T) {
	log := newLog(t, "terminal-1")
	log.work(t, 3, noon)
	u := central.NewUploader(central.Settings{}, log, time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	u.Now()
	u.Run(ctx)
	if s := u.Status(); s.Set || s.Code != "" || len(log.leaves) != 3 {
		t.Errorf("it stands at %+v", s)
	}
	_, err := (&central.Client{Log: log, Now: time.Now}).Upload(t.Context())
	expect(t, err, juki.CentralNotSet)
	if len(log.leaves) != 3 {
		t.Error("what is not set is not recorded")
	}
}
