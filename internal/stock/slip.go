package stock

import (
	"fmt"
	"hash/crc32"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// A slip and a receipt are one line of the characters that a QR code packs best and that keyboards of every layout type alike, whatever
// the scanner, caps lock or 全角 make of them: capitals, digits and - . / %. Other bytes, and letters of the other case, are written %XX.
//
//	MADO1S/terminal/number/from/to/for/time/by/group/.../checksum    for is the terminal it is sent to, - when the place names none
//	MADO1R/terminal/number/receiver/time/by/P.place/group/.../P.place/group/.../checksum
//
// A group is the movements of one item in one state, numbered one after the other by the ledger that wrote the line:
//
//	S.item.state.first-movement.serial.serial-9.serial   serial-9 is the serial and the nine after it
//	R.item.state.movement.lot.first.last
//	Q.item.state.movement.quantity
//
// The checksum finds a misread line. It is no signature: who can print can forge a slip. What stops a forged one is that the things
// themselves are scanned when they are received, that a receipt ends only what was sent, and that both ledgers are added up elsewhere.
const (
	slipHead    = "MADO1S"
	receiptHead = "MADO1R"
	slipTime    = "20060102150405"
)

// slipCapacity is how many characters a code of 80 mm holds at error level M (version 30, alphanumeric): 100 serials of 15 characters fit.
const slipCapacity = 1900

// Slip is the text of a transfer's QR code, in one line of printable ASCII that a keyboard scanner types: everything the other end needs without a network.
func (t Transfer) Slip() string {
	fields := []string{slipHead, lower(t.Terminal), upper(string(t.Number.plain())), upper(string(t.From)), upper(string(t.To)), orNone(t.For), stamp(t.Sent), upper(string(t.SentBy))}
	return sum(append(fields, groups(t.Sends, func(m Movement) State { return m.From.State })...))
}

// Receipt is the text of the QR code that the receiving end prints; Confirm reads it at the sending end, where the transfer then ends.
// It is "" while nothing was received.
func (t Transfer) Receipt() string {
	if t.Receiver == "" || len(t.Taken) == 0 {
		return ""
	}
	last := t.Taken[len(t.Taken)-1]
	fields := []string{receiptHead, lower(t.Terminal), upper(string(t.Number.plain())), lower(t.Receiver), stamp(last.Time), upper(string(last.By))}
	for rest := t.Taken; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].To.Place == rest[0].To.Place {
			n++
		}
		fields = append(fields, "P."+upper(string(rest[0].To.Place)))
		fields = append(fields, groups(rest[:n], func(m Movement) State { return m.To.State })...)
		rest = rest[n:]
	}
	return sum(fields)
}

func stamp(t time.Time) string { return t.In(juki.Tokyo()).Format(slipTime) }

// sum joins the fields and closes them with their checksum.
func sum(fields []string) string {
	line := strings.Join(fields, "/") + "/"
	return line + fmt.Sprintf("%08X", crc32.ChecksumIEEE([]byte(line)))
}

// upper writes a token that is in capitals most often, lower one that is in small letters.
func upper(s string) string { return token(s, 'A') }

func lower(s string) string { return token(s, 'a') }

// none stands for a field that says nothing.
const none = "-"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return lower(s)
}

func token(s string, letters byte) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case '0' <= c && c <= '9', c == '-':
			b.WriteByte(c)
		case letters <= c && c < letters+26:
			b.WriteByte(c - letters + 'A')
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// groups writes movements, those of one item and state that follow each other together.
func groups(moves []Movement, state func(Movement) State) []string {
	var list []string
	var before Movement
	var run []juki.CardSerial
	flush := func() {
		if len(run) > 0 {
			list[len(list)-1] += "." + upper(string(run[0]))
			if len(run) > 1 {
				list[len(list)-1] += fmt.Sprintf("-%d", len(run)-1)
			}
			run = nil
		}
	}
	for _, m := range moves {
		head := fmt.Sprintf(".%s.%s.%d", lower(string(m.Item)), lower(string(state(m))), m.ID)
		switch {
		case m.Lot != "":
			flush()
			list = append(list, fmt.Sprintf("R%s.%s.%d.%d", head, upper(m.Lot), m.First, m.Last))
		case m.Serial == "":
			flush()
			list = append(list, fmt.Sprintf("Q%s.%d", head, m.Quantity))
		case before.Serial == "" || before.Item != m.Item || state(before) != state(m) || before.ID+1 != m.ID:
			flush()
			list = append(list, "S"+head)
			run = []juki.CardSerial{m.Serial}
		case m.Serial == next(before.Serial):
			run = append(run, m.Serial)
		default:
			flush()
			run = []juki.CardSerial{m.Serial}
		}
		before = m
	}
	flush()
	return list
}

// next is the serial after s: one more in its last digits, of the same length. "" when there is none.
func next(s juki.CardSerial) juki.CardSerial {
	b := []byte(s)
	for i := len(b) - 1; i >= 0 && '0' <= b[i] && b[i] <= '9'; i-- {
		if b[i] < '9' {
			b[i]++
			return juki.CardSerial(b)
		}
		b[i] = '0'
	}
	return ""
}
