package photo_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
)

func TestAWholePhotoAct(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Registered)
	s.wiped(a)
	s.tells(s.adult, "photo.scanned", "photo.shown-to-resident", "photo.accepted-by-resident", "photo.checked S002", "photo.registered S002", "photo.erased registered")
	status, err := s.db.Photos().Photo(t.Context(), s.adult)
	if err != nil || status.Outcome != photo.PhotoRegistered || status.Held || status.At.IsZero() {
		t.Errorf("%+v %v", status, err)
	}
	if len(s.registrar.got) != 1 {
		t.Errorf("the registrar has %d photos", len(s.registrar.got))
	}
}

func TestTheNextResidentCannotBeginWhileAPhotoIsInHand(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	for _, n := range []juki.CaseNumber{s.baby, s.adult} {
		_, err := s.photos.Begin(t.Context(), n, func() {})
		s.refuses("a second act", juki.PhotoInHand, err)
	}
	s.must(a.Cancel(t.Context()))
	s.wiped(a)
	b := s.begin(s.baby)
	s.upTo(b, photo.Framing)
}

func TestNothingIsRegisteredThatTheResidentOrTheSecondPersonHasNotSeen(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.refuses("without a picture", juki.PhotoGone, a.Register(t.Context()))
	s.upTo(a, photo.Framing)
	s.refuses("before the resident saw it", juki.PhotoNotAccepted, a.Register(t.Context()))
	s.refuses("compared before the resident saw it", juki.PhotoNotAccepted, a.Compare(t.Context(), chiefID))
	s.upTo(a, photo.CompareDue)
	s.refuses("before a second person compared", juki.PhotoUnchecked, a.Register(t.Context()))
	s.upTo(a, photo.RegisterDue)
	s.must(a.FrameAgain(t.Context())) // another frame is another picture
	s.refuses("after the frame was laid anew", juki.PhotoNotAccepted, a.Register(t.Context()))
	s.refuses("the led way where there is a registrar", juki.PhotoNotAccepted, a.RegisteredThere(t.Context()))
	s.second = false
	s.upTo(a, photo.Registered)
}

func TestADeclinedPhotoIsErasedAndCanBeScannedAgain(t *testing.T) {
	s := newScene(t)
	s.resident.yes = false
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	s.must(a.Show(t.Context()))
	s.untilState(a, photo.ScanDue)
	s.wiped(a)
	if v := a.View(); !v.Declined {
		t.Errorf("%+v", v)
	}
	s.resident.yes = true
	s.upTo(a, photo.Registered)
	s.tells(s.adult, "photo.scanned", "photo.shown-to-resident", "photo.declined-by-resident", "photo.erased declined",
		"photo.scanned", "photo.shown-to-resident", "photo.accepted-by-resident", "photo.checked S002", "photo.registered S002", "photo.erased registered")
}

func TestARescanErasesTheFirstPictureBeforeTheScannerStarts(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	s.scanner.hold = make(chan struct{})
	s.must(a.Scan(t.Context()))
	s.wiped(a)
	s.must(a.StopScan(t.Context()))
	s.untilState(a, photo.ScanDue)
	s.tells(s.adult, "photo.scanned", "photo.erased rescan")
}

// What ends an act, in each state with a picture, erases it and says why.
func TestWhateverEndsTheActErasesThePicture(t *testing.T) {
	for reason, end := range map[string]func(*scene, *photo.Act){
		"cancelled": func(s *scene, a *photo.Act) { s.must(a.Cancel(context.Background())) },
		"page-left": func(_ *scene, a *photo.Act) { a.Close() },
		"operator-changed": func(s *scene, _ *photo.Act) {
			s.photos.Follow(photo.Presence{Operator: chiefID})
		},
		"idle": func(s *scene, _ *photo.Act) {
			s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true, Idle: true})
		},
		"emergency": func(s *scene, _ *photo.Act) {
			s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true, Stopped: true})
		},
		"locked-too-long": func(s *scene, a *photo.Act) {
			s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true})
			s.pass(photo.KeepLocked - time.Second)
			s.photos.Tick(context.Background())
			if a.View().State.Ended() {
				s.t.Error("erased while there was time to come back")
			}
			s.pass(time.Second)
			s.photos.Tick(context.Background())
		},
		"program-ended": func(s *scene, _ *photo.Act) { s.photos.Close() },
	} {
		for _, in := range []photo.State{photo.Framing, photo.Asking, photo.CompareDue, photo.RegisterDue} {
			t.Run(reason+"/"+string(in), func(t *testing.T) {
				t.Parallel()
				s := newScene(t)
				a := s.begin(s.adult)
				if in == photo.Asking {
					s.resident.hold = make(chan error)
				}
				s.upTo(a, in)
				end(s, a)
				s.wiped(a) // at once, whatever the record needs
				s.untilState(a, photo.Cancelled)
				events := s.events(s.adult)
				if last := events[len(events)-1]; last != "photo.erased "+reason {
					t.Errorf("the log ends with %q", last)
				}
				if held, err := s.db.Photos().HeldPhotos(t.Context()); err != nil || len(held) > 0 {
					t.Errorf("held: %v %v", held, err)
				}
				s.begin(s.baby)
			})
		}
	}
}

func TestALockThatIsOverInTimeKeepsThePicture(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	for range 2 {
		s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true})
		s.pass(photo.KeepLocked - time.Second)
		s.photos.Tick(t.Context())
		s.photos.Follow(photo.Presence{Operator: clerkID})
		s.photos.Tick(t.Context())
	}
	s.upTo(a, photo.Registered)
}

// The card is pulled while the scanner runs: the scan goes on behind the cover, and what came is gone when the lock's time is over.
func TestACardPulledWhileScanning(t *testing.T) {
	s := newScene(t)
	s.scanner.hold = make(chan struct{})
	a := s.begin(s.adult)
	s.must(a.Scan(t.Context()))
	s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true})
	close(s.scanner.hold)
	s.untilState(a, photo.Framing)
	s.pass(photo.KeepLocked)
	s.photos.Tick(t.Context())
	s.wiped(a)
	s.untilState(a, photo.Cancelled)
	s.tells(s.adult, "photo.scanned", "photo.erased locked-too-long")
}

// Left while the scanner still runs: what comes afterwards is nobody's.
func TestAPictureThatComesTooLateIsWipedUnseen(t *testing.T) {
	s := newScene(t)
	s.scanner.hold = make(chan struct{})
	a := s.begin(s.adult)
	s.must(a.Scan(t.Context()))
	a.Close()
	s.tells(s.adult)
	s.wiped(a)
}

func TestThePadGoesAwayWhileThePhotoStandsOnIt(t *testing.T) {
	s := newScene(t)
	s.resident.hold = make(chan error)
	a := s.begin(s.adult)
	s.upTo(a, photo.Asking)
	s.resident.hold <- juki.Refuse(juki.NoPadMonitor)
	s.untilState(a, photo.ScanDue)
	s.until("say so", func() bool { return a.View().Trouble == juki.NoPadMonitor })
	s.wiped(a)
	s.tells(s.adult, "photo.scanned", "photo.shown-to-resident", "photo.erased pad-lost")
	s.resident.noPad = true
	s.scanner.sample = 3
	s.upTo(a, photo.Framing)
	s.refuses("no pad to show it on", juki.NoPadMonitor, a.Show(t.Context()))
}

func TestAResidentWhoDoesNotAnswerCostsNoPicture(t *testing.T) {
	s := newScene(t)
	s.resident.hold = make(chan error)
	a := s.begin(s.adult)
	for _, err := range []error{juki.Refuse(juki.PadTimeout), juki.Refuse(juki.NotLoggedIn)} {
		s.upTo(a, photo.Asking)
		s.resident.hold <- err
		s.untilState(a, photo.Framing)
	}
	s.upTo(a, photo.Asking)
	s.must(a.Withdraw(t.Context()))
	s.untilState(a, photo.Framing)
	if a.View().Trouble != "" {
		t.Errorf("trouble %s", a.View().Trouble)
	}
	s.resident.hold = nil
	s.upTo(a, photo.Registered)
}

func TestEveryFaultOfTheScannerIsToldAndTheNextTryGoesOn(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	for _, c := range []struct {
		fault error
		code  juki.Code
	}{{hardware.ScannerGone, juki.ScannerMissing}, {hardware.ScannerJam, juki.ScannerJam}, {hardware.ScannerCoverOpen, juki.ScannerCoverOpen},
		{hardware.ScannerNoPaper, juki.ScannerNoPaper}, {hardware.ScannerBusy, juki.ScannerBusy}, {hardware.ScannerTimeout, juki.ScannerTimeout}, {hardware.ScannerNonsense, juki.ScannerFailed}} {
		s.scanner.fault = c.fault
		s.refuses("ready", c.code, s.photos.Ready(t.Context()))
		s.must(a.Scan(t.Context()))
		s.until("tell "+string(c.code), func() bool { v := a.View(); return v.State == photo.ScanDue && v.Trouble == c.code })
	}
	s.scanner.fault, s.scanner.wrong = nil, true
	s.must(a.Scan(t.Context()))
	s.until("refuse another size", func() bool { v := a.View(); return v.State == photo.ScanDue && v.Trouble == juki.ScannerFailed })
	s.wiped(a)
	s.scanner.wrong = false
	s.upTo(a, photo.Registered)
	if e := s.events(s.adult); e[0] != "photo.refused scanner-missing" || e[1] != "photo.refused scanner-jam" {
		t.Errorf("%q", e)
	}
}

func TestAFullDiskRegistersNothingAndKeepsNoPicture(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.RegisterDue)
	full := juki.Refuse(juki.DiskFull)
	s.book.set(full)
	s.must(a.Register(t.Context()))
	s.until("say so", func() bool { return a.View().Trouble == juki.DiskFull })
	if a.View().State != photo.Registering {
		t.Errorf("it is at %s without a record", a.View().State)
	}
	s.book.set(nil)
	s.untilState(a, photo.Registered) // what the registrar has stays true: the record follows
	if len(s.registrar.got) != 1 {
		t.Errorf("registered %d times", len(s.registrar.got))
	}

	b := s.begin(s.baby)
	s.upTo(b, photo.Framing)
	s.book.set(full)
	s.must(b.Cancel(t.Context()))
	s.wiped(b)
	if b.View().State != photo.Cancelled {
		t.Errorf("a full disk keeps the act at %s", b.View().State)
	}
	s.tells(s.baby, "photo.scanned")
	s.book.set(nil)
	s.photos.Tick(t.Context())
	s.tells(s.baby, "photo.scanned", "photo.erased cancelled")
}

func TestARegistrarThatRefusesLeavesTheWayOpen(t *testing.T) {
	s := newScene(t)
	s.registrar.fail = errors.New("the line is down")
	a := s.begin(s.adult)
	s.upTo(a, photo.RegisterDue)
	s.must(a.Register(t.Context()))
	s.until("say so", func() bool { v := a.View(); return v.State == photo.RegisterDue && v.Trouble == juki.IssuerRefused })
	s.registrar.fail = nil
	s.upTo(a, photo.Registered)
}

// The operator leaves while the registrar works: memory is wiped at once, and whether it is registered is known afterwards.
func TestLeavingWhileTheRegistrarWorks(t *testing.T) {
	for _, fails := range []bool{false, true} {
		s := newScene(t)
		s.registrar.hold = make(chan struct{})
		if fails {
			s.registrar.fail = errors.New("the line is down")
		}
		a := s.begin(s.adult)
		s.upTo(a, photo.Registering)
		s.refuses("cancelled in the middle", juki.StepNotAllowed, a.Cancel(t.Context()))
		s.until("reach the registrar", s.registrar.called)
		s.photos.Follow(photo.Presence{})
		s.wiped(a)
		close(s.registrar.hold)
		want, last := photo.Registered, "photo.erased registered"
		if fails {
			want, last = photo.Cancelled, "photo.erased operator-changed"
		}
		s.untilState(a, want)
		if e := s.events(s.adult); e[len(e)-1] != last {
			t.Errorf("fails %v: %q", fails, e)
		}
	}
}

func TestWhereTheClerkIsLedToTheOtherTerminal(t *testing.T) {
	s := newScene(t)
	s.photos = photo.New(photo.Deps{Book: s.book, Scanner: func() hardware.Scanner { return s.scanner }, Trouble: trouble,
		Resident: func() photo.Resident { return s.resident }, Second: func(juki.Date) bool { return false },
		Operator: func() (juki.OperatorID, juki.Post) { return s.operator, s.post }, Now: s.now})
	a := s.begin(s.adult)
	s.upTo(a, photo.RegisterDue)
	if !a.View().Led {
		t.Error("the clerk is not told")
	}
	s.refuses("registered from here", juki.StepNotAllowed, a.Register(t.Context()))
	s.must(a.RegisteredThere(t.Context()))
	s.wiped(a)
	s.tells(s.adult, "photo.scanned", "photo.shown-to-resident", "photo.accepted-by-resident", "photo.registered", "photo.erased registered")
}

func TestABabyNeedsNoPhotoAndNobodyElse(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.refuses("an adult", juki.NoPhotoOnlyUnder, a.NoPhoto(t.Context()))
	a.Close()
	b := s.begin(s.baby)
	if !b.View().MayGo {
		t.Error("the button is not offered")
	}
	s.must(b.NoPhoto(t.Context()))
	s.tells(s.baby, "photo.not-needed under-one")
	if st, err := s.db.Photos().Photo(t.Context(), s.baby); err != nil || st.Outcome != photo.PhotoNotRequired {
		t.Errorf("%+v %v", st, err)
	}
}

// The power fails with a photo in memory: the next start says that it ended with that program, once, and of the case only.
func TestThePowerFailsWithAPhotoInMemory(t *testing.T) {
	s := newScene(t)
	a := s.begin(s.adult)
	s.upTo(a, photo.Framing)
	s.must(s.db.Close()) // nobody could say anything any more
	s.open()
	for range 2 {
		s.must(photo.Recover(t.Context(), s.db.Photos(), s.now()))
	}
	s.tells(s.adult, "photo.scanned", "photo.erased program-ended")
	s.tells(s.baby)
	s.upTo(s.begin(s.adult), photo.Registered)
	s.must(photo.Recover(t.Context(), s.db.Photos(), s.now()))
	if e := s.events(s.adult); e[len(e)-1] != "photo.erased registered" {
		t.Errorf("%q", e)
	}
}

// A stopped terminal begins no photo (第24条): nobody's data are shown, nothing is scanned, and it goes on where the stop is over.
func TestAStoppedTerminalBeginsNoPhoto(t *testing.T) {
	s := newScene(t)
	s.stopped = true
	_, err := s.photos.Begin(context.Background(), s.adult, func() {})
	s.refuses("a photo at a stopped terminal", juki.EmergencyOpen, err)
	s.tells(s.adult)
	s.stopped = false
	s.begin(s.adult)
}

func TestWhoMayNotAndWhatIsOverIsRefused(t *testing.T) {
	s := newScene(t)
	s.operator = ""
	_, err := s.photos.Begin(t.Context(), s.adult, func() {})
	s.refuses("nobody", juki.NotLoggedIn, err)
	s.operator, s.post = clerkID, juki.Auditor
	_, err = s.photos.Begin(t.Context(), s.adult, func() {})
	s.refuses("an auditor", juki.PostMissing, err)
	s.post = juki.Operator
	_, err = s.photos.Begin(t.Context(), "R08-999999", func() {})
	s.refuses("no case", juki.CaseUnknown, err)
	s.must(s.db.Counter().Act(t.Context(), func(tx counter.Tx) error { return deliver(tx, s.adult) }))
	_, err = s.photos.Begin(t.Context(), s.adult, func() {})
	s.refuses("a case that is over", juki.CardAlreadyDelivered, err)
	s.begin(s.baby)
}
