package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// receiverChild makes this test binary receive: the folders and the key of the terminal, by lines.
const receiverChild = "MADOGUCHI_TEST_RECEIVE"

func TestReceiverChild(t *testing.T) {
	set := os.Getenv(receiverChild)
	if set == "" {
		return
	}
	f := strings.Split(set, "\n")
	r, err := openReceiver(f[0], time.Now)
	must(t, err)
	r.folder, r.receipts, r.keys = f[1], f[2], f[3:]
	must(t, r.receive())
}

// A receipt tells the terminal that it may erase. So when it is written, and when the delivered file goes, all that was filed lasts, also its name:
// the power may be cut at any moment. What the system is asked to do, in order, shows it.
func TestWhatWasFiledLastsBeforeTheReceipt(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-o", filepath.Join(t.TempDir(), "trace"), os.Args[0], "-test.run=^$").Run()
	}
	if err != nil {
		t.Skip("no strace here, or it may watch nobody:", err)
	}
	c := newCourier(t)
	c.work(3)
	c.look(24, 18)
	delivered := c.files()
	if len(delivered) != 1 {
		t.Fatalf("delivered: %v", delivered)
	}
	dir, trace := filepath.Join(t.TempDir(), "new", "receiver"), filepath.Join(t.TempDir(), "trace")
	child := exec.Command(strace, "-f", "-qq", "-y", "-o", trace, "-e", "trace=/^(rename|fsync|unlink|mkdir)", os.Args[0], "-test.run=^TestReceiverChild$")
	child.Env = append(os.Environ(), receiverChild+"="+strings.Join([]string{dir, c.r.folder, c.r.receipts, c.m.db.VerifierKey()}, "\n"))
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("receiving: %v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	must(t, err)

	watched := watchedDisk{T: t, shelf: dir, receipts: c.r.receipts, delivered: filepath.Join(c.r.folder, delivered[0]), unsynced: map[string]bool{}}
	called := regexp.MustCompile(`(rename|fsync|unlink|mkdir)\w*\((.*)\) += 0`)
	for _, m := range called.FindAllStringSubmatch(string(text), -1) {
		watched.asked(m[1], m[2])
	}
	if !watched.taken {
		t.Errorf("%d filed, answered %v, taken away %v:\n%s", watched.filed, watched.answered, watched.taken, text)
	}
}

// watchedDisk is what a power cut would leave, as far as the names of files go.
type watchedDisk struct {
	*testing.T
	shelf, receipts, delivered string
	unsynced                   map[string]bool // folders with names that may be lost
	filed                      int
	answered, taken            bool
}

// asked takes one call of the system, as strace prints it.
func (d *watchedDisk) asked(call, args string) {
	var path string // the last of those named
	if q := strings.Split(args, `"`); len(q) > 2 {
		path = q[len(q)-2]
	}
	switch {
	case call == "fsync":
		_, folder, _ := strings.Cut(strings.TrimSuffix(args, ">"), "<")
		delete(d.unsynced, folder)
	case call == "mkdir":
		d.unsynced[filepath.Dir(path)] = true
	case call == "unlink" && path == d.delivered:
		d.lasts("the delivered file goes")
		d.taken = d.answered
	case call == "rename":
		if filepath.Dir(path) == d.receipts {
			d.lasts("the receipt is written")
			d.answered = d.filed >= 3
		} else if strings.HasPrefix(path, d.shelf) {
			d.filed++
		}
		d.unsynced[filepath.Dir(path)] = true
	}
}

func (d *watchedDisk) lasts(what string) {
	for folder := range d.unsynced {
		d.Errorf("%s before the names in %s last", what, filepath.Base(folder))
	}
}
