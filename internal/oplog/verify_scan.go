package oplog

import (
	"math"
	"time"
)

// seen is what a verifier needs of a payload; the slices are of the payload.
type seen struct {
	at                          instant
	event, operator, caseNumber []byte
}

// instant is a time in Unix milliseconds: millions of records are verified at once, and this one is cheap to keep.
type instant int64

// unknown is the time of a record whose text was erased.
const unknown instant = math.MinInt64

func (i instant) time() time.Time {
	if i == unknown {
		return time.Time{}
	}
	return time.UnixMilli(int64(i)).In(japan)
}

// scanQuick takes exactly the payloads that scanPayload takes. It makes nothing, for millions of records are verified at once.
func scanQuick(payload []byte) (s seen, ok bool) {
	if len(payload) > MaxPayload {
		return s, false
	}
	q := quick{rest: payload}
	q.skip(`{"v":1,"t":"`)
	s.at = q.time()
	q.skip(`","e":"`)
	s.event = q.text()
	q.skip(`"`)
	if q.has(`,"op":"`) {
		s.operator = q.text()
		q.skip(`"`)
	}
	if q.has(`,"case":"`) {
		s.caseNumber = q.text()
		q.skip(`"`)
	}
	if q.has(`,"f":{`) {
		q.values()
	}
	q.skip(`}`)
	return s, !q.wrong && len(q.rest) == 0
}

// quick reads bytes; after something wrong every step does nothing.
type quick struct {
	rest  []byte
	wrong bool
}

func (q *quick) has(literal string) bool {
	if q.wrong || len(q.rest) < len(literal) || string(q.rest[:len(literal)]) != literal {
		return false
	}
	q.rest = q.rest[len(literal):]
	return true
}

func (q *quick) skip(literal string) { q.wrong = q.wrong || !q.has(literal) }

func (q *quick) run(kind byte) []byte {
	rest, n := q.rest, 0
	for n < len(rest) && kinds[rest[n]]&kind != 0 {
		n++
	}
	q.wrong, q.rest = q.wrong || n == 0, rest[n:]
	return rest[:n]
}

func (q *quick) text() []byte { return q.run(textKind) }

func (q *quick) values() {
	var before []byte
	for !q.wrong {
		q.skip(`"`)
		name := q.run(lowerKind)
		q.skip(`":`)
		q.value()
		if before != nil && string(before) >= string(name) {
			q.wrong = true
		}
		before = name
		if q.has(`}`) {
			return
		}
		q.skip(`,`)
	}
}

func (q *quick) value() {
	if q.has(`"`) {
		q.text()
		q.skip(`"`)
		return
	}
	minus := q.has("-")
	digits := q.run(digitKind)
	if len(digits) > 1 && digits[0] == '0' || minus && string(digits) == "0" || len(digits) > 16 {
		q.wrong = true
		return
	}
	n := int64(0)
	for _, c := range digits {
		n = n*10 + int64(c-'0')
	}
	q.wrong = q.wrong || n > 1<<53
}

// The places of a time that are no digits.
const timeForm = "0000-00-00T00:00:00.000+09:00"

// time reads "2026-11-24T09:05:03.120+09:00" and no other spelling of it.
func (q *quick) time() instant {
	if q.wrong || len(q.rest) < len(timeForm) {
		q.wrong = true
		return unknown
	}
	at, ok := readTime((*[len(timeForm)]byte)(q.rest))
	q.wrong, q.rest = !ok, q.rest[len(timeForm):]
	return at
}

func readTime(text *[len(timeForm)]byte) (instant, bool) {
	formed := text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == '.' && string(text[23:]) == "+09:00"
	d := digits{}
	year, month, day := d.two(text[0], text[1])*100+d.two(text[2], text[3]), d.two(text[5], text[6]), d.two(text[8], text[9])
	hour, minute, second := d.two(text[11], text[12]), d.two(text[14], text[15]), d.two(text[17], text[18])
	milli := d.two(text[20], text[21])*10 + d.two('0', text[22])
	if !formed || d.wrong || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 59 {
		return unknown, false
	}
	return instant((((int64(daysBefore(year, month)+day-1)*24+int64(hour)-japanHours)*60+int64(minute))*60+int64(second))*1000 + int64(milli)), true
}

func isDay(year, month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

// japanHours is what Japan is ahead of UTC.
const japanHours = 9

// digits reads digits and remembers whether one was none.
type digits struct{ wrong bool }

func (d *digits) two(high, low byte) int {
	h, l := high-'0', low-'0' // less than '0' becomes large
	d.wrong = d.wrong || h > 9 || l > 9
	return int(h)*10 + int(l)
}

// daysBefore is how many days of the civil calendar lie between 1970 and a month; negative before 1970.
func daysBefore(year, month int) int {
	const from1March = 865_565 // days from 1 March of the year 400 BC (-400) to 1970: the calendar repeats after 400 years
	year += 400                // never negative
	if month < 3 {
		year--
	}
	march := (month + 9) % 12 // a year from March on has its leap day at the end
	return year*365 + year/4 - year/100 + year/400 + (march*306+5)/10 - from1March
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

const (
	textKind byte = 1 << iota
	lowerKind
	digitKind
)

// kinds says of each byte where it may stand.
var kinds = func() (table [256]byte) {
	for i := range table {
		c := byte(i)
		if isText(c) {
			table[c] |= textKind
		}
		if isLower(c) {
			table[c] |= lowerKind
		}
		if isDigit(c) {
			table[c] |= digitKind
		}
	}
	return table
}()
