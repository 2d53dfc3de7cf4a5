//go:build training

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image/color"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"madoguchi/app/kit"
	"madoguchi/app/robot"
	"madoguchi/hardware"
	"madoguchi/hardware/pcsc"
	"madoguchi/hardware/screen"
	"madoguchi/hardware/sim"
	"madoguchi/hardware/sim/ifd"
	"madoguchi/internal/cards/testissuer"
	"madoguchi/internal/counter"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/store"
)

// The end-to-end test is the whole counter with its real parts: both windows on two monitors, used with real input events; the
// real PC/SC driver over a pcscd of its own; cards at APDU level behind it; the real store. Only the first PIN's issuer is the
// test's, because no other can be had without the state's keys.

// e2eApp is the app whose loop has the main goroutine, as Fyne wants; nil without a display.
var e2eApp fyne.App

// runTests gives the main goroutine to the app and runs the tests beside it.
func runTests(m *testing.M) int {
	if os.Getenv("DISPLAY") == "" {
		return m.Run() // tests that need windows say so
	}
	dir, err := os.MkdirTemp("", "e2e")
	if err == nil {
		var socket string
		if socket, err = ifd.SocketPath(dir, true); err == nil {
			err = os.Setenv("PCSCLITE_CSOCK_NAME", socket) // before the first PC/SC call of the process
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	e2eDir = dir
	e2eApp = newApp()
	code := 1
	e2eApp.Lifecycle().SetOnStarted(func() {
		go func() {
			code = m.Run()
			fyne.Do(e2eApp.Quit)
		}()
	})
	e2eApp.Run()
	return code
}

// e2eDir is the short folder of the private pcscd's sockets.
var e2eDir string

const (
	e2eOperatorReader = "Operator Reader"
	e2eCustomerReader = "Customer Reader"
	e2ePassword       = "Tanuki-Kawa-73"
	e2eList           = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000001,28225000000000000000001,A1B-234567,𠮷見 葛󠄀子,ヨシミ カズコ,兵庫県朝来市架空町7番地の3,1990-04-01,女,2036-04-01,個人番号カード
490000000000002,28225000000000000000002,A1B-234568,見本 次郎,ミホン ジロウ,兵庫県朝来市架空町8番地の4,1980-02-03,男,2036-02-03,個人番号カード
`
)

// e2e is one running counter with the hands on it.
type e2e struct {
	*player
	t        *testing.T
	m        *Main
	cards    *ifd.Service
	admin    *sim.Card // of the システム管理者, S001
	operator *sim.Card // of the clerk, S003
	resident *sim.Card
}

func newE2E(t *testing.T) *e2e {
	t.Helper()
	if e2eApp == nil {
		if os.Getenv("CI") != "" {
			t.Fatal("the end-to-end test needs a display: run it inside scripts/two-monitors")
		}
		t.Skip("no display: run inside scripts/two-monitors")
	}
	ctx, cancel := context.WithCancel(t.Context())
	service, err := ifd.Start(ctx, ifd.Config{Dir: e2eDir, Readers: []string{e2eOperatorReader, e2eCustomerReader}, Private: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = service.Close() })
	factory := sim.NewFactory()
	var staffCards []*sim.Card
	for _, label := range []string{"S001", "S003"} {
		card, err := factory.Operator(sim.OperatorCard{Label: label})
		if err != nil {
			t.Fatal(err)
		}
		staffCards = append(staffCards, card)
	}
	resident, err := factory.MyNumber(sim.MyNumberCard{Serial: "490000000000001", Municipality: "28225", Expires: "20360401"})
	if err != nil {
		t.Fatal(err)
	}
	m := &Main{Dir: t.TempDir(), Now: time.Now, Rand: rand.Reader, Keys: store.FixedKey{9}, Readers: pcsc.New(), Screens: screen.Open(""),
		Issuer: testissuer.Issuer{}}
	if err := m.Open(ctx); err != nil {
		t.Fatal(err)
	}
	shown := make(chan error, 1)
	fyne.Do(func() { shown <- m.Show(ctx, e2eApp) })
	if err := <-shown; err != nil {
		t.Fatal(err)
	}
	hands, err := robot.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		hands.Close()
		cancel()
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &m.windows
	e := &e2e{t: t, m: m, cards: service, admin: staffCards[0], operator: staffCards[1], resident: resident, player: &player{robot: hands, bridge: w.bridge, shots: picturesOf(t),
		frames: map[side]*kit.Frame{staff: w.clerk.Frame(), pad: w.resident.Frame()},
		origin: map[side]func() (hardware.Rect, error){staff: w.clerkBounds, pad: w.padBounds}}}
	e.until("the resident's window is on its monitor", w.padPlaced)
	e.good()
	return e
}

// picturesOf is where the picture of a failure goes: E2E_PICTURES, or nowhere that stays.
func picturesOf(t *testing.T) string {
	if dir := os.Getenv("E2E_PICTURES"); dir != "" {
		return dir
	}
	return t.TempDir()
}

// good ends the test at the first thing that went wrong.
func (e *e2e) good() {
	e.t.Helper()
	if e.err != nil {
		e.t.Fatal(e.err)
	}
}

func (e *e2e) insert(reader string, c *sim.Card) {
	e.step("inserting a card", func() error { return e.cards.Insert(e.full(reader), c) })
}

func (e *e2e) pull(reader string) {
	e.step("pulling a card", func() error { _, err := e.cards.Remove(e.full(reader)); return err })
}

// full is a reader's name as pcscd gives it, with its numbers.
func (e *e2e) full(reader string) string {
	for _, name := range e.cards.Names() {
		if strings.HasPrefix(name, reader) {
			return name
		}
	}
	return reader
}

func (e *e2e) login() {
	e.insert(e2eOperatorReader, e.operator)
	e.until("the clerk's card was read", func() bool { return e.m.session.View().Card.ID == "S003" })
	e.click(staff, "lock.password") // the keyboard may be with the other window
	time.Sleep(doubleClick)
	e.write("lock.password", e2ePassword)
	e.click(staff, "lock.login")
	e.until("the operator is logged in", func() bool { return e.m.session.View().State == session.LoggedIn })
}

func (e *e2e) untilHandover(s counter.State) {
	e.until("the handover is at "+string(s), func() bool {
		open, err := e.m.desk.Book.CasesIn(e.t.Context(), counter.CaseInHandover)
		return err == nil && len(open) == 1 && open[0].Handover == s
	})
}

func TestADayAtTheCounterWithRealParts(t *testing.T) {
	e := newE2E(t)
	e.firstStart()
	e.good()
	e.clerkEnrolled()
	e.good()
	e.arrival()
	e.good()
	e.handoverPulledAndDoneAgain()
	e.good()
	e.pinsAreOnTheCard()
	e.lockedWithinASecond()
	e.good()
	e.serviceDiesAndComesBack()
	e.good()
	e.logProvesTheDay()
	e.nothingPersonalIsLeftInTheOpen()
}

// firstStart: nobody is enrolled; the guide takes the first システム管理者 with a real card.
func (e *e2e) firstStart() {
	e.await(staff, "enrol.id")
	e.insert(e2eOperatorReader, e.admin)
	e.until("the card was read", func() bool { return e.m.session.View().CardReady })
	e.write("enrol.id", "S001")
	e.write("enrol.name", "Mihon Kanri")
	e.write("enrol.password", e2ePassword)
	e.write("enrol.again", e2ePassword)
	e.click(staff, "enrol.confirm")
	e.await(staff, "lock.password")
	e.write("lock.password", e2ePassword)
	e.click(staff, "lock.login")
	e.await(staff, "reception.key")
}

// clerkEnrolled: the システム管理者 enrols the clerk, whose card lies in the customer reader, and leaves.
func (e *e2e) clerkEnrolled() {
	e.click(staff, "room.settings")
	e.click(staff, "settings.operators")
	e.click(staff, "operators.add")
	e.insert(e2eCustomerReader, e.operator)
	e.write("enrol.id", "S003")
	e.write("enrol.name", "Mihon Madoguchi")
	e.key(robot.Tab)
	e.key(robot.Down) // 業務端末操作者 is the first post
	e.write("enrol.password", e2ePassword)
	e.write("enrol.again", e2ePassword)
	e.click(staff, "enrol.confirm")
	e.await(staff, "operators.done")
	e.pull(e2eCustomerReader)
	e.click(staff, "shell.logout")
	e.await(staff, "lock.password")
	e.pull(e2eOperatorReader)
	e.until("the card is out", func() bool { return e.m.session.View().Card.ID == "" })
	e.login()
}

func (e *e2e) arrival() {
	e.step("laying the list out", func() error {
		dir := filepath.Join(e.m.Dir, arrivalFolder)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "list.csv"), []byte(e2eList), 0o600)
	})
	e.click(staff, "room.arrivals")
	e.click(staff, "arrival.read.0")
	e.click(staff, "arrival.take")
	e.await(staff, "arrival.taken")
	e.click(staff, "arrival.inspect")
	for _, serial := range []string{"490000000000001", "490000000000002"} {
		e.scan("inspection.scan", serial)
		e.await(staff, "inspection.last")
		e.until("the card is on its shelf", func() bool {
			cases, err := e.m.desk.Book.Find(e.t.Context(), counter.Key{Serial: "490000000000001"})
			return err == nil && cases[0].State == counter.CaseStored
		})
	}
	e.click(staff, "inspection.end")
}

func (e *e2e) beginHandover(notice, serial string) {
	e.click(staff, "room.reception")
	e.scan("reception.key", notice)
	e.click(staff, "identity.own.0")
	e.click(staff, "handover.next")
	e.untilHandover(counter.FaceDue)
	e.click(staff, "handover.next")
	e.untilHandover(counter.CardDue)
	e.scan("handover.scan", serial)
	e.untilHandover(counter.InsertDue)
}

func (e *e2e) press(chars string) {
	for _, c := range chars {
		e.click(pad, "key."+string(c))
	}
	e.click(pad, "key.enter")
}

func (e *e2e) handoverPulledAndDoneAgain() {
	e.beginHandover("A1B-234567", "490000000000001")
	e.insert(e2eCustomerReader, e.resident)
	e.untilHandover(counter.PINsDue)
	e.click(staff, "handover.next")
	e.click(pad, "explain.next")
	e.click(pad, "key.K")
	e.pull(e2eCustomerReader)
	e.untilHandover(counter.InsertDue)
	e.insert(e2eCustomerReader, e.resident)
	e.untilHandover(counter.PINsDue)
	e.click(staff, "handover.next")
	e.click(pad, "explain.next")
	e.press("KAZE83SORA")
	e.press("KAZE83SORA")
	e.click(pad, "explain.next")
	e.press("5820")
	e.press("5820")
	e.click(pad, "same.yes")
	e.click(pad, "same.yes")
	e.untilHandover(counter.TakeDue)
	e.pull(e2eCustomerReader)
	e.untilHandover(counter.HandDue)
	e.click(staff, "handover.next")
	e.click(staff, "handover.done")
}

// pinsAreOnTheCard asks an independent program whether the card takes what was typed on the pad.
func (e *e2e) pinsAreOnTheCard() {
	e.t.Helper()
	e.insert(e2eCustomerReader, e.resident)
	e.step("settling", func() error { return e.cards.Settle(e.t.Context()) })
	e.good()
	for id, chars := range map[string]string{"1": "5820", "2": "KAZE83SORA"} {
		out, err := exec.CommandContext(e.t.Context(), "pkcs15-tool", "--reader", "1", "--verify-pin", "--auth-id", id, "--pin", chars).CombinedOutput()
		if err != nil {
			e.t.Errorf("pkcs15-tool refuses PIN %s: %v\n%s", id, err, out)
		}
	}
	e.pull(e2eCustomerReader)
}

// lockedWithinASecond: wherever the clerk is and whatever is open, a pulled operator card covers the window (第14条第8項).
func (e *e2e) lockedWithinASecond() {
	for _, place := range []struct {
		name string
		open func()
	}{
		{"reception", func() { e.click(staff, "room.reception"); e.await(staff, "reception.key") }},
		{"stock", func() { e.click(staff, "room.stock"); e.await(staff, "stock.table") }},
		{"history", func() { e.click(staff, "room.history"); e.await(staff, "history.table") }},
		{"form half filled", func() {
			e.click(staff, "room.settings")
			e.click(staff, "settings.password")
			e.write("change.old", "half")
		}},
		{"dialog that asks", func() {
			e.beginHandover("A1B-234568", "490000000000002")
			e.click(staff, "handover.abort")
			e.await(staff, "abort.confirm")
		}},
	} {
		place.open()
		e.good()
		pulled := time.Now()
		e.pull(e2eOperatorReader)
		e.until("the window is covered", e.covered)
		if took := time.Since(pulled); took > time.Second {
			e.t.Errorf("%s: covered after %v", place.name, took)
		}
		e.step("typing into the covered window", func() error { return e.robot.Type("x1") })
		e.until("the session is locked", func() bool { return e.m.session.View().State == session.Locked })
		e.login()
		e.until("the window is open again", func() bool { return !e.covered() })
		e.good()
	}
}

// covered looks at the pixels: left and right of the middle the window shows the cover's colour and nothing else.
func (e *e2e) covered() bool {
	bounds, err := e.m.windows.clerkBounds()
	if err != nil {
		return false
	}
	cover := color.RGBAModel.Convert(kit.Color(kit.ColorCover)).(color.RGBA)
	const sides, foot = 300, 8 // the frame of the window manager covers some rows of a window that is taller than its monitor
	for _, x := range []int{bounds.X, bounds.X + bounds.W - sides} {
		img, err := e.robot.Look(hardware.Rect{X: x, Y: bounds.Y, W: sides, H: min(bounds.H, 740) - foot})
		if err != nil {
			return false
		}
		for i := 0; i < len(img.Pix); i += 4 {
			if img.Pix[i] != cover.R || img.Pix[i+1] != cover.G || img.Pix[i+2] != cover.B {
				return false
			}
		}
	}
	return true
}

// serviceDiesAndComesBack: pcscd is killed while somebody works; nobody is left logged in unseen, and work goes on afterwards.
func (e *e2e) serviceDiesAndComesBack() {
	e.step("killing pcscd", e.cards.Kill)
	e.until("the session is locked", func() bool { return e.m.session.View().State == session.Locked })
	e.until("the window is covered", e.covered)
	e.step("starting pcscd", func() error { return e.cards.StartService(e.t.Context()) })
	e.await(staff, "lock.password")
	e.login()
}

func (e *e2e) logProvesTheDay() {
	e.t.Helper()
	var archive bytes.Buffer
	if _, err := e.m.db.WriteArchive(e.t.Context(), &archive); err != nil {
		e.t.Fatal(err)
	}
	verdict, err := oplog.Verify(bytes.NewReader(archive.Bytes()), oplog.Options{TrustedKey: e.m.db.VerifierKey()})
	if err != nil || !verdict.OK {
		e.t.Fatalf("the archive does not verify: %+v %v", verdict, err)
	}
	for _, event := range []oplog.EventID{oplog.OperatorEnrolled, oplog.ListTaken, oplog.InspectionDone, oplog.HandoverCardPulled, oplog.HandoverPINsSet,
		oplog.HandoverCompleted, oplog.SessionLocked, oplog.ServiceLost, oplog.ServiceBack} {
		if !strings.Contains(archive.String(), `"`+event.String()+`"`) {
			e.t.Errorf("the log does not tell of %s", event)
		}
	}
}

// nothingPersonalIsLeftInTheOpen looks for every personal value and every secret of the day in every file of the data folder.
func (e *e2e) nothingPersonalIsLeftInTheOpen() {
	e.t.Helper()
	secrets := []string{"𠮷見", "葛󠄀子", "ヨシミ", "見本 次郎", "ジロウ", "架空町7番地", "1990-04-01", "19900401", "KAZE83SORA", e2ePassword, "28225000000000000000001", "Mihon Kanri"}
	files := 0
	err := filepath.WalkDir(e.m.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, arrivalFolder) { // the list itself lies where the city put it
			return err
		}
		files++
		content, err := os.ReadFile(path)
		for _, s := range secrets {
			if bytes.Contains(content, []byte(s)) || strings.Contains(path, s) {
				e.t.Errorf("%s shows %q", filepath.Base(path), s)
			}
		}
		return err
	})
	if err != nil || files < 3 {
		e.t.Errorf("%d files looked at: %v", files, err)
	}
}
