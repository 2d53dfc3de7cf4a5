package main

import (
	"testing"

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
