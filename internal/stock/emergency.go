package stock

import (
	"context"
	"errors"
	"slices"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Emergencies is what can be read of them.
type Emergencies interface {
	// OpenEmergencies lists those that are not ended, the oldest first.
	OpenEmergencies(ctx context.Context) ([]Emergency, error)
	// EmergencyOf reads one; Outcome EmergencyUnknown when there is none.
	EmergencyOf(ctx context.Context, n EmergencyNumber) (Emergency, error)
	// LastEmergencies lists the last ones, the newest first.
	LastEmergencies(ctx context.Context, most int) ([]Emergency, error)
}

// EmergencyTx writes them.
type EmergencyTx interface {
	// AddEmergency stores one with its plan and gives its number, from 1 in each year of 令和.
	AddEmergency(e Emergency) (EmergencyNumber, error)
	// Emergency reads one; Outcome EmergencyUnknown when there is none.
	Emergency(n EmergencyNumber) (Emergency, error)
	// EmergencyOpen is the one that is not ended, among drills or among the others; "" for none.
	EmergencyOpen(drill bool) (EmergencyNumber, error)
	DoEmergencyStep(n EmergencyNumber, d EmergencyDone) error
	EndEmergency(e Emergency) error
}

// Words of the operation history.
const (
	reasonEmergency = "emergency"
	reasonDrill     = "drill"
	reasonMistake   = "mistake"
)

// errGoesOn ends an act that has nothing to do.
var errGoesOn = errors.New("it is open already")

// BeginEmergency opens an emergency after a stop of the terminal, with the plan in force today. It asks nobody: by is who was at work, "" for nobody. A
// stop while one is open is no second one; that one is given. A drill does not stand in the way of an emergency, nor the other way round.
func (k *Keeper) BeginEmergency(ctx context.Context, drill bool, by juki.OperatorID) (Emergency, error) {
	var e Emergency
	err := k.Book.Act(ctx, func(tx BookTx) (err error) {
		open, err := tx.EmergencyOpen(drill)
		if err != nil {
			return err
		}
		if open != "" {
			if e, err = tx.Emergency(open); err != nil {
				return err
			}
			return errGoesOn
		}
		now := k.Now()
		e = Emergency{Drill: drill, Begun: now, BegunBy: by, Plan: k.RulesOn(juki.DateOf(now)).Plan}
		if e.Number, err = tx.AddEmergency(e); err != nil {
			return err
		}
		reason := reasonEmergency
		if drill {
			reason = reasonDrill
		}
		return tx.Append(oplog.Record{Time: now, Event: oplog.EmergencyBegun, Operator: by, Values: []oplog.Value{oplog.Number(e.Number), oplog.Reason(reason)}})
	})
	if err != nil && !errors.Is(err, errGoesOn) {
		return Emergency{}, err
	}
	return e, nil
}

// DoEmergencyStep notes that a step of the plan was done. Only the post that answers for it, or one above it, may: PostMissing. It fails with
// EmergencyUnknown and StepNotAllowed (no such step, done already, not of this level, ended).
func (k *Keeper) DoEmergencyStep(ctx context.Context, n EmergencyNumber, step, note string) error {
	return k.stopped(ctx, oplog.EmergencyStepDone, n, func(p proceeding, e Emergency) error {
		at := slices.IndexFunc(e.Open(), func(s PlanStep) bool { return s.ID == step })
		if at < 0 {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if !Answers(p.post, e.Open()[at].Post) {
			return juki.Refuse(juki.PostMissing)
		}
		return p.emergencyDone(e, step, note)
	})
}

// DecideLevel decides how grave it is; it may be decided again, higher or lower. Only the post that the plan names for the level, or one above it,
// may: PostMissing. It fails with EmergencyUnknown and StepNotAllowed (no such level, the same one, ended).
func (k *Keeper) DecideLevel(ctx context.Context, n EmergencyNumber, level, note string) error {
	return k.stopped(ctx, oplog.EmergencyStepDone, n, func(p proceeding, e Emergency) error {
		at := e.levelAt(level)
		if now, _, decided := e.Level(); at == 0 || decided && now.ID == level {
			return juki.Refuse(juki.StepNotAllowed)
		}
		if !Answers(p.post, e.Plan.Levels[at-1].Decides) {
			return juki.Refuse(juki.PostMissing)
		}
		return p.emergencyDone(e, level, note)
	})
}

func (p proceeding) emergencyDone(e Emergency, step, note string) error {
	if err := p.DoEmergencyStep(e.Number, EmergencyDone{Step: step, At: p.now, By: p.by, Note: note}); err != nil {
		return err
	}
	return p.record(oplog.EmergencyStepDone, oplog.Number(e.Number), oplog.Reason(step))
}

// stopped runs an act on an emergency that is not ended.
func (k *Keeper) stopped(ctx context.Context, event oplog.EventID, n EmergencyNumber, f func(proceeding, Emergency) error) error {
	return k.proceed(ctx, event, func(p proceeding) error {
		e, err := p.Emergency(n)
		if err != nil {
			return err
		}
		if !e.Ended.IsZero() {
			return juki.Refuse(juki.StepNotAllowed)
		}
		return f(p, e)
	})
}

// EndEmergency lets work go on (業務の再開). A post that the plan names does it, when a level was decided, if the plan has levels, and when every step is
// done that comes before it; for a false alarm (mistake) the same post, without level and steps. A drill is ended by who began it — anybody, when
// nobody was at work — or by one of those posts, always with a second person; its steps may stay undone, they are on the record as such. It
// fails with EmergencyUnknown, StepNotAllowed (ended already), PostMissing, StepsOpen, WitnessMissing and SamePersonTwice.
func (k *Keeper) EndEmergency(ctx context.Context, n EmergencyNumber, witness juki.OperatorID, mistake bool) error {
	return k.stopped(ctx, oplog.EmergencyEnded, n, func(p proceeding, e Emergency) error {
		if err := p.mayEnd(e, witness, mistake); err != nil {
			return err
		}
		e.Ended, e.EndedBy, e.Witness, e.Mistake = p.now, p.by, witness, mistake
		if err := p.BookTx.EndEmergency(e); err != nil {
			return err
		}
		values := witnessed([]oplog.Value{oplog.Number(n)}, witness)
		switch {
		case e.Drill:
			values = append(values, oplog.Reason(reasonDrill))
		case mistake:
			values = append(values, oplog.Reason(reasonMistake))
		}
		return p.record(oplog.EmergencyEnded, values...)
	})
}

// mayEnd refuses the end of an emergency.
func (p proceeding) mayEnd(e Emergency, witness juki.OperatorID, mistake bool) error {
	switch {
	case e.Drill && !e.Reopens(p.post) && e.BegunBy != "" && e.BegunBy != p.by, !e.Drill && !e.Reopens(p.post):
		return juki.Refuse(juki.PostMissing)
	case !e.Drill && !mistake && !e.Ready():
		return juki.Refuse(juki.StepsOpen)
	}
	return p.second(witness, e.Drill)
}

// Ready tells whether all is done that comes before work goes on.
func (e Emergency) Ready() bool {
	if _, _, decided := e.Level(); !decided && len(e.Plan.Levels) > 0 {
		return false
	}
	return !slices.ContainsFunc(e.Open(), func(s PlanStep) bool { return s.BeforeReopen })
}

// EmergencySheet is the 緊急時対応記録: one page with the plan, what was done when, and whom to call.
type EmergencySheet struct {
	PaperHead `json:"head"`
	Emergency Emergency
}

// EmergencySheet makes the 緊急時対応記録 of an emergency. It fails with Outcome EmergencyUnknown.
func (k *Keeper) EmergencySheet(ctx context.Context, head PaperHead, n EmergencyNumber) (EmergencySheet, error) {
	e, err := k.Book.EmergencyOf(ctx, n)
	if err != nil {
		return EmergencySheet{}, err
	}
	people := named{people: []juki.OperatorID{e.BegunBy, e.EndedBy, e.Witness}}
	for _, d := range e.Done {
		people.person(d.By)
	}
	s := EmergencySheet{Emergency: e}
	s.PaperHead, err = k.head(ctx, head, people)
	return s, err
}
