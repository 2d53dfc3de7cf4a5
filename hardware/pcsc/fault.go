package pcsc

import (
	"errors"
	"fmt"

	"github.com/ebfe/scard"

	"madoguchi/hardware"
)

// faultOf maps an error of the service that has one meaning. ok is false for the others:
// what they mean depends on what the reader says next, see diagnose.
func faultOf(err error) (f hardware.Fault, ok bool) {
	var e scard.Error
	if !errors.As(err, &e) {
		return hardware.DeviceFailed, false
	}
	switch e {
	case scard.ErrNoService, scard.ErrServiceStopped, scard.ErrCommError, scard.ErrShutdown, scard.ErrServerTooBusy:
		return hardware.ServiceMissing, true
	case scard.ErrNoReadersAvailable, scard.ErrUnknownReader, scard.ErrReaderUnavailable:
		return hardware.NoReader, true
	case scard.ErrNoSmartcard:
		return hardware.NoCard, true
	case scard.ErrRemovedCard:
		return hardware.CardRemoved, true
	case scard.ErrResetCard:
		return hardware.CardReset, true
	case scard.ErrUnresponsiveCard, scard.ErrUnpoweredCard, scard.ErrUnsupportedCard, scard.ErrInvalidAtr, scard.ErrProtoMismatch:
		return hardware.CardMute, true
	case scard.ErrSharingViolation:
		return hardware.CardBusy, true
	case scard.ErrTimeout, scard.ErrWaitedTooLong:
		return hardware.DeviceTimeout, true
	}
	return hardware.DeviceFailed, false
}

// asFault wraps an error of the service with its fault, keeping both for errors.Is.
func asFault(f hardware.Fault, err error) error { return fmt.Errorf("%w (%w)", f, err) }
