package main

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"madoguchi/app/kit"
	"madoguchi/hardware"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
)

// playedDesktop is a desktop session that a test plays.
type playedDesktop struct {
	heard  []hardware.DesktopEvent
	shield hardware.Shield
	played chan hardware.DesktopEvent

	mu     sync.Mutex
	caught bool
}

var _ hardware.Desktop = (*playedDesktop)(nil)

func (d *playedDesktop) Watch(ctx context.Context, told func(hardware.DesktopEvent)) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-d.played:
			told(e)
		}
	}
}

func (d *playedDesktop) Hears() []hardware.DesktopEvent { return d.heard }
func (d *playedDesktop) Shield() hardware.Shield        { return d.shield }
func (d *playedDesktop) Exclude(uintptr, bool) error    { return nil }
func (d *playedDesktop) CatchKey(taken bool) {
	d.mu.Lock()
	d.caught = taken
	d.mu.Unlock()
}

// newDesktopRoom is the program without windows, S001 at work, its notes kept.
func newDesktopRoom(t *testing.T) *logRoom {
	r := newLogRoom(t)
	r.m.windows.bridge, _ = kit.NewQueuedBridge()
	r.m.windows.bridge.Close() // no window stands: what is posted goes nowhere
	r.m.notes = newNotebook(r.m.db.Record, r.m.Now)
	return r
}

// Every event of the desktop locks the terminal, but PrintScreen, which hides it; what nobody knows locks too.
func TestEachEventOfTheDesktopAndWhatItDoes(t *testing.T) {
	r := newDesktopRoom(t)
	for e, want := range map[hardware.DesktopEvent]session.State{
		hardware.DesktopLocked: session.Locked, hardware.DesktopSuspends: session.Locked, hardware.DesktopRemote: session.Locked,
		hardware.DesktopSwitched: session.Locked, hardware.MonitorsChanged: session.Locked, "something new": session.Locked,
		hardware.CaptureKey: session.LoggedIn,
	} {
		if r.m.session.View().State != session.LoggedIn {
			r.must(r.m.session.Login(t.Context(), []byte(historyPassword)))
		}
		r.m.desktopChanged(e)
		v := r.m.session.View()
		if v.State != want || want == session.Locked && v.Reason != session.ByDesktop {
			t.Errorf("%s: %v, reason %q", e, v.State, v.Reason)
		}
		if e == hardware.CaptureKey && v.Sight != session.Hidden {
			t.Errorf("%s: the screen is not hidden", e)
		}
		if v.State == session.LoggedIn {
			r.must(r.m.session.Return(t.Context()))
		}
	}
	r.until(func() bool { return r.count(oplog.SessionLocked) == 6 })
}

// The program follows a desktop from the first event to the end.
func TestTheDesktopIsFollowed(t *testing.T) {
	r := newDesktopRoom(t)
	d := &playedDesktop{played: make(chan hardware.DesktopEvent)}
	r.m.Desktop = d
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { r.m.watchDesktop(ctx); close(ended) }()
	d.played <- hardware.DesktopSuspends
	r.until(func() bool { return r.m.session.View().State == session.Locked })
	stop()
	<-ended
	r.m.Desktop = nil
	r.m.watchDesktop(t.Context()) // a machine without one: it returns
}

// doctor says what is noticed and what is not, and never more than the system can do.
func TestDoctorSaysWhatTheDesktopCan(t *testing.T) {
	all := []hardware.DesktopEvent{hardware.DesktopLocked, hardware.DesktopSuspends, hardware.DesktopSwitched, hardware.DesktopRemote, hardware.MonitorsChanged, hardware.CaptureKey}
	for name, c := range map[string]struct {
		d       *playedDesktop
		session string
		good    bool
		says    []string
		silent  []string
	}{
		"Windows": {&playedDesktop{heard: all, shield: hardware.ShieldWindows}, "", true, []string{"遠隔接続", "SetWindowDisplayAffinity"}, []string{"検知できません", "X11"}},
		"X11": {&playedDesktop{heard: slices.DeleteFunc(slices.Clone(all), func(e hardware.DesktopEvent) bool { return e == hardware.DesktopRemote })}, "x11", true,
			[]string{"OSのロック", "遠隔接続は、この環境では検知できません", "X11", "記録し"}, nil},
		"Wayland":             {&playedDesktop{heard: all}, "wayland", false, []string{"Xorg"}, nil},
		"nobody hears a lock": {&playedDesktop{heard: []hardware.DesktopEvent{hardware.MonitorsChanged}}, "x11", false, []string{"OSのロック、スリープ", "押されても分かりません"}, nil},
		"macOS":               {&playedDesktop{shield: hardware.ShieldMac}, "", false, []string{"sharingType"}, nil},
	} {
		good, said := true, ""
		checkDesktop(c.d, c.session, func(ok bool, what, how string) { good, said = good && ok, said+what+": "+how+"\n" })
		if good != c.good {
			t.Errorf("%s: good %v\n%s", name, good, said)
		}
		for _, w := range c.says {
			if !strings.Contains(said, w) {
				t.Errorf("%s: %q is not said:\n%s", name, w, said)
			}
		}
		for _, w := range c.silent {
			if strings.Contains(said, w) {
				t.Errorf("%s: %q is said:\n%s", name, w, said)
			}
		}
	}
}
