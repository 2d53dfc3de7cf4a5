//go:build training

package main

import (
	"strings"
	"time"

	"madoguchi/app/robot"
	"madoguchi/internal/session"
)

// screenModes goes through what the screen shows while a resident stands there: masked, one value held, before a visitor, normal; then
// nobody touches anything.
func (d *day) screenModes() {
	d.untilMode(session.Masked) // by the handover itself
	d.shot("masked")
	d.held("handover.name", "field-held")
	d.key(robot.F9)
	d.untilMode(session.Privacy)
	d.shot("privacy")
	d.key(robot.F9)
	d.untilMode(session.Normal)
	d.clock.rest(25 * time.Second)
	d.until("the countdown is seen", func() bool { return d.says("shell.clock", "5秒") })
	d.shot("countdown")
	d.clock.rest(5 * time.Second)
	d.untilSight(session.Veiled)
	d.shot("veiled")
	d.key(robot.F9) // lifts the veil, and the mode is Masked again
	d.untilSight(session.Open)
	d.clock.rest(2 * time.Minute)
	d.untilSight(session.Hidden)
	d.await(staff, "hidden.back")
	d.shot("hidden-by-itself")
	d.click(staff, "hidden.back")
	d.until("the window is not covered any more", func() bool { return d.ask(func() bool { return !d.frames[staff].Covered() }) })
	d.key(robot.F9)
	d.untilMode(session.Privacy)
	d.key(robot.F9)
	d.untilMode(session.Normal)
}

func (d *day) untilMode(m session.Mode) {
	d.until("the screen is "+string(m), func() bool { return d.m.session.View().Mode == m })
}

func (d *day) untilSight(s session.Sight) {
	d.until("the screen has covered itself, or is back", func() bool { return d.m.session.View().Sight == s })
}

// held takes a picture while the mouse button is down on a covered value.
func (d *day) held(id, name string) {
	d.step("holding "+id, func() error {
		x, y, err := d.locate(staff, id)
		if err != nil {
			return err
		}
		if err := d.robot.Move(x, y); err != nil {
			return err
		}
		d.frame()
		return d.robot.PressHere()
	})
	d.shot(name)
	d.step("letting go", func() error { return d.robot.Release() })
}

// says tells whether a text of the clerk's window holds a word.
func (d *day) says(id, word string) bool {
	return d.ask(func() bool {
		t, is := d.frames[staff].Find(id).(interface{ Words() string })
		return is && strings.Contains(t.Words(), word)
	})
}

// ask asks something of the windows on their own thread.
func (d *day) ask(question func() bool) (yes bool) {
	done := make(chan struct{})
	d.bridge.Post(func() {
		defer close(done)
		yes = question()
	})
	<-done
	return yes
}
