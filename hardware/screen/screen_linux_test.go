package screen_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"madoguchi/hardware"
	"madoguchi/hardware/screen"
)

// virtualDisplay starts an X server of its own and returns its name.
func virtualDisplay(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("Xvfb is not installed (package xvfb)")
		}
		t.Skip("Xvfb is not installed (package xvfb)")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait(); _ = r.Close() })
	_ = w.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb named no display: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

func TestTheMonitorAndItsWindows(t *testing.T) {
	display := virtualDisplay(t)
	s := screen.Open(display)
	defer s.Close()
	monitors, err := s.Monitors()
	if err != nil || len(monitors) != 1 {
		t.Fatalf("%+v, %v", monitors, err)
	}
	if want := (hardware.Rect{W: 1280, H: 800}); monitors[0].Bounds != want || monitors[0].Name == "" {
		t.Errorf("the monitor is %+v", monitors[0])
	}

	c, frame, inner := framedWindow(t, display)
	r, err := s.WindowBounds(uintptr(inner))
	if want := (hardware.Rect{X: 107, Y: 225, W: 300, H: 200}); err != nil || r != want {
		t.Errorf("a window in a frame is at %+v, %v; want %+v", r, err, want)
	}
	if err := xproto.DestroyWindowChecked(c, frame).Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WindowBounds(uintptr(inner)); !errors.Is(err, hardware.DeviceFailed) {
		t.Errorf("a window that is gone: %v", err)
	}
	if _, err := s.Monitors(); err != nil {
		t.Errorf("after a refused question: %v", err)
	}
}

// framedWindow opens a window inside another, as window managers do.
func framedWindow(t *testing.T, display string) (c *xgb.Conn, frame, inner xproto.Window) {
	t.Helper()
	c, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	top := xproto.Setup(c).DefaultScreen(c)
	open := func(parent xproto.Window, x, y int16, w, h uint16) xproto.Window {
		id, err := xproto.NewWindowId(c)
		if err != nil {
			t.Fatal(err)
		}
		err = xproto.CreateWindowChecked(c, top.RootDepth, id, parent, x, y, w, h, 0,
			xproto.WindowClassInputOutput, top.RootVisual, 0, nil).Check()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	frame = open(top.Root, 100, 200, 314, 232)
	return c, frame, open(frame, 7, 25, 300, 200)
}

func TestInputEndsTheIdleTime(t *testing.T) {
	display := virtualDisplay(t)
	s := screen.Open(display)
	defer s.Close()
	c, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := xtest.Init(c); err != nil {
		t.Fatal(err)
	}
	before, err := s.Idle()
	for err == nil && before == 0 { // the server has just begun to count
		before, err = s.Idle()
	}
	if err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(c).DefaultScreen(c).Root
	for x := int16(1); ; x++ { // idle grows by itself; only a touch can make it smaller
		if err := xtest.FakeInputChecked(c, xproto.MotionNotify, 0, 0, root, x%100, 10, 0).Check(); err != nil {
			t.Fatal(err)
		}
		now, err := s.Idle()
		if err != nil {
			t.Fatal(err)
		}
		if now < before {
			return
		}
		before = max(before, now)
		if t.Context().Err() != nil || x > 2000 {
			t.Fatalf("input did not end the idle time: %v", now)
		}
	}
}

func TestNoDisplayIsAFault(t *testing.T) {
	s := screen.Open(":65000")
	defer s.Close()
	if _, err := s.Monitors(); !errors.Is(err, hardware.ServiceMissing) {
		t.Errorf("%v", err)
	}
}

func TestTheDisplayComesBack(t *testing.T) {
	display := virtualDisplay(t)
	s := screen.Open(display)
	defer s.Close()
	if _, err := s.Monitors(); err != nil {
		t.Fatal(err)
	}
	s.Close() // as a broken connection leaves it
	if _, err := s.Idle(); err != nil {
		t.Errorf("after a new connection: %v", err)
	}
}
