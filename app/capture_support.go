package main

import (
	"context"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// AllowCapture implements clerk.Captures. It is recorded first: without the record nobody is let in (第13条).
func (o office) AllowCapture(ctx context.Context, reason clerk.CaptureReason, second session.Confirmation) error {
	m := o.m
	admin, err := m.session.Require(juki.SystemAdministrator)
	if err != nil {
		return err
	}
	if allowed, _ := m.captureAllowed(); allowed || second.For != oplog.CaptureAllowed || second.Operator.ID == admin.ID {
		return juki.Refuse(juki.StepNotAllowed)
	}
	now := m.Now()
	err = m.db.Record(ctx, oplog.Record{Time: now, Event: oplog.CaptureAllowed, Operator: admin.ID,
		Values: []oplog.Value{oplog.Reason(reason), oplog.Witness(second.Operator.ID)}})
	if err != nil {
		return err
	}
	m.session.KeepPrivacy(true) // before anybody sees anything
	c := &m.windows.captures
	c.mu.Lock()
	c.from, c.to = now, now.Add(clerk.CaptureTime)
	c.mu.Unlock()
	m.shieldNow()
	return nil
}

// EndCapture implements clerk.Captures.
func (o office) EndCapture(context.Context) error {
	if _, err := o.m.session.Require(); err != nil {
		return err
	}
	o.m.endCapture()
	return nil
}

// endCapture keeps the windows out of pictures again. Whether it can be recorded now or later: it happens.
func (m *Main) endCapture() {
	c := &m.windows.captures
	c.mu.Lock()
	was := !c.to.IsZero()
	c.from, c.to = time.Time{}, time.Time{}
	c.mu.Unlock()
	if !was {
		return
	}
	m.shieldNow()
	m.session.KeepPrivacy(false)
	m.notes.note(oplog.CaptureEnded)
}

func (m *Main) shieldNow() {
	if b := m.windows.bridge; b != nil {
		b.Post(m.shield)
	}
}

// captureAllowed tells whether remote support may see the screen, and until when.
func (m *Main) captureAllowed() (bool, time.Time) {
	c := &m.windows.captures
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.to.IsZero(), c.to
}

// captureOver tells whether the time of the exception is over. A clock that was set back ends it: nobody knows how long it was.
func (m *Main) captureOver() bool {
	c := &m.windows.captures
	c.mu.Lock()
	defer c.mu.Unlock()
	now := m.Now()
	return !c.to.IsZero() && (!now.Before(c.to) || now.Before(c.from))
}

// captureKeyPressed is PrintScreen: recorded, and what could be in a second picture is hidden. During remote support the key is recorded only.
func (m *Main) captureKeyPressed() {
	c, now := &m.windows.captures, m.Now()
	c.mu.Lock()
	again := !c.pressed.IsZero() && now.Sub(c.pressed) < capturePause && !now.Before(c.pressed)
	c.pressed = now
	allowed := !c.to.IsZero()
	c.mu.Unlock()
	if again {
		return
	}
	m.notes.note(oplog.CaptureSeen, oplog.Mode(m.session.View().Mode))
	if !allowed {
		m.session.Hide()
	}
}
