package report

import (
	"fmt"

	"madoguchi/internal/stock"
)

// stepColumns are the columns of the emergency plan; contactColumns those of who was told. Together they are contentWidth.
var (
	stepColumns = []column{
		{"番", 8, right}, {"手順", 42, left}, {"担当", 26, left}, {"期限", 21, centre}, {"実施", 21, centre}, {"実施者", 22, left}, {"記事", 34, left},
	}
	contactColumns = []column{{"連絡先", 54, left}, {"連絡日時", 40, left}, {"連絡者", 36, left}, {"相手方・内容", 44, left}}
)

// setIncident sets the 事故報告書: what is known of it, the steps of the emergency plan with what was done, and room to write what a
// program cannot know (原因, 再発防止, 公表).
func setIncident(s stock.IncidentSheet, o Options) (*paper, error) {
	i := s.Incident
	d, err := openDocument("事故報告書", dayOf(i.Opened, s.MadeAt), "", s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := incidentSheet{d, i}
	y := d.top([]fact{{"事故番号", orDash(string(i.Number))}, {"状態", l.standing()}}, "統括責任者", "管理者", "担当")
	y = l.findings(y + 2)
	y = l.steps(y)
	y = l.contacts(y)
	y = d.lines(y, "状況・経過、本人確認情報への影響(人数・項目)", "", 7)
	y = d.lines(y, "原因", "", 5)
	y = d.lines(y, "再発防止の措置", "", 5)
	return d.close(l.closing(y)), nil
}

type incidentSheet struct {
	*document
	incident stock.Incident
}

func (l incidentSheet) standing() string {
	open := 0
	for _, step := range l.incident.Steps {
		if step.Done.IsZero() {
			open++
		}
	}
	if l.incident.Closed.IsZero() {
		return fmt.Sprintf("未終結(未実施の手順 %d)", open)
	}
	return "終結 " + moment(l.incident.Closed) + by(" ", l.person(l.incident.ClosedBy))
}

// findings is what the books know of it.
func (l incidentSheet) findings(y float64) float64 {
	i := l.incident
	const label = 34.0
	t := &table{paper: l.paper, newPage: l.turn, columns: []column{{"", label, left}, {"", contentWidth - label, left}}}
	t.bare = true
	t.begin(y)
	rows := []fact{{"区分", orDash(i.KindJapanese())}}
	if i.OfStock() {
		rows = append(rows, fact{"品目", orDash(l.head.ItemName(i.Item))}, fact{"製造番号", orDash(string(i.Serial))}, fact{"あるべき場所", orDash(l.head.PlaceName(i.Place))})
	}
	rows = append(rows, fact{"発見日時・発見者", moment(i.Opened) + by(" ", l.person(i.OpenedBy))},
		fact{"発生日時", "令和　　年　　月　　日　　時　　分ごろ　(不明の場合はその旨を記入)"})
	if i.Difference != 0 {
		rows = append(rows, fact{"実査の差", difference(i.Difference) + l.unit(i.Item)})
	}
	if len(i.CloseBy) > 0 {
		rows = append(rows, fact{"終結する職", posts(i.CloseBy)})
	}
	for _, r := range rows {
		t.row([]cell{{r.name, bodyBold, left}, {r.text, bodyStyle, left}}, rowLook{})
	}
	t.threat()
	t.end()
	return t.y + 5
}

// threat is the row of the 脅威度, which a person decides: boxes to tick.
func (t *table) threat() {
	t.row([]cell{{"脅威度", bodyBold, left}, {"", bodyStyle, left}}, rowLook{keep: leastRow})
	x, y := leftEdge+t.columns[0].width+4, t.y-leastRow/2
	for _, level := range []string{"1", "2", "3"} {
		t.paper.tickBox(x, y)
		t.paper.text(x+3, middle(t.y-leastRow, leastRow, bodyStyle), bodyStyle, level)
		x += 18
	}
}

func (l incidentSheet) steps(y float64) float64 {
	y = l.section(y, "緊急時対応計画の手順", "(第24条)", 3*leastRow)
	t := &table{paper: l.paper, columns: stepColumns, newPage: l.turn}
	t.open(y)
	if len(l.incident.Steps) == 0 {
		t.remark("手順は定められていません(対象なし)")
	}
	for n, step := range l.incident.Steps {
		due, done := dayAndClock(step.Due), cell{dayAndClock(step.Done), reasonStyle, centre}
		if step.Due.IsZero() {
			due = "定めなし"
		}
		switch {
		case step.Done.IsZero() && !step.Due.IsZero() && l.head.MadeAt.After(step.Due):
			done = cell{"未実施\n期限超過", style{8, true, black}, centre}
		case step.Done.IsZero():
			done = cell{"未実施", reasonStyle, centre}
		case !step.Due.IsZero() && step.Done.After(step.Due):
			done = cell{done.text + "\n期限超過", style{8, true, black}, centre}
		}
		t.row([]cell{
			{number(n + 1), reasonStyle, right},
			{step.Japanese, reasonStyle, left},
			{orDash(step.Post.Japanese()), reasonStyle, left},
			{due, reasonStyle, centre},
			done,
			{orDash(l.person(step.By)), reasonStyle, left},
			{step.Note, reasonStyle, left},
		}, rowLook{})
	}
	t.end()
	return t.y + 5
}

// contacts is who has to be told, with room for when and by whom.
func (l incidentSheet) contacts(y float64) float64 {
	y = l.section(y, "連絡", "", 4*remarksLine)
	t := &table{paper: l.paper, columns: contactColumns, newPage: l.turn, least: remarksLine}
	t.open(y)
	for _, who := range l.told() {
		t.row([]cell{{who, reasonStyle, left}, {"", reasonStyle, left}, {"", reasonStyle, left}, {"", reasonStyle, left}}, rowLook{})
	}
	t.end()
	return t.y + 5
}

// told is who is told: those of the 緊急時連絡網 with their numbers, and who has none there.
func (l incidentSheet) told() []string {
	if len(l.incident.Contacts) == 0 {
		return []string{"セキュリティ統括責任者", "都道府県", "地方公共団体情報システム機構", "警察", "個人情報保護委員会", "本人"}
	}
	var all []string
	for _, c := range l.incident.Contacts {
		who := c.Japanese + "\n" + c.Phone
		if c.Night != "" {
			who += " 夜間・休日 " + c.Night
		}
		all = append(all, who)
	}
	return append(all, "警察", "個人情報保護委員会", "本人")
}

// closing is the approval of the end: 公表 and 終結承認.
func (l incidentSheet) closing(y float64) float64 {
	const height, label = 9.0, 34.0
	rows := []fact{
		{"公表", "□ する(　　年　　月　　日)　□ しない　理由:"},
		{"終結承認", "令和　　年　　月　　日　　承認者　　　　　　　　　　　　　　印"},
	}
	if y+height*float64(len(rows)) > bottomEdge {
		y = l.turn()
	}
	for _, r := range rows {
		l.paper.fill(leftEdge, y, label, height, tint)
		l.paper.box(leftEdge, y, label, height, 0.2, frame)
		l.paper.box(leftEdge, y, contentWidth, height, 0.2, frame)
		l.paper.text(leftEdge+cellPadding, middle(y, height, bodyBold), bodyBold, r.name)
		l.paper.text(leftEdge+label+3, middle(y, height, bodyStyle), bodyStyle, r.text)
		y += height
	}
	return y
}
