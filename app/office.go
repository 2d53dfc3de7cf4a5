package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"madoguchi/internal/counter"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
	"madoguchi/internal/report"
	"madoguchi/internal/session"
	"madoguchi/internal/stock"
	"madoguchi/internal/store"
)

// The folders of the terminal's data folder that people take things from and put things into.
const (
	arrivalFolder = "arrivals" // lists that came with the cards
	sheetFolder   = "sheets"   // 日次在庫照合表 as made
	archiveFolder = "archives" // operation history, written out
)

// office is what the clerk's window asks of the program around it.
type office struct{ m *Main }

// ArrivalLists names the lists in the arrival folder, the newest first.
func (o office) ArrivalLists() ([]string, error) {
	dir := filepath.Join(o.m.Dir, arrivalFolder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("opening the arrival folder: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("reading the arrival folder: %w", err)
	}
	var lists []fs.FileInfo
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.Mode().IsRegular() && strings.EqualFold(filepath.Ext(e.Name()), ".csv") { // one that was just taken away is no list
			lists = append(lists, info)
		}
	}
	slices.SortStableFunc(lists, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	names := make([]string, len(lists))
	for i, list := range lists {
		names[i] = list.Name()
	}
	return names, nil
}

// ReadArrivalList reads one list of the arrival folder. The name is one that ArrivalLists gave: a path is refused.
func (o office) ReadArrivalList(name string) ([]byte, error) {
	root, err := os.OpenRoot(filepath.Join(o.m.Dir, arrivalFolder))
	if err != nil {
		return nil, fmt.Errorf("opening the arrival folder: %w", err)
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening the arrival list: %w", err)
	}
	defer f.Close()
	list, err := io.ReadAll(io.LimitReader(f, counter.MaxListBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading the arrival list: %w", err)
	}
	return list, nil // one that is too large has a byte more than allowed: it is refused, and recorded, where it is read
}

// CloseDay closes a day under the log's signed head, stores its sheets as papers and writes them as PDFs. When the day is closed and only
// a PDF could not be written, the error says so: the sheets are stored and can be printed any time.
func (o office) CloseDay(ctx context.Context, day juki.Date, witness juki.OperatorID) (made []stock.PaperInfo, err error) {
	sheets, err := o.m.daySheets(ctx, day)
	if err != nil {
		return nil, err
	}
	names, err := o.m.staffNames(ctx)
	if err != nil {
		return nil, err
	}
	closer, _ := o.m.keeper.Operator()
	for i := range sheets {
		sheets[i].ClosedName, sheets[i].WitnessName = names[closer], names[witness]
	}
	if err := o.m.keeper.CloseDay(ctx, sheets, witness); err != nil {
		return nil, err
	}
	kept, err := o.m.keeper.Book.Sheets(ctx, day)
	if err != nil {
		return nil, err
	}
	for _, s := range kept {
		paper, err := o.m.keeper.KeepPaper(ctx, stock.PaperDaily, s.Date, s)
		if err != nil {
			return made, err
		}
		made = append(made, paper)
		if err := o.m.writeSheet(s, o.m.sheetPath(s), false); err != nil {
			return made, err
		}
	}
	o.m.delivery.closed()
	return made, nil
}

// daySheets are the reconciliations of a day as the books stand now, one for each group of places, under the log's signed head.
func (m *Main) daySheets(ctx context.Context, day juki.Date) ([]stock.DaySheet, error) {
	head, err := m.db.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	names, err := m.staffNames(ctx)
	if err != nil {
		return nil, err
	}
	return m.keeper.MakeSheets(ctx, stock.Head{Date: day, Terminal: m.settings.Terminal, Municipality: m.settings.MunicipalityCode,
		City: m.settings.Municipality, Office: m.settings.Office, MadeAt: m.Now(), Checkpoint: head.Text,
		Name: func(id juki.OperatorID) string { return names[id] }})
}

// sheetPath is where the PDF of a sheet goes; a group of places has its own.
func (m *Main) sheetPath(s stock.DaySheet) string {
	return besideGroup(filepath.Join(m.Dir, sheetFolder, "daily-"+s.Date.String()+".pdf"), s.Group)
}

// staffNames are the names of everybody in the register of operators.
func (m *Main) staffNames(ctx context.Context) (map[juki.OperatorID]string, error) {
	operators, err := m.db.Operators().Operators(ctx)
	if err != nil {
		return nil, err
	}
	names := make(map[juki.OperatorID]string, len(operators))
	for _, a := range operators {
		names[a.ID] = a.Name
	}
	return names, nil
}

// writeSheet draws a stored sheet and writes it whole.
func (m *Main) writeSheet(s stock.DaySheet, path string, again bool) error {
	anchor, err := m.cosigned(context.Background(), s)
	if err != nil {
		return err
	}
	var pdf bytes.Buffer
	if err := report.DaySheet(&pdf, s, report.Options{Reprint: again, ReprintedAt: m.Now(), Training: m.Training, Cosigned: anchor}); err != nil {
		return fmt.Errorf("drawing the day's sheet: %w", err)
	}
	return writeWhole(path, func(w io.Writer) error { _, err := w.Write(pdf.Bytes()); return err })
}

// WriteArchive writes the whole log as an archive file and records that it did, after the records of the file.
func (o office) WriteArchive(ctx context.Context) (string, int64, error) {
	op, err := o.m.session.Require(juki.DataProtectionManager, juki.SystemAdministrator, juki.SecurityDirector, juki.Auditor)
	if err != nil {
		return "", 0, err
	}
	path := o.m.archivePath()
	n, err := o.m.writeArchive(ctx, path, op.ID)
	return path, n, err
}

// archivePath is where an archive of today goes.
func (m *Main) archivePath() string {
	return filepath.Join(m.Dir, archiveFolder, "log-"+juki.DateOf(m.Now()).String()+".archive")
}

func (m *Main) writeArchive(ctx context.Context, path string, by juki.OperatorID) (int64, error) {
	var head oplog.Checkpoint
	err := writeWhole(path, func(w io.Writer) (err error) {
		head, err = m.db.WriteArchive(ctx, w)
		return err
	})
	if err != nil {
		return 0, errors.Join(err, m.archiveNotWritten(ctx, by, err))
	}
	return head.Size, m.db.Record(ctx, oplog.Record{Time: m.Now(), Event: oplog.ArchiveWritten, Operator: by,
		Values: []oplog.Value{oplog.Size(head.Size), oplog.Root(head.Root)}})
}

// archiveNotWritten records that an archive was asked for and is not there, also on a full disk.
func (m *Main) archiveNotWritten(ctx context.Context, by juki.OperatorID, why error) error {
	var o *juki.Outcome
	if !errors.As(why, &o) {
		return nil
	}
	return m.db.Record(store.Finishing(ctx), oplog.Record{Time: m.Now(), Event: oplog.ArchiveNotWritten, Operator: by, Values: []oplog.Value{oplog.Code(o.Code)}})
}

// AllowOneScreen lets PINs be typed on the clerk's screen. Training only: at a real counter the clerk would see them (第23条第2号).
func (o office) AllowOneScreen(ctx context.Context, by session.Confirmation) error {
	if !o.m.Training {
		return juki.Refuse(juki.NoPadMonitor)
	}
	if by.For != oplog.OneScreenAllowed { // a confirmation of something else, or none
		return juki.Refuse(juki.PostMissing)
	}
	op, err := o.m.session.Require()
	if err != nil {
		return err
	}
	if err := o.m.db.Record(ctx, oplog.Record{Time: o.m.Now(), Event: oplog.OneScreenAllowed, Operator: by.Operator.ID, // who answers for it
		Values: []oplog.Value{oplog.Witness(op.ID)}}); err != nil {
		return err
	}
	o.m.windows.allowOneScreen()
	return nil
}
