package oplog

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// source gives the rows as a database would; columns is what stands after the text of a record.
func (l *testLog) source(columns func(seq int) string) LogSource {
	return LogSource{VerifierKey: l.sealer.VerifierKey(), Checkpoint: l.checkpoint().Text, Size: int64(len(l.rows)),
		Lines: func(lines []byte, from int64, count int) ([]byte, error) {
			for i, r := range l.rows[from : from+int64(count)] {
				if r.Erased {
					lines = fmt.Appendf(lines, "%d - %x\n", r.Seq, r.Leaf[:])
					continue
				}
				lines = fmt.Appendf(lines, "%d %s %s\t%s\n", r.Seq, r.Salt, r.Payload, columns(int(from)+i))
			}
			return lines, nil
		},
		Leaves: func(from int64, count int) (leaves []tlog.Hash, err error) {
			for seq := from; seq < from+int64(count); seq++ {
				leaves = append(leaves, l.nodes[tlog.StoredHashIndex(0, seq)])
			}
			return leaves, nil
		},
	}
}

func dayColumns(seq int) string {
	at := morning.Add(time.Duration(seq) * 10 * time.Minute)
	return fmt.Sprintf("%d\t%d\t18002\t%d", at.UnixMilli(), HandoverTakenOut.Number(), 8_000_001+seq)
}

func verifyLog(t *testing.T, s LogSource, o Options) Verdict {
	t.Helper()
	v, err := VerifyLog(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A database keeps the hash of each record and the signed head of each day: they tell which record was changed, or at least the day.
func TestALogThatIsNoArchive(t *testing.T) {
	const records, edited = 2*blockRecords + 700, blockRecords + 33
	build := func() (*testLog, LogSource) {
		log := day(t, records)
		s := log.source(dayColumns)
		for size := int64(144); size < records; size += 144 { // a day of ten-minute steps
			s.Stored = append(s.Stored, log.checkpointAt(size).Text)
		}
		return log, s
	}
	edit := func(log *testLog) {
		log.rows[edited].Payload = bytes.Replace(log.rows[edited].Payload, []byte("A-01"), []byte("A-02"), 1)
	}
	log, s := build()
	paper := []string{log.checkpointAt(records - 100).Text}
	if v := verifyLog(t, s, Options{Checkpoints: paper}); !v.OK || v.Stored != 19 || v.Records != records || v.Key != KeyOfAnchor || v.Line != 0 {
		t.Errorf("untouched: %+v", v)
	}

	edit(log)
	v := verifyLog(t, s, Options{Checkpoints: paper})
	if v.Problem != AnchorDiffers || v.BadFrom != edited || v.BadBefore != edited+1 || !v.BadUntil.Equal(morning.Add(edited*10*time.Minute)) || !v.BadAfter.Equal(morning.Add((edited-1)*10*time.Minute)) {
		t.Errorf("edited: %+v", v)
	}
	if v := verifyLog(t, s, Options{}); v.Problem != StoredDiffers || v.BadFrom != edited {
		t.Errorf("edited, without the paper: %+v", v)
	}

	log.nodes = log.rebuilt(log.rows).nodes // and every hash recomputed
	if v := verifyLog(t, s, Options{}); v.Problem != StoredDiffers || v.BadFrom != 7*144 || v.BadBefore != 8*144 {
		t.Errorf("recomputed: %+v", v)
	}

	_, s = build()
	whole := s.Lines
	s.Lines = func(lines []byte, from int64, count int) ([]byte, error) {
		lines, err := whole(lines, from, count)
		if from == 2*blockRecords {
			lines = bytes.Join(slices.Delete(bytes.SplitAfter(lines, []byte{'\n'}), 699, 700), nil)
		}
		return lines, err
	}
	if v := verifyLog(t, s, Options{}); v.Problem != OutOfSequence || v.BadFrom != records-1 || !v.BadAfter.Equal(morning.Add((records-2)*10*time.Minute)) {
		t.Errorf("the last one gone: %+v", v)
	}

	log, _ = build()
	for name, columns := range map[string]func(int) string{
		"none":     func(int) string { return "" },
		"longer":   func(seq int) string { return dayColumns(seq) + "\t" },
		"a second": func(seq int) string { return dayColumns(seq + 1) },
	} {
		if v := verifyLog(t, log.source(columns), Options{}); v.Problem != ColumnsDiffer || v.BadFrom != 0 || v.BadBefore != 1 {
			t.Errorf("columns %s: %+v", name, v)
		}
	}
	s = log.source(dayColumns)
	s.Stored = []string{day(t, 3).rebuilt(nil).checkpoint().Text[:40]}
	if v := verifyLog(t, s, Options{}); v.Problem != SignatureWrong {
		t.Errorf("a stored checkpoint that is none: %+v", v)
	}
	broken := errors.New("input/output error")
	s.Lines = func(_ []byte, from int64, _ int) ([]byte, error) { return nil, broken }
	if _, err := VerifyLog(s, Options{}); !errors.Is(err, broken) {
		t.Errorf("unreadable: %v", err)
	}
}

// Records erased at the end of their time, and one of them put back: it is no longer the one whose hash was kept.
func TestATextPutBackAfterItsSaltIsGone(t *testing.T) {
	log := day(t, 300)
	log.tell(100)
	columns := func(seq int) string {
		if seq < 300 {
			return dayColumns(seq)
		}
		administrator, _ := OperatorNumber("K001")
		return fmt.Sprintf("%d\t%d\t%d\t0", timeOver.UnixMilli(), LogErased.Number(), administrator)
	}
	paper := []string{log.checkpointAt(200).Text}
	for i := range 100 {
		log.erase(i)
	}
	if v := verifyLog(t, log.source(columns), Options{Checkpoints: paper}); !v.OK || v.Erased != 100 {
		t.Fatalf("%+v", v)
	}
	early := day(t, 300)
	early.tellAt(timeOver.Add(-time.Millisecond), 1)
	early.erase(0)
	before := func(seq int) string {
		return string(bytes.Replace([]byte(columns(seq)), fmt.Append(nil, timeOver.UnixMilli()), fmt.Append(nil, timeOver.UnixMilli()-1), 1))
	}
	if v := verifyLog(t, early.source(before), Options{}); v.Problem != ErasedEarly || v.BadFrom != 300 || v.BadBefore != 301 {
		t.Errorf("erased before its time: %+v", v)
	}
	log.rows[99].Erased = false
	log.rows[99].Salt = Salt{1} // the true one is gone
	if v := verifyLog(t, log.source(columns), Options{Checkpoints: paper}); v.Problem != AnchorDiffers || v.BadFrom != 99 || v.BadBefore != 100 {
		t.Errorf("%+v", v)
	}
	if v := verifyLog(t, log.source(columns), Options{}); v.Problem != RootDiffers || v.BadFrom != 99 || v.BadBefore != 100 {
		t.Errorf("without the paper: %+v", v)
	}
}
