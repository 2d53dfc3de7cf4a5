package main

import (
	"context"
	"errors"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
	"madoguchi/internal/session"
)

// newPhotos makes the photos of the counter: one at a time in the whole process (第22条第2号).
func (m *Main) newPhotos() *photo.Counter {
	return photo.New(photo.Deps{Book: m.db.Photos(), Scanner: func() hardware.Scanner { return m.Scanner }, Trouble: scannerTrouble, Registrar: m.Registrar,
		Resident: func() photo.Resident {
			if m.windows.resident == nil {
				return nil
			}
			return m.windows.resident
		},
		Second: m.photoNeedsSecond, Operator: m.atWork, Now: m.Now, Gate: m.emergency.gate, Relation: m.session.Relation})
}

// photoNeedsSecond tells whether the regulation asks for a second person.
func (m *Main) photoNeedsSecond(day juki.Date) bool { return m.inForce(day).PhotoSecond }

// watchPhotos keeps the photo in hand with who is at work: it goes with the operator, with an idle lock, and with a lock that lasts.
func (m *Main) watchPhotos(ctx context.Context) {
	m.session.Subscribe(func(v session.View) { m.photos.Follow(presenceOf(v)) })
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			m.photos.Tick(ctx)
		}
	}
}

func presenceOf(v session.View) photo.Presence {
	p := photo.Presence{Locked: v.State == session.Locked, Idle: v.Reason == session.ByIdle, Stopped: v.Reason == session.ByEmergency || v.Reason == session.ByDrill}
	if v.State == session.LoggedIn || v.State == session.Locked {
		p.Operator = v.Operator.ID
	}
	return p
}

// scannerTroubles are the codes of a scanner's faults; any other is that it failed.
var scannerTroubles = map[hardware.Fault]juki.Code{
	hardware.ScannerGone: juki.ScannerMissing, hardware.ScannerUntrusted: juki.ScannerUntrusted, hardware.ScannerRefuses: juki.ScannerRefuses,
	hardware.ScannerBusy: juki.ScannerBusy, hardware.ScannerWarming: juki.ScannerWarming, hardware.ScannerJam: juki.ScannerJam,
	hardware.ScannerCoverOpen: juki.ScannerCoverOpen, hardware.ScannerNoPaper: juki.ScannerNoPaper, hardware.ScannerTimeout: juki.ScannerTimeout,
	hardware.ScannerTooSmall: juki.ScannerTooSmall,
}

func scannerTrouble(err error) juki.Code {
	var fault hardware.Fault
	if errors.As(err, &fault) {
		if code, known := scannerTroubles[fault]; known {
			return code
		}
	}
	return juki.ScannerFailed
}

// checkPhotoMemory says whether this system keeps a photo in memory out of the swap (第22条第2号).
func checkPhotoMemory(say func(ok bool, what, how string)) {
	if photo.MemoryLocked() {
		say(true, "顔写真のメモリー", "スワップに書き出されないよう固定できます。")
		return
	}
	say(false, "顔写真のメモリー", "固定できません。固定できるメモリーの上限(8 MB以上)を確かめるか、スワップを暗号化してください。")
}
