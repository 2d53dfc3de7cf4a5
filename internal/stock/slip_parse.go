package stock

import (
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// The most that a line may say: what a QR code holds, and what a record can count.
const (
	longestSlip = 4296
	mostOnSlip  = 9_999
	mostForms   = 9_999_999
)

var errSlip = errors.New("not of the form of a transfer slip")

// ParseSlip reads it, whatever case and width the keyboard gave; SlipBroken when it is not whole.
func ParseSlip(text string) (Transfer, error) {
	r := readLine(text, slipHead)
	t := Transfer{Terminal: r.lower(), Number: TransferNumber(r.upper())}
	t.From, t.To, t.For = PlaceID(r.place()), PlaceID(r.place()), r.orNone()
	t.Sent, t.SentBy = r.time(), juki.OperatorID(r.upper())
	for !r.done() {
		t.Sends = append(t.Sends, r.group(func(m *Movement, s State) {
			m.From, m.To, m.Reason = Position{t.From, s}, Position{Transit, BeingSent}, TransferSend
		})...)
	}
	for k := range t.Sends {
		t.Sends[k].Time, t.Sends[k].By, t.Sends[k].Document = t.Sent, t.SentBy, string(t.Number)
	}
	t.Things = thingsOf(t.Sends)
	t.Open = t.Things
	if r.err == nil && (len(t.Sends) == 0 || t.Slip() != r.text) {
		r.err = errSlip // one transfer has one slip
	}
	return t, r.outcome()
}

// parseReceipt reads what Receipt wrote.
func parseReceipt(text string) (Transfer, error) {
	r := readLine(text, receiptHead)
	t := Transfer{Terminal: r.lower(), Number: TransferNumber(r.upper()), Receiver: r.lower()}
	t.Received, t.By = r.time(), juki.OperatorID(r.upper())
	var place PlaceID
	for !r.done() {
		if p, ok := strings.CutPrefix(r.fields[0], "P."); ok {
			r.fields[0] = p
			place = PlaceID(r.place())
			continue
		}
		t.Taken = append(t.Taken, r.group(func(m *Movement, s State) {
			m.From, m.To, m.Reason = Position{Transit, BeingSent}, Position{place, s}, TransferReceive
		})...)
	}
	for k := range t.Taken {
		t.Taken[k].Time, t.Taken[k].By = t.Received, t.By
	}
	if r.err == nil && t.Receipt() != r.text {
		r.err = errSlip
	}
	return t, r.outcome()
}

// lineReader reads a line field by field. After the first error everything it gives is empty.
type lineReader struct {
	text   string
	fields []string
	moves  int // read so far
	err    error
}

func readLine(text, head string) *lineReader {
	r := &lineReader{}
	if len(text) > 4*longestSlip { // full width letters are three bytes each
		r.err = errSlip
		return r
	}
	r.text = juki.Label(text)
	body := strings.LastIndexByte(r.text, '/') + 1
	r.fields = strings.Split(r.text[:max(body-1, 0)], "/")
	if len(r.text) > longestSlip || sum(r.fields) != r.text || r.fields[0] != head {
		r.err = errSlip
		return r
	}
	r.fields = r.fields[1:]
	return r
}

func (r *lineReader) outcome() error {
	if r.err == nil {
		return nil
	}
	o := juki.Refuse(juki.SlipBroken)
	o.Err = r.err
	return o
}

func (r *lineReader) done() bool { return r.err != nil || len(r.fields) == 0 }

func (r *lineReader) fail() { r.err, r.fields = errSlip, nil }

func (r *lineReader) field() string {
	if r.done() {
		r.fail()
		return ""
	}
	f := r.fields[0]
	r.fields = r.fields[1:]
	return f
}

// upper reads a token that upper wrote.
func (r *lineReader) upper() string { return r.read(r.field(), upper) }

func (r *lineReader) lower() string { return r.read(r.field(), lower) }

// orNone reads a token that orNone wrote.
func (r *lineReader) orNone() string {
	if !r.done() && r.fields[0] == none {
		r.fields = r.fields[1:]
		return ""
	}
	return r.lower()
}

// read takes a token apart. The second writing shows whether it was one.
func (r *lineReader) read(f string, write func(string) string) string {
	var b strings.Builder
	small := write("a") == "A"
	for i := 0; i < len(f); i++ {
		switch c := f[i]; {
		case c == '%' && i+2 < len(f):
			code, err := hex.DecodeString(f[i+1 : i+3])
			if err != nil {
				r.fail()
				return ""
			}
			b.WriteByte(code[0])
			i += 2
		case small && 'A' <= c && c <= 'Z':
			b.WriteByte(c - 'A' + 'a')
		default:
			b.WriteByte(c)
		}
	}
	if s := b.String(); s != "" && write(s) == f {
		return s
	}
	r.fail()
	return ""
}

// place reads a place. The fixed ones are no end of a transfer: every terminal has its own.
func (r *lineReader) place() string {
	s := r.upper()
	if p, err := ParsePlace(s); err != nil || string(p) != s {
		r.fail()
	}
	return s
}

func (r *lineReader) time() time.Time {
	at, err := time.ParseInLocation(slipTime, r.field(), juki.Tokyo())
	if err != nil {
		r.fail()
	}
	return at
}

func (r *lineReader) number(s string, least, most int64) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		r.fail()
	}
	return n
}

// group reads one group; put completes its movements.
func (r *lineReader) group(put func(*Movement, State)) []Movement {
	parts := strings.Split(r.field(), ".")
	if len(parts) < 5 {
		r.fail()
		return nil
	}
	m := Movement{Item: ItemID(r.read(parts[1], lower)), ID: r.number(parts[3], 1, 1<<53)}
	state := State(r.read(parts[2], lower))
	if !slices.Contains(States(), state) {
		r.fail()
		return nil
	}
	put(&m, state)
	switch {
	case parts[0] == "S":
		return r.serials(m, parts[4:])
	case parts[0] == "R" && len(parts) == 7:
		m.Lot, m.First, m.Last = r.read(parts[4], upper), int(r.number(parts[5], 0, 1<<53)), int(r.number(parts[6], 0, 1<<53))
		if m.Last < m.First || m.Last-m.First >= mostForms {
			r.fail()
		}
	case parts[0] == "Q" && len(parts) == 5:
		m.Quantity = int(r.number(parts[4], 1, mostForms))
	default:
		r.fail()
	}
	return []Movement{m}
}

// serials reads serials and runs of them.
func (r *lineReader) serials(m Movement, parts []string) []Movement {
	var list []Movement
	for _, part := range parts {
		first, more, isRun := strings.Cut(part, "-")
		serial, err := juki.ParseCardSerial(first)
		if err != nil || string(serial) != first {
			r.fail()
		}
		n := int64(0)
		if isRun {
			n = r.number(more, 1, mostOnSlip)
		}
		for ; r.err == nil && n >= 0; n-- {
			if r.moves++; serial == "" || r.moves > mostOnSlip {
				r.fail()
				break
			}
			m.Serial = serial
			list = append(list, m)
			m.ID, serial = m.ID+1, next(serial)
		}
	}
	return list
}
