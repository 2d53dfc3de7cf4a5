package hardware

import "fmt"

// Command is one command APDU, ISO/IEC 7816-4, short form.
type Command struct {
	CLA, INS, P1, P2 byte
	Data             []byte // at most 255 bytes
	Le               int    // expected answer: 0 none, 1..256
}

// Bytes is the encoded command. The caller wipes it when Data held a PIN.
func (c Command) Bytes() []byte {
	b := make([]byte, 0, 6+len(c.Data))
	b = append(b, c.CLA, c.INS, c.P1, c.P2)
	if len(c.Data) > 0 {
		b = append(b, byte(len(c.Data)))
		b = append(b, c.Data...)
	}
	if c.Le > 0 {
		b = append(b, byte(c.Le)) // 256 is encoded as 00
	}
	return b
}

// CarriesPIN tells commands whose data is a PIN, in every class byte:
// VERIFY, CHANGE, RESET RETRY COUNTER, JICSAP CHANGE KEY and the test issuer's PUT PIN.
func (c Command) CarriesPIN() bool {
	switch c.INS {
	case 0x20, 0x24, 0x2C, 0x32, 0xF4:
		return true
	}
	return false
}

// String prints the command for a trace. PIN data is masked here, at the type,
// so that no log level of anybody can print a PIN.
func (c Command) String() string {
	if c.CarriesPIN() && len(c.Data) > 0 {
		return fmt.Sprintf("%02X%02X%02X%02X [%d bytes ***]", c.CLA, c.INS, c.P1, c.P2, len(c.Data))
	}
	return fmt.Sprintf("%02X%02X%02X%02X %X Le=%d", c.CLA, c.INS, c.P1, c.P2, c.Data, c.Le)
}

// GoString keeps %#v from printing the data.
func (c Command) GoString() string { return c.String() }

// Wipe overwrites the command's data.
func (c Command) Wipe() { clear(c.Data) }

// Response is the answer of a card.
type Response struct {
	Data []byte
	SW   uint16 // status word
}

// OK tells whether the card accepted the command.
func (r Response) OK() bool { return r.SW == 0x9000 }

// String names only the status word and the length: card data is personal.
func (r Response) String() string { return fmt.Sprintf("SW=%04X, %d bytes", r.SW, len(r.Data)) }

// GoString keeps %#v from printing the data.
func (r Response) GoString() string { return r.String() }
