package juki_test

import (
	"testing"
	"time"

	"madoguchi/internal/juki"
)

func at(y, m, d, hour, minute, second int) time.Time {
	return time.Date(y, time.Month(m), d, hour, minute, second, 0, juki.Tokyo())
}

func TestUsageHours(t *testing.T) {
	hours := juki.StandardHours()
	for now, want := range map[time.Time]juki.Closing{
		at(2026, 11, 24, 8, 29, 59):  juki.ClosedTooEarly,
		at(2026, 11, 24, 8, 30, 0):   juki.OpenNow,
		at(2026, 11, 24, 17, 15, 0):  juki.OpenNow, // 「午後5時15分まで」
		at(2026, 11, 24, 17, 15, 1):  juki.ClosedTooLate,
		at(2026, 11, 23, 10, 0, 0):   juki.ClosedHoliday,
		at(2026, 11, 28, 10, 0, 0):   juki.ClosedWeekday,
		at(2026, 12, 28, 10, 0, 0):   juki.OpenNow,
		at(2026, 12, 29, 10, 0, 0):   juki.ClosedYearEnd,
		at(2027, 1, 1, 10, 0, 0):     juki.ClosedYearEnd,
		at(2028, 1, 3, 10, 0, 0):     juki.ClosedYearEnd,
		at(2027, 1, 4, 10, 0, 0):     juki.OpenNow,
		at(2026, 5, 6, 10, 0, 0):     juki.ClosedHoliday, // 振替休日
		at(2026, 9, 22, 10, 0, 0):    juki.ClosedHoliday, // 国民の休日
		at(2026, 11, 24, 0, 0, 0):    juki.ClosedTooEarly,
		at(2026, 11, 24, 23, 59, 59): juki.ClosedTooLate,
	} {
		got := hours.At(now, nil)
		if got.Closing != want || got.Allowed != (want == juki.OpenNow) {
			t.Errorf("%v: %+v, want %q", now, got, want)
		}
	}
}

// The letter of 第17条 names 第2条 only: by it the terminal is open on 振替休日 and 国民の休日.
func TestTheLetterOfArticle17(t *testing.T) {
	hours := juki.StandardHours()
	hours.SubstituteClosed = false
	if got := hours.At(at(2026, 5, 6, 10, 0, 0), nil); !got.Allowed {
		t.Errorf("振替休日 by the letter: %+v", got)
	}
	if got := hours.At(at(2026, 5, 5, 10, 0, 0), nil); got.Allowed || got.Holiday != "こどもの日" {
		t.Errorf("a 国民の祝日: %+v", got)
	}
}

func TestACorrectedHoliday(t *testing.T) {
	hours := juki.StandardHours()
	hours.Holidays = map[juki.Date]juki.Correction{day(2040, 3, 20): {}, day(2040, 3, 21): {Name: "春分の日"}}
	if got := hours.At(at(2040, 3, 20, 10, 0, 0), nil); !got.Allowed {
		t.Errorf("a day the 官報 took back: %+v", got)
	}
	if got := hours.At(at(2040, 3, 21, 10, 0, 0), nil); got.Allowed {
		t.Errorf("a day the 官報 set: %+v", got)
	}
}

func TestExceptionsOfArticle17(t *testing.T) {
	hours := juki.StandardHours()
	sunday := at(2026, 11, 29, 10, 0, 0)
	window := func(g juki.Ground, by juki.OperatorID) juki.Exception {
		return juki.Exception{Ground: g, From: sunday.Add(-time.Hour), To: sunday.Add(time.Hour), ApprovedBy: by}
	}
	for name, c := range map[string]struct {
		exception juki.Exception
		want      bool
	}{
		"card handover on a Sunday":           {window(juki.CardHandoverWork, ""), true},
		"election certificates":               {window(juki.ElectionWork, ""), true},
		"the mayor's, with who approved":      {window(juki.MayorsApproval, "S009"), true},
		"the mayor's, without":                {window(juki.MayorsApproval, ""), false},
		"no ground":                           {window(juki.NoGround, ""), false},
		"one that is over":                    {juki.Exception{Ground: juki.CardHandoverWork, From: sunday.Add(-2 * time.Hour), To: sunday}, false},
		"one that has not begun":              {juki.Exception{Ground: juki.CardHandoverWork, From: sunday.Add(time.Second), To: sunday.Add(time.Hour)}, false},
		"one that begins at this very moment": {juki.Exception{Ground: juki.CardHandoverWork, From: sunday, To: sunday.Add(time.Hour)}, true},
	} {
		got := hours.At(sunday, []juki.Exception{c.exception})
		if got.Allowed != c.want {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Allowed && (got.Ground != c.exception.Ground || !got.Until.Equal(c.exception.To) || got.Closing != juki.ClosedWeekday) {
			t.Errorf("%s: tells %+v", name, got)
		}
	}
}

func TestNextBusinessDay(t *testing.T) {
	always := juki.StandardHours()
	always.Weekdays = nil
	for _, c := range []struct {
		hours      juki.Hours
		after, day string
	}{
		{juki.StandardHours(), "2026-11-24", "2026-11-25"}, // Tuesday
		{juki.StandardHours(), "2026-11-20", "2026-11-24"}, // Friday before a Monday holiday
		{juki.StandardHours(), "2026-12-28", "2027-01-04"}, // the last day of the year's work
		{juki.StandardHours(), "2027-04-28", "2027-04-30"}, // 昭和の日
		{always, "2026-11-24", "2026-11-25"},               // never open: no endless search
	} {
		after, err := juki.ParseDate(c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.hours.NextBusinessDay(after).String(); got != c.day {
			t.Errorf("after %s: %s, want %s", c.after, got, c.day)
		}
	}
}
