package kit

import (
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

func TestGallery(t *testing.T) {
	for name, look := range map[string]Look{"normal": {}, "contrast": {HighContrast: true}, "large": {LargeText: true}} {
		win, frame := openWindow(t, 1000, 700, look)
		frame.SetPage(Pad(SpaceGroups, buttonsAndText()))
		see(t, win, "gallery-"+name)
	}
}
