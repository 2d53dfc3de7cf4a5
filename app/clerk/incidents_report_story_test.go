package clerk

import (
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// otherIncidents are a regulation's kinds of incidents besides cards and forms.
func otherIncidents() stock.Rules {
	r := stopRules()
	r.Incidents = []stock.IncidentPlan{
		{Kind: "leak-suspected", Japanese: "漏えいのおそれ", English: "Data may have leaked", CloseBy: []juki.Post{juki.SecurityDirector, juki.DataProtectionManager}, Steps: []stock.Step{
			{ID: "report-manager", Japanese: "情報保護管理者への報告", English: "Report to the data protection manager", Post: juki.Operator, Within: 30 * time.Minute}}},
		{Kind: "device-stolen", Japanese: "端末・媒体の盗難・紛失", English: "A terminal or medium was stolen or lost", CloseBy: []juki.Post{juki.SecurityDirector}},
		{Kind: "intrusion-suspected", Japanese: "不正アクセスのおそれ", English: "Misuse or an intrusion is suspected", CloseBy: []juki.Post{juki.SecurityDirector}},
		{Kind: "device-fault", Japanese: "機器の故障", English: "A fault of a device", CloseBy: []juki.Post{juki.SecurityDirector, juki.DataProtectionManager, juki.SystemAdministrator}, Steps: []stock.Step{
			{ID: "report-administrator", Japanese: "システム管理者への報告", English: "Report to the system administrator", Post: juki.Operator, Within: 30 * time.Minute},
			{ID: "repair", Japanese: "県・地方公共団体情報システム機構・警察・個人情報保護委員会への連絡の要否の判断と、修理・交換", English: "Repair or replace it", Post: juki.SystemAdministrator}}},
	}
	return r
}

// newReportScene is a clerk in the room of the incidents.
func newReportScene(t *testing.T) *scene {
	t.Helper()
	s := newStockScene(t, tabFigures, otherIncidents())
	s.w.Emergency = &stopper{s: s}
	s.insert(customerReader, "S003")
	s.must(s.session.Enrol(t.Context(), session.EnrolRequest{ID: "S003", Name: "見本 保護子", Post: juki.DataProtectionManager, Password: []byte(protectorPassword)}))
	_, err := s.readers.Remove(customerReader)
	s.must(err)
	s.goTo(incidents, "S002", clerkPassword)
	return s
}

// A reader smokes. The clerk records it without stopping the terminal; the plan, the times, who answers and whom to call stand there at once, the administrator
// does the rest and closes it before a second person, and the report is printed (第24条).
func TestAnIncidentThatIsNoCardIsRecordedFromTheRoom(t *testing.T) {
	s := newReportScene(t)
	s.sees("対応中の事故はありません")
	s.push("incidents.report")
	s.sees("端末は止まりません", "漏えいのおそれ", "機器の故障")
	s.press("incidents.report.confirm")
	if s.recorded(oplog.IncidentOpened) != 0 || !s.stands("incidents.report.confirm")() {
		t.Error("recorded without a choice")
	}
	s.picture("incident-report-1-ask")
	s.tick("incidents.kind.3")
	s.press("incidents.report.confirm")
	s.sees("事故 J08-000001 を記録しました", "手順(0/2 済)", "修理・交換", "緊急時連絡網", "000-000-0001", "終結する職", "責任者 システム管理者")
	s.picture("incident-report-2-plan")
	if s.w.frame.Covered() || s.w.stopped().Open {
		t.Error("the terminal is stopped")
	}
	if s.canPush("incident.close")() || s.canPush("incident.step.repair")() {
		t.Error("the clerk may do what others answer for")
	}
	s.push("incident.step.report-administrator")
	s.press("incident.step.confirm")
	s.sees("手順(1/2 済)")

	s.goTo(incidents, "S001", adminPassword)
	s.sees("機器の故障", "次は手順2")
	s.picture("incident-report-3-room")
	s.press("incidents.open.J08-000001")
	s.push("incident.step.repair")
	s.press("incident.step.confirm")
	s.sees("手順(2/2 済)")
	s.push("incident.close")
	s.secondPerson("S001", adminPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.secondPerson("S003", protectorPassword)
	s.sees("事故 J08-000001 を終結しました", "2026-11-24 終結")
	s.picture("incident-report-4-closed")
	if s.recorded(oplog.IncidentOpened) != 1 || s.recorded(oplog.IncidentClosed) != 1 {
		t.Error("not recorded")
	}
}

// What a plan does not let somebody close is not offered, and a leak stays open before the administrator's eyes.
func TestALeakIsClosedByWhoThePlanNames(t *testing.T) {
	s := newReportScene(t)
	s.push("incidents.report")
	s.tick("incidents.kind.0")
	s.press("incidents.report.confirm")
	s.push("incident.step.report-manager")
	s.press("incident.step.confirm")
	s.sees("手順(1/1 済)")
	s.goTo(incidents, "S001", adminPassword)
	s.press("incidents.open.J08-000001")
	s.sees("終結する職", "セキュリティ統括責任者・情報保護管理者")
	if s.canPush("incident.close")() {
		t.Error("the administrator closes a leak")
	}
	s.push("incident.print")
	s.until("the paper", s.stands("paper.back"))
	if asked := s.w.Papers.(*madePapers).asked; len(asked) != 1 || asked[0].Kind != stock.PaperIncident || asked[0].Incident != "J08-000001" {
		t.Errorf("papers asked for: %v", asked)
	}
}

// The same in English, without a word that is missing.
func TestAnIncidentIsRecordedInEnglish(t *testing.T) {
	s := newReportScene(t)
	s.w.Language, s.w.text = "en", s.w.Texts.In("en")
	s.w.open(incidents)
	s.push("incidents.report")
	s.sees("A terminal or medium was stolen or lost")
	s.picture("incident-report-en-1")
	s.tick("incidents.kind.1")
	s.press("incidents.report.confirm")
	s.sees("Incident J08-000001 is recorded", "stolen or lost")
	s.picture("incident-report-en-2")
	if said := s.said(); strings.Contains(said, "[") {
		t.Errorf("a text is missing:\n%s", said)
	}
}
