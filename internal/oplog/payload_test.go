package oplog

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
)

func example() Record {
	return Record{
		Time: time.Date(2026, 11, 24, 0, 5, 3, 120_999_999, time.UTC), Event: HandoverPINsNotSet, Operator: "S001", Case: "R08-000123",
		Values: []Value{Count(FieldTries, 3), Code(juki.CardPulled), PIN(juki.SignaturePIN)},
	}
}

const examplePayload = `{"v":1,"t":"2026-11-24T09:05:03.120+09:00","e":"handover.pins-not-set","op":"S001","case":"R08-000123",` +
	`"f":{"code":"card-pulled","pin":"signature","tries":3}}`

func TestTheTextThatIsHashed(t *testing.T) {
	for want, r := range map[string]Record{
		examplePayload: example(),
		`{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.placed"}`: {Time: morning, Event: PadPlaced},
	} {
		got, err := EncodeRecord(r)
		if err != nil || string(got) != want {
			t.Errorf("got  %s %v\nwant %s", got, err, want)
		}
		if !json.Valid(got) {
			t.Errorf("not JSON: %s", got)
		}
		again, err := DecodeRecord(got)
		if err != nil {
			t.Fatal(err)
		}
		r.Time, r.Values = r.Time.In(japan).Truncate(time.Millisecond), sortedValues(r.Values)
		if diff := cmp.Diff(r, again, cmp.AllowUnexported(Value{}, EventID{}), cmp.Transformer("time", time.Time.String)); diff != "" && len(r.Values) > 0 {
			t.Error(diff)
		}
	}
}

func TestTheCatalogueIsHeldOnAppend(t *testing.T) {
	change := func(f func(r *Record)) Record {
		r := example()
		f(&r)
		return r
	}
	for what, r := range map[string]Record{
		"no event":                           change(func(r *Record) { r.Event = EventID{} }),
		"an event of no catalogue":           change(func(r *Record) { r.Event = EventID{"handover.hurried"} }),
		"no time":                            change(func(r *Record) { r.Time = time.Time{} }),
		"no case":                            change(func(r *Record) { r.Case = "" }),
		"a needed field missing":             change(func(r *Record) { r.Values = r.Values[:1] }),
		"a field too many":                   change(func(r *Record) { r.Values = append(r.Values, Place("A-01")) }),
		"a field twice":                      change(func(r *Record) { r.Values = append(r.Values, Code(juki.CardMute)) }),
		"an empty value":                     change(func(r *Record) { r.Values = append(r.Values, Value{}) }),
		"an operator with a program's event": {Time: morning, Event: PadPlaced, Operator: "S001"},
		"a program with a person's event":    {Time: morning, Event: HandoverOpened, Case: "R08-000001"},
		"a case where none belongs":          {Time: morning, Event: PadPlaced, Case: "R08-000001"},
	} {
		if _, err := EncodeRecord(r); !errors.Is(err, juki.Refuse(juki.RecordRefused)) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestOtherSpellingsOfAPayloadAreRefused(t *testing.T) {
	for what, payload := range map[string]string{
		"a space":          `{"v":1, "t":"2026-11-24T09:00:00.000+09:00","e":"pad.placed"}`,
		"another order":    `{"v":1,"e":"pad.placed","t":"2026-11-24T09:00:00.000+09:00"}`,
		"an escape":        `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.pl\u0061ced"}`,
		"another zone":     `{"v":1,"t":"2026-11-24T00:00:00.000+00:00","e":"pad.placed"}`,
		"Z":                `{"v":1,"t":"2026-11-24T00:00:00.000Z","e":"pad.placed"}`,
		"no such day":      `{"v":1,"t":"2026-11-31T09:00:00.000+09:00","e":"pad.placed"}`,
		"empty operator":   `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.lost","op":""}`,
		"empty fields":     `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.lost","f":{}}`,
		"fields unordered": `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"login.failed","op":"S001","f":{"tries":3,"code":"card-pulled"}}`,
		"a field twice":    `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"login.failed","op":"S001","f":{"tries":3,"tries":3}}`,
		"number as text":   `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"login.failed","op":"S001","f":{"tries":"3"}}`,
		"zero before":      `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"login.failed","op":"S001","f":{"tries":03}}`,
		"minus zero":       `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"login.failed","op":"S001","f":{"tries":-0}}`,
		"version 2":        `{"v":2,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.placed"}`,
		"text after":       `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.placed"}x`,
		"nothing":          ``,
		"too long":         `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.lost","f":{"code":"` + strings.Repeat("a", MaxPayload) + `"}}`,
	} {
		if r, err := DecodeRecord([]byte(payload)); err == nil {
			t.Errorf("%s: read as %+v", what, r)
		}
		if _, err := scanPayload([]byte(payload)); err == nil && what != "number as text" { // which only the catalogue can know
			t.Errorf("%s: taken by the grammar", what)
		}
	}
}

func TestARecordOfANewerCatalogueVerifiesAndIsCounted(t *testing.T) {
	log := day(t, 2)
	log.appendPayload([]byte(`{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"photo.wiped","op":"S001","f":{"camera":2}}`))
	if v := verify(t, log.archive(), Options{}); !v.OK || v.Newer != 1 {
		t.Errorf("%+v", v)
	}
	log.appendPayload([]byte(`{"v":1,"who":"山田太郎"}`))
	if v := verify(t, log.archive(), Options{}); v.Problem != PayloadMalformed || v.BadFrom != 3 || v.BadBefore != 4 || v.Line != 6 {
		t.Errorf("%+v", v)
	}
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add([]byte(examplePayload))
	f.Add([]byte(`{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"pad.placed"}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if _, err := scanPayload(payload); err == nil && !json.Valid(payload) {
			t.Fatalf("the grammar takes what is not JSON: %q", payload)
		}
		r, err := DecodeRecord(payload)
		if err != nil {
			return
		}
		if again, err := EncodeRecord(r); err != nil || string(again) != string(payload) {
			t.Fatalf("%q is written as %q, %v", payload, again, err)
		}
	})
}
