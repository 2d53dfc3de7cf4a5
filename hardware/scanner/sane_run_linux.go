package scanner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"madoguchi/hardware"
)

// maxSaid bounds what is kept of scanimage's words. They are looked through and never shown: they may hold serial numbers.
const maxSaid = 8 << 10

// words keeps the beginning of what is written to it.
type words struct{ kept []byte }

// Write implements io.Writer and never fails, so that scanimage does not stop over its own words.
func (w *words) Write(p []byte) (int, error) {
	w.kept = append(w.kept, p[:min(len(p), maxSaid-len(w.kept))]...)
	return len(p), nil
}

// run starts scanimage, lets read take its output, and waits until it is over. At ctx's end it and what it started are killed.
func (s *Sane) run(ctx context.Context, args []string, read func(io.Reader) error) error {
	path, err := s.program()
	if err != nil {
		return err
	}
	if err := ended(ctx); err != nil {
		return err
	}
	cmd := exec.Command(path, append([]string{"--device-name=" + s.settings.Device}, args...)...)
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/nonexistent", "TMPDIR=/nonexistent"} // it finds no place for a file
	if s.settings.ConfigDir != "" {
		cmd.Env = append(cmd.Env, "SANE_CONFIG_DIR="+s.settings.ConfigDir)
	}
	cmd.Dir = "/"
	// A group of its own dies as a whole, and with this program however that dies: a scan is not left in another process.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	runtime.LockOSThread() // Pdeathsig means the thread that started it
	defer runtime.UnlockOSThread()
	said := &words{}
	cmd.Stderr, cmd.WaitDelay = said, time.Second
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("starting scanimage: %w: %w", hardware.ScannerFailed, err)
	}
	_ = unix.Prlimit(cmd.Process.Pid, unix.RLIMIT_CORE, &unix.Rlimit{}, nil) // it may be over already
	end := func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	stop := context.AfterFunc(ctx, func() { end(); _ = out.Close() })
	readErr := read(out)
	if readErr != nil && settled(readErr) {
		end() // nothing more of it is wanted
	}
	_ = out.Close()
	ran := cmd.Wait()
	stop()
	if errors.Is(ran, exec.ErrWaitDelay) { // something it started lives on
		end()
	}
	if settled(readErr) {
		ran = nil // it was ended by us
	}
	return judge(ctx, ran, string(said.kept), readErr)
}

// settled tells whether the picture itself was bad; else it ended because scanimage did, which knows why.
func settled(err error) bool {
	return errors.Is(err, hardware.ScannerNonsense) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF)
}

// saneFault reads how scanimage ended: its exit code is the status of SANE, and 1 where it never came to a status.
func saneFault(ran error, said string) hardware.Fault {
	var exit *exec.ExitError
	switch {
	case ran == nil || errors.Is(ran, exec.ErrWaitDelay):
		return ""
	case !errors.As(ran, &exit):
		return hardware.ScannerFailed
	}
	switch exit.ExitCode() {
	case 3:
		return hardware.ScannerBusy
	case 5: // the end of the data before it began
		return hardware.ScannerNonsense
	case 6:
		return hardware.ScannerJam
	case 7:
		return hardware.ScannerNoPaper
	case 8:
		return hardware.ScannerCoverOpen
	case 9: // an error on the way to the device: unplugged, switched off
		return hardware.ScannerGone
	case 11:
		return hardware.ScannerRefuses
	case 1:
		return wordFault(said)
	}
	return hardware.ScannerFailed
}

// wordFault looks for scanimage's own words (1.0 to 1.3, LC_ALL=C).
func wordFault(said string) hardware.Fault {
	for _, w := range []struct {
		words string
		fault hardware.Fault
	}{
		{"failed: Device busy", hardware.ScannerBusy},
		{"failed: Access to resource has been denied", hardware.ScannerRefuses},
		{"open of device", hardware.ScannerGone},
		{"no SANE devices found", hardware.ScannerGone},
		{"unrecognized option", hardware.ScannerTooSmall},
		{"invalid option", hardware.ScannerTooSmall},
		{"setting of option", hardware.ScannerTooSmall},
	} {
		if strings.Contains(said, w.words) {
			return w.fault
		}
	}
	return hardware.ScannerFailed
}

// rounded tells whether scanimage says that the device takes another resolution, or a smaller area than asked.
func rounded(said string) (resolution, area bool) {
	for _, m := range regexp.MustCompile(`rounded value of (resolution|br-x|br-y|tl-x|tl-y) from ([0-9.]+) to ([0-9.]+)`).FindAllStringSubmatch(said, 20) {
		asked, err1 := strconv.ParseFloat(m[2], 64)
		got, err2 := strconv.ParseFloat(m[3], 64)
		if err1 != nil || err2 != nil {
			continue
		}
		if m[1] == "resolution" {
			resolution = resolution || math.Abs(asked-got) > 0.5
		} else {
			area = area || asked-got > 0.5
		}
	}
	return resolution, area
}
