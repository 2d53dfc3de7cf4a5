package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"madoguchi/app/robot"
)

// still is how long a screen stands still until it has come to rest.
const still = 1500 * time.Millisecond

// blank measures from the key that hides the screen (F12) to the covered pixel, against one repaint of a bare window of the same size. Both
// windows fill the clerk's monitor; the one that does not have its turn is stopped.
func (b *bench) blank(ctx context.Context, t *terminal) ([]figure, error) {
	bare, err := b.launch("bench-bare", "-cover")
	if err != nil {
		return nil, err
	}
	defer bare.end()
	floor, err := b.covered(ctx, &keyed{program: bare, title: "bare"}, '5', robot.BackSpace)
	if err != nil {
		return nil, err
	}
	counter, err := b.loggedIn(ctx, t)
	if err != nil {
		return nil, err
	}
	defer func() { counter.end(); _, _ = t.service.Remove(operatorReader) }()
	ours, err := b.covered(ctx, &keyed{program: counter, title: staffTitle}, robot.F12, robot.F12)
	if err != nil {
		return nil, err
	}
	presses := 40
	if b.quick {
		presses = 6
	}
	worst := figure{name: "blank key to covered pixel p95", unit: "ms", peerName: "bare repaint", budget: 1.5}
	usual := figure{name: "blank key to covered pixel p50", unit: "ms", peerName: "bare repaint"}
	for range b.rounds {
		mine, err := b.covers(ours, floor, presses, robot.F12, robot.F12)
		if err != nil {
			return nil, err
		}
		peer, err := b.covers(floor, ours, presses, '5', robot.BackSpace)
		if err != nil {
			return nil, err
		}
		worst.ours, worst.peer = append(worst.ours, quantile(mine, 0.95)), append(worst.peer, quantile(peer, 0.95))
		usual.ours, usual.peer = append(usual.ours, median(mine)), append(usual.peer, median(peer))
	}
	return []figure{worst, usual}, nil
}

// covered finds a point that the key changes in the middle of the clerk's monitor, and leaves the window uncovered and stopped.
func (b *bench) covered(ctx context.Context, k *keyed, cover, back rune) (*keyed, error) {
	time.Sleep(time.Second)
	if err := activate(k.title); err != nil {
		return nil, err
	}
	off, err := b.settled(ctx, sight, still)
	if err != nil {
		return nil, err
	}
	if err := b.hands.Key(cover); err != nil {
		return nil, err
	}
	on, err := b.settled(ctx, sight, still)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(b.keep("cover-"+k.title+"-off", off), b.keep("cover-"+k.title+"-on", on), k.point(off, on), b.hands.Key(back)); err != nil {
		return nil, err
	}
	if _, err := b.settled(ctx, sight, still); err != nil {
		return nil, err
	}
	return k, k.hold(true)
}

// point is where the two pictures of sight differ.
func (k *keyed) point(off, on *image.RGBA) error {
	var changed []int
	for i := 0; i < len(off.Pix); i += 4 {
		if off.Pix[i] != on.Pix[i] {
			changed = append(changed, i/4)
		}
	}
	if len(changed) == 0 {
		return fmt.Errorf("nothing covers %q", k.title)
	}
	middle := changed[len(changed)/2]
	x, y := middle%sight.W, middle/sight.W
	k.x, k.y, k.on, k.off = sight.X+x, sight.Y+y, on.RGBAAt(x, y), off.RGBAAt(x, y)
	return nil
}

// covers covers and uncovers a window n times while the other stands still; milliseconds from the key to the covered pixel.
func (b *bench) covers(k, other *keyed, n int, cover, back rune) ([]float64, error) {
	if err := errors.Join(other.hold(true), k.hold(false), activate(k.title)); err != nil {
		return nil, err
	}
	time.Sleep(time.Second)
	var times []float64
	for i := range n + 1 {
		took, err := b.press(k, cover, k.on)
		if err != nil {
			return nil, err
		}
		if i > 0 { // the first after the change of windows is nobody's
			times = append(times, took)
		}
		time.Sleep(time.Duration(200+i*7%17) * time.Millisecond) // what is recorded of it is on the disk
		if _, err := b.press(k, back, k.off); err != nil {
			return nil, err
		}
		time.Sleep(time.Duration(200+i*11%17) * time.Millisecond)
	}
	return times, nil
}

// loggedIn is the counter with the operator's card in its reader and the first room on the screen.
func (b *bench) loggedIn(ctx context.Context, t *terminal) (*program, error) {
	p, err := b.launch("madoguchi", "--data", t.dir)
	if err != nil {
		return nil, err
	}
	time.Sleep(time.Second)
	if err = activate(staffTitle); err == nil {
		_, err = b.settled(ctx, sight, still)
	}
	if err == nil {
		err = b.logIn(ctx, t)
	}
	if err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// logIn puts the card in and types the password.
func (b *bench) logIn(ctx context.Context, t *terminal) error {
	if err := t.service.Insert(operatorReader, t.card); err != nil {
		return err
	}
	time.Sleep(2500 * time.Millisecond)
	if err := errors.Join(b.hands.Type(password), b.hands.Key(robot.Return)); err != nil {
		return err
	}
	time.Sleep(time.Second)
	_, err := b.settled(ctx, sight, still)
	return err
}
