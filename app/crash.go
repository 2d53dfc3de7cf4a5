package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"

	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// A bug ends the program, in whichever goroutine it happens (a panic is no outcome): both windows vanish, what was
// typed dies with the memory, acts under way are rolled back, and the next start begins at the lock screen. What is left is
// the trace that the runtime writes into the data folder. It may quote what the program worked on, so the next start
// keeps the names of its functions and nothing else.
const (
	crashTrace  = "crash.trace" // as the runtime writes it; there only from a crash to the next start
	crashReport = "crash.txt"   // of the last crash: functions and lines of source
)

// maxTrace bounds what is read of a trace, in bytes.
const maxTrace = 1 << 20

// watchCrashes reports the crash of the run before, if it left a trace, and has the runtime write the next one into dir. The
// file is the owner's alone.
func watchCrashes(dir string) error {
	if err := reportCrash(dir); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, crashTrace), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("preparing the crash file: %w", err)
	}
	return errors.Join(debug.SetCrashOutput(f, debug.CrashOptions{}), f.Close()) // the runtime has its own copy
}

// endCrashWatch takes the empty trace file of a run that ended well away.
func endCrashWatch(dir string) error {
	err := debug.SetCrashOutput(nil, debug.CrashOptions{})
	if gone := os.Remove(filepath.Join(dir, crashTrace)); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, fmt.Errorf("removing the crash file: %w", gone))
	}
	return err
}

// reportCrash turns a trace into the report and removes it.
func reportCrash(dir string) error {
	path := filepath.Join(dir, crashTrace)
	trace, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the crash file: %w", err)
	}
	defer trace.Close()
	if info, err := trace.Stat(); err == nil && info.Size() > 0 {
		err := writeWhole(filepath.Join(dir, crashReport), func(w io.Writer) error { return scrubTrace(w, trace) })
		if err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("removing the crash file: %w", err)
	}
	return nil
}

var (
	traceFunction = regexp.MustCompile(`^(?:created by )?([A-Za-z0-9_./%-]+\.[A-Za-z0-9_.()*\[\]-]+?)(?:\([^()]*\)| in goroutine [0-9]+)?$`)
	traceSource   = regexp.MustCompile(`^\t\S*?([A-Za-z0-9_.@-]+/[A-Za-z0-9_.-]+\.go:[0-9]+)(?: \+0x[0-9a-f]+)?$`)
)

// scrubTrace copies the functions and source lines of a trace. The message of the panic and the arguments of the
// calls, which may be what somebody typed, stay behind.
func scrubTrace(w io.Writer, trace io.Reader) error {
	lines := bufio.NewScanner(io.LimitReader(trace, maxTrace))
	inStack := false
	for lines.Scan() {
		line := lines.Text()
		switch {
		case stackHead.MatchString(line):
			inStack = true
			continue
		case !inStack:
			continue
		}
		if m := traceFunction.FindStringSubmatch(line); m != nil {
			fmt.Fprintln(w, m[1])
		} else if m := traceSource.FindStringSubmatch(line); m != nil {
			fmt.Fprintln(w, "\t"+m[1])
		}
	}
	return lines.Err()
}

var stackHead = regexp.MustCompile(`^goroutine [0-9]+ .*:$`)

// lastRun tells by a record when the run before ended without saying so: a bug, a power cut, a kill (第24条).
func (m *Main) lastRun(ctx context.Context) ([]oplog.Record, error) {
	var newest [2]int64
	for i, e := range []oplog.EventID{oplog.ProgramStarted, oplog.ProgramStopped} {
		found, err := m.db.LogTail(ctx, 1, store.LogFilter{Event: e})
		if err != nil {
			return nil, err
		}
		if newest[i] = -1; len(found) > 0 {
			newest[i] = found[0].Seq
		}
	}
	if newest[0] <= newest[1] {
		return nil, nil
	}
	return []oplog.Record{{Time: m.Now(), Event: oplog.CrashFound}}, nil
}
