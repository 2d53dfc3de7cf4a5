package report

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/golden"
	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// edgePapers are papers about nothing, and papers with everything at its extremes; looked at as text and by their boxes.
func edgePapers() map[string]sample {
	head, training := sampleHead(), Options{Reprint: true, ReprintedAt: sheetDate.AddDays(6).At(9, 15), Training: true}
	first := juki.Date{Year: 2026, Month: 11, Day: 1}
	return map[string]sample{
		"day-empty":         {stock.DaySheet{Date: sheetDate, OpenedAt: sheetDate.At(8, 30)}, Options{}},
		"ledger-empty":      {stock.LedgerSheet{PaperHead: head, Item: stock.MyNumberCards, From: first, To: sheetDate, Opening: 12, Closing: 12}, Options{}},
		"stock-list-empty":  {stock.StockList{PaperHead: head, At: sheetDate.At(17, 0)}, Options{}},
		"disposal-empty":    {stock.DisposalSheet{PaperHead: head, From: first, To: sheetDate}, Options{}},
		"month-empty":       {stock.MonthSheet{PaperHead: head, Year: 2026, Month: 2}, Options{}},
		"pick-list-empty":   {stock.PickList{PaperHead: head, Day: sheetDate}, Options{}},
		"transfer-empty":    {stock.TransferSheet{PaperHead: head}, Options{}},
		"labels-empty":      {stock.LabelSheet{PaperHead: head}, Options{}},
		"incident-empty":    {stock.IncidentSheet{PaperHead: head}, Options{}},
		"emergency-empty":   {stock.EmergencySheet{PaperHead: head}, Options{}},
		"emergency-extreme": {extremeEmergency(), training},
		"office-empty":      {stock.OfficeSheet{PaperHead: head, Day: sheetDate}, Options{}},
		"office-extreme":    {hugeOffice(), training},

		"day-extreme":            {extremeDay(), training},
		"ledger-extreme":         {extremeLedger(), training},
		"stock-list-extreme":     {extremeList(), training},
		"disposal-extreme":       {extremeDisposals(), training},
		"disposal-media-extreme": {extremeMediaDisposals(), training},
		"month-extreme":          {extremeMonth(), training},
		"pick-list-extreme":      {extremePicks(), training},
		"transfer-extreme":       {extremeSlip(), training},
		"labels-extreme":         {extremeLabels(), training},
		"incident-extreme":       {extremeIncident(), training},
	}
}

const (
	longSerial = juki.CardSerial("MN001234567890123456")
	longNote   = "棚と窓口手元とシュレッダー待ちの箱を二人で確かめたが見当たらず、翌開庁日の8時30分から全数を点検する。"
)

func extremeDay() stock.DaySheet {
	s, h := unclosed(), extremeHead()
	s.City, s.Office, s.Terminal, s.Kinds, s.Places, s.Group = h.City, h.Office, h.Terminal, h.Items, h.Places, strings.Repeat("本庁舎", 12)
	s.CountedBy, s.CountedNames, s.SecondBy, s.SecondNames = []juki.OperatorID{"S001", "S002"}, []string{h.Names["S001"], h.Names["S002"]},
		[]juki.OperatorID{"S003"}, []string{h.Names["S003"]}
	s.Exception, s.ClosedAt = stock.Disaster, sheetDate.AddDays(1).At(8, 40)
	for i := range s.Rows {
		s.Rows[i].Yesterday, s.Rows[i].Book, s.Rows[i].Note = 98765, 98765, longNote
		s.Rows[i].InBy = map[stock.Reason]int{"reason-of-tomorrow": 1, "another-of-tomorrow": 2, "third-of-tomorrow": 3}
		for _, r := range reasonOrder() {
			s.Rows[i].InBy[r] = 1234
		}
	}
	s.Rows[1].Missing = slices.Repeat([]juki.CardSerial{longSerial}, 40)
	for i := range 60 {
		s.OpenTransfers = append(s.OpenTransfers, stock.TransferNumber(fmt.Sprintf("T08-%06d", i)))
		s.OpenIncidents = append(s.OpenIncidents, stock.IncidentNumber(fmt.Sprintf("J08-%06d", i)))
		s.Discarded = append(s.Discarded, strings.Repeat("箱", 10)+fmt.Sprint(i))
	}
	return s
}

func extremeLedger() stock.LedgerSheet {
	s := sampleLedger(45)
	s.PaperHead, s.Item = extremeHead(), "form-long"
	for i := range s.Lines {
		l := &s.Lines[i]
		l.Reason, l.Things, l.Document, l.Balance = stock.CountAdjust, string(longSerial)+"ほか9999", strings.Repeat("文書", 12), 123456+i
		l.From, l.To, l.In, l.Out, l.By, l.Witness = "A-01", "WADAYAMA", 123456, 123456, "S001", "S003"
	}
	return s
}

func extremeList() stock.StockList {
	s := sampleList(130)
	s.PaperHead = extremeHead()
	for i := range s.Lines {
		s.Lines[i].Quantity, s.Lines[i].Age, s.Lines[i].Numbers = 100_000, 3650, strings.Repeat("L", 30)
		if s.Lines[i].Serial != "" {
			s.Lines[i].Serial = longSerial
		}
	}
	s.Lines[3].At.State, s.Lines[4].Due = "state-of-tomorrow", "due-of-tomorrow"
	return s
}

func extremeDisposals() stock.DisposalSheet {
	s := sampleDisposals()
	s.PaperHead = extremeHead()
	for i := range s.Cases {
		c := &s.Cases[i]
		c.Things.Item, c.DecidedBy, c.ApprovedBy, c.DoneBy, c.Witness = "form-long", "S001", "S003", "S001", "S002"
		c.Proof.Method, c.Proof.Where, c.Proof.Contractor, c.Proof.Certificate = "method-of-tomorrow", longNote, longNote, strings.Repeat("証", 40)
	}
	s.Cases[0].Things.Serials = slices.Repeat([]juki.CardSerial{longSerial}, 300)
	return s
}

// extremeMediaDisposals has words in every column of a sheet with media that this program does not know.
func extremeMediaDisposals() stock.DisposalSheet {
	s := extremeDisposals()
	for i := range s.Cases {
		s.Cases[i].Things.Item = stock.StorageMedia
		s.Cases[i].Proof.Initialised = "initialised-in-a-way-of-tomorrow"
	}
	return s
}

func extremeMonth() stock.MonthSheet {
	s := sampleMonth(90_000)
	s.PaperHead = extremeHead()
	s.Days = append(s.Days, stock.MonthDay{Day: juki.Date{Year: 2026, Month: 12, Day: 1}, Opened: true, Book: -3})
	for range 12 {
		s.Items = append(s.Items, stock.MonthItem{Item: "form-long", Opening: 1_234_567, In: map[stock.Reason]int{stock.CountAdjust: 1_234_567, "reason-of-tomorrow": 1},
			Out: map[stock.Reason]int{stock.DisposalDecided: 1_234_567, stock.Loss: -1}, Closing: -1_234_567, Differs: 31})
	}
	return s
}

func extremePicks() stock.PickList {
	s := samplePicks()
	s.PaperHead = extremeHead()
	for range 4 {
		s.Appointments = append(s.Appointments, s.Appointments...)
	}
	for i := range s.Appointments {
		s.Appointments[i].Serial, s.Appointments[i].Case = longSerial, ""
		s.Appointments[i].At = stock.Position{Place: "WADAYAMA", State: stock.Picked}
	}
	return s
}

func extremeSlip() codedSlip {
	s := sampleSlip(180, true)
	s.sheet.PaperHead, s.sheet.Transfer.Back, s.sheet.Transfer.SentBy, s.sheet.Transfer.By = extremeHead(), true, "S001", "S003"
	s.sheet.Transfer.Things[1].Item = "form-long"
	for i := range s.sheet.Transfer.Things[0].Serials {
		s.sheet.Transfer.Things[0].Serials[i] = longSerial
	}
	s.code = sampleSlip(180, false).code
	return s
}

func extremeLabels() stock.LabelSheet {
	s := sampleLabels()
	s.City, s.Office = "葛󠄀城見本市", strings.Repeat("市民生活部市民課", 6)
	for i := range s.Places {
		s.Places[i].Name, s.Places[i].Group = strings.Repeat("とても長い名の棚", 12), strings.Repeat("本庁舎", 12)
	}
	for i := range s.Labels {
		if i > 3 {
			s.Labels[i] = stock.PlaceID(strings.Repeat("Q", i))
			s.Places[i].ID = s.Labels[i]
		}
	}
	return s
}

func extremeIncident() stock.IncidentSheet {
	s := sampleIncident()
	made := s.MadeAt
	s.PaperHead, s.MadeAt = extremeHead(), made
	s.Incident.Item, s.Incident.Serial, s.Incident.Kind = "form-long", longSerial, "kind-of-tomorrow"
	for range 2 {
		s.Incident.Steps = append(s.Incident.Steps, s.Incident.Steps...)
	}
	for i := range s.Incident.Steps {
		step := &s.Incident.Steps[i]
		step.Japanese, step.Note, step.By = strings.Repeat("調べる", 20), strings.Repeat(longNote, 2), "S001"
	}
	s.Incident.Closed, s.Incident.ClosedBy = made.Add(time.Hour), "S003"
	return s
}

func pdfFrom(t testing.TB, name string, s sample) []byte {
	t.Helper()
	return pdfBytes(t, composed(t, name, s))
}

func pdfBytes(t testing.TB, p *Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEdgePapersReadAsReviewed(t *testing.T) {
	for name, s := range edgePapers() {
		t.Run(name, func(t *testing.T) {
			golden.Text(t, filepath.Join("testdata", name+".txt"), layoutText(t, pdfFrom(t, name, s)))
		})
	}
}

func TestSameExtremesGiveSameBytes(t *testing.T) {
	for name, s := range edgePapers() {
		if !bytes.Equal(pdfFrom(t, name, s), pdfFrom(t, name, s)) {
			t.Errorf("%s: two runs gave different bytes", name)
		}
	}
}

// Every page of every paper says what it is, which page of how many, when and where it was made, that it is a reprint, and that it is training.
func TestEveryPageBearsItsMarks(t *testing.T) {
	for name, s := range edgePapers() {
		if !strings.HasSuffix(name, "-extreme") {
			continue
		}
		pages := strings.Split(strings.TrimSuffix(streamText(t, pdfFrom(t, name, s)), "\f"), "\f")
		for i, page := range pages {
			wanted := []string{"再印刷", "研修用", "葛󠄀城見本市"}
			if name != "labels-extreme" {
				wanted = append(wanted, fmt.Sprintf("%d/%d", i+1, len(pages)), "作成 令和8年11月", "再印刷 令和8年11月30日", "見本支所第二庁舎端末01")
			}
			for _, want := range wanted {
				if !strings.Contains(page, want) {
					t.Errorf("%s: page %d does not say %s", name, i+1, want)
				}
			}
		}
	}
}

func TestEveryPaperHasAnExtremeAndAnEmptyOne(t *testing.T) {
	edges := slices.Sorted(maps.Keys(edgePapers()))
	for _, kind := range []string{"day", "ledger", "stock-list", "disposal", "month", "pick-list", "transfer", "labels", "incident"} {
		for _, suffix := range []string{"-empty", "-extreme"} {
			if !slices.Contains(edges, kind+suffix) {
				t.Errorf("no %s%s", kind, suffix)
			}
		}
	}
}

// Two people who find the same number of other cards have not confirmed each other, though both figures are those of the ledger.
func TestCountsOfOtherCardsAreNoAgreement(t *testing.T) {
	s := rich(true)
	s.Rows[1].Disagree = true
	text := streamText(t, pdfFrom(t, "day", sample{s, Options{}}))
	if !strings.Contains(text, "差異あり 1か所") || !strings.Contains(text, "1回目と2回目で製造番号が相違") {
		t.Error("the sheet says that everything agrees")
	}
}
