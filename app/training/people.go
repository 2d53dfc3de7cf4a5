//go:build training

// Package training is what only the training build has: sample people and cards, the bench panel
// (研修パネル) and the scripted demo day. The release build does not contain it.
package training

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"madoguchi/internal/juki"
)

// Sample is a plainly fictional person of an arrival list.
type Sample struct {
	Serial      juki.CardSerial
	Application juki.ApplicationID
	Notice      juki.NoticeNumber
	Name, Kana  string
	Address     string
	Birth       string // as a list may write it: several forms on purpose
	Sex         string
	Expires     string
}

// names are people nobody is called: 見本 (sample), 架空 (imaginary), 例示 (example), 試験 (test), with the kanji that
// programs get wrong: supplementary plane, variation selectors, forms outside JIS.
var names = []struct{ name, kana, birth, sex string }{
	{"見本 花子", "ミホン ハナコ", "1990-04-01", "女"},
	{"𠮷見 架空太", "ヨシミ カクウタ", "昭和48年11月3日", "男"},
	{"髙例 示子", "タカレイ シメコ", "S55.2.29", "女"},
	{"葛\U000E0100城 試験郎", "カツラギ シケンロウ", "1962/7/15", "男"},
	{"例示 子ども", "レイジ コドモ", "平成28年5月5日", "男"},
	{"辻\U000E0101見 本男", "ツジミ モトオ", "19850312", "男"},
	{"渡邉 架空美", "ワタナベ カクミ", "1978-12-24", "女"},
	{"山﨑 試験子", "ヤマサキ シケンコ", "昭和31年1月8日", "女"},
	{"𠀋 見本", "タケ ミホン", "2001-02-03", "男"},
	{"SAMPLE ALEX", "サンプル アレックス", "1995-10-10", "男"},
	{"架空 一", "カクウ ハジメ", "H1.1.8", "男"},
	{"架空 二葉", "カクウ フタバ", "平成元年12月31日", "女"},
	{"例示 三郎", "レイジ サブロウ", "1940-03-03", "男"},
	{"試験 四季", "シケン シキ", "2009-06-21", "女"},
	{"見本 五月", "ミホン サツキ", "1999-05-05", "女"},
	{"例示 六助", "レイジ ロクスケ", "S22.8.16", "男"},
	{"架空 七海", "カクウ ナナミ", "2012-07-07", "女"},
	{"試験 八重", "シケン ヤエ", "昭和40年8月8日", "女"},
	{"見本 九兵衛", "ミホン キュウベエ", "1955/9/9", "男"},
	{"例示 十和", "レイジ トワ", "令和2年10月10日", "女"},
}

// Samples are the people of the demo day's arrival list, the same each time.
func Samples() []Sample {
	var out []Sample
	for i, n := range names {
		out = append(out, Sample{
			Serial:      juki.CardSerial(fmt.Sprintf("4900000000%05d", i+1)),
			Application: juki.ApplicationID(fmt.Sprintf("%018d%05d", 282250000000000000, i+1)),
			Notice:      juki.NoticeNumber(fmt.Sprintf("A%dB-%06d", 1+i%9, 234501+i)),
			Name:        n.name, Kana: n.kana, Birth: n.birth, Sex: n.sex,
			Address: fmt.Sprintf("兵庫県朝来市見本町架空%d番地", i+1),
			Expires: fmt.Sprintf("%d-11-%02d", expiryYear(n.birth), 10+i%18),
		})
	}
	return out
}

// expiryYear: ten years from 18 on, five for younger people.
func expiryYear(birth string) int {
	if d, err := juki.ParseDate(birth); err == nil && d.Year > 2008 {
		return 2031
	}
	return 2036
}

// ArrivalList writes people as the list that comes with the cards, UTF-8 with BOM as spreadsheets write it.
func ArrivalList(people []Sample) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{strings.Split("製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別", ",")}
	for _, p := range people {
		rows = append(rows, []string{string(p.Serial), string(p.Application), string(p.Notice), p.Name, p.Kana, p.Address, p.Birth, p.Sex, p.Expires, "個人番号カード"})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("writing the arrival list: %w", err)
	}
	return b.Bytes(), nil
}

// BookedPeople are who has reserved the fetching of the card on the next business day.
func BookedPeople() []int { return []int{5, 6, 7, 13} }

// BookingList writes their reservations as the reservation system gives them out.
func BookingList(people []Sample, day juki.Date) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	rows := [][]string{{"予約日", "時刻", "交付通知書番号"}}
	for n, i := range BookedPeople() {
		rows = append(rows, []string{day.String(), fmt.Sprintf("%d:%02d", 9+n/2, 30*(n%2)), string(people[i].Notice)})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("writing the list of reservations: %w", err)
	}
	return b.Bytes(), nil
}
