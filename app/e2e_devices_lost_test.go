//go:build linux && training

package main

import (
	"slices"
	"strings"
	"testing"

	"madoguchi/app/robot"
	"madoguchi/i18n"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/session"
)

// pcscd is killed and comes back, readers are unplugged and come back: the terminal locks where the operator's card is concerned,
// says in words what is missing, and goes on.
func TestReaderServiceDiesAndComesBack(t *testing.T) { tell(t) }

func serviceDies(s *stage) {
	s.login(clerkOnDuty())
	s.await(staff, "reception.key")
	s.killService()
	s.password(clerkOnDuty()) // the card never left its reader
	s.unplugOperatorReader()
	s.password(clerkOnDuty())
	s.toInsert(0)
	s.step("unplugging the customer reader", func() error { return s.service.Unplug(s.customer) })
	s.says(staff, juki.ReaderMissing)
	s.step("plugging it in", func() error { return s.service.Plug(s.customer) })
	s.toTyping(0)
	s.types("KAZE")
	s.killService()
	s.password(clerkOnDuty())
	s.until("the handover waits for its next step", func() bool { return slices.Contains(s.ids(staff), "handover.next") })
	s.untilState(counter.PINsDue)
	s.click(staff, "handover.next")
	s.click(pad, "explain.next")
	s.typePINs()
	s.finish()
	s.pinsAre(0, juki.SignaturePIN, chosenSignature)
	for _, event := range []string{"fault.reader-service-lost", "fault.reader-service-back", "fault.reader-lost", "fault.reader-back"} {
		s.recorded(0, event)
	}
}

// killService ends pcscd as a crash would, looks at what the terminal says, and starts it again.
func (s *stage) killService() {
	s.step("killing pcscd", s.service.Kill)
	s.until("the screen is locked", func() bool { return s.m.session.View().State == session.Locked })
	s.says(staff, juki.ReaderServiceMissing)
	s.padIsEmpty()
	s.step("starting pcscd", func() error { return s.service.StartService(s.ctx) })
}

func (s *stage) padIsEmpty() {
	s.until("the pad has no keys", func() bool {
		return !slices.ContainsFunc(s.ids(pad), func(id string) bool { return strings.HasPrefix(id, "key.") })
	})
}

func (s *stage) unplugOperatorReader() {
	s.step("unplugging the operator reader", func() error { return s.service.Unplug(s.operator) })
	s.until("the screen is locked", func() bool { return s.m.session.View().State == session.Locked })
	s.says(staff, juki.ReaderMissing)
	s.step("plugging it in", func() error { return s.service.Plug(s.operator) })
}

// The pad's monitor is switched off: no PIN is typed where others see it (第23条第2号). It comes back, and the work goes on.
func TestWithoutThePadsMonitorNoPINIsTyped(t *testing.T) {
	t.Cleanup(func() { _ = switchMonitor(true) })
	tell(t)
}

func monitorOff(s *stage) {
	s.login(clerkOnDuty())
	s.toInsert(0)
	s.toTyping(0)
	s.types("KAZE")
	from := s.now()
	s.step("switching the monitor off", func() error { return switchMonitor(false) })
	s.recorded(from, "handover.pins-stopped")
	s.untilState(counter.PINsDue)
	s.padIsEmpty()
	s.until("the resident's window is at rest", s.m.windows.padAstray)
	s.password(clerkOnDuty()) // a monitor that goes locks: nobody knows who moved what
	s.key(robot.F5)
	s.says(staff, juki.NoPadMonitor)
	s.gone("handover.one-screen") // in training only
	s.padIsEmpty()
	s.step("switching it on", func() error { return switchMonitor(true) })
	s.until("the resident's window is on its monitor", s.m.windows.padPlaced)
	s.password(clerkOnDuty())
	s.click(staff, "handover.next")
	s.click(pad, "explain.next")
	s.typePINs()
	s.finish()
	s.pinsAre(0, juki.SignaturePIN, chosenSignature)
}

// textOf is a text of the clerk's window.
func textOf(key string, args ...any) string {
	texts, err := i18n.Load()
	if err != nil {
		panic(err) // the texts are inside the program
	}
	return texts.In("ja").T(key, args...)
}
