package oplog

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated files anew")

// TestTheDocumentedEventListIsFresh writes docs/操作履歴一覧.md from the catalogue with -update, and fails when it is stale.
func TestTheDocumentedEventListIsFresh(t *testing.T) {
	golden(t, "../../docs/操作履歴一覧.md", []byte(eventList()))
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	path = filepath.FromSlash(path)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("%s is stale: run go test ./internal/oplog -update", path)
	}
}

var areaNames = map[string]string{
	"program": "プログラム", "database": "データベース", "clock": "時計", "settings": "設定", "fault": "障害", "pad": "住民側画面",
	"operator": "操作者と操作者識別カード", "login": "ログイン", "screen": "画面のロック", "second": "二人目の確認", "arrival": "到着",
	"inspection": "検品", "handover": "交付", "communication": "通信履歴", "person": "本人情報の利用", "stock": "受払", "count": "実査",
	"sheet": "帳票", "archive": "保管ファイル", "day": "業務日", "transfer": "移送", "disposal": "廃棄", "incident": "事故", "appointment": "交付予約", "log": "操作履歴の利用と保存",
	"anchor": "チェックポイント", "backup": "バックアップ", "central": "中央サーバーへの照会", "capture": "画面の写し", "emergency": "緊急時対応", "photo": "顔写真",
	"case": "案件", "print": "予備印刷",
}

func eventList() string {
	var b strings.Builder
	b.WriteString(`# 操作履歴一覧

このファイルは internal/oplog の目録から生成する(` + "`go test ./internal/oplog -update`" + `)。手で直さない。
記録は操作と同じトランザクションで書き、書けなければ操作は成立しない。氏名・住所・生年月日・暗証番号・個人番号を入れられる項目はない。
記録の形と検証のしかたは [archive-format.md](archive-format.md) にある。
番号は端末のデータベースが記録の種類を示す数で、一度付けたら変えず、使い回さない(本文には左の名前が入る)。

`)
	fmt.Fprintf(&b, "全%d種類。「任意」の項目は括弧に入れる。\n", len(catalogue))
	area := ""
	for _, e := range catalogue {
		if a, _, _ := strings.Cut(e.ID.id, "."); a != area {
			area = a
			if areaNames[a] == "" {
				panic("no name for " + a)
			}
			fmt.Fprintf(&b, "\n## %s(%s)\n\n| 記録 | 番号 | 内容 | 根拠 | 操作する者 | 案件番号 | 項目 | 対になる記録 |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n", areaNames[a], area)
		}
		fmt.Fprintf(&b, "| `%s` | %d | %s<br>%s | %s | %s | %s | %s | %s |\n",
			e.ID, e.ID.Number(), e.Japanese, e.English, e.Article, who(e), [...]string{"なし", "任意", "必須"}[e.Case], fieldList(e), closes(e))
	}
	b.WriteString("\n## 項目\n\n| 項目 | 名前 | 値 |\n| --- | --- | --- |\n")
	for _, f := range slices.Sorted(maps.Keys(forms)) {
		kind := "コード"
		if forms[f].number {
			kind = "数"
		}
		fmt.Fprintf(&b, "| `%s` | %s / %s | %s(例 `%s`) |\n", f, FieldName(f, Japanese), FieldName(f, English), kind, sample[f].text)
	}
	return b.String()
}

func who(e Entry) string {
	var names []string
	if e.Program {
		names = append(names, "プログラム")
	}
	if len(e.Posts) == len(postNames) {
		return strings.Join(append(names, "全職員"), "、")
	}
	for _, p := range e.Posts {
		names = append(names, Post(p).Word(Japanese))
	}
	return strings.Join(names, "、")
}

func fieldList(e Entry) string {
	var list []string
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		if e.Fields[f] == Needed {
			list = append(list, "`"+string(f)+"`")
		}
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		if e.Fields[f] == Allowed {
			list = append(list, "(`"+string(f)+"`)")
		}
	}
	return strings.Join(list, " ")
}

func closes(e Entry) string {
	var list []string
	for _, c := range e.Closes {
		list = append(list, "`"+c.id+"` を終える")
	}
	return strings.Join(list, "<br>")
}
