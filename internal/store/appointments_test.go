package store

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/stock"
)

// takes reads a list of appointments, and takes its good rows.
func (f *office) takes(t *testing.T, rows ...string) (counter.AppointmentPreview, counter.TakenAppointments) {
	t.Helper()
	file := "予約日,時刻,交付通知書番号\n" + strings.Join(rows, "\n") + "\n"
	p, err := f.desk.PreviewAppointments(t.Context(), []byte(file), counter.DefaultAppointmentHeaders())
	if err != nil {
		t.Fatal(err)
	}
	taken, err := f.desk.TakeAppointments(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return p, taken
}

// on lists the cards of a day's appointments, as "place time card".
func (f *office) on(t *testing.T, day juki.Date) (list []string) {
	t.Helper()
	found, err := f.book.AppointmentsOn(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range found {
		if a.Case == "" || a.Day != day {
			t.Errorf("appointment %+v", a)
		}
		list = append(list, string(a.Kept.Place)+" "+day.At(0, int(a.Minute)).Format("15:04")+" "+string(a.Serial[len(a.Serial)-2:]))
	}
	return list
}

func (f *office) caseOf(t *testing.T, n int) juki.CaseNumber {
	t.Helper()
	found, err := f.Counter().Find(t.Context(), counter.Key{Serial: serialOf(n)})
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0].Number
}

func (f *office) sameList(t *testing.T, day juki.Date, want ...string) {
	t.Helper()
	if got := f.on(t, day); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", day, got, want)
	}
}

// The reservation system writes its list each evening: what is new is taken, what is known stays, who moved is moved.
func TestTheListsOfTwoEvenings(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfB, 1, 2)
	f.arrive(t, shelfA, 3, 4)
	f.handOver(t, 4, shelfA, false)
	f.deliver(t, 4)
	wednesday, thursday := workday.AddDays(1), workday.AddDays(2)
	p, taken := f.takes(t, "2026-11-25,10:00,A1B-000001", "2026-11-25,9:00,A1B-000002", "2026-11-25,11:00,A1B-000003", "2026-11-25,11:00,A1B-000004", "2026-11-25,11:00,A1B-000099", "2026-11-25,x,A1B-000098")
	bad := map[int]juki.Code{}
	for _, b := range p.Bad {
		bad[b.Line] = b.Code
	}
	if diff := cmp.Diff(map[int]juki.Code{5: juki.CardAlreadyDelivered, 6: juki.CaseUnknown, 7: juki.RowBadDate}, bad); diff != "" {
		t.Error(diff)
	}
	if taken != (counter.TakenAppointments{Taken: 3}) {
		t.Errorf("taken %+v", taken)
	}
	f.sameList(t, wednesday, "A-01 11:00 03", "A-02 09:00 02", "A-02 10:00 01")

	p, taken = f.takes(t, "2026-11-25,10:00,A1B-000001", "2026-11-26,9:00,A1B-000002", "2026-11-25,11:30,A1B-000003")
	if p.Known != 1 || len(p.Bad) != 0 || taken != (counter.TakenAppointments{Taken: 2, Known: 1}) {
		t.Errorf("%+v, known %d, bad %v", taken, p.Known, p.Bad)
	}
	f.sameList(t, wednesday, "A-01 11:30 03", "A-02 10:00 01")
	f.sameList(t, thursday, "A-02 09:00 02")
	if _, again := f.takes(t, "2026-11-25,10:00,A1B-000001", "2026-11-26,9:00,A1B-000002"); again.Taken != 0 || again.Known != 2 {
		t.Errorf("the same list: %+v", again)
	}
	// A preview that is taken twice adds nothing either.
	if again, err := f.desk.TakeAppointments(t.Context(), p); err != nil || again.Taken != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

// deliver makes a case one that is handed over.
func (f *office) deliver(t *testing.T, n int) {
	t.Helper()
	number := f.caseOf(t, n)
	err := f.Counter().Act(t.Context(), func(tx counter.Tx) error {
		c, err := tx.Case(number)
		if err != nil {
			return err
		}
		c.State = counter.CaseDelivered
		if err := tx.UpdateCase(c); err != nil {
			return err
		}
		return tx.Append(sampleRecordAt(f.tick()))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAppointmentByHandIsMadeMovedAndCancelled(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	one, day := f.caseOf(t, 1), workday.AddDays(1)
	before := len(f.events(t))
	for name, c := range map[string]struct {
		err  error
		want juki.Code
	}{
		"made":            {f.desk.MakeAppointment(t.Context(), one, day, juki.Clock(9, 0)), ""},
		"made again":      {f.desk.MakeAppointment(t.Context(), one, day, juki.Clock(9, 0)), juki.StepNotAllowed},
		"moved":           {f.desk.MakeAppointment(t.Context(), one, day, juki.Clock(23, 59)), ""},
		"yesterday":       {f.desk.MakeAppointment(t.Context(), one, workday.AddDays(-1), juki.Clock(9, 0)), juki.RowBadDate},
		"at 24 o'clock":   {f.desk.MakeAppointment(t.Context(), one, day, juki.Clock(24, 0)), juki.RowBadDate},
		"of no case":      {f.desk.MakeAppointment(t.Context(), "R08-009999", day, 0), juki.CaseUnknown},
		"another's":       {f.desk.CancelAppointment(t.Context(), f.caseOf(t, 2), day), juki.NotOnPickList},
		"another day's":   {f.desk.CancelAppointment(t.Context(), one, day.AddDays(1)), juki.NotOnPickList},
		"cancel nobody's": {f.desk.CancelAppointment(t.Context(), "R08-009999", day), juki.CaseUnknown},
	} {
		if c.want == "" && c.err != nil || c.want != "" && !errors.Is(c.err, juki.Refuse(c.want)) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	f.sameList(t, day, "A-01 23:59 01")
	for _, want := range []error{nil, juki.Refuse(juki.NotOnPickList)} {
		if err := f.desk.CancelAppointment(t.Context(), one, day); !errors.Is(err, want) {
			t.Errorf("cancelled: %v, want %v", err, want)
		}
	}
	f.sameList(t, day)
	if err := f.desk.MakeAppointment(t.Context(), one, day, juki.Clock(9, 0)); err != nil {
		t.Errorf("after it was cancelled: %v", err)
	}
	want := []string{"appointment.made", "appointment.made", "appointment.cancelled", "appointment.made"}
	if diff := cmp.Diff(want, f.events(t)[before:]); diff != "" {
		t.Error(diff)
	}
}

// The evening before: each card of the list is scanned out of its shelf into the tray, and nothing else is.
func TestTomorrowsCardsArePicked(t *testing.T) {
	f := openOffice(t, t.TempDir())
	f.arrive(t, shelfA, 1, 2)
	f.arrive(t, shelfB, 3)
	day, tray := workday.AddDays(1), shelfC
	f.takes(t, "2026-11-25,9:00,A1B-000001", "2026-11-25,9:30,A1B-000003", "2026-11-26,9:30,A1B-000002")
	k := f.keeper()
	evening := f.clock.at
	f.clock.at = day.At(8, 0)
	if _, err := k.Pick(t.Context(), day, serialOf(1), tray); !errors.Is(err, juki.Refuse(juki.DayNotOpen)) {
		t.Errorf("before the day is opened: %v", err)
	}
	f.clock.at = evening
	before := len(f.events(t))
	for _, c := range []struct {
		name   string
		n      int
		to     stock.PlaceID
		want   juki.Code
		lies   stock.Position
		keeper *stock.Keeper
	}{
		{"picked", 1, tray, "", lies(tray, stock.Picked), k},
		{"picked already", 1, tray, juki.StateNotAllowed, lies(tray, stock.Picked), k},
		{"of another day", 2, tray, juki.NotOnPickList, stock.Position{}, k},
		{"of nobody", 9, tray, juki.NotOnPickList, stock.Position{}, k},
		{"onto the counter", 3, stock.Counter, juki.PlaceUnknown, lies(shelfB, stock.Stored), k},
		{"onto no place", 3, "Z-99", juki.PlaceUnknown, lies(shelfB, stock.Stored), k},
		{"by nobody", 3, tray, juki.NotLoggedIn, stock.Position{}, f.nobody()},
		{"the other one", 3, tray, "", lies(tray, stock.Picked), k},
	} {
		a, err := c.keeper.Pick(t.Context(), day, serialOf(c.n), c.to)
		if c.want == "" && err != nil || c.want != "" && !errors.Is(err, juki.Refuse(c.want)) || a.At != c.lies {
			t.Errorf("%s: lies at %+v, %v", c.name, a.At, err)
		}
	}
	picked := 0
	for _, e := range f.events(t)[before:] {
		if e == oplog.CardPicked.String() {
			picked++
		}
	}
	if picked != 2 {
		t.Errorf("%d cards are recorded as picked", picked)
	}
	// The list still says where the cards belong, and keeps its order.
	f.sameList(t, day, "A-01 09:00 01", "A-02 09:30 03")
	list, err := f.book.AppointmentsOn(t.Context(), day)
	if err != nil || list[0].At != lies(tray, stock.Picked) || list[0].Kept != lies(shelfA, stock.Stored) {
		t.Errorf("%+v, %v", list, err)
	}
}
