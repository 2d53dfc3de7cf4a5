package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"madoguchi/app/robot"
	"madoguchi/hardware"
)

// sight is the middle of the clerk's monitor: the counter's login panel, the bare window's label.
var sight = hardware.Rect{X: 363, Y: 184, W: 640, H: 400}

// startUp measures from exec to a screen that looks as it stays: the counter's login screen, real pcscd and an enrolled operator,
// against a bare window of the same size, library and typefaces.
func (b *bench) startUp(ctx context.Context, t *terminal) ([]figure, error) {
	f := figure{name: "exec to usable login screen", unit: "ms", peerName: "bare window", budget: 1.3}
	programs := []struct {
		name   string
		args   []string
		values *[]float64
	}{{"madoguchi", []string{"--data", t.dir}, &f.ours}, {"bench-bare", nil, &f.peer}}
	for _, p := range programs { // the first time is for the picture, and fills the disk's cache
		if err := b.portrait(ctx, p.name, p.args); err != nil {
			return nil, err
		}
	}
	for range b.rounds {
		for _, p := range programs {
			took, err := b.appear(ctx, p.name, p.args)
			if err != nil {
				return nil, fmt.Errorf("starting %s: %w", p.name, err)
			}
			*p.values = append(*p.values, took)
		}
	}
	return []figure{f}, nil
}

// portrait starts a program and keeps the picture of its settled screen.
func (b *bench) portrait(ctx context.Context, name string, args []string) error {
	p, err := b.launch(name, args...)
	if err != nil {
		return err
	}
	defer p.end()
	time.Sleep(time.Second)
	picture, err := b.settled(ctx, sight, 2*time.Second)
	if err != nil {
		return err
	}
	if b.portraits == nil {
		b.portraits = map[string]*image.RGBA{}
	}
	b.portraits[name] = picture
	return b.keep("start-"+name, picture)
}

// appear is the time from exec until the screen looks like the portrait; milliseconds.
func (b *bench) appear(ctx context.Context, name string, args []string) (float64, error) {
	p, err := b.launch(name, args...)
	if err != nil {
		return 0, err
	}
	defer p.end()
	seen, err := b.until(ctx, sight, b.portraits[name])
	return ms(seen.Sub(p.start)), err
}

// memory measures what stays in memory: the counter at its login screen, and after a clerk has been in every room.
func (b *bench) memory(ctx context.Context, t *terminal) ([]figure, error) {
	login := figure{name: "resident memory, login screen", unit: "MB", budget: 300}
	used := figure{name: "resident memory, every room visited", unit: "MB", budget: 300}
	bare := figure{name: "resident memory, bare window", unit: "MB"}
	p, err := b.launch("bench-bare")
	if err != nil {
		return nil, err
	}
	_, err = b.settled(ctx, sight, 2*time.Second)
	bare.ours = append(bare.ours, p.resident())
	p.end()
	if err != nil {
		return nil, err
	}
	for range min(b.rounds, 3) {
		p, err := b.launch("madoguchi", "--data", t.dir)
		if err != nil {
			return nil, err
		}
		err = b.visit(ctx, t, p, &login, &used)
		p.end()
		if err != nil {
			return nil, err
		}
	}
	return []figure{login, used, bare}, nil
}

// visit logs in and opens every room of the list at the left.
func (b *bench) visit(ctx context.Context, t *terminal, p *program, login, used *figure) error {
	time.Sleep(time.Second)
	if _, err := b.settled(ctx, sight, 2*time.Second); err != nil {
		return err
	}
	login.ours = append(login.ours, p.resident())
	if err := t.service.Insert(operatorReader, t.card); err != nil {
		return err
	}
	defer func() { _, _ = t.service.Remove(operatorReader) }()
	time.Sleep(2500 * time.Millisecond)
	if err := b.hands.Type(password); err != nil {
		return err
	}
	if err := b.hands.Key(robot.Return); err != nil {
		return err
	}
	time.Sleep(2500 * time.Millisecond)
	for i, y := range roomList {
		if err := b.hands.Click(roomsAt, y); err != nil {
			return err
		}
		time.Sleep(700 * time.Millisecond)
		if picture, err := b.eyes.Look(clerkMonitor); err != nil || b.keep("room-"+strconv.Itoa(i), picture) != nil {
			return fmt.Errorf("looking at a room: %w", err)
		}
	}
	used.ours = append(used.ours, p.resident())
	return nil
}

// Where the list of rooms stands on the clerk's monitor.
const roomsAt = 90

var roomList = []int{114, 166, 218, 270, 322, 374, 426, 478, 530, 582}

// resident is VmRSS in MB (10⁶ bytes).
func (p *program) resident() float64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib * 1024 / 1e6
		}
	}
	return 0
}
