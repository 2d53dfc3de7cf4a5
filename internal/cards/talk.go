package cards

import (
	"context"
	"fmt"

	"madoguchi/hardware"
)

// StatusError is a status word that an answer should not have had. It names the act, never the data.
type StatusError struct {
	Doing string
	SW    uint16
}

// Error names the act and the status word.
func (e *StatusError) Error() string { return fmt.Sprintf("%s: status word %04X", e.Doing, e.SW) }

// Status words used here.
const (
	swDone       = 0x9000
	swNoSuchFile = 0x6A82
	swNoRecord   = 0x6A83
	swBlocked    = 0x6984 // JPKI and the other Japanese applications
	swBlockedISO = 0x6983 // PIV
	swPastEnd    = 0x6B00
)

// talk is one conversation with a card.
type talk struct {
	ctx  context.Context
	card hardware.Card
}

// send transmits one command. A fault is wrapped with what was tried.
func (t talk) send(doing string, c hardware.Command) (hardware.Response, error) {
	r, err := t.card.Transmit(t.ctx, c)
	if err != nil {
		return hardware.Response{}, fmt.Errorf("%s: %w", doing, err)
	}
	return r, nil
}

// selectApp selects an application; there is false when the card has none of that name.
func (t talk) selectApp(a application) (there bool, err error) {
	r, err := t.send("select application", hardware.Command{INS: 0xA4, P1: 0x04, P2: 0x0C, Data: []byte(a)})
	if err != nil {
		return false, err
	}
	return answersSelect("select application", r.SW)
}

// answersSelect reads the answer to the question whether an application is there.
func answersSelect(doing string, sw uint16) (there bool, err error) {
	switch sw >> 8 {
	case 0x90:
		return true, nil
	case 0x67, 0x69, 0x6A, 0x6B, 0x6D, 0x6E:
		// 6A82 from a card without the application; foreign chips refuse in their own ways. Each only answers the
		// question. A memory error (64xx, 65xx, 6F00) does not: a dying card must not pass for a foreign one.
		return false, nil
	}
	return false, &StatusError{doing, sw}
}

// selectFile selects a file of the current application; there is false when it has none.
func (t talk) selectFile(f file) (there bool, err error) {
	doing := fmt.Sprintf("select file %04X", uint16(f))
	r, err := t.send(doing, hardware.Command{INS: 0xA4, P1: 0x02, P2: 0x0C, Data: []byte{byte(f >> 8), byte(f)}})
	if err != nil {
		return false, err
	}
	switch r.SW {
	case swDone:
		return true, nil
	case swNoSuchFile:
		return false, nil
	}
	return false, &StatusError{doing, r.SW}
}

// readFile reads the first n bytes (at most 256) of a file of the current application; nil when there is no such file.
func (t talk) readFile(f file, n int) ([]byte, error) {
	there, err := t.selectFile(f)
	if err != nil || !there {
		return nil, err
	}
	doing := fmt.Sprintf("read file %04X", uint16(f))
	r, err := t.send(doing, hardware.Command{INS: 0xB0, Le: n})
	if err != nil {
		return nil, err
	}
	if r.SW == swPastEnd { // an empty file
		return nil, nil
	}
	if !r.OK() {
		return nil, &StatusError{doing, r.SW}
	}
	return r.Data, nil
}

// readRecord reads record 1 of a file of the current application; nil when there is none.
func (t talk) readRecord(f file) ([]byte, error) {
	there, err := t.selectFile(f)
	if err != nil || !there {
		return nil, err
	}
	doing := fmt.Sprintf("read record of file %04X", uint16(f))
	r, err := t.send(doing, hardware.Command{INS: 0xB2, P1: 0x01, P2: 0x04, Le: 256})
	if err != nil {
		return nil, err
	}
	if r.SW == swNoRecord {
		return nil, nil
	}
	if !r.OK() {
		return nil, &StatusError{doing, r.SW}
	}
	return r.Data, nil
}
