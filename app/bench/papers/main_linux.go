// Command papers makes one long paper of a terminal's stored ledger as the counter makes it (figures, stored, read again, set, PDF) and
// says in one line how long that took and how much memory the process had at its highest. Its heap grows as the counter's does.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/report"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// heapSlack is the counter's: how far the heap may grow between collections, in percent of what lives.
const heapSlack = 30

func main() {
	debug.SetGCPercent(heapSlack)
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "papers DIR ORIGIN day-sheet|stock-list")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "papers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, origin, which string) (err error) {
	db, err := store.Open(dir, store.Options{Now: time.Now, Rand: rand.Reader, Keys: store.FileKey(filepath.Join(dir, "terminal.key")), Origin: origin})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	keeper := &stock.Keeper{Book: db.Stock(), Terminal: "terminal-01", Now: time.Now,
		Operator: func() (juki.OperatorID, juki.Post) { return "S001", juki.Operator },
		Rules: func(juki.Date) stock.Rules {
			return stock.Rules{SecondCount: true, RenoticeAfter: 90, DisposalAfter: 365}
		}}
	draw := map[string]func(context.Context, *store.DB, *stock.Keeper) (int, []byte, error){"day-sheet": daySheet, "stock-list": stockList}[which]
	if draw == nil {
		return fmt.Errorf("there is no paper %q", which)
	}
	start := time.Now()
	lines, pdf, err := draw(ctx, db, keeper)
	took := time.Since(start)
	if err != nil {
		return err
	}
	fmt.Printf("%.2f ms %d lines %d bytes %.1f MB\n", float64(took.Microseconds())/1e3, lines, len(pdf), highest())
	return nil
}

// daySheet is the 日次在庫照合表 of the terminal's own places as it stands now.
func daySheet(ctx context.Context, db *store.DB, k *stock.Keeper) (int, []byte, error) {
	head, err := db.Checkpoint(ctx)
	if err != nil {
		return 0, nil, err
	}
	sheets, err := k.MakeSheets(ctx, stock.Head{Date: juki.DateOf(k.Now()), Terminal: k.Terminal, Municipality: "28225", City: "朝来市", Office: "市民課",
		MadeAt: k.Now(), Checkpoint: head.Text})
	if err != nil {
		return 0, nil, err
	}
	pdf, err := drawn(sheets[0])
	return len(sheets[0].Rows), pdf, err
}

// stockList is the 在庫一覧, stored first and drawn from what is stored.
func stockList(ctx context.Context, _ *store.DB, k *stock.Keeper) (int, []byte, error) {
	h := stock.PaperHead{City: "朝来市", Office: "市民課", Terminal: k.Terminal, Municipality: "28225", MadeAt: k.Now(), MadeBy: "S001"}
	var err error
	if h.Items, err = k.Book.Items(ctx); err != nil {
		return 0, nil, err
	}
	if h.Places, err = k.Book.AllPlaces(ctx); err != nil {
		return 0, nil, err
	}
	list, err := k.StockList(ctx, h, h.MadeAt)
	if err != nil {
		return 0, nil, err
	}
	info, err := k.KeepPaper(ctx, stock.PaperList, juki.DateOf(h.MadeAt), list)
	if err != nil {
		return 0, nil, err
	}
	_, body, err := k.Book.PaperOf(ctx, info.ID)
	if err != nil {
		return 0, nil, err
	}
	pdf, err := drawn(body)
	return len(list.Lines), pdf, err
}

func drawn(body any) ([]byte, error) {
	paper, err := report.Compose(body, report.Options{})
	if err != nil {
		return nil, err
	}
	var pdf bytes.Buffer
	err = paper.WritePDF(&pdf)
	return pdf.Bytes(), err
}

// highest is VmHWM in MB (10⁶ bytes).
func highest() (mb float64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kib float64
			if _, err := fmt.Sscan(rest, &kib); err == nil {
				return kib * 1024 / 1e6
			}
		}
	}
	return 0
}
