package hardwaretest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
)

// Cups is a CUPS of its own on the loopback with one queue. Its programs are unpacked, not installed
// (scripts/setup): installing them would start a print service on the machine of whoever runs the tests.
type Cups struct {
	t      *testing.T
	tools  string // folder of the unpacked packages
	dir    string
	port   int
	device string
	run    *program
}

// queue is the name of the one queue.
const queue = "counter"

// StartCups starts CUPS with a queue for the printer at device.
func StartCups(t *testing.T, device string) *Cups {
	t.Helper()
	c := &Cups{t: t, tools: filepath.Join(repository(t), "out", "tools", "cups"), dir: shortDir(t, "cups"), port: freePort(t), device: device}
	c.write("cupsd.conf", fmt.Sprintf(`Listen 127.0.0.1:%d
Browsing Off
WebInterface No
PreserveJobFiles No
LogLevel info
ErrorPolicy abort-job
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
`, c.port))
	who, group := "nobody", "nogroup" // CUPS refuses to run its helpers as root
	if os.Geteuid() != 0 {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		g, err := user.LookupGroupId(me.Gid)
		if err != nil {
			t.Fatal(err)
		}
		who, group = me.Username, g.Name
	}
	files := fmt.Sprintf("User %s\nGroup %s\nSystemGroup root\nFatalErrors none\nPrintcap\n", who, group)
	for key, value := range map[string]string{
		"ServerBin": filepath.Join(c.tools, "usr/lib/cups"), "DataDir": filepath.Join(c.tools, "usr/share/cups"),
		"ServerRoot": c.dir, "RequestRoot": filepath.Join(c.dir, "spool"), "CacheDir": filepath.Join(c.dir, "cache"),
		"StateDir": filepath.Join(c.dir, "state"), "ServerKeychain": filepath.Join(c.dir, "ssl"), "TempDir": filepath.Join(c.dir, "tmp"),
		"AccessLog": filepath.Join(c.dir, "access_log"), "ErrorLog": "stderr", "PageLog": filepath.Join(c.dir, "page_log"),
	} {
		files += key + " " + value + "\n"
	}
	c.write("cups-files.conf", files)
	// The printer understands PDF: nothing is converted, and what comes out can be compared.
	c.write("local.convs", "application/pdf application/vnd.cups-pdf 0 -\n")
	c.On()
	c.manage("lpadmin", "-p", queue, "-E", "-v", device, "-m", "everywhere", "-o", "printer-error-policy=abort-job")
	c.settle()
	return c
}

// settle waits until CUPS asked the printer what it can: it does so in the background after lpadmin
// returned, and sets the queue's state anew at the end.
func (c *Cups) settle() {
	c.t.Helper()
	c.run.await("the printer's description", func() bool {
		return strings.Contains(c.run.said(), fmt.Sprintf("Printer %q is now available", queue))
	})
}

func (c *Cups) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

// URI is the queue.
func (c *Cups) URI() string { return fmt.Sprintf("ipp://localhost:%d/printers/%s", c.port, queue) }

// On starts the service; queues are kept, documents are not.
func (c *Cups) On() {
	c.t.Helper()
	for _, dir := range []string{"spool", "cache", "state", "ssl", "tmp"} {
		if dir != "ssl" {
			_ = os.RemoveAll(filepath.Join(c.dir, dir))
		}
		if err := os.MkdirAll(filepath.Join(c.dir, dir), 0o700); err != nil {
			c.t.Fatal(err)
		}
	}
	c.run = startProgram(c.t, c.dir, []string{"DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + filepath.Join(c.dir, "nobus"), "LC_ALL=C"},
		c.tool("cupsd"), "-f", "-c", filepath.Join(c.dir, "cupsd.conf"), "-s", filepath.Join(c.dir, "cups-files.conf"))
	c.run.await("its port", func() bool { return listens(c.port) })
}

// Off ends the service.
func (c *Cups) Off() { c.run.stop() }

// Pause, Resume, Refuse and CancelAll are what an administrator can do.
func (c *Cups) Pause() { c.manage("cupsdisable", queue) }

// Resume ends Pause.
func (c *Cups) Resume() { c.manage("cupsenable", queue) }

// Refuse has the queue take nothing.
func (c *Cups) Refuse() { c.manage("cupsreject", queue) }

// CancelAll takes back every document.
func (c *Cups) CancelAll() { c.manage("cancel", "-a", queue) }

func (c *Cups) manage(tool string, args ...string) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), c.tool(tool), append([]string{"-h", fmt.Sprintf("127.0.0.1:%d", c.port)}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	if out, err := cmd.CombinedOutput(); err != nil {
		c.t.Fatalf("%s %s: %v\n%s%s", tool, strings.Join(args, " "), err, out, c.run.said())
	}
}

// tool finds one of the unpacked programs; the machine's own CUPS is left alone.
func (c *Cups) tool(name string) string {
	c.t.Helper()
	for _, dir := range []string{"usr/sbin", "usr/bin"} {
		path := filepath.Join(c.tools, dir, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	c.t.Fatalf("%s is not in %s: scripts/setup test unpacks it there", name, c.tools)
	return ""
}
