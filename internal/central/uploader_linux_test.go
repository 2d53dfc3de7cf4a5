package central_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
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

// An outage has lasted so long that nobody knocks any more for an hour, when an incident is recorded: from then on it is tried all the
// time, and once the server is back the incident, and everything before it, is there; not an hour later.
func TestAnIncidentDoesNotWaitForTheLongPauseOfAnOutage(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 10, noon)
	must(t, s.Stop())
	settings := x.client.Settings
	settings.Every = 2 * time.Hour
	u := central.NewUploader(settings, x.memoryLog, time.Now)
	u.SetPauses(2*time.Millisecond, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { u.Run(ctx); close(ended) }()
	eventually(t, "the pauses are long", func() bool { return !u.Status().Busy && time.Until(u.Status().Next) > 50*time.Minute })
	given := u.Status().Attempts
	x.work(t, 1, noon.Add(time.Hour))
	u.Now()
	eventually(t, "tried again and again", func() bool { return u.Status().Attempts > given+3 })
	if !u.Status().Asked {
		t.Error("nobody waits")
	}
	must(t, s.Start())
	eventually(t, "uploaded", func() bool { return !u.Status().Reached.IsZero() && !u.Status().Asked })
	if until := time.Until(u.Status().Next); until < time.Hour {
		t.Errorf("the next upload is in %v, although nothing is asked for", until)
	}
	cancel()
	<-ended
	if got := events(x.memoryLog); got != "failed begun ended" {
		t.Errorf("recorded: %s", got)
	}
	city.stored(x, 13)
}

// Who asks while an upload is under way is served by the next one: the one under way may have read the log already.
func TestWhatIsAskedForDuringAnUploadGoesWithTheNext(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 10, noon)
	city.sql("BEGIN; LOCK TABLE madoguchi.batch IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'hangs'")
	u, stop := x.inBackground(t, time.Hour)
	eventually(t, "the upload is under way", func() bool { return strings.Contains(events(x.memoryLog), "begun") })
	x.work(t, 1, noon.Add(time.Hour))
	u.NowFor("S009")
	city.sql("ROLLBACK PREPARED 'hangs'")
	eventually(t, "served", func() bool { s := u.Status(); return !s.Busy && !s.Asked && s.Behind() == 0 })
	stop()
	if got := events(x.memoryLog); got != "begun ended begun ended" {
		t.Errorf("recorded: %s", got)
	}
	asked := 0
	for _, l := range x.leaves {
		if r, err := oplog.DecodeRecord(l.Payload); err == nil && r.Operator == "S009" && (r.Event == oplog.UploadBegun || r.Event == oplog.UploadEnded) {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("%d records say who asked", asked)
	}
	city.stored(x, 14)
}

// What the server has is asked for now, and only what it has as it stands here counts.
func TestTheServerIsComparedNow(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 20, noon)
	compared := func(want int64) {
		t.Helper()
		p, err := x.client.Compare(t.Context())
		must(t, err)
		if p.Stored != want || p.Size != int64(len(x.leaves)) || time.Since(p.At).Abs() > time.Hour || p.At.IsZero() {
			t.Errorf("compared as %+v, wanted %d", p, want)
		}
	}
	compared(0)
	x.upload(t, "")
	x.work(t, 2, noon.Add(time.Hour))
	compared(21)
	before := len(x.leaves)
	compared(21)
	if len(x.leaves) != before {
		t.Error("a comparison was recorded")
	}
	forged := newLog(t, x.name)
	forged.key = x.key
	forged.work(t, 30, noon)
	client := *x.client
	client.Log = forged
	p, err := client.Compare(t.Context())
	expect(t, err, juki.CentralFork)
	if p != (central.Progress{}) {
		t.Errorf("of another log it confirms %+v", p)
	}
	_, err = (&central.Client{Log: x.memoryLog, Now: time.Now}).Compare(t.Context())
	expect(t, err, juki.CentralNotSet)
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
