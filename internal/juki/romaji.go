package juki

import "strings"

// nameInside tells whether one of the names (姓 or 名, in kana) stands in c in any of the usual spellings in rōmaji:
// Hepburn and 訓令式, long vowels written out, shortened or with H. Names that give only two letters are let pass.
func nameInside(c []byte, kana string) bool {
	for _, name := range strings.FieldsFunc(Katakana(kana), nameGap) {
		morae := moraeOf(name)
		for i := range c {
			if len(morae) > 0 && spelled(c[i:], morae, 0) {
				return true
			}
		}
	}
	return false
}

func nameGap(r rune) bool { return r == ' ' || r == '・' || r == ',' }

// shortestName is how many letters of a name must stand in the password before it is refused.
const shortestName = 3

// spelled tells whether c begins with a spelling of morae; used counts the letters matched before c.
func spelled(c []byte, morae [][]string, used int) bool {
	if len(morae) == 0 {
		return used >= shortestName
	}
	for _, way := range morae[0] {
		if len(way) <= len(c) && same(c[:len(way)], way) && spelled(c[len(way):], morae[1:], used+len(way)) {
			return true
		}
	}
	return false
}

// moraeOf cuts a name in katakana into morae, each with its spellings. A Latin name is its own letters;
// nil means that the name cannot be spelled.
func moraeOf(name string) [][]string {
	var morae [][]string
	runes := []rune(name)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if ways := spellings[string(runes[i:i+2])]; ways != "" {
				morae = append(morae, strings.Fields(ways))
				i++
				continue
			}
		}
		ways := moraWays(runes, i, morae)
		if ways == nil {
			return nil
		}
		morae = append(morae, ways)
	}
	return morae
}

// moraWays are the spellings of the rune at i, seen with what stands before and after it.
func moraWays(runes []rune, i int, before [][]string) []string {
	r := runes[i]
	upper := strings.ToUpper(string(r))
	switch {
	case r == 'ッ': // doubles the next consonant: TT, KK, and TCH beside CCH
		return []string{"T", "K", "S", "P", "C", "D", "G", "B", "Z", "J", ""}
	case r == 'ン':
		return []string{"N", "M", "NN"}
	case r == 'ー':
		return []string{"", "U", "O", "H", "A", "I", "E"}
	case len(upper) == 1 && isLetter(upper[0]):
		return []string{upper}
	case r == 'ウ' && endsIn(before, "OU"): // SATO, SATOU, SATOH
		return []string{"U", "", "H", "O"}
	case r == 'オ' && endsIn(before, "O"): // ONO, OONO, OHNO
		return []string{"O", "", "H"}
	case r == 'イ' && endsIn(before, "I"):
		return []string{"I", ""}
	}
	return strings.Fields(spellings[string(plainSmall(r))])
}

// endsIn tells whether the mora before can end in one of the vowels.
func endsIn(before [][]string, vowels string) bool {
	if len(before) == 0 {
		return false
	}
	way := before[len(before)-1][0]
	return way != "" && strings.ContainsRune(vowels, rune(way[len(way)-1]))
}

// plainSmall makes a small kana that no pair explained a large one.
func plainSmall(r rune) rune {
	if large := partner(smallPairs, r, 1); large != 0 {
		return large
	}
	return r
}

// spellings are the ways a mora is written, the most usual first.
var spellings = map[string]string{
	"ア": "A", "イ": "I", "ウ": "U", "エ": "E YE", "オ": "O",
	"カ": "KA", "キ": "KI", "ク": "KU", "ケ": "KE", "コ": "KO",
	"ガ": "GA", "ギ": "GI", "グ": "GU", "ゲ": "GE", "ゴ": "GO",
	"サ": "SA", "シ": "SHI SI", "ス": "SU", "セ": "SE", "ソ": "SO",
	"ザ": "ZA", "ジ": "JI ZI", "ズ": "ZU", "ゼ": "ZE", "ゾ": "ZO",
	"タ": "TA", "チ": "CHI TI", "ツ": "TSU TU", "テ": "TE", "ト": "TO",
	"ダ": "DA", "ヂ": "JI DI ZI", "ヅ": "ZU DU DZU", "デ": "DE", "ド": "DO",
	"ナ": "NA", "ニ": "NI", "ヌ": "NU", "ネ": "NE", "ノ": "NO",
	"ハ": "HA", "ヒ": "HI", "フ": "FU HU", "ヘ": "HE", "ホ": "HO",
	"バ": "BA", "ビ": "BI", "ブ": "BU", "ベ": "BE", "ボ": "BO",
	"パ": "PA", "ピ": "PI", "プ": "PU", "ペ": "PE", "ポ": "PO",
	"マ": "MA", "ミ": "MI", "ム": "MU", "メ": "ME", "モ": "MO",
	"ヤ": "YA", "ユ": "YU", "ヨ": "YO",
	"ラ": "RA LA", "リ": "RI LI", "ル": "RU LU", "レ": "RE LE", "ロ": "RO LO",
	"ワ": "WA", "ヰ": "I WI", "ヱ": "E WE", "ヲ": "O WO", "ヴ": "VU BU",
	"キャ": "KYA", "キュ": "KYU", "キョ": "KYO", "ギャ": "GYA", "ギュ": "GYU", "ギョ": "GYO",
	"シャ": "SHA SYA", "シュ": "SHU SYU", "ショ": "SHO SYO", "シェ": "SHE SYE",
	"ジャ": "JA ZYA JYA", "ジュ": "JU ZYU JYU", "ジョ": "JO ZYO JYO", "ジェ": "JE ZYE",
	"チャ": "CHA TYA", "チュ": "CHU TYU", "チョ": "CHO TYO", "チェ": "CHE TYE",
	"ヂャ": "JA DYA", "ヂュ": "JU DYU", "ヂョ": "JO DYO",
	"ニャ": "NYA", "ニュ": "NYU", "ニョ": "NYO", "ヒャ": "HYA", "ヒュ": "HYU", "ヒョ": "HYO",
	"ビャ": "BYA", "ビュ": "BYU", "ビョ": "BYO", "ピャ": "PYA", "ピュ": "PYU", "ピョ": "PYO",
	"ミャ": "MYA", "ミュ": "MYU", "ミョ": "MYO", "リャ": "RYA", "リュ": "RYU", "リョ": "RYO",
	"ファ": "FA", "フィ": "FI", "フェ": "FE", "フォ": "FO", "ティ": "TI", "ディ": "DI", "トゥ": "TU", "ドゥ": "DU",
	"ウィ": "WI", "ウェ": "WE", "ウォ": "WO", "ヴァ": "VA", "ヴィ": "VI", "ヴェ": "VE", "ヴォ": "VO",
}
