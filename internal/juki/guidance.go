package juki

// Guidance is a page of the resident's window between PINs: one thing a page, nothing personal (第23条第5号).
type Guidance string

// The pages.
const (
	GuideRest       Guidance = "rest"        // nobody is served: a thank-you and nothing else
	GuideWelcome    Guidance = "welcome"     // the clerk checks papers
	GuideInsertCard Guidance = "insert-card" // put your card into the reader yourself
	GuideWait       Guidance = "wait"        // the card is being read or written: leave it in
	GuideReinsert   Guidance = "reinsert"    // the card came out too early: put it in again
	GuideTakeCard   Guidance = "take-card"   // take your card
	GuideReceive    Guidance = "receive"     // the clerk hands you the card, covered
	GuideCallStaff  Guidance = "call-staff"  // something is wrong, the staff will help
	GuideThanks     Guidance = "thanks"      // done
)
