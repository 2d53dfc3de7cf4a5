package screen

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/godbus/dbus/v5"

	"madoguchi/hardware"
)

// Names of logind's part of the system bus.
const (
	loginName    = "org.freedesktop.login1"
	loginManager = loginName + ".Manager"
	loginSession = loginName + ".Session"
	properties   = "org.freedesktop.DBus.Properties"
)

// screenSavers are the interfaces under which desktops tell that their own lock covers the screen.
func screenSavers() []string {
	return []string{"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver"}
}

var errBusGone = errors.New("the bus has gone away")

// heardOnBus is what a signal means for the session with the given path, "" while it is not known; false for nothing. Anybody on a bus
// can send one: the worst that comes of it is a lock.
func heardOnBus(s *dbus.Signal, session dbus.ObjectPath) (hardware.DesktopEvent, bool) {
	name, member := s.Name, ""
	if at := strings.LastIndexByte(name, '.'); at >= 0 {
		name, member = name[:at], name[at+1:]
	}
	ours := session != "" && s.Path == session
	switch {
	case name == loginManager && member == "PrepareForSleep" && saysTrue(s.Body):
		return hardware.DesktopSuspends, true
	case name == loginSession && member == "Lock" && ours:
		return hardware.DesktopLocked, true
	case name == properties && member == "PropertiesChanged" && ours:
		return changedSession(s.Body)
	case slices.Contains(screenSavers(), name) && member == "ActiveChanged" && saysTrue(s.Body):
		return hardware.DesktopLocked, true
	}
	return "", false
}

func saysTrue(body []any) bool {
	if len(body) == 0 {
		return false
	}
	yes, _ := body[0].(bool)
	return yes
}

// changedSession reads a change of our session's properties: covered by the desktop's lock, or behind another user's session.
func changedSession(body []any) (hardware.DesktopEvent, bool) {
	if len(body) < 2 || body[0] != loginSession {
		return "", false
	}
	changed, _ := body[1].(map[string]dbus.Variant)
	is := func(name string, want bool) bool {
		v, known := changed[name].Value().(bool)
		return known && v == want
	}
	switch {
	case is("LockedHint", true):
		return hardware.DesktopLocked, true
	case is("Active", false):
		return hardware.DesktopSwitched, true
	}
	return "", false
}

// login is logind as this program reaches it.
type login struct {
	conn    *dbus.Conn
	manager dbus.BusObject
	session dbus.ObjectPath // ours; "" outside any
	brake   dbus.UnixFD     // open while the machine must wait for us before it sleeps; -1 when not
}

func (d *Desktop) openLogin(ctx context.Context) (*login, error) {
	conn, err := dbus.Connect(d.systemBus, dbus.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	l := &login{conn: conn, manager: conn.Object(loginName, "/org/freedesktop/login1"), brake: -1}
	err = l.manager.CallWithContext(ctx, "org.freedesktop.DBus.Peer.Ping", 0).Err
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	l.session = l.ourSession(ctx)
	return l, nil
}

// ourSession is the session that the desktop says we belong to, else the one of our process.
func (l *login) ourSession(ctx context.Context) (path dbus.ObjectPath) {
	if id := os.Getenv("XDG_SESSION_ID"); id != "" {
		if l.manager.CallWithContext(ctx, loginManager+".GetSession", 0, id).Store(&path) == nil {
			return path
		}
	}
	if l.manager.CallWithContext(ctx, loginManager+".GetSessionByPID", 0, uint32(os.Getpid())).Store(&path) != nil {
		return ""
	}
	return path
}

// hold has the machine wait before it sleeps, as long as it lets itself be held (five seconds by default). Without it the cover may come too late to be
// seen in the last picture before the sleep; the lock comes all the same.
func (l *login) hold(ctx context.Context) {
	if l.brake < 0 && l.manager.CallWithContext(ctx, loginManager+".Inhibit", 0, "sleep", "madoguchi", "画面を覆うため", "delay").Store(&l.brake) != nil {
		l.brake = -1
	}
}

func (l *login) letGo() {
	if l.brake >= 0 {
		_ = syscall.Close(int(l.brake))
		l.brake = -1
	}
}

func (l *login) close() {
	l.letGo()
	_ = l.conn.Close()
}

// hearLogin tells what logind says until ctx ends or the bus goes away.
func (d *Desktop) hearLogin(ctx context.Context, tell func(hardware.DesktopEvent)) error {
	l, err := d.openLogin(ctx)
	if err != nil {
		return err
	}
	defer l.close()
	rules := [][]dbus.MatchOption{{dbus.WithMatchSender(loginName), dbus.WithMatchInterface(loginManager), dbus.WithMatchMember("PrepareForSleep")}}
	if l.session != "" {
		rules = append(rules, []dbus.MatchOption{dbus.WithMatchSender(loginName), dbus.WithMatchObjectPath(l.session)})
	}
	l.hold(ctx)
	return listen(ctx, l.conn, rules, func(s *dbus.Signal) {
		if e, some := heardOnBus(s, l.session); some {
			tell(e)
		}
		if s.Name == loginManager+".PrepareForSleep" {
			if saysTrue(s.Body) {
				l.letGo() // the screen is covered: sleep may come
			} else {
				l.hold(ctx)
			}
		}
	})
}

// hearScreenSaver tells when the desktop's own lock covers the screen.
func (d *Desktop) hearScreenSaver(ctx context.Context, tell func(hardware.DesktopEvent)) error {
	if d.sessionBus == "" {
		return errBusGone
	}
	conn, err := dbus.Connect(d.sessionBus, dbus.WithContext(ctx))
	if err != nil {
		return err
	}
	defer conn.Close()
	return listen(ctx, conn, [][]dbus.MatchOption{{dbus.WithMatchMember("ActiveChanged")}}, func(s *dbus.Signal) {
		if e, some := heardOnBus(s, ""); some {
			tell(e)
		}
	})
}

// listen hands on the signals that the rules ask for.
func listen(ctx context.Context, conn *dbus.Conn, rules [][]dbus.MatchOption, hear func(*dbus.Signal)) error {
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	for _, r := range rules {
		if err := conn.AddMatchSignalContext(ctx, r...); err != nil {
			return err
		}
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s, open := <-signals:
			if !open {
				return errBusGone
			}
			hear(s)
		}
	}
}

// asksLogin tells whether logind is there, and whether it knows our session.
func (d *Desktop) asksLogin(ctx context.Context) (session, sleep bool) {
	l, err := d.openLogin(ctx)
	if err != nil {
		return false, false
	}
	defer l.close()
	return l.session != "", true
}

// asksScreenSaver tells whether a screen saver listens on the session bus.
func (d *Desktop) asksScreenSaver(ctx context.Context) bool {
	if d.sessionBus == "" {
		return false
	}
	conn, err := dbus.Connect(d.sessionBus, dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer conn.Close()
	var names []string
	if conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListNames", 0).Store(&names) != nil {
		return false
	}
	return slices.ContainsFunc(screenSavers(), func(n string) bool { return slices.Contains(names, n) })
}
