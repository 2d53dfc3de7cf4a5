package stock_test

import (
	"fmt"
	"strings"
	"testing"

	"madoguchi/internal/golden"
	"madoguchi/internal/stock"
)

// The drawn table is the table: go test ./internal/stock -run Doc -update writes it anew.
func TestTheDocumentedActsAreFresh(t *testing.T) {
	golden.Text(t, "../../docs/手続/受払.md", documentOfActs())
}

func documentOfActs() string {
	var b strings.Builder
	b.WriteString("# 受払の事由\n\nカード・帳票を動かすときの決まりです(第22条第1号)。この表は `internal/stock/acttable.go` から作られます\n" +
		"(`go test ./internal/stock -run Doc -update`)。手で書き換えないでください。\n\n" +
		"表にない動きは断ります。1回の入力は、製造番号・一連番号・数量ごとの受払と記録を一つのトランザクションで書き、全部か、なしかです。\n" +
		"「数える場所」は、この端末の職員が実査する場所です(ほかの端末の引出し・支所・移送中・郵送中・所在不明を含みません)。\n" +
		"「開始後」の事由は、日次開始の前には断ります。すでに起きたこと(返戻・返納・所在不明など)は断りません。締めた日には、どれも断ります。\n\n")
	for _, part := range []struct {
		title string
		take  func(stock.Act) bool
	}{
		{"受払の画面で選ぶもの", func(a stock.Act) bool { return a.ByHand }},
		{"前日準備・事故の手続が入れるもの", func(a stock.Act) bool { return !a.ByHand && !a.Elsewhere }},
		{"検品・交付・移送・廃棄の手続が入れるもの", func(a stock.Act) bool { return a.Elsewhere }},
	} {
		b.WriteString("## " + part.title + "\n\n| 事由 | 品目 | 前の状態 | どこから | 後の状態 | どこへ | 条件 | 根拠 |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n")
		for _, a := range stock.Acts() {
			if part.take(a) {
				fmt.Fprintf(&b, "| %s `%s` | %s | %s | %s | %s | %s | %s | %s |\n", a.Reason.Japanese(), a.Reason, itemsOf(a), statesOf(a), fromOf(a), afterOf(a), toOf(a), conditionsOf(a), a.Article)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("「実査による調整」は、足りないものを所在不明へ、多すぎるものを所在不明から未使用へ移します。\n" +
		"「紛失」は、生カード・帳票では事故の番号を根拠文書として入れます。カードの紛失は事故の終結が入れ、後で見つかったときは、その事故から発見として棚に戻します。\n" +
		"「紛失届」「発見届」は住民の持つカードのもので、在庫の数は変わりません。\n" +
		"個人番号カードは到着一覧から「到着・検品待ち」に入ります(`arrival`)。\n" +
		"電子媒体は管理番号(製造番号の欄)で1つずつ数え、登録は到着と同じ `arrival` です。「未使用」は、電子媒体では「使用・保管中」と出ます。住民・発行元・郵送には出せず、廃棄の前に初期化します(第19条第1号)。\n" +
		"誤りは訂正(反対仕訳 `reversal`)で取り消します。訂正は今日の受払で、監督する職にある者が入れ、その品が動いた先にあるときだけできます。\n" +
		"検品・交付・移送・廃棄・前日準備・所在不明・発見は、それぞれの手続に戻り道があり、訂正しません。\n")
	return b.String()
}

func itemsOf(a stock.Act) string {
	if len(a.Items) > 0 {
		return words(a.Items, stock.ItemID.Japanese)
	}
	but := ""
	if len(a.Except) > 0 {
		but = "(" + words(a.Except, stock.ItemID.Japanese) + "を除く)"
	}
	return words(a.Trackings, func(t stock.Tracking) string {
		return map[stock.Tracking]string{stock.BySerial: "製造番号", stock.ByRange: "一連番号", stock.ByQuantity: "数量"}[t]
	}) + but
}

func statesOf(a stock.Act) string { return words(a.From, stock.State.Japanese) }

func fromOf(a stock.Act) string {
	if len(a.At) == 0 {
		return "数える場所"
	}
	return words(a.At, placeWord)
}

func afterOf(a stock.Act) string {
	switch {
	case a.Reason == stock.CountAdjust:
		return "所在不明・未使用"
	case a.To == "":
		return "同じ"
	case a.To == stock.KeptState:
		return "元の状態"
	}
	return a.To.Japanese()
}

func toOf(a stock.Act) string {
	if a.Goes == "" {
		return "そのまま"
	}
	return placeWord(a.Goes)
}

func placeWord(p stock.PlaceID) string {
	switch p {
	case stock.Counted:
		return "数える場所"
	case stock.Chosen:
		return "読み取った場所"
	case stock.ChosenOrHere:
		return "読み取った場所、またはそのまま"
	case stock.KeptPlace:
		return "元の場所"
	}
	return p.Japanese()
}

func conditionsOf(a stock.Act) string {
	var list []string
	for _, c := range []struct {
		holds bool
		word  string
	}{{a.Begins, "開始後"}, {a.Document, "根拠文書"}, {a.TwoPeople, "2人"}} {
		if c.holds {
			list = append(list, c.word)
		}
	}
	return strings.Join(list, "・")
}

func words[T any](list []T, word func(T) string) string {
	var texts []string
	for _, x := range list {
		texts = append(texts, word(x))
	}
	return strings.Join(texts, "・")
}
