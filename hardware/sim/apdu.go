package sim

// command is a command APDU as the chip sees it.
type command struct {
	cla, ins, p1, p2 byte
	data             []byte
	le               int // -1: none asked for
}

// answer is what the chip says.
type answer struct {
	data []byte
	sw   uint16
}

func status(sw uint16) answer { return answer{sw: sw} }

func (a answer) bytes() []byte {
	return append(append(make([]byte, 0, len(a.data)+2), a.data...), byte(a.sw>>8), byte(a.sw))
}

// Status words the simulated chips use, ISO/IEC 7816-4 and what JPKI cards were seen to answer.
const (
	swOK              = 0x9000
	swMore            = 0x6100 // low byte: how many bytes are left
	swTriesLeft       = 0x63C0 // low digit: tries left
	swWrongLength     = 0x6700
	swNotAllowed      = 0x6982 // security status not satisfied
	swPIVBlocked      = 0x6983
	swBlocked         = 0x6984 // reference data not usable: blocked or never set
	swConditions      = 0x6985
	swNoFile          = 0x6986 // no current file of this kind
	swWrongData       = 0x6A80
	swNotFound        = 0x6A82
	swNoRecord        = 0x6A83
	swWrongP1P2       = 0x6A86
	swNoReference     = 0x6A88
	swPastEnd         = 0x6B00
	swUnknownINS      = 0x6D00
	swUnknownCLA      = 0x6E00
	swInternalFailure = 0x6F00
)

// parseCommand reads the short and extended forms of ISO/IEC 7816-3. It never panics.
func parseCommand(raw []byte) (command, bool) {
	if len(raw) < 4 {
		return command{}, false
	}
	c := command{cla: raw[0], ins: raw[1], p1: raw[2], p2: raw[3], le: -1}
	body := raw[4:]
	switch {
	case len(body) == 0:
		return c, true
	case len(body) == 1:
		c.le = length(int(body[0]), 256)
		return c, true
	case body[0] != 0:
		return c.withData(body[1:], int(body[0]), 1)
	case len(body) == 3:
		c.le = length(int(body[1])<<8|int(body[2]), 65536)
		return c, true
	case len(body) > 3:
		return c.withData(body[3:], int(body[1])<<8|int(body[2]), 2)
	}
	return command{}, false
}

// withData splits what follows the length of the data: the data and an optional Le of leBytes.
func (c command) withData(rest []byte, n, leBytes int) (command, bool) {
	switch len(rest) - n {
	case 0:
		c.data = rest
		return c, n > 0
	case leBytes:
		c.data = rest[:n]
		le, most := 0, 256
		for _, b := range rest[n:] {
			le = le<<8 | int(b)
		}
		if leBytes == 2 {
			most = 65536
		}
		c.le = length(le, most)
		return c, n > 0
	}
	return command{}, false
}

// length decodes an Le: zero stands for the most.
func length(n, most int) int {
	if n == 0 {
		return most
	}
	return n
}
