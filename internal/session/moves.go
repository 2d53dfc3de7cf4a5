package session

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// record adds a record to the step.
func (st *step) record(now time.Time, e oplog.EventID, by juki.OperatorID, values ...oplog.Value) {
	st.records = append(st.records, oplog.Record{Time: now, Event: e, Operator: by, Values: values})
}

// takeCard notes whose card lies in the reader. The card has proved itself, the person has not: the record names the
// operator as its subject, not as who acts.
func takeCard(st *step, o occurrence, now time.Time, _ Rules) {
	st.next.card, st.next.trouble = o.operator, ""
	st.record(now, oplog.CardInserted, "", oplog.Reader(operatorReader), oplog.Subject(o.operator.ID))
}

// The readers' names in records.
const (
	operatorReader = "operator"
	customerReader = "customer"
)

// dropCard forgets the card. A card that comes back is challenged anew.
func dropCard(st *step, _ occurrence, now time.Time, _ Rules) {
	if id := st.next.card.ID; id != "" {
		st.record(now, oplog.CardPulled, st.next.owner.ID, oplog.Reader(operatorReader), oplog.Subject(id))
	}
	st.next.card, st.next.trouble = Operator{}, ""
}

// refuseCard tells why the card is no help. What the regulation refuses is recorded (第12条第2項); a dirty card or a
// missing reader is only shown.
func refuseCard(st *step, o occurrence, now time.Time, _ Rules) {
	st.next.card, st.next.trouble = Operator{}, o.code
	if juki.Refuse(o.code).Article == "" {
		return
	}
	values := []oplog.Value{oplog.Code(o.code), oplog.Reader(operatorReader)}
	if o.operator.ID != "" {
		values = append(values, oplog.Subject(o.operator.ID))
	}
	st.record(now, oplog.CardRefused, "", values...)
}

// noCard refuses a password without a card: one factor is none (第12条第2項).
func noCard(st *step, _ occurrence, _ time.Time, _ Rules) {
	st.refused = juki.Refuse(juki.CardMissing)
}

// open starts work, or goes on with locked work. Card and password of another operator end the locked work first,
// so that nobody stands under another's name (第14条第10項).
func open(st *step, _ occurrence, now time.Time, _ Rules) {
	card, owner := st.next.card, st.next.owner
	if card == (Operator{}) {
		st.next.state = Locked // reached only from Locked: CardRead always has a card
		st.refused = juki.Refuse(juki.CardMissing)
		return
	}
	st.next.owner, st.next.reason, st.next.trouble = card, "", ""
	switch {
	case owner == (Operator{}):
		st.record(now, oplog.LoginSucceeded, card.ID, oplog.Post(card.Post))
	case owner.ID == card.ID:
		st.record(now, oplog.SessionUnlocked, card.ID)
	default:
		st.record(now, oplog.LogoutDone, owner.ID)
		st.record(now, oplog.LoginSucceeded, card.ID, oplog.Post(card.Post))
	}
	if st.next.sight != Open {
		st.next.sight = Open
		st.record(now, oplog.ScreenBack, card.ID)
	}
}

// countMiss records a wrong password; at the limit the operator is locked out (第16条第5号).
func countMiss(st *step, o occurrence, now time.Time, rules Rules) {
	card := st.next.card
	if card == (Operator{}) {
		st.refused = juki.Refuse(juki.CardMissing)
		return
	}
	st.miss(card.ID, o.failed, now, rules)
	if st.lockOut {
		st.next.trouble = juki.OperatorLockedOut
	}
}

// miss records one more wrong password of the card's operator.
func (st *step) miss(id juki.OperatorID, before int, now time.Time, rules Rules) {
	left := rules.left(before)
	st.refused = juki.Refuse(juki.PasswordWrong)
	if left == 0 {
		st.lockOut = true
		st.refused = juki.Refuse(juki.OperatorLockedOut)
	}
	st.record(now, oplog.LoginFailed, id, oplog.Code(juki.PasswordWrong), oplog.Count(oplog.FieldTries, left))
	if st.lockOut {
		st.record(now, oplog.OperatorLockedOut, "", oplog.Subject(id))
	}
}

// lock covers the work for a reason while the card stays in.
func lock(r Reason) func(*step, occurrence, time.Time, Rules) {
	return func(st *step, _ occurrence, now time.Time, _ Rules) { st.cover(r, now) }
}

func (st *step) cover(r Reason, now time.Time) {
	st.next.reason = r
	st.record(now, oplog.SessionLocked, st.next.owner.ID, oplog.Reason(r))
}

// lockPulled covers the work of an operator who leaves (第14条第8項).
func lockPulled(st *step, o occurrence, now time.Time, rules Rules) {
	dropCard(st, o, now, rules)
	st.cover(ByCard, now)
}

// lockRefused covers the work when the reader or the card stopped answering: nobody knows whether the card is there.
func lockRefused(st *step, o occurrence, now time.Time, rules Rules) {
	st.cover(ByCard, now)
	refuseCard(st, o, now, rules)
}

// swapCard covers the work although the new card is a good one, even the same one.
func swapCard(st *step, o occurrence, now time.Time, rules Rules) {
	st.cover(ByCard, now)
	takeCard(st, o, now, rules)
}

// stop is the emergency stop (第24条). Work is covered first; where nothing is open it is recorded all the same.
func stop(st *step, o occurrence, now time.Time, _ Rules) {
	if st.next.state == Locked {
		st.next.reason = o.stopReason()
	}
	var values []oplog.Value
	if o.drill {
		values = append(values, oplog.Reason(ByDrill))
	}
	st.record(now, oplog.EmergencyStopped, st.next.owner.ID, values...)
}

func (o occurrence) stopReason() Reason {
	if o.drill {
		return ByDrill
	}
	return ByEmergency
}

// lockStop is the emergency stop of a terminal at work.
func lockStop(st *step, o occurrence, now time.Time, rules Rules) {
	st.cover(o.stopReason(), now)
	stop(st, o, now, rules)
}

// closeWork ends the work; the card in the reader may begin anew.
func closeWork(st *step, _ occurrence, now time.Time, _ Rules) {
	st.record(now, oplog.LogoutDone, st.next.owner.ID)
	st.next.owner = Operator{}
}

// dismiss ends the work of an operator who was revoked. The card in the reader is no help any more; nobody tried it, so nothing is recorded of it.
func dismiss(st *step, o occurrence, now time.Time, rules Rules) {
	if st.next.owner != (Operator{}) {
		closeWork(st, o, now, rules)
	}
	st.next.card, st.next.reason, st.next.trouble = Operator{}, "", o.code
}

// enrolFirst is the first start: the first システム管理者 stands at the terminal with the new card in the reader.
func enrolFirst(st *step, o occurrence, now time.Time, _ Rules) {
	st.next.card, st.next.trouble = o.operator, ""
	st.record(now, oplog.OperatorEnrolled, "", oplog.Subject(o.operator.ID), oplog.Post(o.operator.Post))
}

// enrolFurther records an operator added by the システム管理者 who is logged in (第14条第1項).
func enrolFurther(st *step, o occurrence, now time.Time, _ Rules) {
	st.record(now, oplog.OperatorEnrolled, st.next.owner.ID, oplog.Subject(o.operator.ID), oplog.Post(o.operator.Post))
}
