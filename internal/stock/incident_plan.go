package stock

import (
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// IncidentPlan is what a regulation says of an incident that is none of a card or form: 漏えいのおそれ, 盗難, 不正アクセス, 故障 (第24条).
type IncidentPlan struct {
	Kind              IncidentKind
	Japanese, English string
	CloseBy           []juki.Post // who may close it
	Steps             []Step
}

// sameReport is how soon after another one a report of the same kind is taken for a second click, and not for a second incident.
const sameReport = time.Minute

// incident finds the plan of a kind that the regulation has of its own.
func (r Rules) incident(kind IncidentKind) (IncidentPlan, bool) {
	n := slices.IndexFunc(r.Incidents, func(p IncidentPlan) bool { return p.Kind == kind })
	if n < 0 {
		return IncidentPlan{}, false
	}
	return r.Incidents[n], true
}

// planned puts the plan in force today into an incident that is about to be opened: it stays with the incident whatever the regulation says later.
func (p proceeding) planned(i Incident) Incident {
	steps := p.rules.Steps
	i.Steps, i.CloseBy, i.Japanese, i.English, i.Contacts = nil, nil, "", "", p.rules.Plan.Contacts
	if plan, own := p.rules.incident(i.Kind); own {
		steps, i.CloseBy, i.Japanese, i.English = plan.Steps, plan.CloseBy, plan.Japanese, plan.English
	}
	for _, step := range steps {
		i.Steps = append(i.Steps, StepDone{Step: step, Due: step.due(p.now)})
	}
	return i
}

// OfStock tells whether an incident is about a card or form, a number of them, or a seal: about something with a place.
func (i Incident) OfStock() bool { return i.Japanese == "" }

// KindJapanese is what its kind is called on paper.
func (i Incident) KindJapanese() string {
	if i.OfStock() {
		return i.Kind.Japanese()
	}
	return i.Japanese
}

// Closes tells whether a post may close the incident.
func (i Incident) Closes(p juki.Post) bool {
	return len(i.CloseBy) == 0 || slices.Contains(i.CloseBy, p)
}
