package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// A database that is not opened cannot record that it was not (第13条): the refusal waits in this file of the data folder, a line of
// time and code for each, until a start goes well.
const refusedStarts = "refused.starts"

// maxRefusedStarts is how many are kept: somebody may try all morning.
const maxRefusedStarts = 50

// noteRefusedStart keeps that a start was refused. Where not even that can be written, the window still says so.
func (m *Main) noteRefusedStart(why error) {
	var o *juki.Outcome
	if !errors.As(why, &o) || len(m.refusedStarts()) >= maxRefusedStarts {
		return
	}
	f, err := os.OpenFile(filepath.Join(m.Dir, refusedStarts), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return
	}
	_, _ = fmt.Fprintf(f, "%d %s\n", m.Now().UnixMilli(), o.Code)
	_ = f.Close()
}

// refusedStarts are the records of the starts that were refused since the last good one. A line that is none is passed over.
func (m *Main) refusedStarts() (records []oplog.Record) {
	f, err := os.Open(filepath.Join(m.Dir, refusedStarts))
	if err != nil {
		return nil
	}
	defer f.Close()
	now := m.Now()
	for lines := bufio.NewScanner(f); lines.Scan() && len(records) < maxRefusedStarts; {
		at, code, _ := strings.Cut(lines.Text(), " ")
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil || ms < 0 || !slices.Contains(juki.Codes(), juki.Code(code)) {
			continue
		}
		when := time.UnixMilli(ms)
		if when.After(now) { // a record ahead of the clock is refused
			when = now
		}
		records = append(records, oplog.Record{Time: when, Event: oplog.DatabaseRefused, Values: []oplog.Value{oplog.Code(juki.Code(code))}})
	}
	return records
}

// databaseOpened are the records of how the database was opened: the starts that were refused before, and with how many records and
// which head it was found now.
func (m *Main) databaseOpened(ctx context.Context) ([]oplog.Record, error) {
	head, err := m.db.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	return append(m.refusedStarts(), oplog.Record{Time: m.Now(), Event: oplog.DatabaseOpened,
		Values: []oplog.Value{oplog.Size(head.Size), oplog.Root(head.Root)}}), nil
}

// refusalsRecorded forgets the starts that the log tells of now.
func (m *Main) refusalsRecorded() { _ = os.Remove(filepath.Join(m.Dir, refusedStarts)) }
