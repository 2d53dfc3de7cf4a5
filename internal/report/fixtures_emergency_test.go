package report

import (
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sampleEmergency is a drill that has ended, or an emergency under way.
func sampleEmergency(drill bool) stock.EmergencySheet {
	begun := sheetDate.At(10, 12)
	step := func(id, words string, post juki.Post, minutes, from int, before bool) stock.PlanStep {
		return stock.PlanStep{Step: stock.Step{ID: id, Japanese: words, Post: post, Within: time.Duration(minutes) * time.Minute}, FromLevel: from, BeforeReopen: before}
	}
	e := stock.Emergency{Number: "K08-000001", Drill: drill, Begun: begun, Plan: stock.EmergencyPlan{Reopen: []juki.Post{juki.SecurityDirector, juki.DataProtectionManager},
		Levels: []stock.EmergencyLevel{{ID: "level1", Japanese: "レベル1: 端末・機器の障害。本人確認情報への脅威はない"}, {ID: "level2", Japanese: "レベル2: 住民サービスが止まる障害、または不正行為の疑い"}},
		Steps: []stock.PlanStep{
			step("cards-taken", "来庁者にカードを返し、操作者識別カードを抜く", juki.Operator, 5, 0, false),
			step("residents-led", "来庁者に待ち時間・出直しを案内する", juki.Operator, 10, 0, false),
			step("manager-told", "情報保護管理者(不在のときは副)に連絡する", juki.Operator, 10, 0, false),
			step("administrator-told", "システム管理者とセキュリティ統括責任者に連絡する", juki.DataProtectionManager, 30, 0, false),
			step("kept-apart", "端末を回線から切り離し、電源を入れたまま保全する", juki.SystemAdministrator, 30, 2, false),
			step("terminal-checked", "原因を確かめ、端末と操作履歴を点検する", juki.SystemAdministrator, 0, 0, true),
		},
		Contacts: []stock.Contact{
			{Japanese: "情報保護管理者(市民課長)", Phone: "000-000-0001", Night: "000-000-0091", DeputyJapanese: "市民課副課長", DeputyPhone: "000-000-0002"},
			{Japanese: "システム管理者(デジタル戦略課長)", Phone: "000-000-0003", Night: "000-000-0091", DeputyJapanese: "デジタル戦略課副課長", DeputyPhone: "000-000-0004"},
			{Japanese: "地方公共団体情報システム機構", Phone: "000-000-0008"},
		}}}
	done := func(step string, minutes int, by juki.OperatorID, note string) {
		e.Done = append(e.Done, stock.EmergencyDone{Step: step, At: begun.Add(time.Duration(minutes) * time.Minute), By: by, Note: note})
	}
	done("cards-taken", 2, "S001", "")
	done("residents-led", 12, "S001", "3組。別の窓口へ案内。")
	h := sampleHead()
	h.MadeAt = begun.Add(15 * time.Minute)
	if drill {
		e.BegunBy = "S001"
		done("level1", 16, "S003", "")
		done("terminal-checked", 30, "S003", "")
		e.Ended, e.EndedBy, e.Witness = begun.Add(40*time.Minute), "S001", "S003"
		h.MadeAt = begun.Add(45 * time.Minute)
	}
	return stock.EmergencySheet{PaperHead: h, Emergency: e}
}

func extremeEmergency() stock.EmergencySheet {
	s := sampleEmergency(true)
	made := s.MadeAt
	s.PaperHead, s.MadeAt = extremeHead(), made
	e := &s.Emergency
	e.Mistake = true
	for range 2 {
		e.Plan.Steps = append(e.Plan.Steps, e.Plan.Steps...)
		e.Plan.Contacts = append(e.Plan.Contacts, e.Plan.Contacts...)
	}
	for i := range e.Plan.Steps {
		e.Plan.Steps[i].Japanese = strings.Repeat("調べる", 20)
	}
	for i := range e.Done {
		e.Done[i].Note = strings.Repeat(longNote, 2)
	}
	for i := range e.Plan.Contacts {
		e.Plan.Contacts[i].Japanese, e.Plan.Contacts[i].DeputyJapanese = strings.Repeat("長い名の連絡先", 8), strings.Repeat("長い名の副", 8)
	}
	return s
}
