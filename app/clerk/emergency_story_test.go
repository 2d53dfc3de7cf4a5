package clerk

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
)

// stopper is the emergency of a scene: what main wires, on the scene's books, storing at once.
type stopper struct {
	s    *scene
	mu   sync.Mutex
	open []stock.Emergency
}

func (e *stopper) Stop(drill bool) {
	by := juki.OperatorID("")
	if v := e.s.session.View(); v.State == session.LoggedIn {
		by = v.Operator.ID
	}
	reason := session.ByEmergency
	if drill {
		reason = session.ByDrill
	}
	e.s.session.Lock(reason)
	_, err := e.s.keeper.BeginEmergency(context.Background(), drill, by)
	e.s.must(err)
	e.s.must(e.Read(context.Background()))
}

func (e *stopper) Read(ctx context.Context) error {
	open, err := e.s.db.Stock().OpenEmergencies(ctx)
	e.mu.Lock()
	e.open = open
	e.mu.Unlock()
	return err
}

func (e *stopper) State() EmergencyState {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.open) == 0 {
		return EmergencyState{}
	}
	return EmergencyState{Open: true, Drill: e.open[0].Drill, Number: e.open[0].Number, Begun: e.open[0].Begun}
}

// stopRules are a regulation's as far as a stop is concerned. Operators may do no step, so that the posts of the scene are told apart.
func stopRules() stock.Rules {
	r := emergencyRules()
	r.Plan = stock.EmergencyPlan{Reopen: []juki.Post{juki.SystemAdministrator},
		Levels: []stock.EmergencyLevel{{ID: "level1", Japanese: "レベル1: 障害", English: "Level 1: a fault", Decides: juki.SystemAdministrator}},
		Steps: []stock.PlanStep{
			{Step: stock.Step{ID: "cards-taken", Japanese: "来庁者にカードを返す", English: "Give the card back", Post: juki.Operator, Within: 5 * time.Minute}},
			{Step: stock.Step{ID: "terminal-checked", Japanese: "端末と操作履歴を点検する", English: "Check the terminal", Post: juki.SystemAdministrator}, BeforeReopen: true}},
		Contacts: []stock.Contact{{Japanese: "情報保護管理者(市民課長)", English: "Data protection manager", Phone: "000-000-0001", Night: "000-000-0091",
			DeputyJapanese: "市民課副課長", DeputyEnglish: "Deputy head", DeputyPhone: "000-000-0002"}}}
	return r
}

// newStopScene is a counter that can be stopped, with somebody at work in a room.
func newStopScene(t *testing.T, r room, id juki.OperatorID, password string) *scene {
	t.Helper()
	s := newStockScene(t, tabFigures, stopRules())
	s.w.Office = listOffice{emptyOffice{}, "yoyaku.csv", bookingList}
	s.w.Emergency = &stopper{s: s}
	s.goTo(r, id, password)
	return s
}

// stopped waits until the window is covered and says so.
func (s *scene) stopped() {
	s.t.Helper()
	s.until("the cover of a stopped terminal", func() bool { return s.w.frame.Covered() && strings.Contains(s.said(), "緊急停止中") })
}

// In the middle of a dialog, with the keyboard in a field, the emergency key is pressed. Nobody is asked; the plan leads back to work.
func TestTheEmergencyKeyStopsTheTerminalAndThePlanOpensItAgain(t *testing.T) {
	s := newStopScene(t, incidents, "S002", clerkPassword)
	i := s.loses("490000000000002", 3)
	s.w.openIncident(i.Number)
	s.press("incident.step.search")
	s.until("a dialog with the keyboard in its field", func() bool { return s.stands("incident.step.confirm")() && s.win.Canvas().Focused() != nil })
	s.w.frame.PressUrgent()
	s.stopped()
	s.sees("来庁者のカードと、操作者識別カードを抜いてください", "情報保護管理者(不在のときは副)に知らせてください")
	s.picture("emergency-1-cover")
	s.pull()
	s.login("S002", clerkPassword)
	s.sees("緊急時対応 K08-000001", "未決定", "手順(0/2 済)", "再開の前に必要", "000-000-0091", "市民課副課長")
	s.picture("emergency-2-clerk")
	for _, id := range []string{"emergency.end", "emergency.mistake", "emergency.step.terminal-checked", "emergency.level"} {
		if s.canPush(id)() {
			t.Errorf("a clerk may press %s", id)
		}
	}
	for _, r := range []room{reception, stockRoom, settings, closing} {
		s.w.open(r)
		s.sees("緊急時対応 K08-000001")
	}
	s.push("emergency.step.cards-taken")
	s.jots("emergency.note", somebodysNote)
	s.press("emergency.step.confirm")
	s.sees("手順(1/2 済)", "見本 太郎")
	s.picture("emergency-3-note")

	s.goTo(papers, "S001", adminPassword)
	if _, shown := s.w.page.(*papersPage); !shown {
		t.Error("the papers cannot be reached")
	}
	if _, looks := s.w.roomWhileStopped(history, s.w.stopped()).(*historyPage); !looks {
		t.Error("the administrator cannot look through the history")
	}
	s.w.open(reception)
	s.push("emergency.end")
	s.sees("終わっていない手順があります")
	s.push("emergency.level")
	s.push("emergency.level.level1")
	s.sees("レベル1: 障害(")
	s.push("emergency.step.terminal-checked")
	s.press("emergency.step.confirm")
	s.sees("手順(2/2 済)")
	s.picture("emergency-3-ready")
	s.push("emergency.print")
	made := s.w.Papers.(*madePapers)
	s.until("the paper", s.stands("paper.back"))
	if asked := made.asked; len(asked) != 1 || asked[0].Kind != stock.PaperEmergency || asked[0].Emergency != "K08-000001" {
		t.Errorf("papers asked for: %v", asked)
	}
	s.w.open(incidents)
	s.push("emergency.end")
	s.press("emergency.end.confirm")
	s.sees("緊急時対応 K08-000001 を終えました")
	s.w.open(reception)
	s.until("work goes on", s.stands("reception.key"))
	s.w.open(incidents)
	s.sees("緊急停止(最近)", "K08-000001")
	s.picture("emergency-4-room")
	if begun, ended := s.recorded(oplog.EmergencyBegun), s.recorded(oplog.EmergencyEnded); begun != 1 || ended != 1 {
		t.Errorf("%d begun, %d ended", begun, ended)
	}
}

// The key works wherever the keyboard is: on a page, in the search field, in the password on the lock screen, over the hidden screen.
func TestTheEmergencyKeyWorksEverywhere(t *testing.T) {
	for name, there := range map[string]func(*scene){
		"a page": func(s *scene) { s.win.Canvas().Unfocus() },
		"a field": func(s *scene) {
			s.w.open(reception)
			s.until("the field", s.stands("reception.key"))
			s.w.frame.Find("reception.key").(*kit.Field).Focus()
		},
		"hidden":   func(s *scene) { s.w.hide() },
		"a dialog": func(s *scene) { s.w.practise() },
		"locked": func(s *scene) {
			s.session.Lock(session.ByOperator)
			s.until("the password", s.stands("lock.password"))
			s.w.frame.Find("lock.password").(*kit.PasswordField).Focus()
		},
		"nobody": func(s *scene) {
			s.session.LogOut()
			s.pull()
			s.until("nobody", func() bool { return s.session.View().State == session.NoOperator && s.w.frame.Covered() })
		},
		"the button": func(s *scene) { s.press("shell.stop"); s.stopped() },
		"the button on the lock screen": func(s *scene) {
			s.session.LogOut()
			s.pull()
			s.until("nobody", s.stands("lock.stop"))
			s.press("lock.stop")
			s.stopped()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStopScene(t, incidents, "S002", clerkPassword)
			s.w.shell = newShell(s.w) // with its red button: the scene made it before it could be stopped
			s.w.frame.SetPage(s.w.shell.root)
			s.w.open(incidents)
			s.until("the room", s.stands("emergency.practise"))
			there(s)
			s.queue.Run()
			if strings.HasPrefix(name, "the button") {
				return
			}
			s.w.frame.PressUrgent()
			s.stopped()
			if n := s.recorded(oplog.EmergencyBegun); n != 1 {
				t.Errorf("%d emergencies", n)
			}
		})
	}
}

// A drill goes the same way, marked wherever one looks, and is ended by who began it with another.
func TestADrillIsMarkedAndEndedByTwo(t *testing.T) {
	s := newStopScene(t, incidents, "S002", clerkPassword)
	s.push("emergency.practise")
	s.press("emergency.practise.confirm")
	s.until("covered", func() bool { return s.w.frame.Covered() })
	s.sees("緊急停止中(訓練)", "訓練")
	s.picture("drill-1-cover")
	s.pull()
	s.login("S002", clerkPassword)
	s.sees("緊急時対応 K08-000001", "訓練")
	s.picture("drill-2-page")
	s.push("emergency.end")
	s.sees("もう一人の確認")
	s.secondPerson("S002", clerkPassword)
	s.sees(s.w.text.T("code.same-person-twice.what"))
	s.secondPerson("S001", adminPassword)
	s.sees("緊急時対応 K08-000001 を終えました", "業務の再開", "S002 見本 窓口・S001 見本 管理子")
	s.picture("drill-3-ended")
	if s.stands("emergency.level")() {
		t.Error("the level of what is over may be decided")
	}
	s.w.open(reception)
	s.until("work goes on", s.stands("reception.key"))
}

// Every page of a stop speaks both languages.
func TestAStopSpeaksEnglish(t *testing.T) {
	s := newStopScene(t, incidents, "S001", adminPassword)
	s.w.Language, s.w.text = "en", s.w.Texts.In("en")
	s.w.open(incidents)
	s.push("emergency.practise")
	s.sees("Begin a drill")
	s.press("emergency.practise.cancel")
	s.w.frame.PressUrgent()
	s.sees("Emergency stop", "Take out the resident's card")
	s.must(s.session.Login(t.Context(), []byte(adminPassword)))
	s.sees("Emergency K08-000001", "Steps of the plan (0 of 2 done)", "deputy Deputy head")
	s.push("emergency.mistake")
	s.sees("the stop was a mistake")
	s.press("emergency.end.confirm")
	s.sees("has ended", "Work went on", "(false alarm)")
	if said := s.said(); strings.Contains(said, "[") {
		t.Errorf("a text is missing:\n%s", said)
	}
}
