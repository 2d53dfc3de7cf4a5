package profile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"madoguchi/internal/juki"
)

// Bounds of a profile file, in bytes. The decoder's time grows with more than the square of the length of a dotted key: a line
// without end would keep it for minutes.
const (
	maxFile = 64 << 10
	maxLine = 2000
)

// file is a profile as it is written. What must be said is a pointer: a rule that nobody wrote is not a rule that says no.
type file struct {
	Name     string    `toml:"name"`
	Title    Words     `toml:"title"`
	Versions []version `toml:"version"`
}

type version struct {
	From      date   `toml:"from"`
	Amendment string `toml:"amendment"`

	ResidentCard struct {
		Ends   *date `toml:"issue_ends"`
		Open   bool  `toml:"open"` // instead of issue_ends
		Reason Words `toml:"reason"`
		Basis
	} `toml:"resident_card"`
	SecondCount choice `toml:"second_count"`
	Photo       struct {
		Second *bool `toml:"second_person"`
		Basis
	} `toml:"photo"`
	Renotice        days   `toml:"renotice"`
	DisposalDue     days   `toml:"disposal_due"`
	DisposalSameDay choice `toml:"disposal_same_day"`
	Witnessed       struct {
		Reasons *[]string `toml:"reasons"`
		Basis
	} `toml:"witnessed"`
	Disposal  methods    `toml:"disposal"`
	Media     *methods   `toml:"media_disposal"`
	Purposes  []purpose  `toml:"purpose"`
	CaseData  months     `toml:"case_data"`
	Attention attention  `toml:"attention"`
	Emergency []step     `toml:"emergency"`
	Plan      *plan      `toml:"emergency_plan"`
	Incidents []incident `toml:"incident"`
}

type methods struct {
	Methods []Method `toml:"method"`
	Basis
}

type choice struct {
	Required *bool `toml:"required"`
	Basis
}

type days struct {
	After *int `toml:"after_days"`
	Basis
}

type step struct {
	ID      string `toml:"id"`
	Post    string `toml:"post"`
	Minutes *int   `toml:"minutes"`
	Words
	Basis
}

// date is a TOML local date, 2023-04-01: no text, no clock, no zone.
type date juki.Date

var errDate = errors.New("a date is written 2023-04-01, without quotes or a time of day")

// UnmarshalTOML implements toml.Unmarshaler.
func (d *date) UnmarshalTOML(v any) error {
	t, ok := v.(time.Time)
	if !ok || t.Location().String() != "date-local" {
		return errDate
	}
	y, m, day := t.Date()
	*d = date{Year: y, Month: int(m), Day: day}
	if !juki.Date(*d).Valid() {
		return errDate
	}
	return nil
}

// Parse reads a profile file: TOML, UTF-8, at most 64 KiB. It fails, and names the place, for anything it does not know, for
// anything missing, for values out of their bounds, and for versions that are not in the order of their days.
func Parse(data []byte) (Profile, error) {
	if len(data) > maxFile {
		return Profile{}, fmt.Errorf("a profile has at most %d KiB", maxFile>>10)
	}
	for line := range bytes.Lines(data) {
		if len(line) > maxLine {
			return Profile{}, fmt.Errorf("a line of a profile has at most %d bytes", maxLine)
		}
	}
	var f file
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return Profile{}, fmt.Errorf("read profile: %w", err)
	}
	for _, key := range meta.Keys() {
		if s := key.String(); s != strings.ToLower(s) { // the decoder would take From for from, and either of two
			return Profile{}, fmt.Errorf("key %.80q is not in small letters", s)
		}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Profile{}, fmt.Errorf("key %.80q is not known", unknown[0].String())
	}
	p := Profile{Name: f.Name, Title: f.Title}
	for i, v := range f.Versions {
		r, err := v.rules()
		if err != nil {
			return Profile{}, fmt.Errorf("version %d: %w", i+1, err)
		}
		p.versions = append(p.versions, r)
	}
	if err := p.check(); err != nil {
		return Profile{}, err
	}
	return p, nil
}

// rules turns what is written into rules; what is missing is found here, what is out of bounds by check.
func (v version) rules() (Rules, error) {
	r := Rules{From: juki.Date(v.From), Amendment: v.Amendment,
		ResidentCardReason: v.ResidentCard.Reason, ResidentCardBasis: v.ResidentCard.Basis,
		SecondCountBasis: v.SecondCount.Basis, WitnessedBasis: v.Witnessed.Basis,
		RenoticeBasis: v.Renotice.Basis, DisposalDueBasis: v.DisposalDue.Basis, DisposalSameDayBasis: v.DisposalSameDay.Basis,
		DisposalMethods: v.Disposal.Methods, DisposalMethodsBasis: v.Disposal.Basis}
	var missing missing
	if (v.ResidentCard.Ends == nil) != v.ResidentCard.Open {
		return Rules{}, errors.New("resident_card: say either issue_ends or open = true")
	}
	if v.ResidentCard.Ends != nil {
		r.ResidentCardIssueEnds = juki.Date(*v.ResidentCard.Ends)
	}
	r.SecondCount = needed(&missing, "second_count.required", v.SecondCount.Required)
	r.PhotoSecond, r.PhotoSecondBasis = needed(&missing, "photo.second_person", v.Photo.Second), v.Photo.Basis
	r.Witnessed = needed(&missing, "witnessed.reasons", v.Witnessed.Reasons)
	r.RenoticeAfterDays = needed(&missing, "renotice.after_days", v.Renotice.After)
	r.DisposalDueAfterDays = needed(&missing, "disposal_due.after_days", v.DisposalDue.After)
	r.DisposalSameDay = needed(&missing, "disposal_same_day.required", v.DisposalSameDay.Required)
	r.MediaMethods, r.MediaMethodsBasis = v.Media.ofMedia()
	r.Purposes = purposes(v.Purposes)
	r.CaseMonths, r.CaseMonthsBasis = needed(&missing, "case_data.after_months", v.CaseData.After), v.CaseData.Basis
	r.Attention, r.AttentionBasis = v.Attention.times(&missing), v.Attention.Basis
	var err error
	if r.EmergencySteps, err = stepsOf(v.Emergency, "emergency.minutes"); err != nil {
		return Rules{}, fmt.Errorf("emergency: %w", err)
	}
	if r.Incidents, err = incidents(v.Incidents); err != nil {
		return Rules{}, fmt.Errorf("incident: %w", err)
	}
	if r.EmergencyPlan, err = v.Plan.rules(); err != nil {
		return Rules{}, fmt.Errorf("emergency_plan: %w", err)
	}
	return r, missing.err()
}

// stepsOf reads steps; key is what is missing where a step has no minutes.
func stepsOf(written []step, key string) (steps []Step, err error) {
	var missing missing
	for _, s := range written {
		post, err := postOf(s.Post)
		if err != nil {
			return nil, fmt.Errorf("%.40q: %w", s.ID, err)
		}
		steps = append(steps, Step{ID: s.ID, Words: s.Words, Post: post, Minutes: needed(&missing, key, s.Minutes), Basis: s.Basis})
	}
	return steps, missing.err()
}

// missing is the first key that is not there.
type missing string

func needed[T any](m *missing, key string, value *T) (v T) {
	if value != nil {
		return *value
	}
	if *m == "" {
		*m = missing(key)
	}
	return v
}

func (m missing) err() error {
	if m == "" {
		return nil
	}
	return fmt.Errorf("%s is missing", string(m))
}

func postOf(id string) (juki.Post, error) {
	var known []string
	for _, p := range juki.Posts() {
		if p.ID() == id {
			return p, nil
		}
		known = append(known, p.ID())
	}
	return 0, fmt.Errorf("there is no post %.40q; there are %s", id, strings.Join(known, ", "))
}
