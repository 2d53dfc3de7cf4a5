//go:build training

package main

import (
	"context"
	"slices"
	"time"

	"madoguchi/app/kit"
	"madoguchi/app/robot"
	"madoguchi/app/training"
	"madoguchi/hardware"
	"madoguchi/internal/counter"
	"madoguchi/internal/session"
)

// day is the scripted day: the player's hands on the windows, and other hands on the bench.
type day struct {
	*player
	ctx    context.Context
	m      *Main
	clock  *demoClock
	bench  *training.Bench
	people []training.Sample
}

// playDay plays the whole day and gives the first thing that went wrong.
func playDay(ctx context.Context, m *Main, bench *training.Bench, clock *demoClock, shots string) error {
	r, err := robot.New()
	if err != nil {
		return err
	}
	defer r.Close()
	w := &m.windows
	d := &day{ctx: ctx, m: m, clock: clock, bench: bench, people: training.Samples(), player: &player{robot: r, bridge: w.bridge, shots: shots,
		frames: map[side]*kit.Frame{staff: w.clerk.Frame(), pad: w.resident.Frame()},
		origin: map[side]func() (hardware.Rect, error){staff: w.clerkBounds, pad: w.padBounds}}}
	d.until("the resident's window is on its monitor", w.padPlaced)
	d.opening()
	d.arrival()
	d.handoverWithRefusedPIN()
	d.handoverWithPulledCard()
	d.handoverToChild()
	d.abortedHandover()
	d.registerPhoto(3)
	d.operatorLeaves()
	d.screenHidden()
	d.drill()
	d.surrender()
	d.relocate()
	d.send()
	d.prepareNextDay()
	d.dispose()
	d.count(true)
	d.secondCount()
	d.closing()
	return d.err
}

// opening: the terminal waits, the clerk puts the card in and types the password.
func (d *day) opening() {
	d.until("nobody is logged in", func() bool { return d.m.session.View().State == session.NoOperator })
	d.shot("locked")
	d.login(2)
	d.await(staff, "reception.key")
	d.shot("reception-empty")
	d.openDay()
}

// login puts an operator's card in and types the password.
func (d *day) login(operator int) {
	op := training.Operators()[operator]
	d.step("inserting the operator card", func() error { return d.bench.Insert(training.OperatorReader, string(op.ID)) })
	d.await(staff, "lock.password")
	if d.number < 2 {
		d.shot("password")
	}
	d.unlock(operator)
}

// unlock types the password of the operator whose card is in.
func (d *day) unlock(operator int) {
	d.write("lock.password", training.Operators()[operator].Password)
	d.click(staff, "lock.login")
	d.until("the operator is logged in", func() bool { return d.m.session.View().State == session.LoggedIn })
}

// arrival: the list that came with the cards, then each card onto its shelf.
func (d *day) arrival() {
	d.clock.at(8, 45)
	d.click(staff, "room.arrivals")
	d.await(staff, "arrival.read.0")
	d.shot("arrival-lists")
	d.click(staff, "arrival.read.0")
	d.await(staff, "arrival.take")
	d.shot("arrival-preview")
	d.click(staff, "arrival.take")
	d.await(staff, "arrival.taken")
	d.shot("arrival-taken")
	d.clock.at(8, 55)
	d.click(staff, "arrival.inspect")
	for i, p := range d.people {
		if i == 10 {
			d.click(staff, "inspection.shelf.A-02")
		}
		d.clock.add(6 * time.Second)
		d.scan("inspection.scan", string(p.Serial))
		d.until("the card is on its shelf", func() bool { return d.waiting() == len(d.people)-i-1 })
	}
	d.shot("inspection")
	d.click(staff, "inspection.end")
}

func (d *day) waiting() int {
	cases, err := d.m.desk.AwaitingInspection(d.ctx)
	if err != nil {
		return -1
	}
	return len(cases)
}

// begin finds the person's case by the notice number and takes it through papers, face and shelf.
func (d *day) begin(person int, shots bool, papers ...string) {
	p := d.people[person]
	d.click(staff, "room.reception")
	d.await(staff, "reception.key")
	if shots {
		d.shot("reception")
	}
	d.scan("reception.key", string(p.Notice))
	d.await(staff, "identity.own.0")
	for _, id := range papers {
		d.click(staff, id)
	}
	if shots {
		d.shot("identity")
	}
	d.clock.add(40 * time.Second)
	d.click(staff, "handover.next")
	d.untilState(counter.FaceDue)
	if shots {
		d.shot("face")
	}
	d.clock.add(30 * time.Second)
	d.click(staff, "handover.next")
	d.untilState(counter.CardDue)
	if shots {
		d.shot("fetch")
	}
	d.clock.add(20 * time.Second)
	d.scan("handover.scan", string(p.Serial))
	d.untilState(counter.InsertDue)
}

func (d *day) untilState(s counter.State) {
	d.until("the handover is at "+string(s), func() bool {
		open, err := d.m.desk.Book.CasesIn(d.ctx, counter.CaseInHandover)
		return err == nil && slices.ContainsFunc(open, func(c counter.Case) bool { return c.Handover == s })
	})
}

// insert is the resident putting the card in; the counter reads it.
func (d *day) insert(person int) {
	d.clock.add(15 * time.Second)
	d.step("inserting the card", func() error { return d.bench.Insert(training.CustomerReader, string(d.people[person].Serial)) })
	d.untilState(counter.PINsDue)
}

// finish: the resident takes the card, the clerk hands it over covered.
func (d *day) finish(shots bool) {
	d.untilState(counter.TakeDue)
	if shots {
		d.shot("take-card")
	}
	d.clock.add(10 * time.Second)
	d.step("taking the card", func() error { return d.bench.Pull(training.CustomerReader) })
	d.untilState(counter.HandDue)
	if shots {
		d.shot("hand-over")
	}
	d.clock.add(20 * time.Second)
	d.click(staff, "handover.next")
	d.await(staff, "handover.done")
	if shots {
		d.shot("delivered")
	}
	d.click(staff, "handover.done")
}

// typePIN presses the pad's keys.
func (d *day) typePIN(chars string) {
	for _, c := range chars {
		d.click(pad, "key."+string(c))
	}
	d.clock.add(3 * time.Second)
}

// setPIN reads the explanation, types the PIN and types it again.
func (d *day) setPIN(chars string) {
	d.click(pad, "explain.next")
	d.typeTwice(chars)
}

func (d *day) typeTwice(chars string) {
	d.typePIN(chars)
	d.click(pad, "key.enter")
	d.typePIN(chars)
	d.click(pad, "key.enter")
}

func (d *day) handoverWithRefusedPIN() {
	d.clock.at(9, 10)
	d.begin(0, true, "identity.own.0")
	d.shot("insert-card")
	d.insert(0)
	d.shot("card-matched")
	d.click(staff, "handover.next")
	d.await(pad, "explain.next")
	d.shot("pin-explained")
	d.click(pad, "lang.en")
	d.await(pad, "explain.next")
	d.shot("pin-explained-english")
	d.click(pad, "lang.ja")
	d.await(pad, "explain.next")
	d.click(pad, "explain.next")
	d.typePIN("KAZE")
	d.shot("pin-letters")
	d.typePIN("83SORA")
	d.click(pad, "key.enter")
	d.typePIN("KAZE83SORA")
	d.click(pad, "key.enter")
	d.click(pad, "explain.next")
	d.typePIN("0401") // the birthday: guessable, 第23条第1号
	d.click(pad, "key.enter")
	d.untilRefused(1)
	d.shot("pin-refused")
	d.typePIN("58")
	d.shot("pin-digits")
	d.typePIN("20")
	d.click(pad, "key.enter")
	d.typePIN("5820")
	d.click(pad, "key.enter")
	d.await(pad, "same.yes")
	d.shot("pin-same")
	d.click(pad, "same.yes")
	d.click(pad, "same.yes")
	d.finish(true)
}

func (d *day) untilRefused(n int) {
	d.until("the pad has refused the PIN", func() bool {
		lines, err := (office{d.m}).History(d.ctx, "ja", maxDemoRecords)
		found := 0
		for _, l := range lines {
			if l.Event == "handover.pin-refused" {
				found++
			}
		}
		return err == nil && found >= n
	})
}

func (d *day) handoverWithPulledCard() {
	d.clock.at(9, 40)
	d.begin(1, false, "identity.own.2")
	d.insert(1)
	d.click(staff, "handover.next")
	d.setPIN("RIVER2046X")
	d.click(pad, "explain.next")
	d.typePIN("63")
	d.step("pulling the card in the middle", func() error { return d.bench.Pull(training.CustomerReader) })
	d.untilState(counter.InsertDue)
	d.shot("card-pulled")
	d.insert(1)
	d.click(staff, "handover.next")
	d.setPIN("RIVER2046X")
	d.setPIN("6391")
	d.click(pad, "same.no")
	d.typeTwice("7284")
	d.click(pad, "same.yes")
	d.finish(false)
}

func (d *day) handoverToChild() {
	d.clock.at(10, 10)
	d.begin(4, true, "identity.own.9", "identity.own.16", "identity.to-representative", "identity.representative.0", "identity.proof.0")
	d.screenModes()
	d.insert(4)
	d.click(staff, "handover.next")
	d.shot("child-pin")
	d.setPIN("4913")
	d.click(pad, "same.yes")
	d.click(pad, "same.yes")
	d.finish(false)
}

func (d *day) abortedHandover() {
	d.clock.at(10, 40)
	d.begin(2, false, "identity.own.0")
	d.click(staff, "handover.abort")
	d.await(staff, "abort.confirm")
	d.click(staff, "abort.reason.2")
	d.shot("abort-asked")
	d.click(staff, "abort.confirm")
	d.untilState(counter.ReturnDue)
	d.await(staff, "handover.scan")
	d.shot("put-back")
	d.scan("handover.scan", string(d.people[2].Serial))
	d.await(staff, "handover.done")
	d.shot("aborted")
	d.click(staff, "handover.done")
}

// operatorLeaves: the card is pulled, the screen is covered at once; card and password bring it back.
func (d *day) operatorLeaves() {
	d.clock.at(12, 0)
	d.click(staff, "room.stock")
	d.await(staff, "stock.table")
	d.shot("stock")
	d.step("pulling the operator card", func() error { return d.bench.Pull(training.OperatorReader) })
	d.until("the screen is locked", func() bool { return d.m.session.View().State == session.Locked })
	d.shot("operator-card-pulled")
	d.clock.at(13, 0)
	d.login(2)
}

func (d *day) screenHidden() {
	d.click(staff, "room.reception")
	d.await(staff, "reception.key")
	d.key(robot.F12)
	d.await(staff, "hidden.back")
	d.shot("hidden")
	d.click(staff, "hidden.back")
	d.await(staff, "reception.key")
}

// closing: the day is closed and its sheet printed; the supervisor looks at the history and writes the archive.
func (d *day) closing() {
	d.clock.at(17, 0)
	d.click(staff, "room.closing")
	d.shot("counted")
	d.click(staff, "closing.close")
	d.await(staff, "close.confirm")
	d.shot("close-asked")
	d.click(staff, "close.confirm")
	d.await(staff, "closing.closed")
	d.shot("closed")
	d.printSheet()
	d.click(staff, "room.history")
	d.click(staff, "history.purpose")
	d.key(robot.Down)
	d.key(robot.Return)
	d.click(staff, "history.search")
	d.await(staff, "history.table")
	d.click(staff, "history.archive")
	d.await(staff, "history.written")
	d.shot("history")
	d.click(staff, "room.settings")
	d.await(staff, "settings.en")
	d.shot("settings")
	d.click(staff, "settings.en")
	d.click(staff, "room.reception")
	d.await(staff, "reception.key")
	d.shot("reception-english")
	d.click(staff, "shell.logout")
	d.await(staff, "lock.password")
	d.shot("end-of-day")
}
