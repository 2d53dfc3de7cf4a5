package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"madoguchi/internal/golden"
)

// stateWords are the states as docs/手続/操作者の利用.md calls them.
var stateWords = map[State]string{NoOperator: "だれもいない", CardRead: "カード確認済み", LoggedIn: "利用中", Locked: "ロック中"}

// eventWords are the events as the document calls them.
var eventWords = map[Event]string{
	CardIdentified: "登録されたカードが入った", CardRefused: "使えないカードが入った・リーダーがない", CardPulled: "カードが抜かれた",
	PasswordOK: "パスワードが正しい", PasswordWrong: "パスワードが違う", IdleTooLong: "しばらく操作がない", LockAsked: "操作者がロックする",
	OSLocked: "パソコンがロックされた", EmergencyStop: "緊急停止", LoggedOut: "利用を終える", EnrolmentDone: "操作者を登録した",
	Dismissed: "この端末の操作者を失効させた",
}

// The drawn use of the terminal is the table: go test ./internal/session -run Doc -update writes it anew.
func TestTheDocumentedUseIsFresh(t *testing.T) {
	golden.Text(t, "../../docs/手続/操作者の利用.md", useDocument())
}

func TestEveryStateAndEventOfTheDocumentHasAName(t *testing.T) {
	for _, tr := range Transitions() {
		if stateWords[tr.From] == "" || stateWords[tr.To] == "" || eventWords[tr.Event] == "" {
			t.Errorf("%s + %s → %s is not drawn whole", tr.From, tr.Event, tr.To)
		}
	}
	if len(stateWords) != len(stateNames) || len(eventWords) != len(eventNames) {
		t.Error("a state or event of the table has no name in the document")
	}
}

func useDocument() string {
	var b strings.Builder
	b.WriteString("# 操作者の利用\n\n操作者識別カードとパスワードで端末を使い始め、カードを抜くと画面が隠れます(第12条・第14条・第16条)。\n" +
		"この図と表は `internal/session/machine.go` の遷移表から作られます(`go test ./internal/session -run Doc -update`)。手で書き換えないでください。\n\n" +
		"「利用中」のほかは、どの画面も覆われています。覆いを外すのは正しいパスワードだけです。\n図では、状態の変わらないできごとを省いています。\n\n" +
		"```mermaid\nstateDiagram-v2\n")
	states := []State{NoOperator, CardRead, LoggedIn, Locked}
	for _, s := range states {
		fmt.Fprintf(&b, "    state \"%s\" as s%d\n", stateWords[s], s)
	}
	fmt.Fprintf(&b, "    [*] --> s%d\n", NoOperator)
	for _, from := range states {
		for _, to := range states {
			if labels := arrow(from, to); from != to && len(labels) > 0 {
				fmt.Fprintf(&b, "    s%d --> s%d: %s\n", from, to, strings.Join(labels, " / "))
			}
		}
	}
	b.WriteString("```\n\n## 状態と、できごと\n\n表にない組合せでは、何も変わらず、何も記録しません。\n\n" +
		"| 状態 | できごと | 次の状態 | 記録 | 断るとき |\n| --- | --- | --- | --- | --- |\n")
	for _, tr := range Transitions() {
		st := next(before(tr.From), what(tr.Event), noon, DefaultRules())
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", stateWords[tr.From], eventWords[tr.Event], stateWords[tr.To], recordsOf(st), refusalOf(st))
	}
	fmt.Fprintf(&b, "\n連続 %d 回パスワードを間違えると、その操作者はロックアウトになり(`login.locked-out`)、再起動しても解けません(第16条第5号)。\n"+
		"ロック中に別の操作者がカードとパスワードを入れると、前の人の利用は終わり(`login.ended`)、その人の利用が始まります(`login.done`)。\n", DefaultRules().Tries)
	return b.String()
}

func arrow(from, to State) []string {
	var labels []string
	for _, tr := range Transitions() {
		if tr.From == from && tr.To == to && !slices.Contains(labels, eventWords[tr.Event]) {
			labels = append(labels, eventWords[tr.Event])
		}
	}
	return labels
}

func recordsOf(st step) string {
	var ids []string
	for _, r := range st.records {
		ids = append(ids, "`"+r.Event.String()+"`")
	}
	return strings.Join(ids, " ")
}

func refusalOf(st step) string {
	if st.refused == nil {
		return ""
	}
	return "`" + string(st.refused.Code) + "`"
}
