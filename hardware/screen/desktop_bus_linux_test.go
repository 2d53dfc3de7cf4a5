package screen

import (
	"testing"

	"github.com/godbus/dbus/v5"

	"madoguchi/hardware"
)

// What the buses say and what comes of it: only our own session counts, and only the beginning of something.
func TestEachSignalOfTheBusesAndWhatItMeans(t *testing.T) {
	const ours, other dbus.ObjectPath = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_37"
	set := func(name string, v any) []any {
		return []any{"org.freedesktop.login1.Session", map[string]dbus.Variant{name: dbus.MakeVariant(v)}, []string{}}
	}
	for name, c := range map[string]struct {
		path   dbus.ObjectPath
		signal string
		body   []any
		want   hardware.DesktopEvent
	}{
		"sleep comes":                {"/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", []any{true}, hardware.DesktopSuspends},
		"sleep is over":              {"/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", []any{false}, ""},
		"sleep without a word":       {"/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", nil, ""},
		"sleep, not said in a bool":  {"/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep", []any{"true"}, ""},
		"shutdown":                   {"/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForShutdown", []any{true}, ""},
		"our session is locked":      {ours, "org.freedesktop.login1.Session.Lock", nil, hardware.DesktopLocked},
		"our session is unlocked":    {ours, "org.freedesktop.login1.Session.Unlock", nil, ""},
		"another's is locked":        {other, "org.freedesktop.login1.Session.Lock", nil, ""},
		"the desktop says locked":    {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", set("LockedHint", true), hardware.DesktopLocked},
		"the desktop says unlocked":  {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", set("LockedHint", false), ""},
		"another user comes":         {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", set("Active", false), hardware.DesktopSwitched},
		"we come back":               {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", set("Active", true), ""},
		"another's changes":          {other, "org.freedesktop.DBus.Properties.PropertiesChanged", set("Active", false), ""},
		"a number, not a bool":       {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", set("Active", uint32(0)), ""},
		"another interface of ours":  {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", []any{"x.y", map[string]dbus.Variant{"Active": dbus.MakeVariant(false)}}, ""},
		"a change without a body":    {ours, "org.freedesktop.DBus.Properties.PropertiesChanged", nil, ""},
		"the freedesktop saver":      {"/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", []any{true}, hardware.DesktopLocked},
		"GNOME's":                    {"/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", []any{true}, hardware.DesktopLocked},
		"a saver ends":               {"/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", []any{false}, ""},
		"a saver nobody knows":       {"/x", "com.example.ActiveChanged", []any{true}, ""},
		"a signal without interface": {"/x", "ActiveChanged", []any{true}, ""},
	} {
		got, some := heardOnBus(&dbus.Signal{Path: c.path, Name: c.signal, Body: c.body}, ours)
		if got != c.want || some != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, some)
		}
	}
	if e, some := heardOnBus(&dbus.Signal{Name: "org.freedesktop.login1.Session.Lock"}, ""); some {
		t.Errorf("without a session of ours somebody's lock is ours: %q", e)
	}
}
