package juki_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

func day(y, m, d int) juki.Date { return juki.Date{Year: y, Month: m, Day: d} }

func TestDatesAsCityHallsWriteThem(t *testing.T) {
	for text, want := range map[string]juki.Date{
		"2001-02-03": day(2001, 2, 3), "2001/2/3": day(2001, 2, 3), "2001.02.03": day(2001, 2, 3), "20010203": day(2001, 2, 3),
		"2001年2月3日": day(2001, 2, 3), "平成13年2月3日": day(2001, 2, 3), "平成13年 2月 3日": day(2001, 2, 3), "平成１３年２月３日": day(2001, 2, 3),
		"H13.2.3": day(2001, 2, 3), "h13.02.03": day(2001, 2, 3), "Ｈ１３．２．３": day(2001, 2, 3), "H13/2/3": day(2001, 2, 3), "平成13-2-3": day(2001, 2, 3),
		"２００１／２／３": day(2001, 2, 3), "２００１－０２－０３": day(2001, 2, 3), " 2001-02-03\u3000": day(2001, 2, 3),
		"令和元年5月1日": day(2019, 5, 1), "R1.5.1": day(2019, 5, 1), "令和1年5月1日": day(2019, 5, 1), "平成31年4月30日": day(2019, 4, 30),
		"平成元年1月8日": day(1989, 1, 8), "昭和64年1月7日": day(1989, 1, 7), "昭和元年12月25日": day(1926, 12, 25), "大正15年12月24日": day(1926, 12, 24),
		"大正元年7月30日": day(1912, 7, 30), "明治45年7月29日": day(1912, 7, 29), "明治6年1月1日": day(1873, 1, 1),
		"2024-02-29": day(2024, 2, 29), "2000/2/29": day(2000, 2, 29), "R6.2.29": day(2024, 2, 29),
	} {
		got, err := juki.ParseDate(text)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestDaysThatNeverWere(t *testing.T) {
	for _, text := range []string{
		"", " ", "不詳", "2001", "2001-2", "2001-02-30", "2001/13/1", "2001/0/1", "2001/1/0", "20010229", "1900-02-29", "0000-00-00", "20010000",
		"2001-2/3", "2001--2-3", "-2001-2-3", "2001-02-03T00:00", "2001-02-03 ", "20010203x", "2001 0203", "13.2.3", "01/02/03",
		"昭和64年1月8日", "平成元年1月7日", "平成31年5月1日", "平成32年1月1日", "令和元年4月30日", "令和0年1月1日", "大正元年7月29日", "明治5年12月31日", "明治元年1月1日",
		"X13.2.3", "H13.2", "平成13年2月", "平成十三年二月三日", "2200-01-01", "99999999", "H13.2/3",
	} {
		if text == "2001-02-03 " {
			continue // outer spaces are fine
		}
		got, err := juki.ParseDate(text)
		if !errors.Is(err, juki.Refuse(juki.RowBadDate)) {
			t.Errorf("%q gave %v, %v", text, got, err)
		}
		if len(text) > 4 && err != nil && strings.Contains(err.Error(), text) {
			t.Errorf("the error of %q repeats a birth date", text)
		}
	}
}

// Every day of two centuries can be written in every way and read back.
func TestEveryDayReadsBack(t *testing.T) {
	for d := day(1873, 1, 1); d.Year < 2101; d = d.AddDays(1) {
		for _, text := range []string{d.String(), d.WarekiDay()} {
			got, err := juki.ParseDate(text)
			if err != nil || got != d {
				t.Fatalf("%v written as %s reads as %v, %v", d, text, got, err)
			}
		}
	}
}

func TestDatesInProse(t *testing.T) {
	for d, want := range map[juki.Date]string{
		day(2026, 11, 24): "令和8年11月24日(火)", day(2019, 5, 1): "令和元年5月1日(水)", day(2019, 4, 30): "平成31年4月30日(火)",
		day(1989, 1, 7): "昭和64年1月7日(土)", day(1989, 1, 8): "平成元年1月8日(日)", {}: "不詳",
	} {
		if got := d.Wareki(); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
	if got := day(26, 1, 2).String(); got != "0026-01-02" {
		t.Errorf("ISO form %s", got)
	}
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		birth, on juki.Date
		want      int
	}{
		{day(2011, 11, 24), day(2026, 11, 23), 14},
		{day(2011, 11, 24), day(2026, 11, 24), 15},
		{day(2012, 2, 29), day(2027, 2, 28), 14}, // no 29 February: a year older on 1 March
		{day(2012, 2, 29), day(2027, 3, 1), 15},
		{day(2012, 2, 29), day(2028, 2, 28), 15},
		{day(2012, 2, 29), day(2028, 2, 29), 16},
		{day(2026, 11, 24), day(2026, 11, 24), 0},
		{day(2027, 1, 1), day(2026, 11, 24), 0},
		{juki.Date{}, day(2026, 11, 24), 0},
	} {
		if got := c.birth.AgeOn(c.on); got != c.want {
			t.Errorf("born %v, on %v: %d, want %d", c.birth, c.on, got, c.want)
		}
	}
}

// A computer set to another zone, or a moment just before midnight, must not move a civil date.
func TestTheDayIsTokyos(t *testing.T) {
	newYork := time.FixedZone("EST", -5*60*60)
	for moment, want := range map[time.Time]juki.Date{
		time.Date(2026, 11, 23, 14, 59, 59, 0, time.UTC): day(2026, 11, 23),
		time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC):   day(2026, 11, 24),
		time.Date(2026, 11, 23, 10, 0, 0, 0, newYork):    day(2026, 11, 24),
	} {
		if got := juki.DateOf(moment); got != want {
			t.Errorf("%v is %v in Tokyo, got %v", moment, want, got)
		}
	}
	if d := day(2026, 12, 31).AddDays(1); d != day(2027, 1, 1) {
		t.Errorf("after New Year's Eve comes %v", d)
	}
	if w := day(2026, 11, 24).Weekday(); w != time.Tuesday {
		t.Errorf("2026-11-24 is a Tuesday, got %v", w)
	}
}

func TestThreeYearsAreFullBeforeAnythingIsDeleted(t *testing.T) {
	keep := juki.LogRetention()
	for _, c := range []struct {
		recorded, today juki.Date
		want            bool
	}{
		{day(2026, 11, 24), day(2029, 11, 24), false},
		{day(2026, 11, 24), day(2029, 11, 25), true},
		{day(2024, 2, 29), day(2027, 3, 1), false},
		{day(2024, 2, 29), day(2027, 3, 2), true},
	} {
		if got := keep.MayDelete(c.recorded, c.today); got != c.want {
			t.Errorf("recorded %v, today %v: %v", c.recorded, c.today, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2001-02-03", "平成13年2月3日", "H13.2.3", "令和元年", "昭和64年1月8日", "２００１／２／３"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := juki.ParseDate(s)
		if err != nil {
			return
		}
		if !d.Valid() {
			t.Fatalf("%q gave %v, which is no day", s, d)
		}
		if again, err := juki.ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("%v does not read back: %v, %v", d, again, err)
		}
	})
}
