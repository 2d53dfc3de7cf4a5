package report

import (
	"fmt"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// sampleHead is whose papers the samples are: two plainly fictional people, four places.
func sampleHead() stock.PaperHead {
	return stock.PaperHead{
		City: "朝来市", Office: "市民生活部市民課", Terminal: "端末01", Municipality: "28225", MadeAt: sheetDate.At(17, 45), MadeBy: "S001",
		Names: map[juki.OperatorID]string{"S001": "見本 花子", "S002": "見本 太郎", "S003": "𠮷田 見本"},
		Items: append(stock.FixedItems(), stock.Item{ID: "form-notice", Name: "交付通知書", Tracking: stock.ByQuantity, Unit: "部"}),
		Places: []stock.Place{
			{ID: "A-01", Kind: stock.Shelf, Name: "耐火金庫 上段", Seal: "S-004412"}, {ID: "A-02", Kind: stock.Shelf, Name: "耐火金庫 下段", Seal: "S-004413"},
			{ID: "B-01", Kind: stock.Box, Name: "回収カード箱"}, {ID: "WADAYAMA", Kind: stock.Branch, Name: "和田山支所"},
		},
	}
}

// rich puts what business days bring into a sheet: names of places, seals, two counts, breakdowns, transfers.
func rich(closed bool) stock.DaySheet {
	s, h := plainSheet(), sampleHead()
	s.Kinds, s.Places, s.Group = h.Items, h.Places, "本庁舎1階"
	s.OpenedAt, s.SecondAsked = sheetDate.At(8, 31), true
	if closed {
		s.ClosedAt, s.Closing = sheetDate.At(17, 40), stock.Closing{ClosedBy: "S003", ClosedName: "見本 次郎", Witness: "S002", WitnessName: "見本 太郎"}
	}
	s.CountedBy, s.CountedNames = []juki.OperatorID{"S001"}, []string{"見本 花子"}
	s.SecondBy, s.SecondNames = []juki.OperatorID{"S002"}, []string{"見本 太郎"}
	s.Rows = []stock.SheetRow{
		{Item: stock.MyNumberCards, Place: stock.Inbox, In: 20, Out: 20, CountedOK: true, SecondOK: true,
			InBy: map[stock.Reason]int{stock.Arrival: 20}, OutBy: map[stock.Reason]int{stock.Inspection: 20}},
		{Item: stock.MyNumberCards, Place: "A-01", Yesterday: 1284, In: 21, Out: 6, Book: 1299, Counted: 1299, CountedOK: true, Second: 1299, SecondOK: true,
			InBy:  map[stock.Reason]int{stock.Inspection: 20, stock.PutBack: 1},
			OutBy: map[stock.Reason]int{stock.TakeOut: 4, stock.TransferSend: 2}},
		{Item: stock.MyNumberCards, Place: "A-02", Yesterday: 310, Book: 310, Counted: 310, CountedOK: true, Second: 310, SecondOK: true},
		{Item: stock.MyNumberCards, Place: stock.Counter, In: 4, Out: 4, CountedOK: true, SecondOK: true,
			InBy: map[stock.Reason]int{stock.TakeOut: 4}, OutBy: map[stock.Reason]int{stock.Handover: 3, stock.PutBack: 1}},
		{Item: stock.MyNumberCards, Place: stock.Transit, Yesterday: 3, In: 2, Book: 5, Uncountable: true, InBy: map[stock.Reason]int{stock.TransferSend: 2}},
		{Item: stock.MyNumberCards, Place: stock.Missing, Yesterday: 1, Book: 1, Uncountable: true},
		{Item: stock.ResidentCards, Place: "B-01", Yesterday: 7, In: 1, Out: 2, Book: 6, Counted: 6, CountedOK: true, Second: 6, SecondOK: true,
			InBy: map[stock.Reason]int{stock.Surrender: 1}, OutBy: map[stock.Reason]int{stock.Disposal: 2}},
		{Item: "form-notice", Place: "B-01", Yesterday: 480, Out: 12, Book: 468, Counted: 468, CountedOK: true, Second: 468, SecondOK: true,
			OutBy: map[stock.Reason]int{stock.Use: 12}},
	}
	s.States = []stock.StateCount{{Item: stock.MyNumberCards, State: stock.Stored, Count: 1609}, {Item: stock.MyNumberCards, State: stock.BeingSent, Count: 5},
		{Item: stock.MyNumberCards, State: stock.Sought, Count: 1}, {Item: stock.ResidentCards, State: stock.AwaitingDisposal, Count: 6},
		{Item: "form-notice", State: stock.Unused, Count: 468}}
	s.OpenTransfers, s.OpenIncidents = []stock.TransferNumber{"T08-000012", "T08-000013"}, []stock.IncidentNumber{"J08-000001"}
	s.Discarded = []string{"箱 L-2611-07", "箱 L-2611-08"}
	return s
}

// unclosed is a day that was opened by exception and is not in order: counts that differ, are missing, or are another person's still to do.
func unclosed() stock.DaySheet {
	s := rich(false)
	s.Exception = stock.ClosingForgotten
	s.Rows[1].Counted, s.Rows[1].Second, s.Rows[1].Difference = 1298, 1298, -1
	s.Rows[1].Missing, s.Rows[1].Incident, s.Rows[1].Reason = []juki.CardSerial{"MN00012345"}, "J08-000002", stock.MissingSearching
	s.Rows[2].Second = 309
	s.Rows[6].SecondOK = false
	s.Rows[7].CountedOK, s.Rows[7].SecondOK, s.Rows[7].Counted = false, false, 0
	s.OpenIncidents = append(s.OpenIncidents, "J08-000002")
	return s
}

// threeHundredPlaces is the sheet of a large office.
func threeHundredPlaces() stock.DaySheet {
	s := rich(true)
	s.Rows, s.Places = nil, nil
	for i := range 300 {
		id := stock.PlaceID(fmt.Sprintf("棚%02d-%02d", i/20+1, i%20+1))
		s.Places = append(s.Places, stock.Place{ID: id, Kind: stock.Shelf, Name: fmt.Sprintf("第%d書庫", i/100+1), Seal: fmt.Sprintf("S-%06d", 4000+i)})
		row := stock.SheetRow{Item: stock.MyNumberCards, Place: id, Yesterday: 200, Book: 200, Counted: 200, CountedOK: true, Second: 200, SecondOK: true}
		if i%7 == 0 {
			row.In, row.Book, row.Counted, row.Second, row.InBy = 3, 203, 203, 203, map[stock.Reason]int{stock.Inspection: 3}
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func sampleLedger(lines int) stock.LedgerSheet {
	s := stock.LedgerSheet{PaperHead: sampleHead(), Item: stock.MyNumberCards, From: juki.Date{Year: 2026, Month: 11, Day: 1}, To: sheetDate, Opening: 1284}
	balance := s.Opening
	for i := range lines {
		l := stock.LedgerLine{Time: s.From.AddDays(i%24).At(9+i%8, i*7%60), By: "S001", Balance: balance}
		switch i % 5 {
		case 0:
			l.Reason, l.From, l.To, l.In, l.Things, l.Document, l.Witness = stock.Arrival, stock.Issuer, stock.Inbox, 20, "*1201ほか19", "発送一覧 2611-07", "S002"
		case 1:
			l.Reason, l.From, l.To, l.Things = stock.Inspection, stock.Inbox, "A-01", "*1201ほか19"
		case 2, 3:
			l.Reason, l.From, l.To, l.Out, l.Things, l.Document = stock.Handover, stock.Counter, stock.Resident, 1, "*1205", fmt.Sprintf("R08-%06d", 120+i)
		case 4:
			l.Reason, l.From, l.To, l.Out, l.Things, l.Document, l.Witness = stock.TransferSend, "A-01", "WADAYAMA", 3, "*1210ほか2", "T08-000012", "S003"
		}
		balance += l.In - l.Out
		l.Balance = balance
		s.Lines = append(s.Lines, l)
	}
	s.Closing = balance
	return s
}

func sampleList(lines int) stock.StockList {
	s := stock.StockList{PaperHead: sampleHead(), At: sheetDate.At(17, 45)}
	counts := map[stock.State]int{}
	for i := range lines {
		age := i * 7 % 450
		l := stock.StockLine{Item: stock.MyNumberCards, Serial: juki.CardSerial(fmt.Sprintf("MN%08d", 12000+i)), Quantity: 1, Age: age,
			At:      stock.Position{Place: []stock.PlaceID{"A-01", "A-02"}[i%2], State: []stock.State{stock.Stored, stock.Notified, stock.Returned}[i%3]},
			Arrived: sheetDate.AddDays(-age), Since: sheetDate.AddDays(-age / 2)}
		switch {
		case age > 365:
			s.Over365++
			s.Over90++
			l.Due = stock.DisposalDue
		case age > 90:
			s.Over90++
			l.Due = stock.RenoticeDue
		}
		counts[l.At.State]++
		s.Lines = append(s.Lines, l)
	}
	for _, state := range stock.States() {
		if counts[state] > 0 {
			s.States = append(s.States, stock.StateCount{Item: stock.MyNumberCards, State: state, Count: counts[state]})
		}
	}
	if lines > 0 {
		s.Lines = append(s.Lines, stock.StockLine{Item: stock.ResidentBlanks, Numbers: "L2601 000101–000150", Quantity: 50,
			At: stock.Position{Place: "B-01", State: stock.Unused}, Since: sheetDate, Arrived: sheetDate})
		s.States = append(s.States, stock.StateCount{Item: stock.ResidentBlanks, State: stock.Unused, Count: 50})
	}
	return s
}

func sampleDisposals() stock.DisposalSheet {
	at := sheetDate.At
	card := func(serial juki.CardSerial) stock.Things {
		return stock.Things{Item: stock.ResidentCards, Serials: []juki.CardSerial{serial}}
	}
	return stock.DisposalSheet{PaperHead: sampleHead(), From: juki.Date{Year: 2026, Month: 11, Day: 1}, To: juki.Date{Year: 2026, Month: 11, Day: 30},
		Cases: []stock.DisposalCase{
			{Number: "H08-000012", Things: card("JK00000771"), Why: stock.Surrender, Decided: at(10, 2), DecidedBy: "S001", Approved: at(11, 0), ApprovedBy: "S002",
				Done: at(15, 30), DoneBy: "S001", Witness: "S003", Proof: stock.DisposalProof{Method: "shredding", FaceGone: true, ChipGone: true, Where: "本庁舎 裁断室"}},
			{Number: "H08-000013", Things: stock.Things{Item: "form-notice", Quantity: 25}, Why: stock.Spoil, Decided: at(10, 5), DecidedBy: "S001", Approved: at(11, 0),
				ApprovedBy: "S002", Done: at(15, 40), DoneBy: "S001", Witness: "S003", Proof: stock.DisposalProof{Method: "dissolution", FaceGone: true, Where: "見本処理場",
					Contractor: "見本リサイクル株式会社", Certificate: "R8-1124"}},
			{Number: "H08-000014", Things: card("JK00000780"), Why: stock.Surrender, Decided: at(16, 0), DecidedBy: "S001"},
			{Number: "H08-000015", Things: stock.Things{Item: stock.ResidentBlanks, Lot: "L2601", First: 101, Last: 103}, Why: stock.Spoil, Decided: at(16, 5), DecidedBy: "S001",
				Approved: at(16, 20), ApprovedBy: "S002", Refused: true},
			{Number: "H08-000016", Things: card("JK00000781"), Why: stock.Surrender, Decided: at(16, 10), DecidedBy: "S001", Approved: at(16, 20), ApprovedBy: "S002"},
		}}
}

// sampleMediaDisposals are media among cards: initialised, done by a contractor because it is broken, and not done yet.
func sampleMediaDisposals() stock.DisposalSheet {
	s, at := sampleDisposals(), sheetDate.At
	medium := func(n stock.DisposalNumber, serial juki.CardSerial, why stock.Reason) stock.DisposalCase {
		return stock.DisposalCase{Number: n, Things: stock.Things{Item: stock.StorageMedia, Serials: []juki.CardSerial{serial}}, Why: why, Decided: at(9, 50), DecidedBy: "S001", Approved: at(11, 0), ApprovedBy: "S002"}
	}
	stick, disk, waits := medium("H08-000017", "MD000001", stock.Superseded), medium("H08-000018", "MD000002", stock.Spoil), medium("H08-000019", "MD000003", stock.Superseded)
	stick.Done, stick.DoneBy, stick.Witness = at(15, 50), "S001", "S003"
	stick.Proof = stock.DisposalProof{Method: "destruction", Initialised: stock.SecurelyErased, Where: "本庁舎 電算室"}
	disk.Done, disk.DoneBy, disk.Witness = at(16, 0), "S001", "S003"
	disk.Proof = stock.DisposalProof{Method: "shredding", Initialised: stock.NotPossible, Where: "見本処理場", Contractor: "見本リサイクル株式会社", Certificate: "R8-1125"}
	s.Cases = append(s.Cases[:3], stick, disk, waits)
	return s
}

func sampleMonth(most int) stock.MonthSheet {
	s := stock.MonthSheet{PaperHead: sampleHead(), Year: 2026, Month: 11}
	book, in, out, handed := 1284, 0, 0, 0
	for i := range 30 {
		d := stock.MonthDay{Day: juki.Date{Year: 2026, Month: 11, Day: i + 1}}
		if w := d.Day.Weekday(); w != time.Saturday && w != time.Sunday && i != 2 && i != 22 {
			d.Opened, d.Closed, d.Differs = true, i != 23, i == 11
			if i%4 == 0 {
				d.In = 2 * most / 3
			}
			d.Handed = (i*11)%(most/2+1) + 1
			d.Out = d.Handed + i%3
			book += d.In - d.Out
		}
		d.Book = book
		in, out, handed = in+d.In, out+d.Out, handed+d.Handed
		s.Days = append(s.Days, d)
	}
	s.Items = []stock.MonthItem{
		{Item: stock.MyNumberCards, Opening: 1284, In: map[stock.Reason]int{stock.Arrival: in}, Out: map[stock.Reason]int{stock.Handover: handed, stock.TransferSend: out - handed},
			Closing: book, Differs: 1},
		{Item: stock.ResidentCards, Opening: 7, In: map[stock.Reason]int{stock.Surrender: 3}, Out: map[stock.Reason]int{stock.Disposal: 4}, Closing: 6},
		{Item: "form-notice", Opening: 500, Out: map[stock.Reason]int{stock.Use: 30, stock.Spoil: 2}, Closing: 468},
	}
	return s
}

func samplePicks() stock.PickList {
	day := sheetDate.AddDays(1)
	kept := func(p stock.PlaceID) stock.Position { return stock.Position{Place: p, State: stock.Notified} }
	var list []stock.Appointment
	for i := range 14 {
		a := stock.Appointment{Day: day, Minute: juki.Clock(9+i/2, i%2*30), Serial: juki.CardSerial(fmt.Sprintf("MN%08d", 12345+i*391)),
			Case: juki.CaseNumber(fmt.Sprintf("R08-%06d", 123+i)), Kept: kept([]stock.PlaceID{"A-01", "A-02", "A-01"}[i%3])}
		a.At = a.Kept
		if i == 4 {
			a.At = stock.Position{Place: "B-01", State: stock.Picked}
		}
		a.Cancelled = i == 7
		list = append(list, a)
	}
	return stock.PickList{PaperHead: sampleHead(), Day: day, Appointments: list}
}

func sampleTransfer(cards int) stock.TransferSheet {
	var serials []juki.CardSerial
	for i := range cards {
		serials = append(serials, juki.CardSerial(fmt.Sprintf("MN%08d", 12345+i*391)))
	}
	return stock.TransferSheet{PaperHead: sampleHead(), Transfer: stock.Transfer{Number: "T08-000012", Terminal: "端末01", From: "A-01", To: "WADAYAMA",
		Things: []stock.Things{{Item: stock.MyNumberCards, Serials: serials}, {Item: stock.ResidentBlanks, Lot: "L2601", First: 101, Last: 150},
			{Item: "form-notice", Quantity: 200}}, Sent: sheetDate.At(13, 20), SentBy: "S001"}}
}

// codedSlip is a slip with the text of its code.
type codedSlip struct {
	sheet stock.TransferSheet
	code  string
}

// sampleSlip has a code of the length that so many cards may need.
func sampleSlip(cards int, receipt bool) codedSlip {
	s := sampleTransfer(cards)
	code := "MDG1:T:T08-000012:28225:terminal-01:A-01:WADAYAMA"
	for _, serial := range s.Transfer.Things[0].Serials {
		code += ":" + string(serial)
	}
	if receipt {
		s.Receipt, code = true, "MDG1:R:T08-000012:28225:terminal-02"
		s.Transfer.Received, s.Transfer.By = sheetDate.At(15, 5), "S003"
	}
	return codedSlip{s, code}
}

func sampleLabels() stock.LabelSheet {
	s := stock.LabelSheet{PaperHead: sampleHead()}
	for i := range 30 {
		id := stock.PlaceID(fmt.Sprintf("C-%02d", i+1))
		s.Labels = append(s.Labels, id)
		s.Places = append(s.Places, stock.Place{ID: id, Kind: stock.Shelf, Name: "移動棚 3列目 上から2段目", Group: "本庁舎1階"})
	}
	s.Labels[1], s.Labels[2], s.Labels[3] = "A-01", "WADAYAMA", "保管庫𠮷-02"
	return s
}

func sampleIncident() stock.IncidentSheet {
	opened := sheetDate.At(17, 25)
	step := func(id, words string, post juki.Post, hours int) stock.StepDone {
		d := stock.StepDone{Step: stock.Step{ID: id, Japanese: words, Post: post, Within: time.Duration(hours) * time.Hour}}
		if hours > 0 {
			d.Due = opened.Add(d.Within)
		}
		return d
	}
	i := stock.Incident{Number: "J08-000002", Kind: stock.CardMissing, Item: stock.MyNumberCards, Serial: "MN00012345", Place: "A-01", Difference: -1, Opened: opened, OpenedBy: "S001",
		Steps: []stock.StepDone{step("search", "保管場所と前後の取扱いを調べる", juki.Operator, 1), step("report", "情報保護管理者に報告する", juki.Operator, 1),
			step("stop", "カードの一時停止を機構に連絡する", juki.DataProtectionManager, 2), step("police", "警察に届け出る", juki.DataProtectionManager, 24),
			step("committee", "個人情報保護委員会に速報する", juki.SecurityDirector, 0)}}
	i.Steps[0].Done, i.Steps[0].By, i.Steps[0].Note = opened.Add(40*time.Minute), "S001", "棚A-01〜A-03と窓口手元を二人で確認。見当たらず。"
	i.Steps[1].Done, i.Steps[1].By = opened.Add(90*time.Minute), "S002"
	h := sampleHead()
	h.MadeAt = opened.Add(26 * time.Hour)
	return stock.IncidentSheet{PaperHead: h, Incident: i}
}

// sampleLeak is an incident of a kind of the regulation, on the whole plan that ships with the product.
func sampleLeak() stock.IncidentSheet {
	s := sampleIncident()
	i := &s.Incident
	i.Kind, i.Item, i.Serial, i.Place, i.Difference = "leak-suspected", "", "", "", 0
	i.Japanese, i.English, i.CloseBy = "漏えいのおそれ", "Data may have leaked", []juki.Post{juki.SecurityDirector, juki.DataProtectionManager}
	i.Contacts = sampleEmergency(false).Emergency.Plan.Contacts
	for _, words := range []string{"漏えいした情報の項目と人数の確認", "本人への連絡", "原因の究明", "再発防止策", "終結の承認"} {
		i.Steps = append(i.Steps, stock.StepDone{Step: stock.Step{ID: words, Japanese: words, Post: juki.DataProtectionManager}})
	}
	return s
}

// stockPapers are the papers of the stock as they are on an ordinary day; looked at as text, as picture and as preview.
func stockPapers() map[string]sample {
	return map[string]sample{
		"day-closed":     {rich(true), Options{}},
		"day-unclosed":   {unclosed(), Options{}},
		"ledger":         {sampleLedger(24), Options{}},
		"stock-list":     {sampleList(60), Options{}},
		"disposal":       {sampleDisposals(), Options{}},
		"disposal-media": {sampleMediaDisposals(), Options{}},
		"month":          {sampleMonth(30), Options{}},
		"pick-list":      {samplePicks(), Options{}},
		"pick-list-copy": {samplePicks(), Options{Copy: 2, Copies: 3, Reprint: true, ReprintedAt: sheetDate.AddDays(6).At(9, 15)}},
		"transfer":       {sampleSlip(20, false), Options{}},
		"receipt":        {sampleSlip(20, true), Options{}},
		"labels":         {sampleLabels(), Options{}},
		"incident":       {sampleIncident(), Options{}},
		"incident-leak":  {sampleLeak(), Options{}},
		"emergency":      {sampleEmergency(true), Options{}},
		"emergency-open": {sampleEmergency(false), Options{}},
		"office":         {sampleOffice(), Options{}},
		"office-stale":   {staleOffice(), Options{}},
	}
}

// extremeHead has names that do not fit anywhere and kanji that paper often gets wrong.
func extremeHead() stock.PaperHead {
	h := sampleHead()
	long := strings.Repeat("長い名の保管場所", 6)
	h.City, h.Office, h.Terminal = "葛󠄀城見本市", strings.Repeat("市民生活部市民課住民記録係", 3), "見本支所第二庁舎端末01"
	h.Names = map[juki.OperatorID]string{"S001": "𠮷田 " + strings.Repeat("見本", 12), "S002": "辻󠄀 齋󠄐藤", "S003": "\U0002EBF0山 見本"}
	h.Items = append(h.Items, stock.Item{ID: "form-long", Name: strings.Repeat("住民票の写し等交付請求書用紙", 4), Unit: "部"})
	for i := range h.Places {
		h.Places[i].Name = long
		h.Places[i].Seal = "SEAL-2026-00000000000" + fmt.Sprint(i)
	}
	return h
}
