package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// madeLog is a log of days at the counter: sessions, handovers, looks at people, refusals, the program's own. The same seed makes the same log.
func madeLog(n int, from time.Time, step time.Duration) []oplog.Record {
	dice := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[dice.IntN(len(list))] }
	operators := []string{"S001", "S002", "S003", "T0100"}
	records := make([]oplog.Record, n)
	at := from
	for i := range records {
		if dice.IntN(4) > 0 { // several records of one moment
			at = at.Add(time.Duration(dice.Int64N(int64(2 * step))))
		}
		op := juki.OperatorID(operators[min(dice.IntN(8), dice.IntN(len(operators)))])
		number := juki.CaseNumber(fmt.Sprintf("R08-%06d", 1+dice.IntN(1+n/30)))
		r := oplog.Record{Time: at, Operator: op, Case: number}
		code := juki.Codes()[dice.IntN(6)]
		switch dice.IntN(9) {
		case 0:
			r.Event = oplog.HandoverOpened
		case 1:
			r.Event = oplog.HandoverCompleted
		case 2:
			r.Event, r.Values = oplog.PersonDisplayed, []oplog.Value{oplog.Purpose(pick("handover", "handover", "inspection", "audit"))}
		case 3:
			r.Event, r.Case = oplog.PersonSearched, ""
			r.Values = []oplog.Value{oplog.Purpose("handover"), oplog.SearchKey("notice"), oplog.Count(oplog.FieldHits, dice.IntN(3))}
		case 4:
			r.Event, r.Values = oplog.InspectionRefused, []oplog.Value{oplog.Code(code), oplog.CardTail(juki.CardSerial(fmt.Sprintf("MN%08d", dice.IntN(40))))}
		case 5:
			r.Event, r.Operator, r.Case, r.Values = oplog.LoginRefused, "", "", []oplog.Value{oplog.Code(code), oplog.Subject(op)}
		case 6:
			r.Event, r.Operator, r.Case = oplog.ServiceLost, "", ""
		case 7:
			r.Event, r.Case, r.Values = oplog.LoginSucceeded, "", []oplog.Value{oplog.Post(juki.Operator)}
		case 8:
			r.Event, r.Values = oplog.InspectionDone, []oplog.Value{oplog.Place("A-01")}
		}
		records[i] = r
	}
	return records
}

// openLog is a database whose log is records.
func openLog(t testing.TB, records []oplog.Record) *DB {
	t.Helper()
	o := options(&clock{morning.AddDate(20, 0, 0)})
	o.migrations = nil // the real ones
	d, err := Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	for len(records) > 0 {
		part := records[:min(20000, len(records))]
		records = records[len(part):]
		if err := d.Record(t.Context(), part...); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// TestASearchFindsWhatItMeans holds the store's search, page by page, against oplog's own meaning of it, record by record.
func TestASearchFindsWhatItMeans(t *testing.T) {
	records := madeLog(1500, morning, time.Minute)
	d, ctx := openLog(t, records), t.Context()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSearch(t, records)
		var want, got []int64
		for i, r := range slices.Backward(records) {
			if s.Matches(r) {
				want = append(want, int64(i))
			}
		}
		slices.SortStableFunc(want, func(a, b int64) int { return records[b].Time.Compare(records[a].Time) })
		n := rapid.IntRange(1, 200).Draw(t, "page")
		after := oplog.Spot{}
		for {
			page, err := d.SearchLog(ctx, s, after, n)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Found) > n || page.More && len(page.Found) < n {
				t.Fatalf("a page of %d for %d", len(page.Found), n)
			}
			for _, f := range page.Found {
				got, after = append(got, f.Seq), f.Spot()
			}
			if !page.More || len(got) > len(records) { // pages that repeat would never end
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%+v: %d found, %d meant\n%v\n%v", s, len(got), len(want), got, want)
		}
	})
}

func drawSearch(t *rapid.T, records []oplog.Record) (s oplog.Search) {
	some := func(what string) (oplog.Record, bool) {
		return records[rapid.IntRange(0, len(records)-1).Draw(t, what)], rapid.IntRange(0, 2).Draw(t, "with "+what) == 0
	}
	if r, use := some("operator"); use {
		s.Operator = r.Operator
	}
	if r, use := some("case"); use {
		s.Case = r.Case
	}
	if r, use := some("event"); use {
		s.Event = r.Event
	}
	if _, use := some("area"); use {
		s.Area = rapid.SampledFrom(oplog.Areas()).Draw(t, "which area")
	}
	if r, use := some("code"); use {
		v, _ := r.Value(oplog.FieldCode)
		s.Code = juki.Code(v.Text())
	}
	if r, use := some("purpose"); use {
		v, _ := r.Value(oplog.FieldPurpose)
		s.Purpose = v.Text()
	}
	if r, use := some("card"); use {
		if v, has := r.Value(oplog.FieldCard); has {
			s.Card = v.Text()[1:]
		}
	}
	if r, use := some("from"); use {
		s.From = r.Time
	}
	if r, use := some("until"); use && (s.From.IsZero() || s.From.Before(r.Time)) {
		s.Until = r.Time
	}
	return s
}

func TestTheFormOffersWhatOccurs(t *testing.T) {
	records := madeLog(300, morning, time.Minute)
	d := openLog(t, records)
	var want oplog.Choices
	for _, r := range records {
		if r.Operator != "" && !slices.Contains(want.Operators, r.Operator) {
			want.Operators = append(want.Operators, r.Operator)
		}
		if v, has := r.Value(oplog.FieldCode); has && !slices.Contains(want.Codes, juki.Code(v.Text())) {
			want.Codes = append(want.Codes, juki.Code(v.Text()))
		}
	}
	slices.Sort(want.Operators)
	slices.Sort(want.Codes)
	got, err := d.LogChoices(t.Context())
	if err != nil || !slices.Equal(got.Operators, want.Operators) || !slices.Equal(got.Codes, want.Codes) {
		t.Fatalf("%+v instead of %+v, %v", got, want, err)
	}
}

func TestNothingIsFoundByWhatNoRecordCanHold(t *testing.T) {
	d := openLog(t, madeLog(50, morning, time.Minute))
	for name, s := range map[string]oplog.Search{
		"a name as operator": {Operator: "見本 太郎"}, "a name as case": {Case: "見本"}, "an event of another area": {Area: "sheet", Event: oplog.HandoverOpened},
		"the end before the beginning": {From: morning.Add(time.Hour), Until: morning},
	} {
		if page, err := d.SearchLog(t.Context(), s, oplog.Spot{}, 100); err != nil || len(page.Found) > 0 || page.More {
			t.Errorf("%s: %+v, %v", name, page, err)
		}
	}
}
