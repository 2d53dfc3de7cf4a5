package oplog

import (
	"slices"
	"strings"
)

// FieldName is what a field is called on the screen.
func FieldName(f Field, l Language) string {
	if name, ok := fieldNames[f]; ok {
		return name.in(l)
	}
	return string(f)
}

// Word is a value for people: its words where there are any, or the code itself.
func (v Value) Word(l Language) string {
	if v.field == FieldFor {
		return v.text
	}
	var parts []string
	for _, part := range strings.Split(v.text, ",") {
		s, ok := fieldWords[v.field][part]
		if !ok {
			s, ok = words[part]
		}
		if ok {
			part = s.in(l)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, listComma.in(l))
}

var (
	listComma = said{"・", ", "}
	colon     = said{":", ": "}
	opening   = said{"〔", " ["}
	closing   = said{"〕", "]"}
	separator = said{"、", "; "}
	program   = said{"プログラム", "the program"}
)

// Sentence tells a record in one sentence for the screen of the history. The fields that the catalogue's sentence does not
// mention follow in brackets.
func Sentence(r Record, l Language) string {
	entry, known := Lookup(r.Event)
	if !known {
		return r.Event.String()
	}
	template := said{entry.Japanese, entry.English}.in(l)
	operator := string(r.Operator)
	if operator == "" {
		operator = program.in(l)
	}
	replacements := []string{"{op}", operator, "{case}", string(r.Case)}
	var rest []string
	for _, v := range sortedValues(r.Values) {
		place := "{" + string(v.field) + "}"
		if strings.Contains(template, place) {
			replacements = append(replacements, place, v.Word(l))
		} else {
			rest = append(rest, FieldName(v.field, l)+colon.in(l)+v.Word(l))
		}
	}
	sentence := strings.NewReplacer(replacements...).Replace(template)
	if len(rest) > 0 {
		sentence += opening.in(l) + strings.Join(rest, separator.in(l)) + closing.in(l)
	}
	return sentence
}

func sortedValues(values []Value) []Value {
	return slices.SortedFunc(slices.Values(values), func(x, y Value) int { return strings.Compare(string(x.field), string(y.field)) })
}
