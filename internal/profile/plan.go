package profile

import (
	"errors"
	"fmt"
	"regexp"

	"madoguchi/internal/juki"
)

// EmergencyPlan is the 緊急時対応計画 (第24条) for a terminal that was stopped: who judges how grave it is, what is done by whom until when, who is
// called, and who lets work go on. A regulation that says nothing has no steps and the usual posts.
type EmergencyPlan struct {
	ReopenPosts []juki.Post // who may let work go on; at least one
	Levels      []Level     // the lightest first
	Steps       []PlanStep
	Contacts    []Contact // in the order they are called
	Basis       Basis
}

// Level is how grave an emergency is (脅威度).
type Level struct {
	ID      string // as records name it: "level-1"
	Words   Words
	Decides juki.Post // who decides that it is so grave
}

// PlanStep is a step of the plan of a stopped terminal. Its minutes count from the stop.
type PlanStep struct {
	Step
	FromLevel    int  // the level from which on it is done, counted from 1; 0 for always
	BeforeReopen bool // work does not go on before it is done
}

// Contact is one line of the 緊急時連絡網. Names and numbers are those of posts and offices, never of private persons.
type Contact struct {
	Words    Words  // the post or office
	Phone    string // in the hours
	Night    string // outside them; "" when it is the same
	Deputy   Words  // who stands in; zero for nobody
	DeputyAt string // the deputy's number
}

// usualReopen are the posts that let work go on where a regulation names none.
func usualReopen() []juki.Post {
	return []juki.Post{juki.SecurityDirector, juki.DataProtectionManager}
}

// plan is the plan as it is written.
type plan struct {
	Reopen []string `toml:"reopen_posts"`
	Levels []struct {
		ID      string `toml:"id"`
		Decides string `toml:"decides"`
		Words
	} `toml:"level"`
	Steps []struct {
		step
		From   int  `toml:"from_level"`
		Before bool `toml:"before_reopening"`
	} `toml:"step"`
	Contacts []struct {
		Words
		Phone    string `toml:"phone"`
		Night    string `toml:"night"`
		Deputy   Words  `toml:"deputy"`
		DeputyAt string `toml:"deputy_phone"`
	} `toml:"contact"`
	Basis
}

// rules reads the plan; nil is a regulation without one.
func (p *plan) rules() (e EmergencyPlan, err error) {
	e.ReopenPosts = usualReopen()
	if p == nil {
		e.Basis = Basis{Default: "規程に定めなし。この製品の初期値"}
		return e, nil
	}
	e.Basis = p.Basis
	if p.Reopen != nil {
		if e.ReopenPosts, err = postsOf(p.Reopen); err != nil {
			return e, fmt.Errorf("reopen_posts: %w", err)
		}
	}
	for _, l := range p.Levels {
		post, err := postOf(l.Decides)
		if err != nil {
			return e, fmt.Errorf("level %.40q: %w", l.ID, err)
		}
		e.Levels = append(e.Levels, Level{ID: l.ID, Words: l.Words, Decides: post})
	}
	var missing missing
	for _, s := range p.Steps {
		post, err := postOf(s.Post)
		if err != nil {
			return e, fmt.Errorf("step %.40q: %w", s.ID, err)
		}
		minutes := needed(&missing, "emergency_plan.step.minutes", s.Minutes)
		e.Steps = append(e.Steps, PlanStep{Step: Step{ID: s.ID, Words: s.Words, Post: post, Minutes: minutes, Basis: s.Basis}, FromLevel: s.From, BeforeReopen: s.Before})
	}
	for _, c := range p.Contacts {
		e.Contacts = append(e.Contacts, Contact{Words: c.Words, Phone: c.Phone, Night: c.Night, Deputy: c.Deputy, DeputyAt: c.DeputyAt})
	}
	return e, missing.err()
}

func postsOf(ids []string) (posts []juki.Post, err error) {
	for _, id := range ids {
		post, err := postOf(id)
		if err != nil {
			return nil, err
		}
		posts = append(posts, post)
	}
	return posts, nil
}

// phoneForm is a number as it is dialled, an extension after it included; it is no place for a name.
var phoneForm = regexp.MustCompile(`\A[0-9][0-9-]{2,19}(\(内線[0-9]{1,6}\))?\z`)

func (e EmergencyPlan) check() error {
	if err := e.Basis.check(); err != nil {
		return err
	}
	if len(e.ReopenPosts) == 0 {
		return errors.New("nobody may let work go on")
	}
	levels, steps := once{}, once{}
	for _, l := range e.Levels {
		if err := errors.Join(levels.add(l.ID), l.Words.check()); err != nil {
			return fmt.Errorf("level: %w", err)
		}
	}
	for _, s := range e.Steps {
		if levels[s.ID] {
			return fmt.Errorf("step: %q is a level", s.ID)
		}
		if err := errors.Join(steps.add(s.ID), s.Words.check(), s.Basis.check()); err != nil {
			return fmt.Errorf("step: %w", err)
		}
		if s.Minutes < 0 || s.Minutes > maxMinutes {
			return fmt.Errorf("step %s: minutes are 0 to %d", s.ID, maxMinutes)
		}
		if s.FromLevel < 0 || s.FromLevel > len(e.Levels) {
			return fmt.Errorf("step %s: there is no level %d", s.ID, s.FromLevel)
		}
	}
	if len(e.Contacts) > maxEntries {
		return fmt.Errorf("contact: more than %d", maxEntries)
	}
	for _, c := range e.Contacts {
		if err := c.check(); err != nil {
			return fmt.Errorf("contact: %w", err)
		}
	}
	return nil
}

func (c Contact) check() error {
	if err := c.Words.check(); err != nil {
		return err
	}
	if (c.Deputy == Words{}) != (c.DeputyAt == "") {
		return errors.New("a deputy has a name and a phone, or is none")
	}
	if c.Deputy != (Words{}) {
		if err := c.Deputy.check(); err != nil {
			return fmt.Errorf("deputy: %w", err)
		}
	}
	for _, n := range []string{c.Phone, c.Night, c.DeputyAt} {
		if n != "" && !phoneForm.MatchString(n) || c.Phone == "" {
			return errors.New("a phone is digits and hyphens, an extension written (内線123)")
		}
	}
	return nil
}

// clone shares nothing with e.
func (e EmergencyPlan) clone() EmergencyPlan {
	e.ReopenPosts = append([]juki.Post(nil), e.ReopenPosts...)
	e.Levels = append([]Level(nil), e.Levels...)
	e.Steps = append([]PlanStep(nil), e.Steps...)
	e.Contacts = append([]Contact(nil), e.Contacts...)
	return e
}
