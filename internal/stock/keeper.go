package stock

import (
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// Keeper keeps the ledger of one terminal: every act on cards and forms, under the rules in force.
type Keeper struct {
	Book     Book
	Terminal string                              // "terminal-01": whose drawers and sheets are ours
	Operator func() (juki.OperatorID, juki.Post) // who is logged in now, and as what; "" when nobody is
	Rules    func(day juki.Date) Rules           // of the regulation profile in force on a day
	Now      func() time.Time
	// Gate refuses an act while the terminal is stopped or closed, for whoever is logged in; nil where nothing ever is.
	Gate func(act oplog.EventID) error
}

// Rules is what a regulation profile says of the stock.
type Rules struct {
	ResidentCardIssueEnds juki.Date // the last day on which a resident card may be issued; zero: open
	SecondCount           bool      // another person counts every place again
	Witnessed             []Reason  // acts that need a second person
	RenoticeAfter         int       // days since the notice until 再通知 is due
	DisposalAfter         int       // days since the notice until disposal is due
	DisposalSameDay       bool      // what was decided to be disposed of is disposed of on the same day
	Methods               []string  // 焼却, 溶解, 裁断 (第22条第1号), as ids: "incineration", "dissolution", "shredding"
	MediaMethods          []string  // of a medium that was initialised (第19条第1号): "destruction"
	Steps                 []Step    // of the emergency plan when a card or form is lost (第24条)
	Plan                  EmergencyPlan
	Incidents             []IncidentPlan // of other kinds than cards and forms, in the order a screen offers them (第24条)
}

// Step is one step of the emergency plan (緊急時対応計画, 第24条).
type Step struct {
	ID                string // "search"
	Japanese, English string
	Post              juki.Post     // who answers for it
	Within            time.Duration // of the opening; 0: no limit
}

// operator is who does an act. It is refused when nobody is logged in, and when the catalogue does not name the post of who is.
func (k *Keeper) operator(act oplog.EventID) (juki.OperatorID, juki.Post, error) {
	op, post := k.Operator()
	if op == "" {
		return "", post, juki.Refuse(juki.NotLoggedIn)
	}
	if entry, known := oplog.Lookup(act); !known || !entry.May(post) {
		return "", post, juki.Refuse(juki.PostMissing)
	}
	if k.Gate != nil {
		if err := k.Gate(act); err != nil {
			return "", post, err
		}
	}
	return op, post, nil
}

func (k *Keeper) today() juki.Date { return juki.DateOf(k.Now()) }

// RulesOn are the rules in force on a day; a keeper without a profile has none.
func (k *Keeper) RulesOn(day juki.Date) Rules {
	if k.Rules == nil {
		return Rules{}
	}
	return k.Rules(day)
}
