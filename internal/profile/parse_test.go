package profile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"madoguchi/assets"
	"madoguchi/internal/juki"
	"madoguchi/internal/profile"
)

// A profile that was written before the ledger had media goes on being read, and has the usual ways to dispose of them.
func TestAProfileWithoutMediaHasTheUsualWays(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		want    []string
		article string
	}{
		"says nothing": {valid, []string{"destruction", "shredding"}, ""},
		"says its own": {strings.Replace(valid, "purpose = [", "media_disposal = { article = \"第19条第1号\", method = [{ id = \"shredding\", ja = \"裁断\", en = \"Shredding\" }] }\npurpose = [", 1), []string{"shredding"}, "第19条第1号"},
	} {
		p, err := profile.Parse([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, m := range p.Versions()[0].MediaMethods {
			got = append(got, m.ID)
		}
		if basis := p.Versions()[0].MediaMethodsBasis; !cmp.Equal(got, c.want) || basis.Article != c.article {
			t.Errorf("%s: %v, %+v", name, got, basis)
		}
	}
}

// valid is a whole profile, as short as one can be.
const valid = `name = "sample"
title.ja = "見本市規程"
title.en = "Sample City rules"
[[version]]
from = 2023-04-01
amendment = "令和5年訓令第4号"
resident_card = { issue_ends = 2015-12-28, reason.ja = "終了", reason.en = "Ended", article = "第22条" }
second_count = { required = true, article = "第22条第1号" }
photo = { second_person = true, article = "第22条第2号" }
witnessed = { reasons = ["disposal"], default = "見本" }
renotice = { after_days = 90, default = "見本" }
disposal_due = { after_days = 365, article = "第22条第1号・第19条第1号", default = "見本" }
disposal_same_day = { required = false, default = "見本" }
disposal = { article = "第22条第1号", method = [{ id = "shredding", ja = "裁断", en = "Shredding" }] }
purpose = [{ id = "handover", ja = "交付", en = "Handover", article = "第19条第3号" }]
case_data = { after_months = 36, article = "第19条第2号" }
attention = { veil_after_seconds = 30, hide_after_seconds = 120, lock_after_seconds = 300, article = "第19条第4号" }
emergency = [{ id = "search", ja = "捜索", en = "Search", post = "operator", minutes = 60, article = "第24条" }]
`

// aPlan is the beginning of an emergency plan with one level.
const aPlan = `[version.emergency_plan]
article = "第24条"
level = [{ id = "level1", ja = "軽い", en = "Light", decides = "operator" }]
`

// aLeak is a kind of incident of its own.
const aLeak = `incident = [{ id = "leak-suspected", ja = "漏えい", en = "Leak", close_posts = ["security-director"], article = "第24条", step = [{ id = "cause", ja = "原因", en = "Cause", post = "operator", minutes = 0 }] }]
`

// another is a further version with its own days.
func another(from string, renotice int) string {
	v := valid[strings.Index(valid, "[[version]]"):]
	return strings.NewReplacer("2023-04-01", from, "after_days = 90", fmt.Sprintf("after_days = %d", renotice)).Replace(v)
}

func TestAProfileThatSaysSomethingElseIsRefused(t *testing.T) {
	long := strings.Repeat("長", 201)
	for _, c := range []struct{ name, old, new, says string }{
		{"no TOML", "title.ja", "= title", "read profile"},
		{"an unknown key", "required = true", "required = true, twice = true", `second_count.twice" is not known`},
		{"an unknown table", "[[version]]", "[other]\nkey = 1\n[[version]]", "is not known"},
		{"a key in capitals", "from = ", "From = ", "small letters"},
		{"the same key twice", "from = ", "from = 2023-04-02\nfrom = ", "read profile"},
		{"an unknown key inside a step", "minutes = 60", "minutes = 60, hours = 1", "is not known"},
		{"a text for a number", "after_days = 90", `after_days = "90"`, "read profile"},
		{"a fraction of a day", "after_days = 90", "after_days = 90.5", "read profile"},
		{"a number for a choice", "required = true", "required = 1", "read profile"},

		{"no day", "from = 2023-04-01\n", "", "from"},
		{"a day no calendar has", "2023-04-01", "2023-02-30", "read profile"},
		{"a day as text", "2023-04-01", `"2023-04-01"`, "without quotes"},
		{"a day with a clock", "2023-04-01", "2023-04-01T09:00:00", "without quotes"},
		{"a day with a zone", "2023-04-01", "2023-04-01T09:00:00Z", "without quotes"},
		{"a clock alone", "2023-04-01", "09:00:00", "without quotes"},
		{"a day before the calendar", "2023-04-01", "1872-12-31", "without quotes"},

		{"no name", `name = "sample"`, "", "name"},
		{"a name that is a path", `"sample"`, `"../sample"`, "name"},
		{"no title", `title.ja = "見本市規程"`, "", "title: ja"},
		{"a title in one language", `title.en = "Sample City rules"`, "", "title: en"},
		{"no amendment", "amendment = \"令和5年訓令第4号\"\n", "", "amendment"},
		{"a text of two lines", `"終了"`, `"終\n了"`, "one line"},
		{"a text that turns the line around", `"終了"`, "\"終\u202e了\"", "one line"},
		{"a text too long", `"終了"`, `"` + long + `"`, "200"},
		{"a text with space around it", `"終了"`, `" 終了"`, "space"},

		{"neither open nor ended", "issue_ends = 2015-12-28, ", "", "either"},
		{"both open and ended", "issue_ends = 2015-12-28", "open = true, issue_ends = 2015-12-28", "either"},
		{"open for a reason", "issue_ends = 2015-12-28", "open = true", "none"},
		{"ended for no reason", `reason.ja = "終了", `, "", "resident_card: ja"},
		{"no choice", "required = true, ", "", "second_count.required is missing"},
		{"no choice of a second person", "second_person = true, ", "", "photo.second_person is missing"},
		{"no choice of the day", "required = false, ", "", "disposal_same_day.required is missing"},
		{"no reasons", `reasons = ["disposal"], `, "", "witnessed.reasons is missing"},
		{"no days", "after_days = 90, ", "", "renotice.after_days is missing"},
		{"no days of disposal", "after_days = 365, ", "", "disposal_due.after_days is missing"},
		{"no minutes", "minutes = 60, ", "", "emergency.minutes is missing"},
		{"no post", `post = "operator", `, "", "there is no post"},
		{"a post nobody has", `"operator"`, `"mayor"`, "there is no post"},

		{"no days at all", "after_days = 90", "after_days = 0", "1 to 3650"},
		{"days backwards", "after_days = 90", "after_days = -90", "1 to 3650"},
		{"more than ten years", "after_days = 365", "after_days = 3651", "1 to 3650"},
		{"disposal before the notice", "after_days = 365", "after_days = 89", "before the second notice"},
		{"minutes backwards", "minutes = 60", "minutes = -1", "minutes are"},
		{"minutes for ever", "minutes = 60", "minutes = 129601", "minutes are"},
		{"a reason that is no word", `["disposal"]`, `["廃棄"]`, "no word"},
		{"a reason twice", `["disposal"]`, `["disposal", "disposal"]`, "twice"},
		{"reasons without end", `["disposal"]`, `["` + strings.Join(words(41), `","`) + `"]`, "more than 40"},
		{"no method", `method = [{ id = "shredding", ja = "裁断", en = "Shredding" }]`, "method = []", "disposal: there is none"},
		{"a method without a text", `ja = "裁断", `, "", "disposal: ja"},
		{"no method of media", "purpose = [", "media_disposal = { article = \"第19条第1号\", method = [] }\npurpose = [", "media_disposal: there is none"},
		{"methods of media for no reason", "purpose = [", "media_disposal = { method = [{ id = \"shredding\", ja = \"裁断\", en = \"Shredding\" }] }\npurpose = [", "media_disposal: neither"},
		{"no step", valid[strings.Index(valid, "emergency"):], "", "emergency: there is none"},
		{"a step twice", `article = "第24条" }]`, `article = "第24条" }, { id = "search", ja = "捜索", en = "Search", post = "operator", minutes = 0, article = "第24条" }]`, "twice"},

		{"no purposes", `purpose = [{ id = "handover", ja = "交付", en = "Handover", article = "第19条第3号" }]`, "", "purpose: there is none"},
		{"another purpose first", `id = "handover"`, `id = "correction"`, "comes first"},
		{"a purpose that no record takes", `id = "handover"`, `id = "curiosity"`, "no purpose that records know"},
		{"a purpose that could be a name", `id = "handover"`, `id = "own"`, "no purpose that records know"},
		{"a purpose in one language", `en = "Handover", `, "", "purpose: en"},
		{"a purpose without its basis", `, article = "第19条第3号"`, "", "purpose: neither"},
		{"data that stay for ever", "after_months = 36", "after_months = 181", "case_data: months are"},
		{"data that go at once", "after_months = 36", "after_months = 0", "case_data: months are"},
		{"no end of data", "after_months = 36, ", "", "case_data.after_months is missing"},

		{"no time of the veil", "veil_after_seconds = 30, ", "", "attention.veil_after_seconds is missing"},
		{"no time of the lock", "lock_after_seconds = 300, ", "", "attention.lock_after_seconds is missing"},
		{"a veil that never comes", "veil_after_seconds = 30", "veil_after_seconds = 0", "attention: the seconds"},
		{"a veil after the hidden screen", "veil_after_seconds = 30", "veil_after_seconds = 120", "attention: the seconds"},
		{"a lock before the hidden screen", "lock_after_seconds = 300", "lock_after_seconds = 119", "attention: the seconds"},
		{"a lock that never comes", "lock_after_seconds = 300", "lock_after_seconds = 9223372036854775807", "attention: the seconds"},
		{"times without their basis", `, article = "第19条第4号"`, "", "attention: neither"},

		{"a value without its basis", `, article = "第22条第1号" }`, " }", "neither article nor default"},
		{"a step without its basis", `, article = "第24条" }`, " }", "emergency: neither"},
		{"an article by another name", `"第24条"`, `"Article 24"`, "article: written"},
		{"an article with nought", `"第24条"`, `"第0条"`, "article: written"},

		{"a plan nobody lets end", "", "[version.emergency_plan]\nreopen_posts = []\narticle = \"第24条\"\n", "nobody may"},
		{"a plan ended by a post nobody has", "", "[version.emergency_plan]\nreopen_posts = [\"mayor\"]\narticle = \"第24条\"\n", "no post"},
		{"a plan without its basis", "", "[version.emergency_plan]\nreopen_posts = [\"operator\"]\n", "neither article"},
		{"a step of no level", "", aPlan + "step = [{ id = \"a\", ja = \"あ\", en = \"A\", post = \"operator\", minutes = 0, from_level = 2, article = \"第24条\" }]\n", "no level 2"},
		{"a step without minutes", "", aPlan + "step = [{ id = \"a\", ja = \"あ\", en = \"A\", post = \"operator\", article = \"第24条\" }]\n", "minutes is missing"},
		{"a step called like a level", "", aPlan + "step = [{ id = \"level1\", ja = \"あ\", en = \"A\", post = \"operator\", minutes = 0, article = \"第24条\" }]\n", "is a level"},
		{"a step twice in the plan", "", aPlan + "step = [" + strings.Repeat("{ id = \"a\", ja = \"あ\", en = \"A\", post = \"operator\", minutes = 0, article = \"第24条\" },", 2) + "]\n", "twice"},
		{"a person's name for a phone", "", aPlan + "contact = [{ ja = \"課長\", en = \"Head\", phone = \"山田\" }]\n", "a phone is digits"},
		{"a contact without a phone", "", aPlan + "contact = [{ ja = \"課長\", en = \"Head\" }]\n", "a phone is digits"},
		{"a deputy without a phone", "", aPlan + "contact = [{ ja = \"課長\", en = \"Head\", phone = \"000-1\", deputy.ja = \"副\", deputy.en = \"Deputy\" }]\n", "a deputy"},
		{"something unknown in a contact", "", aPlan + "contact = [{ ja = \"課長\", en = \"Head\", phone = \"000-1\", home = \"000-2\" }]\n", "is not known"},

		{"a method no record knows", `id = "shredding"`, `id = "burial"`, "no method that records know"},

		{"a kind of incident no record knows", "", strings.Replace(aLeak, "leak-suspected", "weather", 1), "no kind that records know"},
		{"a kind that could be a name", "", strings.Replace(aLeak, "leak-suspected", "own", 1), "no kind that records know"},
		{"a kind twice", "", strings.Replace(aLeak, "]\n", ", "+aLeak[len("incident = ["):], 1), "twice"},
		{"a kind in one language", "", strings.Replace(aLeak, `en = "Leak", `, "", 1), "incident: en"},
		{"a kind without its basis", "", strings.Replace(aLeak, `article = "第24条", `, "", 1), "incident: neither"},
		{"a kind nobody may close", "", strings.Replace(aLeak, `"security-director"`, "", 1), "nobody may close it"},
		{"a kind closed by a post nobody has", "", strings.Replace(aLeak, "security-director", "mayor", 1), "no post"},
		{"a kind without steps", "", aLeak[:strings.Index(aLeak, ", step =")] + " }]\n", "leak-suspected: there is none"},
		{"a kind whose step has no minutes", "", strings.Replace(aLeak, ", minutes = 0", "", 1), "incident.step.minutes is missing"},
		{"a kind whose step nobody answers for", "", strings.Replace(aLeak, `post = "operator"`, `post = "mayor"`, 1), "no post"},
		{"kinds without end", "", nineKinds(), "more than 8 kinds"},

		{"no version", valid[strings.Index(valid, "[[version]]"):], "", "1 to 100 versions"},
		{"two versions of one day", "", another("2023-04-01", 60), "version 2: it does not begin after"},
		{"versions in no order", "", another("2022-04-01", 60), "version 2: it does not begin after"},
		{"a second version with a mistake", "", another("2024-04-01", 0), "version 2: renotice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := valid + c.new
			if c.old != "" {
				text = strings.Replace(valid, c.old, c.new, 1)
			}
			if text == valid {
				t.Fatal("the case changes nothing")
			}
			_, err := profile.Parse([]byte(text))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("want %q, got %v", c.says, err)
			}
		})
	}
}

func TestWhatIsTakenAtTheEdge(t *testing.T) {
	for _, c := range []struct{ old, new string }{
		{"after_days = 90", "after_days = 1"}, {"after_days = 365", "after_days = 90"}, {"after_days = 365", "after_days = 3650"},
		{"minutes = 60", "minutes = 0"}, {"minutes = 60", "minutes = 129600"},
		{`["disposal"]`, `["` + strings.Join(words(40), `","`) + `"]`},
		{`["disposal"]`, "[]"}, // a city may ask for two people nowhere, if it says so
		{`issue_ends = 2015-12-28, reason.ja = "終了", reason.en = "Ended"`, "open = true"},
		{`"終了"`, `"` + strings.Repeat("長", 200) + `"`}, {`"終了"`, `"𠮷 終了　した"`},
		{`"第24条"`, `"第24条の2第3項第1号・第5条"`},
	} {
		if _, err := profile.Parse([]byte(strings.Replace(valid, c.old, c.new, 1))); err != nil {
			t.Errorf("%s: %v", c.new, err)
		}
	}
	if _, err := profile.Parse(append([]byte(valid), bytes.Repeat([]byte("#\n"), 32<<10)...)); err == nil {
		t.Error("a file without end was read")
	}
	if _, err := profile.Parse([]byte(valid + "#" + strings.Repeat("-", 2000) + "\n")); err == nil {
		t.Error("a line without end was read")
	}
}

// nineKinds are one more than a person chooses from.
func nineKinds() string {
	one := aLeak[len("incident = [") : len(aLeak)-2]
	var all []string
	for i := range 9 {
		all = append(all, strings.Replace(one, "leak-suspected", "own-"+strings.Repeat(string(rune('a'+i)), 2), 1))
	}
	return "incident = [" + strings.Join(all, ", ") + "]\n"
}

// A city's own kind of incident is taken; a step that says nothing of its basis has that of the kind.
func TestACitysOwnKindOfIncident(t *testing.T) {
	r, _ := parsed(t, valid+strings.Replace(aLeak, "leak-suspected", "own-flood", 1)).In(day(2026, 11, 24))
	if len(r.Incidents) != 1 || r.Incidents[0].ID != "own-flood" || r.Incidents[0].Steps[0].Basis.Article != "第24条" || r.Incidents[0].ClosePosts[0] != juki.SecurityDirector {
		t.Errorf("%+v", r.Incidents)
	}
}

// words are different words.
func words(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("reason-%c%d", 'a'+i%26, i))
	}
	return list
}

// FuzzParse: no bytes make the parser fall over, and what it takes it takes the same way each time and can be asked for any day.
func FuzzParse(f *testing.F) {
	f.Add([]byte(valid))
	f.Add([]byte(valid + another("2026-04-01", 60)))
	for _, name := range profile.Names() {
		data, err := assets.Profiles.ReadFile("profiles/" + name + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := profile.Parse(data)
		if err != nil {
			return
		}
		again, err := profile.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p.Versions(), again.Versions()); diff != "" || p.Name != again.Name || p.Title != again.Title {
			t.Errorf("read twice, it says two things: %s", diff)
		}
		for _, r := range p.Versions() {
			in, some := p.In(r.From)
			if !some || in.From != r.From {
				t.Errorf("not in force on %s", r.From)
			}
			if before, some := p.In(r.From.AddDays(-1)); some && !before.From.Before(r.From) {
				t.Errorf("in force before %s", r.From)
			}
			if r.DisposalDueAfterDays < r.RenoticeAfterDays || len(r.DisposalMethods) == 0 || len(r.EmergencySteps) == 0 {
				t.Error("out of bounds")
			}
		}
	})
}
