package oplog

import (
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// ReportID names a report on the log that people act on.
type ReportID string

// The reports, in the order of the monthly inspection (操作履歴点検).
const (
	ByPurpose    ReportID = "by-purpose"    // how often each operator used personal data, by purpose
	ManyEyes     ReportID = "many-eyes"     // one person's data seen by many operators
	OwnPeople    ReportID = "own-people"    // looked at people of the operator's own family name or area
	NoProcedure  ReportID = "no-procedure"  // looked at again and again without a procedure
	Unusual      ReportID = "unusual"       // far more than on the operator's own usual day
	OutsideHours ReportID = "outside-hours" // acts outside the usage hours, and exceptions
	Relieved     ReportID = "relieved"      // acts of somebody who is not, or no longer, on the roster
	Refusals     ReportID = "refused"       // what was refused or failed
)

// Reports lists the reports in their order.
func Reports() []ReportID {
	return []ReportID{ManyEyes, OwnPeople, NoProcedure, Unusual, OutsideHours, Relieved, Refusals, ByPurpose}
}

// Suspicious tells whether a row of the report is something to look into; a row of the others is a plain figure.
func (r ReportID) Suspicious() bool { return r != ByPurpose && r != Refusals }

// Thresholds say from when on something is listed.
type Thresholds struct {
	Eyes      int           // operators who looked at one case
	Repeats   int           // looks of one operator at one case without a procedure
	Near      time.Duration // a procedure begun this much before or after a look explains it
	Times     int           // more than so many times the usual day
	LastDays  int           // days with data that make the usual day
	LeastDays int           // fewer make no usual day
	LeastUses int           // a day with fewer uses is never unusual
}

// StandardThresholds are those of the monthly inspection.
func StandardThresholds() Thresholds {
	return Thresholds{Eyes: 4, Repeats: 2, Near: 30 * time.Minute, Times: 3, LastDays: 60, LeastDays: 10, LeastUses: 10}
}

// Period is some days, the last one with.
type Period struct{ First, Last juki.Date }

// MonthOf is the month that has a day.
func MonthOf(d juki.Date) Period {
	first := juki.Date{Year: d.Year, Month: d.Month, Day: 1}
	return Period{first, juki.DateOf(first.Start().AddDate(0, 1, 0)).AddDays(-1)}
}

// From is the first moment of the period.
func (p Period) From() time.Time { return p.First.Start() }

// Until is the first moment after the period.
func (p Period) Until() time.Time { return p.Last.AddDays(1).Start() }

// MaxPeriod is the most days a report goes over.
const MaxPeriod = 366

// Valid tells whether a report can go over the period.
func (p Period) Valid() bool {
	return p.First.Valid() && p.Last.Valid() && !p.Last.Before(p.First) && p.Last.Before(p.First.AddDays(MaxPeriod))
}

// Why a row stands on a report that lists for several reasons.
const (
	WhyOutside   = "outside"   // outside the hours
	WhyException = "exception" // an act that makes an exception, whenever it was
	WhyUnknown   = "unknown"   // the id is not in the register of operators
	WhyRevoked   = "revoked"   // after the operator was revoked
	WhyTried     = "tried"     // a revoked card was put in and refused

	WhySameName = "same-name"          // the operator's own family name, by its characters or its sound
	WhySameArea = "same-area"          // the operator's own 町名
	WhySameBoth = "same-name-and-area" // both
)

// Finding is one row of a report. Which fields are filled depends on the report.
type Finding struct {
	Operator juki.OperatorID
	Case     juki.CaseNumber
	Day      juki.Date
	Code     juki.Code
	Purpose  string
	Event    EventID
	Why      string
	Count    int    // records
	Usual    int    // Unusual: the median of the days before
	Eyes     int    // ManyEyes: operators
	Uses     [3]int // ByPurpose: searched, displayed, printed
	Records  Search // finds the records the row is made of, and may find a few more of the same people and time
}

// Report is a report over a period.
type Report struct {
	ID     ReportID
	Period Period
	Rows   []Finding
	Days   []DayCount // for a chart; only the days that have some
}

// DayCount is how much an operator did on a day; Operator "" is everybody.
type DayCount struct {
	Operator juki.OperatorID
	Day      juki.Date
	Count    int
}

// UsualDay is the median of the counts; 0 for none. Of an even number it is the greater of the two in the middle, so that less is called unusual.
func UsualDay(counts []int) int {
	if len(counts) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(counts))
	return sorted[len(sorted)/2]
}

// UnusualDays finds the days of the period on which an operator used personal data more than Times as often as on the usual day of the days before.
// The counts are sorted by operator and day, and begin before the period.
func UnusualDays(counts []DayCount, p Period, t Thresholds) (rows []Finding) {
	var before []int
	for i, c := range counts {
		if i == 0 || counts[i-1].Operator != c.Operator {
			before = nil
		}
		usual := UsualDay(before)
		if !c.Day.Before(p.First) && !c.Day.After(p.Last) && len(before) >= t.LeastDays && c.Count >= t.LeastUses && c.Count > t.Times*usual {
			rows = append(rows, Finding{Operator: c.Operator, Day: c.Day, Count: c.Count, Usual: usual,
				Records: Search{Operator: c.Operator, Area: "person", From: c.Day.Start(), Until: c.Day.AddDays(1).Start()}})
		}
		if before = append(before, c.Count); len(before) > t.LastDays {
			before = before[1:]
		}
	}
	return rows
}

// Span is a stretch of time, the end without.
type Span struct{ From, Until time.Time }

// ClosedSpans are the times of a day outside the usage hours (第17条). The minute of closing is still inside (「午後5時15分まで」).
func ClosedSpans(d juki.Date, h juki.Hours) []Span {
	begin, end := d.Start(), d.AddDays(1).Start()
	if why, _ := h.ClosedOn(d); why != juki.OpenNow {
		return []Span{{begin, end}}
	}
	opens, closes := begin.Add(time.Duration(h.Opens)*time.Minute), begin.Add(time.Duration(h.Closes)*time.Minute+time.Millisecond)
	return []Span{{begin, opens}, {closes, end}}
}

// Looks are the uses of personal data, in the order of Finding.Uses.
func Looks() [3]EventID { return [3]EventID{PersonSearched, PersonDisplayed, PersonPrinted} }

// Procedures explain a look at the same case before or after.
func Procedures() []EventID { return []EventID{HandoverOpened, HandoverResumed, InspectionDone} }

// Exceptions are the acts that make an exception from the usual way of work.
func Exceptions() []EventID {
	return []EventID{ClockConfirmed, OneScreenAllowed, EmergencyStopped, LockoutLifted, SettingsChanged, StockReversed}
}

// UsesOf sums a report by purpose up for each operator, those with most first.
func UsesOf(r Report) (list []Finding) {
	for _, f := range r.Rows {
		i := slices.IndexFunc(list, func(x Finding) bool { return x.Operator == f.Operator })
		if i < 0 {
			list = append(list, Finding{Operator: f.Operator})
			i = len(list) - 1
		}
		list[i].Count += f.Count
		for k := range f.Uses {
			list[i].Uses[k] += f.Uses[k]
		}
	}
	slices.SortStableFunc(list, func(a, b Finding) int { return b.Count - a.Count })
	return list
}
