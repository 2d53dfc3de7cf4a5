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
const (
	systemRun  = "/run/pcscd"
	socketName = "pcscd.comm"
)

// What bounds the daemon's start and end, and the wait for another's end.
const (
	startWithin = 15 * time.Second
	stopWithin  = 5 * time.Second
	freeWithin  = 3 * time.Minute
)

// daemon is one pcscd that this process started. It is never asked to log APDUs: they hold PINs.
type daemon struct {
	config  string // folder of its reader.conf.d, absolute
	run     string // folder of its socket
	drivers string // empty folder that stands in for pcscd's USB drivers
	private bool   // the run folder is ours alone
	log     io.Writer

	process *os.Process
	ended   chan struct{}
}

func (d *daemon) socket() string { return filepath.Join(d.run, socketName) }

// command is pcscd inside a mount namespace of its own, where it finds no driver of a real reader
// and, when private, our folder in place of the system's run folder. Where namespaces are not to be
// had (containers) it is pcscd alone. Who is not root, on a machine where pcscd never ran, gets a /run of its own.
// exec throughout: the process we start is pcscd.
func (d *daemon) command() *exec.Cmd {
	if !NamespacesWork() {
		return exec.Command("pcscd", "--foreground", "--config", d.config)
	}
	const script = `set -e
mkdir -p "$1" 2>/dev/null || { mount -t tmpfs tmpfs "${1%/*}"; mkdir "$1"; }
if [ "$1" != "$2" ]; then mount --bind "$2" "$1"; fi
for drivers in /usr/lib/pcsc/drivers /usr/lib64/pcsc/drivers; do
	if [ -d "$drivers" ]; then mount --bind "$4" "$drivers"; fi
done
exec pcscd --foreground --config "$3"`
	return inNamespace("sh", "-c", script, "sh", systemRun, d.run, d.config, d.drivers)
}

// inNamespace runs a command where mounts are its own.
func inNamespace(command ...string) *exec.Cmd {
	args := []string{"--mount", "--propagation", "private"}
	if os.Geteuid() != 0 {
		args = append(args, "--map-root-user")
	}
	return exec.Command("unshare", append(args, command...)...)
}

// NamespacesWork tells whether this machine lets us hide mounts: without (in many containers)
// there is one pcscd a machine, which private services take in turns.
func NamespacesWork() bool {
	const probe = `mount -t tmpfs tmpfs /mnt`
	return inNamespace("sh", "-c", probe).Run() == nil
}

// start runs pcscd and waits until it answers.
func (d *daemon) start(ctx context.Context) error {
	if err := d.awaitFree(ctx); err != nil {
		return err
	}
	if reachable(d.socket()) {
		return fmt.Errorf("another pcscd answers on %s already; end it first (systemctl stop pcscd.socket pcscd.service)", d.socket())
	}
	if d.run != systemRun { // what a killed one left; a system folder is not ours to clean
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

// awaitFree waits for the other tests of this machine where all must share one pcscd.
func (d *daemon) awaitFree(ctx context.Context) error {
	if d.run != systemRun || !d.private {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, freeWithin)
	defer cancel()
	for reachable(d.socket()) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the pcscd of another test to end: %w", ctx.Err())
		case <-time.After(100 * time.Millisecond):
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

// rescan has pcscd try the readers of its configuration that left. Only a pcscd with USB drivers
// takes an unplugged reader off its list; without, the reader stays listed as unavailable.
func (d *daemon) rescan() error {
	if !d.running() {
		return nil
	}
	if err := d.process.Signal(syscall.SIGUSR1); err != nil {
		return fmt.Errorf("telling pcscd to look for readers: %w", err)
	}
	return nil
}
