package oplog

import (
	"bytes"
	"strconv"

	"madoguchi/internal/juki"
)

// What a store files records under, beside the text that is hashed: whole numbers, for they take a tenth of the room of words in
// ten million rows and in their indexes.

// numbered are the events by their numbers, from 1 on. A number is for ever: databases hold it. A new event comes at the end; one that
// is not recorded any more keeps its line.
var numbered = []EventID{
	PersonSearched, PersonDisplayed, PersonPrinted, HandoverOpened, HandoverResumed, InspectionDone, LogErased, ProgramStarted,
	ProgramStopped, DatabaseOpened, DatabaseRefused, ClockBehind, ClockConfirmed, SettingsChanged, CrashFound, DiskFull,
	DiskFreed, ServiceLost, ServiceBack, ReaderLost, ReaderBack, PadPlaced, PadLost, OneScreenAllowed,
	OperatorEnrolled, OperatorRevoked, CardInserted, CardPulled, CardRefused, LoginSucceeded, LoginRefused, LoginFailed,
	OperatorLockedOut, LockoutLifted, LogoutDone, PasswordChanged, SessionLocked, EmergencyStopped, SessionUnlocked, SecondConfirmed,
	SecondRefused, ListRead, ListRefused, ListTaken, InspectionRefused, HandoverIdentity, HandoverFace, HandoverTakenOut,
	HandoverCardInserted, HandoverCardMatched, HandoverCardRefused, HandoverCardPulled, HandoverPINsBegun, HandoverPINsElsewhere, HandoverPINRefused, HandoverPINsTyped,
	HandoverPINsStopped, HandoverPINsSet, HandoverPINsNotSet, HandoverCardTaken, HandoverCompleted, HandoverAborted, HandoverPutBack, CardSessionBegun,
	CardSessionEnded, UploadBegun, UploadEnded, UploadFailed, StockMoved, StockReversed, StockStated, StockLine,
	CountBegun, CountRecorded, CountEnded, DifferenceExplained, SheetMade, SheetPrintBegun, SheetPrinted, SheetReprinted,
	SheetNotPrinted, SheetHandedOver, ItemRegistered, PlaceRegistered, SealChanged, BoxDiscarded, DayOpened, DayClosed,
	TransferSent, TransferReceived, TransferEnded, DisposalDecided, DisposalApproved, DisposalRefused, DisposalDone, IncidentOpened,
	IncidentStepDone, IncidentClosed, AppointmentsTaken, AppointmentMade, AppointmentOff, CardPicked, LogSearched, LogExported,
	LogInspected, ArchiveWritten, ArchiveVerified, ArchiveDelivered, ArchiveReceipt, ArchiveNotDelivered, HeadCarried, HeadCosigned,
	LogContinued, BackupWritten, BackupFailed, RecoveryKeyMade, CentralAsked, CentralSilent,
	ModeChanged, ScreenVeiled, ScreenHidden, ScreenBack, FieldShown, CaptureSeen, CaptureAllowed, CaptureEnded,
	EmergencyBegun, EmergencyStepDone, EmergencyEnded, PhotoScanned, PhotoRefused, PhotoShown, PhotoAccepted, PhotoDeclined,
	PhotoChecked, PhotoRegistered, PhotoErased, PhotoNotNeeded, CaseErased, SpareRegistered, SpareDestroyed, ArchiveNotWritten,
	LogIndexWrong, LogIndexRebuilt,
}

var numberOf = func() map[string]int64 {
	numbers := make(map[string]int64, len(numbered))
	for i, e := range numbered {
		numbers[e.id] = int64(i) + 1
	}
	return numbers
}()

// Number is what records of the event are filed under, 0 for none.
func (e EventID) Number() int64 { return numberOf[e.id] }

// EventNumbered finds the event that is filed under a number.
func EventNumbered(n int64) (e EventID, known bool) {
	if n < 1 || n > int64(len(numbered)) {
		return EventID{}, false
	}
	return numbered[n-1], true
}

// The operators' numbers: those with three digits come first, for they fit into two bytes.
const (
	letters     = 26
	fourDigits  = 1 + letters*1000
	fiveDigits  = fourDigits + letters*10_000
	noOperators = fiveDigits + letters*100_000
)

// OperatorNumber is what records of an operator are filed under, 0 for the program itself; ok is false for what is no operator's id.
func OperatorNumber(id juki.OperatorID) (n int64, ok bool) {
	if id == "" {
		return 0, true
	}
	return operatorNumber([]byte(id))
}

func operatorNumber(id []byte) (n int64, ok bool) {
	if len(id) < 4 || len(id) > 6 || id[0] < 'A' || id[0] > 'Z' || !allDigits(id[1:]) {
		return 0, false
	}
	letter, rest := int64(id[0]-'A'), decimal(id[1:])
	switch len(id) {
	case 4:
		return 1 + letter*1000 + rest, true
	case 5:
		return fourDigits + letter*10_000 + rest, true
	}
	return fiveDigits + letter*100_000 + rest, true
}

// OperatorNumbered is the operator that is filed under a number, "" for 0 and for what is no operator's number.
func OperatorNumbered(n int64) juki.OperatorID {
	digits, each := 3, int64(1000)
	switch {
	case n < 1 || n >= noOperators:
		return ""
	case n >= fiveDigits:
		n, digits, each = n-fiveDigits, 5, 100_000
	case n >= fourDigits:
		n, digits, each = n-fourDigits, 4, 10_000
	default:
		n--
	}
	text := strconv.FormatInt(each+n%each, 10) // a 1 before the digits keeps their zeros
	return juki.OperatorID(append([]byte{byte('A' + n/each)}, text[len(text)-digits:]...))
}

// CaseNumber is what records of a case are filed under, 0 for none; ok is false for what is no case number.
func CaseNumber(number juki.CaseNumber) (n int64, ok bool) {
	if number == "" {
		return 0, true
	}
	return caseNumber([]byte(number))
}

// caseNumber reads "R08-000123": the year, then the running number.
func caseNumber(text []byte) (n int64, ok bool) {
	if len(text) != 10 || text[0] != 'R' || text[3] != '-' || !allDigits(text[1:3]) || !allDigits(text[4:]) {
		return 0, false
	}
	return 1 + decimal(text[1:3])*1_000_000 + decimal(text[4:]), true
}

// CaseNumbered is the case that is filed under a number, "" for 0 and for what is no case's number.
func CaseNumbered(n int64) juki.CaseNumber {
	if n < 1 || n > 100*1_000_000 {
		return ""
	}
	n--
	year, running := strconv.FormatInt(100+n/1_000_000, 10), strconv.FormatInt(1_000_000+n%1_000_000, 10)
	return juki.CaseNumber("R" + year[1:] + "-" + running[1:])
}

func decimal(text []byte) (n int64) {
	for _, c := range text {
		n = n*10 + int64(c-'0')
	}
	return n
}

func allDigits(text []byte) bool {
	for _, c := range text {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// appendFiled appends the numbers that a record must be filed under, each after a tab. columns is what it is filed under: of an event of
// a newer program the number is taken from there, for it is not known here.
func (s seen) appendFiled(b, columns []byte) []byte {
	operator, ok := int64(0), true
	if len(s.operator) > 0 {
		operator, ok = operatorNumber(s.operator)
	}
	number, cased := int64(0), true
	if len(s.caseNumber) > 0 {
		number, cased = caseNumber(s.caseNumber)
	}
	event, known := numberOf[string(s.event)]
	if !known {
		_, rest, _ := bytes.Cut(columns, []byte{'\t'})
		filed, _, _ := bytes.Cut(rest, []byte{'\t'})
		if len(filed) < 10 && allDigits(filed) {
			event = decimal(filed)
		}
		ok = ok && event > int64(len(numbered))
	}
	if !ok || !cased {
		return append(b, '-') // nothing is filed so
	}
	for _, column := range [...]int64{event, operator, number} {
		b = strconv.AppendInt(append(b, '\t'), column, 10)
	}
	return b
}
