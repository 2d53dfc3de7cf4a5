package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"strings"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sampleCheckpoint has the form and the length of a real signed checkpoint; nobody's key signed it.
func sampleCheckpoint(size int) string {
	root := sha256.Sum256([]byte(fmt.Sprint("root of ", size)))
	signature := append([]byte{0xa1, 0xb2, 0xc3, 0xd4}, bytes.Repeat(root[:], 2)...)
	return fmt.Sprintf("28225.madoguchi/terminal-01\n%d\n%s\n\n— 28225.madoguchi/terminal-01 %s\n",
		size, base64.StdEncoding.EncodeToString(root[:]), base64.StdEncoding.EncodeToString(signature))
}

var sheetDate = juki.Date{Year: 2026, Month: 11, Day: 24}

// plainSheet is a quiet day: three places, everything agrees.
func plainSheet() stock.DaySheet {
	return stock.DaySheet{
		Date: sheetDate, Terminal: "端末01", Municipality: "28225", City: "朝来市", Office: "市民生活部市民課",
		Rows: []stock.SheetRow{
			{Item: stock.MyNumberCards, Place: stock.Inbox, Yesterday: 0, In: 20, Out: 20, Book: 0, Counted: 0, CountedOK: true},
			{Item: stock.MyNumberCards, Place: "A-01", Yesterday: 1284, In: 21, Out: 4, Book: 1301, Counted: 1301, CountedOK: true},
			{Item: stock.MyNumberCards, Place: stock.Counter, Yesterday: 0, In: 4, Out: 4, Book: 0, Counted: 0, CountedOK: true},
		},
		States:    []stock.StateCount{{Item: stock.MyNumberCards, State: stock.Stored, Count: 1301}},
		CountedBy: []juki.OperatorID{"S001", "S002"}, CountedNames: []string{"見本 花子", "見本 太郎"},
		CountStarted: sheetDate.At(17, 5), CountEnded: sheetDate.At(17, 21), MadeAt: sheetDate.At(17, 32),
		Checkpoint: sampleCheckpoint(1842),
	}
}

// differingSheet has two items, a loss with a long note, a surplus, and a place nobody counted.
func differingSheet() stock.DaySheet {
	s := plainSheet()
	s.Rows[1].Counted, s.Rows[1].Difference = 1300, -1
	s.Rows[1].Reason = stock.MissingSearching
	s.Rows[1].Note = "17時20分に二人で再計数して同数。当日の取出し記録R08-000123と棚A-02・A-03を確認したが見当たらず、" +
		"「窓口手元」の箱とシュレッダー待ちの箱も調べた。翌開庁日の8時30分から全数を点検する。"
	s.Rows[1].Missing = []juki.CardSerial{"MN00012345"}
	s.Rows = append(s.Rows,
		stock.SheetRow{Item: stock.MyNumberCards, Place: "保管庫𠮷-02", Yesterday: 12, In: 0, Out: 0, Book: 12},
		stock.SheetRow{Item: stock.ResidentCards, Place: "B-01", Yesterday: 7, In: 1, Out: 0, Book: 8, Counted: 10, CountedOK: true, Difference: 2, Reason: stock.EntryForgotten,
			Surplus: []juki.CardSerial{"JK00000771", "JK00000772"}},
		stock.SheetRow{Item: stock.ResidentCards, Place: "B-02", Yesterday: 3, Book: 3, Counted: 3, CountedOK: true,
			Missing: []juki.CardSerial{"JK00000801"}, Surplus: []juki.CardSerial{"JK00000810"}},
	)
	s.States = []stock.StateCount{
		{Item: stock.MyNumberCards, State: stock.Arrived, Count: 2}, {Item: stock.MyNumberCards, State: stock.Stored, Count: 1310},
		{Item: stock.MyNumberCards, State: stock.InHandover, Count: 1}, {Item: stock.ResidentCards, State: stock.Stored, Count: 11},
	}
	return s
}

// fortyPlaces fills several pages, with a note longer than a page in the middle.
func fortyPlaces() stock.DaySheet {
	s := plainSheet()
	s.Rows = nil
	for i := range 40 {
		row := stock.SheetRow{Item: stock.MyNumberCards, Place: stock.PlaceID(fmt.Sprintf("棚-%02d", i+1)),
			Yesterday: 30 + i, In: 2, Out: 1, Book: 31 + i, Counted: 31 + i, CountedOK: true}
		if i == 24 {
			row.Counted, row.Difference, row.Reason = row.Book-1, -1, stock.MissingSearching
			row.Note = strings.Repeat("調査の経過を時刻とともに記す。", 12)
		}
		s.Rows = append(s.Rows, row)
	}
	for i := range 6 {
		s.Rows = append(s.Rows, stock.SheetRow{Item: stock.ResidentCards, Place: stock.PlaceID(fmt.Sprintf("回収箱-%d", i+1)),
			Yesterday: i, Book: i, Counted: i, CountedOK: true})
	}
	return s
}

// rareNames are plainly fictional people whose names paper often gets wrong.
var rareNames = []string{
	"見本 太郎",
	"𠮷田 見本",
	"髙橋 見本",
	"山﨑 見本",
	"葛󠄀城 見本", // U+845B U+E0100: the form with 人 in it
	"葛󠄁飾 見本", // U+845B U+E0101: the default of the face
	"辻󠄀 見本",
	"渡邉󠄈 見本",
	"𩸽野 𣘺子",
	"齋󠄐藤 見本",         // a sequence that no typeface here knows
	"\U0002EBF0山 見本", // a character that no typeface here has
	"みほん か\u3099っぱ",
	"ＭＩＨＯＮ Ｊosé-María",
	strings.Repeat("見本長名之", 9),
}

// sheetOfNames was counted by everybody of rareNames.
func sheetOfNames() stock.DaySheet {
	s := plainSheet()
	s.CountedBy, s.CountedNames = nil, rareNames
	for i := range rareNames {
		s.CountedBy = append(s.CountedBy, juki.OperatorID(fmt.Sprintf("S%03d", 100+i)))
	}
	return s
}

// sample is what a paper is made of.
type sample struct {
	body    any
	options Options
}

// papers are the documents of the golden files, by name. Each is compared as text, as picture and as preview.
func papers() map[string]sample {
	reprint := Options{Reprint: true, ReprintedAt: sheetDate.AddDays(6).At(9, 15), Training: true}
	all := map[string]sample{
		"sheet-plain":   {plainSheet(), Options{}},
		"sheet-differs": {differingSheet(), Options{}},
		"sheet-forty":   {fortyPlaces(), Options{}},
		"sheet-reprint": {differingSheet(), reprint},
		"sheet-empty":   {stock.DaySheet{Date: sheetDate}, Options{}},
		"sheet-names":   {sheetOfNames(), Options{}},
	}
	maps.Copy(all, stockPapers())
	return all
}

func compose(t testing.TB, name string) *Paper {
	t.Helper()
	return composed(t, name, papers()[name])
}

// composed sets a sample; a codedSlip bears its code itself, so that the golden files do not depend on the form of a slip.
func composed(t testing.TB, name string, s sample) *Paper {
	t.Helper()
	if slip, ok := s.body.(codedSlip); ok {
		p, err := setTransfer(slip.sheet, slip.code, s.options)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.finish()
		return &Paper{p}
	}
	p, err := Compose(s.body, s.options)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

func pdfOf(t testing.TB, name string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := compose(t, name).WritePDF(&b); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.Bytes()
}

// textOf joins what the glyphs stand for.
func textOf(glyphs []glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		b.WriteString(g.text)
	}
	return b.String()
}
