package juki_test

import (
	"testing"

	"madoguchi/internal/juki"
)

// hanako is plainly fictional: born on 2001-02-03 (平成13年), the card expires on 2036-02-03.
func hanako() juki.PINHints {
	return juki.PINHints{
		Birth: day(2001, 2, 3), Expires: day(2036, 2, 3),
		Digits: []string{"12345678901234567890578", "A1B-860497", "12-3", "079-672-3301"},
		Kana:   "ミホン ハナコ",
	}
}

func TestFourDigitPINs(t *testing.T) {
	for pin, want := range map[string]juki.Code{
		"7193": "", "3806": "", "5071": "", "9164": "", "2907": "",
		"0000": juki.PINGuessable, "7777": juki.PINGuessable,
		"1234": juki.PINGuessable, "4321": juki.PINGuessable, "7890": juki.PINGuessable, "0987": juki.PINGuessable, "9012": juki.PINGuessable,
		"1357": juki.PINGuessable, "8642": juki.PINGuessable, "2580": juki.PINGuessable, "0852": juki.PINGuessable,
		"1212": juki.PINGuessable, "9393": juki.PINGuessable, "1122": juki.PINGuessable, "9944": juki.PINGuessable,
		"0203": juki.PINGuessable, "0302": juki.PINGuessable, "2001": juki.PINGuessable, "0102": juki.PINGuessable, "0201": juki.PINGuessable,
		"1302": juki.PINGuessable, "0213": juki.PINGuessable, "1323": juki.PINGuessable, "0123": juki.PINGuessable, "2313": juki.PINGuessable, // 平成13年
		"2036": juki.PINGuessable, "3602": juki.PINGuessable, "1802": juki.PINGuessable, // 有効期限, 令和18年
		"8604": juki.PINGuessable, "0497": juki.PINGuessable, "6049": juki.PINGuessable, // in the notice number
		"0578": juki.PINGuessable,                            // the end of the application id
		"0796": juki.PINGuessable, "3301": juki.PINGuessable, // the telephone's beginning and end
		"7233": "", // in the middle of a long number
		"":     juki.PINFormat, "719": juki.PINFormat, "71935": juki.PINFormat, "71a3": juki.PINFormat, "719 ": juki.PINFormat, "719\x00": juki.PINFormat,
	} {
		for _, kind := range []juki.PINKind{juki.AuthenticationPIN, juki.ResidentRegisterPIN, juki.FaceEntryPIN} {
			if got := juki.CheckPIN(kind, []byte(pin), hanako()); got != want {
				t.Errorf("%s %q: %q, want %q", kind.ID(), pin, got, want)
			}
		}
	}
}

func TestAHouseNumberOfThreeDigitsFilledUp(t *testing.T) {
	avoid := juki.PINHints{Digits: []string{"4-83"}}
	for pin, want := range map[string]juki.Code{"0483": juki.PINGuessable, "4830": juki.PINGuessable, "4831": "", "1483": ""} {
		if got := juki.CheckPIN(juki.AuthenticationPIN, []byte(pin), avoid); got != want {
			t.Errorf("%s: %q", pin, got)
		}
	}
}

// The rules leave the resident most of the 10,000 numbers, and never all the choice to a guesser.
func TestMostNumbersStayFree(t *testing.T) {
	free := 0
	for n := range 10_000 {
		pin := []byte{byte('0' + n/1000), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}
		if juki.CheckPIN(juki.AuthenticationPIN, pin, hanako()) == "" {
			free++
		}
	}
	if free < 9_600 || free > 9_800 {
		t.Errorf("%d of 10,000 numbers are free", free)
	}
}

func TestSignaturePasswords(t *testing.T) {
	for password, want := range map[string]juki.Code{
		"K7WM2X": "", "R4T9PZ8Q2LX7VB3N": "", "SORA81UMI42": "", "9XKOTORI4": "",
		"K7WM2": juki.PINFormat, "R4T9PZ8Q2LX7VB3NA": juki.PINFormat, "KAWMTX": juki.PINFormat, "719304": juki.PINFormat, "K7wm2X": juki.PINFormat,
		"K7WM-2": juki.PINFormat, "": juki.PINFormat, "Ｋ７ＷＭ２Ｘ": juki.PINFormat,
		"ABC123": juki.PINGuessable, "QWERTY1": juki.PINGuessable, "1QAZ": juki.PINFormat, "AAAAA1": juki.PINGuessable, "123456A": juki.PINGuessable,
		"A1A1A1": juki.PINGuessable, "AB1AB1AB1": juki.PINGuessable, "PASSWORD7": juki.PINGuessable, "XMYNUMBER24": juki.PINGuessable, "FEDCBA98": juki.PINGuessable,
		"K20010203X": juki.PINGuessable, "KX010203": juki.PINGuessable, "H130203K": juki.PINGuessable,
		"HANAKO58": juki.PINGuessable, "58MIHON7K": juki.PINGuessable, "X9HANAKOK": juki.PINGuessable,
	} {
		if got := juki.CheckPIN(juki.SignaturePIN, []byte(password), hanako()); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

// A name is found in whatever rōmaji it is spelled, from full-width, half-width and small kana.
func TestNamesInRomaji(t *testing.T) {
	for kana, spellings := range map[string][]string{
		"サトウ":    {"SATO", "SATOU", "SATOH"},
		"オオノ":    {"ONO", "OONO", "OHNO"},
		"シンジ":    {"SHINJI", "SINZI", "SINJI"},
		"ﾂﾁﾔ":    {"TSUCHIYA", "TUTIYA", "TUCHIYA"},
		"じゅんいち":  {"JUNICHI", "ZYUNITI", "JYUNICHI"},
		"ホンマ":    {"HONMA", "HOMMA"},
		"ハットリ":   {"HATTORI"},
		"コッチ":    {"KOTCHI", "KOCCHI"},
		"フジコ":    {"FUJIKO", "HUZIKO"},
		"ユウコ":    {"YUKO", "YUUKO"},
		"ニイミ":    {"NIIMI", "NIMI"},
		"ｼﾞｮｰｼﾞ": {"JOJI", "JOUJI", "JOHJI"},
		"SMITH":  {"SMITH"},
		"Ｓｍｉｔｈ":  {"SMITH"},
	} {
		for _, name := range spellings {
			avoid := juki.PINHints{Kana: "ミホン " + kana}
			if got := juki.CheckPIN(juki.SignaturePIN, []byte("7"+name+"94"), avoid); got != juki.PINGuessable {
				t.Errorf("%s as %s: %q", kana, name, got)
			}
		}
	}
	for _, kana := range []string{"リ", "イ ア", "", "漢字", "ー", "ッ"} {
		if got := juki.CheckPIN(juki.SignaturePIN, []byte("RIK7WM2X"), juki.PINHints{Kana: kana}); got != "" {
			t.Errorf("%q: a name too short or unreadable refuses %q", kana, got)
		}
	}
}

func TestWhoNeedsWhichPINs(t *testing.T) {
	today := day(2026, 11, 24)
	for name, c := range map[string]struct {
		birth      juki.Date
		guardianed bool
		want       int
	}{
		"15 today":          {day(2011, 11, 24), false, 4},
		"15 tomorrow":       {day(2011, 11, 25), false, 3},
		"an adult":          {day(1980, 1, 1), false, 4},
		"成年被後見人":            {day(1980, 1, 1), true, 3},
		"birth date 不詳":     {juki.Date{}, false, 4},
		"born this morning": {today, false, 3},
	} {
		got := juki.PINsFor(c.birth, today, c.guardianed)
		if len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if signs := got[0] == juki.SignaturePIN; signs != (c.want == 4) {
			t.Errorf("%s: the first PIN is %s", name, got[0].ID())
		}
	}
}

// Whatever bytes arrive, CheckPIN answers and leaves them as they were.
func FuzzCheckPIN(f *testing.F) {
	f.Add([]byte("1234"), "ミホン ハナコ")
	f.Add([]byte("HANAKO58"), "ﾊﾅｺ")
	f.Add([]byte{0, 255}, "ー")
	f.Fuzz(func(t *testing.T, chars []byte, kana string) {
		before := string(chars)
		avoid := hanako()
		avoid.Kana = kana
		for _, kind := range juki.PINKinds() {
			juki.CheckPIN(kind, chars, avoid)
		}
		if string(chars) != before {
			t.Fatal("CheckPIN changed the PIN")
		}
	})
}
