package counter

import (
	"strings"
	"unicode"

	"madoguchi/internal/juki"
)

// readRow takes one row over into the preview, as a good row or with all that is wrong with it.
func (r *listReader) readRow(line int, cells []string, trouble juki.Code) {
	if trouble != "" {
		r.bad(line, noField, trouble)
		return
	}
	values := [listFields]string(cells)
	before := len(r.preview.Bad)
	row := r.parse(line, values)
	if len(r.preview.Bad) == before {
		r.preview.Good = append(r.preview.Good, row)
	}
}

// parse reads the fields, telling of each that is wrong.
func (r *listReader) parse(line int, values [listFields]string) Row {
	row := Row{Line: line, Person: juki.Person{Name: values[fieldName], Kana: values[fieldKana], Address: values[fieldAddress]}}
	readers := [listFields]func(string) error{
		fieldSerial:      into(&row.Serial, juki.ParseCardSerial),
		fieldApplication: into(&row.Application, juki.ParseApplicationID),
		fieldNotice:      into(&row.Notice, juki.ParseNoticeNumber),
		fieldBirth:       into(&row.Person.Birth, juki.ParseDate),
		fieldSex:         into(&row.Person.Sex, juki.ParseSex),
		fieldExpires:     into(&row.Expires, juki.ParseDate),
		fieldKind:        into(&row.Kind, acceptedKind),
	}
	wrong := false
	for field := range listFields {
		if code := readField(values[field], readers[field]); code != "" {
			r.bad(line, field, code)
			wrong = true
		}
	}
	if !wrong {
		r.checkDates(line, row)
	}
	r.checkDuplicates(line, row)
	return row
}

// into makes a reader that puts what parse gives into a field of the row.
func into[T any](to *T, parse func(string) (T, error)) func(string) error {
	return func(s string) (err error) {
		*to, err = parse(s)
		return err
	}
}

// acceptedKind is the card kind of a row: only cards that are handed over arrive (issuing 住基カード ended in 2015).
func acceptedKind(s string) (juki.CardKind, error) {
	kind, err := juki.ParseCardKind(s)
	if err == nil && kind != juki.MyNumberCard {
		return juki.UnknownCard, juki.Refuse(juki.RowBadKind)
	}
	return kind, err
}

// readField reads one value; a field without a reader is kept as it came.
func readField(value string, read func(string) error) juki.Code {
	switch {
	case strings.TrimSpace(value) == "":
		return juki.RowFieldMissing
	case len(value) > maxField:
		return juki.RowFieldCount
	case strings.ContainsFunc(value, unreadable):
		return juki.RowUndecodable
	case read == nil:
		return ""
	}
	if err := read(value); err != nil {
		if o, ok := err.(*juki.Outcome); ok {
			return o.Code
		}
		return juki.RowBadNumber
	}
	return ""
}

// unreadable tells a character that no list contains on purpose. Variation selectors and private use are kept.
func unreadable(r rune) bool {
	return r == unicode.ReplacementChar || unicode.IsControl(r) || r == '\ufeff'
}

// checkDates refuses a person not born yet, and a card that expires before the birth.
func (r *listReader) checkDates(line int, row Row) {
	if row.Person.Birth.After(r.today) {
		r.bad(line, fieldBirth, juki.RowBadDate)
	}
	if !row.Expires.After(row.Person.Birth) {
		r.bad(line, fieldExpires, juki.RowBadDate)
	}
}

// checkDuplicates refuses what an earlier row has. The earlier row is remembered even when it is bad itself:
// which of the two is right is for people to say.
func (r *listReader) checkDuplicates(line int, row Row) {
	if row.Serial != "" {
		if r.serials[row.Serial] {
			r.bad(line, fieldSerial, juki.RowDuplicateSerial)
		}
		r.serials[row.Serial] = true
	}
	for field, id := range map[listField]string{fieldApplication: string(row.Application), fieldNotice: string(row.Notice)} {
		if id == "" {
			continue
		}
		if r.ids[id] {
			r.bad(line, field, juki.RowDuplicateID)
		}
		r.ids[id] = true
	}
}
