package juki

// Codes lists every outcome code in the order of the constants; docs/エラー一覧.md and the texts are checked against it.
func Codes() []Code {
	return []Code{
		ReaderServiceMissing, ReaderMissing, CardMissing, CardMute, CardPulled, CardBusy, CardFailed, CardWrongKind, OperatorCardHere,
		CardOfOtherCity, CardExpired, CardOfOtherCase, CardAlreadyDelivered, CardPINLocked, IssuerRefused,
		NoPadMonitor, PadTimeout, PadCancelled, PINGuessable, PINFormat, PINMismatch,
		OperatorUnknown, OperatorCardForged, OperatorLockedOut, OperatorRevoked, PasswordWrong, PasswordWeak, PasswordExpired,
		PostMissing, SamePersonTwice, NotLoggedIn, OutsideHours,
		ListUndecodable, ListHeaderMissing, ListEmpty, ListTooLarge, RowFieldMissing, RowFieldCount, RowBadDate, RowBadNumber,
		RowBadKind, RowBadSex, RowUndecodable, RowDuplicateSerial, RowDuplicateID, RowKnown,
		CaseUnknown, CaseNotReady, SerialUnknown, SerialNotOnList, NotAtPlace, PlaceUnknown, CountOpen, CountMissing,
		DifferenceUnexplained, DayClosed, DayNotOpen, YesterdayOpen, HandoverOpen, SecondCountMissing, CountingBlind, CountsDisagree,
		ActUnknown, StateNotAllowed, ItemUnknown, ItemMismatch, PlaceFull, PlaceNotEmpty, BoxNotLookedInto, DocumentMissing, DocumentForm, WitnessMissing,
		ResidentCardIssueEnded, LabelUnreadable, SlipBroken, SlipForeign, TransferUnknown, TransferDiffers,
		DisposalUnknown, DisposalNotApproved, ProofMissing, IncidentUnknown, StepsOpen, NotOnPickList, StepNotAllowed, IdentityNotEnough,
		PrinterMissing, PrinterPaperOut, PrinterPaused, PrinterDoorOpen, PrinterGone, PrinterRefuses, PrinterNoPDF, PrinterNoA4,
		PrinterTimeout, PrinterFailed,
		PrinterBusy, PrinterJam, PrinterInkOut, PrinterTrayFull, PrinterAttention, PrinterForgot, PrinterAborted, PrintUncertain, PrintCancelled, PaperUnknown,
		DatabaseLocked, DatabaseCorrupt, DiskFull, ClockBehind, RecordRefused, ArchiveBroken, LogDiffers, SearchIndexWrong, CheckpointForeign, CheckpointUnread,
		CentralNotSet, CentralUnreachable, CentralUntrusted, CentralRefused, CentralFork, CentralAhead, CentralRejected,
		ScannerMissing, ScannerUntrusted, ScannerRefuses, ScannerBusy, ScannerWarming, ScannerJam, ScannerCoverOpen, ScannerNoPaper,
		ScannerTimeout, ScannerTooSmall, ScannerFailed, PhotoInHand, PhotoGone, PhotoNotAccepted, PhotoUnchecked, NoPhotoOnlyUnder,
		PurposeMissing, CodeCheckDigit, EmergencyOpen, EmergencyUnknown,
		RecordsTooYoung, RecordsNotUploaded, TimeUnconfirmed, NothingToErase, BackupFolder, BackupBroken, RecoveryKeyWrong, RestoreBehind,
		DeliveryFolder, ReceiptMissing, ReceiptDiffers, CosignerDiffers,
	}
}

// ArticleOf is the article behind a code, "" when the code is an expected trouble and no refusal by rule.
func ArticleOf(c Code) string { return articleOf(c) }

// MetByResident tells whether the resident can meet the code, so that it needs a sentence for the resident's window.
func MetByResident(c Code) bool {
	switch c {
	case ReaderServiceMissing, ReaderMissing, CardMissing, CardMute, CardPulled, CardBusy, CardFailed, CardWrongKind, OperatorCardHere,
		CardOfOtherCity, CardExpired, CardOfOtherCase, CardAlreadyDelivered, CardPINLocked, IssuerRefused,
		PadTimeout, PadCancelled, PINGuessable, PINFormat, PINMismatch:
		return true
	}
	return false
}
