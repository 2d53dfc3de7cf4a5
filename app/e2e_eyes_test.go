//go:build linux && training

package main

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
)

// What a story sees: the words of a window, its pixels, the log.

// words are all texts of the layer that people can use now.
func (s *stage) words(of side) (words string) {
	done := make(chan struct{})
	s.bridge.Post(func() { words = strings.Join(kit.Words(s.frames[of].Top()), "\n"); close(done) })
	<-done
	return words
}

// says waits until a window says what a code has to say.
func (s *stage) says(of side, c juki.Code) {
	what := textOf("code." + string(c) + ".what")
	s.until("the window says "+string(c), func() bool { return strings.Contains(s.words(of), what) })
}

// events lists what the log has from a record on, the oldest first, and how many records there are.
func (s *stage) events(from int64) (names []string, records int64, err error) {
	lines, err := (office{s.m}).History(s.ctx, "ja", maxDemoRecords)
	if err != nil {
		return nil, 0, err
	}
	for _, l := range slices.Backward(lines) {
		if l.Seq >= from {
			names = append(names, l.Event)
		}
		records = max(records, l.Seq+1)
	}
	return names, records, nil
}

// recorded waits until an event is in the log after a record.
func (s *stage) recorded(from int64, event string) {
	s.until(event+" is recorded", func() bool {
		names, _, err := s.events(from)
		return err == nil && slices.Contains(names, event)
	})
}

// now is the number of the next record.
func (s *stage) now() (records int64) {
	s.step("reading the log", func() (err error) { _, records, err = s.events(0); return err })
	return records
}

// covered looks at the clerk's window by pixel: all of it has the cover's colour, but for one panel in its middle.
func (s *stage) covered() (bool, error) {
	area, err := s.origin[staff]()
	if err != nil {
		return false, err
	}
	desktop := s.robot.Desktop()
	area.W, area.H = min(area.W, desktop.W-area.X), min(area.H, desktop.H-area.Y)
	img, err := s.robot.Look(area)
	if err != nil {
		return false, err
	}
	cover := color.RGBA{0xe6, 0xe6, 0xe6, 0xff}
	const widest, slack = 640, 3
	const stopWidth, stopHeight = 168, 84 // the red button in its corner
	left, right, top, bottom := area.W, -1, area.H, -1
	for y := range area.H {
		for x := range area.W {
			if stop := x < stopWidth && y >= area.H-stopHeight; !stop && img.RGBAAt(x, y) != cover {
				left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
			}
		}
	}
	middle := func(a, b, whole int) bool { d := a + b + 1 - whole; return -slack <= d && d <= slack }
	return right-left < widest && top > 0 && middle(left, right, area.W) && middle(top, bottom, area.H), nil
}

// lockWithin is the promise: the screen is covered one second after the operator's card was pulled.
const lockWithin = time.Second

// pullOperator pulls the operator's card and watches by pixel how the window is covered.
func (s *stage) pullOperator(where string) {
	s.step("pulling the operator's card: "+where, func() error {
		if open, err := s.covered(); err != nil || open {
			return fmt.Errorf("before the pull: covered %v, %w", open, err)
		}
		if _, err := s.service.Remove(s.operator); err != nil {
			return err
		}
		begin := time.Now()
		for {
			looked := time.Since(begin)
			done, err := s.covered()
			if err != nil {
				return err
			}
			if done {
				s.slowest = max(s.slowest, looked)
				return nil
			}
			if looked > lockWithin {
				return fmt.Errorf("the window is still open after %v", looked)
			}
		}
	})
}
