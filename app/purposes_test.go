package main

import (
	"slices"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/profile"
)

// Every purpose of a regulation that comes with the program, and one of a city's own, can stand in a record.
func TestThePurposesOfTheRegulationsFitTheRecord(t *testing.T) {
	ids := []string{"own-kiosk", "own-moving-in-day"}
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Versions() {
			for _, purpose := range r.Purposes {
				ids = append(ids, purpose.ID)
			}
		}
	}
	for _, id := range ids {
		if oplog.Purpose(id).Text() != id {
			t.Errorf("%s fits no record", id)
		}
	}
	for _, id := range []string{"own", "own-", "own-1234567", "own-A", "curiosity", "own-a-b-c-d-e", "own-山田"} {
		if oplog.Purpose(id).Text() != "" {
			t.Errorf("%s stands in a record", id)
		}
	}
}

// Every kind of incident of a regulation that comes with the program is called in the operation history as people call it, and reaches the keeper whole.
func TestTheIncidentsOfTheRegulationsAreKnownToTheRecordAndTheKeeper(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		m := &Main{profile: p, Now: time.Now}
		kinds := m.rulesOn(juki.DateOf(m.Now())).Incidents
		if len(kinds) != 4 {
			t.Errorf("%s: %d kinds", name, len(kinds))
		}
		for _, k := range kinds {
			if word := oplog.Reason(k.Kind).Word(oplog.Japanese); word != k.Japanese || k.English == "" || len(k.CloseBy) == 0 || len(k.Steps) < 5 {
				t.Errorf("%s: %s is %q in the record: %+v", name, k.Kind, word, k)
			}
			last := k.Steps[len(k.Steps)-1]
			if last.ID != "close" || !slices.Contains(k.CloseBy, last.Post) {
				t.Errorf("%s: %s is approved by a post that may not close it: %+v", name, k.Kind, last)
			}
		}
	}
}

// Every method of disposal of a regulation that comes with the program is called in the operation history as people call it.
func TestTheMethodsOfTheRegulationsFitTheRecord(t *testing.T) {
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Versions() {
			for _, m := range slices.Concat(r.DisposalMethods, r.MediaMethods) {
				if v := oplog.Method(m.ID); v.Text() != m.ID || v.Word(oplog.Japanese) == m.ID {
					t.Errorf("%s: %s is %q in the record", name, m.ID, v.Word(oplog.Japanese))
				}
			}
		}
	}
}
