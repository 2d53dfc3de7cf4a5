package juki_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

func TestHolidaysOfSomeHardYears(t *testing.T) {
	for d, want := range map[juki.Date]juki.Holiday{
		day(2026, 5, 6):   {Name: "休日", Article: "第3条第2項"},
		day(2026, 9, 22):  {Name: "休日", Article: "第3条第3項"},
		day(2027, 3, 22):  {Name: "休日", Article: "第3条第2項"},
		day(2032, 9, 21):  {Name: "休日", Article: "第3条第3項"},
		day(2019, 4, 30):  {Name: "休日", Article: "第3条第3項"},
		day(2019, 5, 1):   {Name: "天皇の即位の日", Article: "第2条"},
		day(2019, 5, 6):   {Name: "休日", Article: "第3条第2項"},
		day(2020, 8, 10):  {Name: "山の日", Article: "第2条"},
		day(2021, 8, 9):   {Name: "休日", Article: "第3条第2項"},
		day(2026, 11, 23): {Name: "勤労感謝の日", Article: "第2条"},
		day(2026, 11, 24): {},
		day(2019, 12, 23): {},
		day(2003, 5, 4):   {}, // a Sunday before 2007 was no 国民の休日
	} {
		got, ok := juki.HolidayOn(d)
		if got != want || ok != (want.Name != "") {
			t.Errorf("%v: %v %v, want %v", d, got, ok, want)
		}
	}
}

// The Cabinet Office publishes every holiday since 1955; where its list is at hand it is the judge.
func TestHolidaysAgreeWithTheCabinetOffice(t *testing.T) {
	official, last := cabinetOffice(t)
	for d := day(1955, 1, 1); d.Year <= last; d = d.AddDays(1) {
		got, ok := juki.HolidayOn(d)
		want, listed := official[d]
		if ok != listed {
			t.Errorf("%v: computed %v %q, official %v %q", d, ok, got.Name, listed, want)
			continue
		}
		if sameName(got.Name, want) {
			continue
		}
		t.Errorf("%v: computed %q, official %q", d, got.Name, want)
	}
}

// sameName allows for the official list calling days after the law that moved them.
func sameName(got, want string) bool {
	return got == want || strings.HasPrefix(want, "休日") || strings.HasPrefix(want, got) || got == "スポーツの日" && strings.HasPrefix(want, "体育の日")
}

func cabinetOffice(t *testing.T) (holidays map[juki.Date]string, lastYear int) {
	t.Helper()
	file, err := os.Open(holidayList(t))
	if err != nil {
		t.Skip("the Cabinet Office's list of holidays is not here; MADOGUCHI_HOLIDAYS names its place")
	}
	defer file.Close()
	holidays = map[juki.Date]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		date, name, _ := strings.Cut(strings.TrimSpace(lines.Text()), ",")
		if d, err := juki.ParseDate(date); err == nil {
			holidays[d] = name
			lastYear = max(lastYear, d.Year)
		}
	}
	if len(holidays) < 900 {
		t.Fatalf("the list has %d holidays only", len(holidays))
	}
	return holidays, lastYear
}

// holidayList is the file in UTF-8: where MADOGUCHI_HOLIDAYS says, or shared/data in a folder above.
func holidayList(t *testing.T) string {
	if path := os.Getenv("MADOGUCHI_HOLIDAYS"); path != "" {
		return path
	}
	const name = "shared/data/cabinet-office-holidays.csv"
	folder := root(t)
	for folder != filepath.Dir(folder) {
		if path := filepath.Join(folder, name); fileExists(path) {
			return path
		}
		folder = filepath.Dir(folder)
	}
	return ""
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
