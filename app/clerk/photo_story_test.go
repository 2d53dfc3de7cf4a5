package clerk

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/photo"
	"madoguchi/internal/photo/testregistrar"
	"madoguchi/internal/session"
)

// photoScene is a counter with a simulated scanner, a registrar and a resident who answers when the test says so.
type photoScene struct {
	*scene
	scanner   *sim.Scanner
	registrar *testregistrar.Registrar
	resident  *lookingResident
	written   chan struct{} // a step comes to be written
}

// lookingResident is a resident before the photo.
type lookingResident struct{ answers chan error } // nil: yes

func (*lookingResident) Show(juki.Guidance) {}
func (*lookingResident) Ready() error       { return nil }

func (r *lookingResident) AskPhoto(ctx context.Context, paint func(*image.RGBA) bool) (bool, error) {
	if !paint(image.NewRGBA(image.Rect(0, 0, 35, 45))) {
		return false, juki.Refuse(juki.PhotoGone)
	}
	select {
	case err := <-r.answers:
		return err == nil, err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func newPhotoScene(t *testing.T) *photoScene {
	s := &photoScene{scene: newScene(t), scanner: sim.NewScanner(0), registrar: &testregistrar.Registrar{}, resident: &lookingResident{make(chan error)}, written: make(chan struct{}, 1)}
	s.w.Photos = photo.New(photo.Deps{Book: toldPhotos{s.db.Photos(), s.written}, Scanner: func() hardware.Scanner { return s.scanner }, Registrar: s.registrar,
		Trouble: func(error) juki.Code { return juki.ScannerJam }, Resident: func() photo.Resident { return s.resident }, Second: func(juki.Date) bool { return true },
		Operator: s.desk.Operator, Now: s.clock})
	s.session.Subscribe(func(v session.View) { // as the program does
		p := photo.Presence{Locked: v.State == session.Locked, Idle: v.Reason == session.ByIdle}
		if v.State == session.LoggedIn || v.State == session.Locked {
			p.Operator = v.Operator.ID
		}
		s.w.Photos.Follow(p)
	})
	t.Cleanup(s.w.Photos.Close)
	s.login("S002", clerkPassword)
	return s
}

// begin finds the case and opens the act.
func (s *photoScene) begin() *photoPage {
	s.t.Helper()
	s.press("room.photo")
	s.until("the field", s.stands("photo.key"))
	s.w.frame.Find("photo.key").(*kit.Field).SetText("A1B-234567")
	s.press("photo.search")
	find := s.w.page.(*photoFindPage)
	s.until("the act", func() bool {
		if find.failure != nil {
			s.t.Fatal(find.failure)
		}
		_, ok := s.w.page.(*photoPage)
		return ok
	})
	return s.w.page.(*photoPage)
}

func (s *photoScene) untilPhoto(p *photoPage, want photo.State) {
	s.t.Helper()
	s.until("the act is at "+string(want), func() bool { return p.shown.State == want })
}

func (s *photoScene) look(name, language string) {
	s.t.Helper()
	if missing := strings.Index(s.said(), "["); missing >= 0 {
		s.t.Errorf("%s: no text at %q", name, s.said()[missing:min(len(s.said()), missing+40)])
	}
	s.picture("photo-" + name + "-" + language)
}

func TestAPhotoActThroughTheScreens(t *testing.T) {
	for _, language := range []string{"ja", "en"} {
		t.Run(language, func(t *testing.T) {
			s := newPhotoScene(t)
			if language == "en" {
				s.inEnglish()
			}
			s.press("room.photo")
			s.until("the field", s.stands("photo.key"))
			s.look("find", language)
			p := s.begin()
			s.look("scan", language)
			s.scanner.Set(hardware.ScannerJam)
			s.press("photo.scan")
			s.until("the jam is told", s.stands("trouble"))
			s.look("jam", language)
			s.scanner.Set("")
			s.press("photo.scan")
			s.untilPhoto(p, photo.Framing)
			s.w.Session.SetMode(session.Normal, session.ByHand, "")
			s.until("normal", func() bool { return s.w.curtain.Shade() == kit.ShadeNone })
			s.look("frame", language)
			before := p.a.View().Frame
			for _, k := range []fyne.KeyName{fyne.KeyRight, fyne.KeyDown, fyne.KeyPageDown} {
				s.typeKey(k)
			}
			s.until("the frame moved", func() bool { f := p.shown.Frame; return f.X > before.X && f.Y > before.Y && f.Zoom < before.Zoom })
			p.glass.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-20, -10)})
			p.glass.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
			s.typeKey(fyne.KeyF8)
			s.until("it is turned", func() bool { return p.shown.Frame.Turns == 1 })
			s.look("frame-turned", language)
			for range 3 {
				s.typeKey(fyne.KeyF8)
			}
			s.press("photo.show")
			s.untilPhoto(p, photo.Asking)
			s.look("ask", language)
			s.resident.answers <- nil
			s.untilPhoto(p, photo.CompareDue)
			s.look("compare", language)
			s.press("photo.compare")
			s.secondPerson("S001", adminPassword)
			s.untilPhoto(p, photo.RegisterDue)
			s.look("register", language)
			s.press("photo.register")
			s.untilPhoto(p, photo.Registered)
			s.look("registered", language)
			if s.registrar.Taken() != 1 || s.recorded(oplog.PhotoRegistered) != 1 || s.recorded(oplog.PhotoErased) != 1 {
				t.Errorf("registered %d, records %d %d", s.registrar.Taken(), s.recorded(oplog.PhotoRegistered), s.recorded(oplog.PhotoErased))
			}
			s.press("photo.done")
			s.until("the field", s.stands("photo.key"))
			s.begin()
			s.look("again", language)
		})
	}
}

// In every mode but the normal one no pixel of the photo is on the clerk's screen; held, it is.
func TestThePhotoIsCoveredInEveryModeButTheNormal(t *testing.T) {
	s := newPhotoScene(t)
	p := s.begin()
	s.press("photo.scan")
	s.untilPhoto(p, photo.Framing)
	for mode, bare := range map[session.Mode]bool{session.Normal: true, session.Masked: false, session.Privacy: false} {
		s.w.Session.SetMode(mode, session.ByHand, "")
		s.until("the mode "+string(mode), func() bool { return (s.w.curtain.Shade() == kit.ShadeNone) == bare })
		s.w.redraw()
		s.win.Canvas().Capture()
		if got := s.w.curtain.Bare(s.w.frame.Page()); got != bare {
			t.Errorf("%s: bare %v", mode, got)
		}
		s.picture("photo-mode-" + string(mode))
	}
	s.must(nil)
}

// The card is pulled with a photo on the screen: the cover stands, and another operator finds neither page nor picture.
func TestAPhotoIsGoneForTheNextOperator(t *testing.T) {
	s := newPhotoScene(t)
	p := s.begin()
	s.press("photo.scan")
	s.untilPhoto(p, photo.Framing)
	s.pull()
	s.until("the cover", s.w.frame.Covered)
	s.login("S001", adminPassword)
	s.until("the act has ended", func() bool { return p.a.View().State == photo.Cancelled })
	if p.a.PaintSheet(image.NewRGBA(image.Rect(0, 0, 10, 10))) {
		t.Error("the picture is still there")
	}
	if s.recorded(oplog.PhotoErased) != 1 {
		t.Errorf("%d records", s.recorded(oplog.PhotoErased))
	}
}

// Both questions of the page stand in front of the photo and are answered by button; a cancelled photo is gone.
func TestThePhotoPageAsksBeforeItEnds(t *testing.T) {
	s := newPhotoScene(t)
	p := s.begin()
	p.askNone() // its button is offered for those under one year of age alone
	s.press("photo.none-asked.confirm")
	s.until("the refusal", func() bool { return p.shown.Trouble == juki.NoPhotoOnlyUnder })
	s.press("photo.scan")
	s.untilPhoto(p, photo.Framing)
	s.press("photo.cancel")
	s.press("photo.stop-asked.cancel")
	if p.a.View().State != photo.Framing {
		t.Error("cancelled without a yes")
	}
	s.press("photo.cancel")
	s.press("photo.stop-asked.confirm")
	s.untilPhoto(p, photo.Cancelled)
	if p.a.PaintSheet(image.NewRGBA(image.Rect(0, 0, 10, 10))) {
		t.Error("the picture is still there")
	}
}

// Leaving the page erases; what the page painted is overwritten before the next page stands.
func TestLeavingThePageErasesThePhoto(t *testing.T) {
	s := newPhotoScene(t)
	p := s.begin()
	s.press("photo.scan")
	s.untilPhoto(p, photo.Framing)
	s.win.Canvas().Capture()
	s.press("room.stock")
	if p.a.PaintCut(image.NewRGBA(image.Rect(0, 0, 10, 10))) || p.glass != nil || p.cut != nil {
		t.Error("the picture outlives its page")
	}
	s.until("the record", func() bool { return s.recorded(oplog.PhotoErased) == 1 })
}

// A photo comes from the counter's scanner and from nowhere else (第22条第4号): no code of the act or its pages opens a file, takes a drop or
// reads a clipboard, and no window of the program takes drops.
func TestNothingButTheScannerGivesAPhoto(t *testing.T) {
	forbidden := map[string]bool{"fyne.io/fyne/v2/dialog": true, "fyne.io/fyne/v2/storage": true, "os": true, "io/ioutil": true, "image/png": true, "image/gif": true,
		"golang.org/x/image/tiff": true, "net/http": true, "os/exec": true, "path/filepath": true}
	files := 0
	for _, pattern := range []string{"photo*.go", "../../internal/photo/*.go", "../resident/photo.go", "../photo.go", "../kit/glimpse.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range found {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				if path, _ := strconv.Unquote(i.Path.Value); forbidden[path] {
					t.Errorf("%s imports %s", name, path)
				}
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{"SetOnDropped", "Clipboard", "jpeg.Decode", "image.Decode", "ShowFileOpen", "os.Open"} {
				if strings.Contains(string(text), word) {
					t.Errorf("%s uses %s", name, word)
				}
			}
		}
	}
	if files < 10 {
		t.Fatalf("only %d files were looked at", files)
	}
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(text), "SetOnDropped") {
			return fmt.Errorf("%s takes drops", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
