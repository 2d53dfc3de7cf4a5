//go:build training

package main

import (
	"slices"
	"time"

	"madoguchi/app/training"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// The part of the scripted day that is about the stock: opened, moved, sent, prepared, disposed of, counted, closed.

// oldCard is the 住民基本台帳カード that a resident brings back.
const oldCard juki.CardSerial = "9JK0000000001"

// openDay opens the business day.
func (d *day) openDay() {
	d.click(staff, "day.open")
	d.await(staff, "opening.open")
	d.shot("opening")
	d.click(staff, "opening.open")
	d.until("the day is opened", func() bool {
		today, _, err := d.m.keeper.Today(d.ctx)
		return err == nil && !today.Opened.IsZero()
	})
}

// stockTab opens a page of the room カード在庫.
func (d *day) stockTab(tab, awaited string) {
	d.click(staff, "room.stock")
	d.await(staff, "stock.table")
	d.click(staff, "stock.tab."+tab)
	d.await(staff, awaited)
}

// at waits until the ledger has a card at a place.
func (d *day) at(item stock.ItemID, serial juki.CardSerial, place stock.PlaceID, state stock.State) {
	d.until("the ledger has the card at "+string(place)+" "+string(state), func() bool {
		s, err := d.m.keeper.Look(d.ctx, serial)
		return err == nil && s.Item == item && s.At == stock.Position{Place: place, State: state}
	})
}

// surrender: a resident hands an old 住民基本台帳カード in.
func (d *day) surrender() {
	d.clock.at(13, 30)
	d.stockTab("act", "act.surrender")
	d.shot("stock-acts")
	d.click(staff, "act.surrender")
	d.clickRow("enter.items", stock.ResidentCards.Japanese())
	d.scan("enter.scan", string(oldCard))
	d.click(staff, "enter.next")
	d.await(staff, "enter.places")
	d.scan("enter.scan", "B-02")
	d.await(staff, "enter.save")
	d.shot("surrender")
	d.click(staff, "enter.save")
	d.at(stock.ResidentCards, oldCard, "B-02", stock.Surrendered)
}

// relocate: cards are scanned, then the place they go to.
func (d *day) relocate() {
	d.clock.at(13, 45)
	d.stockTab("move", "move.scan")
	for _, person := range []int{10, 11, 12} {
		d.scan("move.scan", string(d.people[person].Serial))
		d.clock.add(2 * time.Second)
	}
	d.shot("move")
	d.scan("move.scan", "B-01")
	d.at(stock.MyNumberCards, d.people[12].Serial, "B-01", stock.Stored)
	d.shot("moved")
}

// wanders is where the script put the cards that it moved.
func (d *day) wanders(person int) (stock.PlaceID, bool) {
	switch {
	case slices.Contains([]int{10, 11, 12}, person):
		return "B-01", true
	case slices.Contains(training.BookedPeople()[:3], person):
		return prepared, true
	case person == 14 || person == 15:
		return stock.Transit, true
	}
	return "", false
}

// printSheet: the day's sheet, as it will be printed, and on paper.
func (d *day) printSheet() {
	d.click(staff, "closing.print")
	d.await(staff, "paper.print")
	d.shot("paper-preview")
	d.click(staff, "paper.print")
	d.await(staff, "paper.done")
	d.shot("paper-printed")
}

// count counts every place blind by who is logged in: what was put onto each place and not taken away.
func (d *day) count(shots bool) {
	if shots {
		d.clock.at(16, 30)
	}
	d.click(staff, "room.closing")
	for _, place := range []stock.PlaceID{"A-01", "A-02", "B-01", "B-02", stock.Inbox, stock.Counter} {
		d.clock.add(time.Minute)
		d.click(staff, "closing.count."+string(place))
		d.await(staff, "closing.scan")
		for _, serial := range d.lieAt(place) {
			d.clock.add(2 * time.Second)
			d.scan("closing.scan", string(serial))
			d.untilCounted(serial)
		}
		if shots && place == "A-01" {
			d.shot("counting")
		}
		d.click(staff, "closing.end")
		d.await(staff, "closing.boxes") // the list of places again: this one agrees
	}
	if shots {
		d.shot("counted-once")
	}
}

// secondCount: another person counts everything again.
func (d *day) secondCount() {
	d.clock.at(16, 50)
	d.click(staff, "shell.logout")
	d.await(staff, "lock.password")
	d.login(1)
	d.count(false)
}

// lieAt is what the script left at a place.
func (d *day) lieAt(place stock.PlaceID) (serials []juki.CardSerial) {
	for i, p := range d.people {
		if d.liesAt(i) == place {
			serials = append(serials, p.Serial)
		}
	}
	if s, err := d.m.keeper.Look(d.ctx, oldCard); err == nil && s.At.Place == place {
		serials = append(serials, oldCard)
	}
	return serials
}

// liesAt is where the script left each card.
func (d *day) liesAt(person int) stock.PlaceID {
	if place, moved := d.wanders(person); moved {
		return place
	}
	switch {
	case person == 0 || person == 1 || person == 4:
		return stock.Resident
	case person < 10:
		return "A-01"
	}
	return "A-02"
}

func (d *day) untilCounted(s juki.CardSerial) {
	d.until("the scan is stored", func() bool {
		open, err := d.m.db.Stock().OpenCounts(d.ctx)
		return err == nil && len(open) == 1 && slices.ContainsFunc(open[0].Lines, func(l stock.CountLine) bool { return l.Serial == s })
	})
}
