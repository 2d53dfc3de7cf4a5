package juki

// Retention is how long something is kept, with the article that asks for it.
type Retention struct {
	Years   int
	Article string
}

// LogRetention is how long the operation history is kept at least: so that three years back can be analysed (第13条).
// A city may set more years, never fewer.
func LogRetention() Retention { return Retention{Years: 3, Article: "第13条"} }

// MayDelete tells whether something recorded on a day may be deleted today: only when all the years are full.
func (r Retention) MayDelete(recorded, today Date) bool {
	return today.After(recorded.AddYears(r.Years))
}
