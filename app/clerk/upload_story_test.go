package clerk

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

// sendingOffice counts how often somebody sends by hand.
type sendingOffice struct {
	emptyOffice
	sent atomic.Int32
}

func (o *sendingOffice) UploadNow(context.Context) error { o.sent.Add(1); return nil }

// The bottom line says that the upload fails; behind it stands since when, why, and what to do, and it can be sent at once. Nothing that was
// being done is lost by looking.
func TestTheStateOfTheUploadIsOpenedFromTheBottomLine(t *testing.T) {
	s := newScene(t)
	o := &sendingOffice{}
	s.w.Office = o
	s.login("S001", adminPassword)
	s.until("the board", s.stands("reception.key"))
	if s.stands("device.upload.open")() {
		t.Error("without a server something is said")
	}
	s.w.open(incidents)
	here := s.w.page
	since := s.clock().Add(-50 * time.Minute)
	failing := Upload{Set: true, Known: true, Behind: 1234, Code: juki.CentralUnreachable, Failing: since, Reached: since.Add(-10 * time.Minute), Next: s.clock().Add(8 * time.Minute), Skew: -3 * time.Minute}
	s.w.SetDevices(Devices{Upload: failing})
	s.sees("送信できません(1,234件待ち)")
	s.push("device.upload.open")
	s.sees("2026-11-24 08:10:00", "2026-11-24 08:00:00", "2026-11-24 09:08:00", "約3分進んで", s.w.text.T("code.central-unreachable.do"))
	s.picture("upload-failing")
	s.press("upload.confirm")
	s.until("sent", func() bool { return o.sent.Load() == 1 })
	s.w.SetDevices(Devices{Upload: Upload{Set: true, Known: true, Busy: true, Asked: true, Behind: 1234, Code: juki.CentralUnreachable, Failing: since, Reached: since}})
	s.sees("送っています")
	s.w.SetDevices(Devices{Upload: Upload{Set: true, Known: true, Reached: s.clock(), Next: s.clock().Add(15 * time.Minute)}})
	s.sees("2026-11-24 09:15:00", "0件")
	if strings.Contains(s.said(), s.w.text.T("code.central-unreachable.what")) || strings.Contains(s.said(), "ずれ") {
		t.Errorf("the trouble is over, and it says:\n%s", s.said())
	}
	s.picture("upload-done")
	s.press("upload.cancel")
	s.until("closed", func() bool { return !s.stands("upload.confirm")() })
	if s.w.page != here {
		t.Error("the page was left")
	}
	s.picture("upload-bottom")
	s.w.SetDevices(Devices{Upload: failing}) // nothing is open any more: nothing to fill
	s.sees("送信できません(1,234件待ち)")
}

// Staff see how it stands and cannot send; a lock closes it; it speaks English.
func TestStaffSeeTheUploadAndSendNothing(t *testing.T) {
	s := newScene(t)
	s.w.Office = &sendingOffice{}
	s.login("S002", clerkPassword)
	s.until("the board", s.stands("reception.key"))
	s.w.speak("en")
	s.w.SetDevices(Devices{Upload: Upload{Set: true}})
	s.push("device.upload.open")
	s.sees("Finding out", "Not since the counter was started")
	s.picture("upload-en")
	if s.stands("upload.cancel")() {
		t.Error("there is more than a way back")
	}
	if said := s.said(); strings.Contains(said, "[upload") {
		t.Errorf("a text is missing:\n%s", said)
	}
	s.pull()
	s.until("covered", s.w.frame.Covered)
	s.login("S002", clerkPassword)
	if s.stands("upload.confirm")() {
		t.Error("it stands there again")
	}
	s.w.SetDevices(Devices{Upload: Upload{Set: true, Known: true}})
	s.sees("Uploaded")
}
