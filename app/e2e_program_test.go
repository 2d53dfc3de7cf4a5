//go:build linux && !training

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/i18n"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// The release program as people and scripts start it: a process with its exit code, its words, its window.

// program is the release program, built once a test, and the environment it runs in.
type program struct {
	t    *testing.T
	path string
	home string
}

func build(t *testing.T) program {
	t.Helper()
	p := program{t, filepath.Join(t.TempDir(), "madoguchi"), t.TempDir()}
	out, err := exec.Command("go", "build", "-tags", "migrated_fynedo,x11", "-o", p.path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return p
}

// command is the program with a home of its own, without a key store and without readers.
func (p program) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.t.Context(), p.path, args...)
	cmd.Env = append(os.Environ(), "HOME="+p.home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "PCSCLITE_CSOCK_NAME=/nonexistent",
		"XDG_DATA_HOME="+filepath.Join(p.home, "share"))
	return cmd
}

// run gives what the program said and its exit code.
func (p program) run(args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	var out, complaint bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		p.t.Fatal(err)
	}
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// wants runs the program and checks the exit code and what it says, on whichever stream.
func (p program) wants(code int, says string, args ...string) string {
	p.t.Helper()
	out, complaint, got := p.run(args...)
	if got != code || !strings.Contains(out+complaint, says) {
		p.t.Errorf("madoguchi %s: exit code %d, want %d with %q\n%s%s", strings.Join(args, " "), got, code, says, out, complaint)
	}
	return out
}

// terminal makes a data folder as a day leaves it, with a sheet, and gives its verification key and its checkpoint.
func terminal(t *testing.T) (dir, key, checkpoint string) {
	t.Helper()
	dir = t.TempDir()
	m := &Main{Dir: dir, Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(dir, "terminal.key"))}
	if err := m.openData(); err != nil {
		t.Fatal(err)
	}
	if err := m.beginRecording(t.Context()); err != nil {
		t.Fatal(err)
	}
	sheet := stock.DaySheet{Date: juki.DateOf(time.Now()), Terminal: "terminal-01", MadeAt: time.Now(), Checkpoint: "x"}
	keeper := stock.Keeper{Book: m.db.Stock(), Now: time.Now, Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator }}
	if err := keeper.Keep(t.Context(), sheet); err != nil {
		t.Fatal(err)
	}
	head, err := m.db.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key = m.db.VerifierKey()
	if err := m.db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, key, head.Text
}

func says(t *testing.T, c juki.Code) string {
	t.Helper()
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts.In("ja").T("code." + string(c) + ".what")
}

func TestTheProgramOnTheCommandLine(t *testing.T) {
	p := build(t)
	dir, key, checkpoint := terminal(t)
	_, otherKey, otherCheckpoint := terminal(t)
	file := func(name string) string { return filepath.Join(p.home, name) }
	write := func(name, text string) string {
		if err := os.WriteFile(file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file(name)
	}
	archive := file("log.archive")

	p.wants(0, "madoguchi verify ARCHIVE", "help")
	p.wants(2, "命令はありません", "sell")
	p.wants(2, "引数の数", "verify")
	p.wants(1, errNoData.Error(), "archive", "--data", file("mistyped"))
	p.wants(0, "書き出しました", "archive", "-o", archive, "--data", dir)
	info, err := os.Stat(archive)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the archive: %v %v", info, err)
	}
	whole, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}

	p.wants(0, "正しい(OK)", "verify", archive)
	p.wants(0, "一致", "verify", archive, "--checkpoint", checkpoint)
	p.wants(0, "--key で渡した鍵", "verify", "--key", key, "--checkpoint", "@"+write("checkpoint", checkpoint), archive)
	p.wants(1, "(NG)", "verify", archive, "--checkpoint", otherCheckpoint)
	p.wants(1, "(NG)", "verify", archive, "--key", otherKey)
	p.wants(1, "開けません", "verify", file("nothing"))
	for _, at := range []int{10, len(whole) / 3, len(whole) / 2, len(whole) - 5} {
		flipped := bytes.Clone(whole)
		flipped[at] ^= 1
		p.wants(1, "(NG)", "verify", write(fmt.Sprintf("flipped-%d", at), string(flipped)))
	}
	p.wants(1, "(NG)", "verify", write("cut", string(whole[:len(whole)-40])))

	day := juki.DateOf(time.Now())
	p.wants(0, "", "report", "daily", "--date", day.String(), "-o", file("daily.pdf"), "--data", dir)
	if pdf, err := os.ReadFile(file("daily.pdf")); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("the sheet: %v", err)
	}
	p.wants(1, says(t, juki.CountMissing), "report", "daily", "--date", day.AddDays(-1).String(), "-o", file("none.pdf"), "--data", dir)
	p.wants(2, "madoguchi report", "report", "daily", "--date", "someday", "-o", file("none.pdf"), "--data", dir)
	p.wants(1, "すべて署名と一致", "doctor", "--data", dir) // there is no card service here
	if out := p.wants(1, says(t, juki.ReaderServiceMissing), "doctor", "--data", dir); !strings.Contains(out, "× リーダー") {
		t.Errorf("the doctor does not say which device:\n%s", out)
	}
	for _, name := range []string{"none.pdf", "nothing"} {
		if _, err := os.Stat(file(name)); err == nil {
			t.Errorf("%s was made", name)
		}
	}
}

func TestADamagedDatabaseIsRefused(t *testing.T) {
	p := build(t)
	dir, _, _ := terminal(t)
	path := filepath.Join(dir, store.FileName)
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(db) / 4; i < len(db)*3/4; i++ {
		db[i] ^= 0x5a
	}
	if err := os.WriteFile(path, db, 0o600); err != nil {
		t.Fatal(err)
	}
	p.wants(1, says(t, juki.DatabaseCorrupt), "archive", "-o", filepath.Join(p.home, "x"), "--data", dir)
	p.refusesInAWindow(dir, juki.DatabaseCorrupt)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, db) {
		t.Error("the damaged database was written to: what is left of it is what a restore may need")
	}
}

// A second counter on the same data says so in its window and in words, and leaves the first one alone.
func TestASecondStartIsRefused(t *testing.T) {
	needDisplay(t)
	p := build(t)
	dir, key, _ := terminal(t)
	first := p.command("--data", dir)
	var complaint bytes.Buffer
	first.Stderr = &complaint
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- first.Wait() }()
	t.Cleanup(func() { _ = first.Process.Kill() })
	windowOf(t, first.Process.Pid)
	p.wants(1, errArchiveAtTheCounter.Error(), "archive", "-o", filepath.Join(p.home, "x"), "--data", dir)
	p.refusesInAWindow(dir, juki.DatabaseLocked)
	select {
	case err := <-ended:
		t.Fatalf("the first counter ended: %v\n%s", err, complaint.String())
	default:
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the first counter did not end in good order: %v\n%s", err, complaint.String())
	}
	archive := filepath.Join(p.home, "log.archive")
	p.wants(0, "書き出しました", "archive", "-o", archive, "--data", dir)
	p.wants(0, "正しい(OK)", "verify", archive, "--key", key)
	text, err := os.ReadFile(archive)
	if err != nil || !bytes.Contains(text, []byte(oplog.ProgramStopped.String())) {
		t.Errorf("the end of the first counter is not recorded: %v", err)
	}
}

// refusesInAWindow starts the counter, sees a window, presses its one button by keyboard, and checks how it ended.
func (p program) refusesInAWindow(dir string, why juki.Code) {
	p.t.Helper()
	needDisplay(p.t)
	cmd := p.command("--data", dir)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer cmd.Process.Kill() //nolint:errcheck // it has ended by itself when all is well
	window := windowOf(p.t, cmd.Process.Pid)
	for end := time.Now().Add(patience); ; {
		_ = exec.Command("xdotool", "windowactivate", "--sync", window, "key", "Tab", "key", "Return").Run()
		select {
		case <-ended:
			if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(complaint.String(), says(p.t, why)) {
				p.t.Errorf("the counter ended with %d and said\n%s", code, complaint.String())
			}
			return
		case <-time.After(time.Second):
			if time.Now().After(end) {
				p.t.Fatalf("the window with the refusal cannot be closed\n%s", complaint.String())
			}
		}
	}
}

// patience is how long a window may take to appear or to close.
const patience = 20 * time.Second

// windowOf waits for a window of a process and gives its id.
func windowOf(t *testing.T, pid int) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for ctx.Err() == nil {
		out, err := exec.CommandContext(ctx, "xdotool", "search", "--all", "--onlyvisible", "--pid", strconv.Itoa(pid), "--name", "窓口").Output()
		if ids := strings.Fields(string(out)); err == nil && len(ids) > 0 {
			return ids[0]
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("process %d shows no window", pid)
	return ""
}

// needDisplay skips the test without the virtual desktop of scripts/two-monitors; in CI it has to be there.
func needDisplay(t *testing.T) {
	t.Helper()
	out, err := exec.Command("xrandr", "--listmonitors").Output()
	_, missing := exec.LookPath("xdotool")
	if err == nil && missing == nil && strings.Contains(string(out), "DUMMY1") {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal("this is not the desktop of scripts/two-monitors, or xdotool is not installed")
	}
	t.Skip("this is not the desktop of scripts/two-monitors, or xdotool is not installed")
}
