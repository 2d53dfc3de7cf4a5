package report

import (
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// phoneColumns are the columns of the 緊急時連絡網; the last one is written by hand while there is no other way. Together they are contentWidth.
var phoneColumns = []column{{"連絡先", 52, left}, {"電話", 26, left}, {"夜間・休日", 26, left}, {"副", 44, left}, {"連絡日時(手書き)", 26, left}}

// setEmergency sets the 緊急時対応記録: what happened, the plan with what was done when, whom to call, and who let work go on. It is one page: it is
// the sheet that goes on when nothing else does.
func setEmergency(s stock.EmergencySheet, o Options) (*paper, error) {
	e, title := s.Emergency, "緊急時対応記録"
	if e.Drill {
		title, o.drill = "緊急時対応記録(訓練)", true
	}
	d, err := openDocument(title, dayOf(e.Begun, s.MadeAt), "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := emergencySheet{d, e}
	y := d.top([]fact{{"番号", orDash(string(e.Number))}, {"状態", l.standing()}}, "統括責任者", "管理者", "担当")
	y = l.what(y + 2)
	y = l.steps(y)
	y = l.phones(y)
	return d.close(d.lines(y, "状況・経過(手書き)", "", 3)), nil
}

type emergencySheet struct {
	*document
	e stock.Emergency
}

func (l emergencySheet) standing() string {
	if l.e.Ended.IsZero() {
		return "緊急停止中"
	}
	return "再開 " + moment(l.e.Ended)
}

// what is what is known of it.
func (l emergencySheet) what(y float64) float64 {
	const label = 40.0
	t := &table{paper: l.paper, newPage: l.turn, columns: []column{{"", label, left}, {"", contentWidth - label, left}}}
	t.bare = true
	t.begin(y)
	level := "未決定"
	if now, d, decided := l.e.Level(); decided {
		level = now.Japanese + "(" + moment(d.At) + by(" ", l.person(d.By)) + ")"
	}
	ended := "―"
	if !l.e.Ended.IsZero() {
		ended = moment(l.e.Ended) + by(" 認めた者 ", l.person(l.e.EndedBy)) + by(" 立会者 ", l.person(l.e.Witness))
		if l.e.Mistake {
			ended += " (誤作動・誤操作のため終了)"
		}
	}
	for _, r := range []fact{
		{"緊急停止の日時・操作者", moment(l.e.Begun) + by(" ", l.presser())},
		{"脅威度", level},
		{"再開を認める職", orDash(posts(l.e.Plan.Reopen))},
		{"業務の再開", ended},
	} {
		t.row([]cell{{r.name, bodyBold, left}, {r.text, bodyStyle, left}}, rowLook{})
	}
	t.end()
	return t.y + 5
}

func (l emergencySheet) presser() string {
	if l.e.BegunBy == "" {
		return "(だれも利用していないとき)"
	}
	return l.person(l.e.BegunBy)
}

func (l emergencySheet) steps(y float64) float64 {
	y = l.section(y, "緊急時対応計画の手順", "(第24条)", 3*leastRow)
	t := &table{paper: l.paper, columns: stepColumns, newPage: l.turn}
	t.open(y)
	if len(l.e.Plan.Steps) == 0 {
		t.remark("手順は定められていません(対象なし)")
	}
	for n, step := range l.e.Plan.Steps {
		due := "定めなし"
		if at := l.e.Due(step); !at.IsZero() {
			due = dayAndClock(at)
		}
		d, _ := l.e.DoneOf(step.ID)
		t.row([]cell{
			{number(n + 1), reasonStyle, right},
			{step.Japanese, reasonStyle, left},
			{orDash(step.Post.Japanese()), reasonStyle, left},
			{due, reasonStyle, centre},
			l.done(step, d),
			{orDash(l.person(d.By)), reasonStyle, left},
			{d.Note, reasonStyle, left},
		}, rowLook{})
	}
	t.end()
	return t.y + 5
}

// done is the cell that says when a step was done, or why not.
func (l emergencySheet) done(s stock.PlanStep, d stock.EmergencyDone) cell {
	due, late := l.e.Due(s), style{8, true, black}
	switch {
	case !d.At.IsZero() && !due.IsZero() && d.At.After(due):
		return cell{dayAndClock(d.At) + "\n期限超過", late, centre}
	case !d.At.IsZero():
		return cell{dayAndClock(d.At), reasonStyle, centre}
	case !l.e.Asked(s):
		return cell{"対象外", reasonStyle, centre}
	case !due.IsZero() && l.head.MadeAt.After(due) && l.e.Ended.IsZero():
		return cell{"未実施\n期限超過", late, centre}
	}
	return cell{"未実施", reasonStyle, centre}
}

// phones is the 緊急時連絡網: on paper too, because the network may be what failed.
func (l emergencySheet) phones(y float64) float64 {
	y = l.section(y, "緊急時連絡網", "", 2*leastRow)
	t := &table{paper: l.paper, columns: phoneColumns, newPage: l.turn}
	t.open(y)
	if len(l.e.Plan.Contacts) == 0 {
		t.remark("連絡先は定められていません")
	}
	for _, c := range l.e.Plan.Contacts {
		deputy := orDash(c.DeputyJapanese)
		if c.DeputyPhone != "" {
			deputy += "\n" + c.DeputyPhone
		}
		t.row([]cell{{c.Japanese, reasonStyle, left}, {c.Phone, reasonStyle, left}, {orDash(c.Night), reasonStyle, left}, {deputy, reasonStyle, left}, {"", reasonStyle, left}}, rowLook{})
	}
	t.end()
	return t.y + 5
}

// posts are posts in one line.
func posts(list []juki.Post) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = p.Japanese()
	}
	return strings.Join(words, "・")
}
