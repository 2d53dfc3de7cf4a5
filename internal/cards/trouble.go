package cards

import (
	"errors"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// faultCodes tells which sentence stands for which fault of a reader or card.
var faultCodes = map[hardware.Fault]juki.Code{
	hardware.ServiceMissing: juki.ReaderServiceMissing,
	hardware.NoReader:       juki.ReaderMissing,
	hardware.NoCard:         juki.CardMissing,
	hardware.CardMute:       juki.CardMute,
	hardware.CardRemoved:    juki.CardPulled,
	hardware.CardReset:      juki.CardBusy, // another program talked to it in between
	hardware.CardBusy:       juki.CardBusy,
	hardware.DeviceTimeout:  juki.CardFailed,
	hardware.DeviceFailed:   juki.CardFailed,
}

// Trouble turns an error of this package or of a reader into the outcome a screen can say: an Outcome stays as it
// is, a Fault gets its code, everything else is CardFailed. Trouble(nil) is nil.
func Trouble(err error) *juki.Outcome {
	if err == nil {
		return nil
	}
	var o *juki.Outcome
	if errors.As(err, &o) {
		return o
	}
	var f hardware.Fault
	if errors.As(err, &f) {
		if code, known := faultCodes[f]; known {
			return because(code, err)
		}
	}
	return because(juki.CardFailed, err)
}

// because is the outcome of a code with its cause.
func because(code juki.Code, cause error) *juki.Outcome {
	o := juki.Refuse(code)
	o.Err = cause
	return o
}
