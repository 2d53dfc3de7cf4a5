// Package session is the use of the terminal by its operators (操作者の利用, 第12条・第14条・第16条): the operator card
// identifies, the password completes, a pulled card locks. It knows who works here now and keeps everybody else out.
//
// The states and events are one closed table; the Service around it watches the operator reader, keeps the
// register of operators and writes the records.
package session

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// State is how far the use of the terminal has come.
type State int

// The states. Every screen is covered in all but LoggedIn.
const (
	NoOperator State = iota // nobody is at work, no usable card in the reader
	CardRead                // an enrolled card has proved itself, the password is missing
	LoggedIn                // at work
	Locked                  // somebody's work lies covered; the same card and the password bring it back
)

// Event is what happens to a session.
type Event int

// The events.
const (
	CardIdentified Event = iota // an enrolled card signed the challenge
	CardRefused                 // something is in the reader, or the reader is not there, and it is no help
	CardPulled                  // the reader is empty, or something was swapped in between
	PasswordOK
	PasswordWrong
	IdleTooLong   // nobody touched anything for the time the rules give
	LockAsked     // the operator covers the screen
	OSLocked      // the desktop session was locked
	EmergencyStop // 緊急停止, 第24条
	LoggedOut     // the operator ends the work
	EnrolmentDone // an operator was added to the register
	Dismissed     // an operator at this terminal was revoked, 第14条第6項
)

// Reason is why a session is locked, as records and texts name it.
type Reason string

// The reasons.
const (
	ByCard      Reason = "card-pulled"
	ByIdle      Reason = "idle"
	ByOperator  Reason = "asked"
	ByDesktop   Reason = "os-lock"
	ByEmergency Reason = "emergency"
	ByDrill     Reason = "drill" // 緊急停止の訓練: all as in an emergency, and marked
)

// Operator is somebody of the register as screens show them.
type Operator struct {
	ID   juki.OperatorID
	Name string // shown on the terminal only, never in a log
	Post juki.Post
}

// situation is all that the table decides from and about.
type situation struct {
	state   State
	card    Operator // whose card has proved itself and lies in the reader; zero when none
	owner   Operator // who is logged in or whose work lies locked; zero when nobody
	reason  Reason   // why Locked
	trouble juki.Code
	sight   Sight // of the open screen; what was covered before a lock is until the login
}

// occurrence is an event with what belongs to it.
type occurrence struct {
	event    Event
	operator Operator  // whose card (CardIdentified), who was enrolled (EnrolmentDone)
	code     juki.Code // why (CardRefused)
	failed   int       // misses in a row before this one (PasswordWrong)
	drill    bool      // it is only practised (EmergencyStop)
}

// step is what follows from an event. The records are written in the transaction of the change, or, for an event that
// nothing may hold up, right after it.
type step struct {
	next    situation
	records []oplog.Record
	lockOut bool          // the card's operator is to be locked out, 第16条第5号
	refused *juki.Outcome // what the person is told; nil when done
}

// move is one cell of the table.
type move struct {
	to State
	do func(*step, occurrence, time.Time, Rules)
}

// table holds every cell that does something. A missing cell changes nothing and records nothing.
var table = map[State]map[Event]move{
	NoOperator: {
		CardIdentified: {CardRead, takeCard},
		CardRefused:    {NoOperator, refuseCard},
		CardPulled:     {NoOperator, dropCard},
		PasswordOK:     {NoOperator, noCard},
		PasswordWrong:  {NoOperator, noCard},
		EmergencyStop:  {NoOperator, stop},
		EnrolmentDone:  {CardRead, enrolFirst},
	},
	CardRead: {
		CardIdentified: {CardRead, takeCard},
		CardRefused:    {NoOperator, refuseCard},
		CardPulled:     {NoOperator, dropCard},
		PasswordOK:     {LoggedIn, open},
		PasswordWrong:  {CardRead, countMiss},
		EmergencyStop:  {CardRead, stop},
		Dismissed:      {NoOperator, dismiss},
	},
	LoggedIn: {
		CardIdentified: {Locked, swapCard}, // a swap so quick that no empty reader was seen
		CardRefused:    {Locked, lockRefused},
		CardPulled:     {Locked, lockPulled},
		IdleTooLong:    {Locked, lock(ByIdle)},
		LockAsked:      {Locked, lock(ByOperator)},
		OSLocked:       {Locked, lock(ByDesktop)},
		EmergencyStop:  {Locked, lockStop},
		LoggedOut:      {CardRead, closeWork},
		EnrolmentDone:  {LoggedIn, enrolFurther},
		Dismissed:      {NoOperator, dismiss},
	},
	Locked: {
		CardIdentified: {Locked, takeCard},
		CardRefused:    {Locked, refuseCard},
		CardPulled:     {Locked, dropCard},
		PasswordOK:     {LoggedIn, open},
		PasswordWrong:  {Locked, countMiss},
		EmergencyStop:  {Locked, stop},
		Dismissed:      {NoOperator, dismiss},
	},
}

// next is the machine: it decides what an event does and changes nothing itself.
func next(s situation, o occurrence, now time.Time, rules Rules) step {
	st := step{next: s}
	m, some := table[s.state][o.event]
	if !some {
		return st
	}
	st.next.state = m.to
	m.do(&st, o, now, rules)
	return st
}

// Transition is one cell of the table, for the picture in docs/.
type Transition struct {
	From  State
	Event Event
	To    State
}

// Transitions lists the table in the order of its states and events. PasswordOK and PasswordWrong without a card
// are refused and stay where they are.
func Transitions() []Transition {
	var all []Transition
	for from := NoOperator; from <= Locked; from++ {
		for e := CardIdentified; e <= Dismissed; e++ {
			if m, some := table[from][e]; some {
				all = append(all, Transition{from, e, m.to})
			}
		}
	}
	return all
}

// stateNames and eventNames are the names that pictures and traces use.
var (
	stateNames = [...]string{NoOperator: "no-operator", CardRead: "card-read", LoggedIn: "logged-in", Locked: "locked"}
	eventNames = [...]string{
		CardIdentified: "card-identified", CardRefused: "card-refused", CardPulled: "card-pulled", PasswordOK: "password-ok",
		PasswordWrong: "password-wrong", IdleTooLong: "idle-too-long", LockAsked: "lock-asked", OSLocked: "os-locked",
		EmergencyStop: "emergency-stop", LoggedOut: "logged-out", EnrolmentDone: "enrolment-done",
		Dismissed: "dismissed",
	}
)

// String names the state for pictures and traces.
func (s State) String() string { return stateNames[s] }

// String names the event for pictures and traces.
func (e Event) String() string { return eventNames[e] }
