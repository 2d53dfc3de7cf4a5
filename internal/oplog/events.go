package oplog

// The events, by the part of the counter they come from. The catalogue says what each may hold.
var (
	ProgramStarted    = EventID{"program.started"}
	ProgramStopped    = EventID{"program.stopped"}
	DatabaseOpened    = EventID{"database.opened"}
	DatabaseRefused   = EventID{"database.refused"}
	ClockBehind       = EventID{"clock.behind"}
	ClockConfirmed    = EventID{"clock.confirmed"}
	SettingsChanged   = EventID{"settings.changed"}
	CrashFound        = EventID{"fault.crash-found"}
	DiskFull          = EventID{"fault.disk-full"}
	DiskFreed         = EventID{"fault.disk-freed"}
	ServiceLost       = EventID{"fault.reader-service-lost"}
	ServiceBack       = EventID{"fault.reader-service-back"}
	ReaderLost        = EventID{"fault.reader-lost"}
	ReaderBack        = EventID{"fault.reader-back"}
	PadPlaced         = EventID{"pad.placed"}
	PadLost           = EventID{"pad.lost"}
	OneScreenAllowed  = EventID{"pad.one-screen-allowed"}
	OperatorEnrolled  = EventID{"operator.enrolled"}
	CardInserted      = EventID{"operator.card-inserted"}
	CardPulled        = EventID{"operator.card-pulled"}
	CardRefused       = EventID{"operator.card-refused"}
	LoginSucceeded    = EventID{"login.done"}
	LoginRefused      = EventID{"login.refused"}
	LoginFailed       = EventID{"login.failed"}
	OperatorLockedOut = EventID{"login.locked-out"}
	LockoutLifted     = EventID{"login.lockout-lifted"}
	LogoutDone        = EventID{"login.ended"}
	PasswordChanged   = EventID{"login.password-changed"}
	SessionLocked     = EventID{"screen.locked"}
	EmergencyStopped  = EventID{"screen.emergency-stopped"}
	SessionUnlocked   = EventID{"screen.unlocked"}
	SecondConfirmed   = EventID{"second.confirmed"}
	SecondRefused     = EventID{"second.refused"}
	ListRead          = EventID{"arrival.list-read"}
	ListRefused       = EventID{"arrival.list-refused"}
	ListTaken         = EventID{"arrival.list-taken"}
	InspectionDone    = EventID{"inspection.card"}
	InspectionRefused = EventID{"inspection.refused"}

	HandoverOpened        = EventID{"handover.opened"}
	HandoverIdentity      = EventID{"handover.identity-checked"}
	HandoverFace          = EventID{"handover.face-compared"}
	HandoverTakenOut      = EventID{"handover.card-taken-out"}
	HandoverCardInserted  = EventID{"handover.card-inserted"}
	HandoverCardMatched   = EventID{"handover.card-matched"}
	HandoverCardRefused   = EventID{"handover.card-refused"}
	HandoverCardPulled    = EventID{"handover.card-pulled"}
	HandoverPINsBegun     = EventID{"handover.pins-begun"}
	HandoverPINsElsewhere = EventID{"handover.pins-set-elsewhere"}
	HandoverPINRefused    = EventID{"handover.pin-refused"}
	HandoverPINsTyped     = EventID{"handover.pins-collected"}
	HandoverPINsStopped   = EventID{"handover.pins-stopped"}
	HandoverPINsSet       = EventID{"handover.pins-set"}
	HandoverPINsNotSet    = EventID{"handover.pins-not-set"}
	HandoverCardTaken     = EventID{"handover.card-taken-by-resident"}
	HandoverResumed       = EventID{"handover.resumed"}
	HandoverCompleted     = EventID{"handover.completed"}
	HandoverAborted       = EventID{"handover.aborted"}
	HandoverPutBack       = EventID{"handover.card-put-back"}

	CardSessionBegun = EventID{"communication.card-begun"}
	CardSessionEnded = EventID{"communication.card-ended"}
	PersonSearched   = EventID{"person.searched"}
	PersonDisplayed  = EventID{"person.displayed"}
	PersonPrinted    = EventID{"person.printed"}

	StockMoved          = EventID{"stock.moved"}
	StockReversed       = EventID{"stock.reversed"}
	CountBegun          = EventID{"count.begun"}
	CountRecorded       = EventID{"count.recorded"}
	CountEnded          = EventID{"count.ended"}
	DifferenceExplained = EventID{"count.difference-explained"}
	SheetMade           = EventID{"sheet.made"}
	SheetPrinted        = EventID{"sheet.printed"}
	SheetReprinted      = EventID{"sheet.reprinted"}
	SheetNotPrinted     = EventID{"sheet.not-printed"}
	ArchiveWritten      = EventID{"archive.written"}
	ArchiveVerified     = EventID{"archive.verified"}
)
