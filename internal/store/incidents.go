package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

var (
	_ stock.Incidents  = Stock{}
	_ stock.IncidentTx = (*Tx)(nil)
)

// planStep is a step of the emergency plan as it is kept with an incident. Posts are kept by their name in the log.
type planStep struct {
	ID       string        `json:"id"`
	Japanese string        `json:"ja"`
	English  string        `json:"en"`
	Post     string        `json:"post"`
	Within   time.Duration `json:"within,omitempty"` // nanoseconds
}

// incidentPlan is what is kept with an incident. Those opened before there were other kinds than cards and forms have the list of the steps alone.
type incidentPlan struct {
	Steps    []planStep  `json:"steps"`
	Japanese string      `json:"ja,omitempty"`
	English  string      `json:"en,omitempty"`
	CloseBy  []string    `json:"close,omitempty"`
	Contacts []keptPhone `json:"contacts,omitempty"`
}

func packPlan(i stock.Incident) (string, error) {
	plan := incidentPlan{Steps: make([]planStep, 0, len(i.Steps)), Japanese: i.Japanese, English: i.English}
	for _, s := range i.Steps {
		plan.Steps = append(plan.Steps, planStep{s.ID, s.Japanese, s.English, oplog.PostName(s.Post), s.Within})
	}
	for _, p := range i.CloseBy {
		plan.CloseBy = append(plan.CloseBy, oplog.PostName(p))
	}
	for _, c := range i.Contacts {
		plan.Contacts = append(plan.Contacts, keptPhone(c))
	}
	text, err := json.Marshal(plan)
	return string(text), err
}

// unpackPlan puts a kept plan into its incident.
func unpackPlan(text string, i *stock.Incident) error {
	var plan incidentPlan
	into := any(&plan)
	if strings.HasPrefix(text, "[") {
		into = &plan.Steps
	}
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return corrupt(errors.New("the plan of an incident does not read"))
	}
	i.Japanese, i.English = plan.Japanese, plan.English
	for _, s := range plan.Steps {
		done := stock.StepDone{Step: stock.Step{ID: s.ID, Japanese: s.Japanese, English: s.English, Post: postOf(s.Post), Within: s.Within}}
		if s.Within != 0 {
			done.Due = i.Opened.Add(s.Within)
		}
		i.Steps = append(i.Steps, done)
	}
	for _, p := range plan.CloseBy {
		i.CloseBy = append(i.CloseBy, postOf(p))
	}
	for _, c := range plan.Contacts {
		i.Contacts = append(i.Contacts, stock.Contact(c))
	}
	return nil
}

// postOf reads what oplog.PostName wrote; an unknown post answers for nothing less than the director does.
func postOf(name string) juki.Post {
	for p := juki.Operator; p <= juki.Auditor; p++ {
		if oplog.PostName(p) == name {
			return p
		}
	}
	return juki.SecurityDirector
}

// AddIncident implements stock.IncidentTx.
func (t *Tx) AddIncident(i stock.Incident) (stock.IncidentNumber, error) {
	number, year, n, err := t.running("incident", "J")
	if err != nil {
		return "", err
	}
	plan, err := packPlan(i)
	if err != nil {
		return "", fmt.Errorf("packing the plan of %s: %w", number, err)
	}
	_, err = t.exec("INSERT INTO incident (number, year, running, kind, item, serial, place, difference, plan, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		number, year, n, string(i.Kind), string(i.Item), string(i.Serial), string(i.Place), i.Difference, plan, string(i.OpenedBy), i.Opened.UnixMilli())
	if err != nil {
		return "", fmt.Errorf("storing incident %s: %w", number, err)
	}
	return stock.IncidentNumber(number), nil
}

// SameIncident implements stock.IncidentTx.
func (t *Tx) SameIncident(i stock.Incident, since time.Time) (stock.IncidentNumber, error) {
	var same string
	err := t.queryRow(`SELECT coalesce(max(number), '') FROM incident AS i WHERE kind = ? AND item = ? AND serial = ? AND place = ? AND difference = ? AND ts >= ?
		AND NOT EXISTS (SELECT 1 FROM incident_closed WHERE number = i.number)`,
		[]any{string(i.Kind), string(i.Item), string(i.Serial), string(i.Place), i.Difference, since.UnixMilli()}, &same)
	if err != nil {
		return "", fmt.Errorf("looking for the same incident: %w", err)
	}
	return stock.IncidentNumber(same), nil
}

// BeforeLoss implements stock.IncidentTx.
func (t *Tx) BeforeLoss(item stock.ItemID, serial juki.CardSerial) (was stock.State, err error) {
	err = t.queryRow(`SELECT coalesce((SELECT to_state FROM movement WHERE item = ?1 AND serial = ?2 AND serial <> '' AND to_state NOT IN ('picked', 'handover', 'sent', 'missing', 'lost')
			ORDER BY id DESC LIMIT 1), (SELECT from_state FROM movement WHERE item = ?1 AND serial = ?2 AND serial <> '' ORDER BY id LIMIT 1), '')`,
		[]any{string(item), string(serial)}, &was)
	if err != nil {
		return "", fmt.Errorf("looking up what a card was before it was lost: %w", err)
	}
	return was, nil
}

// DoStep implements stock.IncidentTx.
func (t *Tx) DoStep(n stock.IncidentNumber, step, note string, by juki.OperatorID, at time.Time) error {
	sealed, err := t.d.sealText(note, "incident_step.note", string(n)+"/"+step)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO incident_step (number, step, note, by_op, ts) VALUES (?, ?, ?, ?, ?)", string(n), step, sealed, string(by), at.UnixMilli()); err != nil {
		return fmt.Errorf("storing a step of %s: %w", n, err)
	}
	return nil
}

// EndIncident implements stock.IncidentTx.
func (t *Tx) EndIncident(n stock.IncidentNumber, by, witness juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO incident_closed (number, by_op, witness, ts) VALUES (?, ?, ?, ?)", string(n), string(by), string(witness), at.UnixMilli()); err != nil {
		return fmt.Errorf("closing %s: %w", n, err)
	}
	return nil
}

const selectIncident = `SELECT i.number, i.kind, i.item, i.serial, i.place, i.difference, i.plan, i.by_op, i.ts, coalesce(c.by_op, ''), coalesce(c.ts, 0)
	FROM incident AS i LEFT JOIN incident_closed AS c ON c.number = i.number `

func scanIncident(scan scanner) (i stock.Incident, err error) {
	var plan string
	var opened, closed int64
	if err := scan(&i.Number, &i.Kind, &i.Item, &i.Serial, &i.Place, &i.Difference, &plan, &i.OpenedBy, &opened, &i.ClosedBy, &closed); err != nil {
		return i, err
	}
	i.Opened, i.Closed = inTokyo(opened), moment(closed)
	err = unpackPlan(plan, &i)
	return i, err
}

const selectSteps = "SELECT step, note, by_op, ts FROM incident_step WHERE number = ?"

// stepInto puts a done step into the plan of its incident and opens its note.
func (d *DB) stepInto(i *stock.Incident) func(scanner) error {
	return func(scan scanner) error {
		var id string
		var sealed []byte
		var by juki.OperatorID
		var ms int64
		if err := scan(&id, &sealed, &by, &ms); err != nil {
			return err
		}
		note, err := d.openText(sealed, "incident_step.note", string(i.Number)+"/"+id)
		for k := range i.Steps {
			if s := &i.Steps[k]; s.ID == id {
				s.Done, s.By, s.Note = inTokyo(ms), by, note
			}
		}
		return err
	}
}

// Incident implements stock.IncidentTx.
func (t *Tx) Incident(n stock.IncidentNumber) (stock.Incident, error) {
	i, err := scanIncident(func(dest ...any) error {
		return t.queryRow(selectIncident+"WHERE i.number = ?", []any{string(n)}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Incident{}, juki.Refuse(juki.IncidentUnknown)
	}
	if err != nil {
		return stock.Incident{}, fmt.Errorf("reading an incident: %w", err)
	}
	return i, t.list(selectSteps, []any{string(n)}, t.d.stepInto(&i))
}

// OpenIncidents implements stock.Incidents.
func (s Stock) OpenIncidents(ctx context.Context) ([]stock.Incident, error) {
	return s.incidents(ctx, "WHERE c.number IS NULL")
}

// IncidentOf implements stock.Incidents. An unknown number gives the Outcome IncidentUnknown.
func (s Stock) IncidentOf(ctx context.Context, n stock.IncidentNumber) (stock.Incident, error) {
	list, err := s.incidents(ctx, "WHERE i.number = ?", string(n))
	if err != nil {
		return stock.Incident{}, err
	}
	if len(list) == 0 {
		return stock.Incident{}, juki.Refuse(juki.IncidentUnknown)
	}
	return list[0], nil
}

// IncidentsBetween implements stock.Incidents.
func (s Stock) IncidentsBetween(ctx context.Context, from, to time.Time) ([]stock.Incident, error) {
	return s.incidents(ctx, "WHERE i.ts >= ? AND i.ts < ?", from.UnixMilli(), to.UnixMilli())
}

func (s Stock) incidents(ctx context.Context, where string, args ...any) ([]stock.Incident, error) {
	var list []stock.Incident
	err := s.d.list(ctx, selectIncident+where+" ORDER BY i.ts, i.number", args, func(scan scanner) error {
		i, err := scanIncident(scan)
		list = append(list, i)
		return err
	})
	if err != nil {
		return nil, err
	}
	for k := range list {
		if err := s.d.list(ctx, selectSteps, []any{string(list[k].Number)}, s.d.stepInto(&list[k])); err != nil {
			return nil, err
		}
	}
	return list, nil
}
