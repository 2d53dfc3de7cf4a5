package clerk

import (
	"bytes"
	"image"
	"strings"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/session"
)

// dialogStories are the stories in which dialogs and long jobs stand open.
var dialogStories = map[string]func(*testing.T){
	"the screens of the day":        TestTheScreensOfTheDay,
	"the next person takes a count": TestTheNextPersonTakesACountOver,
	"the closing is signed":         TestWhoeverClosesTheDaySignsWithTheCard,
	"a disposal":                    TestCancelledCardsAreProposedApprovedByAnotherAndDisposedOfWithAWitness,
	"a closed incident":             TestACardThatIsNotFoundIsClosedAsLostByTwo,
	"an operator is revoked":        TestTheAdministratorRevokesAnOperatorAndTheCardIsRefused,
	"cards are prepared":            TestTomorrowsCardsArePreparedAndOneIsNotFound,
	"an appointment is cancelled":   TestAnAppointmentIsMadeByHandCancelledAndItsCardPutBack,
	"cards are moved":               TestThreeCardsAreMovedByScanningAlone,
	"cards come back short":         TestCardsAndFormsAreSentAndComeBackShort,
	"the rest of a transfer":        TestTheRestOfATransferIsNotWaitedForAnyLonger,
	"a slip that names no terminal": TestASlipThatNamesNoTerminalIsAskedAbout,
	"the upload":                    TestTheStateOfTheUploadIsOpenedFromTheBottomLine,
	"a witness with a card":         TestAWitnessPutsInTheirCardTypesThePasswordAndTakesTheCardOut,
	"a count is given up":           TestACountThatIsInterruptedGoesOn,
	"a missing card":                TestAMissingCardBecomesAnIncidentFromTheCount,
	"an emergency":                  TestTheEmergencyKeyStopsTheTerminalAndThePlanOpensItAgain,
	"a drill":                       TestADrillIsMarkedAndEndedByTwo,
	"another incident":              TestAnIncidentThatIsNoCardIsRecordedFromTheRoom,
	"a photo":                       TestAPhotoActThroughTheScreens,
	"the photo page asks":           TestThePhotoPageAsksBeforeItEnds,
	"remote support":                TestRemoteSupportIsAllowedByTwoAndSeenAllTheWhile,
	"a handover is aborted":         TestAHandoverIsAborted,
}

// A lock never asks (第14条第8項, DESIGN 2.9): in each story the card is pulled when a dialog, or long work, first stands there. The window is
// covered then, pixel by pixel as if nothing lay under the cover, and the dialog is gone.
func TestALockCoversEveryDialogAndJob(t *testing.T) {
	if testing.Short() {
		t.Skip("goes through the stories many times")
	}
	locked := map[string]bool{}
	for name, story := range dialogStories {
		for more := true; more; {
			more = false
			good := t.Run(name, func(t *testing.T) {
				lockWalk = func(s *scene) {
					what := s.open()
					if what == "" || locked[what] || s.session.View().State != session.LoggedIn {
						return
					}
					lockWalk, locked[what], more = nil, true, true
					s.lockHere(what)
					s.t.SkipNow() // the story is over here; the next round goes on behind it
				}
				defer func() { lockWalk = nil }()
				story(t)
			})
			more = more && good
		}
	}
	all, err := declared(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range append(all, "dialog second") {
		if !locked[what] && !strings.HasSuffix(what, "Page") {
			t.Errorf("nobody pulled the card at %s", what)
		}
	}
}

// open is the dialog or the long work that stands there; "" for none.
func (s *scene) open() string {
	if _, dialog := s.here(); dialog != "" {
		return "dialog " + dialog
	}
	switch p := s.w.page.(type) {
	case *arrivalPage:
		if p.working {
			return "job list"
		}
	case *paperPage:
		if p.printing != nil {
			return "job print"
		}
	}
	return ""
}

// lockHere pulls the card while the disk hangs and looks at every pixel: what is to be seen is what is seen when there is nothing at all under
// the cover.
func (s *scene) lockHere(what string) {
	s.t.Helper()
	defer s.hangDisk()()
	if _, err := s.readers.Remove(operatorReader); err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
	if !s.queue.Until(20*time.Second, func() bool {
		return s.session.View().State != session.LoggedIn && s.w.frame.Covered() && s.session.View().Card.ID == ""
	}) {
		s.t.Fatalf("%s: the window is not covered", what)
	}
	s.queue.Run()
	seen := s.win.Canvas().Capture()
	if n := len(s.win.Canvas().Overlays().List()); n != 1 {
		s.t.Errorf("%s: %d layers lie over the page", what, n)
	}
	s.w.frame.SetPage(kit.VStack(0))
	s.w.followSession()
	if bare := s.win.Canvas().Capture(); !samePixels(seen, bare) {
		s.t.Errorf("%s: something is seen through the cover", what)
	}
}

func samePixels(a, b image.Image) bool {
	one, is := a.(*image.NRGBA)
	other, too := b.(*image.NRGBA)
	if is && too {
		return bytes.Equal(one.Pix, other.Pix)
	}
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}
