package session

import (
	"context"
	"fmt"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Mode is how much of people the clerk's screen shows to whoever stands behind it (第19条第3号・第5号).
type Mode string

// The modes, from the most to the least that is shown.
const (
	Normal  Mode = "normal"  // 通常: nobody stands near
	Masked  Mode = "masked"  // マスク: personal values are covered, one is shown while its key or button is held
	Privacy Mode = "privacy" // 来庁者あり: covered without exception, no lists of people
)

// Modes lists them in the order in which a key goes through them.
func Modes() []Mode { return []Mode{Normal, Masked, Privacy} }

// ModeReason is why the mode changed, as records name it.
type ModeReason string

// The reasons of a change of mode.
const (
	ByHand        ModeReason = "asked"
	ForHandover   ModeReason = "handover"
	AfterHandover ModeReason = "handover-over"
)

// SetMode changes how much the screen shows, at once; the record follows. What the operator did is recorded in the
// operator's name, what the procedure did (c is its case) in nobody's. An unknown mode is Privacy: nothing is shown by mistake.
func (s *Service) SetMode(m Mode, why ModeReason, c juki.CaseNumber) {
	if !slices.Contains(Modes(), m) {
		m = Privacy
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.private {
		m = Privacy
	}
	if m == s.mode {
		return
	}
	s.mode = m
	s.publish()
	r := oplog.Record{Time: s.deps.Now(), Event: oplog.ModeChanged, Case: c, Values: []oplog.Value{oplog.Mode(m), oplog.Reason(why)}}
	if why == ByHand && s.now.state == LoggedIn {
		r.Operator = s.now.owner.ID
	}
	s.pendLocked(r)
}

// ShowField records that the operator looks at one covered value: which part, and of is whose case or the number of the incident, emergency or
// disposal it was written to ("" for none); never what stands there. The value is shown only when this returns nil (第13条: no record, no
// act). It fails with NotLoggedIn, with StepNotAllowed in a mode or behind a veil that shows nothing, and with the Outcomes of the store.
func (s *Service) ShowField(ctx context.Context, part, of string) error {
	op, err := s.Require()
	if err != nil {
		return err
	}
	v := s.View()
	if v.Mode == Privacy || v.Sight != Open {
		return juki.Refuse(juki.StepNotAllowed)
	}
	r := oplog.Record{Time: s.deps.Now(), Event: oplog.FieldShown, Operator: op.ID, Values: []oplog.Value{oplog.Part(part), oplog.Mode(v.Mode)}}
	if c, err := juki.ParseCaseNumber(of); err == nil {
		r.Case = c
	} else if of != "" {
		r.Values = append(r.Values, oplog.Number(of))
	}
	s.acting.Lock()
	defer s.acting.Unlock()
	if err := s.act(ctx, func(tx Tx) error { return tx.Append(r) }); err != nil {
		return fmt.Errorf("show a covered field: %w", err)
	}
	return nil
}
