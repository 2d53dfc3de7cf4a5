package robot

import (
	"errors"
	"fmt"

	"github.com/jezek/xgb/xproto"
)

// The keys that are held while another is pressed.
const (
	Control rune = 0xffe3
	Shift        = shiftKey
)

// Chord presses keys one after the other, holds them, and lets them go the other way round.
func (r *Robot) Chord(syms ...rune) error {
	var codes []xproto.Keycode
	for _, s := range syms {
		k, ok := r.keys[s]
		if !ok {
			return fmt.Errorf("the keyboard has no key U+%04X", s)
		}
		codes = append(codes, k.code)
	}
	var err error
	for _, c := range codes {
		err = errors.Join(err, r.event(xproto.KeyPress, byte(c), 0, 0, pause))
	}
	for i := range codes {
		err = errors.Join(err, r.event(xproto.KeyRelease, byte(codes[len(codes)-1-i]), 0, 0, pause))
	}
	return err
}
