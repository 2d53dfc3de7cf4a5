package oplog

import (
	"regexp"
	"strings"
	"time"

	"madoguchi/internal/juki"
)

// Search chooses records of the log by what they hold; zero fields choose all, several together choose what all of them choose.
type Search struct {
	From, Until time.Time // From ≤ time < Until
	Operator    juki.OperatorID
	Case        juki.CaseNumber
	Area        AreaID  // a group of events
	Event       EventID // one event; with an Area both must hold
	Code        juki.Code
	Purpose     string // as it stands in records, "handover"
	Card        string // the last four characters of a card's serial, as a record keeps them, without the star
}

// Spot is a place in the log, newest first: records of one millisecond stand in the order of their numbers.
type Spot struct {
	Time time.Time
	Seq  int64
}

// Found is a record with its number.
type Found struct {
	Seq    int64
	Record Record
}

// Spot is where the record stands.
func (f Found) Spot() Spot { return Spot{f.Record.Time, f.Seq} }

// Page is a part of what a search finds, newest first.
type Page struct {
	Found []Found
	More  bool // older ones follow
}

// Matches is what the search means, record by record. The store must find the same (by indexes).
func (s Search) Matches(r Record) bool {
	switch {
	case !s.From.IsZero() && r.Time.UnixMilli() < s.From.UnixMilli(), !s.Until.IsZero() && r.Time.UnixMilli() >= s.Until.UnixMilli():
		return false
	case s.Operator != "" && r.Operator != s.Operator, s.Case != "" && r.Case != s.Case:
		return false
	case s.Event != EventID{} && r.Event != s.Event, s.Area != "" && !s.Area.Has(r.Event):
		return false
	}
	return says(r, FieldCode, string(s.Code)) && says(r, FieldPurpose, s.Purpose) && (s.Card == "" || says(r, FieldCard, "*"+s.Card))
}

// says tells whether a field of a record has the text; "" asks for nothing.
func says(r Record, f Field, text string) bool {
	v, has := r.Value(f)
	return text == "" || has && v.text == text
}

// Events are the events that the search leaves, nil for all of them; chosen is false when none is left.
func (s Search) Events() (list []EventID, chosen bool) {
	switch {
	case s.Area == "" && s.Event == EventID{}:
		return nil, true
	case s.Area == "":
		return []EventID{s.Event}, true
	}
	for _, e := range catalogue {
		if s.Area.Has(e.ID) && (s.Event == EventID{} || s.Event == e.ID) {
			list = append(list, e.ID)
		}
	}
	return list, len(list) > 0
}

// Valid tells whether what was typed can stand in a record at all; what cannot is refused before it is recorded.
func (s Search) Valid() bool {
	return (s.Operator == "" || operatorForm(string(s.Operator))) && (s.Case == "" || caseForm(string(s.Case))) &&
		(s.Card == "" || forms[FieldCard].fits("*"+s.Card)) && (s.Purpose == "" || forms[FieldPurpose].fits(s.Purpose)) &&
		(s.From.IsZero() || s.Until.IsZero() || s.From.Before(s.Until))
}

// Looked is what is recorded of a search or an export: whose records, which case, which card. Never what was found.
func (s Search) Looked() []Value {
	var values []Value
	if s.Operator != "" {
		values = append(values, Subject(s.Operator))
	}
	if s.Card != "" {
		values = append(values, value(FieldCard, "*"+s.Card))
	}
	return values
}

// LookPurposes are why somebody may look into others' records, in the order a screen offers them.
func LookPurposes() []string {
	return []string{"log-check", "investigation", "inquiry-by-the-person", "audit"}
}

// UsePurposes are why personal data is used at the counter (第19条第3号), in the order a screen offers them.
func UsePurposes() []string {
	return append([]string{"handover", "inspection", "arrival", "correction", "stock-count", "card-transfer", "disposal"}, LookPurposes()...)
}

// PurposeWord is a purpose for people.
func PurposeWord(p string, l Language) string { return Purpose(p).Word(l) }

// MayOversee tells whether somebody in a post may look into others' records; everybody may look into the own.
func MayOversee(p juki.Post) bool { return byPost(LogSearched, p) }

func byPost(e EventID, p juki.Post) bool {
	entry, known := Lookup(e)
	return known && entry.May(p)
}

// AreaID is a group of events that belong together for people.
type AreaID string

// area is a group with the first parts of its events' ids.
type area struct {
	id    AreaID
	name  said
	parts []string
}

// areas cover every event of the catalogue once.
var areas = []area{
	{"person", said{"本人情報の利用", "use of personal data"}, []string{"person"}},
	{"handover", said{"交付", "handover"}, []string{"handover"}},
	{"arrival", said{"到着・検品・予約", "arrival, inspection, appointments"}, []string{"arrival", "inspection", "appointment"}},
	{"stock", said{"在庫・受払", "stock"}, []string{"stock", "count", "day", "transfer", "disposal"}},
	{"incident", said{"事故", "incidents"}, []string{"incident"}},
	{"sheet", said{"帳票・書き出し", "papers and archives"}, []string{"sheet", "archive"}},
	{"login", said{"ログイン・画面ロック", "login and lock"}, []string{"login", "screen", "second"}},
	{"operator", said{"操作者・識別カード", "operators and their cards"}, []string{"operator"}},
	{"communication", said{"通信", "communication"}, []string{"communication"}},
	{"log", said{"操作履歴の利用", "looks into the log"}, []string{"log"}},
	{"program", said{"プログラム・機器・設定", "program, devices, settings"}, []string{"program", "database", "clock", "settings", "fault", "pad"}},
}

// Areas lists the groups in the order a screen offers them.
func Areas() []AreaID {
	list := make([]AreaID, len(areas))
	for i, a := range areas {
		list[i] = a.id
	}
	return list
}

// Has tells whether an event belongs to the group.
func (a AreaID) Has(e EventID) bool {
	first, _, _ := strings.Cut(e.id, ".")
	for _, x := range areas {
		if x.id == a {
			for _, p := range x.parts {
				if p == first {
					return true
				}
			}
		}
	}
	return false
}

// Name is the group for people.
func (a AreaID) Name(l Language) string {
	for _, x := range areas {
		if x.id == a {
			return x.name.in(l)
		}
	}
	return string(a)
}

// Choices are the operators and the outcome codes that occur in a log, in the order of their letters.
type Choices struct {
	Operators []juki.OperatorID
	Codes     []juki.Code
}

var (
	inBrackets   = regexp.MustCompile(`[(〔][^()〔〕]*\{[^()〔〕]*[)〕]`)
	opensWithOp  = strings.NewReplacer("{op}が", "", "{op}の", "", "{op} ", "", " of {op}", "", " by {op}", "", "{case}の", "", " of {case}", "", " for {case}", "")
	placeInWords = regexp.MustCompile(`\{([a-z]+)\}`)
)

// EventTitle is what an event is called in lists: its sentence without who and whose.
func EventTitle(e EventID, l Language) string {
	entry, known := Lookup(e)
	if !known {
		return e.id
	}
	title := opensWithOp.Replace(inBrackets.ReplaceAllString(said{entry.Japanese, entry.English}.in(l), ""))
	title = placeInWords.ReplaceAllStringFunc(title, func(m string) string {
		if m == "{case}" {
			return said{"案件", "the case"}.in(l)
		}
		return FieldName(Field(m[1:len(m)-1]), l)
	})
	return strings.TrimSpace(title)
}

// Conditions tells the search in words, one for each condition.
func Conditions(s Search, l Language) (list []string) {
	add := func(use bool, name said, text string) {
		if use {
			list = append(list, name.in(l)+" "+text)
		}
	}
	add(!s.From.IsZero(), said{"開始", "from"}, s.From.In(japan).Format("2006-01-02 15:04"))
	add(!s.Until.IsZero(), said{"終了(含まない)", "before"}, s.Until.In(japan).Format("2006-01-02 15:04"))
	add(s.Operator != "", said{"操作者", "operator"}, string(s.Operator))
	add(s.Case != "", said{"案件", "case"}, string(s.Case))
	add(s.Area != "", said{"操作の種類", "kind of act"}, s.Area.Name(l))
	add(s.Event != EventID{}, said{"記録", "event"}, EventTitle(s.Event, l))
	add(s.Code != "", said{"結果", "outcome"}, string(s.Code))
	add(s.Purpose != "", said{"本人情報を使った目的", "personal data used for"}, PurposeWord(s.Purpose, l))
	add(s.Card != "", said{"カード番号の末尾", "end of card number"}, s.Card)
	return list
}
