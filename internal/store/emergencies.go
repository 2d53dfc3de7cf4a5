package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

var (
	_ stock.Emergencies = Stock{}
	_ stock.EmergencyTx = (*Tx)(nil)
)

// keptPlan is the plan of an emergency as it is kept. Posts are kept by their name in the log.
type keptPlan struct {
	Reopen   []string    `json:"reopen"`
	Levels   []keptLevel `json:"levels,omitempty"`
	Steps    []keptStep  `json:"steps,omitempty"`
	Contacts []keptPhone `json:"contacts,omitempty"`
}

type keptLevel struct {
	ID       string `json:"id"`
	Japanese string `json:"ja"`
	English  string `json:"en"`
	Decides  string `json:"decides"`
}

type keptStep struct {
	planStep
	FromLevel    int  `json:"from_level,omitempty"`
	BeforeReopen bool `json:"before_reopening,omitempty"`
}

type keptPhone struct {
	Japanese       string `json:"ja"`
	English        string `json:"en"`
	Phone          string `json:"phone"`
	Night          string `json:"night,omitempty"`
	DeputyJapanese string `json:"deputy_ja,omitempty"`
	DeputyEnglish  string `json:"deputy_en,omitempty"`
	DeputyPhone    string `json:"deputy_phone,omitempty"`
}

func packEmergencyPlan(p stock.EmergencyPlan) (string, error) {
	var k keptPlan
	for _, post := range p.Reopen {
		k.Reopen = append(k.Reopen, oplog.PostName(post))
	}
	for _, l := range p.Levels {
		k.Levels = append(k.Levels, keptLevel{l.ID, l.Japanese, l.English, oplog.PostName(l.Decides)})
	}
	for _, s := range p.Steps {
		k.Steps = append(k.Steps, keptStep{planStep{s.ID, s.Japanese, s.English, oplog.PostName(s.Post), s.Within}, s.FromLevel, s.BeforeReopen})
	}
	for _, c := range p.Contacts {
		k.Contacts = append(k.Contacts, keptPhone(c))
	}
	text, err := json.Marshal(k)
	return string(text), err
}

func unpackEmergencyPlan(text string) (p stock.EmergencyPlan, err error) {
	var k keptPlan
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return p, corrupt(errors.New("the plan of an emergency does not read"))
	}
	for _, post := range k.Reopen {
		p.Reopen = append(p.Reopen, postOf(post))
	}
	for _, l := range k.Levels {
		p.Levels = append(p.Levels, stock.EmergencyLevel{ID: l.ID, Japanese: l.Japanese, English: l.English, Decides: postOf(l.Decides)})
	}
	for _, s := range k.Steps {
		p.Steps = append(p.Steps, stock.PlanStep{Step: stock.Step{ID: s.ID, Japanese: s.Japanese, English: s.English, Post: postOf(s.Post), Within: s.Within},
			FromLevel: s.FromLevel, BeforeReopen: s.BeforeReopen})
	}
	for _, c := range k.Contacts {
		p.Contacts = append(p.Contacts, stock.Contact(c))
	}
	return p, nil
}

// AddEmergency implements stock.EmergencyTx.
func (t *Tx) AddEmergency(e stock.Emergency) (stock.EmergencyNumber, error) {
	number, year, n, err := t.running("emergency", "K")
	if err != nil {
		return "", err
	}
	plan, err := packEmergencyPlan(e.Plan)
	if err != nil {
		return "", fmt.Errorf("packing the plan of %s: %w", number, err)
	}
	_, err = t.exec("INSERT INTO emergency (number, year, running, drill, plan, by_op, ts) VALUES (?, ?, ?, ?, ?, ?, ?)",
		number, year, n, e.Drill, plan, string(e.BegunBy), e.Begun.UnixMilli())
	if err != nil {
		return "", fmt.Errorf("storing emergency %s: %w", number, err)
	}
	return stock.EmergencyNumber(number), nil
}

// EmergencyOpen implements stock.EmergencyTx.
func (t *Tx) EmergencyOpen(drill bool) (stock.EmergencyNumber, error) {
	var open string
	err := t.queryRow(`SELECT coalesce(max(number), '') FROM emergency AS e WHERE drill = ? AND NOT EXISTS (SELECT 1 FROM emergency_ended WHERE number = e.number)`, []any{drill}, &open)
	if err != nil {
		return "", fmt.Errorf("looking for an open emergency: %w", err)
	}
	return stock.EmergencyNumber(open), nil
}

// DoEmergencyStep implements stock.EmergencyTx.
func (t *Tx) DoEmergencyStep(n stock.EmergencyNumber, done stock.EmergencyDone) error {
	sealed, err := t.d.sealText(done.Note, "emergency_step.note", string(n)+"/"+done.Step)
	if err != nil {
		return err
	}
	if _, err := t.exec("INSERT INTO emergency_step (number, step, note, by_op, ts) VALUES (?, ?, ?, ?, ?)", string(n), done.Step, sealed, string(done.By), done.At.UnixMilli()); err != nil {
		return fmt.Errorf("storing a step of %s: %w", n, err)
	}
	return nil
}

// EndEmergency implements stock.EmergencyTx.
func (t *Tx) EndEmergency(e stock.Emergency) error {
	_, err := t.exec("INSERT INTO emergency_ended (number, by_op, witness, mistake, ts) VALUES (?, ?, ?, ?, ?)", string(e.Number), string(e.EndedBy), string(e.Witness), e.Mistake, e.Ended.UnixMilli())
	if err != nil {
		return fmt.Errorf("ending %s: %w", e.Number, err)
	}
	return nil
}

const selectEmergency = `SELECT e.number, e.drill, e.plan, e.by_op, e.ts, coalesce(x.by_op, ''), coalesce(x.witness, ''), coalesce(x.mistake, 0), coalesce(x.ts, 0)
	FROM emergency AS e LEFT JOIN emergency_ended AS x ON x.number = e.number `

func scanEmergency(scan scanner) (e stock.Emergency, err error) {
	var plan string
	var begun, ended int64
	if err := scan(&e.Number, &e.Drill, &plan, &e.BegunBy, &begun, &e.EndedBy, &e.Witness, &e.Mistake, &ended); err != nil {
		return e, err
	}
	e.Begun, e.Ended = inTokyo(begun), moment(ended)
	e.Plan, err = unpackEmergencyPlan(plan)
	return e, err
}

const selectEmergencySteps = "SELECT step, note, by_op, ts FROM emergency_step WHERE number = ? ORDER BY id"

// doneInto adds a done step to its emergency and opens its note.
func (d *DB) doneInto(e *stock.Emergency) func(scanner) error {
	return func(scan scanner) (err error) {
		var done stock.EmergencyDone
		var sealed []byte
		var ms int64
		if err := scan(&done.Step, &sealed, &done.By, &ms); err != nil {
			return err
		}
		done.At = inTokyo(ms)
		done.Note, err = d.openText(sealed, "emergency_step.note", string(e.Number)+"/"+done.Step)
		e.Done = append(e.Done, done)
		return err
	}
}

// Emergency implements stock.EmergencyTx.
func (t *Tx) Emergency(n stock.EmergencyNumber) (stock.Emergency, error) {
	e, err := scanEmergency(func(dest ...any) error {
		return t.queryRow(selectEmergency+"WHERE e.number = ?", []any{string(n)}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return stock.Emergency{}, juki.Refuse(juki.EmergencyUnknown)
	}
	if err != nil {
		return stock.Emergency{}, fmt.Errorf("reading an emergency: %w", err)
	}
	return e, t.list(selectEmergencySteps, []any{string(n)}, t.d.doneInto(&e))
}

// OpenEmergencies implements stock.Emergencies.
func (s Stock) OpenEmergencies(ctx context.Context) ([]stock.Emergency, error) {
	return s.emergencies(ctx, "WHERE x.number IS NULL ORDER BY e.ts, e.number")
}

// EmergencyOf implements stock.Emergencies.
func (s Stock) EmergencyOf(ctx context.Context, n stock.EmergencyNumber) (stock.Emergency, error) {
	list, err := s.emergencies(ctx, "WHERE e.number = ?", string(n))
	if err != nil {
		return stock.Emergency{}, err
	}
	if len(list) == 0 {
		return stock.Emergency{}, juki.Refuse(juki.EmergencyUnknown)
	}
	return list[0], nil
}

// LastEmergencies implements stock.Emergencies.
func (s Stock) LastEmergencies(ctx context.Context, most int) ([]stock.Emergency, error) {
	return s.emergencies(ctx, "ORDER BY e.ts DESC, e.number DESC LIMIT ?", most)
}

func (s Stock) emergencies(ctx context.Context, where string, args ...any) (list []stock.Emergency, err error) {
	err = s.d.list(ctx, selectEmergency+where, args, func(scan scanner) error {
		e, err := scanEmergency(scan)
		list = append(list, e)
		return err
	})
	for k := range list {
		if err == nil {
			err = s.d.list(ctx, selectEmergencySteps, []any{string(list[k].Number)}, s.d.doneInto(&list[k]))
		}
	}
	return list, err
}
