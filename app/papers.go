package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"path/filepath"
	"slices"
	"time"

	"madoguchi/app/clerk"
	"madoguchi/hardware"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/stock"
)

// papers makes, keeps, shows and prints papers for the clerk's window.
type papers struct{ m *Main }

var _ clerk.Papers = papers{}

// printDeadline bounds one paper at the printer: after it the job is taken back.
const printDeadline = 3 * time.Minute

// MakePaper implements clerk.Papers. No paper tells what the ledger says while somebody counts.
func (p papers) MakePaper(ctx context.Context, r clerk.PaperRequest) (stock.PaperInfo, error) {
	switch r.Kind {
	case stock.PaperDaily, stock.PaperLedger, stock.PaperList, stock.PaperMonth:
		if err := p.m.keeper.Sighted(ctx); err != nil {
			return stock.PaperInfo{}, err
		}
	}
	head, err := p.head(ctx)
	if err != nil {
		return stock.PaperInfo{}, err
	}
	day, body, err := p.figures(ctx, head, r)
	if err != nil {
		return stock.PaperInfo{}, err
	}
	return p.m.keeper.KeepPaper(ctx, r.Kind, day, body)
}

// head is what every paper of this terminal says of where it comes from; the keeper adds the items and places that a paper names.
func (p papers) head(ctx context.Context) (stock.PaperHead, error) {
	s := p.m.settings
	op, err := p.m.session.Require()
	if err != nil {
		return stock.PaperHead{}, err
	}
	h := stock.PaperHead{City: s.Municipality, Office: s.Office, Terminal: s.Terminal, Municipality: s.MunicipalityCode,
		MadeAt: p.m.Now(), MadeBy: op.ID}
	h.Names, err = p.m.staffNames(ctx)
	return h, err
}

// figures takes the figures of the paper that was asked for; day is theirs, the last one of a period.
func (p papers) figures(ctx context.Context, h stock.PaperHead, r clerk.PaperRequest) (day juki.Date, body any, err error) {
	k, today := p.m.keeper, juki.DateOf(h.MadeAt)
	switch r.Kind {
	case stock.PaperDaily:
		body, err = p.daily(ctx, r.Day, r.Group)
		return r.Day, body, err
	case stock.PaperLedger:
		body, err = k.LedgerSheet(ctx, h, r.Item, r.Day, r.To)
		return r.To, body, err
	case stock.PaperList:
		body, err = k.StockList(ctx, h, h.MadeAt)
		return today, body, err
	case stock.PaperDisposal:
		body, err = k.DisposalSheet(ctx, h, r.Day, r.To)
		return r.To, body, err
	case stock.PaperMonth:
		body, err = k.MonthSheet(ctx, h, r.Day.Year, r.Day.Month)
		return r.Day, body, err
	case stock.PaperPick:
		body, err = k.PickList(ctx, h, r.Day)
		return r.Day, body, err
	case stock.PaperTransfer:
		body, err = k.TransferSheet(ctx, h, r.Transfer, r.Receipt)
		return today, body, err
	case stock.PaperLabels:
		body, err = k.LabelSheet(ctx, h, r.Places)
		return today, body, err
	case stock.PaperIncident:
		body, err = k.IncidentSheet(ctx, h, r.Incident)
		return today, body, err
	case stock.PaperEmergency:
		body, err = k.EmergencySheet(ctx, h, r.Emergency)
		return today, body, err
	case stock.PaperOffice:
		body, err = centralOffice{m: p.m}.officeSheet(ctx, h, r.Day)
		return r.Day, body, err
	}
	return today, nil, juki.Refuse(juki.PaperUnknown)
}

// daily is the sheet a group of places was closed with, and while the day is open its figures as they stand.
func (p papers) daily(ctx context.Context, day juki.Date, group string) (any, error) {
	sheets, err := p.m.keeper.Book.Sheets(ctx, day)
	if err == nil && len(sheets) == 0 {
		sheets, err = p.m.daySheets(ctx, day)
	}
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		if s.Group == group {
			return s, nil
		}
	}
	return nil, juki.Refuse(juki.PaperUnknown)
}

// PapersOf implements clerk.Papers.
func (p papers) PapersOf(ctx context.Context, kind stock.PaperKind, from, to juki.Date) ([]stock.PaperInfo, error) {
	list, err := p.m.keeper.Book.PapersOf(ctx, kind, from, to)
	if _, post := p.m.keeper.Operator(); !oplog.MayOversee(post) {
		list = slices.DeleteFunc(list, func(i stock.PaperInfo) bool { return i.Kind.OfLog() })
	}
	return list, err
}

// PaperPages implements clerk.Papers. A paper of the operation history is a look into it, recorded before it is shown.
func (p papers) PaperPages(ctx context.Context, id stock.PaperID) (clerk.PaperPages, error) {
	info, body, err := p.open(ctx, id)
	if err != nil {
		return nil, err
	}
	if why, ofLog := stock.Why(body); ofLog {
		op, _ := p.m.keeper.Operator()
		if err := p.m.db.Record(ctx, looked(oplog.LogSearched, p.m, op, why, oplog.Search{})); err != nil {
			return nil, err
		}
	}
	paper, err := p.draw(ctx, info, body, false, 1, 1)
	if err != nil {
		return nil, err
	}
	return pages{paper, info}, nil
}

// open reads a stored paper for who is logged in: those of the operation history are for who may see it (第13条).
func (p papers) open(ctx context.Context, id stock.PaperID) (stock.PaperInfo, any, error) {
	info, body, err := p.m.keeper.Book.PaperOf(ctx, id)
	if err != nil {
		return info, nil, err
	}
	if _, post := p.m.keeper.Operator(); info.Kind.OfLog() && !oplog.MayOversee(post) {
		return info, nil, juki.Refuse(juki.PostMissing)
	}
	return info, body, nil
}

// pages shows a composed paper.
type pages struct {
	*report.Paper
	info stock.PaperInfo
}

func (p pages) Info() stock.PaperInfo { return p.info }

func (p pages) Image(page int, dpi float64) (image.Image, error) { return p.Paper.Image(page, dpi) }

// compose draws a stored paper from its figures.
func (p papers) compose(ctx context.Context, id stock.PaperID, again bool) (stock.PaperInfo, *report.Paper, error) {
	info, body, err := p.open(ctx, id)
	if err != nil {
		return info, nil, err
	}
	paper, err := p.draw(ctx, info, body, again, 1, 1)
	return info, paper, err
}

// draw composes a paper. Copies of a personal one say which they are, the only one too.
func (p papers) draw(ctx context.Context, info stock.PaperInfo, body any, again bool, copy, copies int) (*report.Paper, error) {
	anchor, err := p.m.cosigned(ctx, body)
	if err != nil {
		return nil, err
	}
	o := report.Options{Reprint: again, ReprintedAt: p.m.Now(), Training: p.m.Training, Cosigned: anchor}
	if stock.Personal(info.Kind) {
		o.Copy, o.Copies = copy, copies
	}
	paper, err := report.Compose(body, o)
	if err != nil {
		return nil, fmt.Errorf("drawing paper %d (%s): %w", info.ID, info.Kind, err)
	}
	return paper, nil
}

// PrintPaper implements clerk.Papers. That it begins is recorded before anything is sent.
func (p papers) PrintPaper(ctx context.Context, id stock.PaperID, copies int, purpose string, progress func(clerk.PrintProgress)) error {
	info, body, err := p.open(ctx, id)
	if err != nil {
		return err
	}
	copies = max(copies, 1)
	print, err := p.begin(ctx, info, body, copies, purpose)
	if err != nil {
		return err // no record, no paper
	}
	moved := false // the printer began with it, or lost it: a part may lie in the tray, whatever becomes of the rest
	err = p.print(ctx, print, body, copies, func(s hardware.PrintStatus) {
		moved = moved || s.State != hardware.PrintWaiting && s.State != hardware.PrintTakenBack
		progress(clerk.PrintProgress{Sent: true, Trouble: troubleCode(s.Trouble)})
	})
	// Cancelled or not, what became of it is recorded.
	noted := p.m.keeper.EndPrint(context.WithoutCancel(ctx), print, printCode(err), moved)
	if err != nil {
		return errors.Join(juki.Refuse(printCode(err)), noted)
	}
	return noted
}

// begin records what is about to be printed; of a personal paper also what for (第19条第3号).
func (p papers) begin(ctx context.Context, info stock.PaperInfo, body any, copies int, purpose string) (stock.Printing, error) {
	if !stock.Personal(info.Kind) {
		return p.m.keeper.BeginPrint(ctx, info, copies)
	}
	use, err := p.use(ctx, info, body, purpose)
	if err != nil {
		return stock.Printing{}, err
	}
	use.Copies = copies
	return p.m.keeper.BeginPersonalPrint(ctx, info, use)
}

// use is what goes out with one copy of a personal paper, for a purpose that the regulation names. No paper holds a resident's name.
func (p papers) use(ctx context.Context, info stock.PaperInfo, body any, purpose string) (stock.PersonalPrint, error) {
	if !slices.Contains(p.m.purposeIDs(), purpose) {
		return stock.PersonalPrint{}, juki.Refuse(juki.PurposeMissing)
	}
	paper, err := p.draw(ctx, info, body, false, 1, 1)
	if err != nil {
		return stock.PersonalPrint{}, err
	}
	return stock.PersonalPrint{Purpose: purpose, Copies: 1, Pages: paper.Pages(), Cases: stock.CasesOn(body)}, nil
}

// print sends the copies one after another: each bears its number, and none begins on the back of the one before.
func (p papers) print(ctx context.Context, print stock.Printing, body any, copies int, tell func(hardware.PrintStatus)) error {
	if p.m.Printer == nil {
		return juki.Refuse(juki.PrinterMissing)
	}
	jobs, each := copies, 1
	if !stock.Personal(print.Paper.Kind) {
		jobs, each = 1, copies
	}
	for n := range jobs {
		paper, err := p.draw(ctx, print.Paper, body, print.Again, n+1, jobs) // what was opened: the screen may be locked by now
		if err != nil {
			return err
		}
		var pdf bytes.Buffer
		if err := paper.WritePDF(&pdf); err != nil {
			return err
		}
		doc := hardware.PrintDocument{Name: string(print.Paper.Kind) + " " + print.Paper.Day.String(), PDF: pdf.Bytes(), Copies: each}
		if err := hardware.Print(ctx, p.m.Printer, doc, printDeadline, tell); err != nil {
			return err
		}
	}
	return nil
}

// SavePaper implements clerk.Papers.
func (p papers) SavePaper(ctx context.Context, id stock.PaperID, purpose string) (string, error) {
	info, body, err := p.open(ctx, id)
	if err != nil {
		return "", err
	}
	paper, err := p.draw(ctx, info, body, false, 1, 1)
	if err != nil {
		return "", err
	}
	if stock.Personal(info.Kind) {
		use, err := p.use(ctx, info, body, purpose)
		if err != nil {
			return "", err
		}
		op, _ := p.m.keeper.Operator()
		if err := p.m.db.Record(ctx, oplog.Record{Time: p.m.Now(), Event: oplog.PersonPrinted, Operator: op, Values: use.Used(info.Kind)}); err != nil {
			return "", err // no record, no paper
		}
	}
	path := filepath.Join(p.m.Dir, sheetFolder, fmt.Sprintf("%s-%s-%d.pdf", info.Kind, info.Day, info.ID))
	if err := writeWhole(path, func(w io.Writer) error { return paper.WritePDF(w) }); err != nil {
		return "", err
	}
	return path, p.m.keeper.NoteHandedOver(ctx, info)
}

// RegisterSpares implements clerk.Papers.
func (p papers) RegisterSpares(ctx context.Context, id stock.PaperID, copies int) error {
	info, body, err := p.open(ctx, id)
	if err != nil {
		return err
	}
	paper, err := p.draw(ctx, info, body, false, 1, 1)
	if err != nil {
		return err
	}
	return p.m.keeper.RegisterSpares(ctx, info, copies, paper.Pages())
}

// PrinterReady implements clerk.Papers.
func (p papers) PrinterReady(ctx context.Context) error {
	if p.m.Printer == nil {
		return juki.Refuse(juki.PrinterMissing)
	}
	if err := p.m.Printer.Preflight(ctx); err != nil {
		return juki.Refuse(printCode(err))
	}
	return nil
}

// printCode names what became of a print; "" when it was printed.
func printCode(err error) juki.Code {
	if err == nil {
		return ""
	}
	if errors.Is(err, hardware.PrintUncertain) { // comes beside another fault, and matters more
		return juki.PrintUncertain
	}
	var refused *juki.Outcome
	if errors.As(err, &refused) {
		return refused.Code
	}
	var fault hardware.Fault
	if errors.As(err, &fault) {
		return troubleCode(fault)
	}
	return juki.PrinterFailed
}

// troubleCode is the outcome of a printer's fault; both have the same name but for what no clerk can tell apart.
func troubleCode(f hardware.Fault) juki.Code {
	if f == "" {
		return ""
	}
	for _, c := range juki.Codes() {
		if string(c) == string(f) {
			return c
		}
	}
	return juki.PrinterFailed
}
