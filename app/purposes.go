package main

import (
	"madoguchi/app/clerk"
	"madoguchi/internal/juki"
)

// purposes are what a person's data may be looked up for today, by the regulation (第19条第3号). Before its first version the first one holds.
func (m *Main) purposes() (list []clerk.Purpose) {
	r, known := m.profile.In(juki.DateOf(m.Now()))
	if !known {
		r = m.profile.Versions()[0]
	}
	for _, p := range r.Purposes {
		list = append(list, clerk.Purpose{ID: p.ID, Japanese: p.Words.JA, English: p.Words.EN})
	}
	return list
}

func (m *Main) purposeIDs() (list []string) {
	for _, p := range m.purposes() {
		list = append(list, p.ID)
	}
	return list
}
