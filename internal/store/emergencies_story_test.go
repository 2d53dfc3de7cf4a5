package store

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

const manager = juki.OperatorID("S009") // 情報保護管理者

func stopPlan() stock.EmergencyPlan {
	return stock.EmergencyPlan{Reopen: []juki.Post{juki.SecurityDirector, juki.DataProtectionManager},
		Levels: []stock.EmergencyLevel{{ID: "level1", Japanese: "軽い", English: "light", Decides: juki.SystemAdministrator},
			{ID: "level2", Japanese: "重い", English: "grave", Decides: juki.DataProtectionManager}},
		Steps: []stock.PlanStep{
			{Step: stock.Step{ID: "cards-taken", Japanese: "返す", English: "give back", Post: juki.Operator, Within: 5 * time.Minute}},
			{Step: stock.Step{ID: "kept-apart", Japanese: "離す", English: "take off", Post: juki.SystemAdministrator}, FromLevel: 2},
			{Step: stock.Step{ID: "terminal-checked", Japanese: "点検する", English: "check", Post: juki.SystemAdministrator}, BeforeReopen: true},
		},
		Contacts: []stock.Contact{{Japanese: "課長", English: "head", Phone: "000-1", Night: "000-2", DeputyJapanese: "副", DeputyEnglish: "deputy", DeputyPhone: "000-3"}}}
}

func openStopped(t *testing.T, drill bool) (*desk, stock.Emergency) {
	t.Helper()
	d := openDesk(t, "terminal-01")
	d.rules.Plan = stopPlan()
	e, err := d.BeginEmergency(t.Context(), drill, clerk)
	if err != nil {
		t.Fatal(err)
	}
	return d, e
}

func (d *desk) does(t *testing.T, what string, act func() error) {
	t.Helper()
	if err := act(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// A terminal is stopped and opened again by the plan (第24条): the level by who decides it, the steps by who answers for them, the end by a post the
// plan names, not before the administrator has looked.
func TestAStoppedTerminalIsOpenedAgainByThePlan(t *testing.T) {
	d, e := openStopped(t, false)
	ctx := t.Context()
	step := func(id string) func() error {
		return func() error { return d.DoEmergencyStep(ctx, e.Number, id, "記事") }
	}
	level := func(id string) func() error { return func() error { return d.DecideLevel(ctx, e.Number, id, "") } }
	end := func(mistake bool) func() error {
		return func() error { return d.EndEmergency(ctx, e.Number, "", mistake) }
	}
	if e.Number != "K08-000001" || e.Drill || e.BegunBy != clerk {
		t.Errorf("%+v", e)
	}
	if again, err := d.BeginEmergency(ctx, false, ""); err != nil || again.Number != e.Number {
		t.Errorf("a second press: %v, %v", again.Number, err)
	}
	d.rules.Plan = stock.EmergencyPlan{} // another version of the regulation changes nothing of this emergency
	d.refuses(t, "the clerk decides no level", juki.PostMissing, level("level1"))
	d.refuses(t, "no such level", juki.StepNotAllowed, level("level9"))
	d.refuses(t, "no such step", juki.StepNotAllowed, step("level1"))
	d.refuses(t, "another's step", juki.PostMissing, step("terminal-checked"))
	d.refuses(t, "the clerk opens nothing", juki.PostMissing, end(false))
	d.refuses(t, "nor by mistake", juki.PostMissing, end(true))
	d.does(t, "the clerk's step", step("cards-taken"))
	d.refuses(t, "a step twice", juki.StepNotAllowed, step("cards-taken"))
	d.as(manager, juki.DataProtectionManager, func() {
		d.refuses(t, "no level yet", juki.StepsOpen, end(false))
		d.does(t, "the level", level("level2"))
		d.refuses(t, "the same level", juki.StepNotAllowed, level("level2"))
		d.refuses(t, "nobody looked", juki.StepsOpen, end(false))
		d.refuses(t, "another's step", juki.PostMissing, step("terminal-checked"))
	})
	d.as(chief, juki.SystemAdministrator, func() {
		d.does(t, "a lower level", level("level1"))
		d.refuses(t, "a step of a higher level", juki.StepNotAllowed, step("kept-apart"))
		d.does(t, "the check", step("terminal-checked"))
		d.refuses(t, "the administrator opens nothing", juki.PostMissing, end(false))
	})
	d.as(manager, juki.DataProtectionManager, func() {
		d.refuses(t, "an unknown one", juki.EmergencyUnknown, func() error { return d.EndEmergency(ctx, "K08-000009", "", false) })
		d.does(t, "the end", end(false))
		d.refuses(t, "ended twice", juki.StepNotAllowed, end(false))
		d.refuses(t, "a step after the end", juki.StepNotAllowed, step("kept-apart"))
	})
	got, err := d.book.EmergencyOf(ctx, e.Number)
	if err != nil || got.Ended.IsZero() || got.EndedBy != manager || got.Mistake || len(got.Done) != 4 || got.Done[0].Note != "記事" {
		t.Errorf("%+v, %v", got, err)
	}
	if diff := cmp.Diff(stopPlan(), got.Plan); diff != "" {
		t.Error(diff)
	}
	if open, err := d.book.OpenEmergencies(ctx); err != nil || len(open) != 0 {
		t.Errorf("open: %v, %v", open, err)
	}
	if next, err := d.BeginEmergency(ctx, false, ""); err != nil || next.Number != "K08-000002" || next.BegunBy != "" {
		t.Errorf("the next: %+v, %v", next, err)
	}
	if last, err := d.book.LastEmergencies(ctx, 1); err != nil || len(last) != 1 || last[0].Number != "K08-000002" {
		t.Errorf("the last: %v, %v", last, err)
	}
}

// A false alarm needs no steps, but the same post.
func TestAFalseAlarmIsEndedByThePostsOfThePlan(t *testing.T) {
	d, e := openStopped(t, false)
	d.as(manager, juki.SecurityDirector, func() {
		d.does(t, "the end", func() error { return d.EndEmergency(t.Context(), e.Number, "", true) })
	})
	if got, err := d.book.EmergencyOf(t.Context(), e.Number); err != nil || !got.Mistake {
		t.Errorf("%+v, %v", got, err)
	}
}

// A drill is ended by who began it with a second person; steps may stay undone. It stands in no emergency's way.
func TestADrillIsEndedByWhoBeganItAndAnother(t *testing.T) {
	d, e := openStopped(t, true)
	end := func(witness juki.OperatorID) func() error {
		return func() error { return d.EndEmergency(t.Context(), e.Number, witness, false) }
	}
	real, err := d.BeginEmergency(t.Context(), false, "")
	if err != nil || real.Number == e.Number || real.Drill {
		t.Errorf("an emergency in a drill: %+v, %v", real, err)
	}
	d.as(second, juki.Operator, func() { d.refuses(t, "somebody else", juki.PostMissing, end(clerk)) })
	d.refuses(t, "alone", juki.WitnessMissing, end(""))
	d.refuses(t, "with oneself", juki.SamePersonTwice, end(clerk))
	d.does(t, "the end", end(second))
	if open, err := d.book.OpenEmergencies(t.Context()); err != nil || len(open) != 1 || open[0].Number != real.Number {
		t.Errorf("open: %v, %v", open, err)
	}
	var reasons []string
	rows, err := d.readers.Query("SELECT coalesce(json_extract(payload, '$.f.reason'), payload) FROM record WHERE payload LIKE '%K08-%' ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var reason string
		if err := rows.Scan(&reason); err != nil {
			t.Fatal(err)
		}
		reasons = append(reasons, reason)
	}
	if diff := cmp.Diff([]string{"drill", "emergency", "drill"}, reasons); diff != "" {
		t.Error(diff)
	}
}

// What somebody writes to a step is nobody's who finds the file.
func TestTheNotesOfAnEmergencyAreSealed(t *testing.T) {
	d, e := openStopped(t, false)
	d.does(t, "a step", func() error { return d.DoEmergencyStep(t.Context(), e.Number, "cards-taken", plainName) })
	var note []byte
	if err := d.readers.QueryRow("SELECT note FROM emergency_step").Scan(&note); err != nil || len(note) == 0 || bytes.Contains(note, []byte(plainName)) {
		t.Errorf("the note is %q, %v", note, err)
	}
}

// An emergency is never changed or taken away.
func TestAnEmergencyStays(t *testing.T) {
	d, e := openStopped(t, false)
	d.does(t, "a step", func() error { return d.DoEmergencyStep(t.Context(), e.Number, "cards-taken", "") })
	d.as(manager, juki.SecurityDirector, func() {
		d.does(t, "the end", func() error { return d.EndEmergency(t.Context(), e.Number, "", true) })
	})
	for _, statement := range []string{"DELETE FROM emergency_ended", "UPDATE emergency_ended SET mistake = 0", "DELETE FROM emergency_step", "UPDATE emergency_step SET ts = 0",
		"DELETE FROM emergency", "UPDATE emergency SET drill = 1"} {
		err := d.act(t.Context(), func(tx *Tx) error {
			if _, err := tx.exec(statement); err != nil {
				return err
			}
			return tx.Append(sampleRecordAt(d.tick()))
		})
		if err == nil {
			t.Errorf("%s went through", statement)
		}
	}
}
