package oplog

import (
	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// Erasable is what may go of the oldest records of a log (保存期間, 第13条): their texts and salts. Their hashes stay, so that
// all that is proved of the rest goes on to hold.
type Erasable struct {
	Upto      int64     // records numbered below this; some of them may be erased already
	Day       juki.Date // the last day that goes: the end of a month that lies the whole time of keeping back
	Records   int64     // how many still have their text
	Confirmed int64     // how many records, from 0, are confirmed to be stored elsewhere
	Root      tlog.Hash // of the log of Upto records
}

// ErasableUntil is the day before which records may be erased today: the beginning of the month that is as many years back as the
// log is kept (第13条). Whole months go, so that a month can be looked into as long as any of its days.
func ErasableUntil(today juki.Date) juki.Date {
	return juki.Date{Year: today.Year - juki.LogRetention().Years, Month: today.Month, Day: 1}
}

// NextMonth is the beginning of the month after a day.
func NextMonth(d juki.Date) juki.Date { return MonthOf(d).Last.AddDays(1) }
