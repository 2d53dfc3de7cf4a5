package report

import (
	"fmt"
	"slices"
	"strings"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// disposalColumns are the columns of the 廃棄記録; together they are contentWidth.
var disposalColumns = []column{
	{"廃棄番号", 19, left},
	{"種別・番号(末尾)\n数量", 30, left},
	{"理由", 14, left},
	{"決定\n承認", 30, left},
	{"方法", 11, centre},
	{"券面\n判読不能", 16, centre},
	{"ICチップ\n破壊", 16, centre},
	{"実施(日時・場所・者)\n立会者・委託先・証明書", 38, left},
}

// disposalColumnsOfMedia are those of a sheet with media on it, which have neither face nor chip: that they were initialised, and how, stands in a
// column of its own (第19条第1号).
var disposalColumnsOfMedia = []column{
	{"廃棄番号", 18, left},
	{"種別・番号(末尾)\n数量", 25, left},
	{"理由", 14, left},
	{"決定\n承認", 28, left},
	{"方法", 12, centre},
	{"券面\n判読不能", 13, centre},
	{"ICチップ\n破壊", 14, centre},
	{"初期化\n(電子媒体)", 16, centre},
	{"実施(日時・場所・者)\n立会者・委託先・証明書", 34, left},
}

// setDisposal sets the 廃棄記録: who decided, approved, did it and stood by, and that face and chip were destroyed, each by itself.
func setDisposal(s stock.DisposalSheet, o Options) (*paper, error) {
	title, columns := "カード・帳票廃棄記録", disposalColumns
	if slices.ContainsFunc(s.Cases, isMedium) {
		title, columns = "カード・帳票・媒体廃棄記録", disposalColumnsOfMedia
	}
	d, err := openDocument(title, s.To, period(s.From, s.To), s.PaperHead, o)
	if err != nil {
		return nil, err
	}
	l := disposalSheet{d, columns}
	y := d.top([]fact{{"件数", countCases(s.Cases)}}, "課長", "係長", "担当")
	t := &table{paper: d.paper, columns: columns, newPage: d.turn}
	t.open(y + 2)
	if len(s.Cases) == 0 {
		t.remark("この期間に廃棄はありません(対象なし)")
	}
	for _, c := range s.Cases {
		t.row(l.cells(c), rowLook{})
	}
	t.end()
	return d.close(d.lines(t.y+5, "確認・処置", "(実物との照合、その他気付いたこと)", 3)), nil
}

type disposalSheet struct {
	*document
	columns []column
}

func isMedium(c stock.DisposalCase) bool { return c.Things.Item == stock.StorageMedia }

func countCases(cases []stock.DisposalCase) string {
	var done, refused, waiting int
	for _, c := range cases {
		switch {
		case c.Refused:
			refused++
		case c.Done.IsZero():
			waiting++
		default:
			done++
		}
	}
	return fmt.Sprintf("決定 %s件(実施済 %s件、未実施 %s件、不承認 %s件)", number(len(cases)), number(done), number(waiting), number(refused))
}

func (l disposalSheet) cells(c stock.DisposalCase) []cell {
	proof := []cell{{method(c.Proof.Method), reasonStyle, centre}, {confirmed(c.Proof.FaceGone), bodyBold, centre}, {confirmed(c.Proof.ChipGone), bodyBold, centre},
		{c.Proof.Initialised.Japanese(), reasonStyle, centre}}
	none := cell{"対象外", reasonStyle, centre}
	if !c.Proof.ChipGone && !hasChip(c.Things.Item) {
		proof[2] = none
	}
	if isMedium(c) {
		proof[1] = none
	} else {
		proof[3] = none
	}
	if c.Done.IsZero() {
		for i := range proof {
			proof[i] = cell{"―", reasonStyle, centre}
		}
	}
	cells := []cell{
		{string(c.Number), reasonStyle, left},
		{l.things(c.Things), reasonStyle, left},
		{c.Why.Japanese(), reasonStyle, left},
		{l.decision(c), reasonStyle, left},
	}
	cells = append(cells, proof[:len(l.columns)-len(cells)-1]...) // the last of them only where a column is for it
	return append(cells, cell{l.doing(c), reasonStyle, left})
}

func confirmed(yes bool) string {
	if yes {
		return "済"
	}
	return "未確認"
}

// hasChip: cards have one, forms and media have none.
func hasChip(item stock.ItemID) bool {
	return item == stock.MyNumberCards || item == stock.ResidentCards || item == stock.ResidentBlanks
}

// method is how it was done, in the words of 第22条第1号; of a medium that was initialised, how it was destroyed.
func method(id string) string {
	switch id {
	case "incineration":
		return "焼却"
	case "dissolution":
		return "溶解"
	case "shredding":
		return "裁断"
	case "destruction":
		return "物理的破壊"
	}
	return orDash(id)
}

// things names what was disposed of by the ends of its numbers: the paper leaves the office with the waste.
func (l disposalSheet) things(t stock.Things) string {
	parts := []string{l.head.ItemName(t.Item)}
	var ends []string
	for _, s := range t.Serials {
		ends = append(ends, "*"+lastFour(s))
	}
	if len(ends) > 0 {
		parts = append(parts, l.paper.packed(reasonStyle, l.columns[1].width, "", ends))
	}
	if t.Lot != "" {
		parts = append(parts, lotNumbers(t))
	}
	return strings.Join(append(parts, number(quantity(t))+l.unit(t.Item)), "\n")
}

// lastFour is the end of a serial by which people call a card.
func lastFour(s juki.CardSerial) string { return string(s[max(0, len(s)-4):]) }

func (l disposalSheet) decision(c stock.DisposalCase) string {
	lines := []string{"決定 " + day(c.Decided), orDash(l.person(c.DecidedBy))}
	switch {
	case c.Refused:
		lines = append(lines, "不承認 "+day(c.Approved), l.person(c.ApprovedBy))
	case c.Approved.IsZero():
		lines = append(lines, "承認待ち")
	default:
		lines = append(lines, "承認 "+day(c.Approved), l.person(c.ApprovedBy))
	}
	return strings.Join(lines, "\n")
}

func (l disposalSheet) doing(c stock.DisposalCase) string {
	switch {
	case c.Refused:
		return "―(不承認)"
	case c.Done.IsZero():
		return "未実施"
	}
	lines := []string{day(c.Done) + " " + clock(c.Done) + by(" ", c.Proof.Where), "実施 " + orDash(l.person(c.DoneBy)), "立会 " + orDash(l.person(c.Witness))}
	if c.Proof.Contractor != "" {
		lines = append(lines, "委託先 "+c.Proof.Contractor, "証明書 "+orDash(c.Proof.Certificate))
	}
	return strings.Join(lines, "\n")
}
