package hardwaretest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program is a server that a test started; it does not outlive the test, however that ends.
type program struct {
	t      *testing.T
	name   string
	log    string // file of what it says
	pid    int
	ended  chan struct{}
	killed bool
}

// startProgram runs a server in a process group of its own.
func startProgram(t *testing.T, logDir string, env []string, path string, args ...string) *program {
	t.Helper()
	p := &program{t: t, name: filepath.Base(path), ended: make(chan struct{})}
	p.log = filepath.Join(logDir, p.name+".log")
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // Pdeathsig means the thread that started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(p.ended)
		}
	}()
	if err := <-started; err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	p.pid = cmd.Process.Pid
	t.Cleanup(p.stop)
	return p
}

// stop ends the server and what it started, at once: nothing of a test is worth a tidy end.
func (p *program) stop() {
	if !p.killed {
		p.killed = true
		_ = syscall.Kill(-p.pid, syscall.SIGKILL)
		<-p.ended
	}
}

// await waits until ready, or says what the server said.
func (p *program) await(what string, ready func() bool) {
	p.t.Helper()
	end := time.After(patience)
	for !ready() {
		select {
		case <-p.ended:
			p.t.Fatalf("%s ended before %s:\n%s", p.name, what, p.said())
		case <-end:
			p.t.Fatalf("%s: no %s:\n%s", p.name, what, p.said())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (p *program) said() string {
	b, _ := os.ReadFile(p.log)
	return string(b[max(0, len(b)-4000):])
}

// freePort is a TCP port of the loopback that nobody listens on at the moment.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func listens(port int) bool {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("localhost:%d", port), time.Second)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// installed finds a program, or fails with what to install: a printer that nobody tested is worse than a red test.
func installed(t *testing.T, name string, places ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range append(places, "/usr/sbin") {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o111 != 0 {
			return path
		}
	}
	t.Fatalf("%s is missing: scripts/setup test installs it (looked also in %s)", name, strings.Join(places, ", "))
	return ""
}

// repository is the folder of go.mod.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// shortDir is a folder whose path a socket's address can hold.
func shortDir(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
