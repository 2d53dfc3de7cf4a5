package main

import "madoguchi/app/clerk"

// purposes are what a person's data may be looked up for today, by the regulation (第19条第3号).
func (m *Main) purposes() (list []clerk.Purpose) {
	for _, p := range m.inForceToday().Purposes {
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
