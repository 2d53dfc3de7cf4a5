//go:build training

package main

import (
	"time"

	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/internal/counter"
	"madoguchi/internal/photo"
)

// registerPhoto: one photo is scanned, framed, confirmed by its person and by a second operator, registered and erased.
func (d *day) registerPhoto(person int) {
	d.clock.at(11, 10)
	d.click(staff, "room.photo")
	d.await(staff, "photo.key")
	d.scan("photo.key", string(d.people[person].Notice))
	d.await(staff, "photo.scan")
	d.shot("photo-scan")
	d.click(staff, "photo.scan")
	d.await(staff, "photo.show")
	d.shot("photo-frame-masked") // the resident was called: the clerk's screen covers the picture
	d.click(staff, "mode.normal")
	d.shot("photo-frame")
	for range 4 {
		d.key(robot.Down)
	}
	d.clock.add(30 * time.Second)
	d.click(staff, "photo.show")
	d.await(pad, "photo.yes")
	d.shot("photo-resident")
	d.clock.add(15 * time.Second)
	d.click(pad, "photo.yes")
	d.await(staff, "photo.compare")
	d.shot("photo-compare")
	d.click(staff, "photo.compare")
	d.write("second.id", string(training.Operators()[1].ID))
	d.write("second.password", training.Operators()[1].Password)
	d.click(staff, "second.confirm")
	d.await(staff, "photo.register")
	d.clock.add(10 * time.Second)
	d.click(staff, "photo.register")
	d.until("the photo is registered and erased", func() bool {
		found, err := d.m.desk.Book.Find(d.ctx, counter.Key{Serial: d.people[person].Serial})
		if err != nil || len(found) != 1 {
			return false
		}
		s, err := d.m.db.Photos().Photo(d.ctx, found[0].Number)
		return err == nil && s.Outcome == photo.PhotoRegistered && !s.Held
	})
	d.await(staff, "photo.done")
	d.shot("photo-registered")
	d.click(staff, "photo.done")
	d.await(staff, "photo.key")
}
