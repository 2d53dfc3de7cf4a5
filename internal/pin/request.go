package pin

import "madoguchi/internal/juki"

// Request asks the resident's window for one PIN.
type Request struct {
	Kind        juki.PINKind
	Step, Steps int                // "2/4": which of the PINs this person needs
	Avoid       juki.PINHints      // what a guessable PIN could be made of, 第23条第1号; never shown
	OfferSame   bool               // the resident may take the 4-digit PIN typed before for this one too
	Refused     func(r juki.Code)  // told of each refused entry (PINGuessable, PINFormat, PINMismatch); may be nil
	Typing      func(stage Typing) // told how far the resident is; may be nil. No characters, no counts
}

// Typing is how far the resident is with one PIN: all that the clerk may know.
type Typing int

// The stages of one PIN.
const (
	Explaining Typing = iota // reads what the PIN is for
	First                    // types it
	Second                   // types it again
	Done
)

// Answer is what the resident decided: a PIN, or Same for the one typed before.
type Answer struct {
	PIN  *PIN // nil when Same
	Same bool
}
