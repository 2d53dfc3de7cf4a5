// Package profile is a regulation as data: what a city's 運用管理規程 says of the stock of cards and forms and of an emergency,
// in dated versions of which the one in force on a day decides. A city adds its own file without code.
//
// Every rule carries its basis: the article it keeps, or, where the regulation gives no figure, where ours comes from.
package profile

import (
	"slices"

	"madoguchi/internal/juki"
)

// Words are a text for people, in both languages of the clerk's side.
type Words struct {
	JA string `toml:"ja"`
	EN string `toml:"en"`
}

// Basis says why a rule is as it is; at least one of the two is there.
type Basis struct {
	Article string `toml:"article"` // the article the rule keeps, "第22条第1号"; "" when the regulation has none
	Default string `toml:"default"` // where the value comes from when no article gives it; "" when one does
}

// Method is a way to make a card or form (廃棄の方法, 第22条第1号) or a medium that was initialised (第19条第1号) unreadable for ever.
type Method struct {
	ID string `toml:"id"` // as records name it
	Words
}

// Step is one step of the emergency plan (緊急時対応計画, 第24条), in the order of the plan.
type Step struct {
	ID      string // as records name it
	Words   Words
	Post    juki.Post // who answers for it
	Minutes int       // within which it is due, from the finding of the loss; 0 for no set time
	Basis   Basis
}

// Rules are what one version of a regulation says.
type Rules struct {
	From      juki.Date // first day in force
	Amendment string    // what brought this version, "令和5年訓令第4号"

	ResidentCardIssueEnds juki.Date // last day on which a 住民基本台帳カード may be issued; zero when issue is open
	ResidentCardReason    Words     // why it ended, for the screen; empty when open
	ResidentCardBasis     Basis

	SecondCount      bool // a second person counts again at closing
	SecondCountBasis Basis

	Witnessed      []string // reasons of stock movements that need two people
	WitnessedBasis Basis

	PhotoSecond      bool // a second person compares a face photo with the person before it is registered
	PhotoSecondBasis Basis

	RenoticeAfterDays    int // days after the 交付通知 until a card that was not fetched is due for a second one; at least 1
	RenoticeBasis        Basis
	DisposalDueAfterDays int // days after the 交付通知 until it is due for disposal; not less than RenoticeAfterDays
	DisposalDueBasis     Basis

	DisposalSameDay      bool // what is to be disposed of is disposed of the same day
	DisposalSameDayBasis Basis
	DisposalMethods      []Method // at least one
	DisposalMethodsBasis Basis
	MediaMethods         []Method // of a medium that was initialised; at least one
	MediaMethodsBasis    Basis

	Purposes []Purpose // why a person's data may be looked up, the handover first

	CaseMonths      int // whole months from a case's end until its personal data go
	CaseMonthsBasis Basis

	Attention      Attention // when nobody touches the screen
	AttentionBasis Basis

	EmergencySteps []Step        // when a card or form is lost; at least one
	EmergencyPlan  EmergencyPlan // when a terminal was stopped
	Incidents      []Incident    // of other kinds than cards and forms, in the order a screen offers them
}

// MayIssueResidentCard tells whether a 住民基本台帳カード may still be issued on a day.
func (r Rules) MayIssueResidentCard(day juki.Date) bool {
	return r.ResidentCardIssueEnds.IsZero() || !day.After(r.ResidentCardIssueEnds)
}

// NeedsWitness tells whether a movement of the stock with this reason needs two people.
func (r Rules) NeedsWitness(reason string) bool { return slices.Contains(r.Witnessed, reason) }

// ForTraining is the rules as they are practised: the issue of resident cards is open, so that all of its steps can be
// learnt. For the training program alone.
func (r Rules) ForTraining() Rules {
	r = r.clone()
	r.ResidentCardIssueEnds, r.ResidentCardReason = juki.Date{}, Words{}
	r.ResidentCardBasis = Basis{Default: "研修用: 発行の手順を練習するために開いている"}
	return r
}

// clone shares nothing with r: whoever gets rules may do with them what they like.
func (r Rules) clone() Rules {
	r.Witnessed = slices.Clone(r.Witnessed)
	r.DisposalMethods = slices.Clone(r.DisposalMethods)
	r.MediaMethods = slices.Clone(r.MediaMethods)
	r.Purposes = slices.Clone(r.Purposes)
	r.EmergencySteps = slices.Clone(r.EmergencySteps)
	r.EmergencyPlan = r.EmergencyPlan.clone()
	r.Incidents = slices.Clone(r.Incidents)
	for i := range r.Incidents {
		r.Incidents[i] = r.Incidents[i].clone()
	}
	return r
}

// Profile is one regulation with all its versions. The zero Profile has none.
type Profile struct {
	Name  string // of the file: "asago"
	Title Words  // of the regulation

	versions []Rules // oldest first, each on its own day
}

// In gives the rules in force on a day; false for a day before the first version.
func (p Profile) In(day juki.Date) (Rules, bool) {
	for _, r := range slices.Backward(p.versions) {
		if !day.Before(r.From) {
			return r.clone(), true
		}
	}
	return Rules{}, false
}

// Versions lists the versions, oldest first.
func (p Profile) Versions() []Rules {
	all := make([]Rules, 0, len(p.versions))
	for _, r := range p.versions {
		all = append(all, r.clone())
	}
	return all
}
