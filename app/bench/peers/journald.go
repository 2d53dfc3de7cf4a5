package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// journald measures systemd's sealed journal: a private journald in a mount namespace of its own, which needs root. The child that lives
// there is this program again.
func (r *run) journald(ctx context.Context) (figures []figure, err error) {
	if os.Geteuid() != 0 {
		return nil, errors.New("a private journald needs root")
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-journald", "-dir", r.dir, "-rounds", strconv.Itoa(r.rounds), "-quick="+strconv.FormatBool(r.records < 100_000))
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS, Pdeathsig: syscall.SIGTERM}
	cmd.Stderr = os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("in the namespace: %w", err)
	}
	return figures, json.Unmarshal(text, &figures)
}

const conf = "[Journal]\nStorage=persistent\nSeal=yes\nCompress=no\nRateLimitIntervalSec=0\nReadKMsg=no\nAudit=no\nForwardToSyslog=no\nSystemMaxUse=4G\nSystemMaxFileSize=2G\nSyncIntervalSec=5m\n"

// inNamespace measures there. An entry counts as appended when journald has said that it is synchronized.
func (r *run) inNamespace() (figures []figure, err error) {
	key, err := r.hide()
	if err != nil {
		return nil, err
	}
	daemon := exec.Command("/lib/systemd/systemd-journald")
	daemon.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := daemon.Start(); err != nil {
		return nil, err
	}
	defer func() { _ = errors.Join(daemon.Process.Signal(syscall.SIGTERM), daemon.Wait()) }()
	j, err := dial()
	if err != nil {
		return nil, err
	}
	defer j.close()
	if err := j.fill(r.records); err != nil {
		return nil, err
	}
	size, err := stored("/var/log/journal")
	if err != nil {
		return nil, err
	}
	check := figure{Name: "journald 252, sealed: journalctl --verify, a core's time", Unit: "ns/record"}
	for range r.rounds {
		began := used(syscall.RUSAGE_CHILDREN)
		if text, err := exec.Command("journalctl", "--verify", "--verify-key="+key).CombinedOutput(); err != nil || !bytes.Contains(text, []byte("PASS: /var/log/journal/")) {
			return nil, fmt.Errorf("verifying the journal: %w\n%s", err, text)
		}
		check.Ours = append(check.Ours, float64((used(syscall.RUSAGE_CHILDREN)-began).Nanoseconds())/float64(r.records))
	}
	turns, err := r.takeTurns("journald 252, sealed", func() error { return errors.Join(j.write(), j.sync()) })
	return []figure{turns, check, {Name: "journald 252, sealed: on the disk", Unit: "B/record", Ours: []float64{size / float64(r.records)}}}, err
}

// journal writes to a journald.
type journal struct {
	out, ask net.Conn
	answers  *bufio.Reader
	written  int
}

// dial waits for journald.
func dial() (*journal, error) {
	for range 100 {
		time.Sleep(50 * time.Millisecond)
		out, err := net.Dial("unixgram", "/run/systemd/journal/socket")
		if err != nil {
			continue
		}
		ask, err := net.Dial("unix", "/run/systemd/journal/io.systemd.journal")
		if err != nil {
			return nil, errors.Join(err, out.Close())
		}
		return &journal{out: out, ask: ask, answers: bufio.NewReader(ask)}, nil
	}
	return nil, errors.New("journald does not listen")
}

func (j *journal) close() { _ = errors.Join(j.out.Close(), j.ask.Close()) }

func (j *journal) write() error {
	n := j.written
	_, err := j.out.Write(fmt.Appendf(nil, "PRIORITY=6\nSYSLOG_IDENTIFIER=madoguchi\nEVENT=handover\nOPERATOR=S%03d\nCASE=R08-%06d\nMESSAGE=%s\n", 1+n%12, 1+n/30, payload(n)))
	j.written++
	return err
}

// sync waits until what was written is on the disk.
func (j *journal) sync() error {
	if _, err := j.ask.Write([]byte("{\"method\":\"io.systemd.Journal.Synchronize\"}\x00")); err != nil {
		return err
	}
	answer, err := j.answers.ReadBytes(0)
	if err == nil && bytes.Contains(answer, []byte("error")) {
		err = fmt.Errorf("journald answers %s", answer)
	}
	return err
}

func (j *journal) fill(records int) error {
	for j.written < records {
		if err := j.write(); err != nil {
			return err
		}
		if j.written%1000 == 0 {
			if err := j.sync(); err != nil {
				return err
			}
		}
	}
	return j.sync()
}

// hide puts empty folders where a journald works, makes its sealing keys and gives the verification key.
func (r *run) hide() (key string, err error) {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return "", err
	}
	id, err := os.ReadFile("/etc/machine-id")
	if err != nil {
		return "", err
	}
	for inside, over := range map[string]string{"log": "/var/log", "run": "/run", "etc": "/etc/systemd"} {
		dir := filepath.Join(r.dir, "journald", inside)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		if err := syscall.Mount(dir, over, "", syscall.MS_BIND, ""); err != nil {
			return "", fmt.Errorf("hiding %s: %w", over, err)
		}
	}
	for _, dir := range []string{filepath.Join("/var/log/journal", strings.TrimSpace(string(id))), "/run/systemd/journal", "/run/log"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
	}
	if err := errors.Join(os.WriteFile("/etc/systemd/journald.conf", []byte(conf), 0o644), os.WriteFile("/run/systemd/journal/flushed", nil, 0o644)); err != nil {
		return "", err
	}
	text, err := exec.Command("journalctl", "--setup-keys", "--force", "--interval=15min").Output()
	if err != nil {
		return "", fmt.Errorf("making the sealing keys: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}
