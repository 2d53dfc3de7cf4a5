package stock

import (
	"slices"
	"time"

	"madoguchi/internal/juki"
)

// EmergencyPlan is what the regulation says of a terminal that was stopped (緊急時対応計画, 第24条).
type EmergencyPlan struct {
	Reopen   []juki.Post // who may let work go on
	Levels   []EmergencyLevel
	Steps    []PlanStep
	Contacts []Contact
}

// EmergencyLevel is how grave it is (脅威度), the lightest first.
type EmergencyLevel struct {
	ID                string // "level1"
	Japanese, English string
	Decides           juki.Post
}

// PlanStep is a step of the plan of a stopped terminal.
type PlanStep struct {
	Step
	FromLevel    int  // done from this level on, counted from 1; 0 for always
	BeforeReopen bool // work does not go on before it is done
}

// Contact is a line of the 緊急時連絡網: a post or an office, never a private person.
type Contact struct {
	Japanese, English             string
	Phone                         string
	Night                         string // "" when it is the same
	DeputyJapanese, DeputyEnglish string // "" for nobody
	DeputyPhone                   string
}

// EmergencyNumber names an emergency: "K08-000001".
type EmergencyNumber string

// Emergency is a stop of the terminal (緊急停止) and what was done after it. The plan is kept with it as it was when it began: later versions
// of the regulation change nothing of it.
type Emergency struct {
	Number  EmergencyNumber
	Drill   bool // 訓練
	Begun   time.Time
	BegunBy juki.OperatorID // "" when nobody was logged in: anybody may stop a terminal
	Plan    EmergencyPlan
	Done    []EmergencyDone // in the order it was done
	Ended   time.Time       // zero: the terminal is stopped
	EndedBy juki.OperatorID
	Witness juki.OperatorID
	Mistake bool // it was a false alarm (誤作動・誤操作)
}

// EmergencyDone is a step that was done, or a level that was decided.
type EmergencyDone struct {
	Step string // of a step or a level
	At   time.Time
	By   juki.OperatorID
	Note string // encrypted at rest
}

// Level is the level that was decided last, with who decided it; ok is false when none is.
func (e Emergency) Level() (l EmergencyLevel, d EmergencyDone, ok bool) {
	for _, d := range slices.Backward(e.Done) {
		if n := e.levelAt(d.Step); n > 0 {
			return e.Plan.Levels[n-1], d, true
		}
	}
	return EmergencyLevel{}, EmergencyDone{}, false
}

// levelAt is the place of a level in the plan, counted from 1; 0 for what is none.
func (e Emergency) levelAt(id string) int {
	return 1 + slices.IndexFunc(e.Plan.Levels, func(l EmergencyLevel) bool { return l.ID == id })
}

// Asked tells whether a step has to be done at the level that was decided. While none is, every step stands in the list: nobody knows yet how
// grave it is.
func (e Emergency) Asked(s PlanStep) bool {
	l, _, decided := e.Level()
	return !decided || s.FromLevel <= e.levelAt(l.ID)
}

// DoneOf is when and by whom a step was done; ok is false when it was not.
func (e Emergency) DoneOf(step string) (d EmergencyDone, ok bool) {
	n := slices.IndexFunc(e.Done, func(d EmergencyDone) bool { return d.Step == step })
	if n < 0 {
		return EmergencyDone{}, false
	}
	return e.Done[n], true
}

// Due is until when a step is to be done; zero: no limit.
func (e Emergency) Due(s PlanStep) time.Time { return s.due(e.Begun) }

// Open tells which steps are still to be done.
func (e Emergency) Open() (open []PlanStep) {
	for _, s := range e.Plan.Steps {
		if _, done := e.DoneOf(s.ID); !done && e.Asked(s) {
			open = append(open, s)
		}
	}
	return open
}

// Reopens tells whether a post may let work go on.
func (e Emergency) Reopens(p juki.Post) bool { return slices.Contains(e.Plan.Reopen, p) }

// Admits tells whether somebody in a post has something to do while the terminal is stopped: let work go on, decide the level, or do a step of the
// plan. Nobody else comes in (第24条). After a drill whoever began it has to end it.
func (e Emergency) Admits(id juki.OperatorID, p juki.Post) bool {
	if e.Reopens(p) || e.Drill && (id == e.BegunBy || e.BegunBy == "") {
		return true
	}
	return slices.ContainsFunc(e.Open(), func(s PlanStep) bool { return Answers(p, s.Post) }) ||
		slices.ContainsFunc(e.Plan.Levels, func(l EmergencyLevel) bool { return Answers(p, l.Decides) })
}
