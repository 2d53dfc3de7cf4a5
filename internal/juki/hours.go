package juki

import "time"

// ClockTime is minutes since midnight in Tokyo.
type ClockTime int

// Clock makes a ClockTime.
func Clock(hour, minute int) ClockTime { return ClockTime(hour*60 + minute) }

// Hours is the usage hours of a terminal (業務端末の利用時間, 第17条) as data of a regulation profile.
type Hours struct {
	Weekdays         []time.Weekday // on which the terminal is used
	Opens, Closes    ClockTime
	YearEnd, NewYear MonthDay            // first and last closed day around the new year
	SubstituteClosed bool                // also closed on 休日 by 第3条: the letter of 第17条 names 第2条 only, city halls are closed on both
	Holidays         map[Date]Correction // what the 官報 fixed otherwise than computed
}

// MonthDay is a day of every year.
type MonthDay struct{ Month, Day int }

// Correction puts right a computed holiday: Name "" says that the day is none.
type Correction struct{ Name string }

// StandardHours is 第17条 of Asago: Monday to Friday 8:30–17:15, not on holidays, not from 12-29 to 01-03.
func StandardHours() Hours {
	return Hours{
		Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Opens:    Clock(8, 30), Closes: Clock(17, 15),
		YearEnd: MonthDay{12, 29}, NewYear: MonthDay{1, 3},
		SubstituteClosed: true,
	}
}

// Ground is why a terminal may be used outside the hours (第17条ただし書).
type Ground int

// The grounds, numbered like the items of 第17条.
const (
	NoGround         Ground = iota
	CardHandoverWork        // 第1号: 個人番号カードの交付
	ElectionWork            // 第2号: 公職選挙法施行令第34条の2第2項の証明書の交付
	MayorsApproval          // 第3号: 市長が特に必要と認める場合; needs who approved
)

// Exception opens the terminal for some time outside the hours.
type Exception struct {
	Ground     Ground
	From, To   time.Time  // To is the first moment not covered
	ApprovedBy OperatorID // asked for with MayorsApproval
}

// Closing is why a terminal is closed.
type Closing string

// The reasons.
const (
	OpenNow        Closing = ""
	ClosedWeekday  Closing = "weekday"
	ClosedHoliday  Closing = "holiday"
	ClosedYearEnd  Closing = "year-end"
	ClosedTooEarly Closing = "too-early"
	ClosedTooLate  Closing = "too-late"
)

// Usage is whether work is allowed at a moment.
type Usage struct {
	Allowed bool
	Closing Closing   // why the hours are closed, also while an exception opens them
	Holiday string    // its name with ClosedHoliday
	Ground  Ground    // the exception in force, NoGround within the hours
	Until   time.Time // when the allowance ends; zero when there is none
}

// ClosedOn tells why the terminal is closed all day on d; OpenNow when it is not. name is the holiday's.
func (h Hours) ClosedOn(d Date) (why Closing, name string) {
	if h.yearEnd(d) {
		return ClosedYearEnd, ""
	}
	if name, ok := h.holiday(d); ok {
		return ClosedHoliday, name
	}
	for _, w := range h.Weekdays {
		if w == d.Weekday() {
			return OpenNow, ""
		}
	}
	return ClosedWeekday, ""
}

// NextBusinessDay is the first day after d that is not closed all day; the very next day when none within a year is open.
func (h Hours) NextBusinessDay(d Date) Date {
	for n := 1; n <= 366; n++ {
		if next := d.AddDays(n); h.openOn(next) {
			return next
		}
	}
	return d.AddDays(1)
}

func (h Hours) openOn(d Date) bool {
	why, _ := h.ClosedOn(d)
	return why == OpenNow
}

func (h Hours) holiday(d Date) (string, bool) {
	if c, ok := h.Holidays[d]; ok {
		return c.Name, c.Name != ""
	}
	found, ok := HolidayOn(d)
	if !ok || found.Article != "第2条" && !h.SubstituteClosed {
		return "", false
	}
	return found.Name, true
}

func (h Hours) yearEnd(d Date) bool {
	if h.YearEnd == (MonthDay{}) || h.NewYear == (MonthDay{}) {
		return false
	}
	day := d.Month*100 + d.Day
	return day >= h.YearEnd.Month*100+h.YearEnd.Day || day <= h.NewYear.Month*100+h.NewYear.Day
}

// At judges the moment now. Work is allowed from Opens up to and with Closes (「午後5時15分まで」), and while one of the exceptions runs.
func (h Hours) At(now time.Time, exceptions []Exception) Usage {
	d := DateOf(now)
	closing, name := h.ClosedOn(d)
	if closing == OpenNow {
		opens, closes := d.clock(h.Opens), d.clock(h.Closes)
		switch {
		case now.Before(opens):
			closing = ClosedTooEarly
		case now.After(closes):
			closing = ClosedTooLate
		default:
			return Usage{Allowed: true, Until: closes}
		}
	}
	usage := Usage{Closing: closing, Holiday: name}
	for _, e := range exceptions {
		if e.covers(now) && e.To.After(usage.Until) {
			usage.Allowed, usage.Ground, usage.Until = true, e.Ground, e.To
		}
	}
	return usage
}

// covers tells whether the exception is valid at now; one by the mayor counts only with who approved.
func (e Exception) covers(now time.Time) bool {
	if e.Ground == NoGround || e.Ground == MayorsApproval && e.ApprovedBy == "" {
		return false
	}
	return !now.Before(e.From) && now.Before(e.To)
}

func (d Date) clock(c ClockTime) time.Time { return d.At(int(c)/60, int(c)%60) }
