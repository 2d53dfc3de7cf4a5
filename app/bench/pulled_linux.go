package main

import (
	"context"
	"errors"
	"image/color"
	"time"

	"github.com/ebfe/scard"
)

// pulled measures from the moment a reader says that the operator's card is gone, as another program of the same pcscd hears it, to the covered
// pixel.
func (b *bench) pulled(ctx context.Context, t *terminal) ([]figure, error) {
	counter, err := b.loggedIn(ctx, t)
	if err != nil {
		return nil, err
	}
	defer func() { counter.end(); _, _ = t.service.Remove(operatorReader) }()
	open, err := b.settled(ctx, sight, still)
	if err != nil {
		return nil, err
	}
	if _, err := t.service.Remove(operatorReader); err != nil {
		return nil, err
	}
	locked, err := b.settled(ctx, sight, still)
	if err != nil {
		return nil, err
	}
	k := &keyed{program: counter, title: staffTitle}
	if err := errors.Join(b.keep("pulled-off", open), b.keep("pulled-on", locked), k.point(open, locked)); err != nil {
		return nil, err
	}
	rounds, pulls := min(b.rounds, 5), 4
	if b.quick {
		rounds, pulls = 1, 2
	}
	f := figure{name: "reader's event of a pulled card to covered pixel, worst of 4", unit: "ms", budget: 100}
	for range rounds {
		worst := 0.0
		for range pulls {
			if err := b.logIn(ctx, t); err != nil {
				return nil, err
			}
			took, err := b.pull(k, t)
			if err != nil {
				return nil, err
			}
			worst = max(worst, took)
		}
		f.ours = append(f.ours, worst)
	}
	return []figure{f}, nil
}

// pull pulls the card; milliseconds from the reader's event to the pixel. A pixel that is covered first counts as at once.
func (b *bench) pull(k *keyed, t *terminal) (float64, error) {
	event, failed := make(chan time.Time, 1), make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		at, err := gone(ready)
		if err != nil {
			failed <- err
			return
		}
		event <- at
	}()
	select {
	case <-ready:
	case err := <-failed:
		return 0, err
	}
	if now, err := b.eyes.Pixel(k.x, k.y); err != nil || now != k.off {
		return 0, errors.Join(err, errors.New("the screen is covered before the card is pulled"))
	}
	if _, err := t.service.Remove(operatorReader); err != nil {
		return 0, err
	}
	seen, err := b.turns(k.x, k.y, k.on)
	if err != nil {
		return 0, err
	}
	select {
	case at := <-event:
		return max(0, ms(seen.Sub(at))), nil
	case err := <-failed:
		return 0, err
	}
}

// turns waits until a point has a colour.
func (b *bench) turns(x, y int, want color.RGBA) (time.Time, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		now, err := b.eyes.Pixel(x, y)
		if err != nil {
			return time.Time{}, err
		}
		if now == want {
			return time.Now(), nil
		}
	}
	return time.Time{}, errors.New("the screen is not covered")
}

// gone waits until the operator's reader is empty, and gives the moment. ready is closed when it listens.
func gone(ready chan struct{}) (at time.Time, err error) {
	c, err := scard.EstablishContext()
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, c.Release()) }()
	states := []scard.ReaderState{{Reader: operatorReader}}
	if err := c.GetStatusChange(states, 0); err != nil && !errors.Is(err, scard.ErrTimeout) {
		return at, err
	}
	if states[0].EventState&scard.StatePresent == 0 {
		return at, errors.New("there is no card to pull")
	}
	close(ready)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		states[0].CurrentState = states[0].EventState
		err := c.GetStatusChange(states, time.Second)
		if err == nil && states[0].EventState&scard.StateEmpty != 0 {
			return time.Now(), nil
		}
		if err != nil && !errors.Is(err, scard.ErrTimeout) {
			return at, err
		}
	}
	return at, errors.New("the reader never said that its card is gone")
}
