package profile

import (
	"errors"
	"fmt"
	"regexp"

	"madoguchi/internal/juki"
)

// Incident is a kind of incident that is none of a card or form (漏えいのおそれ, 盗難, 不正アクセス, 故障; 第24条) with its own plan. The terminal goes
// on working; whoever finds it stops it besides where that is needed.
type Incident struct {
	ID         string // as records name it: "leak-suspected"
	Words      Words
	ClosePosts []juki.Post // who may close it; at least one
	Steps      []Step      // at least one; the minutes count from the record
	Basis      Basis
}

// incidentForm is what the operation history has a word for: the kinds of the program, and a city's own, which begin with own-.
var incidentForm = regexp.MustCompile(`\A(?:leak-suspected|device-stolen|intrusion-suspected|device-fault|own(-[a-z]{2,15}){1,3})\z`)

// maxIncidents is how many kinds a person sees below each other and still chooses the right one.
const maxIncidents = 8

// incident is a kind as it is written. A step without a basis has that of its kind.
type incident struct {
	ID         string   `toml:"id"`
	ClosePosts []string `toml:"close_posts"`
	Steps      []step   `toml:"step"`
	Words
	Basis
}

func incidents(written []incident) (list []Incident, err error) {
	for _, w := range written {
		i := Incident{ID: w.ID, Words: w.Words, Basis: w.Basis}
		if i.ClosePosts, err = postsOf(w.ClosePosts); err != nil {
			return nil, fmt.Errorf("%.40q: close_posts: %w", w.ID, err)
		}
		if i.Steps, err = stepsOf(w.Steps, "incident.step.minutes"); err != nil {
			return nil, fmt.Errorf("%.40q: %w", w.ID, err)
		}
		for n := range i.Steps {
			if i.Steps[n].Basis == (Basis{}) {
				i.Steps[n].Basis = w.Basis
			}
		}
		list = append(list, i)
	}
	return list, nil
}

func (r Rules) checkIncidents() error {
	if len(r.Incidents) > maxIncidents {
		return fmt.Errorf("more than %d kinds", maxIncidents)
	}
	seen := once{}
	for _, i := range r.Incidents {
		if err := errors.Join(seen.add(i.ID), i.Words.check(), i.Basis.check()); err != nil {
			return err
		}
		if !incidentForm.MatchString(i.ID) {
			return fmt.Errorf("%.40q is no kind that records know; one of a city's own begins with own-", i.ID)
		}
		if len(i.ClosePosts) == 0 {
			return fmt.Errorf("%s: nobody may close it", i.ID)
		}
		if err := checkSteps(i.Steps); err != nil {
			return fmt.Errorf("%s: %w", i.ID, err)
		}
	}
	return nil
}

// clone shares nothing with i.
func (i Incident) clone() Incident {
	i.ClosePosts = append([]juki.Post(nil), i.ClosePosts...)
	i.Steps = append([]Step(nil), i.Steps...)
	return i
}
