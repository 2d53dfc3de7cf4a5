package main

import (
	"bufio"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// pseudoTerminal is a terminal and the end at which a person sits.
func pseudoTerminal(t *testing.T) (person, terminal *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo terminals here:", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	must(t, unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	must(t, err)
	terminal, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	must(t, err)
	t.Cleanup(func() { _ = terminal.Close() })
	return person, terminal
}

// asked waits until the question stands on the terminal: from then on nothing that is typed may be shown.
type asked struct {
	once sync.Once
	now  chan struct{}
}

func (a *asked) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "復旧キー") {
		a.once.Do(func() { close(a.now) })
	}
	return len(p), nil
}

// Somebody looks over the shoulder while the recovery key is typed, and afterwards scrolls back: it is not there. The terminal works as before
// then, also when the question was broken off.
func TestTheRecoveryKeyIsNotShownWhileItIsTyped(t *testing.T) {
	m, _, backup, key := backedUp(t)
	must(t, m.db.Close())
	person, terminal := pseudoTerminal(t)
	r, out := restoreFor(t, backup, "")
	r.in = terminal
	go func() { // quiet as soon as it is read; what was typed before is thrown away
		for echoes(terminal) {
			time.Sleep(time.Millisecond)
		}
		_, _ = person.WriteString(key.Text() + "\n")
	}()
	if err := r.restore(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, err := terminal.WriteString("|")
	must(t, err)
	shown, err := bufio.NewReader(person).ReadString('|') // all that the terminal has shown
	must(t, err)
	if strings.Contains(shown, key.Text()[:9]) || strings.Contains(out.String(), key.Text()) {
		t.Errorf("shown: %q", shown)
	}
	if !echoes(terminal) {
		t.Error("the terminal stays dumb")
	}

	ctx, stop := context.WithCancel(t.Context())
	r, _ = restoreFor(t, backup, "")
	q := &asked{now: make(chan struct{})}
	r.in, r.out = terminal, q
	go func() {
		<-q.now
		stop()
	}()
	if err := r.restore(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
	if !echoes(terminal) {
		t.Error("the terminal stays dumb after Ctrl+C")
	}
}

func echoes(terminal *os.File) bool {
	mode, err := unix.IoctlGetTermios(int(terminal.Fd()), unix.TCGETS)
	return err == nil && mode.Lflag&unix.ECHO != 0
}
