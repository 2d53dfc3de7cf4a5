package profile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/profile"
)

func day(y, m, d int) juki.Date { return juki.Date{Year: y, Month: m, Day: d} }

func TestTheProfilesOfTheProgramLoad(t *testing.T) {
	if got := profile.Names(); !slices.Equal(got, []string{"asago", "fukuoka"}) {
		t.Fatalf("%q", got)
	}
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != name {
			t.Errorf("%s calls itself %s", name, p.Name)
		}
		if _, some := p.In(day(2026, 1, 1)); !some { // the program's first day
			t.Errorf("%s: nothing is in force", name)
		}
	}
	for _, name := range []string{"", "no-such-city", "../asago", "asago.toml"} {
		if p, err := profile.Load(name); err == nil {
			t.Errorf("%q is %s", name, p.Title.JA)
		}
	}
}

// What the stock relies on, in the words of 朝来市 第22条第1号 and 第24条.
func TestWhatAsagoAsksOfTheStock(t *testing.T) {
	p, err := profile.Load("asago")
	if err != nil {
		t.Fatal(err)
	}
	r, some := p.In(day(2026, 11, 24))
	if !some || r.From != day(2023, 4, 1) {
		t.Fatalf("%t, from %s", some, r.From)
	}
	if !r.MayIssueResidentCard(day(2015, 12, 28)) || r.MayIssueResidentCard(day(2015, 12, 29)) {
		t.Error("the last day of issue is not 2015-12-28")
	}
	for reason, two := range map[string]bool{"disposal": true, "loss": true, "count-adjust": true, "reversal": true, "arrival": false, "handover": false, "": false} {
		if r.NeedsWitness(reason) != two {
			t.Errorf("%q: two people: %t", reason, !two)
		}
	}
	var methods, steps []string
	for _, m := range r.DisposalMethods {
		methods = append(methods, m.ID+" "+m.JA)
	}
	for _, s := range r.EmergencySteps {
		steps = append(steps, s.ID+" "+s.Post.ID())
	}
	got := []any{r.SecondCount, r.RenoticeAfterDays, r.DisposalDueAfterDays, r.DisposalSameDay, methods, steps}
	want := []any{true, 90, 365, true, []string{"incineration 焼却", "dissolution 溶解", "shredding 裁断"}, []string{
		"search operator", "report-manager operator", "report-director data-protection-manager", "suspend-card operator",
		"report-outside security-director", "tell-person data-protection-manager", "cause data-protection-manager",
		"prevention system-administrator", "close security-director"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheVersionInForceOnTheDayDecides(t *testing.T) {
	p := parsed(t, valid+another("2026-04-01", 60)+another("2027-04-01", 30))
	for _, c := range []struct {
		day      juki.Date
		renotice int // 0: nothing is in force
	}{
		{day(2023, 3, 31), 0}, {juki.Date{}, 0},
		{day(2023, 4, 1), 90}, {day(2026, 3, 31), 90},
		{day(2026, 4, 1), 60}, {day(2027, 3, 31), 60},
		{day(2027, 4, 1), 30}, {day(2199, 12, 31), 30},
	} {
		r, some := p.In(c.day)
		if some != (c.renotice > 0) || r.RenoticeAfterDays != c.renotice {
			t.Errorf("%s: %t, %d days", c.day, some, r.RenoticeAfterDays)
		}
	}
	if n := len(p.Versions()); n != 3 {
		t.Errorf("%d versions", n)
	}
	if _, some := (profile.Profile{}).In(day(2026, 11, 24)); some {
		t.Error("the zero profile says something")
	}
}

func TestTheIssueOfResidentCardsIsOpenInTrainingOnly(t *testing.T) {
	p, err := profile.Load("asago")
	if err != nil {
		t.Fatal(err)
	}
	r, _ := p.In(day(2026, 11, 24))
	open := r.ForTraining()
	if !open.MayIssueResidentCard(day(2026, 11, 24)) || open.ResidentCardReason != (profile.Words{}) {
		t.Error("closed in training")
	}
	if r.MayIssueResidentCard(day(2026, 11, 24)) || r.ResidentCardReason.JA == "" {
		t.Error("open at the counter")
	}
	open.ResidentCardIssueEnds, open.ResidentCardReason, open.ResidentCardBasis = r.ResidentCardIssueEnds, r.ResidentCardReason, r.ResidentCardBasis
	if diff := cmp.Diff(r, open); diff != "" {
		t.Errorf("training changes more than that:\n%s", diff)
	}
}

// Whoever gets rules may change them without changing anybody else's.
func TestRulesAreTheirOwnersAlone(t *testing.T) {
	p := parsed(t, valid+aLeak)
	spoil := func(r profile.Rules) {
		r.Witnessed[0], r.DisposalMethods[0].ID, r.EmergencySteps[0].ID, r.Purposes[0].ID = "spoilt", "spoilt", "spoilt", "spoilt"
		r.Incidents[0].Steps[0].ID, r.Incidents[0].ClosePosts[0] = "spoilt", juki.Auditor
	}
	first, _ := p.In(day(2026, 1, 1))
	kept := first.ForTraining()
	spoil(first)
	spoil(p.Versions()[0])
	again, _ := p.In(day(2026, 1, 1))
	for _, r := range []profile.Rules{kept, again} {
		if r.Witnessed[0] == "spoilt" || r.DisposalMethods[0].ID == "spoilt" || r.EmergencySteps[0].ID == "spoilt" || r.Purposes[0].ID == "spoilt" ||
			r.Incidents[0].Steps[0].ID == "spoilt" || r.Incidents[0].ClosePosts[0] == juki.Auditor {
			t.Error("spoilt by somebody else")
		}
	}
}

func parsed(t *testing.T, text string) profile.Profile {
	t.Helper()
	p, err := profile.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
