package counter

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/japanese"

	"madoguchi/internal/juki"
)

var listDay = juki.Date{Year: 2026, Month: 11, Day: 24}

const listHeader = "製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別"

// listRow is a good row; people are plainly fictional.
func listRow(n int) string {
	return fmt.Sprintf("49000000%05d,282250000000000000%05d,A1B-%06d,見本 花子,ミホン ハナコ,兵庫県朝来市見本町架空%d番地,1990-04-01,女,2036-04-01,個人番号カード", n, n, n, n)
}

func list(rows ...string) string {
	return strings.Join(append([]string{listHeader}, rows...), "\r\n") + "\r\n"
}

func read(t *testing.T, file string) Preview {
	t.Helper()
	p, err := ReadList([]byte(file), DefaultListHeaders(), listDay)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func cp932(t *testing.T, text string) string {
	t.Helper()
	s, err := japanese.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOneListInEveryEncoding(t *testing.T) {
	text := list(listRow(1), strings.Replace(listRow(2), "見本 花子", "髙例　﨑子", 1))
	want := read(t, text)
	if len(want.Good) != 2 || len(want.Bad) != 0 || want.Rows != 2 {
		t.Fatalf("the plain list: %d good, %v", len(want.Good), want.Bad)
	}
	if got := want.Good[1].Person.Name; got != "髙例　﨑子" {
		t.Errorf("name %+q", got)
	}
	for name, file := range map[string]string{
		"UTF-8 with BOM":            "\ufeff" + text,
		"CP932":                     cp932(t, text),
		"line feeds only":           strings.ReplaceAll(text, "\r\n", "\n"),
		"no line end at the end":    strings.TrimSuffix(text, "\r\n"),
		"empty lines at the end":    text + "\r\n\r\n",
		"quoted":                    strings.ReplaceAll(text, ",女,", `,"女",`),
		"another column among them": strings.NewReplacer("氏名カナ,", "氏名カナ,備考,", "ミホン ハナコ,", "ミホン ハナコ,\"急ぐ, \"\"至急\"\"\",").Replace(text),
	} {
		got := read(t, file)
		if diff := cmp.Diff(want.Good, got.Good); diff != "" {
			t.Errorf("%s: %v %s", name, got.Bad, diff)
		}
		if encoding := map[bool]string{true: "CP932", false: "UTF-8"}[name == "CP932"]; got.Encoding != encoding {
			t.Errorf("%s is read as %s", name, got.Encoding)
		}
	}
}

// Supplementary kanji, variation selectors, compatibility ideographs, spaces: byte for byte.
func TestNamesStayAsTheyCame(t *testing.T) {
	for _, name := range []string{"𠮷見 架空太", "葛\U000E0100城 試験郎", "辻\U000E0101見 本男", "神\ufa19 例", "見本　花子 ", "SAMPLE, ALEX \"AL\"", "か\u3099例", "\ue000見本"} {
		row := strings.Replace(listRow(1), "見本 花子", `"`+strings.ReplaceAll(name, `"`, `""`)+`"`, 1)
		p := read(t, list(row))
		if len(p.Good) != 1 || p.Good[0].Person.Name != name {
			t.Errorf("%+q: %v %v", name, p.Good, p.Bad)
		}
	}
}

func TestEveryBadRowIsToldWithLineColumnAndReason(t *testing.T) {
	change := func(old, new string) string { return strings.Replace(listRow(2), old, new, 1) }
	broken := cp932(t, list(listRow(1), listRow(2), listRow(3)))
	broken = strings.Replace(broken, cp932(t, "架空2番地"), "\x85\xff2\xfd", 1)
	for name, c := range map[string]struct {
		file string
		want []BadRow
	}{
		"no name":                 {list(listRow(1), change("見本 花子", "")), []BadRow{{Line: 3, Column: "氏名", Code: juki.RowFieldMissing}}},
		"a name of spaces":        {list(listRow(1), change("見本 花子", " 　")), []BadRow{{Line: 3, Column: "氏名", Code: juki.RowFieldMissing}}},
		"a day that is none":      {list(listRow(1), change("1990-04-01", "1990-02-30")), []BadRow{{Line: 3, Column: "生年月日", Code: juki.RowBadDate}}},
		"an era that was over":    {list(listRow(1), change("1990-04-01", "昭和64年1月8日")), []BadRow{{Line: 3, Column: "生年月日", Code: juki.RowBadDate}}},
		"born tomorrow":           {list(listRow(1), change("1990-04-01", "2026-11-25")), []BadRow{{Line: 3, Column: "生年月日", Code: juki.RowBadDate}}},
		"expired before birth":    {list(listRow(1), change("2036-04-01", "1989-04-01")), []BadRow{{Line: 3, Column: "有効期限", Code: juki.RowBadDate}}},
		"a short application":     {list(listRow(1), change("282250000000000000", "28225")), []BadRow{{Line: 3, Column: "申請書ID", Code: juki.RowBadNumber}}},
		"a wrong notice number":   {list(listRow(1), change("A1B-", "A1B")), []BadRow{{Line: 3, Column: "交付通知書番号", Code: juki.RowBadNumber}}},
		"a serial with a hyphen":  {list(listRow(1), change("49000000", "4900-000")), []BadRow{{Line: 3, Column: "製造番号", Code: juki.RowBadNumber}}},
		"a card long ended":       {list(listRow(1), change("個人番号カード", "住民基本台帳カード")), []BadRow{{Line: 3, Column: "カード種別", Code: juki.RowBadKind}}},
		"a sex nobody coded":      {list(listRow(1), change(",女,", ",F,")), []BadRow{{Line: 3, Column: "性別", Code: juki.RowBadSex}}},
		"a column too few":        {list(listRow(1), change(",女", "")), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"a column too many":       {list(listRow(1), listRow(2)+","), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"a comma in the address":  {list(listRow(1), change("架空2番地", "架空2,番地")), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"a quote never closed":    {list(listRow(1), change("見本 花子", `"見本 花子`), listRow(3)), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"a quote in the middle":   {list(listRow(1), change("見本 花子", `見本"花子`)), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"text after a quote":      {list(listRow(1), change("見本 花子", `"見本"花子`)), []BadRow{{Line: 3, Code: juki.RowFieldCount}}},
		"a NUL":                   {list(listRow(1), change("見本 花子", "見本\x00花子")), []BadRow{{Line: 3, Column: "氏名", Code: juki.RowUndecodable}}},
		"a replacement mark":      {list(listRow(1), change("見本 花子", "見本\ufffd花子")), []BadRow{{Line: 3, Column: "氏名", Code: juki.RowUndecodable}}},
		"a byte that is no UTF-8": {list(listRow(1), change("見本 花子", "見本\xff花子"), listRow(3)), []BadRow{{Line: 3, Code: juki.RowUndecodable}}},
		"bytes that are no CP932": {broken, []BadRow{{Line: 3, Code: juki.RowUndecodable}}},
		"the same row twice": {list(listRow(1), listRow(1)), []BadRow{
			{Line: 3, Column: "製造番号", Code: juki.RowDuplicateSerial}, {Line: 3, Column: "申請書ID", Code: juki.RowDuplicateID}, {Line: 3, Column: "交付通知書番号", Code: juki.RowDuplicateID}}},
		"the same card for two":   {list(listRow(1), change("4900000000002", "4900000000001")), []BadRow{{Line: 3, Column: "製造番号", Code: juki.RowDuplicateSerial}}},
		"twice in another width":  {list(listRow(1), change("4900000000002", "４９００００００００００１")), []BadRow{{Line: 3, Column: "製造番号", Code: juki.RowDuplicateSerial}}},
		"the same notice for two": {list(listRow(1), change("A1B-000002", "a1b-000001")), []BadRow{{Line: 3, Column: "交付通知書番号", Code: juki.RowDuplicateID}}},
		"after a bad row of its own": {list(strings.Replace(listRow(1), "1990-04-01", "x", 1), listRow(2), listRow(1)), []BadRow{
			{Line: 2, Column: "生年月日", Code: juki.RowBadDate}, {Line: 4, Column: "製造番号", Code: juki.RowDuplicateSerial},
			{Line: 4, Column: "申請書ID", Code: juki.RowDuplicateID}, {Line: 4, Column: "交付通知書番号", Code: juki.RowDuplicateID}}},
		"several things at once": {list(listRow(1), strings.Replace(change("1990-04-01", "x"), "見本 花子", "", 1)), []BadRow{
			{Line: 3, Column: "氏名", Code: juki.RowFieldMissing}, {Line: 3, Column: "生年月日", Code: juki.RowBadDate}}},
	} {
		p, err := ReadList([]byte(c.file), DefaultListHeaders(), listDay)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, p.Bad, cmpopts.IgnoreUnexported(BadRow{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(p.Good)+p.BadRows() != p.Rows {
			t.Errorf("%s: %d good and %d bad of %d rows", name, len(p.Good), p.BadRows(), p.Rows)
		}
	}
}

func TestFilesThatAreNoList(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want juki.Code
	}{
		"empty":                 {"", juki.ListEmpty},
		"a BOM and nothing":     {"\ufeff\r\n", juki.ListEmpty},
		"a header and nothing":  {listHeader + "\r\n", juki.ListEmpty},
		"no header":             {listRow(1) + "\r\n" + listRow(2), juki.ListHeaderMissing},
		"a column missing":      {strings.ReplaceAll(list(listRow(1)), "有効期限", "期限"), juki.ListHeaderMissing},
		"one missing in CP932":  {cp932(t, strings.ReplaceAll(list(listRow(1)), "有効期限", "期限")), juki.ListHeaderMissing},
		"a column twice":        {strings.Replace(list(listRow(1)), "製造番号,", "製造番号,製造番号,", 1), juki.ListHeaderMissing},
		"a broken header":       {strings.Replace(list(listRow(1)), "氏名,", `"氏名,`, 1), juki.ListHeaderMissing},
		"UTF-16":                {"\xff\xfe" + list(listRow(1)), juki.ListUndecodable},
		"a picture":             {"\x89PNG\xff\r\n\x1a\n\x00\xff\xd8", juki.ListUndecodable},
		"too many bytes":        {list(strings.Repeat(listRow(1)+"\r\n", 130_000)), juki.ListTooLarge},
		"too many rows":         {listHeader + strings.Repeat("\nx", MaxListRows+1), juki.ListTooLarge},
		"one row below the end": {listHeader + strings.Repeat("\nx", MaxListRows), ""},
	} {
		_, err := ReadList([]byte(c.file), DefaultListHeaders(), listDay)
		if c.want == "" && err == nil {
			continue
		}
		if !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAListWithOtherHeaders(t *testing.T) {
	h := ListHeaders{Serial: "serial", Application: "application", Notice: "notice", Name: "name", Kana: "kana", Address: "address",
		Birth: "birth", Sex: "sex", Expires: "expires", Kind: "kind"}
	text := "serial,application,notice,name,kana,address,birth,sex,expires,kind\n" + listRow(1) + "\n" + listRow(2) + "\n"
	for name, file := range map[string]string{"UTF-8": text, "CP932": cp932(t, text), "one bad line": text + listRow(3) + "\xff\n"} {
		p, err := ReadList([]byte(file), h, listDay)
		if err != nil || len(p.Good) != 2 {
			t.Errorf("%s: %d good, %v, %v", name, len(p.Good), p.Bad, err)
		}
	}
}

// Nothing of a person may come out with an error or a print of the preview.
func TestAPreviewPrintsNobody(t *testing.T) {
	p := read(t, list(listRow(1)))
	if s := fmt.Sprintf("%v %+v %#v %s", p.Good, p.Good[0].Person, p.Good[0].Person, p.Good[0].Person); strings.Contains(s, "見本") || strings.Contains(s, "1990") {
		t.Errorf("printed: %s", s)
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte(list(listRow(1), listRow(1))))
	f.Add([]byte("\ufeff" + listHeader + "\n\"\n"))
	f.Add([]byte("\x90\xbb\x91\xa2,\xff\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ReadList(file, DefaultListHeaders(), listDay)
		if err == nil && len(p.Good)+p.BadRows() != p.Rows {
			t.Fatalf("%d good and %d bad of %d rows", len(p.Good), p.BadRows(), p.Rows)
		}
	})
}
