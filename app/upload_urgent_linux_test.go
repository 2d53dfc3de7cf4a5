package main

import (
	"context"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// uploading runs f on the terminal's data while its log is uploaded in the background; the first upload is over.
func (c *centralCity) uploading(f func(m *Main)) {
	c.t.Helper()
	must(c.t, withData(c.dir, func(m *Main) error {
		ctx, stop := context.WithCancel(c.t.Context())
		ended := make(chan struct{})
		go func() { m.uploader.Run(ctx); close(ended) }()
		defer func() { stop(); <-ended }()
		c.comesTo("the first upload is over", func() bool { s := m.uploader.Status(); return !s.Reached.IsZero() && !s.Busy })
		f(m)
		return nil
	}))
}

func (c *centralCity) comesTo(what string, holds func() bool) {
	c.t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("it never came to this: %s", what)
		}
	}
}

// An incident is at the central server at once, with all that came before it, wherever in the program it was recorded; a login waits for the schedule.
func TestAnIncidentIsUploadedAtOnceWhereverItIsRecorded(t *testing.T) {
	c := newCentralCity(t)
	c.work(5)
	c.uploading(func(m *Main) {
		begun := c.verified()
		login := oplog.Record{Time: m.Now(), Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}}
		must(t, m.db.Record(t.Context(), login))
		if s := m.uploader.Status(); s.Asked || s.Busy {
			t.Error("a login is urgent")
		}
		must(t, m.db.Record(t.Context(), oplog.Record{Time: m.Now(), Event: oplog.IncidentOpened, Operator: "S001",
			Values: []oplog.Value{oplog.Number("J08-000001"), oplog.Reason("lost")}}))
		c.comesTo("uploaded", func() bool { s := m.uploader.Status(); return !s.Asked && !s.Busy })
		if now := c.verified(); now < begun+3 { // the end of the upload before, the login, the incident
			t.Errorf("the server had %d records and has %d", begun, now)
		}
	})
}

// Before texts may go, the server is asked now: what it had once, or has otherwise, confirms nothing. Without a server nothing may go.
func TestWhatIsConfirmedElsewhereIsAskedNow(t *testing.T) {
	c := newCentralCity(t)
	c.work(100)
	must(t, runUpload(t.Context(), []string{"--data", c.dir}))
	stored := c.verified()
	must(t, withData(c.dir, func(m *Main) error {
		s, err := m.retention(t.Context())
		must(t, err)
		if !s.Server.Set || s.Server.Records != stored || s.Server.Trouble != "" || s.Records <= stored {
			t.Errorf("confirmed %+v of %d", s.Server, s.Records)
		}
		today := juki.DateOf(m.Now())
		if s.Oldest != today || s.First != 0 || s.Refused != juki.NothingToErase || !s.Next.After(today.AddYears(3)) {
			t.Errorf("%+v", s)
		}
		return nil
	}))
	must(t, c.server.Stop())
	must(t, withData(c.dir, func(m *Main) error {
		s, err := m.retention(t.Context())
		must(t, err)
		if s.Server.Records != 0 || s.Server.Trouble != juki.CentralUnreachable {
			t.Errorf("confirmed %+v", s.Server)
		}
		m.settings.Central.URL = ""
		if s, err = m.retention(t.Context()); err != nil || s.Server.Set || s.Server.Trouble != "" || s.Server.Records != 0 {
			t.Errorf("confirmed %+v, %v", s.Server, err)
		}
		return nil
	}))
}
