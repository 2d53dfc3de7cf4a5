package main

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// What a log says of its own erasing is the word of whoever had the key. The verdict prints it, with what a person can hold it against.

// quietAtMost is the gap between the last day that went and the oldest text that is left which asks for no explanation: holidays.
const quietAtMost = 14 * 24 * time.Hour

// erased says what log.erased tells.
func (c certificate) erased(v oplog.Verdict) {
	if v.Told.At.IsZero() {
		return
	}
	c.line("消した記録の言うこと", "as the record of erasing says", c.say("記録 %d(log.erased)は、%s までの記録の本文を %s に消した、と言っています。残っている最も古い記録は %s のものです",
		"record %d (log.erased) says that the texts up to %s were erased at %s; the oldest text that is left is of %s"), v.Told.Seq, v.Told.Day, c.clock(v.Told.At), c.clock(v.First))
	if gap := v.First.Sub(v.Told.Day.AddDays(1).Start()); !v.First.IsZero() && gap > quietAtMost {
		c.line("記録のない期間", "a gap", c.say("その日の次の日から、残っている最も古い記録まで %d 日、1件もないことになります。窓口が使われていた日があれば、log.erased は偽りです",
			"from the day after until the oldest text that is left there would be no record for %d days; if the counter was in use on any of them, log.erased is false"), int(gap/(24*time.Hour)))
	}
}

// before says of which dates an anchor among the erased records must be. The checkpoint has no date; its sheet has.
func (c certificate) before(a oplog.Anchor, told oplog.Erasing) {
	if a.Checkpoint.Size >= told.Upto || told.Day == (juki.Date{}) {
		return
	}
	c.line("照合表の日付", "date of the sheet", c.say("%s 以前のはずです。それより後の日付の照合表なら、log.erased は偽りで、保存期間の中の記録が消されています",
		"must not be later than %s; if the sheet is of a later date, log.erased is false, and records were erased within their time"), told.Day)
}
