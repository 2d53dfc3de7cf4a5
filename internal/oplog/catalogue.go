package oplog

import (
	"slices"

	"madoguchi/internal/juki"
)

// Presence tells whether a record of an event has something.
type Presence int

// The presences.
const (
	Absent Presence = iota
	Allowed
	Needed
)

// Entry is what the catalogue says of one event.
type Entry struct {
	ID       EventID
	Article  string      // why it is recorded
	Program  bool        // the program itself may cause it, without an operator
	Posts    []juki.Post // who may cause it; empty when only the program does
	Case     Presence
	Fields   map[Field]Presence
	Closes   []EventID // the events that this one brings to an end
	Japanese string    // sentence for the screen; {op}, {case} and {field} are filled in
	English  string
}

// May tells whether somebody in post p may cause the event.
func (e Entry) May(p juki.Post) bool { return slices.Contains(e.Posts, p) }

// Catalogue lists every event in the order of the documentation. The entries are shared: do not change them.
func Catalogue() []Entry { return slices.Clone(catalogue) }

// Lookup finds the entry of an event; known is false for the zero EventID.
func Lookup(id EventID) (e Entry, known bool) {
	i, known := byID[id.id]
	if !known {
		return Entry{}, false
	}
	return catalogue[i], true
}

// ParseEvent finds an event by its id in the log; known is false for an id that is not in the catalogue.
func ParseEvent(id string) (e EventID, known bool) {
	if _, known := byID[id]; !known {
		return EventID{}, false
	}
	return EventID{id}, true
}

var (
	catalogue = slices.Concat(programEvents, operatorEvents, arrivalEvents, handoverEvents, centralEvents, personEvents, stockEvents, officeEvents, statedEvents, lookEvents, keepingEvents, screenEvents, emergencyEvents, photoEvents)
	byID      = index(catalogue)
)

func index(entries []Entry) map[string]int {
	ids := make(map[string]int, len(entries))
	for i, e := range entries {
		ids[e.ID.id] = i
	}
	return ids
}

// Who causes an event.
var (
	clerks      = []juki.Post{juki.Operator, juki.Assistant, juki.DataProtectionManager}
	supervisors = []juki.Post{juki.Assistant, juki.DataProtectionManager, juki.SystemAdministrator}
	staff       = []juki.Post{juki.Operator, juki.Assistant, juki.DataProtectionManager, juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor}
	admins      = []juki.Post{juki.SystemAdministrator}
	overseers   = []juki.Post{juki.DataProtectionManager, juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor}
)

// fieldSet is a small notation for Entry.Fields: need(A, B).may(C).
type fieldSet map[Field]Presence

func need(fields ...Field) fieldSet {
	s := fieldSet{}
	for _, f := range fields {
		s[f] = Needed
	}
	return s
}

func (s fieldSet) may(fields ...Field) fieldSet {
	for _, f := range fields {
		s[f] = Allowed
	}
	return s
}

func may(fields ...Field) fieldSet { return fieldSet{}.may(fields...) }
