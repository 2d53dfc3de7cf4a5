package counter

import (
	"crypto/sha256"
	"regexp"
	"strconv"

	"madoguchi/internal/juki"
)

// AppointmentHeaders maps the columns of a list of appointments (交付予約): what its header row calls each.
type AppointmentHeaders struct {
	Day    string `toml:"day"`
	Time   string `toml:"time"`
	Notice string `toml:"notice"`
}

// DefaultAppointmentHeaders are the headers of the list as a reservation system writes it.
func DefaultAppointmentHeaders() AppointmentHeaders {
	return AppointmentHeaders{Day: "予約日", Time: "時刻", Notice: "交付通知書番号"}
}

// The columns of a list of appointments, in the order of names.
const (
	columnDay = iota
	columnTime
	columnNotice
)

func (h AppointmentHeaders) names() []string { return []string{h.Day, h.Time, h.Notice} }

// AppointmentRow is one good row. Case and Serial are what the book has for the notice number.
type AppointmentRow struct {
	Line   int // in the file, the header is line 1
	Day    juki.Date
	Minute juki.ClockTime
	Notice juki.NoticeNumber
	Case   juki.CaseNumber
	Serial juki.CardSerial
}

// AppointmentPreview is a list as read, before anything is stored. It names nobody.
type AppointmentPreview struct {
	Good     []AppointmentRow
	Bad      []BadRow // by line, then by column
	Known    int      // rows that the book has already, at the same time
	Rows     int      // rows with something in them, without the header
	Encoding string   // "UTF-8" or "CP932"
	Digest   [32]byte // SHA-256 of the file: the log names the list by it
	headers  []string
}

// BadRows is how many rows have something wrong.
func (p AppointmentPreview) BadRows() int { return Preview{Bad: p.Bad}.BadRows() }

func (p *AppointmentPreview) bad(line, column int, code juki.Code) {
	b := BadRow{Line: line, Code: code, field: listField(column)}
	if column >= 0 {
		b.Column = p.headers[column]
	}
	p.Bad = append(p.Bad, b)
}

// bookAhead is how far ahead an appointment can lie, in days: farther is a wrong year.
const bookAhead = 366

// ReadAppointments reads a list of appointments as strictly as ReadList, with the same limits and outcomes: every bad row by line, column and
// code. A time may be written as 9:30, 09:30:00, 9時30分, 9時, or as a span of which the beginning counts. A day that is past, or more than a year ahead,
// is RowBadDate, as is a time that is none; a notice number twice is RowDuplicateID: a card is fetched once.
func ReadAppointments(file []byte, h AppointmentHeaders, today juki.Date) (AppointmentPreview, error) {
	p := AppointmentPreview{Digest: sha256.Sum256(file), headers: h.names()}
	seen := map[juki.NoticeNumber]bool{}
	var err error
	p.Rows, p.Encoding, err = readTable(file, p.headers, func(line int, values []string, trouble juki.Code) {
		if trouble != "" {
			p.bad(line, int(noField), trouble)
			return
		}
		p.readRow(line, values, today, seen)
	})
	if err != nil {
		return AppointmentPreview{Digest: p.Digest}, err
	}
	return p, nil
}

func (p *AppointmentPreview) readRow(line int, values []string, today juki.Date, seen map[juki.NoticeNumber]bool) {
	row, before := AppointmentRow{Line: line}, len(p.Bad)
	for column, read := range []func(string) error{
		columnDay:    into(&row.Day, func(s string) (juki.Date, error) { return bookableDay(s, today) }),
		columnTime:   into(&row.Minute, parseClock),
		columnNotice: into(&row.Notice, juki.ParseNoticeNumber),
	} {
		if code := readField(values[column], read); code != "" {
			p.bad(line, column, code)
		}
	}
	if row.Notice != "" && seen[row.Notice] {
		p.bad(line, columnNotice, juki.RowDuplicateID)
	}
	seen[row.Notice] = true
	if len(p.Bad) == before {
		p.Good = append(p.Good, row)
	}
}

func bookableDay(s string, today juki.Date) (juki.Date, error) {
	day, err := juki.ParseDate(s)
	if err == nil && !bookable(day, today) {
		return juki.Date{}, juki.Refuse(juki.RowBadDate)
	}
	return day, err
}

func bookable(day, today juki.Date) bool {
	return !day.Before(today) && !day.After(today.AddDays(bookAhead))
}

// clockForm is a time, or a span of two, after width is folded.
var clockForm = regexp.MustCompile(`^([0-9]{1,2})(?::([0-9]{2})(?::[0-9]{2})?|時(?:([0-9]{1,2})分)?)(?:[-~〜]([0-9]{1,2}[:時].*))?$`)

// parseClock reads a time of the day; of a span the beginning. What is none is the Outcome RowBadDate.
func parseClock(text string) (juki.ClockTime, error) {
	m := clockForm.FindStringSubmatch(juki.Label(text))
	if m == nil {
		return 0, juki.Refuse(juki.RowBadDate)
	}
	hour, _ := strconv.Atoi(m[1]) // digits by the pattern
	minute, _ := strconv.Atoi(m[2] + m[3])
	if hour > 23 || minute > 59 {
		return 0, juki.Refuse(juki.RowBadDate)
	}
	return juki.Clock(hour, minute), nil
}
