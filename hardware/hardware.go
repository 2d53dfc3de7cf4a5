// Package hardware is the contract between the counter and its devices:
// what a card reader, a card and a screen must do, and how each can fail.
// Drivers live in the folders below and import this package and one library each;
// everybody else sees only this contract.
package hardware

import (
	"context"
	"time"
)

// Fault is why a device did not do what was asked. It is an expected outcome,
// never a bug: a screen turns it into a sentence with a remedy.
type Fault string

// The faults told apart. A card pulled in the middle is CardRemoved, never a wrong PIN.
const (
	ServiceMissing Fault = "service-missing" // no PC/SC service answers
	NoReader       Fault = "no-reader"       // the named reader is not there
	NoCard         Fault = "no-card"         // the reader is empty
	CardMute       Fault = "card-mute"       // upside down, dirty or dead: no answer to reset
	CardRemoved    Fault = "card-removed"    // pulled while in use
	CardReset      Fault = "card-reset"      // another program reset it; every PIN state is gone
	CardBusy       Fault = "card-busy"       // another program holds it
	DeviceTimeout  Fault = "device-timeout"  // the deadline passed
	DeviceFailed   Fault = "device-failed"   // anything else the device reports
)

// Error makes a Fault usable as an error; compare with errors.Is or errors.As.
func (f Fault) Error() string { return string(f) }

// SlotState is what the reader says of its slot.
type SlotState int

// The states of a slot.
const (
	SlotEmpty   SlotState = iota
	SlotPresent           // a card that answered to reset
	SlotMute              // something is in the slot and does not answer
)

// Reader is one reader as last seen.
type Reader struct {
	Name  string
	Slot  SlotState
	Count uint16 // changes with each insertion and removal: a quick swap shows only here
	ATR   []byte // answer to reset of the present card; never used to decide what the card is
}

// Snapshot is the whole state of the readers at one moment.
type Snapshot struct {
	ServiceUp bool // false: the PC/SC service is missing; Readers is then empty
	Readers   []Reader
}

// Readers is the card reader service of the machine.
type Readers interface {
	// Watch sends a full snapshot at once and after each change, and closes the
	// channel when ctx ends. A slow receiver sees the newest snapshot, never a stale queue.
	// The service may die and come back; Watch goes on.
	Watch(ctx context.Context) <-chan Snapshot
	// Open takes the card in the named reader for this process alone.
	// Errors are Faults (wrapped).
	Open(ctx context.Context, reader string) (Card, error)
}

// Card is one exclusive session with an inserted card. It is used by one goroutine.
type Card interface {
	// Transmit sends one command and returns the whole answer. Every call has a deadline
	// (ctx's, or the driver's own of 30 s). Errors are Faults (wrapped);
	// a status word other than 9000 is an answer, not an error.
	Transmit(ctx context.Context, c Command) (Response, error)
	// Close resets the card, so that verified PINs are forgotten, and lets it go.
	Close() error
}

// Monitor is one screen of the desktop, in desktop pixels.
type Monitor struct {
	Name    string
	Bounds  Rect
	Primary bool
}

// Rect is a rectangle in desktop pixels.
type Rect struct{ X, Y, W, H int }

// Center returns the middle of r.
func (r Rect) Center() (x, y int) { return r.X + r.W/2, r.Y + r.H/2 }

// Screens is the window system as far as the counter must know it.
type Screens interface {
	// Monitors lists the screens that show something now, the primary one first.
	Monitors() ([]Monitor, error)
	// WindowBounds reads back where a native window really is.
	WindowBounds(native uintptr) (Rect, error)
	// Idle is the time since the last input of anybody on this desktop.
	Idle() (time.Duration, error)
}
