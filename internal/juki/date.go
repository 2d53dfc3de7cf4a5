package juki

import (
	"fmt"
	"time"
)

// Date is a civil date of the Asia/Tokyo calendar, without a time zone's traps. The zero Date is "unknown" (不詳).
type Date struct{ Year, Month, Day int }

// tokyo is Asia/Tokyo since 1951: no summer time, so a fixed zone needs no zone file on the machine.
var tokyo = time.FixedZone("JST", 9*60*60)

// Tokyo is the zone of every civil date and clock time of the counter.
func Tokyo() *time.Location { return tokyo }

// DateOf is the civil date in Tokyo at the moment t.
func DateOf(t time.Time) Date {
	y, m, d := t.In(tokyo).Date()
	return Date{y, int(m), d}
}

// IsZero tells whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// Valid tells whether d stands in the Gregorian calendar, from 1873 (when Japan took it over) to 2199.
func (d Date) Valid() bool {
	if d.Year < 1873 || d.Year > 2199 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	return DateOf(d.Start()) == d
}

// Start is the moment the day begins in Tokyo.
func (d Date) Start() time.Time { return d.At(0, 0) }

// At is the moment of a clock time in Tokyo on this day.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, hour, minute, 0, 0, tokyo)
}

// String is the date as tables and files show it: 2026-11-24. An unknown date is "".
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the ISO form; "" for unknown.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Compare is -1, 0 or +1 as d is before, on or after o.
func (d Date) Compare(o Date) int {
	a, b := d.number(), o.number()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Before tells whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.number() < o.number() }

// After tells whether d is a later day than o.
func (d Date) After(o Date) bool { return d.number() > o.number() }

// number orders dates like their eight digits.
func (d Date) number() int { return d.Year*10000 + d.Month*100 + d.Day }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Start().Weekday() }

// AddDays is the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date { return DateOf(d.Start().AddDate(0, 0, n)) }

// AddYears is the same day n years later; 29 February becomes 1 March where the year has none,
// so that a period counted with it never ends too early.
func (d Date) AddYears(n int) Date { return DateOf(d.Start().AddDate(n, 0, 0)) }

// AgeOn is the number of full years of life, on a day, of somebody born on d; 0 before the birth and for an unknown one.
// By 年齢計算ニ関する法律 a year of life is full at the end of the day before the birthday; somebody born on
// 29 February is therefore a year older on 1 March in years without one.
func (d Date) AgeOn(day Date) int {
	if d.IsZero() || day.Before(d) {
		return 0
	}
	years := day.Year - d.Year
	if day.Month*100+day.Day < d.Month*100+d.Day {
		years--
	}
	return years
}
