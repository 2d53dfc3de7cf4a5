package counter

import (
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// The handover of a card (交付) is this file: the states it can be in, the events that can happen, and the
// table that says what follows. Everything else (reader, pad, ledger, log) is driven by it.
//
//	受付 → 本人確認 → 顔の照合 → 取出し → 挿入 → カード照合 → 入力待ち → 暗証番号 → 設定 → 抜取り → 引渡し → 交付済
//
// From every open state an abort leads back to the shelf. A card pulled too early leads back to 挿入:
// nothing is assumed about what it holds, it is read again, and the PINs are typed again.

// State is how far a handover has come.
type State string

// The states, in the order of the counter.
const (
	NotOpen      State = ""          // 受付前
	IdentityDue  State = "identity"  // 本人確認
	FaceDue      State = "face"      // 顔の照合
	CardDue      State = "fetch"     // カードの取出し: scan it out of its place
	InsertDue    State = "insert"    // 住民がカードをリーダーに入れる, 第23条第5号
	Matching     State = "match"     // カード照合: is it this case's card?
	PINsDue      State = "ready"     // 照合済み, 暗証番号の入力待ち
	PINsTyping   State = "pins"      // 住民が暗証番号を入力, 第23条第2号
	PINsWriting  State = "write"     // カードへ設定中
	TakeDue      State = "take"      // 住民がカードを抜く, 第23条第5号
	HandDue      State = "hand"      // 券面を覆って渡す, 第22条第3号
	HandoverDone State = "delivered" // 交付済
	ReturnDue    State = "return"    // 中止: カードを保管場所へ戻す
	Aborted      State = "aborted"   // 中止済
)

// States lists every state, for tests and the drawn procedure.
func States() []State {
	return []State{NotOpen, IdentityDue, FaceDue, CardDue, InsertDue, Matching, PINsDue, PINsTyping, PINsWriting,
		TakeDue, HandDue, HandoverDone, ReturnDue, Aborted}
}

// Ended tells that nothing more can happen.
func (s State) Ended() bool { return s == HandoverDone || s == Aborted }

// Event is something that happened: a decision of the clerk, an act of the resident, an answer of the card.
type Event string

// The events.
const (
	CaseOpened      Event = "case-opened"      // the clerk took the case
	IdentityChecked Event = "identity-checked" // papers seen and enough
	FaceMatched     Event = "face-matched"     // the clerk compared the face
	CardFetched     Event = "card-fetched"     // this case's serial was scanned at its place
	CardInserted    Event = "card-inserted"    // a card is in the customer reader
	CardAccepted    Event = "card-accepted"    // it is this case's card
	CardRefused     Event = "card-refused"     // it is not, or cannot be used
	PINsBegun       Event = "pins-begun"       // the clerk let the resident begin
	PadStopped      Event = "pad-stopped"      // time-out, cancelled, or the clerk's screen was locked
	PINsCollected   Event = "pins-collected"   // all PINs typed twice
	PINsSet         Event = "pins-set"         // the card took them all
	SettingFailed   Event = "setting-failed"   // the card or the issuer refused
	LedPINsSet      Event = "led-pins-set"     // the clerk confirmed the 統合端末 step
	CardPulled      Event = "card-pulled"      // the card left the reader too early
	CardTaken       Event = "card-taken"       // the resident took it, as asked
	CardHanded      Event = "card-handed"      // handed over, face covered
	AbortAsked      Event = "abort-asked"      // stop here
	CardReturned    Event = "card-returned"    // scanned back onto its place
	Restarted       Event = "restarted"        // the program came back while the case was open
)

// Events lists every event, for tests and the drawn procedure.
func Events() []Event {
	return []Event{CaseOpened, IdentityChecked, FaceMatched, CardFetched, CardInserted, CardAccepted, CardRefused,
		PINsBegun, PadStopped, PINsCollected, PINsSet, SettingFailed, LedPINsSet, CardPulled, CardTaken, CardHanded,
		AbortAsked, CardReturned, Restarted}
}

// step is what follows an event: the new state, the record that tells of it, and whether the card moves in the ledger.
type step struct {
	to     State
	record oplog.EventID
	move   cardMove
}

// cardMove is the ledger's side of a step.
type cardMove int

const (
	cardStays    cardMove = iota
	cardComesOut          // shelf → counter
	cardLeaves            // counter → resident
	cardGoesBack          // counter → shelf
)

// table is the procedure. A pair that is not here cannot happen: the event is refused (from a person) or dropped (from a device).
var table = map[State]map[Event]step{
	NotOpen: {
		CaseOpened: {IdentityDue, oplog.HandoverOpened, cardStays},
	},
	IdentityDue: {
		IdentityChecked: {FaceDue, oplog.HandoverIdentity, cardStays},
		AbortAsked:      {Aborted, oplog.HandoverAborted, cardStays},
		Restarted:       {IdentityDue, oplog.HandoverResumed, cardStays},
	},
	FaceDue: {
		FaceMatched: {CardDue, oplog.HandoverFace, cardStays},
		AbortAsked:  {Aborted, oplog.HandoverAborted, cardStays},
		Restarted:   {FaceDue, oplog.HandoverResumed, cardStays},
	},
	CardDue: {
		CardFetched: {InsertDue, oplog.HandoverTakenOut, cardComesOut},
		AbortAsked:  {Aborted, oplog.HandoverAborted, cardStays},
		Restarted:   {CardDue, oplog.HandoverResumed, cardStays},
	},
	InsertDue: {
		CardInserted: {Matching, oplog.HandoverCardInserted, cardStays},
		AbortAsked:   {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:    {InsertDue, oplog.HandoverResumed, cardStays},
	},
	Matching: {
		CardAccepted: {PINsDue, oplog.HandoverCardMatched, cardStays},
		CardRefused:  {InsertDue, oplog.HandoverCardRefused, cardStays},
		CardPulled:   {InsertDue, oplog.HandoverCardPulled, cardStays},
		AbortAsked:   {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:    {InsertDue, oplog.HandoverResumed, cardStays},
	},
	PINsDue: {
		PINsBegun:  {PINsTyping, oplog.HandoverPINsBegun, cardStays},
		LedPINsSet: {TakeDue, oplog.HandoverPINsElsewhere, cardStays},
		CardPulled: {InsertDue, oplog.HandoverCardPulled, cardStays},
		AbortAsked: {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:  {InsertDue, oplog.HandoverResumed, cardStays},
	},
	PINsTyping: {
		PINsCollected: {PINsWriting, oplog.HandoverPINsTyped, cardStays},
		PadStopped:    {PINsDue, oplog.HandoverPINsStopped, cardStays},
		CardPulled:    {InsertDue, oplog.HandoverCardPulled, cardStays},
		AbortAsked:    {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:     {InsertDue, oplog.HandoverResumed, cardStays},
	},
	PINsWriting: {
		PINsSet:       {TakeDue, oplog.HandoverPINsSet, cardStays},
		SettingFailed: {PINsDue, oplog.HandoverPINsNotSet, cardStays},
		CardPulled:    {InsertDue, oplog.HandoverCardPulled, cardStays},
		AbortAsked:    {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:     {InsertDue, oplog.HandoverResumed, cardStays},
	},
	TakeDue: {
		CardTaken:  {HandDue, oplog.HandoverCardTaken, cardStays},
		AbortAsked: {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:  {TakeDue, oplog.HandoverResumed, cardStays},
	},
	HandDue: {
		CardHanded: {HandoverDone, oplog.HandoverCompleted, cardLeaves},
		AbortAsked: {ReturnDue, oplog.HandoverAborted, cardStays},
		Restarted:  {HandDue, oplog.HandoverResumed, cardStays},
	},
	ReturnDue: {
		CardReturned: {Aborted, oplog.HandoverPutBack, cardGoesBack},
		Restarted:    {ReturnDue, oplog.HandoverResumed, cardStays},
	},
	HandoverDone: {},
	Aborted:      {},
}

// Facts are what next must know besides state and event: the day, and the rules in force.
type Facts struct {
	Today   juki.Date
	Expires juki.Date // 有効期限 of the case's card
	Led     bool      // PINs are set at the 統合端末: no issuer key is reachable from here
}

// next says what follows event in state. It is pure: the same arguments always give the same step.
func next(s State, e Event, f Facts) (step, *juki.Outcome) {
	st, ok := table[s][e]
	if !ok {
		return step{}, juki.Refuse(juki.StepNotAllowed)
	}
	switch {
	case (e == CaseOpened || e == CardHanded) && f.Expires.Before(f.Today):
		return step{}, juki.Refuse(juki.CardExpired) // a card past its date is never begun with, nor handed over after midnight
	case e == PINsBegun && f.Led, e == LedPINsSet && !f.Led:
		return step{}, juki.Refuse(juki.StepNotAllowed)
	}
	return st, nil
}
