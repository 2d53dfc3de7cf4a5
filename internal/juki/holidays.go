package juki

import "time"

// Holiday is a day named by 国民の祝日に関する法律.
type Holiday struct {
	Name    string
	Article string // "第2条" for 国民の祝日; "第3条第2項" (振替休日) and "第3条第3項" (国民の休日) for the 休日 around them
}

// holidayRule is one line of 第2条 as it stood in some years.
type holidayRule struct {
	from, to int // first and last year in force; to 0 means still in force
	month    int
	day      int // 0: the nth Monday, or an equinox
	monday   int // 1 to 5
	name     string
}

// holidayRules is 第2条 with all its amendments and the laws that moved or added single days.
var holidayRules = [...]holidayRule{
	{1949, 0, 1, 1, 0, "元日"},
	{1949, 1999, 1, 15, 0, "成人の日"}, {2000, 0, 1, 0, 2, "成人の日"},
	{1967, 0, 2, 11, 0, "建国記念の日"},
	{1949, 1988, 4, 29, 0, "天皇誕生日"}, {1989, 2018, 12, 23, 0, "天皇誕生日"}, {2020, 0, 2, 23, 0, "天皇誕生日"},
	{1949, 0, 3, 0, 0, "春分の日"},
	{1989, 2006, 4, 29, 0, "みどりの日"}, {2007, 0, 4, 29, 0, "昭和の日"}, {2007, 0, 5, 4, 0, "みどりの日"},
	{1949, 0, 5, 3, 0, "憲法記念日"}, {1949, 0, 5, 5, 0, "こどもの日"},
	{1996, 2002, 7, 20, 0, "海の日"}, {2003, 2019, 7, 0, 3, "海の日"}, {2020, 2020, 7, 23, 0, "海の日"},
	{2021, 2021, 7, 22, 0, "海の日"}, {2022, 0, 7, 0, 3, "海の日"},
	{2016, 2019, 8, 11, 0, "山の日"}, {2020, 2020, 8, 10, 0, "山の日"}, {2021, 2021, 8, 8, 0, "山の日"}, {2022, 0, 8, 11, 0, "山の日"},
	{1966, 2002, 9, 15, 0, "敬老の日"}, {2003, 0, 9, 0, 3, "敬老の日"},
	{1948, 0, 9, 0, 0, "秋分の日"},
	{1966, 1999, 10, 10, 0, "体育の日"}, {2000, 2019, 10, 0, 2, "体育の日"},
	{2020, 2020, 7, 24, 0, "スポーツの日"}, {2021, 2021, 7, 23, 0, "スポーツの日"}, {2022, 0, 10, 0, 2, "スポーツの日"},
	{1948, 0, 11, 3, 0, "文化の日"}, {1948, 0, 11, 23, 0, "勤労感謝の日"},
	{1959, 1959, 4, 10, 0, "結婚の儀"}, {1989, 1989, 2, 24, 0, "大喪の礼"}, {1990, 1990, 11, 12, 0, "即位礼正殿の儀"},
	{1993, 1993, 6, 9, 0, "結婚の儀"}, {2019, 2019, 5, 1, 0, "天皇の即位の日"}, {2019, 2019, 10, 22, 0, "即位礼正殿の儀"},
}

// equinox is the usual formula for the day of 春分 and 秋分; the days become law each February for the next
// year only, so years beyond that are a forecast a city can correct (Hours.Holidays).
func equinox(year, month int) int {
	spring, autumn, leaps := 20.8431, 23.2488, (year-1980)/4
	switch {
	case year < 1980:
		spring, autumn, leaps = 20.8357, 23.2588, (year-1983)/4
	case year > 2099:
		spring, autumn = 21.8510, 24.2488
	}
	base := spring
	if month == 9 {
		base = autumn
	}
	return int(base+0.242194*float64(year-1980)) - leaps
}

// dayIn is the day the rule names in a year; ok is false when it was not in force.
func (r holidayRule) dayIn(year int) (d Date, ok bool) {
	if year < r.from || r.to != 0 && year > r.to {
		return Date{}, false
	}
	switch {
	case r.day != 0:
		return Date{year, r.month, r.day}, true
	case r.monday == 0:
		return Date{year, r.month, equinox(year, r.month)}, true
	}
	first := Date{year, r.month, 1}
	toMonday := (8 - int(first.Weekday())) % 7
	return first.AddDays(toMonday + 7*(r.monday-1)), true
}

// nationalHoliday is the 国民の祝日 (第2条) on d.
func nationalHoliday(d Date) (name string, ok bool) {
	for _, rule := range holidayRules {
		if rule.month != d.Month {
			continue
		}
		if day, ok := rule.dayIn(d.Year); ok && day == d {
			return rule.name, true
		}
	}
	return "", false
}

// The days from which 第3条第2項 and 第3項 were in force.
var (
	substituteFrom = Date{1973, 4, 12}
	betweenFrom    = Date{1985, 12, 27}
)

// HolidayOn tells the holiday on d by the law as it stood on that day.
func HolidayOn(d Date) (h Holiday, ok bool) {
	if name, ok := nationalHoliday(d); ok {
		return Holiday{name, "第2条"}, true
	}
	switch {
	case substituteDay(d):
		return Holiday{"休日", "第3条第2項"}, true
	case betweenHolidays(d):
		return Holiday{"休日", "第3条第3項"}, true
	}
	return Holiday{}, false
}

// substituteDay tells the day that stands in for a 国民の祝日 on a Sunday: the Monday until 2006,
// since then the next day that is not itself one.
func substituteDay(d Date) bool {
	for before := d.AddDays(-1); ; before = before.AddDays(-1) {
		if _, ok := nationalHoliday(before); !ok || before.Before(substituteFrom) {
			return false
		}
		if before.Weekday() == time.Sunday {
			return true
		}
		if d.Year < 2007 {
			return false
		}
	}
}

// betweenHolidays tells the day between two 国民の祝日; before 2007 it could not be a Sunday.
func betweenHolidays(d Date) bool {
	if d.Before(betweenFrom) || d.Year < 2007 && d.Weekday() == time.Sunday {
		return false
	}
	_, before := nationalHoliday(d.AddDays(-1))
	_, after := nationalHoliday(d.AddDays(1))
	return before && after
}
