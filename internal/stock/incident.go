package stock

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// IncidentNumber names an incident: "J08-000001".
type IncidentNumber string

// IncidentKind is what happened.
type IncidentKind string

// The kinds.
const (
	CardMissing   IncidentKind = "card-missing"   // カード所在不明
	CountDiffers  IncidentKind = "count-differs"  // 実査の差異
	CardLost      IncidentKind = "card-lost"      // カード紛失
	TransferShort IncidentKind = "transfer-short" // 移送の不足
	SealDiffers   IncidentKind = "seal-differs"   // 封印の相違
)

// IncidentKinds lists the kinds in the order a screen offers them.
func IncidentKinds() []IncidentKind {
	return []IncidentKind{CardMissing, CountDiffers, TransferShort, SealDiffers, CardLost}
}

// SearchStep is the step of a plan that is done when a missing card is found.
const SearchStep = "search"

// Incident is something that went wrong with a card or form, or of a kind that the regulation has besides, with the steps of the emergency plan
// (緊急時対応計画, 第24条).
type Incident struct {
	Number     IncidentNumber
	Kind       IncidentKind
	Item       ItemID
	Serial     juki.CardSerial // "" when it is about a number
	Place      PlaceID         // where it should be
	Difference int             // of a count
	Opened     time.Time
	OpenedBy   juki.OperatorID
	Steps      []StepDone // in the order of the plan; the plan is kept with the incident as it was when it opened
	Closed     time.Time  // zero: open
	ClosedBy   juki.OperatorID

	Japanese, English string      // what its kind is called, for a kind of the regulation; "" for those of the program
	CloseBy           []juki.Post // who may close it; nobody named: everybody who may close one
	Contacts          []Contact   // 緊急時連絡網, as it was when it opened; not those of an old incident
}

// StepDone is one step of an incident's plan.
type StepDone struct {
	Step
	Due  time.Time // zero: no limit
	Done time.Time // zero: not yet
	By   juki.OperatorID
	Note string // encrypted at rest
}

// Incidents is what can be read of them.
type Incidents interface {
	OpenIncidents(ctx context.Context) ([]Incident, error)
	IncidentOf(ctx context.Context, n IncidentNumber) (Incident, error)
	IncidentsBetween(ctx context.Context, from, to time.Time) ([]Incident, error)
}

// IncidentTx writes them.
type IncidentTx interface {
	// AddIncident stores an incident with its plan and gives its number, from 1 in each year of 令和.
	AddIncident(i Incident) (IncidentNumber, error)
	// Incident reads one; IncidentUnknown when there is none.
	Incident(n IncidentNumber) (Incident, error)
	// SameIncident is the incident of the same kind, thing, place and difference that is open and was opened at a moment or later; "" for none.
	SameIncident(i Incident, since time.Time) (IncidentNumber, error)
	// BeforeLoss is the state a card had before it was lost: the last one that was none of 前日準備, 交付中, 移送・郵送中, 所在不明 and 紛失.
	BeforeLoss(item ItemID, serial juki.CardSerial) (State, error)
	DoStep(n IncidentNumber, step, note string, by juki.OperatorID, at time.Time) error
	EndIncident(n IncidentNumber, by, witness juki.OperatorID, at time.Time) error
}

// ReportMissing is a card that could not be found where the ledger has it (前日準備・交付・実査): it moves to 所在不明 and an incident opens, in one act.
// It fails with SerialUnknown, StateNotAllowed (at the counter in a handover, missing already, or no longer the office's) and DayClosed.
func (k *Keeper) ReportMissing(ctx context.Context, item ItemID, serial juki.CardSerial) (Incident, error) {
	var opened Incident
	err := k.proceed(ctx, oplog.IncidentOpened, func(p proceeding) (err error) {
		at, err := p.where(item, serial)
		if err != nil {
			return err
		}
		opened, err = p.miss(item, serial, at)
		return err
	})
	if err != nil {
		return Incident{}, err
	}
	return opened, nil
}

// miss opens the incident of a card that is not found where the ledger has it, and moves it to 所在不明.
func (p proceeding) miss(item ItemID, serial juki.CardSerial, at Position) (Incident, error) {
	if at.State == InHandover || at.Place == Missing || !at.Place.Inside() {
		return Incident{}, juki.Refuse(juki.StateNotAllowed)
	}
	if err := p.goesOn(); err != nil {
		return Incident{}, err
	}
	opened, err := p.open(Incident{Kind: CardMissing, Item: item, Serial: serial, Place: at.Place})
	if err != nil {
		return opened, err
	}
	_, err = p.move(Movement{Item: item, Serial: serial, From: at, To: Position{Missing, Sought}, Reason: NotFound, Document: string(opened.Number)})
	return opened, err
}

// open stores an incident with the plan in force today and records it.
func (p proceeding) open(i Incident) (Incident, error) {
	i = p.planned(i)
	i.Opened, i.OpenedBy, i.Closed, i.ClosedBy = p.now, p.by, time.Time{}, ""
	var err error
	if i.Number, err = p.AddIncident(i); err != nil {
		return i, err
	}
	values := []oplog.Value{oplog.Number(i.Number), oplog.Reason(i.Kind)}
	if i.Item != "" {
		values = append(values, oplog.Item(i.Item))
	}
	if i.Serial != "" {
		values = append(values, oplog.CardTail(i.Serial))
	}
	if i.Place != "" {
		values = append(values, oplog.Place(i.Place))
	}
	if i.Difference != 0 {
		values = append(values, oplog.Count(oplog.FieldDifference, i.Difference))
	}
	return i, p.record(oplog.IncidentOpened, values...)
}

// due is until when a step is to be done; zero: no limit.
func (s Step) due(opened time.Time) time.Time {
	if s.Within == 0 {
		return time.Time{}
	}
	return opened.Add(s.Within)
}

// OpenIncident opens an incident that moves nothing (a difference of a count, a short transfer): Kind, Item, Serial, Place and Difference
// count. Of a kind of the regulation (IncidentPlan) the kind alone counts. It fails with ActUnknown (no such kind) and StepNotAllowed (the same
// one is open already, as by a double click).
func (k *Keeper) OpenIncident(ctx context.Context, i Incident) (Incident, error) {
	var opened Incident
	err := k.proceed(ctx, oplog.IncidentOpened, func(p proceeding) error {
		if _, own := p.rules.incident(i.Kind); own {
			i = Incident{Kind: i.Kind}
		} else if !slices.Contains(IncidentKinds(), i.Kind) {
			return juki.Refuse(juki.ActUnknown)
		}
		same, err := p.same(i)
		if err != nil || same != "" {
			return refuseOr(err, juki.StepNotAllowed)
		}
		opened, err = p.open(i)
		return err
	})
	if err != nil {
		return Incident{}, err
	}
	return opened, nil
}

// same is the incident about the same that is open. One about a number that a count found on another day is another one: the same number may be short anew.
func (p proceeding) same(i Incident) (IncidentNumber, error) {
	var since time.Time
	if i.Kind == CountDiffers && i.Serial == "" {
		since = p.day.Start()
	}
	if _, own := p.rules.incident(i.Kind); own { // two devices may be out of order
		since = p.now.Add(-sameReport)
	}
	return p.SameIncident(i, since)
}

// ReportFound puts a missing card that was found on a place, in the state it had; the step of the search is done with it. A card that was lost when its
// incident was closed is found after all: the incident stays closed, and the record says so.
// It fails with IncidentUnknown, StepNotAllowed (closed and not lost; a place that others count), NotAtPlace (not missing), PlaceUnknown (not
// registered, a fixed one, a box thrown away), PlaceFull and DayClosed.
func (k *Keeper) ReportFound(ctx context.Context, n IncidentNumber, to PlaceID) error {
	return k.proceed(ctx, oplog.IncidentStepDone, func(p proceeding) error {
		i, err := p.Incident(n)
		if err != nil {
			return err
		}
		if err := p.goesOn(); err != nil {
			return err
		}
		at, was, err := p.lookedFor(i)
		if err != nil {
			return err
		}
		if err := p.receives(to, 1); err != nil {
			return err
		}
		_, err = p.move(Movement{Item: i.Item, Serial: i.Serial, From: at, To: Position{to, was}, Reason: Found, Document: string(n)})
		if err != nil {
			return err
		}
		if step, ok := i.step(SearchStep); ok && step.Done.IsZero() {
			if err := p.DoStep(n, SearchStep, "", p.by, p.now); err != nil {
				return err
			}
		}
		return p.record(oplog.IncidentStepDone, oplog.Number(n), oplog.State(Found))
	})
}

// lookedFor is where the card of an incident is that may be found, and the state it had: missing, or lost since the incident was closed.
func (p proceeding) lookedFor(i Incident) (at Position, was State, err error) {
	if at, _, err = p.Where(i.Item, i.Serial); err != nil {
		return at, "", err
	}
	if i.Closed.IsZero() {
		if at.Place != Missing {
			return at, "", juki.Refuse(juki.NotAtPlace)
		}
		kept, _, err := p.Kept(i.Item, i.Serial)
		return at, kept.State, err
	}
	if at.Place != Gone {
		return at, "", juki.Refuse(juki.StepNotAllowed)
	}
	was, err = p.BeforeLoss(i.Item, i.Serial)
	if err == nil && was == Delivered { // lost since by its owner
		err = juki.Refuse(juki.StepNotAllowed)
	}
	return at, was, err
}

// openOne reads an incident that is open.
func (p proceeding) openOne(n IncidentNumber) (Incident, error) {
	i, err := p.Incident(n)
	if err == nil && !i.Closed.IsZero() {
		err = juki.Refuse(juki.StepNotAllowed)
	}
	return i, err
}

func (i Incident) step(id string) (StepDone, bool) {
	at := slices.IndexFunc(i.Steps, func(s StepDone) bool { return s.ID == id })
	if at < 0 {
		return StepDone{}, false
	}
	return i.Steps[at], true
}

// Answers tells whether somebody in post p may say that a step of post s was done: the same post or one above it. An auditor checks
// others' steps and does none (監査 第8条).
func Answers(p, s juki.Post) bool {
	if p == juki.Auditor || s == juki.Auditor {
		return p == s
	}
	return p >= s
}

// DoStep notes that a step of the plan was done. Only the post that answers for it, or one above it, may: PostMissing. It fails with
// IncidentUnknown and StepNotAllowed (no such step, done already, incident closed).
func (k *Keeper) DoStep(ctx context.Context, n IncidentNumber, step, note string) error {
	return k.proceed(ctx, oplog.IncidentStepDone, func(p proceeding) error {
		i, err := p.openOne(n)
		if err != nil {
			return err
		}
		s, ok := i.step(step)
		switch {
		case !ok || !s.Done.IsZero():
			return juki.Refuse(juki.StepNotAllowed)
		case !Answers(p.post, s.Post):
			return juki.Refuse(juki.PostMissing)
		}
		if err := p.DoStep(n, step, note, p.by, p.now); err != nil {
			return err
		}
		return p.record(oplog.IncidentStepDone, oplog.Number(n), oplog.State(step))
	})
}

// CloseIncident closes it when every step is done: StepsOpen else. A card still missing becomes 紛失 with it (Loss, witness needed).
// It fails with IncidentUnknown, StepNotAllowed (closed already), PostMissing (the plan names others), WitnessMissing, SamePersonTwice and DayClosed.
func (k *Keeper) CloseIncident(ctx context.Context, n IncidentNumber, witness juki.OperatorID) error {
	return k.proceed(ctx, oplog.IncidentClosed, func(p proceeding) error {
		i, err := p.openOne(n)
		if err != nil {
			return err
		}
		if !i.Closes(p.post) {
			return juki.Refuse(juki.PostMissing)
		}
		if slices.ContainsFunc(i.Steps, func(s StepDone) bool { return s.Done.IsZero() }) {
			return juki.Refuse(juki.StepsOpen)
		}
		at, lost, err := p.stillMissing(i)
		if err != nil {
			return err
		}
		if err := p.second(witness, lost); err != nil {
			return err
		}
		if lost {
			if err := p.lose(i, at, witness); err != nil {
				return err
			}
		}
		if err := p.EndIncident(n, p.by, witness, p.now); err != nil {
			return err
		}
		return p.recordClosed(n, lost, witness)
	})
}

// stillMissing tells whether the card of an incident was not found: it is missing, or, sent off, it never came to the other end.
func (p proceeding) stillMissing(i Incident) (Position, bool, error) {
	if i.Serial == "" {
		return Position{}, false, nil
	}
	at, _, err := p.Where(i.Item, i.Serial)
	return at, err == nil && (at.Place == Missing || at.Place == Transit && i.Kind == TransferShort), err
}

func (p proceeding) lose(i Incident, at Position, witness juki.OperatorID) error {
	if err := p.goesOn(); err != nil {
		return err
	}
	_, err := p.move(Movement{Item: i.Item, Serial: i.Serial, From: at, To: Position{Gone, Lost}, Reason: Loss, Document: string(i.Number), Witness: witness})
	return err
}

func (p proceeding) recordClosed(n IncidentNumber, lost bool, witness juki.OperatorID) error {
	values := witnessed([]oplog.Value{oplog.Number(n)}, witness)
	if lost {
		values = append(values, oplog.Reason(Loss))
	}
	return p.record(oplog.IncidentClosed, values...)
}
