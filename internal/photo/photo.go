// Package photo is the registration of a face photo (顔写真の登録, 第22条第2号・第4号): scanned at the counter's own scanner, cut, seen
// by the person, compared by a second one, registered and erased. The picture lives in this process's memory and nowhere else; what is
// kept of it is that there was one.
package photo

import (
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The act is this file: the states it can be in, the events that can happen, and the table that says what follows.
//
//	読取り待ち → 読取り中 → 切取り → 本人の確認 → 見比べ → 登録待ち → 登録中 → 登録済
//
// From every state with a picture every way that does not go on erases it.

// State is how far an act has come.
type State string

// The states, in the order of the counter.
const (
	NotBegun    State = ""            // 未着手
	ScanDue     State = "scan-due"    // 読取り待ち: there is no picture
	Scanning    State = "scanning"    // 読取り中
	Framing     State = "framing"     // 切取り: the clerk lays the frame
	Asking      State = "asking"      // 本人の確認: the picture stands on the resident's window
	CompareDue  State = "compare-due" // 見比べ: a second person compares picture and face
	RegisterDue State = "register-due"
	Registering State = "registering" // 登録中
	Registered  State = "registered"  // 登録済, and nothing of the picture is left
	NotNeeded   State = "not-needed"  // 写真なし
	Cancelled   State = "cancelled"   // 中止
)

// States lists every state, for tests and the drawn procedure.
func States() []State {
	return []State{NotBegun, ScanDue, Scanning, Framing, Asking, CompareDue, RegisterDue, Registering, Registered, NotNeeded, Cancelled}
}

// Ended tells that nothing more can happen.
func (s State) Ended() bool { return s == Registered || s == NotNeeded || s == Cancelled }

// HasPicture tells whether a picture is in memory in the state.
func (s State) HasPicture() bool {
	return s == Framing || s == Asking || s == CompareDue || s == RegisterDue || s == Registering
}

// Event is something that happened: a decision of the clerk, an answer of the resident, the scanner or the registrar.
type Event string

// The events.
const (
	Begun         Event = "begun"          // the clerk took the case
	ScanAsked     Event = "scan-asked"     // the clerk starts the scanner, the first time or again
	ScanCame      Event = "scan-came"      // a picture came
	ScanFailed    Event = "scan-failed"    // none came; the code says why
	ScanStopped   Event = "scan-stopped"   // the clerk stopped the scanner
	NoPhotoAsked  Event = "no-photo-asked" // 写真なし(1歳未満)
	ShowAsked     Event = "show-asked"     // the frame is right: let the resident see
	Accepted      Event = "accepted"       // the resident: this is me
	Declined      Event = "declined"       // the resident: this is not
	AskStopped    Event = "ask-stopped"    // no answer: time-out, taken back, the clerk's screen was locked
	PadGone       Event = "pad-gone"       // the resident's monitor went away while the picture stood on it
	FrameAsked    Event = "frame-asked"    // back to the frame
	Compared      Event = "compared"       // a second person compared
	RegisterAsked Event = "register-asked" // register it from here
	Stored        Event = "stored"         // the registrar has it
	NotStored     Event = "not-stored"     // the registrar has not
	LedRegistered Event = "led-registered" // the clerk confirmed the 統合端末 step
	CancelAsked   Event = "cancel-asked"   // the application is cancelled, or the act is
	Left          Event = "left"           // the page, the operator or the lock's time is gone
)

// Events lists every event, for tests and the drawn procedure.
func Events() []Event {
	return []Event{Begun, ScanAsked, ScanCame, ScanFailed, ScanStopped, NoPhotoAsked, ShowAsked, Accepted, Declined, AskStopped, PadGone,
		FrameAsked, Compared, RegisterAsked, Stored, NotStored, LedRegistered, CancelAsked, Left}
}

// step is what follows an event: the new state, the records that tell of it, and what becomes of the picture.
type step struct {
	to      State
	picture pictureMove
	records []oplog.EventID // none: nothing happened yet that anybody would ask about
}

// pictureMove is the memory's side of a step.
type pictureMove int

const (
	pictureStays pictureMove = iota // or there is none
	pictureComes
	pictureGoes
)

func tells(ids ...oplog.EventID) []oplog.EventID { return ids }

// table is the act. A pair that is not here cannot happen: the event is refused (from a person) or dropped (from a device).
var table = map[State]map[Event]step{
	NotBegun: {
		Begun: {ScanDue, pictureStays, tells(oplog.PersonDisplayed)},
	},
	ScanDue: {
		ScanAsked:    {Scanning, pictureStays, nil},
		NoPhotoAsked: {NotNeeded, pictureStays, tells(oplog.PhotoNotNeeded)},
		CancelAsked:  {Cancelled, pictureStays, nil},
		Left:         {Cancelled, pictureStays, nil},
	},
	Scanning: {
		ScanCame:    {Framing, pictureComes, tells(oplog.PhotoScanned)},
		ScanFailed:  {ScanDue, pictureStays, tells(oplog.PhotoRefused)},
		ScanStopped: {ScanDue, pictureStays, nil},
		CancelAsked: {Cancelled, pictureStays, nil},
		Left:        {Cancelled, pictureStays, nil},
	},
	Framing: {
		ScanAsked:   {Scanning, pictureGoes, tells(oplog.PhotoErased)},
		ShowAsked:   {Asking, pictureStays, tells(oplog.PhotoShown)},
		CancelAsked: {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
		Left:        {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
	},
	Asking: {
		Accepted:    {CompareDue, pictureStays, tells(oplog.PhotoAccepted)}, // RegisterDue where no second person is asked for: see next
		Declined:    {ScanDue, pictureGoes, tells(oplog.PhotoDeclined, oplog.PhotoErased)},
		AskStopped:  {Framing, pictureStays, nil},
		PadGone:     {ScanDue, pictureGoes, tells(oplog.PhotoErased)},
		CancelAsked: {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
		Left:        {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
	},
	CompareDue: {
		Compared:    {RegisterDue, pictureStays, tells(oplog.PhotoChecked)},
		FrameAsked:  {Framing, pictureStays, nil},
		ScanAsked:   {Scanning, pictureGoes, tells(oplog.PhotoErased)},
		CancelAsked: {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
		Left:        {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
	},
	RegisterDue: {
		RegisterAsked: {Registering, pictureStays, nil},
		LedRegistered: {Registered, pictureGoes, tells(oplog.PhotoRegistered, oplog.PhotoErased)},
		FrameAsked:    {Framing, pictureStays, nil},
		ScanAsked:     {Scanning, pictureGoes, tells(oplog.PhotoErased)},
		CancelAsked:   {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
		Left:          {Cancelled, pictureGoes, tells(oplog.PhotoErased)},
	},
	Registering: { // what is under way is awaited: whether the registrar has it must be known
		Stored:    {Registered, pictureGoes, tells(oplog.PhotoRegistered, oplog.PhotoErased)},
		NotStored: {RegisterDue, pictureStays, nil},
	},
	Registered: {},
	NotNeeded:  {},
	Cancelled:  {},
}

// facts are what next must know besides state and event.
type facts struct {
	today, birth juki.Date
	led          bool // the photo is registered at the 統合端末
	second       bool // a second person compares, by the regulation in force
}

// next says what follows event in state. It is pure: the same arguments always give the same step.
func next(s State, e Event, f facts) (step, *juki.Outcome) {
	st, ok := table[s][e]
	if !ok {
		return step{}, juki.Refuse(refusal(s, e))
	}
	switch {
	case e == NoPhotoAsked && (f.birth.IsZero() || f.birth.AgeOn(f.today) >= 1):
		return step{}, juki.Refuse(juki.NoPhotoOnlyUnder)
	case e == RegisterAsked && f.led, e == LedRegistered && !f.led:
		return step{}, juki.Refuse(juki.StepNotAllowed)
	case e == Accepted && !f.second:
		st.to = RegisterDue
	}
	return st, nil
}

// refusal says why a person cannot do that now.
func refusal(s State, e Event) juki.Code {
	register := e == RegisterAsked || e == LedRegistered
	switch {
	case (register || e == ShowAsked || e == Compared || e == FrameAsked) && !s.HasPicture():
		return juki.PhotoGone
	case (register || e == Compared) && (s == Framing || s == Asking):
		return juki.PhotoNotAccepted
	case register && s == CompareDue:
		return juki.PhotoUnchecked
	}
	return juki.StepNotAllowed
}
