//go:build training

package main

import (
	"slices"
	"time"

	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// The part of the scripted day about what is not at rest: sent, prepared, missing, disposed of.

// send: the branch is registered as a place, and two cards go there by slip; at the end of the day they are still in transit.
func (d *day) send() {
	d.clock.at(14, 0)
	d.stockTab("places", "places.add")
	d.click(staff, "places.add")
	d.write("place.id", string(branch))
	d.click(staff, "place.kind")
	for range slices.Index(stock.PlaceKinds(), stock.Branch) + 1 {
		d.key(robot.Down)
	}
	d.key(robot.Return)
	d.shot("place")
	d.click(staff, "place.save")
	d.until("the branch is a place", func() bool {
		places, err := d.m.db.Stock().AllPlaces(d.ctx)
		return err == nil && slices.ContainsFunc(places, func(p stock.Place) bool { return p.ID == branch && p.Kind == stock.Branch })
	})
	d.stockTab("transfers", "transfers.send")
	d.click(staff, "transfers.send")
	for _, person := range []int{14, 15} {
		d.clock.add(5 * time.Second)
		d.scan("send.scan", string(d.people[person].Serial))
	}
	d.click(staff, "send.next")
	d.shot("send")
	d.scan("send.scan", string(branch))
	d.at(stock.MyNumberCards, d.people[15].Serial, stock.Transit, stock.BeingSent)
	d.click(staff, "transfer.slip")
	d.await(staff, "paper.print")
	d.shot("transfer-slip")
}

// branch is the place of another office.
const branch stock.PlaceID = "S-01"

// prepareNextDay: the reservations of the next business day are taken, the cards scanned; one is not where it should be.
func (d *day) prepareNextDay() {
	d.clock.at(14, 30)
	d.click(staff, "room.picks")
	d.await(staff, "picks.list")
	d.click(staff, "picks.list")
	d.click(staff, "bookings.read.0")
	d.await(staff, "bookings.take")
	d.shot("bookings")
	d.click(staff, "bookings.take")
	d.await(staff, "picks.start")
	d.shot("picks")
	d.click(staff, "picks.print")
	d.await(staff, "paper.print")
	d.shot("pick-list")
	d.click(staff, "room.picks")
	d.await(staff, "picks.start")
	d.click(staff, "picks.start")
	d.scan("prepare.scan", string(prepared))
	booked := training.BookedPeople()
	for _, person := range booked[:3] {
		d.clock.add(20 * time.Second)
		d.scan("prepare.scan", string(d.people[person].Serial))
		d.at(stock.MyNumberCards, d.people[person].Serial, prepared, stock.Picked)
	}
	d.shot("prepared")
	d.missing(d.people[booked[3]].Serial)
}

// prepared is where the cards of the next day lie.
const prepared stock.PlaceID = "B-02"

// missing: the last card of the list is not on its shelf. That is an incident now, not at the appointment; it is found behind another shelf.
func (d *day) missing(serial juki.CardSerial) {
	d.clock.add(5 * time.Minute)
	d.clickRow("prepare.table", string(serial[len(serial)-4:]))
	d.click(staff, "prepare.missing")
	d.click(staff, "picks.lost.confirm")
	d.await(staff, "incident.opened.confirm")
	d.shot("incident-opened")
	d.click(staff, "incident.opened.confirm")
	d.await(staff, "incident.found")
	d.shot("incident")
	d.clock.add(20 * time.Minute)
	d.click(staff, "incident.found")
	d.scan("found.scan", string(serial))
	d.await(staff, "found.places")
	d.scan("found.scan", "A-02")
	d.at(stock.MyNumberCards, serial, "A-02", stock.Stored)
}

// dispose: the surrendered card is decided on, approved by the supervisor and shredded before a witness with the own card.
func (d *day) dispose() {
	d.clock.at(15, 30)
	d.click(staff, "room.disposals")
	d.scan("disposal.scan", string(oldCard))
	d.shot("disposal-proposed")
	d.click(staff, "disposal.decide")
	d.at(stock.ResidentCards, oldCard, "B-02", stock.AwaitingDisposal)
	d.click(staff, "disposal.tab.approve")
	d.await(staff, "disposal.waits")
	d.click(staff, "disposal.all")
	d.shot("disposal-waits")
	d.click(staff, "disposal.approve")
	supervisor := training.Operators()[1]
	d.write("second.id", string(supervisor.ID))
	d.write("second.password", supervisor.Password)
	d.click(staff, "second.confirm")
	d.until("the disposal is approved", func() bool {
		open, err := d.m.db.Stock().OpenDisposals(d.ctx)
		return err == nil && len(open) == 1 && !open[0].Approved.IsZero()
	})
	d.click(staff, "disposal.tab.dispose")
	d.clickRow("disposal.ready", stock.ResidentCards.Japanese())
	d.click(staff, "dispose.method.2")
	d.write("dispose.where", "OA shitsu")
	d.click(staff, "dispose.face.0")
	d.click(staff, "dispose.chip.0")
	d.shot("dispose")
	d.click(staff, "dispose.do")
	d.step("the witness puts the own card in", func() error { return d.bench.Insert(training.CustomerReader, string(supervisor.ID)) })
	d.write("witness.password", supervisor.Password)
	d.shot("witness")
	d.click(staff, "witness.confirm")
	d.at(stock.ResidentCards, oldCard, stock.Disposed, stock.Destroyed)
	d.step("the witness takes the card out", func() error { return d.bench.Pull(training.CustomerReader) })
	d.click(staff, "witness.out.confirm")
	d.await(staff, "dispose.done")
	d.shot("disposed")
}
