package oplog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

// Every var of type EventID has exactly one entry, and every entry one var.
func TestEveryEventIsInTheCatalogue(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "events.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if declared[lit.Value] {
				t.Errorf("%s is declared twice", lit.Value)
			}
			declared[lit.Value] = true
		}
		return true
	})
	for _, e := range Catalogue() {
		quoted := `"` + e.ID.id + `"`
		if !declared[quoted] {
			t.Errorf("%s stands twice in the catalogue or is not declared", e.ID)
		}
		delete(declared, quoted)
	}
	for id := range declared {
		t.Errorf("%s is not in the catalogue", id)
	}
}

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

func TestTheEntriesAreWhole(t *testing.T) {
	begun := map[EventID]bool{}
	for _, e := range Catalogue() {
		if !matcher(`[a-z]+\.[a-z]+(-[a-z]+)*`)(e.ID.id) || !strings.HasPrefix(e.Article, "第") || e.Japanese == "" || e.English == "" {
			t.Errorf("%s: id, article or sentence", e.ID)
		}
		if !e.Program && len(e.Posts) == 0 {
			t.Errorf("%s: nobody may cause it", e.ID)
		}
		for _, sentence := range []string{e.Japanese, e.English} {
			for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
				if !e.alwaysHas(m[1]) {
					t.Errorf("%s: %q tells of %s, which a record may lack", e.ID, sentence, m[1])
				}
			}
		}
		for f := range e.Fields {
			if _, known := forms[f]; !known {
				t.Errorf("%s: field %s has no form", e.ID, f)
			}
		}
		for _, c := range e.Closes {
			begun[c] = true
			if _, known := Lookup(c); !known {
				t.Errorf("%s closes what is no event", e.ID)
			}
		}
	}
	for _, mustEnd := range []EventID{ProgramStarted, LoginSucceeded, SessionLocked, HandoverOpened, HandoverTakenOut, CardSessionBegun, CountBegun, ServiceLost, DiskFull} {
		if !begun[mustEnd] {
			t.Errorf("nothing ends %s", mustEnd)
		}
	}
}

func (e Entry) alwaysHas(name string) bool {
	switch name {
	case "op":
		return len(e.Posts) > 0
	case "case":
		return e.Case == Needed
	}
	return e.Fields[Field(name)] == Needed
}

func TestEveryFieldHasAFormANameAndAUse(t *testing.T) {
	used := map[Field]bool{}
	for _, e := range Catalogue() {
		for f := range e.Fields {
			used[f] = true
		}
	}
	for f := range forms {
		if fieldNames[f] == (said{}) {
			t.Errorf("field %s has no name", f)
		}
		if !used[f] {
			t.Errorf("no event uses field %s", f)
		}
	}
	for f := range fieldNames {
		if _, ok := forms[f]; !ok {
			t.Errorf("field %s has no form", f)
		}
	}
}

// sample has a good value for every field.
var sample = samples()

func samples() map[Field]Value {
	sample := map[Field]Value{}
	for _, v := range []Value{
		Code(juki.CardPulled), Subject("S002"), Witness("S003"), Documents("A-passport"), Place("A-01"), From("A-01"), To("resident"),
		Item("mynumber-card"), State("identity"), Reason("resident-left"), Purpose("handover"), SearchKey("notice"), Reader("customer"),
		Setting("lock-after-idle"), Sheet("daily"), Version("v0.1.0"), Edition("training"), CardTail("ABCDEF123456"), For(HandoverCompleted), Size(120),
		PIN(juki.FaceEntryPIN), PINs(juki.SignaturePIN, juki.FaceEntryPIN), Kind(juki.MyNumberCard), Post(juki.Operator), Digest([32]byte{}), Root([32]byte{}),
		Day(juki.Date{Year: 2026, Month: 11, Day: 24}), Number("T08-000012"), Method("shredding"), Initialised("overwritten"), Question("stock"), Relation("same-name"), Mode("masked"), Part("name"), SearchIndex("record-ts"), terminalOf("terminal-02"),
	} {
		sample[v.field] = v
	}
	for f, form := range forms {
		if form.number && f != FieldSize {
			sample[f] = Count(f, 2)
		}
	}
	return sample
}

func terminalOf(id string) Value {
	v, _ := Terminal(id)
	return v
}

// full is a record of an event with everything it may hold.
func full(e Entry) Record {
	r := Record{Time: morning, Event: e.ID}
	if len(e.Posts) > 0 {
		r.Operator = "S001"
	}
	if e.Case != Absent {
		r.Case = "R08-000123"
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		r.Values = append(r.Values, sample[f])
	}
	return r
}

func TestEveryEventCanBeRecordedReadBackAndTold(t *testing.T) {
	for _, e := range Catalogue() {
		r := full(e)
		payload, err := EncodeRecord(r)
		if err != nil {
			t.Errorf("%s: %v", e.ID, err)
			continue
		}
		if _, err := DecodeRecord(payload); err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		for _, l := range []Language{Japanese, English} {
			if s := Sentence(r, l); strings.ContainsAny(s, "{}") {
				t.Errorf("%s is told as %q", e.ID, s)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	r := Record{Time: morning, Event: HandoverAborted, Operator: "S001", Case: "R08-000123",
		Values: []Value{State("pins"), Reason("resident-left"), PINs(juki.SignaturePIN, juki.FaceEntryPIN), Place("A-01")}}
	for l, want := range map[Language]string{
		Japanese: "R08-000123の交付を中止した(暗証番号の入力、住民が帰った)〔暗証番号の種類:署名用電子証明書・券面事項入力補助用、場所:A-01〕",
		English:  "the handover of R08-000123 was aborted (typing the PINs, resident left) [PINs: signature, face-entry support; place: A-01]",
	} {
		if got := Sentence(r, l); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestWhoMayCauseWhat(t *testing.T) {
	lifted, _ := Lookup(LockoutLifted)
	opened, _ := Lookup(HandoverOpened)
	if lifted.May(juki.Operator) || !lifted.May(juki.SystemAdministrator) || opened.May(juki.Auditor) || !opened.May(juki.Operator) {
		t.Error("a lockout is lifted by the system administrator only, a handover is a clerk's")
	}
	if _, known := Lookup(EventID{}); known {
		t.Error("the zero event is known")
	}
}
