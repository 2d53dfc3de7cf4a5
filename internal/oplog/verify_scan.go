package oplog

import "time"

// seen is what a verifier needs of a payload; the slices are of the payload.
type seen struct {
	time                        time.Time
	event, operator, caseNumber []byte
}

// scanQuick takes exactly the payloads that scanPayload takes. It makes nothing but a time, for millions of records are verified at once.
func scanQuick(payload []byte) (s seen, ok bool) {
	if len(payload) > MaxPayload {
		return s, false
	}
	q := quick{rest: payload}
	q.skip(`{"v":1,"t":"`)
	s.time = q.time()
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
	n := 0
	for n < len(q.rest) && kinds[q.rest[n]]&kind != 0 {
		n++
	}
	run := q.rest[:n]
	q.wrong, q.rest = q.wrong || n == 0, q.rest[n:]
	return run
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

// timeForm has a digit wherever it has a 0 before the offset.
const (
	timeForm   = "0000-00-00T00:00:00.000+09:00"
	timeOffset = len("0000-00-00T00:00:00.000")
)

// time reads "2026-11-24T09:05:03.120+09:00" and no other spelling of it.
func (q *quick) time() time.Time {
	if q.wrong || len(q.rest) < len(timeForm) || !formOfTime(q.rest) {
		q.wrong = true
		return time.Time{}
	}
	text := q.rest
	year, month, day := digits(text[0:4]), digits(text[5:7]), digits(text[8:10])
	hour, minute, second := digits(text[11:13]), digits(text[14:16]), digits(text[17:19])
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59 {
		q.wrong = true
		return time.Time{}
	}
	q.rest = q.rest[len(timeForm):]
	return time.Date(year, time.Month(month), day, hour, minute, second, digits(text[20:23])*int(time.Millisecond), japan)
}

func formOfTime(text []byte) bool {
	for i := range timeOffset {
		if digit := kinds[text[i]]&digitKind != 0; digit != (timeForm[i] == '0') || !digit && text[i] != timeForm[i] {
			return false
		}
	}
	return string(text[timeOffset:len(timeForm)]) == timeForm[timeOffset:]
}

func digits(text []byte) (n int) {
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
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
