package main

import (
	"slices"
	"strings"

	"madoguchi/hardware"
)

// checkDesktop says which of the desktop's events lock the terminal, and how far the screen is kept out of pictures. What a system cannot do is no fault
// of this terminal, and is said plainly. session is the kind of the desktop session, as the system calls it.
func checkDesktop(d hardware.Desktop, session string, say func(bool, string, string)) {
	if d == nil {
		return
	}
	heard := d.Hears()
	var yes, no []string
	for _, e := range desktopWords() {
		if slices.Contains(heard, e.event) {
			yes = append(yes, e.words)
		} else {
			no = append(no, e.words)
		}
	}
	if len(yes) > 0 {
		say(true, "画面を隠すきっかけ", strings.Join(yes, "、")+"を検知します。")
	}
	if len(no) > 0 {
		say(slices.Contains(heard, hardware.DesktopLocked), "画面を隠すきっかけ", strings.Join(no, "、")+"は、この環境では検知できません。席を離れるときは必ずカードを抜いてください。")
	}
	if slices.Contains(heard, hardware.CaptureKey) {
		say(true, "PrintScreen キー", "押されたときに記録し、画面を隠します。カメラや、ほかのプログラムによる写しは分かりません。")
	} else {
		say(true, "PrintScreen キー", "この環境では、押されても分かりません。")
	}
	switch d.Shield() {
	case hardware.ShieldWindows:
		say(true, "画面の写しの防止", "Windowsの機能(SetWindowDisplayAffinity)で、窓口の画面が写らないようにします。")
	case hardware.ShieldMac:
		say(true, "画面の写しの防止", "macOSの機能(sharingType)で、窓口の画面が写らないようにします。")
	default:
		say(true, "画面の写しの防止", "この環境(X11)では、OSの機能で画面の写しを防ぐことはできません。同じ画面につながるプログラムは、すべて写せます。業務に要らないプログラムを入れないでください。")
	}
	if session == "wayland" {
		say(false, "画面の種類", "Wayland の上で動いています。PrintScreen キーとモニターの変更が分からないことがあります。ログイン画面で Xorg を選んでください。")
	}
}

// eventWords is an event as doctor calls it.
type eventWords struct {
	event hardware.DesktopEvent
	words string
}

func desktopWords() []eventWords {
	return []eventWords{
		{hardware.DesktopLocked, "OSのロック"}, {hardware.DesktopSuspends, "スリープ"}, {hardware.DesktopSwitched, "利用者の切替え"},
		{hardware.DesktopRemote, "遠隔接続"}, {hardware.MonitorsChanged, "モニターの変更"},
	}
}
