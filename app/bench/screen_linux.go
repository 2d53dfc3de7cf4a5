package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"madoguchi/hardware"
)

// patience bounds the wait for anything that a program does.
const patience = 20 * time.Second

// The two virtual monitors of scripts/two-monitors.
var (
	clerkMonitor = hardware.Rect{W: 1366, H: 768}
	padMonitor   = hardware.Rect{X: 1366, W: 1024, H: 768}
)

// program is a running program with a window.
type program struct {
	cmd   *exec.Cmd
	start time.Time // just before it was started
	ended chan error
}

// launch starts one of the programs. What it says goes to out/NAME.log.
func (b *bench) launch(name string, args ...string) (*program, error) {
	log, err := os.OpenFile(filepath.Join(b.out, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &program{cmd: exec.Command(filepath.Join(b.bin, name), args...), ended: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.start = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", name, err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	return p, nil
}

// end ends the program and waits until it is gone.
func (p *program) end() {
	_ = p.cmd.Process.Signal(syscall.SIGCONT)
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(3 * time.Second): // a bare window does not listen
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// hold stops the program where it is, or lets it go on: what is not measured must not disturb what is.
func (p *program) hold(on bool) error {
	if on {
		return p.cmd.Process.Signal(syscall.SIGSTOP)
	}
	return p.cmd.Process.Signal(syscall.SIGCONT)
}

// settled waits until an area has stood still for a while and gives its picture.
func (b *bench) settled(ctx context.Context, area hardware.Rect, still time.Duration) (*image.RGBA, error) {
	var last *image.RGBA
	since := time.Now()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		now, err := b.eyes.Look(area)
		if err != nil || ctx.Err() != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		if last == nil || !same(last, now) {
			last, since = now, time.Now()
		}
		if time.Since(since) > still {
			return now, nil
		}
	}
	return nil, errors.New("the screen does not come to rest")
}

// until waits until an area looks like the picture, and gives the moment.
func (b *bench) until(ctx context.Context, area hardware.Rect, want *image.RGBA) (time.Time, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		now, err := b.eyes.Look(area)
		if err != nil || ctx.Err() != nil {
			return time.Time{}, errors.Join(err, ctx.Err())
		}
		if same(now, want) {
			return time.Now(), nil
		}
	}
	return time.Time{}, errors.New("the screen never looked as it did the first time")
}

// same compares pictures of one size.
func same(a, b *image.RGBA) bool { return string(a.Pix) == string(b.Pix) }

// keep leaves a picture in out, for people who doubt what was measured.
func (b *bench) keep(name string, img image.Image) error {
	f, err := os.Create(filepath.Join(b.out, name+".png"))
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, img), f.Close())
}
