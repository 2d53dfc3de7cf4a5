//go:build training

package main

import (
	"time"

	"madoguchi/app/training"
	"madoguchi/internal/session"
)

// drill: after the lunch break, with nobody waiting, the emergency stop is practised (第24条). Both windows stop, marked as a drill; the clerk comes in by the plan,
// does the first steps, and ends it with a second person.
func (d *day) drill() {
	d.clock.at(13, 10)
	d.click(staff, "room.incidents")
	d.click(staff, "emergency.practise")
	d.await(staff, "emergency.practise.confirm")
	d.shot("drill-asked")
	d.click(staff, "emergency.practise.confirm")
	d.until("the terminal is stopped, and that is stored", func() bool {
		s := d.m.emergency.State()
		return s.Open && s.Drill && s.Number != "" && d.m.session.View().State == session.Locked
	})
	d.await(staff, "lock.password")
	d.shot("drill-stopped")
	d.clock.add(2 * time.Minute)
	d.unlock(2)
	d.await(staff, "emergency.step.cards-taken")
	d.shot("drill-plan")
	for _, step := range []string{"cards-taken", "residents-led"} {
		d.clock.add(time.Minute)
		d.click(staff, "emergency.step."+step)
		d.click(staff, "emergency.step.confirm")
		d.until("the step is done", func() bool { return d.drilled(step) })
	}
	d.shot("drill-steps")
	d.click(staff, "emergency.end")
	supervisor := training.Operators()[1]
	d.write("second.id", string(supervisor.ID))
	d.write("second.password", supervisor.Password)
	d.shot("drill-second")
	d.click(staff, "second.confirm")
	d.until("the terminal works again", func() bool { return !d.m.emergency.State().Open })
	d.await(staff, "emergency.back")
	d.shot("drill-ended")
}

// drilled tells whether a step of the drill that is under way was done.
func (d *day) drilled(step string) bool {
	e, err := d.m.db.Stock().EmergencyOf(d.ctx, d.m.emergency.State().Number)
	if err != nil {
		return false
	}
	_, done := e.DoneOf(step)
	return done
}
