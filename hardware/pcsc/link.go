package pcsc

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ebfe/scard"

	"madoguchi/hardware"
)

// link is a connected card with its context. It is used by one goroutine.
type link struct {
	reader string
	ctx    *scard.Context
	card   *scard.Card
}

// connect takes the card for this process alone. Exclusive, not a transaction: nobody else may talk
// to a card whose PIN was just verified, and Windows breaks a transaction that pauses for five seconds.
func connect(ctx context.Context, reader string) (*link, error) {
	c, err := scard.EstablishContext()
	if err != nil {
		return nil, asFault(hardware.ServiceMissing, err)
	}
	card, err := takeCard(ctx, c, reader)
	if err != nil {
		_ = c.Release()
		f, _ := faultOf(err)
		if f == hardware.CardRemoved { // it left just before: the reader is empty
			f = hardware.NoCard
		}
		return nil, asFault(f, err)
	}
	l := &link{reader: reader, ctx: c, card: card}
	if p := card.ActiveProtocol(); p != scard.ProtocolT0 && p != scard.ProtocolT1 {
		l.letGo()
		return nil, asFault(hardware.CardMute, errors.New("no protocol was agreed on")) // Transmit would panic
	}
	return l, nil
}

// takeCard connects, and waits a moment when another program has the card.
func takeCard(ctx context.Context, c *scard.Context, reader string) (*scard.Card, error) {
	patience := time.Now().Add(busyFor)
	for {
		card, err := c.Connect(reader, scard.ShareExclusive, scard.ProtocolAny)
		if !errors.Is(err, scard.ErrSharingViolation) || time.Now().After(patience) || ctx.Err() != nil {
			return card, err
		}
		time.Sleep(busyRetry)
	}
}

// transmit sends one raw APDU and returns the raw answer, or a fault.
func (l *link) transmit(raw []byte) ([]byte, error) {
	if len(raw) < 4 {
		return nil, hardware.DeviceFailed // the library panics on an empty command
	}
	if l.card.ActiveProtocol() == scard.ProtocolT0 && len(raw) > 5 && len(raw) == 6+int(raw[4]) {
		raw = raw[:len(raw)-1] // T=0 has no Le beside data; the card says 61xx instead
	}
	answer, err := l.card.Transmit(raw)
	if err == nil {
		return answer, nil
	}
	f, sure := faultOf(err)
	if !sure {
		f = l.diagnose()
	}
	if f == hardware.NoCard { // under a session it means: it left
		f = hardware.CardRemoved
	}
	return nil, asFault(f, err)
}

// noticeWithin is how long the service may need to notice that a card left: it polls its readers.
const noticeWithin = 1500 * time.Millisecond

// diagnose finds out what a failed transmission meant, without ever sending it again.
func (l *link) diagnose() hardware.Fault {
	for end := time.Now().Add(noticeWithin); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if f := l.present(); f != "" {
			return f
		}
		// An empty transaction reaches the service but not the card.
		err := l.card.BeginTransaction()
		if err == nil {
			_ = l.card.EndTransaction(scard.LeaveCard)
			continue
		}
		if f, sure := faultOf(err); sure {
			return f
		}
	}
	return hardware.DeviceFailed
}

// present asks, on a context of its own, whether the service and the reader are there; "" if both are.
func (l *link) present() hardware.Fault {
	c, err := scard.EstablishContext()
	if err != nil {
		return hardware.ServiceMissing
	}
	defer func() { _ = c.Release() }()
	names, err := readerNames(c)
	switch {
	case err != nil:
		return hardware.ServiceMissing
	case !slices.Contains(names, l.reader):
		return hardware.NoReader
	}
	return ""
}

// letGo resets the card, so that every verified PIN is forgotten, and frees it.
// Nothing can be done about errors: they mean that card or service are gone.
func (l *link) letGo() {
	_ = l.card.Disconnect(scard.ResetCard)
	_ = l.ctx.Release()
}
