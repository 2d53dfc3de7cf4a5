package photo

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
)

// stateNames are the states as the document calls them.
var stateNames = map[State]string{NotBegun: "未着手", ScanDue: "読取り待ち", Scanning: "読取り中", Framing: "切取り", Asking: "本人の確認",
	CompareDue: "見比べ", RegisterDue: "登録待ち", Registering: "登録中", Registered: "登録済", NotNeeded: "写真なし", Cancelled: "中止"}

// eventNames are the events as the document calls them, and who or what makes them happen.
var eventNames = map[Event]struct{ name, by string }{
	Begun:         {"案件を開く", "職員"},
	ScanAsked:     {"読み取る", "職員"},
	ScanCame:      {"画像が届いた", "スキャナー"},
	ScanFailed:    {"画像が届かなかった", "スキャナー"},
	ScanStopped:   {"読取りを止める", "職員"},
	NoPhotoAsked:  {"写真なしにする", "職員"},
	ShowAsked:     {"本人に見てもらう", "職員"},
	Accepted:      {"自分の写真だと答えた", "住民"},
	Declined:      {"違うと答えた", "住民"},
	AskStopped:    {"答えがない(時間切れ・取下げ・画面のロック)", "住民側の画面・職員"},
	PadGone:       {"住民側の画面がなくなった", "住民側の画面"},
	FrameAsked:    {"切取りに戻る", "職員"},
	Compared:      {"本人と見比べた", "二人目の職員"},
	RegisterAsked: {"登録する", "職員"},
	Stored:        {"登録先が受け取った", "登録先"},
	NotStored:     {"登録先が受け取らなかった", "登録先"},
	LedRegistered: {"統合端末で登録した", "職員"},
	CancelAsked:   {"取り消す", "職員"},
	Left:          {"離れた(ページ・操作者・ロックの時間・終了)", "プログラム"},
}

var moveNames = map[pictureMove]string{pictureStays: "", pictureComes: "メモリーに入る", pictureGoes: "消える"}

// goNames are the identifiers; the compiler keeps the left side.
var goNames = map[State]string{NotBegun: "NotBegun", ScanDue: "ScanDue", Scanning: "Scanning", Framing: "Framing", Asking: "Asking",
	CompareDue: "CompareDue", RegisterDue: "RegisterDue", Registering: "Registering", Registered: "Registered", NotNeeded: "NotNeeded", Cancelled: "Cancelled"}

// The drawn procedure is the table: go test ./internal/photo -run Doc -update writes it anew.
func TestTheDocumentedPhotoActIsFresh(t *testing.T) {
	golden.Text(t, "../../docs/手続/写真.md", document())
}

func TestEveryStateAndEventOfTheDocumentHasAName(t *testing.T) {
	for _, s := range States() {
		if stateNames[s] == "" || goNames[s] == "" {
			t.Errorf("state %q has no name", s)
		}
	}
	for _, e := range Events() {
		if eventNames[e].name == "" || eventNames[e].by == "" {
			t.Errorf("event %q has no name", e)
		}
	}
	if len(stateNames) != len(States()) || len(eventNames) != len(Events()) || len(table) != len(States()) {
		t.Error("a name or a row is left over from a state or event that is gone")
	}
}

func document() string {
	var b strings.Builder
	b.WriteString("# 顔写真の登録\n\n案件の人の顔写真を窓口のスキャナーで読み取り、登録し、消す手続です(第22条第2号・第4号)。この図と表は `internal/photo/photo.go` の遷移表から作られます\n" +
		"(`go test ./internal/photo -run Doc -update`)。手で書き換えないでください。\n\n" +
		"図では「" + eventNames[Left].name + "」を省いています(表にはあります)。\n\n```mermaid\n")
	draw(&b)
	b.WriteString("```\n\n## 状態と、できごと\n\n" +
		"表にない組合せは起こりません。職員の操作なら断り、装置からの知らせなら捨てます。\n\n" +
		"写真は、1人分だけ、このプログラムのメモリーの中だけにあります。「消える」の行では、登録のときは記録と一緒に、それ以外のときは記録より先に、メモリーを上書きします。\n" +
		"記録がすぐに書けないとき(ディスクの満杯)も写真は消え、消した記録は書けるようになってから、次の記録の前に書かれます。\n\n" +
		"| 状態 | できごと | だれが | 次の状態 | 記録 | 写真 | 条件 |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, s := range States() {
		for _, e := range Events() {
			if st, ok := table[s][e]; ok {
				var records []string
				for _, r := range st.records {
					records = append(records, "`"+r.String()+"`")
				}
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", stateNames[s], eventNames[e].name, eventNames[e].by, target(s, e, st),
					strings.Join(records, " "), moveNames[st.picture], condition(s, e))
			}
		}
	}
	b.WriteString("\n## 状態の名前\n\n| 状態 | Goの名前 | 写真がメモリーにある |\n| --- | --- | --- |\n")
	for _, s := range States() {
		held := ""
		if s.HasPicture() {
			held = "ある"
		}
		fmt.Fprintf(&b, "| %s | `photo.%s` | %s |\n", stateNames[s], goNames[s], held)
	}
	return b.String()
}

// target names where a step leads, both ways where the regulation decides.
func target(s State, e Event, st step) string {
	if other, _ := next(s, e, facts{led: true}); other.to != "" && other.to != st.to {
		return stateNames[st.to] + "(二人目を求めない規程では " + stateNames[other.to] + ")"
	}
	return stateNames[st.to]
}

func draw(b *strings.Builder) {
	b.WriteString("stateDiagram-v2\n    direction TB\n")
	for i, s := range States() {
		if s != NotBegun {
			fmt.Fprintf(b, "    state \"%s\" as s%d\n", stateNames[s], i)
		}
	}
	for _, from := range States() {
		for _, to := range States() {
			var labels []string
			for _, e := range Events() {
				if st, ok := table[from][e]; ok && st.to == to && e != Left {
					labels = append(labels, eventNames[e].name)
				}
			}
			if len(labels) > 0 {
				fmt.Fprintf(b, "    %s --> %s: %s\n", node(from), node(to), strings.Join(labels, " / "))
			}
		}
	}
	for _, s := range States() {
		if s.Ended() {
			fmt.Fprintf(b, "    %s --> [*]\n", node(s))
		}
	}
}

func node(s State) string {
	for i, known := range States() {
		if known == s && s != NotBegun {
			return fmt.Sprintf("s%d", i)
		}
	}
	return "[*]"
}

// condition asks the act itself what a pair depends on besides state and event.
func condition(s State, e Event) string {
	today := juki.Date{Year: 2026, Month: 11, Day: 24}
	refused := func(f facts) bool { f.today = today; _, no := next(s, e, f); return no != nil }
	baby, adult := today.AddDays(-100), today.AddDays(-10000)
	switch {
	case refused(facts{birth: adult}) && !refused(facts{birth: baby}):
		return "1歳未満だけ"
	case refused(facts{birth: baby}):
		return "写真を統合端末で登録する端末だけ"
	case refused(facts{birth: baby, led: true}):
		return "写真をこの端末から登録できる端末だけ"
	}
	return ""
}
