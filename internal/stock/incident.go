package stock

import (
	"context"
	"time"

	"madoguchi/internal/juki"
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
)

// Incident is something that went wrong with a card or form, with the steps of the emergency plan (緊急時対応計画, 第24条).
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

// ReportMissing is a card that could not be found where the ledger has it (前日準備・交付・実査): it moves to 所在不明 and an incident opens, in one act.
func (k *Keeper) ReportMissing(ctx context.Context, item ItemID, serial juki.CardSerial) (Incident, error) {
	return Incident{}, juki.Refuse(juki.StepNotAllowed)
}

// OpenIncident opens an incident that moves nothing (a difference of a count, a short transfer).
func (k *Keeper) OpenIncident(ctx context.Context, i Incident) (Incident, error) {
	return Incident{}, juki.Refuse(juki.StepNotAllowed)
}

// ReportFound puts a missing card that was found on a place; the step of the search is done with it.
func (k *Keeper) ReportFound(ctx context.Context, n IncidentNumber, to PlaceID) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// DoStep notes that a step of the plan was done. Only the post that answers for it, or one above it, may.
func (k *Keeper) DoStep(ctx context.Context, n IncidentNumber, step, note string) error {
	return juki.Refuse(juki.StepNotAllowed)
}

// CloseIncident closes it when every step is done: StepsOpen else. A card still missing becomes 紛失 with it (Loss, witness needed).
func (k *Keeper) CloseIncident(ctx context.Context, n IncidentNumber, witness juki.OperatorID) error {
	return juki.Refuse(juki.StepNotAllowed)
}
