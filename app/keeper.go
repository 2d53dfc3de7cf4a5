package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/profile"
	"madoguchi/internal/stock"
)

// profileFile is a city's own regulation in its data folder; it goes before the ones that ship with the program.
const profileFile = "profile.toml"

// readProfile reads the regulation this terminal works under. One that asks for what cannot be carried out is refused.
func readProfile(dir, name string) (p profile.Profile, err error) {
	own, err := os.ReadFile(filepath.Join(dir, profileFile))
	switch {
	case err == nil:
		p, err = profile.Parse(own)
	case os.IsNotExist(err):
		if p, err = profile.Load(name); err != nil {
			return profile.Profile{}, err
		}
	}
	if err == nil {
		err = checkAttention(p)
	}
	if err != nil {
		return profile.Profile{}, fmt.Errorf("reading %s: %w", profileFile, err)
	}
	return p, nil
}

// newKeeper makes the keeper of the stock: who is logged in acts, under the rules in force on the day.
func (m *Main) newKeeper() *stock.Keeper {
	return &stock.Keeper{Book: m.db.Stock(), Terminal: m.settings.Terminal, Now: m.Now, Rules: m.rulesOn, Operator: m.atWork, Gate: m.emergency.gate}
}

// atWork is who is logged in and as what; nobody is the zero operator.
func (m *Main) atWork() (juki.OperatorID, juki.Post) {
	op, _ := m.session.Require()
	return op.ID, op.Post
}

// operatorRevocation stands among the reasons of the regulation that need two people, where it asks for a second one to revoke an operator.
const operatorRevocation = "operator-revocation"

// revocationNeedsSecond tells whether the regulation in force does.
func (m *Main) revocationNeedsSecond() bool {
	return m.inForceToday().NeedsWitness(operatorRevocation)
}

// hoursOn are the usage hours of a day (第17条). No regulation of a profile has others than the article's.
func hoursOn(juki.Date) juki.Hours { return juki.StandardHours() }

// inForce is the regulation on a day. Before its first version the first one holds.
func (m *Main) inForce(day juki.Date) profile.Rules {
	if r, known := m.profile.In(day); known {
		return r
	}
	return m.profile.Versions()[0]
}

// inForceToday is the regulation that decides now.
func (m *Main) inForceToday() profile.Rules { return m.inForce(juki.DateOf(m.Now())) }

// rulesOn is what the regulation says of the stock on a day.
func (m *Main) rulesOn(day juki.Date) stock.Rules {
	r := m.inForce(day)
	if m.Training {
		r = r.ForTraining()
	}
	rules := stock.Rules{ResidentCardIssueEnds: r.ResidentCardIssueEnds, SecondCount: r.SecondCount,
		RenoticeAfter: r.RenoticeAfterDays, DisposalAfter: r.DisposalDueAfterDays, DisposalSameDay: r.DisposalSameDay}
	for _, reason := range r.Witnessed {
		rules.Witnessed = append(rules.Witnessed, stock.Reason(reason))
	}
	for _, method := range r.DisposalMethods {
		rules.Methods = append(rules.Methods, method.ID)
	}
	for _, method := range r.MediaMethods {
		rules.MediaMethods = append(rules.MediaMethods, method.ID)
	}
	rules.Steps = stepsOf(r.EmergencySteps)
	for _, i := range r.Incidents {
		rules.Incidents = append(rules.Incidents, stock.IncidentPlan{Kind: stock.IncidentKind(i.ID), Japanese: i.Words.JA, English: i.Words.EN,
			CloseBy: i.ClosePosts, Steps: stepsOf(i.Steps)})
	}
	rules.Plan = emergencyPlan(r.EmergencyPlan)
	return rules
}

func stepsOf(list []profile.Step) (steps []stock.Step) {
	for _, s := range list {
		steps = append(steps, stepOf(s))
	}
	return steps
}

func stepOf(s profile.Step) stock.Step {
	return stock.Step{ID: s.ID, Japanese: s.Words.JA, English: s.Words.EN, Post: s.Post, Within: time.Duration(s.Minutes) * time.Minute}
}

// emergencyPlan is the plan of a stopped terminal as the keeper has it.
func emergencyPlan(p profile.EmergencyPlan) stock.EmergencyPlan {
	plan := stock.EmergencyPlan{Reopen: p.ReopenPosts}
	for _, l := range p.Levels {
		plan.Levels = append(plan.Levels, stock.EmergencyLevel{ID: l.ID, Japanese: l.Words.JA, English: l.Words.EN, Decides: l.Decides})
	}
	for _, s := range p.Steps {
		plan.Steps = append(plan.Steps, stock.PlanStep{Step: stepOf(s.Step), FromLevel: s.FromLevel, BeforeReopen: s.BeforeReopen})
	}
	for _, c := range p.Contacts {
		plan.Contacts = append(plan.Contacts, stock.Contact{Japanese: c.Words.JA, English: c.Words.EN, Phone: c.Phone, Night: c.Night,
			DeputyJapanese: c.Deputy.JA, DeputyEnglish: c.Deputy.EN, DeputyPhone: c.DeputyAt})
	}
	return plan
}
