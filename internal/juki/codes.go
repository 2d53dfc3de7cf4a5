package juki

// The outcome codes, by the part of the counter that gives them. A new code needs its texts in i18n/.
const (
	// readers and cards
	ReaderServiceMissing Code = "reader-service-missing"
	ReaderMissing        Code = "reader-missing"
	CardMissing          Code = "card-missing"
	CardMute             Code = "card-mute"
	CardPulled           Code = "card-pulled"
	CardBusy             Code = "card-busy"
	CardFailed           Code = "card-failed"
	CardWrongKind        Code = "card-wrong-kind"
	OperatorCardHere     Code = "operator-card-in-customer-reader"
	CardOfOtherCity      Code = "card-of-other-city"
	CardExpired          Code = "card-expired"
	CardOfOtherCase      Code = "card-of-other-case"
	CardAlreadyDelivered Code = "card-already-delivered"
	CardPINLocked        Code = "card-pin-locked"
	IssuerRefused        Code = "issuer-refused"

	// the resident's window
	NoPadMonitor Code = "no-pad-monitor"
	PadTimeout   Code = "pad-timeout"
	PadCancelled Code = "pad-cancelled"
	PINGuessable Code = "pin-guessable"
	PINFormat    Code = "pin-format"
	PINMismatch  Code = "pin-mismatch"

	// operators
	OperatorUnknown    Code = "operator-unknown"
	OperatorCardForged Code = "operator-card-forged"
	OperatorLockedOut  Code = "operator-locked-out"
	OperatorRevoked    Code = "operator-revoked"
	PasswordWrong      Code = "password-wrong"
	PasswordWeak       Code = "password-weak"
	PasswordExpired    Code = "password-expired"
	PostMissing        Code = "post-missing"
	SamePersonTwice    Code = "same-person-twice"
	NotLoggedIn        Code = "not-logged-in"
	OutsideHours       Code = "outside-hours"

	// arrival lists
	ListUndecodable    Code = "list-undecodable"
	ListHeaderMissing  Code = "list-header-missing"
	ListEmpty          Code = "list-empty"
	ListTooLarge       Code = "list-too-large"
	RowFieldMissing    Code = "row-field-missing"
	RowFieldCount      Code = "row-field-count"
	RowBadDate         Code = "row-bad-date"
	RowBadNumber       Code = "row-bad-number"
	RowBadKind         Code = "row-bad-kind"
	RowBadSex          Code = "row-bad-sex"
	RowUndecodable     Code = "row-undecodable"
	RowDuplicateSerial Code = "row-duplicate-serial"
	RowDuplicateID     Code = "row-duplicate-id"
	RowKnown           Code = "row-known"

	// stock and cases
	CaseUnknown            Code = "case-unknown"
	CaseNotReady           Code = "case-not-ready"
	SerialUnknown          Code = "serial-unknown"
	SerialNotOnList        Code = "serial-not-on-list"
	NotAtPlace             Code = "not-at-place"
	PlaceUnknown           Code = "place-unknown"
	CountOpen              Code = "count-open"
	CountMissing           Code = "count-missing"
	DifferenceUnexplained  Code = "difference-unexplained"
	DayClosed              Code = "day-closed"
	DayNotOpen             Code = "day-not-open"
	YesterdayOpen          Code = "yesterday-open"
	HandoverOpen           Code = "handover-open"
	SecondCountMissing     Code = "second-count-missing"
	CountingBlind          Code = "counting-blind"
	CountsDisagree         Code = "counts-disagree"
	ActUnknown             Code = "act-unknown"
	StateNotAllowed        Code = "state-not-allowed"
	ItemUnknown            Code = "item-unknown"
	ItemMismatch           Code = "item-mismatch"
	PlaceFull              Code = "place-full"
	PlaceNotEmpty          Code = "place-not-empty"
	BoxNotLookedInto       Code = "box-not-looked-into"
	DocumentMissing        Code = "document-missing"
	DocumentForm           Code = "document-form"
	WitnessMissing         Code = "witness-missing"
	ResidentCardIssueEnded Code = "resident-card-issue-ended"
	LabelUnreadable        Code = "label-unreadable"
	SlipBroken             Code = "slip-broken"
	SlipForeign            Code = "slip-foreign"
	TransferUnknown        Code = "transfer-unknown"
	TransferDiffers        Code = "transfer-differs"
	DisposalUnknown        Code = "disposal-unknown"
	DisposalNotApproved    Code = "disposal-not-approved"
	ProofMissing           Code = "proof-missing"
	IncidentUnknown        Code = "incident-unknown"
	StepsOpen              Code = "steps-open"
	NotOnPickList          Code = "not-on-pick-list"
	StepNotAllowed         Code = "step-not-allowed"
	IdentityNotEnough      Code = "identity-not-enough"

	// papers
	PrinterMissing   Code = "printer-missing"
	PrinterPaperOut  Code = "printer-paper-out"
	PrinterPaused    Code = "printer-paused"
	PrinterDoorOpen  Code = "printer-door-open"
	PrinterGone      Code = "printer-gone"
	PrinterRefuses   Code = "printer-refuses"
	PrinterNoPDF     Code = "printer-no-pdf"
	PrinterNoA4      Code = "printer-no-a4"
	PrinterTimeout   Code = "printer-timeout"
	PrinterFailed    Code = "printer-failed"
	PrinterBusy      Code = "printer-busy"
	PrinterJam       Code = "printer-jam"
	PrinterInkOut    Code = "printer-ink-out"
	PrinterTrayFull  Code = "printer-tray-full"
	PrinterAttention Code = "printer-attention"
	PrinterForgot    Code = "printer-forgot"
	PrinterAborted   Code = "printer-aborted"
	PrintUncertain   Code = "print-uncertain"
	PrintCancelled   Code = "print-cancelled"
	PaperUnknown     Code = "paper-unknown"

	// storage and the log
	DatabaseLocked    Code = "database-locked"
	DatabaseCorrupt   Code = "database-corrupt"
	DiskFull          Code = "disk-full"
	ClockBehind       Code = "clock-behind"
	RecordRefused     Code = "record-refused"
	ArchiveBroken     Code = "archive-broken"
	LogDiffers        Code = "log-differs"
	SearchIndexWrong  Code = "search-index-wrong"
	CheckpointForeign Code = "checkpoint-foreign"
	CheckpointUnread  Code = "checkpoint-unreadable"

	// the central server
	CentralNotSet      Code = "central-not-set"
	CentralUnreachable Code = "central-unreachable"
	CentralUntrusted   Code = "central-untrusted"
	CentralRefused     Code = "central-refused"
	CentralFork        Code = "central-fork"
	CentralAhead       Code = "central-ahead"
	CentralRejected    Code = "central-rejected"

	// the scanner and the photo
	ScannerMissing   Code = "scanner-missing"
	ScannerUntrusted Code = "scanner-untrusted"
	ScannerRefuses   Code = "scanner-refuses"
	ScannerBusy      Code = "scanner-busy"
	ScannerWarming   Code = "scanner-warming"
	ScannerJam       Code = "scanner-jam"
	ScannerCoverOpen Code = "scanner-cover-open"
	ScannerNoPaper   Code = "scanner-no-paper"
	ScannerTimeout   Code = "scanner-timeout"
	ScannerTooSmall  Code = "scanner-too-small"
	ScannerFailed    Code = "scanner-failed"
	PhotoInHand      Code = "photo-in-hand"
	PhotoGone        Code = "photo-gone"
	PhotoNotAccepted Code = "photo-not-accepted"
	PhotoUnchecked   Code = "photo-unchecked"
	NoPhotoOnlyUnder Code = "no-photo-only-under-one"

	// purposes, codes of persons, emergencies
	PurposeMissing   Code = "purpose-missing"
	CodeCheckDigit   Code = "code-check-digit"
	EmergencyOpen    Code = "emergency-open"
	EmergencyUnknown Code = "emergency-unknown"

	// the log's end of time, its copies
	RecordsTooYoung    Code = "records-too-young"
	RecordsNotUploaded Code = "records-not-uploaded"
	TimeUnconfirmed    Code = "time-unconfirmed"
	NothingToErase     Code = "nothing-to-erase"
	BackupFolder       Code = "backup-folder"
	BackupBroken       Code = "backup-broken"
	RecoveryKeyWrong   Code = "recovery-key-wrong"
	RestoreBehind      Code = "restore-behind"
	DeliveryFolder     Code = "delivery-folder"
	ReceiptMissing     Code = "receipt-missing"
	ReceiptDiffers     Code = "receipt-differs"
	CosignerDiffers    Code = "cosigner-differs"
)

// articles tells which article stands behind a refusal by rule; a code without an entry is an expected trouble.
var articles = map[Code]string{
	OperatorUnknown: "第12条第2項", OperatorCardForged: "第12条第2項", PasswordWrong: "第12条第2項", NotLoggedIn: "第12条第2項",
	OperatorLockedOut: "第16条第5号", PasswordWeak: "第16条第2号・第6号", PasswordExpired: "第16条第6号",
	OperatorRevoked: "第14条第6項", OperatorCardHere: "第14条第5項第1号", PostMissing: "第4条・第5条", SamePersonTwice: "第14条第10項",
	OutsideHours: "第17条",
	PINGuessable: "第23条第1号", PINFormat: "第23条第1号", NoPadMonitor: "第23条第2号", CardPINLocked: "第23条第4号",
	NotAtPlace: "第22条第1号", SerialUnknown: "第22条第1号", SerialNotOnList: "第22条第1号", CountMissing: "第22条第1号",
	DifferenceUnexplained: "第22条第1号", DayClosed: "第22条第1号",
	CardOfOtherCase: "第22条第1号", CardAlreadyDelivered: "第22条第1号",
	DayNotOpen: "第22条第1号", YesterdayOpen: "第22条第1号", HandoverOpen: "第22条第1号", SecondCountMissing: "第22条第1号", CountsDisagree: "第22条第1号", CountingBlind: "第22条第1号",
	StateNotAllowed: "第22条第1号", ItemMismatch: "第22条第1号", PlaceNotEmpty: "第22条第1号", BoxNotLookedInto: "第22条第1号", DocumentMissing: "第22条第1号", DocumentForm: "第22条第1号",
	WitnessMissing: "第22条第1号", TransferDiffers: "第22条第1号", DisposalNotApproved: "第22条第1号", ProofMissing: "第22条第1号", StepsOpen: "第24条",
	CentralFork: "第13条", CentralAhead: "第13条", PhotoInHand: "第22条第2号", PhotoGone: "第22条第2号", PhotoNotAccepted: "第22条第2号", PhotoUnchecked: "第22条第2号", NoPhotoOnlyUnder: "第22条第2号",
	PurposeMissing: "第19条第3号", EmergencyOpen: "第24条",
	RecordsTooYoung: "第13条", RecordsNotUploaded: "第13条", TimeUnconfirmed: "第13条", RestoreBehind: "第13条",
	RecordRefused: "第13条", DiskFull: "第13条", ClockBehind: "第13条",
}

func articleOf(c Code) string { return articles[c] }
