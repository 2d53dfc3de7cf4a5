package kit

import "strings"

// Choose chooses the first row, as the rows stand now, of which a cell says words; false when there is none. The demo and the tests
// choose so.
func (t *Table) Choose(words string) bool {
	for at, row := range t.order {
		for _, cell := range t.rows[row] {
			if strings.Contains(cell, words) {
				t.list.Select(at)
				return true
			}
		}
	}
	return false
}

// Says tells whether a cell says words.
func (t *Table) Says(words string) bool {
	for _, row := range t.rows {
		for _, cell := range row {
			if strings.Contains(cell, words) {
				return true
			}
		}
	}
	return false
}
