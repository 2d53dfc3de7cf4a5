package juki

import (
	"regexp"
	"strconv"
	"strings"
)

// The ways a date is written at city halls, after width is folded.
var (
	eightDigits  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	westernDate  = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})$`)
	westernKanji = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})日$`)
	eraKanji     = regexp.MustCompile(`^(令和|平成|昭和|大正|明治|[RHSTM])(\d{1,2}|元)年(\d{1,2})月(\d{1,2})日$`)
	eraShort     = regexp.MustCompile(`^(令和|平成|昭和|大正|明治|[RHSTM])(\d{1,2}|元)([-/.])(\d{1,2})([-/.])(\d{1,2})$`)
)

// ParseDate reads 2001-02-03, 2001/2/3, 20010203, 2001年2月3日, 平成13年2月3日, 令和元年5月1日 and H13.2.3, with
// full-width digits too. A day that no calendar has, and a day outside its era (昭和64年1月8日),
// give the Outcome RowBadDate. The text itself is never part of the error.
func ParseDate(text string) (Date, error) {
	s := strings.ToUpper(foldWidth(strings.TrimSpace(text)))
	if strings.Contains(s, "年") {
		s = strings.ReplaceAll(s, " ", "") // 平成13年 2月 3日
	}
	d, ok := readDate(s)
	if !ok || !d.Valid() {
		return Date{}, Refuse(RowBadDate)
	}
	return d, nil
}

func readDate(s string) (Date, bool) {
	if m := eightDigits.FindStringSubmatch(s); m != nil {
		return numbersDate(m[1], m[2], m[3]), true
	}
	if m := westernDate.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		return numbersDate(m[1], m[3], m[5]), true
	}
	if m := westernKanji.FindStringSubmatch(s); m != nil {
		return numbersDate(m[1], m[2], m[3]), true
	}
	if m := eraKanji.FindStringSubmatch(s); m != nil {
		return eraDate(m[1], m[2], m[3], m[4])
	}
	if m := eraShort.FindStringSubmatch(s); m != nil && m[3] == m[5] {
		return eraDate(m[1], m[2], m[4], m[6])
	}
	return Date{}, false
}

// numbersDate takes strings that the patterns above have checked to be digits.
func numbersDate(year, month, day string) Date {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	return Date{y, m, d}
}

// eraDate counts from the era's first year; ok is false when the day lies outside the era.
func eraDate(name, year, month, day string) (Date, bool) {
	if year == "元" {
		year = "1"
	}
	d := numbersDate(year, month, day)
	if d.Year == 0 {
		return Date{}, false
	}
	for _, e := range eras {
		if e.name != name && string(e.letter) != name {
			continue
		}
		d.Year += e.first.Year - 1
		in, ok := eraOf(d)
		return d, ok && in == e
	}
	return Date{}, false
}
