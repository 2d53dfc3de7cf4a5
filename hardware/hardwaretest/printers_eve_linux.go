package hardwaretest

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// Eve is an IPP Everywhere printer on the loopback: ippeveprinter of CUPS, an independent server. Its
// mechanics are a shell script that obeys files in its folder.
type Eve struct {
	t    *testing.T
	dir  string
	port int
	bus  string // address of a message bus of its own, where nobody announces it to the network
	run  *program
}

// mechanics is what ippeveprinter runs for each document: it stands for the engine that moves paper.
const mechanics = `#!/bin/sh
cd "${0%/*}" || exit 1
if [ -e empty ]; then
	echo "STATE: +media-empty-warning" >&2
	while [ -e empty ]; do sleep 0.02; done
	echo "STATE: -media-empty-warning" >&2
fi
if [ -e fail ]; then rm fail; exit 1; fi
while [ -e dawdle ]; do sleep 0.02; done
if [ -e stop ]; then rm stop; exit 0; fi
n=$(($(ls out | wc -l) + 1))
cp "$1" "part" && mv part "out/$(printf %04d $n)"
`

const bus = `<busconfig><type>session</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
`

// StartEve starts a printer with A4 in its tray that understands the format.
func StartEve(t *testing.T, format string) *Eve {
	t.Helper()
	e := &Eve{t: t, dir: shortDir(t, "eve"), port: freePort(t)}
	for name, text := range map[string]string{"engine": mechanics, "bus.conf": fmt.Sprintf(bus, filepath.Join(e.dir, "bus"))} {
		if err := os.WriteFile(filepath.Join(e.dir, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, sub := range []string{"out", "spool"} {
		if err := os.Mkdir(filepath.Join(e.dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	socket := filepath.Join(e.dir, "bus")
	e.bus = "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + socket
	daemon := startProgram(t, e.dir, nil, installed(t, "dbus-daemon"), "--config-file", filepath.Join(e.dir, "bus.conf"), "--nofork", "--nopidfile")
	daemon.await("its socket", func() bool { _, err := os.Stat(socket); return err == nil })
	e.start(format)
	return e
}

func (e *Eve) start(format string) {
	e.t.Helper()
	e.run = startProgram(e.t, e.dir, []string{e.bus, "LC_ALL=C"}, installed(e.t, "ippeveprinter"),
		"-r", "off", "-n", "localhost", "-p", strconv.Itoa(e.port), "-f", format,
		"-d", filepath.Join(e.dir, "spool"), "-c", filepath.Join(e.dir, "engine"), "Sample Printer")
	e.run.await("its port", func() bool { return listens(e.port) })
	e.Load("iso_a4_210x297mm")
}

// URI is where it prints.
func (e *Eve) URI() string { return fmt.Sprintf("ipp://localhost:%d/ipp/print", e.port) }

// Load puts paper into the main tray, by the printer's own panel (its web page).
func (e *Eve) Load(media string) {
	e.t.Helper()
	panel := fmt.Sprintf("http://localhost:%d/media?size1=%s&type1=stationery&level1=250"+
		"&size3=na_number-10_4.125x9.5in&type3=envelope&level3=25", e.port, media) // one empty tray would stop it
	e.run.await("its panel", func() bool {
		resp, err := http.Get(panel)
		if err != nil {
			return false
		}
		_, err = io.Copy(io.Discard, resp.Body) // it answers before it acts: what is done is done at the end
		_ = resp.Body.Close()
		return err == nil && resp.StatusCode == http.StatusOK
	})
}

// Set and Clear are the mechanics' states: empty, fail, dawdle, stop.
func (e *Eve) Set(state string) {
	e.t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, state), nil, 0o600); err != nil {
		e.t.Fatal(err)
	}
}

// Clear ends a state.
func (e *Eve) Clear(state string) {
	e.t.Helper()
	if err := os.Remove(filepath.Join(e.dir, state)); err != nil && !os.IsNotExist(err) {
		e.t.Fatal(err)
	}
}

// Stop makes the mechanics let go of the document they dawdle over: what an engine does when its printer is
// told to cancel, and ippeveprinter does not tell its own.
func (e *Eve) Stop() {
	if _, err := os.Stat(filepath.Join(e.dir, "dawdle")); err == nil {
		e.Set("stop")
		e.Clear("dawdle")
	}
}

// Off ends the printer; On starts it again with an empty memory.
func (e *Eve) Off() {
	e.run.stop()
	e.Clear("dawdle")
}

// On starts it again.
func (e *Eve) On() { e.start("application/pdf") }

// Printed is what came out so far.
func (e *Eve) Printed() (out [][]byte) {
	e.t.Helper()
	files, err := filepath.Glob(filepath.Join(e.dir, "out", "*"))
	if err != nil {
		e.t.Fatal(err)
	}
	slices.Sort(files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			e.t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}
