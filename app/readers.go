package main

import (
	"context"

	"madoguchi/app/clerk"
	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// watchReaders follows the readers as devices: it tells the clerk's window in words what is missing, and records what came
// and went (第12条第2項).
func (m *Main) watchReaders(ctx context.Context) {
	var last clerk.Devices
	for snap := range m.roles.Watch(ctx) {
		now := clerk.Devices{OperatorReader: troubleOf(snap, m.roles.Operator()), CustomerReader: troubleOf(snap, m.roles.Customer())}
		m.recordChange(last, now)
		last = now
		m.windows.showReaders(now)
	}
}

// troubleOf says what is wrong with a reader; "" when it can be used. An empty reader is ready.
func troubleOf(snap hardware.Snapshot, name string) juki.Code {
	if !snap.ServiceUp {
		return juki.ReaderServiceMissing
	}
	for _, r := range snap.Readers {
		if r.Name == name {
			if r.Slot == hardware.SlotMute {
				return juki.CardMute
			}
			return ""
		}
	}
	return juki.ReaderMissing
}

// keepRoles writes down which reader is whose, found out at the first start.
func (m *Main) keepRoles(operator, customer string) {
	s := m.settings // everything else in it never changes while the program runs
	s.OperatorReader, s.CustomerReader = operator, customer
	if err := s.write(m.Dir); err != nil {
		m.windows.crash.note(err)
		return
	}
	m.notes.note(oplog.SettingsChanged, oplog.Setting("readers"))
}

// recordChange records readers and the service going and coming.
func (m *Main) recordChange(before, now clerk.Devices) {
	if lost, was := now.OperatorReader == juki.ReaderServiceMissing, before.OperatorReader == juki.ReaderServiceMissing; lost != was {
		if lost {
			m.notes.note(oplog.ServiceLost)
		} else {
			m.notes.note(oplog.ServiceBack)
		}
	} else {
		for reader, c := range map[string][2]juki.Code{"operator": {before.OperatorReader, now.OperatorReader}, "customer": {before.CustomerReader, now.CustomerReader}} {
			switch {
			case c[0] != juki.ReaderMissing && c[1] == juki.ReaderMissing:
				m.notes.note(oplog.ReaderLost, oplog.Reader(reader))
			case c[0] == juki.ReaderMissing && c[1] != juki.ReaderMissing:
				m.notes.note(oplog.ReaderBack, oplog.Reader(reader))
			}
		}
	}
}
