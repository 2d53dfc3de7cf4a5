package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/pin"
	"madoguchi/internal/stock"
)

// With the central server and the printer unreachable (第24条: 障害により住民サービスが停止する場合) every act of the counter that needs neither goes on;
// what needs one says so, and loses nothing.
func TestTheCounterWorksWithoutTheNetwork(t *testing.T) {
	dir := t.TempDir()
	settings := "printer = \"ipp://127.0.0.1:1/paper\"\n[central]\nurl = \"postgres://terminal-01@127.0.0.1:1/postgres\"\ncert = \"/nowhere/c\"\nkey = \"/nowhere/k\"\nca = \"/nowhere/ca\"\n"
	must(t, os.WriteFile(filepath.Join(dir, settingsFile), []byte(settings), 0o600))
	minute := 0
	m := openMain(t, dir, func() time.Time {
		minute++
		return juki.Date{Year: 2026, Month: 11, Day: 24}.At(9, 0).Add(time.Duration(minute) * time.Second)
	})
	defer func() { must(t, m.Close()) }()
	if m.Printer.Preflight(t.Context()) == nil {
		m.Printer = absentPrinter{m.Printer} // the simulated one is always ready
	}
	worksAs(m, "S001", juki.Operator)
	list := []byte(offlineList)
	var cases []counter.Case
	var lost stock.Incident
	for _, act := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"open the day", func(ctx context.Context) error { return m.keeper.OpenDay(ctx, "", "") }},
		{"take an arrival list", func(ctx context.Context) error {
			p, err := m.desk.PreviewList(ctx, list, counter.DefaultListHeaders(), nil)
			if err == nil {
				_, err = m.desk.TakeArrival(ctx, p, nil)
			}
			return err
		}},
		{"inspect a card", func(ctx context.Context) error { _, err := m.desk.Inspect(ctx, "490000000000001", "A-01"); return err }},
		{"inspect another", func(ctx context.Context) error { _, err := m.desk.Inspect(ctx, "490000000000002", "A-01"); return err }},
		{"look a case up", func(ctx context.Context) (err error) {
			key, err := counter.ParseKey("A1B-234567")
			if err == nil {
				cases, err = m.desk.Search(ctx, key)
			}
			return err
		}},
		{"make an appointment", func(ctx context.Context) error {
			return m.desk.MakeAppointment(ctx, cases[0].Number, juki.Date{Year: 2026, Month: 11, Day: 25}, juki.Clock(10, 0))
		}},
		{"begin a handover", func(ctx context.Context) error {
			m.desk.Resident = absentResident{}
			h, err := m.desk.Open(ctx, cases[0].Number, func() {})
			if err == nil {
				h.Close()
			}
			return err
		}},
		{"register a place", func(ctx context.Context) error {
			worksAs(m, "S003", juki.SystemAdministrator)
			defer worksAs(m, "S001", juki.Operator)
			return m.keeper.RegisterPlace(ctx, stock.Place{ID: "C-01", Kind: stock.Shelf})
		}},
		{"look where a card lies", func(ctx context.Context) error { _, err := m.keeper.Look(ctx, "490000000000002"); return err }},
		{"report a card missing", func(ctx context.Context) (err error) {
			lost, err = m.keeper.ReportMissing(ctx, stock.MyNumberCards, "490000000000002")
			return err
		}},
		{"do a step of the plan", func(ctx context.Context) error { return m.keeper.DoStep(ctx, lost.Number, stock.SearchStep, "") }},
		{"make and keep a paper", func(ctx context.Context) error {
			s, err := m.keeper.StockList(ctx, stock.PaperHead{}, m.Now())
			if err == nil {
				_, err = m.keeper.KeepPaper(ctx, stock.PaperList, juki.DateOf(m.Now()), s)
			}
			return err
		}},
		{"search the operation history", func(ctx context.Context) error { _, err := (office{m}).History(ctx, "ja", 100); return err }},
		{"stop the terminal", func(ctx context.Context) error {
			m.emergency.Stop(false)
			return m.emergency.store(ctx)
		}},
		{"end a false alarm", func(ctx context.Context) error {
			worksAs(m, "S002", juki.SecurityDirector)
			if err := m.keeper.EndEmergency(ctx, m.emergency.State().Number, "", true); err != nil {
				return err
			}
			return m.emergency.Read(ctx)
		}},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		if err := act.do(ctx); err != nil {
			t.Fatalf("%s: %v", act.name, err)
		}
		cancel()
	}
	papers := papers{m}
	if err := papers.PrinterReady(t.Context()); err == nil {
		t.Error("the printer that is not there is ready")
	}
	if kept, err := papers.PapersOf(t.Context(), stock.PaperList, juki.Date{Year: 2026, Month: 11, Day: 24}, juki.Date{Year: 2026, Month: 11, Day: 24}); err != nil || len(kept) != 1 {
		t.Errorf("%d papers wait for the printer, %v", len(kept), err)
	}
}

// offlineList is an arrival list of two fictional people.
const offlineList = `製造番号,申請書ID,交付通知書番号,氏名,氏名カナ,住所,生年月日,性別,有効期限,カード種別
490000000000001,28225000000000000000001,A1B-234567,見本 太郎,ミホン タロウ,兵庫県朝来市見本町1,1990-04-01,男,2036-04-01,個人番号カード
490000000000002,28225000000000000000002,A1B-234568,見本 花子,ミホン ハナコ,兵庫県朝来市見本町2,1991-04-01,女,2036-04-01,個人番号カード
`

// absentResident is a resident's window that nobody looks at.
type absentResident struct{}

func (absentResident) Show(juki.Guidance) {}

func (absentResident) Ready() error { return nil }

func (absentResident) AskPIN(ctx context.Context, _ pin.Request) (pin.Answer, error) {
	<-ctx.Done()
	return pin.Answer{}, ctx.Err()
}

// absentPrinter does not answer.
type absentPrinter struct{ hardware.Printer }

func (absentPrinter) Preflight(context.Context) error { return hardware.PrinterGone }
