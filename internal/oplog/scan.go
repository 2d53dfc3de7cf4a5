package oplog

import (
	"errors"
	"fmt"
	"time"
)

// scanPayload reads a payload by its grammar, so that a verifier can read records of a newer catalogue too.
func scanPayload(payload []byte) (rawRecord, error) {
	if len(payload) > MaxPayload {
		return rawRecord{}, errors.New("longer than allowed")
	}
	s := scanner{rest: string(payload)}
	var r rawRecord
	s.literal(`{"v":1,"t":"`)
	r.time = s.time()
	s.literal(`","e":"`)
	r.event = s.text()
	s.literal(`"`)
	if s.accept(`,"op":"`) {
		r.operator = s.text()
		s.literal(`"`)
	}
	if s.accept(`,"case":"`) {
		r.caseNumber = s.text()
		s.literal(`"`)
	}
	if s.accept(`,"f":{`) {
		r.values = s.values()
	}
	s.literal(`}`)
	if s.err == nil && s.rest != "" {
		s.err = errors.New("text after the end")
	}
	return r, s.err
}

// scanner keeps the first error; every step after it does nothing.
type scanner struct {
	rest string
	err  error
}

func (s *scanner) accept(literal string) bool {
	if s.err != nil || len(s.rest) < len(literal) || s.rest[:len(literal)] != literal {
		return false
	}
	s.rest = s.rest[len(literal):]
	return true
}

func (s *scanner) literal(want string) {
	if !s.accept(want) && s.err == nil {
		s.err = fmt.Errorf("expected %s", want)
	}
}

func (s *scanner) time() time.Time {
	if s.err != nil || len(s.rest) < len(timeLayout) {
		s.literal("a time")
		return time.Time{}
	}
	text := s.rest[:len("2006-01-02T15:04:05.000+09:00")]
	t, err := time.Parse(timeLayout, text)
	if err != nil || t.In(japan).Format(timeLayout) != text {
		s.err = errors.New("time is not in canonical form")
		return time.Time{}
	}
	s.rest = s.rest[len(text):]
	return t.In(japan)
}

// text reads a non-empty run of the characters that values are made of: no quote, no backslash, no space.
func (s *scanner) text() string { return s.run(isText, "a value") }

func (s *scanner) run(of func(byte) bool, what string) string {
	if s.err != nil {
		return ""
	}
	n := 0
	for n < len(s.rest) && of(s.rest[n]) {
		n++
	}
	if n == 0 {
		s.err = fmt.Errorf("expected %s", what)
		return ""
	}
	run := s.rest[:n]
	s.rest = s.rest[n:]
	return run
}

func isText(c byte) bool {
	switch c {
	case '-', '_', '.', ',', ':', '*', '+', '/', '=':
		return true
	}
	return isLower(c) || isDigit(c) || 'A' <= c && c <= 'Z'
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// values reads the fields up to their closing brace: at least one, in strictly rising order.
func (s *scanner) values() []rawValue {
	var values []rawValue
	for s.err == nil {
		s.literal(`"`)
		v := rawValue{name: s.run(isLower, "a field")}
		s.literal(`":`)
		s.value(&v)
		if n := len(values); s.err == nil && n > 0 && values[n-1].name >= v.name {
			s.err = errors.New("fields are not in order")
		}
		values = append(values, v)
		if s.accept(`}`) {
			break
		}
		s.literal(`,`)
	}
	return values
}

func (s *scanner) value(v *rawValue) {
	if s.accept(`"`) {
		v.text = s.text()
		s.literal(`"`)
		return
	}
	v.number = true
	sign := ""
	if s.accept("-") {
		sign = "-"
	}
	digits := s.run(isDigit, "a number")
	v.text = sign + digits
	if s.err == nil && !between(-1<<53, 1<<53)(v.text) {
		s.err = errors.New("number is not in canonical form")
	}
}
