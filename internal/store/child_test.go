package store

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
)

// The test binary starts itself again as a second counter: TestChild does nothing unless these tell it what to do.
const (
	childTask   = "STORE_TEST_CHILD"
	childFolder = "STORE_TEST_FOLDER"
)

func TestChild(t *testing.T) {
	task, dir := os.Getenv(childTask), os.Getenv(childFolder)
	if task == "" {
		t.Skip("only for the tests that start it")
	}
	if task == "count" {
		countForever(t, dir)
		return
	}
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		fmt.Println("refused", err)
		return
	}
	switch task {
	case "hold":
		fmt.Println("open")
		_, _ = io.Copy(io.Discard, os.Stdin) // until the parent lets go
	case "act":
		actForever(d)
	}
}

// actForever acknowledges each act on standard output once it is on the disk.
func actForever(d *DB) {
	for k := 0; ; k++ {
		text := fmt.Sprintf("%d-%d", os.Getpid(), k)
		if err := d.act(context.Background(), scratchAct(text)); err != nil {
			fmt.Println("refused", err)
			return
		}
		fmt.Println("done", text)
	}
}

type child struct {
	*exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

func startChild(t *testing.T, task, dir string) child {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childTask+"="+task, childFolder+"="+dir)
	return begin(t, c)
}

func begin(t *testing.T, c *exec.Cmd) child {
	t.Helper()
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatalf("starting the second process: %v", err)
	}
	return child{Cmd: c, in: in, lines: bufio.NewScanner(out)}
}
