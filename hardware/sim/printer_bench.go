package sim

import (
	"slices"

	"madoguchi/hardware"
)

// What a person does at the simulated printer, and what happens to it.

// Set puts something in the printer's way; "" takes it away and printing goes on.
func (p *Printer) Set(f hardware.Fault) {
	p.change(func() {
		p.fault = f
		if f == "" {
			p.beginAnew()
		}
	})
}

// beginAnew has what was interrupted wait for its turn. p.mu is held.
func (p *Printer) beginAnew() {
	for _, j := range p.jobs {
		if j.status.State == hardware.PrintRunning {
			j.status.State = hardware.PrintWaiting
		}
	}
}

// Fault is what is in the printer's way now.
func (p *Printer) Fault() hardware.Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault
}

// EmptyTray has the paper run out over the next document; Set("") fills the tray.
func (p *Printer) EmptyTray() { p.change(func() { p.emptied = true }) }

// FailNext has the printer give the next document up.
func (p *Printer) FailNext() { p.change(func() { p.fails = true }) }

// Dawdle has the printer stay at the document it begins, without a reason; or go on.
func (p *Printer) Dawdle(on bool) {
	p.change(func() {
		p.dawdles = on
		if !on {
			p.beginAnew()
		}
	})
}

// TakeBack cancels the oldest document at the printer itself.
func (p *Printer) TakeBack() {
	p.change(func() {
		for _, j := range p.jobs {
			if !j.lost && !j.status.State.Over() {
				j.end(hardware.PrintTakenBack, hardware.PrintCancelled)
				return
			}
		}
	})
}

// Forget switches the printer off and on: it knows no document any more.
func (p *Printer) Forget() {
	p.change(func() {
		for _, j := range p.jobs {
			j.lost = true
		}
	})
}

// Printed is what came out so far, oldest first.
func (p *Printer) Printed() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.printed)
}

func (p *Printer) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	p.work()
}
