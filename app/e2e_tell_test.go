//go:build linux && training

package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"madoguchi/hardware/sim/ifd"
)

var handler struct {
	sync.Once
	path string
	err  error
}

// tell plays the story of this test's name in a process of its own, and then looks at what it left behind: a log that
// verifies, and nothing personal anywhere. It gives the data folder.
func tell(t *testing.T) (data string) { return tellWith(t, nil) }

// tellWith is tell for a story that needs other things moved than its own: what the story asks for by name, the test does.
func tellWith(t *testing.T, helping map[string]func(), env ...string) (data string) {
	t.Helper()
	needStage(t)
	buildHandler(t)
	dir, err := os.MkdirTemp("", "me") // sockets need a short path
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.MkdirAll(filepath.Join(dir, "home", ".cache"), 0o700); err != nil { // no preference or cache of the developer's
		t.Fatal(err)
	}
	runs := []string{t.Name()}
	if stories()[t.Name()].again != nil {
		runs = append(runs, t.Name()+again)
	}
	env = append(env, stageVariable+"="+dir, handlerVariable+"="+handler.path, "HOME="+filepath.Join(dir, "home"))
	var complaints string
	for i, run := range runs {
		killed := i < len(runs)-1
		complained, err := playIn(t, helping, append(env, storyVariable+"="+run))
		complaints += complained
		if killed && wasKilled(err) {
			continue
		}
		keepPictures(t, dir)
		if err != nil || killed {
			t.Fatalf("the story failed: %v\n%s", err, complained)
		}
	}
	data = filepath.Join(dir, "data")
	leftInOrder(t, data, complaints)
	return data
}

// wasKilled tells whether a process ended as kill -9 ends it.
func wasKilled(err error) bool {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return false
	}
	status, ok := ended.Sys().(syscall.WaitStatus)
	return ok && status.Signal() == syscall.SIGKILL
}

// playIn runs one process of a story to its end, and gives what it complained of.
func playIn(t *testing.T, helping map[string]func(), env []string) (complained string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), storyDeadline+10*time.Second)
	defer cancel()
	asked, asks, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answered, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var said, complaints strings.Builder
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), env...), &said, &complaints
	cmd.ExtraFiles = []*os.File{asks, answered}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = asks.Close(), answered.Close() // the process has its own
	lines := bufio.NewScanner(asked)
	for lines.Scan() { // until the process ends
		if help := helping[lines.Text()]; help != nil {
			help()
		}
		_, _ = answers.WriteString("done\n")
	}
	err = cmd.Wait()
	_, _ = asked.Close(), answers.Close()
	t.Log(strings.TrimSpace(said.String()))
	return complaints.String(), err
}

// hands are the other end of the test's: a story asks for something to be done outside its process, and waits until it is.
type hands struct {
	asks    *os.File
	answers *bufio.Reader
}

func openHands() *hands {
	return &hands{os.NewFile(3, "asks"), bufio.NewReader(os.NewFile(4, "answers"))}
}

// help asks the test to do something.
func (s *stage) help(what string) {
	s.step("having done: "+what, func() error {
		if _, err := s.hands.asks.WriteString(what + "\n"); err != nil {
			return err
		}
		_, err := s.hands.answers.ReadString('\n')
		return err
	})
}

// buildHandler builds the reader driver once for all stories.
func buildHandler(t *testing.T) {
	t.Helper()
	handler.Do(func() {
		dir, err := os.MkdirTemp("", "mh")
		if err != nil {
			handler.err = err
			return
		}
		handler.path, handler.err = ifd.Build(context.Background(), dir)
	})
	if handler.err != nil {
		t.Fatal(handler.err)
	}
}

// keepPictures keeps what the screen showed in a story (go test -artifacts).
func keepPictures(t *testing.T, dir string) {
	t.Helper()
	pictures, _ := filepath.Glob(filepath.Join(dir, "*.png"))
	for _, p := range pictures {
		from, err := os.Open(p)
		if err != nil {
			continue
		}
		if to, err := os.Create(filepath.Join(t.ArtifactDir(), filepath.Base(p))); err == nil {
			_, _ = io.Copy(to, from)
			_ = to.Close()
			t.Log("picture:", to.Name())
		}
		_ = from.Close()
	}
}

// needStage skips the test unless the virtual desktop of scripts/two-monitors and pcscd are there: nobody's own pointer is
// moved and nobody's own monitor is switched off. In CI they have to be there.
func needStage(t *testing.T) {
	t.Helper()
	missing := t.Skip
	if os.Getenv("CI") != "" {
		missing = t.Fatal
	}
	for _, program := range []string{"pcscd", "gcc", "xrandr"} {
		if _, err := exec.LookPath(program); err != nil {
			missing(program + " is not installed")
		}
	}
	out, err := exec.Command("xrandr", "--listmonitors").Output()
	if err != nil || !strings.Contains(string(out), padMonitor) || !strings.Contains(string(out), "Monitors: 2") {
		missing("this is not the desktop of scripts/two-monitors")
	}
}

// padMonitor is the resident's monitor of scripts/two-monitors.
const padMonitor = "DUMMY1"
