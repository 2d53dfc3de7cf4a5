package main

import (
	"context"
	"strings"
	"sync"

	"madoguchi/hardware"
)

// readerRoles is the readers of the machine together with whose is which. While the settings do not say, the roles are decided
// from the first report that allows it, before anybody else sees that report.
type readerRoles struct {
	hardware.Readers
	decided func(operator, customer string) // told once, when the roles were found

	mu                 sync.Mutex
	operator, customer string
}

// Operator is the reader that faces the staff; "" while nobody knows.
func (r *readerRoles) Operator() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.operator
}

// Customer is the reader that faces the resident; "" while nobody knows.
func (r *readerRoles) Customer() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.customer
}

// Watch passes every report on after the roles were looked for in it.
func (r *readerRoles) Watch(ctx context.Context) <-chan hardware.Snapshot {
	in, out := r.Readers.Watch(ctx), make(chan hardware.Snapshot)
	go func() {
		defer close(out)
		for snap := range in {
			r.decide(snap)
			select {
			case out <- snap:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// decide finds the roles by the readers' names, or, with two readers, by the first card that is put in: it is the first
// operator's, put where the guide of the first start says.
func (r *readerRoles) decide(snap hardware.Snapshot) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.operator != "" || len(snap.Readers) < 2 {
		return
	}
	op := -1
	for i, rd := range snap.Readers {
		if strings.Contains(rd.Name, "Operator") || (op < 0 && rd.Slot == hardware.SlotPresent) {
			op = i
		}
	}
	if op < 0 {
		return
	}
	r.operator = snap.Readers[op].Name
	for i, rd := range snap.Readers {
		if i != op && (r.customer == "" || strings.Contains(rd.Name, "Customer")) {
			r.customer = rd.Name
		}
	}
	r.decided(r.operator, r.customer)
}
