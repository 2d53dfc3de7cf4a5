package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// openReader opens the database of a folder as an auditor would: without the terminal's key.
func openReader(t testing.TB, dir string) *Reader {
	t.Helper()
	r, err := OpenReader(filepath.Join(dir, FileName), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func readAndVerify(t testing.TB, dir string, o oplog.Options) oplog.Verdict {
	t.Helper()
	v, err := openReader(t, dir).Verify(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// While the counter works, another process verifies, proves and checks; each sees what was committed when it began, and the counter goes on.
func TestReadingBesideAWorkingCounter(t *testing.T) {
	dir := t.TempDir()
	d := openScratch(t, dir)
	act := func(k int) {
		if err := d.act(t.Context(), scratchAct(fmt.Sprint(k))); err != nil {
			t.Fatal(err)
		}
	}
	for k := range 20 {
		act(k)
	}
	head, err := d.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := openReader(t, dir)
	for k := range 5 {
		act(k)
		v, err := r.Verify(t.Context(), oplog.Options{Checkpoints: []string{head.Text}})
		if err != nil || !v.OK || v.Records != int64(21+k) || v.Key != oplog.KeyOfAnchor {
			t.Fatalf("beside the counter: %+v %v", v, err)
		}
	}
	proof, err := r.Prove(t.Context(), 7, head.Text)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := oplog.VerifyProof(proof, oplog.Options{Checkpoints: []string{head.Text}}); err != nil || !v.OK || v.Seq != 7 {
		t.Errorf("the proof: %+v %v", v, err)
	}
	keyed, err := OpenReader(filepath.Join(dir, FileName), options(&clock{morning}))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := keyed.CheckAll(t.Context()); err != nil || n != 25 {
		t.Errorf("everything, beside the counter: %d %v", n, err)
	}
	if behind, err := keyed.ClockBehind(t.Context()); err != nil || behind {
		t.Errorf("the clock: %v %v", behind, err)
	}
	if err := errors.Join(keyed.Close(), r.Close()); err != nil {
		t.Error(err)
	}
	act(99)
	wantWhole(t, d, 26)
}

// A process that has the folder open and one that verifies: the verdict is that of the acknowledged acts, however they interleave.
func TestVerifyingWhileAnotherProcessActs(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, "act", dir)
	done := int64(0)
	for ; done < 30; done++ {
		if !c.lines.Scan() || !strings.HasPrefix(c.lines.Text(), "done ") {
			t.Fatalf("the counter: %q", c.lines.Text())
		}
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for c.lines.Scan() {
		}
	}()
	for range 10 {
		if v := readAndVerify(t, dir, oplog.Options{}); !v.OK || v.Records < done {
			t.Errorf("%+v", v)
		} else {
			done = v.Records
		}
	}
	_ = c.Process.Kill()
	<-drained
	_ = c.Wait()
	// The counter was killed: its write-ahead log lies there, and is read too.
	if v := readAndVerify(t, dir, oplog.Options{}); !v.OK || v.Records < done {
		t.Errorf("after the kill: %+v", v)
	}
	openScratch(t, dir)
}

// Reading changes no byte of the database and cannot.
func TestReadingChangesNothing(t *testing.T) {
	dir := closedDatabase(t, 30)
	file := filepath.Join(dir, FileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := openReader(t, dir)
	if _, err := r.Verify(t.Context(), oplog.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{"DELETE FROM checkpoint", "CREATE TABLE other (a)", "PRAGMA query_only=OFF; DROP TRIGGER record_stays"} {
		if _, err := r.d.readers.Exec(statement); err == nil {
			t.Errorf("%s was done", statement)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file changed: %v", err)
	}
	openScratch(t, dir)
}

func TestWhatIsNoDatabaseOfACounter(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenReader(filepath.Join(dir, "none"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	if _, err := OpenReader(dir, Options{}); err == nil {
		t.Error("a folder was opened")
	}
	for name, text := range map[string]string{"empty": "", "text": strings.Repeat("hello, world\n", 500)} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := OpenReader(file, Options{})
		wantOutcome(t, err, juki.DatabaseCorrupt)
	}
	if _, err := openReader(t, closedDatabase(t, 2)).CheckAll(t.Context()); err == nil {
		t.Error("everything was checked without the key")
	}
}

func TestReadingAnOlderANewerAndAForeignDatabase(t *testing.T) {
	open := func(dir string, change func(*Options)) error {
		o := options(&clock{morning})
		change(&o)
		r, err := OpenReader(filepath.Join(dir, FileName), o)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		_, err = r.CheckAll(t.Context())
		return err
	}
	if err := open(closedDatabase(t, 2), func(o *Options) { o.migrations = nil }); !errors.Is(err, ErrOlderDatabase) {
		t.Errorf("older: %v", err)
	}
	dir := closedDatabase(t, 2)
	changeUnguarded(t, dir, "INSERT INTO migration VALUES (9999, 'later.sql', 0)")
	if err := open(dir, func(*Options) {}); !errors.Is(err, ErrNewerDatabase) {
		t.Errorf("newer: %v", err)
	}
	wantOutcome(t, open(closedDatabase(t, 2), func(o *Options) { o.Keys = FixedKey{9} }), juki.CheckpointForeign)
	dir = closedDatabase(t, 2)
	changeUnguarded(t, dir, "UPDATE terminal SET verifier_key = replace(verifier_key, 'terminal-01', 'terminal-02')")
	wantOutcome(t, open(dir, func(*Options) {}), juki.DatabaseCorrupt)
}

// Without a sheet the head of the record's own day proves it: the way to its root is the shortest.
func TestARecordIsProvenUnderTheHeadOfItsDay(t *testing.T) {
	dir, heads := longDatabase(t, 3, 300)
	for seq, day := range map[int64]int{0: 0, 299: 0, 300: 1, 599: 1, 600: 2, 899: 2} {
		proof, err := openReader(t, dir).Prove(t.Context(), seq, "")
		if err != nil {
			t.Fatal(err)
		}
		if v, err := oplog.VerifyProof(proof, oplog.Options{Checkpoints: texts(heads[day])}); err != nil || !v.OK || v.Seq != seq {
			t.Errorf("record %d: %+v %v", seq, v, err)
		}
	}
}

func TestARecordThatCannotBeProven(t *testing.T) {
	dir := closedDatabase(t, 20)
	r := openReader(t, dir)
	for _, seq := range []int64{-1, 20, 1 << 40} {
		if _, err := r.Prove(t.Context(), seq, ""); !errors.Is(err, ErrNoRecordThere) {
			t.Errorf("record %d: %v", seq, err)
		}
	}
	if _, err := r.Prove(t.Context(), 3, "paper"); err == nil {
		t.Error("a paper that is none was taken")
	}
	dir = closedDatabase(t, 20)
	changeUnguarded(t, dir, `UPDATE record SET payload = replace(payload, 'lost', 'back') WHERE seq = 7`)
	if proof, err := openReader(t, dir).Prove(t.Context(), 7, ""); err == nil {
		t.Errorf("a changed record was proven: %q", proof)
	}
}

// many acts of many records, over several days: enough for three blocks of the verification and for stored heads of each day.
func longDatabase(t *testing.T, days, records int) (dir string, heads []oplog.Checkpoint) {
	t.Helper()
	dir, c := t.TempDir(), &clock{morning}
	d, err := Open(dir, options(c))
	if err != nil {
		t.Fatal(err)
	}
	for day := range days {
		c.at = morning.AddDate(0, 0, day)
		err := d.act(context.Background(), func(tx *Tx) error {
			for k := range records {
				at := c.at.Add(-time.Duration(records-k) * time.Second)
				r := handoverRecord(at)
				r.Case = juki.CaseNumber(fmt.Sprintf("R08-%06d", day*records+k))
				if err := tx.seal(r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		head, err := d.Checkpoint(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, heads
}

func texts(heads ...oplog.Checkpoint) (list []string) {
	for _, h := range heads {
		list = append(list, h.Text)
	}
	return slices.Clip(list)
}
