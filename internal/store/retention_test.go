package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// kept is a log of some months in 2026 and 2027, with the sheet of November's last day, looked at three years later.
type kept struct {
	*DB
	c        *clock
	dir      string
	november int64 // records of November 2026, and
	december int64 // of November and December
	sheet    oplog.Checkpoint
	texts    [][]byte // payloads by number
	salts    [][]byte
}

var threeYearsLater = time.Date(2029, 12, 3, 9, 0, 0, 0, juki.Tokyo())

// keepLog makes perMonth records each in November, December and January, and says that all of them are on the central server.
func keepLog(t *testing.T, perMonth int) *kept {
	t.Helper()
	k := &kept{c: &clock{}, dir: t.TempDir()}
	for month := range 3 {
		first := time.Date(2026, time.Month(11+month), 2, 9, 0, 0, 0, juki.Tokyo())
		records := madeLog(perMonth, first, 27*24*time.Hour/time.Duration(perMonth))
		k.c.at = records[len(records)-1].Time.Add(time.Minute)
		if next := first.AddDate(0, 1, -1); !k.c.at.Before(next) {
			t.Fatalf("the records of a month end on %v", k.c.at)
		}
		k.open(t)
		if err := k.Record(t.Context(), records...); err != nil {
			t.Fatal(err)
		}
		switch month {
		case 0:
			var err error
			if k.sheet, err = k.Checkpoint(t.Context()); err != nil {
				t.Fatal(err)
			}
			k.november = k.sheet.Size
		case 1:
			k.december = k.november + int64(perMonth)
		}
	}
	k.c.at = threeYearsLater
	k.uploaded(t, k.december+int64(perMonth))
	err := k.list(t.Context(), "SELECT payload, salt FROM record ORDER BY seq", nil, func(scan scanner) error {
		var text, salt []byte
		err := scan(&text, &salt)
		k.texts, k.salts = append(k.texts, text), append(k.salts, salt)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// open opens the database again.
func (k *kept) open(t *testing.T) {
	t.Helper()
	if k.DB != nil {
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	o := options(k.c)
	o.migrations = nil
	var err error
	if k.DB, err = Open(k.dir, o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = k.Close() })
}

func (k *kept) uploaded(t *testing.T, size int64) {
	t.Helper()
	if err := k.Record(t.Context(), oplog.Record{Time: k.c.at, Event: oplog.UploadEnded, Values: []oplog.Value{oplog.Size(size)}}); err != nil {
		t.Fatal(err)
	}
}

// said is what the central server answers now, when its clock is that of the terminal.
func (k *kept) said(confirmed int64) oplog.Outside {
	return oplog.Outside{Records: confirmed, At: k.c.at, Now: true}
}

// erase erases what may go.
func (k *kept) erase(t *testing.T, confirmed int64) oplog.Erasable {
	t.Helper()
	e, err := k.Erasable(t.Context(), k.said(confirmed))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.Erase(t.Context(), "K001", "K002", e); err != nil {
		t.Fatal(err)
	}
	return e
}

// November 2026 goes on 3 December 2029; everything that is proved of the rest goes on to hold.
func TestTextsGoWhenTheirTimeIsOver(t *testing.T) {
	k := keepLog(t, 400)
	e := k.erase(t, k.december)
	if want := (juki.Date{Year: 2026, Month: 11, Day: 30}); e.Upto != k.november || e.Records != k.november || e.Day != want || e.Confirmed != k.said(k.december) || e.Root != k.sheet.Root {
		t.Errorf("%+v", e)
	}
	if found, err := k.SearchLog(t.Context(), oplog.Search{Event: oplog.LogErased}, oplog.Spot{}, 2); err != nil || len(found.Found) != 1 ||
		oplog.Sentence(found.Found[0].Record, oplog.Japanese) == "" {
		t.Errorf("the record of it: %+v, %v", found, err)
	}
	if _, err := k.Erasable(t.Context(), k.said(k.december)); !errors.Is(err, juki.Refuse(juki.NothingToErase)) {
		t.Errorf("the same again: %v", err)
	}
	k.holds(t)
	k.open(t)
	k.holds(t)
	k.c.at = k.c.at.AddDate(0, 1, 0)
	k.uploaded(t, k.december+400) // somebody is at work again: the log itself has grown older
	if e := k.erase(t, k.december); e.Upto != k.december || e.Records != k.december-k.november {
		t.Errorf("a month later: %+v", e)
	}
	k.holds(t)
	k.open(t)
	k.holds(t)
}

// holds looks at the log from all sides after an erasure.
func (k *kept) holds(t *testing.T) {
	t.Helper()
	upto, err := erasedUpto(t.Context(), k.readers)
	if err != nil {
		t.Fatal(err)
	}
	size, err := k.CheckAll(t.Context())
	if err != nil {
		t.Fatalf("the check of everything: %v", err)
	}
	sheet := oplog.Options{TrustedKey: k.VerifierKey(), Checkpoints: []string{k.sheet.Text}}
	var archive bytes.Buffer
	if _, err := k.WriteArchive(t.Context(), &archive); err != nil {
		t.Fatal(err)
	}
	if v, err := oplog.Verify(&archive, sheet); err != nil || !v.OK || v.Erased != upto || v.Records != size {
		t.Errorf("its archive: %+v, %v", v, err)
	}
	r := openReader(t, k.dir)
	if v, err := r.Verify(t.Context(), sheet); err != nil || !v.OK || v.Erased != upto {
		t.Errorf("the database: %+v, %v", v, err)
	}
	if proof, err := r.Prove(t.Context(), upto, ""); err != nil {
		t.Errorf("a proof of the oldest record that is left: %v", err)
	} else if v, err := oplog.VerifyProof(proof, oplog.Options{TrustedKey: k.VerifierKey()}); err != nil || !v.OK || !bytes.Equal(v.Payload, k.texts[upto]) {
		t.Errorf("a proof of the oldest record that is left: %+v, %v", v, err)
	}
	if _, err := r.Prove(t.Context(), upto-1, ""); !errors.Is(err, ErrNoRecordThere) {
		t.Errorf("a proof of an erased record: %v", err)
	}
	k.readsTheRest(t, upto, size)
}

// readsTheRest searches, lists and reads for the central server: of what was erased nothing comes.
func (k *kept) readsTheRest(t *testing.T, upto, size int64) {
	t.Helper()
	tail, err := k.LogTail(t.Context(), int(size)+1, LogFilter{})
	if err != nil || int64(len(tail)) != size-upto || tail[len(tail)-1].Seq != upto {
		t.Errorf("the tail has %d of %d records, %v", len(tail), size-upto, err)
	}
	for name, s := range map[string]oplog.Search{"all": {}, "an event": {Event: oplog.HandoverOpened}, "an area": {Area: "person"}, "an operator": {Operator: "S001"}, "a purpose": {Purpose: "handover"},
		"a code": {Code: juki.Codes()[1]}, "until long ago": {Until: threeYearsLater.AddDate(-3, 0, 0)}} {
		want := 0
		for _, line := range tail {
			if s.Matches(line.Record) {
				want++
			}
		}
		page, err := k.SearchLog(t.Context(), s, oplog.Spot{}, int(size)+1)
		if err != nil || len(page.Found) != want {
			t.Errorf("%s: %d found, %d meant, %v", name, len(page.Found), want, err)
		}
	}
	if n, err := k.RecordsIn(t.Context(), november); err != nil || n != 0 {
		t.Errorf("%d records of November, %v", n, err)
	}
	for _, id := range oplog.Reports() {
		if _, err := k.LogReport(t.Context(), id, oplog.Period{First: november.First, Last: november.First.AddDays(300)}, oplog.StandardThresholds(), standardHours); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if leaves, head, err := k.Leaves(t.Context(), upto, 10, 1<<20); err != nil || len(leaves) != 10 || head.Size != upto+10 {
		t.Errorf("the next records for a server that has the erased ones: %d, %v", len(leaves), err)
	}
	if _, head, err := k.Leaves(t.Context(), k.november/2, 0, 0); err != nil || head.Size != k.november/2 {
		t.Errorf("a head among the erased: %v", err)
	}
	_, _, err = k.Leaves(t.Context(), 0, 10, 1<<20)
	if !errors.Is(err, juki.Refuse(juki.CentralRejected)) {
		t.Errorf("the erased ones for a server that has nothing: %v", err)
	}
}

func TestWhatMayGoAndWhatNot(t *testing.T) {
	k := keepLog(t, 40)
	all := k.december + 40
	tokyo := func(year, month, day, hour int) time.Time {
		return juki.Date{Year: year, Month: month, Day: day}.At(hour, 0)
	}
	for _, x := range []struct {
		name      string
		now       time.Time
		confirmed int64
		upto      int64
		refused   juki.Code
	}{
		{"the first day after three years", tokyo(2029, 12, 3, 9), all, k.november, ""},
		{"a clock put forward does not make the log older", tokyo(2035, 1, 1, 9), all, k.november, ""},
		{"a clock put back does make it younger", tokyo(2029, 11, 30, 23), all, 0, juki.NothingToErase},
		{"exactly the month confirmed", tokyo(2029, 12, 3, 9), k.november, k.november, ""},
		{"one of the month not confirmed", tokyo(2029, 12, 3, 9), k.november - 1, 0, juki.RecordsNotUploaded},
		{"nothing confirmed", tokyo(2029, 12, 3, 9), 0, 0, juki.RecordsNotUploaded},
		{"said to be confirmed, but the log knows of less", tokyo(2029, 12, 3, 9), 1 << 40, k.november, ""},
	} {
		k.c.at = x.now
		e, err := k.Erasable(t.Context(), k.said(x.confirmed))
		if x.refused == "" && err != nil || x.refused != "" && !errors.Is(err, juki.Refuse(x.refused)) || e.Upto != x.upto {
			t.Errorf("%s: %+v, %v", x.name, e, err)
		}
	}
	// Two months at once, and one of them confirmed.
	k.c.at = tokyo(2030, 1, 4, 9)
	k.uploaded(t, k.december)
	for confirmed, want := range map[int64]int64{all: k.december, k.december: k.december, k.december - 1: k.november} {
		if e, err := k.Erasable(t.Context(), k.said(confirmed)); err != nil || e.Upto != want {
			t.Errorf("%d confirmed: %+v, %v", confirmed, e, err)
		}
	}
}

// What is asked for goes beyond what may go: nothing has happened.
func TestAnErasureThatGoesTooFarIsRefused(t *testing.T) {
	k := keepLog(t, 40)
	good, err := k.Erasable(t.Context(), k.said(k.december))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		change func(*oplog.Erasable)
		want   juki.Code
	}{
		"one record more":             {func(e *oplog.Erasable) { e.Upto++; e.Records++ }, juki.RecordsTooYoung},
		"a month more":                {func(e *oplog.Erasable) { e.Upto, e.Records, e.Day = k.december, k.december, e.Day.AddDays(31) }, juki.RecordsTooYoung},
		"more than is confirmed":      {func(e *oplog.Erasable) { e.Upto = k.december + 1 }, juki.RecordsNotUploaded},
		"another root":                {func(e *oplog.Erasable) { e.Root[0]++ }, juki.NothingToErase},
		"nothing":                     {func(e *oplog.Erasable) { *e = oplog.Erasable{} }, juki.RecordsNotUploaded},
		"confirmed more than it was":  {func(e *oplog.Erasable) { e.Confirmed.Records = 1 << 40 }, juki.NothingToErase},
		"not all of what is too old":  {func(e *oplog.Erasable) { e.Upto--; e.Records-- }, juki.NothingToErase},
		"from the middle of a month ": {func(e *oplog.Erasable) { e.Records-- }, juki.NothingToErase},
	} {
		e := good
		x.change(&e)
		if err := k.Erase(t.Context(), "K001", "", e); !errors.Is(err, juki.Refuse(x.want)) {
			t.Errorf("%s: %v, want %s", name, err, x.want)
		}
	}
	if err := k.Erase(t.Context(), "見本", "", good); !errors.Is(err, juki.Refuse(juki.RecordRefused)) {
		t.Errorf("by somebody whose id is none: %v", err)
	}
	if upto, err := erasedUpto(t.Context(), k.readers); err != nil || upto != 0 {
		t.Errorf("erased up to %d, %v", upto, err)
	}
	if _, err := k.CheckAll(t.Context()); err != nil {
		t.Error(err)
	}
}

// Texts, salts, and what the indexes had of them, are in no file of the data folder any more.
func TestErasedTextsAreGoneFromTheFiles(t *testing.T) {
	k := keepLog(t, 3000)
	before := k.files(t)
	k.erase(t, k.december)
	after := k.files(t)
	tails := map[string]bool{} // ends of cards' numbers that stood in erased records only
	for seq, text := range k.texts {
		if r := mustDecode(t, text); seq >= 0 {
			if v, has := r.Value(oplog.FieldCard); has {
				tails[v.Text()] = int64(seq) < k.november && (tails[v.Text()] || seq == slices.IndexFunc(k.texts, func(x []byte) bool { return bytes.Contains(x, []byte(v.Text())) }))
			}
		}
	}
	found := 0
	for seq := range k.november {
		for _, secret := range [][]byte{k.texts[seq], k.salts[seq]} {
			if bytes.Contains(before, secret) {
				found++
			}
			if bytes.Contains(after, secret) {
				t.Fatalf("record %d is still there", seq)
			}
		}
	}
	if found < int(k.november) {
		t.Errorf("only %d of %d texts and salts were found before: the test is blind", found, 2*k.november)
	}
	for seq := k.november; seq < k.december; seq++ {
		if !bytes.Contains(after, k.texts[seq]) {
			t.Fatalf("record %d has gone too", seq)
		}
	}
	for tail, only := range tails {
		if only && bytes.Contains(after, []byte(tail)) {
			t.Errorf("the end of a card's number is still there")
		}
	}
}

// files are the bytes of all files of the data folder.
func (k *kept) files(t *testing.T) (all []byte) {
	t.Helper()
	list, err := os.ReadDir(k.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		text, err := os.ReadFile(filepath.Join(k.dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

// A neglected log of years goes in parts, each of whole months.
func TestAYearGoesInParts(t *testing.T) {
	k := keepLog(t, 40)
	k.c.at = threeYearsLater.AddDate(1, 0, 0)
	k.uploaded(t, k.december+40)
	p := erasing{ctx: t.Context(), from: k.readers}
	until := oplog.ErasableUntil(juki.DateOf(k.c.at))
	for most, want := range map[int64]int64{1: k.november, 40: k.november, 41: k.november, 80: k.december, 119: k.december, 120: k.december + 40} {
		if e, err := p.upTo(until, k.december+40, most); err != nil || e.Upto != want {
			t.Errorf("at most %d: %+v, %v", most, e, err)
		}
	}
}

// The closings of days whose records are gone are no longer held against them; those of later days are.
func TestClosingsOfErasedDaysAreNotMissed(t *testing.T) {
	days := []closedDay{{day: juki.Date{Year: 2026, Month: 11, Day: 20}}, {day: juki.Date{Year: 2026, Month: 11, Day: 30}}, {day: juki.Date{Year: 2026, Month: 12, Day: 1}}}
	k := keepLog(t, 40)
	if left, err := afterErasure(t.Context(), k.readers, days, nil); err != nil || len(left) != 3 {
		t.Errorf("before: %v, %v", left, err)
	}
	k.erase(t, k.december)
	if left, err := afterErasure(t.Context(), k.readers, days, nil); err != nil || len(left) != 1 {
		t.Errorf("after: %v, %v", left, err)
	}
	if left, err := afterErasure(t.Context(), k.readers, days, map[string]string{"2026-11-20": "x"}); err != nil || len(left) != 3 {
		t.Errorf("one that is recorded: %v, %v", left, err)
	}
}
