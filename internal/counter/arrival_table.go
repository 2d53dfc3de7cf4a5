package counter

import (
	"strings"

	"madoguchi/internal/juki"
)

// tableRow takes one row of a table: the values of the wanted columns in their order, or, when it cannot be cut into columns,
// RowUndecodable or RowFieldCount.
type tableRow func(line int, values []string, trouble juki.Code)

// readTable reads a list that came from outside: CP932 (Shift_JIS) or UTF-8 with or without BOM, RFC 4180 quotes, one row a line, the columns
// found by their headers. Every row with something in it goes to row; the header is line 1. A file that is no such list at
// all is an error: the Outcomes ListUndecodable, ListHeaderMissing, ListEmpty and ListTooLarge.
func readTable(file []byte, headers []string, row tableRow) (rows int, encoding string, err error) {
	if len(file) > MaxListBytes {
		return 0, "", juki.Refuse(juki.ListTooLarge)
	}
	lines, encoding, err := decodeList(file, headers)
	if err != nil {
		return 0, "", err
	}
	columns, width, err := findColumns(lines[0].text, headers)
	if err != nil {
		return 0, "", err
	}
	for i, line := range lines[1:] {
		if line.text == "" && !line.broken {
			continue
		}
		if rows++; rows > MaxListRows {
			return 0, "", juki.Refuse(juki.ListTooLarge)
		}
		values, trouble := line.values(columns, width)
		row(i+2, values, trouble)
	}
	if rows == 0 {
		return 0, "", juki.Refuse(juki.ListEmpty)
	}
	return rows, encoding, nil
}

// values are what stands in the columns of one line.
func (l listLine) values(columns []int, width int) ([]string, juki.Code) {
	if l.broken {
		return nil, juki.RowUndecodable
	}
	cells, ok := splitLine(l.text)
	if !ok || len(cells) != width {
		return nil, juki.RowFieldCount
	}
	values := make([]string, len(columns))
	for field, column := range columns {
		values[field] = cells[column]
	}
	return values, ""
}

// findColumns finds the needed columns in the header row; others are left alone. A name that stands twice could mean either.
// width is the number of columns.
func findColumns(header string, names []string) (columns []int, width int, err error) {
	cells, ok := splitLine(header)
	if !ok {
		return nil, 0, juki.Refuse(juki.ListHeaderMissing)
	}
	for _, name := range names {
		found := -1
		for i, cell := range cells {
			if strings.TrimSpace(cell) != name {
				continue
			}
			if found >= 0 {
				return nil, 0, juki.Refuse(juki.ListHeaderMissing)
			}
			found = i
		}
		if found < 0 {
			return nil, 0, juki.Refuse(juki.ListHeaderMissing)
		}
		columns = append(columns, found)
	}
	return columns, len(cells), nil
}
