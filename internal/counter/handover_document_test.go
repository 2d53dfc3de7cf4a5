package counter

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
)

// stateNames are the states as docs/手続/交付.md calls them.
var stateNames = map[State]string{
	NotOpen: "受付前", IdentityDue: "本人確認", FaceDue: "顔の照合", CardDue: "取出し", InsertDue: "カード待ち", Matching: "カード照合",
	PINsDue: "照合済み", PINsTyping: "暗証番号の入力", PINsWriting: "カードへ設定中", TakeDue: "抜取り待ち", HandDue: "引渡し",
	HandoverDone: "交付済", ReturnDue: "棚戻し", Aborted: "中止済",
}

// eventNames are the events as the document calls them, and who or what makes them happen.
var eventNames = map[Event]struct{ name, by string }{
	CaseOpened:      {"交付を始める", "職員"},
	IdentityChecked: {"本人と確認した", "職員"},
	FaceMatched:     {"顔が一致した", "職員"},
	CardFetched:     {"製造番号を読み取った", "職員"},
	CardInserted:    {"カードが入った", "住民"},
	CardAccepted:    {"この案件のカードだった", "カード"},
	CardRefused:     {"この案件のカードでない・使えない", "カード"},
	PINsBegun:       {"入力を始めてもらう", "職員"},
	PadStopped:      {"入力が止まった(時間切れ・取消・画面のロック)", "住民側の画面"},
	PINsCollected:   {"すべて2回ずつ入力した", "住民"},
	PINsSet:         {"設定できた", "カード"},
	SettingFailed:   {"設定できなかった", "カード"},
	LedPINsSet:      {"統合端末で設定した", "職員"},
	CardPulled:      {"途中でカードが抜かれた", "住民"},
	CardTaken:       {"案内どおりカードを抜いた", "住民"},
	CardHanded:      {"券面を覆って渡した", "職員"},
	AbortAsked:      {"中止する", "職員"},
	CardReturned:    {"元の場所に戻した", "職員"},
	Restarted:       {"途中の交付を続ける", "職員"},
}

var moveNames = map[cardMove]string{cardStays: "", cardComesOut: "棚 → 窓口手元", cardLeaves: "窓口手元 → 住民", cardGoesBack: "窓口手元 → 棚"}

// The drawn procedure is the table: go test ./internal/counter -run Doc -update writes it anew.
func TestTheDocumentedHandoverIsFresh(t *testing.T) {
	golden.Text(t, "../../docs/手続/交付.md", handoverDocument())
}

func TestEveryStateAndEventOfTheDocumentHasAName(t *testing.T) {
	for _, s := range States() {
		if stateNames[s] == "" {
			t.Errorf("state %q has no name", s)
		}
	}
	for _, e := range Events() {
		if eventNames[e].name == "" || eventNames[e].by == "" {
			t.Errorf("event %q has no name", e)
		}
	}
	if len(stateNames) != len(States()) || len(eventNames) != len(Events()) {
		t.Error("a name is left over from a state or event that is gone")
	}
	for s, row := range table {
		if _, listed := stateNames[s]; !listed {
			t.Errorf("state %q is not in States", s)
		}
		for e, st := range row {
			if _, named := moveNames[st.move]; !named || eventNames[e].name == "" {
				t.Errorf("%s × %s is not drawn whole", s, e)
			}
		}
	}
}

func handoverDocument() string {
	var b strings.Builder
	b.WriteString("# 交付\n\nカードを住民に渡す手続です。この図と表は `internal/counter/handover.go` の遷移表から作られます\n" +
		"(`go test ./internal/counter -run Doc -update`)。手で書き換えないでください。\n\n" +
		"図では「" + eventNames[Restarted].name + "」を省いています(表にはあります)。\n\n```mermaid\n")
	drawHandover(&b)
	b.WriteString("```\n\n## 状態と、できごと\n\n" +
		"表にない組合せは起こりません。職員の操作なら断り、装置からの知らせなら捨てます。\n" +
		"1行は、台帳の移動・案件の状態・記録を一つのトランザクションで書きます。記録できなければ、次の状態に進みません(第13条)。\n" +
		"推測可能な暗証番号などを断った記録(`handover.pin-refused`)と、別のカードを読み取った記録(`handover.card-refused`)は、状態を変えません。\n\n" +
		"| 状態 | できごと | だれが | 次の状態 | 記録 | カードの動き | 条件 |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, s := range States() {
		for _, e := range Events() {
			if st, ok := table[s][e]; ok {
				fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` | %s | %s |\n",
					stateNames[s], eventNames[e].name, eventNames[e].by, stateNames[st.to], st.record, moveNames[st.move], condition(s, e))
			}
		}
	}
	b.WriteString("\n## 状態とコードの名前\n\n| 状態 | 操作履歴の `state` | Goの名前 |\n| --- | --- | --- |\n")
	for _, s := range States() {
		fmt.Fprintf(&b, "| %s | %s | `counter.%s` |\n", stateNames[s], code(s), goNames[s])
	}
	return b.String()
}

func code(s State) string {
	if s == NotOpen {
		return ""
	}
	return "`" + string(s) + "`"
}

// goNames are the identifiers; the compiler keeps the left side, the test of the Go names in docs/ the right one.
var goNames = map[State]string{
	NotOpen: "NotOpen", IdentityDue: "IdentityDue", FaceDue: "FaceDue", CardDue: "CardDue", InsertDue: "InsertDue", Matching: "Matching",
	PINsDue: "PINsDue", PINsTyping: "PINsTyping", PINsWriting: "PINsWriting", TakeDue: "TakeDue", HandDue: "HandDue",
	HandoverDone: "HandoverDone", ReturnDue: "ReturnDue", Aborted: "Aborted",
}

// drawHandover writes the states and one arrow for each pair of them.
func drawHandover(b *strings.Builder) {
	b.WriteString("stateDiagram-v2\n    direction TB\n")
	for i, s := range States() {
		if s != NotOpen {
			fmt.Fprintf(b, "    state \"%s\" as s%d\n", stateNames[s], i)
		}
	}
	for _, from := range States() {
		for _, to := range States() {
			if labels := arrow(from, to); len(labels) > 0 {
				fmt.Fprintf(b, "    %s --> %s: %s\n", node(from), node(to), strings.Join(labels, " / "))
			}
		}
	}
	fmt.Fprintf(b, "    %s --> [*]\n    %s --> [*]\n", node(HandoverDone), node(Aborted))
}

func arrow(from, to State) []string {
	var labels []string
	for _, e := range Events() {
		if st, ok := table[from][e]; ok && st.to == to && e != Restarted {
			labels = append(labels, eventNames[e].name)
		}
	}
	return labels
}

func node(s State) string {
	for i, known := range States() {
		if known == s && s != NotOpen {
			return fmt.Sprintf("s%d", i)
		}
	}
	return "[*]"
}

// condition asks the procedure itself what a pair depends on besides state and event.
func condition(s State, e Event) string {
	today := juki.Date{Year: 2026, Month: 11, Day: 24}
	refused := func(f Facts) bool { _, no := next(s, e, f); return no != nil }
	here, led := Facts{Today: today, Expires: today}, Facts{Today: today, Expires: today, Led: true}
	var words []string
	if refused(here) {
		words = append(words, "暗証番号を統合端末で設定する端末だけ")
	}
	if refused(led) {
		words = append(words, "暗証番号をこの端末で設定できる端末だけ")
	}
	yesterday := today.AddDays(-1)
	if refused(Facts{Today: today, Expires: yesterday}) && refused(Facts{Today: today, Expires: yesterday, Led: true}) {
		words = append(words, "カードの有効期限内")
	}
	return strings.Join(words, "、")
}
