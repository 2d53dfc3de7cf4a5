package counter

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"madoguchi/internal/juki"
)

const appointmentHeader = "予約番号,予約日,時刻,交付通知書番号"

func appointmentRow(n int, day, clock string) string {
	return fmt.Sprintf("%d,%s,%s,A1B-%06d", n, day, clock, n)
}

func appointments(rows ...string) string {
	return strings.Join(append([]string{appointmentHeader}, rows...), "\r\n") + "\r\n"
}

func TestAListOfAppointmentsInEveryEncoding(t *testing.T) {
	text := appointments(appointmentRow(1, "2026-11-25", "9:30"), appointmentRow(2, "令和8年11月25日", "10時"))
	for name, file := range map[string]string{"UTF-8": text, "with BOM": "\ufeff" + text, "CP932": cp932(t, text), "line feeds": strings.ReplaceAll(text, "\r\n", "\n"),
		"quoted": strings.ReplaceAll(text, "9:30", `"9:30"`)} {
		p, err := ReadAppointments([]byte(file), DefaultAppointmentHeaders(), listDay)
		want := []AppointmentRow{
			{Line: 2, Day: juki.Date{Year: 2026, Month: 11, Day: 25}, Minute: juki.Clock(9, 30), Notice: "A1B-000001"},
			{Line: 3, Day: juki.Date{Year: 2026, Month: 11, Day: 25}, Minute: juki.Clock(10, 0), Notice: "A1B-000002"},
		}
		if diff := cmp.Diff(want, p.Good); err != nil || diff != "" || p.Rows != 2 || len(p.Bad) != 0 {
			t.Errorf("%s: %v %+v %s", name, err, p.Bad, diff)
		}
	}
}

func TestTimesAsReservationSystemsWriteThem(t *testing.T) {
	for text, want := range map[string]string{"9:30": "9:30", "09:30": "9:30", "９：３０": "9:30", "9:30:00": "9:30", "9時30分": "9:30", "9時5分": "9:05", "9時": "9:00",
		"9:30-10:00": "9:30", "９：３０～１０：００": "9:30", "9:30〜10:00": "9:30", "9:30ー10:00": "9:30", "0:00": "0:00", "23:59": "23:59",
		"24:00": "", "9:60": "", "9": "", "午前9時": "", "9:3": "", "-1:00": "", "9:30-": "", "930": "", "9:30 ": "9:30", "x": ""} {
		p, err := ReadAppointments([]byte(appointments(appointmentRow(1, "2026-11-25", text))), DefaultAppointmentHeaders(), listDay)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(p.Good) == 1 {
			got = fmt.Sprintf("%d:%02d", p.Good[0].Minute/60, p.Good[0].Minute%60)
		}
		if got != want || want == "" && (len(p.Bad) != 1 || p.Bad[0].Code != juki.RowBadDate || p.Bad[0].Column != "時刻") {
			t.Errorf("%q is %q, want %q (%+v)", text, got, want, p.Bad)
		}
	}
}

func TestEveryBadAppointmentIsTold(t *testing.T) {
	good := appointmentRow(1, "2026-11-25", "9:30")
	for name, c := range map[string]struct {
		rows []string
		want []BadRow
	}{
		"today":              {[]string{appointmentRow(1, "2026-11-24", "9:30")}, nil},
		"a year ahead":       {[]string{appointmentRow(1, "2027-11-25", "9:30")}, nil},
		"yesterday":          {[]string{appointmentRow(1, "2026-11-23", "9:30")}, []BadRow{{Line: 2, Column: "予約日", Code: juki.RowBadDate}}},
		"a wrong year":       {[]string{appointmentRow(1, "2036-11-25", "9:30")}, []BadRow{{Line: 2, Column: "予約日", Code: juki.RowBadDate}}},
		"no such day":        {[]string{good, appointmentRow(2, "2026-11-31", "9:30")}, []BadRow{{Line: 3, Column: "予約日", Code: juki.RowBadDate}}},
		"nothing in it":      {[]string{"1,,,"}, []BadRow{{Line: 2, Column: "予約日", Code: juki.RowFieldMissing}, {Line: 2, Column: "時刻", Code: juki.RowFieldMissing}, {Line: 2, Column: "交付通知書番号", Code: juki.RowFieldMissing}}},
		"no notice number":   {[]string{"1,2026-11-25,9:30,28225"}, []BadRow{{Line: 2, Column: "交付通知書番号", Code: juki.RowBadNumber}}},
		"a column too many":  {[]string{good + ",x"}, []BadRow{{Line: 2, Code: juki.RowFieldCount}}},
		"bytes of something": {[]string{good + "\xff"}, []BadRow{{Line: 2, Code: juki.RowUndecodable}}},
		"the same twice":     {[]string{good, appointmentRow(1, "2026-11-26", "9:30")}, []BadRow{{Line: 3, Column: "交付通知書番号", Code: juki.RowDuplicateID}}},
		"an empty line":      {[]string{"", good}, nil},
	} {
		p, err := ReadAppointments([]byte(appointments(c.rows...)), DefaultAppointmentHeaders(), listDay)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, p.Bad, cmpopts.IgnoreUnexported(BadRow{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if len(p.Good)+p.BadRows() != p.Rows {
			t.Errorf("%s: %d good and %d bad of %d rows", name, len(p.Good), p.BadRows(), p.Rows)
		}
	}
}

func TestFilesThatAreNoListOfAppointments(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want juki.Code
	}{
		"empty": {"", juki.ListEmpty}, "a header and nothing": {appointmentHeader + "\n", juki.ListEmpty}, "an arrival list": {list(listRow(1)), juki.ListHeaderMissing},
		"UTF-16": {"\xff\xfe" + appointments(), juki.ListUndecodable}, "too many rows": {appointmentHeader + strings.Repeat("\nx", MaxListRows+1), juki.ListTooLarge},
		"too many bytes": {appointmentHeader + strings.Repeat("\n", MaxListBytes), juki.ListTooLarge},
	} {
		if _, err := ReadAppointments([]byte(c.file), DefaultAppointmentHeaders(), listDay); !errors.Is(err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadAppointments(f *testing.F) {
	f.Add([]byte(appointments(appointmentRow(1, "2026-11-25", "9:30"), appointmentRow(1, "H38.11.25", "９時３０分～"))))
	f.Add([]byte("\ufeff" + appointmentHeader + "\n\"\n"))
	f.Add([]byte("\x97\x5c\x96\xf1,\xff\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ReadAppointments(file, DefaultAppointmentHeaders(), listDay)
		if err == nil && len(p.Good)+p.BadRows() != p.Rows {
			t.Fatalf("%d good and %d bad of %d rows", len(p.Good), p.BadRows(), p.Rows)
		}
		for _, row := range p.Good {
			if row.Minute < 0 || row.Minute >= juki.Clock(24, 0) || !bookable(row.Day, listDay) {
				t.Fatalf("taken: %+v", row)
			}
		}
	})
}
