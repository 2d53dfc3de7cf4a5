package main

import (
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// centralCity is a central server and the data folder of a terminal that is registered there, by the commands alone.
type centralCity struct {
	t      *testing.T
	server *centraltest.Server
	dir    string
}

func newCentralCity(t *testing.T) *centralCity {
	t.Helper()
	return newCentralCitySince(t, time.Now, func(m *Main) error {
		return m.db.Record(t.Context(), oplog.Record{Time: time.Now(), Event: oplog.ProgramStopped})
	})
}

// newCentralCitySince is one whose terminal has done something by another clock before it is registered.
func newCentralCitySince(t *testing.T, now func() time.Time, did func(*Main) error) *centralCity {
	t.Helper()
	server, err := centraltest.New(nil)
	if errors.Is(err, centraltest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	c := &centralCity{t: t, server: server, dir: t.TempDir()}
	c.central("init")

	settings := defaultSettings()
	settings.Terminal = "terminal-07"
	cert, key, err := server.CA.Issue(settings.Terminal)
	must(t, err)
	settings.Central = central.Settings{URL: "postgres://terminal-07@" + server.Address() + "/postgres", Cert: cert, Key: key, CA: "ca.crt", Every: 20 * time.Minute,
		At: []central.DayTime{{Hour: 12, Minute: 15}, {Hour: 17, Minute: 5}}}
	authority, err := os.ReadFile(server.CA.File())
	must(t, err)
	must(t, os.WriteFile(filepath.Join(c.dir, "ca.crt"), authority, 0o600))
	must(t, settings.write(c.dir))
	read, err := readSettings(c.dir)
	must(t, err)
	if !reflect.DeepEqual(read.Central, settings.Central) {
		t.Fatalf("the settings are read back as %+v", read.Central)
	}
	m := &Main{Dir: c.dir, Now: now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(c.dir, "terminal.key"))}
	must(t, m.openData())
	verifier := m.db.VerifierKey()
	must(t, did(m))
	must(t, m.db.Close())
	c.central("add-terminal", "terminal-07", "--key", verifier)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// at opens the terminal's data under another clock.
func (c *centralCity) at(now time.Time, f func(*Main)) {
	c.t.Helper()
	m := &Main{Dir: c.dir, Now: func() time.Time { return now }, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(c.dir, "terminal.key"))}
	must(c.t, m.openData())
	defer func() { must(c.t, m.db.Close()) }()
	f(m)
}

func (c *centralCity) central(args ...string) {
	c.t.Helper()
	must(c.t, runCentral(c.t.Context(), append(args, "--url", c.server.OwnerURL("postgres"))))
}

// work records n log-ins.
func (c *centralCity) work(n int) {
	c.t.Helper()
	must(c.t, withData(c.dir, func(m *Main) error {
		for n > 0 {
			var part []oplog.Record
			for range min(n, 2000) {
				part = append(part, oplog.Record{Time: m.Now(), Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}})
			}
			if err := m.db.Record(c.t.Context(), part...); err != nil {
				return err
			}
			n -= len(part)
		}
		return nil
	}))
}

func (c *centralCity) size() (n int64) {
	c.t.Helper()
	must(c.t, withData(c.dir, func(m *Main) error {
		head, err := m.db.Checkpoint(c.t.Context())
		n = head.Size
		return err
	}))
	return n
}

// verified gives the size of the log on the server, every record of it computed again.
func (c *centralCity) verified() int64 {
	c.t.Helper()
	o, err := central.OpenOwner(c.t.Context(), c.server.OwnerURL("postgres"))
	must(c.t, err)
	defer o.Close(context.Background())
	verdicts, err := o.Verify(c.t.Context(), nil)
	must(c.t, err)
	if len(verdicts) != 1 || verdicts[0].Problem != "" || verdicts[0].Dropped != 0 {
		c.t.Fatalf("verified as %+v", verdicts)
	}
	return verdicts[0].Size
}

func TestATerminalIsRegisteredAndUploadsByTheCommands(t *testing.T) {
	c := newCentralCity(t)
	c.work(300)
	for range 3 { // sent once
		must(t, runUpload(t.Context(), []string{"--data", c.dir}))
	}
	if stored, own := c.verified(), c.size(); stored != 302 || own != 303 {
		t.Errorf("the server has %d records, the terminal %d", stored, own)
	}
	sheet := filepath.Join(c.dir, "checkpoint.txt")
	must(t, withData(c.dir, func(m *Main) error {
		_, head, err := m.db.Leaves(t.Context(), 100, 0, 0)
		return errors.Join(err, os.WriteFile(sheet, []byte(head.Text), 0o600))
	}))
	c.central("verify", "--checkpoint", "@"+sheet)
	c.central("status")
	c.central("months")
	c.central("revoke-terminal", "terminal-07")
	c.work(3)
	if err := runUpload(t.Context(), []string{"--data", c.dir}); !errors.Is(err, juki.Refuse(juki.CentralRefused)) {
		t.Errorf("a revoked terminal: %v", err)
	}
	if c.verified() != 302 {
		t.Error("it uploaded")
	}
}

// uploadChild makes this test binary upload, and kill itself a moment after the first part has arrived.
const uploadChild = "MADOGUCHI_TEST_UPLOAD"

func TestUploadChild(t *testing.T) {
	dir := os.Getenv(uploadChild)
	if dir == "" {
		return
	}
	must(t, withData(dir, func(m *Main) error {
		c := &central.Client{Settings: m.settings.Central.In(m.Dir), Log: m.db, Now: m.Now}
		c.Progress = func(central.Progress) {
			c.Progress = nil
			go func() {
				time.Sleep(time.Duration(mathrand.IntN(60)) * time.Millisecond)
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			}()
		}
		_, err := c.Upload(t.Context())
		return err
	}))
}

// The program is killed while it uploads, again and again: every record arrives, and once.
func TestTheTerminalIsKilledWhileItUploads(t *testing.T) {
	c := newCentralCity(t)
	c.work(60_000)
	partly, before := 0, int64(0)
	for range 8 {
		child := exec.Command(os.Args[0], "-test.run=^TestUploadChild$")
		child.Env = append(os.Environ(), uploadChild+"="+c.dir)
		if err := child.Run(); err == nil {
			break // it was quicker
		}
		stored := c.verified()
		if stored > before && stored < 60_000 {
			partly++
		}
		if stored < before {
			t.Fatalf("the server had %d records and has %d", before, stored)
		}
		before = stored
	}
	if partly == 0 {
		t.Error("no upload was half done when it was killed")
	}
	must(t, runUpload(t.Context(), []string{"--data", c.dir}))
	if stored, own := c.verified(), c.size(); stored != own-1 && stored != own { // all but the record of the end, or all: killed when everything was there, no more upload began
		t.Errorf("the server has %d records, the terminal %d", stored, own)
	}
}

// What is said on a command line everybody on the machine can read.
func TestNoPasswordOnTheCommandLine(t *testing.T) {
	for _, url := range []string{"postgres://owner:secret@db1/madoguchi", "host=db1 user=owner password=secret", "postgres://owner@db1/madoguchi?password=secret", "host=db1 PASSWORD = x"} {
		if _, err := centralURL(url, ""); !errors.Is(err, errPasswordSeen) {
			t.Errorf("%s: %v", url, err)
		}
	}
	file := filepath.Join(t.TempDir(), "central.env")
	must(t, os.WriteFile(file, []byte("# owner\n"+urlVariable+"=postgres://owner:secret@db1/madoguchi?sslmode=verify-full\n"), 0o644))
	if _, err := centralURL("", file); !errors.Is(err, errEnvOpen) {
		t.Errorf("a file that others can read: %v", err)
	}
	must(t, os.Chmod(file, 0o600))
	if got, err := centralURL("", file); err != nil || got != "postgres://owner:secret@db1/madoguchi?sslmode=verify-full" {
		t.Errorf("read %q, %v", got, err)
	}
	if _, err := central.OpenOwner(t.Context(), "postgres://owner@127.0.0.1:1/madoguchi?sslmode=require"); err == nil || errors.Is(err, juki.Refuse(juki.CentralUnreachable)) {
		t.Errorf("a server that nothing proves: %v", err)
	}
}
