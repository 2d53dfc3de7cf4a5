package oplog

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"

	"madoguchi/internal/juki"
)

// The payload of a record is one line of JSON in one canonical form, in ASCII, without spaces and escapes:
//
//	{"v":1,"t":"2026-11-24T09:05:03.120+09:00","e":"handover.opened","op":"S001","case":"R08-000001","f":{"place":"A-01","tries":3}}
//
// op, case and f are left out when empty; the keys of f are in byte order. This exact text is what is hashed.

// MaxPayload is the longest payload in bytes.
const MaxPayload = 2048

// EncodeRecord gives the payload of r. The error is an Outcome RecordRefused when r does not pass Check.
func EncodeRecord(r Record) ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	b := fmt.Appendf(make([]byte, 0, 256), `{"v":1,"t":"%s","e":"%s"`, r.Time.In(japan).Format(timeLayout), r.Event)
	if r.Operator != "" {
		b = fmt.Appendf(b, `,"op":"%s"`, r.Operator)
	}
	if r.Case != "" {
		b = fmt.Appendf(b, `,"case":"%s"`, r.Case)
	}
	b = appendValues(b, r.Values)
	b = append(b, '}')
	if len(b) > MaxPayload {
		return nil, refused(fmt.Errorf("%s: record is longer than %d bytes", r.Event, MaxPayload))
	}
	return b, nil
}

func appendValues(b []byte, values []Value) []byte {
	sorted := sortedValues(values)
	for i, v := range sorted {
		lead := `,`
		if i == 0 {
			lead = `,"f":{`
		}
		b = fmt.Appendf(b, `%s"%s":`, lead, v.field)
		if forms[v.field].number {
			b = append(b, v.text...)
		} else {
			b = strconv.AppendQuote(b, v.text) // no form allows a character that would be escaped
		}
	}
	if len(sorted) > 0 {
		b = append(b, '}')
	}
	return b
}

// DecodeRecord reads a payload back. It refuses everything that EncodeRecord would not have written, byte for byte.
func DecodeRecord(payload []byte) (Record, error) {
	raw, err := scanPayload(payload)
	if err != nil {
		return Record{}, fmt.Errorf("record: %w", err)
	}
	event, known := ParseEvent(raw.event)
	if !known {
		return Record{}, errors.New("record: event is not in the catalogue")
	}
	r := Record{Time: raw.time, Event: event, Operator: juki.OperatorID(raw.operator), Case: juki.CaseNumber(raw.caseNumber)}
	for _, v := range raw.values {
		if f, known := forms[Field(v.name)]; !known || f.number != v.number {
			return Record{}, errors.New("record: unknown field or wrong kind of value")
		}
		r.Values = append(r.Values, Value{field: Field(v.name), text: v.text})
	}
	again, err := EncodeRecord(r)
	if err != nil {
		return Record{}, err
	}
	if !bytes.Equal(again, payload) {
		return Record{}, errors.New("record: not in canonical form")
	}
	return r, nil
}

// rawRecord is a payload by its grammar alone, whatever the catalogue of the program that wrote it.
type rawRecord struct {
	time                        time.Time
	event, operator, caseNumber string
	values                      []rawValue
}

type rawValue struct {
	name, text string
	number     bool
}
