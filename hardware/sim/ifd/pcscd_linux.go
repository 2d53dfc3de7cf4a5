package ifd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// systemRun is where pcscd puts its socket; the path is compiled into it.
const systemRun = "/run/pcscd"

// startWithin and stopWithin bound the daemon's start and end.
const (
	startWithin = 15 * time.Second
	stopWithin  = 5 * time.Second
)

// daemon is one pcscd that this process started. It is never asked to log APDUs: they hold PINs.
type daemon struct {
	config  string // folder of its reader.conf.d, absolute
	run     string // folder of its socket
	private bool   // in a mount namespace of its own
	log     io.Writer

	process *os.Process
	ended   chan struct{}
}

func (d *daemon) socket() string { return filepath.Join(d.run, "pcscd.comm") }

// command is pcscd itself, or the same inside a mount namespace where its run folder is ours and
// no driver of a real reader is to be found. exec throughout: the process we start is pcscd.
func (d *daemon) command() *exec.Cmd {
	if !d.private {
		return exec.Command("pcscd", "--foreground", "--config", d.config)
	}
	args := []string{"--mount", "--propagation", "private"}
	if os.Geteuid() != 0 {
		args = append(args, "--map-root-user")
	}
	const script = `set -e
mkdir -p "$1"; mount --bind "$2" "$1"
for drivers in /usr/lib/pcsc/drivers /usr/lib64/pcsc/drivers; do
	if [ -d "$drivers" ]; then mount -t tmpfs tmpfs "$drivers"; fi
done
exec pcscd --foreground --config "$3"`
	return exec.Command("unshare", append(args, "sh", "-c", script, "sh", systemRun, d.run, d.config)...)
}

// start runs pcscd and waits until it answers.
func (d *daemon) start(ctx context.Context) error {
	if reachable(d.socket()) {
		return fmt.Errorf("another pcscd answers on %s already; end it first (systemctl stop pcscd.socket pcscd.service)", d.socket())
	}
	if d.private { // what a killed one left; a system folder is not ours to clean
		_ = os.Remove(d.socket())
		_ = os.Remove(filepath.Join(d.run, "pcscd.pid"))
	}
	cmd := d.command()
	cmd.Stdout, cmd.Stderr = d.log, d.log
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:   true,            // a Ctrl-C at our terminal is ours
		Pdeathsig: syscall.SIGTERM, // it does not outlive us, however we end
	}
	started, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // Pdeathsig means the thread that started it
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended shows in the log
			close(ended)
		}
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("starting pcscd (package pcscd): %w", err)
	}
	d.process, d.ended = cmd.Process, ended
	return d.awaitSocket(ctx)
}

func (d *daemon) awaitSocket(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for !reachable(d.socket()) {
		select {
		case <-d.ended:
			return errors.New("pcscd ended at once; its log says why")
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waiting for pcscd: %w", ctx.Err()), d.stop(syscall.SIGTERM))
		case <-time.After(10 * time.Millisecond):
		}
	}
	return nil
}

func reachable(socket string) bool {
	c, err := net.Dial("unix", socket)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

// stop ends pcscd with the signal, by force when it takes too long, and waits for its end.
func (d *daemon) stop(sig syscall.Signal) error {
	if !d.running() {
		return nil
	}
	if err := d.process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("ending pcscd (process %d): %w", d.process.Pid, err)
	}
	select {
	case <-d.ended:
	case <-time.After(stopWithin):
		_ = d.process.Kill()
		<-d.ended
	}
	return nil
}

func (d *daemon) running() bool {
	if d.process == nil {
		return false
	}
	select {
	case <-d.ended:
		return false
	default:
		return true
	}
}

// rescan has pcscd read its configuration again and try the readers that were missing or left.
func (d *daemon) rescan() error {
	if !d.running() {
		return nil
	}
	if err := d.process.Signal(syscall.SIGUSR1); err != nil {
		return fmt.Errorf("telling pcscd to look for readers: %w", err)
	}
	return nil
}
