package clerk

import (
	"context"
	"image"
	"slices"
	"strings"
	"testing"

	"madoguchi/app/kit"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/profile"
	"madoguchi/internal/stock"
)

// press is a shelf of papers on the real ledger with a printer that prints everything.
type press struct {
	s     *scene
	asked []string // purposes, one for each print and PDF
}

func (p *press) MakePaper(ctx context.Context, r PaperRequest) (stock.PaperInfo, error) {
	var body any = stock.PickList{Day: r.Day}
	if r.Kind == stock.PaperMonth {
		body = stock.MonthSheet{Year: r.Day.Year, Month: r.Day.Month}
	}
	return p.s.keeper.KeepPaper(ctx, r.Kind, r.Day, body)
}

func (p *press) PapersOf(ctx context.Context, kind stock.PaperKind, from, to juki.Date) ([]stock.PaperInfo, error) {
	return p.s.db.Stock().PapersOf(ctx, kind, from, to)
}

type onePage struct{ info stock.PaperInfo }

func (o onePage) Info() stock.PaperInfo { return o.info }
func (onePage) Pages() int              { return 2 }
func (onePage) Image(int, float64) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, 20, 30)), nil
}

func (p *press) PaperPages(ctx context.Context, id stock.PaperID) (PaperPages, error) {
	info, _, err := p.s.db.Stock().PaperOf(ctx, id)
	return onePage{info}, err
}

func (p *press) PrintPaper(ctx context.Context, id stock.PaperID, copies int, purpose string, _ func(PrintProgress)) error {
	info, _, err := p.s.db.Stock().PaperOf(ctx, id)
	if err != nil {
		return err
	}
	p.asked = append(p.asked, purpose)
	var print stock.Printing
	if stock.Personal(info.Kind) {
		print, err = p.s.keeper.BeginPersonalPrint(ctx, info, stock.PersonalPrint{Purpose: purpose, Copies: copies, Pages: 2, Cases: 1})
	} else {
		print, err = p.s.keeper.BeginPrint(ctx, info, copies)
	}
	if err != nil {
		return err
	}
	return p.s.keeper.EndPrint(ctx, print, "", true)
}

func (p *press) SavePaper(_ context.Context, _ stock.PaperID, purpose string) (string, error) {
	p.asked = append(p.asked, purpose)
	return "帳票/pick-list.pdf", nil
}

func (p *press) RegisterSpares(ctx context.Context, id stock.PaperID, copies int) error {
	info, _, err := p.s.db.Stock().PaperOf(ctx, id)
	if err != nil {
		return err
	}
	return p.s.keeper.RegisterSpares(ctx, info, copies, 2)
}

func (*press) PrinterReady(context.Context) error { return nil }

// newPress is S002 (操作者) at work with papers of a day: a pick list and the monthly figures.
func newPress(t *testing.T) (*scene, *press, map[stock.PaperKind]stock.PaperID) {
	t.Helper()
	s := newScene(t)
	s.keeper.Rules = func(juki.Date) stock.Rules { return stock.Rules{Methods: []string{"incineration", "shredding"}} }
	s.w.Purposes = twoPurposes
	p := &press{s: s}
	s.w.Papers = p
	s.login("S002", clerkPassword)
	made := map[stock.PaperKind]stock.PaperID{}
	for _, kind := range []stock.PaperKind{stock.PaperPick, stock.PaperMonth, stock.PaperDisposal} {
		if kind == stock.PaperDisposal {
			info, err := s.keeper.KeepPaper(t.Context(), kind, juki.DateOf(s.clock()), stock.DisposalSheet{})
			s.must(err)
			made[kind] = info.ID
			continue
		}
		info, err := p.MakePaper(t.Context(), PaperRequest{Kind: kind, Day: juki.DateOf(s.clock())})
		s.must(err)
		made[kind] = info.ID
	}
	return s, p, made
}

// A list of people is printed: what for is chosen already, the reminder names the shredder. The paper of figures asks nothing.
func TestPersonalPaperSaysWhatForAndRemindsOfTheShredder(t *testing.T) {
	s, p, made := newPress(t)
	s.w.showPaper(made[stock.PaperPick])
	s.until("the purpose", s.stands("paper.purpose"))
	s.picture("paper-purpose")
	s.push("paper.print") // one click
	s.until("the reminder", s.stands("paper.shred"))
	s.sees("シュレッダー", "第19条第1号")
	if s.stands("paper.spares")() {
		t.Error("one copy is no spare print")
	}
	s.chooses("paper.purpose", 1)
	s.push("paper.save")
	s.until("saved", s.stands("paper.saved"))
	if !s.stands("paper.shred")() {
		t.Error("a PDF is printed too")
	}
	s.w.showPaper(made[stock.PaperMonth])
	s.until("the print button", s.canPush("paper.print"))
	if s.stands("paper.purpose")() || s.stands("paper.copies")() {
		t.Error("figures are asked for a purpose")
	}
	s.push("paper.print")
	s.until("printed", s.stands("paper.done"))
	if s.stands("paper.shred")() {
		t.Error("figures may lie about")
	}
	if want := []string{"handover", "inquiry-by-the-person", ""}; !slices.Equal(p.asked, want) {
		t.Errorf("%q", p.asked)
	}
}

// What a disposal record is printed for the program does not guess: nobody prints it for nothing.
func TestNobodyPrintsPersonalPaperForNothing(t *testing.T) {
	s, p, made := newPress(t)
	s.w.showPaper(made[stock.PaperDisposal])
	s.push("paper.print")
	s.sees("目的が選ばれていません")
	if s.recorded(oplog.PersonPrinted)+s.recorded(oplog.SheetPrintBegun) != 0 || p.asked[0] != "" {
		t.Errorf("it was printed for %q", p.asked)
	}
	s.chooses("paper.purpose", 0)
	s.push("paper.print")
	s.until("printed", s.stands("paper.done"))
	if got := s.purposes(oplog.PersonPrinted); !slices.Equal(got, []string{"handover"}) {
		t.Errorf("%q", got)
	}
}

// Every paper that is nearly always printed for the same finds it in each regulation that ships, and a transfer slip is printed with one click.
func TestATransferSlipIsPrintedForTheTransfer(t *testing.T) {
	var asago []Purpose
	for _, name := range profile.Names() {
		p, err := profile.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		rules, _ := p.In(juki.Date{Year: 2026, Month: 11, Day: 24})
		for _, kind := range []stock.PaperKind{stock.PaperPick, stock.PaperList, stock.PaperTransfer, stock.PaperDisposal, stock.PaperIncident} {
			usual := usualPurpose(kind)
			if usual != "" && !slices.ContainsFunc(rules.Purposes, func(p profile.Purpose) bool { return p.ID == usual }) {
				t.Errorf("%s: %s is for %s, which is no purpose", name, kind, usual)
			}
		}
		for _, p := range rules.Purposes {
			if name == "asago" {
				asago = append(asago, Purpose{p.ID, p.Words.JA, p.Words.EN})
			}
		}
	}
	s, _, _ := newPress(t)
	s.w.Purposes = func() []Purpose { return asago }
	info, err := s.keeper.KeepPaper(t.Context(), stock.PaperTransfer, juki.DateOf(s.clock()), stock.TransferSheet{})
	s.must(err)
	s.w.showPaper(info.ID)
	s.until("the purpose", s.stands("paper.purpose"))
	s.picture("paper-purpose-transfer")
	s.push("paper.print")
	s.until("printed", s.stands("paper.done"))
	if got := s.purposes(oplog.PersonPrinted); !slices.Equal(got, []string{"card-transfer"}) {
		t.Errorf("%q", got)
	}
}

// Three copies: two are spare. The board reminds, the next day with a mark; a copy made by hand is registered; each goes before a witness.
func TestSparePrintsAreDestroyedBeforeAWitness(t *testing.T) {
	s, _, made := newPress(t)
	s.w.open(papers)
	s.push("papers.spares")
	s.sees("廃棄を待つ予備印刷はありません")
	s.w.showPaper(made[stock.PaperPick])
	s.chooses("paper.copies", 2)
	s.push("paper.print")
	s.until("the reminder", s.stands("paper.spares"))
	s.sees("2部目からの2部")
	if n := s.w.frame.Find("paper.copies").(*kit.Select).Selected(); n != 0 {
		t.Error("the next print would be three copies again")
	}
	s.picture("paper-shred")
	s.w.open(reception)
	s.until("the board", s.stands("board.spares"))
	s.press("board.spares")
	s.lists("spare.table", "前日準備一覧", "2/3 – 3/3", "4")

	s.write("spare.n", "0")
	s.push("spare.register")
	s.sees("1 から 99")
	s.write("spare.n", "1")
	s.chooses("spare.paper", len(s.w.page.(*sparesPage).made)-1)
	s.push("spare.register")
	s.sees("登録しました")
	s.lists("spare.table", "手で登録 1部")
	s.choose("spare.table", "2/3 – 3/3")
	s.picture("spares")
	s.insert(customerReader, "S001")
	s.push("spare.destroy")
	s.sees("4枚(裁断)")
	s.typeWitness(adminPassword)
	s.press("witness.out.confirm")
	s.sees("廃棄を記録しました")
	s.until("one left", func() bool { p := s.w.page.(*sparesPage); return len(p.open) == 1 && p.open[0].Of == 0 })
	s.setClock(juki.Date{Year: 2026, Month: 11, Day: 25}.At(9, 0))
	s.w.open(reception)
	s.until("the board", s.stands("board.spares"))
	if b, err := s.w.readBoard(t.Context()); err != nil || !slices.ContainsFunc(b.tasks, func(k task) bool { return k.id == "spares" && k.late && k.n == 1 }) {
		t.Errorf("%+v, %v", b.tasks, err)
	}
	if s.recorded(oplog.SpareRegistered) != 2 || s.recorded(oplog.SpareDestroyed) != 1 {
		t.Error("not recorded")
	}
	if table, ok := s.w.frame.Find("spare.table").(*kit.Table); ok && strings.Contains(s.said(), "見本") {
		t.Errorf("%v names somebody", table)
	}
}
