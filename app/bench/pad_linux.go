package main

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"os/exec"
	"time"

	"madoguchi/app/robot"
)

// keyed is a window in which a key shows something.
type keyed struct {
	*program
	title   string
	x, y    int        // a point of the desktop that the key changes
	on, off color.RGBA // its colours
}

// pad measures from the press of a key to the changed pixel: the PIN pad's dot against a bare circle. Both windows are
// full screen on the pad's monitor; the one that does not have its turn is stopped.
func (b *bench) pad(ctx context.Context) ([]figure, error) {
	presses := 40
	if b.quick {
		presses = 8
	}
	bare, err := b.keyed(ctx, "bare", "bench-bare", "-key")
	if err != nil {
		return nil, err
	}
	defer bare.end()
	pad, err := b.keyed(ctx, "pad", "bench-pad")
	if err != nil {
		return nil, err
	}
	defer pad.end()
	worst := figure{name: "pad key to pixel p95", unit: "ms", peerName: "bare key handler", budget: 1.5}
	usual := figure{name: "pad key to pixel p50", unit: "ms", peerName: "bare key handler"}
	for range b.rounds {
		ours, err := b.keys(pad, bare, presses)
		if err != nil {
			return nil, err
		}
		peer, err := b.keys(bare, pad, presses)
		if err != nil {
			return nil, err
		}
		worst.ours, worst.peer = append(worst.ours, quantile(ours, 0.95)), append(worst.peer, quantile(peer, 0.95))
		usual.ours, usual.peer = append(usual.ours, median(ours)), append(usual.peer, median(peer))
	}
	return []figure{worst, usual}, nil
}

// keyed starts a program and finds a point that a key changes, by looking.
func (b *bench) keyed(ctx context.Context, title, name string, args ...string) (*keyed, error) {
	p, err := b.launch(name, args...)
	if err != nil {
		return nil, err
	}
	k := &keyed{program: p, title: title}
	if err := b.calibrate(ctx, k); err != nil {
		p.end()
		return nil, fmt.Errorf("finding what a key changes in %s: %w", name, err)
	}
	return k, k.hold(true)
}

func (b *bench) calibrate(ctx context.Context, k *keyed) error {
	const still = 600 * time.Millisecond
	time.Sleep(2 * time.Second) // the window goes to its monitor
	if err := activate(k.title); err != nil {
		return err
	}
	if _, err := b.settled(ctx, padMonitor, still); err != nil {
		return err
	}
	if err := b.hands.Key(robot.Return); err != nil { // from the pad's explanation to its keys
		return err
	}
	time.Sleep(500 * time.Millisecond)
	if err := b.hands.Key(robot.BackSpace); err != nil {
		return err
	}
	off, err := b.settled(ctx, padMonitor, still)
	if err != nil {
		return err
	}
	if err := b.hands.Key('5'); err != nil {
		return err
	}
	on, err := b.settled(ctx, padMonitor, still)
	if err != nil {
		return err
	}
	if err := errors.Join(b.keep(k.title+"-off", off), b.keep(k.title+"-on", on), b.hands.Key(robot.BackSpace)); err != nil {
		return err
	}
	var changed []int
	for i := 0; i < len(off.Pix); i += 4 {
		if off.Pix[i] != on.Pix[i] {
			changed = append(changed, i/4)
		}
	}
	if len(changed) == 0 {
		return errors.New("nothing changed")
	}
	middle := changed[len(changed)/2]
	x, y := middle%padMonitor.W, middle/padMonitor.W
	k.x, k.y, k.on, k.off = padMonitor.X+x, padMonitor.Y+y, on.RGBAAt(x, y), off.RGBAAt(x, y)
	return nil
}

// keys presses a key n times in one window while the other stands still; milliseconds.
func (b *bench) keys(k, other *keyed, n int) ([]float64, error) {
	if err := errors.Join(other.hold(true), k.hold(false), activate(k.title)); err != nil {
		return nil, err
	}
	time.Sleep(400 * time.Millisecond)
	var times []float64
	for i := range n + 1 {
		t, err := b.press(k, '5', k.on)
		if err != nil {
			return nil, err
		}
		if i > 0 { // the first after the change of windows is nobody's
			times = append(times, t)
		}
		if _, err := b.press(k, robot.BackSpace, k.off); err != nil {
			return nil, err
		}
		time.Sleep(time.Duration(30+i*7%17) * time.Millisecond) // at every moment of a frame
	}
	return times, nil
}

// press sends a key and watches the point; milliseconds from the press to its new colour on the screen.
func (b *bench) press(k *keyed, key rune, want color.RGBA) (float64, error) {
	pressed := make(chan error, 1)
	start := time.Now()
	go func() { pressed <- b.hands.Key(key) }() // it pauses like a hand; the watching does not
	for end := start.Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		now, err := b.eyes.Pixel(k.x, k.y)
		if err != nil {
			return 0, err
		}
		if now == want {
			took := time.Since(start)
			return float64(took.Microseconds()) / 1e3, <-pressed
		}
	}
	return 0, fmt.Errorf("a key shows nothing in the window %q", k.title)
}

// activate gives a window the keyboard and puts it on top.
func activate(title string) error {
	out, err := exec.Command("xdotool", "search", "--sync", "--onlyvisible", "--name", "^"+title+"$", "windowactivate", "--sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("giving the keyboard to %q: %w: %s", title, err, out)
	}
	return nil
}
