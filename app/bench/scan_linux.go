package main

import (
	"context"
	"errors"
	"fmt"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"madoguchi/app/robot"
	"madoguchi/internal/juki"
)

// Where the counter's window has what a count is gone on with: the room 日次締め, and the button of the first place, the inbox.
const (
	closingAt        = 430
	resumeX, resumeY = 953, 260
	staffTitle       = "窓口 朝来市" // of the settings' defaults
)

// scans measures a count by scanner in the real window, with 2,000 cards in it already: from the scanner's end mark to the changed answer
// on the screen. A new card and the same card again take turns: the answer's colour changes with every scan.
func (b *bench) scans(ctx context.Context, t *terminal) ([]figure, error) {
	if err := t.enrol(ctx); err != nil {
		return nil, err
	}
	settings := fmt.Sprintf("operator_reader = %q\ncustomer_reader = %q\n", operatorReader, customerReader)
	if err := os.WriteFile(filepath.Join(t.dir, "terminal.toml"), []byte(settings), 0o600); err != nil {
		return nil, err
	}
	left, err := t.halfCounted(ctx)
	if err != nil {
		return nil, err
	}
	bare, err := b.keyed(ctx, "bare", "bench-bare", "-key")
	if err != nil {
		return nil, err
	}
	defer bare.end()
	counter, err := b.launch("madoguchi", "--data", t.dir)
	if err != nil {
		return nil, err
	}
	defer counter.end()
	w, err := b.counting(ctx, t, counter, left)
	if err != nil {
		return nil, fmt.Errorf("counting in the window: %w", err)
	}
	defer func() { _, _ = t.service.Remove(operatorReader) }()
	scans, rounds := 50, min(b.rounds, 5)
	if b.quick {
		scans = 6
	}
	worst := figure{name: "scan to answer in a count of 2,000, p99", unit: "ms", budget: 100}
	usual := figure{name: "scan to answer in a count of 2,000, p50", unit: "ms", peerName: "bare key handler"}
	for range rounds {
		ours, err := b.scanned(w, bare, scans)
		if err != nil {
			return nil, err
		}
		peer, err := b.keys(bare, w.keyed, scans)
		if err != nil {
			return nil, err
		}
		worst.ours = append(worst.ours, quantile(ours, 0.99))
		usual.ours, usual.peer = append(usual.ours, median(ours)), append(usual.peer, median(peer))
	}
	return []figure{worst, usual}, nil
}

// countingWindow is the counter in a count; on is the answer's colour after a good scan, off after a card that was scanned before.
type countingWindow struct {
	*keyed
	left []juki.CardSerial // not scanned yet
}

// next is a card that was not scanned yet.
func (w *countingWindow) next() string {
	serial := w.left[0]
	w.left = w.left[1:]
	return string(serial)
}

// counting logs in, goes on with the count, and finds a point of the answer by looking.
func (b *bench) counting(ctx context.Context, t *terminal, p *program, left []juki.CardSerial) (*countingWindow, error) {
	const still = 3 * time.Second // the list of 300 places is read and built
	if err := activate(staffTitle); err != nil {
		return nil, err
	}
	if _, err := b.settled(ctx, sight, 2*time.Second); err != nil {
		return nil, err
	}
	if err := t.service.Insert(operatorReader, t.card); err != nil {
		return nil, err
	}
	time.Sleep(2500 * time.Millisecond)
	if err := errors.Join(b.hands.Type(password), b.hands.Key(robot.Return)); err != nil {
		return nil, err
	}
	time.Sleep(2500 * time.Millisecond)
	for _, at := range [][2]int{{roomsAt, closingAt}, {resumeX, resumeY}} {
		if err := b.hands.Click(at[0], at[1]); err != nil {
			return nil, err
		}
		picture, err := b.settled(ctx, sight, still)
		if err != nil {
			return nil, err
		}
		if err := b.keep(fmt.Sprintf("scan-way-%d", at[0]), picture); err != nil {
			return nil, err
		}
	}
	w := &countingWindow{keyed: &keyed{program: p, title: staffTitle}, left: left}
	return w, errors.Join(b.answerPoint(ctx, w), w.hold(true))
}

// scan is a scanner's number and end mark.
func (b *bench) scan(serial string) error {
	return errors.Join(burst(serial), b.hands.Key(robot.Return))
}

// burst types a number at the pace of a scanner, without its end mark.
func burst(serial string) error {
	if out, err := exec.Command("xdotool", "type", "--delay", "2", serial).CombinedOutput(); err != nil {
		return fmt.Errorf("typing as a scanner: %w: %s", err, out)
	}
	return nil
}

// answerPoint scans a card twice: what differs is the answer.
func (b *bench) answerPoint(ctx context.Context, w *countingWindow) error {
	serial := w.next()
	if err := b.scan(serial); err != nil {
		return err
	}
	good, err := b.settled(ctx, sight, time.Second)
	if err != nil {
		return err
	}
	if err := b.scan(serial); err != nil {
		return err
	}
	again, err := b.settled(ctx, sight, time.Second)
	if err != nil {
		return err
	}
	if err := errors.Join(b.keep("scan-good", good), b.keep("scan-again", again)); err != nil {
		return err
	}
	for y := range sight.H { // a wide row of one colour that becomes another: the answer's ground, no letter of it
		for x, same := 0, 0; x < sight.W; x++ {
			if good.RGBAAt(x, y) == again.RGBAAt(x, y) || x > 0 && good.RGBAAt(x, y) != good.RGBAAt(x-1, y) {
				same = 0
				continue
			}
			if same++; same > 100 {
				w.x, w.y, w.on, w.off = sight.X+x-50, sight.Y+y, good.RGBAAt(x-50, y), again.RGBAAt(x-50, y)
				return nil
			}
		}
	}
	return errors.New("no answer was seen")
}

// scanned scans n new cards, each twice, while the other window stands still; milliseconds from the end mark to the answer.
func (b *bench) scanned(w *countingWindow, other *keyed, n int) ([]float64, error) {
	if err := errors.Join(other.hold(true), w.hold(false), activate(w.title)); err != nil {
		return nil, err
	}
	time.Sleep(time.Second)
	var times []float64
	for i := range n + 1 {
		serial := w.next()
		for _, want := range []color.RGBA{w.on, w.off} {
			if err := burst(serial); err != nil {
				return nil, err
			}
			t, err := b.press(w.keyed, robot.Return, want)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				times = append(times, t)
			}
			time.Sleep(time.Duration(100+i*7%17) * time.Millisecond)
		}
	}
	return times, nil
}
