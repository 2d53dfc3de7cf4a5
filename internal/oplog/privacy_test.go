package oplog

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
)

// fromText is every constructor that takes something with a text inside.
var fromText = map[string]func(string) Value{
	"Code": func(s string) Value { return Code(juki.Code(s)) }, "Subject": func(s string) Value { return Subject(juki.OperatorID(s)) },
	"Witness": func(s string) Value { return Witness(juki.OperatorID(s)) }, "Documents": func(s string) Value { return Documents(s) },
	"Documents of two": func(s string) Value { return Documents("A-passport", s) },
	"Place":            func(s string) Value { return Place(s) }, "From": func(s string) Value { return From(s) }, "To": func(s string) Value { return To(s) },
	"Item": func(s string) Value { return Item(s) }, "State": func(s string) Value { return State(s) }, "Reason": func(s string) Value { return Reason(s) },
	"Number": func(s string) Value { return Number(s) }, "Terminal": terminalOf, "Method": func(s string) Value { return Method(s) }, "Initialised": func(s string) Value { return Initialised(s) },
	"Purpose": Purpose, "SearchKey": SearchKey, "Reader": Reader, "Setting": Setting, "Sheet": Sheet, "Version": Version, "Edition": Edition,
	"CardTail": func(s string) Value { return CardTail(juki.CardSerial(s)) }, "For": func(s string) Value { return For(EventID{s}) },
	"a field of its own": func(s string) Value { return value(Field(s), s) },
}

// holding puts a value into a record that would be good with any well-formed value of that field.
func holding(v Value) Record {
	return Record{Time: morning, Event: EventID{"test"}, Operator: "S001", Values: []Value{v}}
}

// accepted tells whether a value passes the check of values, the catalogue allowing its field.
func accepted(v Value) bool {
	return holding(v).checkValues(Entry{Fields: map[Field]Presence{v.field: Allowed}}) == nil
}

func TestWhatConstructorsTake(t *testing.T) {
	for _, v := range []Value{
		Code(juki.CardPulled), Subject("S002"), Witness("K0012"), Documents("B-care-insurance", "A-passport"), Place("A-01"), Place("AB-01-12"),
		From("counter"), To("resident"), Item("mynumber-card"), State("identity"), Reason("resident-left"), Purpose("handover"),
		SearchKey("kana-and-birth"), Reader("customer"), Setting("lock-after-idle"), Sheet("daily"), Version("v0.1.0-dev"), Edition("training"),
		Number("T08-000012"), Method("shredding"), Method("destruction"), Initialised("not-possible"), MovementOf(1), Count(FieldRound, 2), CardTail("ABCDEF123456"), For(HandoverCompleted), Size(0), Size(12_345_678), Count(FieldDifference, -2), Count(FieldTaken, 2001),
		PIN(juki.FaceEntryPIN), PINs(juki.FaceEntryPIN, juki.SignaturePIN, juki.FaceEntryPIN), Kind(juki.ResidentCard), Post(juki.Auditor),
		Digest([32]byte{1}), Root([32]byte{2}), Day(juki.Date{Year: 2026, Month: 11, Day: 24}), terminalOf("terminal-01"), terminalOf("shisho3"), Count(FieldBook, -2),
	} {
		if !accepted(v) {
			t.Errorf("field %s: refused", v.Field())
		}
	}
	if got := PINs(juki.FaceEntryPIN, juki.SignaturePIN, juki.FaceEntryPIN).Text(); got != "signature,face-entry" {
		t.Errorf("PINs = %q", got)
	}
	if got := CardTail("ABCDEF123456").Text(); got != "*3456" {
		t.Errorf("CardTail = %q", got)
	}
}

func TestWhatConstructorsRefuse(t *testing.T) {
	for what, v := range map[string]Value{
		"zero value": {}, "unknown PIN": PIN(9), "no PINs": PINs(), "unknown post": Post(99), "unknown kind": Kind(99), "no documents": Documents[string](),
		"tries of 16": Count(FieldTries, 16), "negative count": Count(FieldTaken, -1), "eight digits": Count(FieldTaken, 20010203),
		"count in a text field": Count(FieldPlace, 1), "short serial": CardTail("1234567"), "code nobody knows": Code("yamada"),
		"birth date": Day(juki.Date{Year: 2001, Month: 2, Day: 3}), "no date": Day(juki.Date{}), "30 February": Day(juki.Date{Year: 2027, Month: 2, Day: 30}),
		"heisei date as version": Version("13.2.3"), "birth date as terminal": terminalOf("t-19900401"), "terminal in capitals": terminalOf("T1"), "negative size": Size(-1),
	} {
		if accepted(v) {
			t.Errorf("%s: accepted as %q", what, v.Text())
		}
	}
}

// looksLikeAnID are the two holes that are left: a text that has exactly the form of an operator id (a capital and three to
// five digits) passes as one, and of what has the form of a serial the last four characters pass. The types juki.OperatorID,
// juki.CardSerial and pin.PIN, which has no text, keep them shut.
func looksLikeAnID(constructor, s string) bool {
	switch constructor {
	case "Subject", "Witness":
		return operatorForm(s)
	case "CardTail":
		return serialForm(s)
	}
	return false
}

// What residents are made of must not pass through any constructor, and what was refused must not show in the error.
func TestNothingPersonalPasses(t *testing.T) {
	japanese := rapid.StringOfN(rapid.RuneFrom([]rune("山田太郎髙橋𠮷田葛󠄀ヤマダタロウゔー兵庫県朝来市和田山町東谷二百十三番地1 平成")), 1, 40, -1)
	personal := map[string]*rapid.Generator[string]{
		"japanese":        japanese,
		"mixed":           rapid.Custom(func(t *rapid.T) string { return "card-" + japanese.Draw(t, "j") + "山" }), // "card-1" is nobody
		"four digits":     rapid.StringMatching(`[0-9]{4}`),
		"digits":          rapid.StringMatching(`[0-9]{1,23}`),
		"signature PIN":   rapid.StringMatching(`[A-Z0-9]{6,16}`),
		"birth date":      rapid.StringMatching(`(19|20)[0-9]{2}([-/.]?)[01][0-9][-/.]?[0-3][0-9]`),
		"heisei":          rapid.StringMatching(`[MTSHR][0-9]{1,2}[./][0-9]{1,2}[./][0-9]{1,2}`),
		"telephone":       rapid.StringMatching(`0[0-9]{1,3}-[0-9]{2,4}-[0-9]{4}`),
		"name in capital": rapid.StringMatching(`[A-Z][a-z]{1,9} [A-Z][a-z]{1,9}`),
		"capitals":        rapid.StringMatching(`[A-Z]{2,9}( [A-Z]{2,9})?`),
		"mail":            rapid.StringMatching(`[a-z]{2,9}@[a-z]{2,9}\.jp`),
		"kana romaji gap": rapid.StringMatching(`[a-z]{2,9} [a-z]{2,9}`),
		"anything":        rapid.StringN(1, 30, -1).Filter(func(s string) bool { return regexp.MustCompile(`[^a-zA-Z0-9*.-]`).MatchString(s) }),
	}
	for kind, text := range personal {
		t.Run(kind, rapid.MakeCheck(func(t *rapid.T) {
			s := text.Draw(t, "text")
			for name, make := range fromText {
				v := make(s)
				if looksLikeAnID(name, s) {
					continue
				}
				if accepted(v) {
					t.Fatalf("%s accepts %q", name, s)
				}
				if v.text != "" {
					t.Fatalf("%s keeps %q", name, s)
				}
			}
		}))
	}
}

func TestTheErrorOfARefusedRecordNamesNobody(t *testing.T) {
	const secret = "山田太郎"
	records := []Record{
		{Time: morning, Event: InspectionDone, Operator: "S001", Case: "R08-000001", Values: []Value{Place(secret)}},
		{Time: morning, Event: InspectionDone, Operator: secret, Case: "R08-000001", Values: []Value{Place("A-01")}},
		{Time: morning, Event: InspectionDone, Operator: "S001", Case: secret, Values: []Value{Place("A-01")}},
		{Time: morning, Event: InspectionDone, Operator: "S001", Case: "R08-000001", Values: []Value{{FieldPlace, secret}}},
	}
	for i, r := range records {
		_, err := EncodeRecord(r)
		if !errors.Is(err, juki.Refuse(juki.RecordRefused)) || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, errors.Unwrap(err)), secret) {
			t.Errorf("record %d: %v", i, err)
		}
	}
}
