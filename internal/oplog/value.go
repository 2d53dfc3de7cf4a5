package oplog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// Value is one field of a record: made only by the constructors of this package, each of which takes an id, a code or a count.
// A constructor that is given anything else makes a Value that no record accepts; the text it was given is forgotten at once.
type Value struct {
	field Field
	text  string
}

// Field is which field this is.
func (v Value) Field() Field { return v.field }

// Text is the value as it stands in the record, "" for a refused one.
func (v Value) Text() string { return v.text }

// Number is the value of a count, 0 for anything else.
func (v Value) Number() int64 {
	n, err := strconv.ParseInt(v.text, 10, 64)
	if err != nil || !forms[v.field].number {
		return 0
	}
	return n
}

func (v Value) wellFormed() bool {
	f, known := forms[v.field]
	return known && f.fits(v.text)
}

func value(f Field, text string) Value {
	v := Value{field: f, text: text}
	if !v.wellFormed() {
		v.text = ""
	}
	return v
}

// Count is a number in one of the counting fields (FieldRows, FieldTaken, FieldBook, FieldDifference, ...), at most seven digits.
func Count(f Field, n int) Value {
	if !forms[f].number {
		return Value{field: f}
	}
	return value(f, strconv.Itoa(n))
}

// Size is how many records a log, an archive or a checkpoint has.
func Size(n int64) Value { return value(FieldSize, strconv.FormatInt(n, 10)) }

// Code is the outcome code of a refusal or a trouble.
func Code(c juki.Code) Value { return value(FieldCode, string(c)) }

// Post is the post an act was done in.
func Post(p juki.Post) Value { return value(FieldPost, PostName(p)) }

// Subject is the operator an act was about (enrolled, locked out).
func Subject(o juki.OperatorID) Value { return value(FieldSubject, string(o)) }

// Witness is the second person of an act that asks for two.
func Witness(o juki.OperatorID) Value { return value(FieldWitness, string(o)) }

// For is the event that a second person was asked to confirm.
func For(e EventID) Value { return value(FieldFor, e.id) }

// CardTail is the end of a card's serial, "*1234": enough to find the card in the drawer, not to know it.
// What has not the form of a serial (8 to 20 digits or capital letters) is refused.
func CardTail(serial juki.CardSerial) Value {
	s := string(serial)
	if !serialForm(s) {
		return Value{field: FieldCard}
	}
	return value(FieldCard, "*"+s[len(s)-4:])
}

var cardKindNames = map[juki.CardKind]string{
	juki.UnknownCard: "unknown", juki.MyNumberCard: "mynumber", juki.ResidentCard: "resident", juki.OperatorCard: "operator",
}

// Kind is the kind of a card.
func Kind(k juki.CardKind) Value { return value(FieldKind, cardKindNames[k]) }

var pinKindNames = map[juki.PINKind]string{
	juki.SignaturePIN: "signature", juki.AuthenticationPIN: "authentication",
	juki.ResidentRegisterPIN: "resident-register", juki.FaceEntryPIN: "face-entry",
}

// PIN is which PIN an event is about.
func PIN(k juki.PINKind) Value { return value(FieldPIN, pinKindNames[k]) }

// PINs is which PINs an event is about, in the order of juki.PINKind whatever the order given.
func PINs(kinds ...juki.PINKind) Value {
	sorted := slices.Clone(kinds)
	slices.Sort(sorted)
	var names []string
	for _, k := range slices.Compact(sorted) {
		names = append(names, pinKindNames[k])
	}
	return value(FieldPINs, strings.Join(names, ","))
}

// Documents are the kinds of identity documents seen (本人確認書類): codes such as "A-drivers-licence", "B-insurance-card";
// A and B are the two classes of the handover rules. Never a document's number.
func Documents[T ~string](codes ...T) Value {
	var texts []string
	for _, c := range codes {
		texts = append(texts, string(c))
	}
	slices.Sort(texts)
	return value(FieldDocuments, strings.Join(slices.Compact(texts), ","))
}

// Place is where something is: a shelf "A-01" or "A-01-03", or one of the fixed places.
func Place[T ~string](p T) Value { return value(FieldPlace, string(p)) }

// From is the place something moved from.
func From[T ~string](p T) Value { return value(FieldFrom, string(p)) }

// To is the place something moved to.
func To[T ~string](p T) Value { return value(FieldTo, string(p)) }

// Item is an item of the ledger, "mynumber-card".
func Item[T ~string](i T) Value { return value(FieldItem, string(i)) }

// SearchIndex is an index that the log is searched along: "record-ts".
func SearchIndex(name string) Value { return value(FieldIndex, name) }

// State is a state of a procedure, "collecting-pins".
func State[T ~string](s T) Value { return value(FieldState, string(s)) }

// Reason is a coded reason, "resident-left". Free text belongs into the register that the act writes, not into the log.
func Reason[T ~string](r T) Value { return value(FieldReason, string(r)) }

// Purpose is why personal data was searched, displayed or printed (第19条第3号): "handover", "inspection", "arrival",
// "inquiry-by-the-person", "correction", "stock-count", "card-transfer", "disposal" or "audit".
func Purpose(p string) Value { return value(FieldPurpose, p) }

// SearchKey is what a person was searched by, never what for: "notice", "serial", "case", "kana-and-birth", "list".
func SearchKey(k string) Value { return value(FieldKey, k) }

// Reader is which reader: "operator" or "customer".
func Reader(r string) Value { return value(FieldReader, r) }

// Question is what the central server was asked: "log", "stock", "terminals" or "conflicts".
func Question(q string) Value { return value(FieldQuestion, q) }

// Relation tells that the person looked at may be near to the operator: "same-name", "same-area" or "same-name-and-area"; never the name.
func Relation(r string) Value { return value(FieldRelation, r) }

// Mode is how the clerk's screen shows personal data: "normal", "masked" or "privacy".
func Mode[T ~string](m T) Value { return value(FieldMode, string(m)) }

// Part is which covered field was looked at: "name", "kana", "birth", "address", "notice", "serial", "resident-code", "person",
// "photo", or "note": a text that somebody wrote and that may name people.
func Part(p string) Value { return value(FieldPart, p) }

// Setting is the key of a setting, "lock-after-idle"; the value of a setting is not logged.
func Setting(key string) Value { return value(FieldSetting, key) }

// Sheet is which printed sheet: "daily", "ledger", "pick-list", ...
func Sheet(s string) Value { return value(FieldSheet, s) }

// Number is the number of a transfer, a disposal, an incident or an emergency: "T08-000012", "H08-000003", "J08-000001", "K08-000001".
func Number[T ~string](n T) Value { return value(FieldNumber, string(n)) }

// Initialised is how a medium was initialised before it was disposed of (第19条第1号): "overwritten", "secure-erase", "degaussed", "not-possible".
func Initialised[T ~string](how T) Value { return value(FieldInitialised, string(how)) }

// Method is how something was disposed of (第22条第1号): "incineration", "dissolution" or "shredding"; a medium also by "destruction".
func Method[T ~string](m T) Value { return value(FieldMethod, string(m)) }

// Terminal is the terminal at the other end of a transfer, "terminal-02". ok is false for an id that no record takes: then the record goes
// without it, because what happened is never refused for how a terminal is called.
func Terminal(id string) (v Value, ok bool) {
	v = value(FieldTerminal, id)
	return v, v.wellFormed()
}

// MovementOf is the ledger's own number of a movement.
func MovementOf(id int64) Value { return value(FieldMovement, strconv.FormatInt(id, 10)) }

// Version is the program's version, "v1.2.3" or "v1.2.3-dev".
func Version(v string) Value { return value(FieldVersion, v) }

// Edition is which build runs: "release" or "training".
func Edition(e string) Value { return value(FieldEdition, e) }

// Digest is the SHA-256 of a list that was read or a sheet that was made.
func Digest(d [32]byte) Value { return value(FieldDigest, fmt.Sprintf("%x", d)) }

// Root is the root hash of the log at some size.
func Root(h tlog.Hash) Value { return value(FieldRoot, fmt.Sprintf("%x", h[:])) }

// Day is a business day (業務日). Days before this program's first year are refused.
func Day(d juki.Date) Value {
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	if t.Day() != d.Day || int(t.Month()) != d.Month {
		return Value{field: FieldDay}
	}
	return value(FieldDay, t.Format(dayLayout))
}
