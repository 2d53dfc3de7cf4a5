package store

import (
	"fmt"

	"madoguchi/internal/juki"
)

// running gives the next number of a kind of document: a letter, the year of 令和 and a number that counts from 1 in each year, "H08-000012".
// table has the columns year and running.
func (t *Tx) running(table, letter string) (number string, year, n int, err error) {
	year = juki.DateOf(t.now()).ReiwaYear()
	if err := t.queryRow("SELECT coalesce(max(running), 0) + 1 FROM "+table+" WHERE year = ?", []any{year}, &n); err != nil {
		return "", 0, 0, fmt.Errorf("numbering in %s: %w", table, err)
	}
	if n > 999_999 || year < 1 || year > 99 {
		return "", 0, 0, fmt.Errorf("numbering in %s: no number is left in year %d", table, year)
	}
	return fmt.Sprintf("%s%02d-%06d", letter, year, n), year, n, nil
}
