package stock

// DifferenceReason is why a count and the ledger differ (差異理由), in the words of the 日次在庫照合表.
type DifferenceReason string

// The reasons a difference can have. Any of them goes with a note of what was found out.
const (
	NoDifference      DifferenceReason = ""
	EntryForgotten    DifferenceReason = "entry-forgotten"    // 記帳もれ: moved, but not entered
	EntryWrong        DifferenceReason = "entry-wrong"        // 記帳誤り: entered at the wrong place or number
	Miscounted        DifferenceReason = "miscounted"         // 数え誤り: will be counted again
	PutElsewhere      DifferenceReason = "put-elsewhere"      // 置き場所違い: found at another place
	MissingSearching  DifferenceReason = "missing-searching"  // 所在不明(調査中)
	SurplusExplaining DifferenceReason = "surplus-explaining" // 過剰(調査中): more than the ledger knows
)

// DifferenceReasons lists the reasons in the order a screen offers them.
func DifferenceReasons() []DifferenceReason {
	return []DifferenceReason{EntryForgotten, EntryWrong, Miscounted, PutElsewhere, MissingSearching, SurplusExplaining}
}

// Japanese is the reason as the sheet prints it; "" for no difference.
func (r DifferenceReason) Japanese() string {
	switch r {
	case EntryForgotten:
		return "記帳もれ"
	case EntryWrong:
		return "記帳誤り"
	case Miscounted:
		return "数え誤り"
	case PutElsewhere:
		return "置き場所違い"
	case MissingSearching:
		return "所在不明(調査中)"
	case SurplusExplaining:
		return "過剰(調査中)"
	}
	return string(r)
}

// Known tells whether r is one of DifferenceReasons.
func (r DifferenceReason) Known() bool {
	for _, known := range DifferenceReasons() {
		if r == known {
			return true
		}
	}
	return false
}
