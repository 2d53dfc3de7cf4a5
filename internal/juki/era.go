package juki

import (
	"fmt"
	"strconv"
	"time"
)

// era is one 元号 with its first day; it ends the day before the next begins.
type era struct {
	name   string
	letter byte
	first  Date
}

// eras, the newest first. Days before 1873 are not Gregorian, so 明治 counts from its sixth year here.
var eras = [...]era{
	{"令和", 'R', Date{2019, 5, 1}},
	{"平成", 'H', Date{1989, 1, 8}},
	{"昭和", 'S', Date{1926, 12, 25}},
	{"大正", 'T', Date{1912, 7, 30}},
	{"明治", 'M', Date{1868, 1, 25}},
}

// eraOf finds the era of a day; ok is false before 明治.
func eraOf(d Date) (e era, ok bool) {
	for _, e := range eras {
		if !d.Before(e.first) {
			return e, true
		}
	}
	return era{}, false
}

// EraYear is the era's name and the year in it: 令和, 8. Name is "" for an unknown date.
func (d Date) EraYear() (name string, year int) {
	e, ok := eraOf(d)
	if !ok {
		return "", d.Year
	}
	return e.name, d.Year - e.first.Year + 1
}

// ReiwaYear is the year in 令和 (2026 is 8); it is below 1 before 2019.
func (d Date) ReiwaYear() int { return d.Year - 2018 }

// Wareki is the date as prose shows it: 令和8年11月24日(火). The first year is 元年; an unknown date is 不詳.
func (d Date) Wareki() string {
	if d.IsZero() {
		return "不詳"
	}
	return d.WarekiDay() + "(" + WeekdayJapanese(d.Weekday()) + ")"
}

// WarekiDay is the date without its weekday: 令和8年11月24日.
func (d Date) WarekiDay() string {
	if d.IsZero() {
		return "不詳"
	}
	name, year := d.EraYear()
	inEra := strconv.Itoa(year)
	if name != "" && year == 1 {
		inEra = "元"
	}
	return fmt.Sprintf("%s%s年%d月%d日", name, inEra, d.Month, d.Day)
}

// WeekdayJapanese is the one-character name of a weekday.
func WeekdayJapanese(w time.Weekday) string {
	return [...]string{"日", "月", "火", "水", "木", "金", "土"}[w]
}
