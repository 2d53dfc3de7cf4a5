package oplog

import (
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// Erasable is what may go of the oldest records of a log (保存期間, 第13条): their texts and salts. Their hashes stay, so that
// all that is proved of the rest goes on to hold.
type Erasable struct {
	Upto      int64     // records numbered below this; some of them may be erased already
	Day       juki.Date // the last day that goes: the end of a month that lies the whole time of keeping back
	Records   int64     // how many still have their text
	Confirmed Outside   // what it was planned by
	Root      tlog.Hash // of the log of Upto records
}

// Outside is what places outside the terminal confirm: the central server that was asked now, or the receiver's signed receipt. Without their
// time the terminal's own clock alone would tell how old a record is, and whoever puts it forward would end the time of keeping.
type Outside struct {
	Records int64     // so many, from 0, are stored there as they stand here
	At      time.Time // by the clock of that place; zero when nobody confirms anything
	Now     bool      // At is the time of asking, not that of a receipt which was written some days ago
}

// How far the terminal's clock may be ahead of the time that is told from outside. No two clocks are the same; receipts come with each business day's
// archive, and the longest holidays are shorter than two weeks.
const (
	aheadOfServer  = 24 * time.Hour
	aheadOfReceipt = 14 * 24 * time.Hour
)

// Today is the time by which the age of a record is judged: the earlier of the terminal's and the one outside. It is zero, at which nothing is old,
// when the terminal is too far ahead: its clock is wrong, or the receipt is too old to tell.
func (o Outside) Today(terminal time.Time) time.Time {
	most := aheadOfReceipt
	if o.Now {
		most = aheadOfServer
	}
	switch {
	case terminal.Sub(o.At) > most:
		return time.Time{}
	case o.At.Before(terminal):
		return o.At
	}
	return terminal
}

// ErasableUntil is the day before which records may be erased today: the beginning of the month that is as many years back as the
// log is kept (第13条). Whole months go, so that a month can be looked into as long as any of its days.
func ErasableUntil(today juki.Date) juki.Date {
	return juki.Date{Year: today.Year - juki.LogRetention().Years, Month: today.Month, Day: 1}
}

// NextMonth is the beginning of the month after a day.
func NextMonth(d juki.Date) juki.Date { return MonthOf(d).Last.AddDays(1) }
