package stock

// Act is the rule of one reason: what it may move, from where, to where. The table below is the whole of what a clerk can
// enter by hand; arrival lists, inspection and handover go through package counter and use the same reasons.
type Act struct {
	Reason    Reason
	Trackings []Tracking // kinds of items it is for
	From      []State    // states a thing may be in before
	At        []PlaceID  // fixed places it may come from; empty: any counted place
	To        State      // state afterwards; "" keeps the state, "kept" see KeptState
	Goes      PlaceID    // fixed place it goes to; "" stays where it is; Chosen: the place that was scanned
	Begins    bool       // refused before the day is opened; what has already happened (a loss, a return) never is
	Document  bool       // 根拠文書 must be named
	ByHand    bool       // a clerk can choose it on the screen of the stock; others belong to a procedure of their own
	Article   string
}

// Chosen stands for the place that was scanned with the act.
const Chosen PlaceID = "chosen"

// KeptState gives a thing the state back that it had before 前日準備 or 交付.
const KeptState State = "kept"

// Acts lists the acts in the order a screen offers them.
func Acts() []Act { return nil }

// ActOf finds the act of a reason.
func ActOf(r Reason) (Act, bool) {
	for _, a := range Acts() {
		if a.Reason == r {
			return a, true
		}
	}
	return Act{}, false
}
