package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// startWithin bounds the start: it includes compiling the reader driver.
const startWithin = time.Minute

// start runs this program again in the background and waits until it serves.
func start(ctx context.Context, o options) error {
	if answer, err := ask(o.controlSocket(), []string{"list"}); err == nil {
		fmt.Print("the simulated readers run already\n", answer)
		return nil
	}
	if os.Geteuid() != 0 && !o.private {
		return errors.New("a pcscd that the whole machine sees needs root: run it with sudo, or use --private")
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	log, err := os.OpenFile(filepath.Join(o.dir, "log"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening the log: %w", err)
	}
	defer func() { _ = log.Close() }()
	args := []string{"serve", "--dir", o.dir}
	if o.private {
		args = append(args, "--private")
	}
	cmd := exec.Command(self, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it lives on when the terminal closes
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting in the background: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return awaitServing(ctx, o, ended)
}

func awaitServing(ctx context.Context, o options, ended <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	for {
		if answer, err := ask(o.controlSocket(), []string{"list"}); err == nil {
			fmt.Print(answer)
			return nil
		}
		select {
		case <-ended:
			said, _ := os.ReadFile(filepath.Join(o.dir, "log"))
			return fmt.Errorf("it did not start:\n%s", said)
		case <-ctx.Done():
			return fmt.Errorf("waiting for the simulated readers: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
