package juki_test

import (
	"errors"
	"testing"

	"madoguchi/internal/juki"
)

func TestIdentifiers(t *testing.T) {
	parse := map[string]func(string) (string, error){
		"notice":       as(juki.ParseNoticeNumber),
		"application":  as(juki.ParseApplicationID),
		"serial":       as(juki.ParseCardSerial),
		"case":         as(juki.ParseCaseNumber),
		"operator":     as(juki.ParseOperatorID),
		"municipality": as(juki.ParseMunicipalityCode),
	}
	for _, c := range []struct{ kind, text, want string }{
		{"notice", "A1B-234567", "A1B-234567"}, {"notice", "a1b-234567", "A1B-234567"}, {"notice", "Ａ１Ｂ－２３４５６７", "A1B-234567"},
		{"notice", "A1Bー234567", "A1B-234567"}, {"notice", " A1B-234567\u3000", "A1B-234567"},
		{"notice", "A1B234567", ""}, {"notice", "A1-234567", ""}, {"notice", "A1B-23456", ""}, {"notice", "A1B-2345678", ""}, {"notice", "あ1B-234567", ""},
		{"application", "12345678901234567890123", "12345678901234567890123"}, {"application", "1234567890123456789012", ""}, {"application", "123456789012345678901234", ""},
		{"application", "1234567890123456789012X", ""}, {"application", "", ""},
		{"serial", "AB123456", "AB123456"}, {"serial", "ab123456", "AB123456"}, {"serial", "12345678901234567890", "12345678901234567890"},
		{"serial", "AB12345", ""}, {"serial", "123456789012345678901", ""}, {"serial", "AB-123456", ""}, {"serial", "AB123456\n7", ""},
		{"case", "R08-000123", "R08-000123"}, {"case", "r08-000123", "R08-000123"}, {"case", "R8-000123", ""}, {"case", "H08-000123", ""},
		{"operator", "S001", "S001"}, {"operator", "s001", "S001"}, {"operator", "001", ""}, {"operator", "S01", ""}, {"operator", "SS001", ""},
		{"municipality", "28225", "28225"}, {"municipality", "01100", "01100"}, {"municipality", "48000", ""}, {"municipality", "00100", ""}, {"municipality", "282251", ""},
	} {
		got, err := parse[c.kind](c.text)
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s %q: %q, %v", c.kind, c.text, got, err)
		}
		if err != nil && !errors.Is(err, juki.Refuse(juki.RowBadNumber)) {
			t.Errorf("%s %q: %v", c.kind, c.text, err)
		}
	}
}

func as[T ~string](parse func(string) (T, error)) func(string) (string, error) {
	return func(s string) (string, error) {
		got, err := parse(s)
		return string(got), err
	}
}

func TestCaseNumbersOfAYear(t *testing.T) {
	for n, want := range map[int]juki.CaseNumber{1: "R08-000001", 123: "R08-000123", 999_999: "R08-999999", 0: "", 1_000_000: "", -1: ""} {
		got, err := juki.MakeCaseNumber(day(2026, 11, 24), n)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%d: %q, %v", n, got, err)
		}
		if year, number, ok := got.Parts(); want != "" && (year != 8 || number != n || !ok) {
			t.Errorf("%s has the parts %d and %d", got, year, number)
		}
	}
	if _, err := juki.MakeCaseNumber(day(2018, 12, 31), 1); err == nil {
		t.Error("a case before 令和")
	}
}

func TestKindsAndSexesOfLists(t *testing.T) {
	for text, want := range map[string]juki.CardKind{
		"個人番号カード": juki.MyNumberCard, "マイナンバーカード": juki.MyNumberCard, "住民基本台帳カード": juki.ResidentCard, "住基カード": juki.ResidentCard,
		"操作者識別カード": juki.UnknownCard, "": juki.UnknownCard, "1": juki.UnknownCard,
	} {
		got, err := juki.ParseCardKind(text)
		if got != want || errors.Is(err, juki.Refuse(juki.RowBadKind)) != (want == juki.UnknownCard) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]juki.Sex{"男": juki.Male, "女": juki.Female, "1": juki.Male, "２": juki.Female, "0": juki.SexUnknown, "9": juki.NotApplicable, "": juki.SexUnknown} {
		if got, err := juki.ParseSex(text); got != want || err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := juki.ParseSex("3"); !errors.Is(err, juki.Refuse(juki.RowBadSex)) {
		t.Errorf("3: %v", err)
	}
}
