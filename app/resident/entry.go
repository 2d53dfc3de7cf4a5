package resident

import (
	"crypto/subtle"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
)

// stage is the page of one entry.
type stage int

const (
	explaining stage = iota // what the PIN is for; with OfferSame also the question
	typing                  // the first time
	again                   // the second time
	stopping                // 取消 was pressed: really?
	ended
)

// notice is what stands over the keys in place of the rule.
type notice string

const (
	noNotice  notice = ""
	guessable notice = "guessable"
	format    notice = "format"
	mismatch  notice = "mismatch"
	tooShort  notice = "short" // 入力 was pressed too early; nothing is lost
)

// entry is one PIN being typed: the whole behaviour of the pad without any window. It is used under Window.mu.
type entry struct {
	ask    pin.Request
	rules  Rules
	stage  stage
	notice notice
	now    secret // what is being typed
	first  secret // what was typed the first time

	deadline time.Time
	span     time.Duration // from the last press to the deadline: the whole length of the line of time

	answer pin.Answer
	err    error
	told   []func() // callbacks of the request that wait for the asking goroutine
}

func newEntry(ask pin.Request, rules Rules, now time.Time) *entry {
	e := &entry{ask: ask, rules: rules}
	e.restart(now)
	e.tell(pin.Explaining)
	return e
}

// restart gives the resident the whole time again.
func (e *entry) restart(now time.Time) {
	if until := now.Add(e.rules.Idle); until.After(e.deadline) { // more time, once given, is not taken back
		e.deadline, e.span = until, e.rules.Idle
	}
}

// more is もっと時間.
func (e *entry) more(now time.Time) {
	e.deadline = e.deadline.Add(e.rules.More)
	e.span = e.deadline.Sub(now)
}

// left is how much time remains at now.
func (e *entry) left(now time.Time) time.Duration { return max(0, e.deadline.Sub(now)) }

// tick ends the entry when nobody has pressed anything for the whole time.
func (e *entry) tick(now time.Time) {
	if !now.Before(e.deadline) {
		e.end(pin.Answer{}, juki.Refuse(juki.PadTimeout))
	}
}

// next leaves the explanation.
func (e *entry) next() {
	if e.stage == explaining {
		e.begin()
	}
}

// same takes the number typed before.
func (e *entry) same() {
	if e.stage == explaining && e.ask.OfferSame {
		e.end(pin.Answer{Same: true}, nil)
	}
}

// begin is the first entry, with nothing of an earlier one.
func (e *entry) begin() {
	e.wipe()
	e.stage = typing
	e.tell(pin.First)
}

func (e *entry) onKeys() bool { return e.stage == typing || e.stage == again }

// add types a character; what this PIN cannot have is passed over.
func (e *entry) add(c byte) {
	if !e.onKeys() || !fits(e.ask.Kind, c) {
		return
	}
	_, longest := e.ask.Kind.Length()
	if e.now.add(c, longest) {
		e.notice = noNotice
	}
}

func fits(kind juki.PINKind, c byte) bool {
	return '0' <= c && c <= '9' || kind.Letters() && 'A' <= c && c <= 'Z'
}

// correct is 訂正.
func (e *entry) correct() {
	if e.onKeys() {
		e.now.drop()
		e.notice = noNotice
	}
}

// enter is 入力.
func (e *entry) enter() {
	if !e.onKeys() {
		return
	}
	if shortest, _ := e.ask.Kind.Length(); e.now.n < shortest {
		e.notice = tooShort
		return
	}
	if e.stage == typing {
		e.judge()
		return
	}
	e.compare()
}

// judge refuses a bad choice before it is typed a second time (第23条第1号).
func (e *entry) judge() {
	if code := juki.CheckPIN(e.ask.Kind, e.now.chars(), e.ask.Avoid); code != "" {
		e.refuse(code)
		return
	}
	e.first, e.stage, e.notice = e.now, again, noNotice
	e.now.wipe()
	e.tell(pin.Second)
}

func (e *entry) compare() {
	if subtle.ConstantTimeCompare(e.now.room[:], e.first.room[:]) != 1 { // the unused room is zero
		e.refuse(juki.PINMismatch)
		return
	}
	e.tell(pin.Done)
	e.end(pin.Answer{PIN: pin.New(e.ask.Kind, e.now.chars())}, nil)
}

// refuse goes back to the first entry with a kind word.
func (e *entry) refuse(code juki.Code) {
	e.wipe()
	e.stage = typing
	e.notice = map[juki.Code]notice{juki.PINGuessable: guessable, juki.PINFormat: format, juki.PINMismatch: mismatch}[code]
	if told := e.ask.Refused; told != nil {
		e.told = append(e.told, func() { told(code) })
	}
	e.tell(pin.First)
}

// cancel is 取消: what is typed is gone at once, and one question saves from a slip of the finger.
func (e *entry) cancel() {
	if e.stage != ended {
		e.wipe()
		e.stage = stopping
	}
}

// goOn answers the question of cancel with no.
func (e *entry) goOn() {
	if e.stage != stopping {
		return
	}
	e.wipe()
	e.stage = explaining
	e.tell(pin.Explaining)
}

// stop answers it with yes.
func (e *entry) stop() {
	if e.stage == stopping {
		e.end(pin.Answer{}, juki.Refuse(juki.PadCancelled))
	}
}

// end is every way out: nothing that was typed stays.
func (e *entry) end(a pin.Answer, err error) {
	if e.stage == ended {
		a.PIN.Wipe()
		return
	}
	e.wipe()
	e.stage, e.answer, e.err = ended, a, err
	e.ask.Avoid = juki.PINHints{} // personal, and of no more use
}

func (e *entry) wipe() {
	e.now.wipe()
	e.first.wipe()
	e.notice = noNotice
}

func (e *entry) tell(t pin.Typing) {
	if told := e.ask.Typing; told != nil {
		e.told = append(e.told, func() { told(t) })
	}
}
