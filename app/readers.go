package main

import (
	"context"
	"strings"

	"madoguchi/app/clerk"
	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// watchReaders follows the readers as devices: it tells the clerk's window in words what is missing, records what came
// and went (第12条第2項), and at the very first start finds out which reader is whose.
func (m *Main) watchReaders(ctx context.Context) {
	var last clerk.Devices
	for snap := range m.Readers.Watch(ctx) {
		m.assignReaders(snap)
		now := clerk.Devices{OperatorReader: troubleOf(snap, m.settings.OperatorReader), CustomerReader: troubleOf(snap, m.settings.CustomerReader)}
		m.recordChange(ctx, last, now)
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

// assignReaders decides which reader is whose while the settings do not say: by their names, or, with two readers, by
// the first card that is put in, which is the first operator's.
func (m *Main) assignReaders(snap hardware.Snapshot) {
	if m.settings.OperatorReader != "" || len(snap.Readers) < 2 {
		return
	}
	op := -1
	for i, r := range snap.Readers {
		if strings.Contains(r.Name, "Operator") || (op < 0 && r.Slot == hardware.SlotPresent) {
			op = i
		}
	}
	if op < 0 {
		return
	}
	m.settings.OperatorReader = snap.Readers[op].Name
	for i, r := range snap.Readers {
		if i != op && (m.settings.CustomerReader == "" || strings.Contains(r.Name, "Customer")) {
			m.settings.CustomerReader = r.Name
		}
	}
	if err := m.settings.write(m.Dir); err != nil {
		m.windows.crash.note(err)
	}
}

// recordChange records readers and the service going and coming.
func (m *Main) recordChange(ctx context.Context, before, now clerk.Devices) {
	var records []oplog.Record
	add := func(e oplog.EventID, values ...oplog.Value) {
		records = append(records, oplog.Record{Time: m.Now(), Event: e, Values: values})
	}
	if lost, was := now.OperatorReader == juki.ReaderServiceMissing, before.OperatorReader == juki.ReaderServiceMissing; lost != was {
		if lost {
			add(oplog.ServiceLost)
		} else {
			add(oplog.ServiceBack)
		}
	} else {
		for reader, c := range map[string][2]juki.Code{"operator": {before.OperatorReader, now.OperatorReader}, "customer": {before.CustomerReader, now.CustomerReader}} {
			switch {
			case c[0] != juki.ReaderMissing && c[1] == juki.ReaderMissing:
				add(oplog.ReaderLost, oplog.Reader(reader))
			case c[0] == juki.ReaderMissing && c[1] != juki.ReaderMissing:
				add(oplog.ReaderBack, oplog.Reader(reader))
			}
		}
	}
	if len(records) == 0 {
		return
	}
	if err := m.db.Record(ctx, records...); err != nil {
		m.windows.crash.note(err)
	}
}
