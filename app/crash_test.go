package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
	"time"
)

// crashFolder tells the test binary, started once more, to crash in a goroutine of its own.
const crashFolder = "MADOGUCHI_TEST_CRASH_IN"

// crashIn is the other life of the test binary.
func crashIn(dir string) {
	if err := watchCrashes(dir); err != nil {
		panic(err)
	}
	done := make(chan struct{})
	go typedByTheResident(0x39, "見本 太郎")
	<-done
}

// typedByTheResident has what no file may hold in its arguments and in its message.
func typedByTheResident(digit byte, name string) { panic(name + string(rune(digit))) }

// A bug in any goroutine leaves where it was, and nothing of what the program worked on.
func TestACrashLeavesOnlyTheNamesOfFunctions(t *testing.T) {
	dir := t.TempDir()
	again := exec.Command(os.Args[0])
	again.Env = append(os.Environ(), crashFolder+"="+dir)
	if err := again.Run(); err == nil {
		t.Fatal("it did not crash")
	}
	info, err := os.Stat(filepath.Join(dir, crashTrace))
	if err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Fatalf("the trace: %v, %v", info, err)
	}
	if err := reportCrash(dir); err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile(filepath.Join(dir, crashReport))
	if err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []string{".typedByTheResident", "crash_test.go:", ".crashIn"} {
		if !strings.Contains(string(report), wanted) {
			t.Errorf("%s is not in\n%s", wanted, report)
		}
	}
	for _, secret := range []string{"見本", "0x39", "panic:", "goroutine"} {
		if strings.Contains(string(report), secret) {
			t.Errorf("%s is in\n%s", secret, report)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, crashTrace)); !os.IsNotExist(err) {
		t.Error("the trace is still there")
	}
}

// openMain opens the program without windows, on simulated readers.
func openMain(t *testing.T, dir string, now func() time.Time) *Main {
	t.Helper()
	m := &Main{Dir: dir, Now: now, Rand: rand.Reader, Keys: store.FixedKey{7}, Readers: sim.NewReaders("Operator 00", "Customer 01")}
	if err := m.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

func countEvents(t *testing.T, m *Main, e oplog.EventID) int {
	t.Helper()
	found, err := m.db.LogTail(context.Background(), 1000, store.LogFilter{Event: e})
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// A run that ended without a word is told by the next start; one that ended well is not.
func TestARunThatEndedWithoutAWordIsRecorded(t *testing.T) {
	dir := t.TempDir()
	m := openMain(t, dir, time.Now)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	m = openMain(t, dir, time.Now)
	if n := countEvents(t, m, oplog.CrashFound); n != 0 {
		t.Errorf("%d crashes found after a good end", n)
	}
	m.stop()
	m.running.Wait()
	if err := m.db.Close(); err != nil { // as a kill leaves it: no record of the end
		t.Fatal(err)
	}
	m = openMain(t, dir, time.Now)
	if n := countEvents(t, m, oplog.CrashFound); n != 1 {
		t.Errorf("%d crashes found after a bad end", n)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
}

// With a clock behind the last record the start records nothing; once a supervisor has accepted it, the start is made up for.
func TestAStartBehindTheLastRecordIsMadeUpFor(t *testing.T) {
	dir := t.TempDir()
	m := openMain(t, dir, func() time.Time { return time.Now().Add(time.Hour) })
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	m = openMain(t, dir, time.Now)
	if !m.clockBehind || countEvents(t, m, oplog.ProgramStarted) != 1 {
		t.Fatal("the clock was not found behind")
	}
	err := m.acceptClock(t.Context(), oplog.Record{Time: time.Now(), Event: oplog.ClockConfirmed, Operator: juki.OperatorID("S001")})
	if err != nil || countEvents(t, m, oplog.ProgramStarted) != 2 || countEvents(t, m, oplog.ClockConfirmed) != 1 {
		t.Errorf("after the acceptance: %v", err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
}
