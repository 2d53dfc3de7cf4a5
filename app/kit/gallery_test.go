package kit

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
)

func buttonsAndText() fyne.CanvasObject {
	disabled := NewButton("d", "次へ進む", Filled, nil).Sized(Main)
	disabled.Disable()
	focused := NewButton("f", "中止する", Outlined, nil)
	focused.focused = true
	return VStack(SpaceGroups,
		Heading("個人番号カードの交付"),
		Lead("カードを住民側リーダーに入れてもらってください。カードの向きは、チップのある面を上にします。（第23条第1号）"),
		Body("交付通知書のQRコードを読み取るか、番号を入力します。𠮷田 髙橋 葛󠄀城 辻󠄀 令和8年11月24日(火)。この文は折り返しの確認のために長く書いてあります。「かぎ括弧」、句読点。"),
		HStack(SpaceBetween, NewButton("a", "次へ進む ▶", Filled, nil).Sized(Main), disabled, NewButton("b", "戻る", Outlined, nil), NewButton("c", "詳しく見る", TextOnly, nil)),
		HStack(SpaceGroups, focused, NewButton("e", "破棄する", Danger, nil), NewButton("g", "画面を隠す", Outlined, nil).Key(fyne.KeyF12), NewButton("h", "選ぶ", Outlined, nil).Sized(InTable)),
		Panel(VStack(SpaceInside, Label("来庁者"), Note("本人確認書類 A 1点"))),
	)
}

func fieldsAndMessages() fyne.CanvasObject {
	wrong := NewField("wrong", "交付通知書番号")
	wrong.SetText("A1B-2345")
	wrong.SetError("数字が1つ足りません。例: A1B-234567")
	has := NewField("has", "製造番号").Support("カードの裏面を読み取ります")
	has.entry.FocusGained()
	password := NewPasswordField("password", "パスワード")
	for range 9 {
		password.box.TypedRune('x')
	}
	checks := NewChecks("docs", []string{"運転免許証", "旅券", "在留カード", "健康保険の資格確認書"}, 2)
	checks.options[1].Tapped(nil)
	radio := NewRadio("reason", []string{"住民が中止を求めた", "カードが読めない"})
	radio.options[0].Tapped(nil)
	progress := NewProgress("import", "到着一覧を読み込んでいます", 7200, 10000)
	left := VStack(SpaceBetween, wrong, has, password, checks, radio, progress)
	right := VStack(SpaceBetween,
		NewBanner("b1", Success, "登録しました", "20枚を在庫に入れました。"),
		NewBanner("b2", Error, "カードが途中で抜かれました", "もう一度入れてもらってください。暗証番号の回数は減っていません。").With(NewButton("again", "もう一度読む", Outlined, nil)),
		NewBanner("b3", Warning, "閉庁まで30分です", ""),
		NewBanner("b4", Info, "統合端末の画面で確認してください", ""),
		HStack(SpaceInside, NewTag("研修用", Warning), NewTag("済", Success)),
		HStack(SpaceGroups, NewStatusDot("s1", "職員側リーダー", StatusGood), NewStatusDot("s2", "住民側リーダー 接続なし", StatusBad), NewStatusDot("s3", "印字 未確認", StatusUnknown)))
	return VStack(SpaceGroups, NewStepper([]string{"受付", "本人確認", "カード照合", "暗証番号", "受取"}, 2), Columns(SpaceSections, left, right))
}

func stockTable() *Table {
	table := NewTable("stock", Column{Title: "品目"}, Column{Title: "場所", Width: 160}, Column{Title: "帳簿", Number: true, Width: 120}, Column{Title: "日付", Width: 140})
	var rows [][]string
	for i := range 3000 {
		rows = append(rows, []string{fmt.Sprintf("個人番号カード %d 葛󠄀城 𠮷田 とても長い品目の名前がここに続いて列からはみ出す場合", i), "金庫", grouped(i * 7 % 1500), "2026-11-24"})
	}
	table.SetRows(rows)
	return table
}

func TestGallery(t *testing.T) {
	for name, look := range map[string]Look{"normal": {}, "contrast": {HighContrast: true}, "large": {LargeText: true}} {
		win, frame := openWindow(t, 1100, 860, look)
		frame.SetPage(Pad(SpaceGroups, buttonsAndText()))
		see(t, win, "gallery-"+name)
		frame.SetPage(VScroll(Pad(SpaceGroups, fieldsAndMessages())))
		see(t, win, "fields-"+name)
		frame.SetPage(Pad(SpaceGroups, stockTable()))
		see(t, win, "table-"+name)
	}
}
