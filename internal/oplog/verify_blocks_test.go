package oplog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// A block taken in by its root leaves the same log as its records one by one.
func TestBlocksAndSingleRecordsMakeTheSameTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const level = 2
		var one, blocks Frontier
		for n := range rapid.SliceOfN(rapid.Bool(), 1, 40).Draw(t, "whole") {
			var leaves []tlog.Hash
			for k := range 1 << level {
				leaves = append(leaves, tlog.RecordHash(fmt.Append(nil, n, k)))
			}
			whole := rapid.Bool().Draw(t, "as a block") && blocks.size%(1<<level) == 0
			if !whole {
				leaves = leaves[:rapid.IntRange(1, 1<<level).Draw(t, "records")]
			}
			for _, leaf := range leaves {
				if err := one.append(leaf); err != nil {
					t.Fatal(err)
				}
				if whole {
					continue
				}
				if err := blocks.append(leaf); err != nil {
					t.Fatal(err)
				}
			}
			if whole {
				root := tlog.NodeHash(tlog.NodeHash(leaves[0], leaves[1]), tlog.NodeHash(leaves[2], leaves[3]))
				if err := blocks.appendBlock(level, root); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := one.Root()
			if got, err := blocks.Root(); err != nil || got != want || one.Size() != blocks.Size() {
				t.Fatalf("after %d records: %v", one.Size(), err)
			}
		}
	})
	odd := Frontier{size: 3}
	if odd.appendBlock(2, tlog.Hash{}) == nil {
		t.Error("a block was taken in where none begins")
	}
}

// A log of several blocks: wherever a record is changed, and wherever the papers lie, the verdict is the same on one core and on
// many, and it names the records between the papers and when they were written.
func TestAChangeIsFoundInEveryBlock(t *testing.T) {
	const records = 3*blockRecords + 100
	log := day(t, records)
	archive := log.archive()
	lines := bytes.SplitAfter(archive, []byte{'\n'})
	papers := []int64{1, blockRecords - 1, blockRecords, blockRecords + 1, 2*blockRecords + 500}
	var given []string
	for _, size := range papers {
		given = append(given, log.checkpointAt(size).Text)
	}
	at := func(seq int64) time.Time { return morning.Add(time.Duration(seq) * 10 * time.Minute) }
	for _, edited := range []int64{0, 1, blockRecords - 1, blockRecords, 2*blockRecords - 1, 2 * blockRecords, 2*blockRecords + 501, records - 1} {
		forged := slices.Clone(lines)
		forged[headLines+edited] = bytes.Replace(forged[headLines+edited], []byte(`"A-01"`), []byte(`"A-02"`), 1)
		from, before := int64(0), int64(records)
		for _, size := range slices.Backward(papers) {
			if size > edited {
				before = size
			}
		}
		for _, size := range papers {
			if size <= edited {
				from = size
			}
		}
		var verdicts []Verdict
		for _, cores := range []int{1, 5} {
			verdicts = append(verdicts, verify(t, bytes.Join(forged, nil), Options{Checkpoints: given, Cores: cores}))
		}
		v := verdicts[0]
		if diff := cmp.Diff(v, verdicts[1]); diff != "" {
			t.Errorf("record %d: one core and many differ:\n%s", edited, diff)
		}
		after := time.Time{}
		if from > 0 {
			after = at(from - 1)
		}
		if v.OK || v.BadFrom != from || v.BadBefore != before || !v.BadAfter.Equal(after) || !v.BadUntil.Equal(at(before-1)) {
			t.Errorf("record %d: %v in records %d to %d, %v to %v; want %d to %d", edited, v.Problem, v.BadFrom, v.BadBefore, v.BadAfter, v.BadUntil, from, before)
		}
	}
	for _, gone := range []int{0, blockRecords - 1, blockRecords, 3*blockRecords + 50} {
		v := verify(t, bytes.Join(slices.Delete(slices.Clone(lines), headLines+gone, headLines+gone+1), nil), Options{Cores: 3})
		if v.Problem != OutOfSequence || v.Line != int64(headLines+gone+1) || v.BadFrom != int64(gone) {
			t.Errorf("without record %d: %+v", gone, v)
		}
	}
	told := int64(0)
	v := verify(t, archive, Options{Checkpoints: given, Progress: func(n int64) { told = n }})
	if !v.OK || v.Records != records || told != records || v.Version != 1 || !v.First.Equal(at(0)) || !v.Last.Equal(at(records-1)) {
		t.Errorf("untouched: %+v, told %d", v, told)
	}
}

// What is left of a record after its time: its number and its hash. Version 2 of the archive has them, the oldest first.
func TestAnArchiveWhoseOldestRecordsWereErased(t *testing.T) {
	const records, erased = blockRecords + 300, blockRecords + 100
	log := day(t, records-1)
	log.tell(erased)
	paper := []string{log.checkpointAt(erased + 50).Text, log.checkpointAt(50).Text}
	for i := range erased {
		log.erase(i)
	}
	archive := string(log.archive())
	v := verify(t, []byte(archive), Options{Checkpoints: paper})
	if !v.OK || v.Version != 2 || v.Erased != erased || v.Records != records || v.Key != KeyOfAnchor || !v.First.Equal(morning.Add(erased*10*time.Minute)) {
		t.Fatalf("%+v", v)
	}
	leaf := func(i int) string { return fmt.Sprintf("\n%d - %x\n", i, log.rows[i].Leaf[:]) }
	text := fmt.Sprintf(`%s {"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"handover.opened","op":"S001","case":"R08-000001"}`, log.rows[0].Salt)
	for name, c := range map[string]struct {
		old, new string
		problem  Problem
		from     int64
	}{
		"a text put back under a made-up salt":          {leaf(20), "\n20 " + text + "\n", LineMalformed, 21},
		"the newest erased one put back":                {leaf(erased - 1), fmt.Sprintf("\n%d %s\n", erased-1, text), AnchorDiffers, 50},
		"the hash of an erased one changed":             {leaf(20), "\n20 - " + strings.Repeat("0", 64) + "\n", AnchorDiffers, 0},
		"an erased one taken out":                       {leaf(20), "\n", OutOfSequence, 20},
		"a text behind the hash":                        {leaf(20), strings.TrimSuffix(leaf(20), "\n") + " {}\n", LineMalformed, 20},
		"a younger one erased, to hide it":              {fmt.Sprintf("\n%d %s %s\n", erased+60, log.rows[erased+60].Salt, log.rows[erased+60].Payload), log.erase(erased + 60), LineMalformed, erased + 60},
		"hashes in capitals":                            {leaf(20), strings.ToUpper(leaf(20)), LineMalformed, 20},
		"said to be of version 1":                       {archiveMagicErased, archiveMagic, LineMalformed, 0},
		"a record of another block hidden at its start": {fmt.Sprintf("%x", log.rows[blockRecords].Leaf[:]), strings.Repeat("f", 64), AnchorDiffers, 50},
	} {
		t.Run(name, func(t *testing.T) {
			forged := strings.Replace(archive, c.old, c.new, 1)
			if forged == archive {
				t.Fatal("nothing was changed")
			}
			if v := verify(t, []byte(forged), Options{Checkpoints: paper}); v.OK || v.Problem != c.problem || v.BadFrom != c.from {
				t.Errorf("%q from record %d", v.Problem, v.BadFrom)
			}
		})
	}
	behind := day(t, records) // behind the program's back: hashes, signature and paper agree, and nobody tells of it
	for i := range 5 {
		behind.erase(i)
	}
	if v := verify(t, behind.archive(), Options{Checkpoints: []string{behind.checkpointAt(50).Text}}); v.OK || v.Problem != ErasedUntold || v.BadFrom != 0 || v.BadBefore != 5 {
		t.Errorf("erased, and not told: %+v", v)
	}
	behind = day(t, 30)
	behind.tell(3)
	for i := range 5 {
		behind.erase(i)
	}
	if v := verify(t, behind.archive(), Options{}); v.OK || v.Problem != ErasedUntold || v.BadFrom != 3 || v.BadBefore != 5 {
		t.Errorf("more erased than told: %+v", v)
	}
	early := day(t, 30) // a stolen key writes log.erased, but not three years on
	early.tellAt(timeOver.Add(-time.Millisecond), 5)
	for i := range 5 {
		early.erase(i)
	}
	if v := verify(t, early.archive(), Options{Checkpoints: []string{early.checkpointAt(20).Text}}); v.OK || v.Problem != ErasedEarly || v.BadFrom != 30 || v.BadBefore != 31 {
		t.Errorf("erased before the time: %+v", v)
	}
	early.tell(7)
	early.erase(5)
	if v := verify(t, early.archive(), Options{}); v.OK || v.Problem != ErasedEarly || v.BadFrom != 30 {
		t.Errorf("erased before the time, and again by right: %+v", v)
	}
	between := day(t, records)
	between.erase(0)
	between.erase(blockRecords) // the first of a block, behind a thousand that have their texts
	if v := verify(t, between.archive(), Options{}); v.Problem != LineMalformed || v.BadFrom != blockRecords || v.Line != headLines+blockRecords+1 {
		t.Errorf("erased behind younger ones: %+v", v)
	}
	whole := strings.Replace(string(day(t, 5).archive()), archiveMagic, archiveMagicErased, 1)
	if v := verify(t, []byte(whole), Options{}); v.Problem != NotAnArchive {
		t.Errorf("version 2 without an erased record: %+v", v)
	}
}

// erase takes text and salt of a record away, and gives its line in the archive.
func (l *testLog) erase(i int) string {
	r := &l.rows[i]
	if !r.Erased {
		r.Erased, r.Leaf = true, LeafHash(r.Salt, r.Payload)
	}
	return fmt.Sprintf("\n%d - %x\n", i, r.Leaf[:])
}

// The quick reader takes what the reader of records takes, and nothing else.
func FuzzQuickScan(f *testing.F) {
	for _, r := range smallDay(f).rows {
		f.Add(r.Payload)
	}
	for _, text := range []string{
		`{"v":1,"t":"2024-02-29T23:59:59.999+09:00","e":"a","f":{"a":0,"b":-1,"c":"x"}}`, `{"v":1,"t":"2025-02-29T00:00:00.000+09:00","e":"a"}`,
		`{"v":1,"t":"0000-01-01T00:00:00.000+09:00","e":"a","f":{"a":-0}}`, `{"v":1,"t":"2026-11-24T24:00:00.000+09:00","e":"a","f":{"a":9007199254740993}}`,
		`{"v":1,"t":"2026-04-31T09:00:00.000+09:00","e":"a","f":{"b":1,"a":1}}`, `{"v":1,"t":"2026-11-24T09:00:00.000+09:00","e":"a","f":{"a":01}}`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		raw, err := scanPayload(payload)
		quick, ok := scanQuick(payload)
		if ok != (err == nil) {
			t.Fatalf("%q: %v, quick %v", payload, err, ok)
		}
		if ok && (!quick.at.time().Equal(raw.time) || string(quick.event) != raw.event || string(quick.operator) != raw.operator || string(quick.caseNumber) != raw.caseNumber) {
			t.Fatalf("%q: read as %+v and %+v", payload, raw, quick)
		}
	})
}
