package juki_test

import (
	"testing"

	"madoguchi/internal/juki"
)

func TestKanaKeyForgetsWhatEarsForget(t *testing.T) {
	for _, same := range [][]string{
		{"ミホン ジョウジ", "ﾐﾎﾝ ｼﾞｮｳｼﾞ", "みほん　じょうじ", "ミホンシヨウシ", "ミホン・ジヨウジ", "ミホンシ\u3099ョウシ\u3099"},
		{"パトリック", "ﾊﾟﾄﾘｯｸ", "ハトリツク", "ぱとりっく"},
		{"ヴィトリア", "うゐとりあ"},
		{"SMITH JOHN", "Ｓｍｉｔｈ　Ｊｏｈｎ", "smith,john"},
		{"コーノ", "コ―ノ", "ｺｰﾉ"},
	} {
		for _, s := range same[1:] {
			if juki.KanaKey(s) != juki.KanaKey(same[0]) {
				t.Errorf("%q has key %q, %q has %q", same[0], juki.KanaKey(same[0]), s, juki.KanaKey(s))
			}
		}
	}
	for _, other := range []string{"ミホン ジョウタ", "ミホ ジョウジ", ""} {
		if juki.KanaKey(other) == juki.KanaKey("ミホン ジョウジ") {
			t.Errorf("%q has the key of somebody else", other)
		}
	}
}

func TestKatakanaKeepsSizeAndVoice(t *testing.T) {
	for in, want := range map[string]string{
		"ｼﾞｮｰｼﾞ": "ジョージ", "ぱっと": "パット", "ｳﾞｨ": "ヴィ", "か゛": "ガ", "ﾝﾞ": "ン", "ﾞ": "", "ＡＢ１": "AB1", "ｱ･ｲ": "ア・イ",
	} {
		if got := juki.Katakana(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
