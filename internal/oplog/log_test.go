package oplog

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// testLog stands for a terminal's database: rows and node table, everything an attacker with the disk can change.
type testLog struct {
	t      testing.TB
	sealer *Sealer
	rows   []ArchiveRecord
	nodes  []tlog.Hash
}

func (l *testLog) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(l.nodes)) {
			return nil, fmt.Errorf("node %d is missing", x)
		}
		hashes[i] = l.nodes[x]
	}
	return hashes, nil
}

func testKey(t testing.TB, origin string, fill byte) *TerminalKey {
	t.Helper()
	key, err := NewTerminalKey(origin, bytes.Repeat([]byte{fill}, SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newLog(t testing.TB) *testLog {
	return &testLog{t: t, sealer: NewSealer(testKey(t, "28225.madoguchi/terminal-01", 7))}
}

var morning = time.Date(2026, 11, 24, 9, 0, 0, 0, japan)

func (l *testLog) append(records ...Record) {
	l.t.Helper()
	for _, r := range records {
		payload, err := EncodeRecord(r)
		if err != nil {
			l.t.Fatal(err)
		}
		l.appendPayload(payload)
	}
}

func (l *testLog) appendPayload(payload []byte) {
	l.t.Helper()
	l.appendSalted(payload, Salt(sha256.Sum256(fmt.Append(nil, "salt", len(l.rows)))))
}

func (l *testLog) appendSalted(payload []byte, salt Salt) {
	l.t.Helper()
	size := int64(len(l.rows))
	leaf, err := sealPayload(size, l, payload, salt)
	if err != nil {
		l.t.Fatal(err)
	}
	if leaf.FirstNode != int64(len(l.nodes)) {
		l.t.Fatalf("record %d: nodes go to %d, but the table has %d", size, leaf.FirstNode, len(l.nodes))
	}
	l.nodes = append(l.nodes, leaf.Nodes...)
	l.rows = append(l.rows, ArchiveRecord{Seq: size, Salt: leaf.Salt, Payload: leaf.Payload})
}

func (l *testLog) checkpoint() Checkpoint { return l.checkpointAt(int64(len(l.rows))) }

func (l *testLog) checkpointAt(size int64) Checkpoint {
	l.t.Helper()
	c, err := l.sealer.Checkpoint(size, l)
	if err != nil {
		l.t.Fatal(err)
	}
	return c
}

// day fills the log with n records, ten minutes apart.
func day(t testing.TB, n int) *testLog {
	l := newLog(t)
	for i := range n {
		l.append(Record{
			Time: morning.Add(time.Duration(i) * 10 * time.Minute), Event: HandoverTakenOut, Operator: "S001",
			Case: juki.CaseNumber(fmt.Sprintf("R08-%06d", i)), Values: []Value{Place("A-01"), Item("mynumber-card")},
		})
	}
	return l
}

func (l *testLog) archive() []byte { return l.archiveWith(l.checkpoint().Text) }

func (l *testLog) archiveWith(checkpoint string) []byte {
	l.t.Helper()
	var out bytes.Buffer
	err := WriteArchive(&out, ArchiveSource{VerifierKey: l.sealer.VerifierKey(), Checkpoint: checkpoint, Records: l.records})
	if err != nil {
		l.t.Fatal(err)
	}
	return out.Bytes()
}

func (l *testLog) records(yield func(ArchiveRecord, error) bool) {
	for _, r := range l.rows {
		if !yield(r, nil) {
			return
		}
	}
}

// rebuilt is what an attacker without the key can do: any rows, every hash recomputed, numbers made good.
func (l *testLog) rebuilt(rows []ArchiveRecord) *testLog {
	l.t.Helper()
	forged := &testLog{t: l.t, sealer: l.sealer}
	for _, r := range rows {
		forged.appendSalted(slices.Clone(r.Payload), r.Salt)
	}
	return forged
}

func verify(t testing.TB, archive []byte, o Options) Verdict {
	t.Helper()
	v, err := Verify(bytes.NewReader(archive), o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// timeOver is a moment at which November 2026 may go, and not a day before.
var timeOver = time.Date(2029, 12, 1, 0, 0, 0, 0, japan)

// tell appends the record of an erasure.
func (l *testLog) tell(upto int) { l.tellAt(timeOver, upto) }

// tellAt says that the last day that went was the one before the first record that stays, in November at the latest.
func (l *testLog) tellAt(at time.Time, upto int) {
	last := juki.Date{Year: 2026, Month: 11, Day: 30}
	if r, err := DecodeRecord(l.rows[upto].Payload); err != nil {
		l.t.Fatal(err)
	} else if day := juki.DateOf(r.Time).AddDays(-1); day.Before(last) {
		last = day
	}
	l.tellOf(at, upto, last)
}

func (l *testLog) tellOf(at time.Time, upto int, last juki.Date) {
	l.append(Record{Time: at, Event: LogErased, Operator: "K001",
		Values: []Value{Size(int64(upto)), Root(tlog.Hash{}), Count(FieldRows, upto), Day(last)}})
}
