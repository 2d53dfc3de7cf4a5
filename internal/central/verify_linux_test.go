package central_test

import (
	"context"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/oplog"
)

// Whoever rules the server can write what he likes into its tables. Computing the logs again shows it.
func TestWhatIsAlteredOnTheServerIsFound(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 30, noon)
	conn := city.thief(x)
	for _, part := range [][2]int64{{0, 10}, {10, 20}, {20, 30}} {
		if got := ingest(conn, x.memoryLog, part[0], part[1]); got != "" {
			t.Fatal(got)
		}
	}
	city.sql("CREATE TABLE kept_log AS TABLE madoguchi.log; CREATE TABLE kept_batch AS TABLE madoguchi.batch; CREATE TABLE kept_record AS TABLE madoguchi.record")
	stranger := newLog(t, "terminal-998")
	stranger.work(t, 30, noon)
	paper := func(l *memoryLog, size int64) string {
		c, err := oplog.NewSealer(l.key).Checkpoint(size, l)
		must(t, err)
		return c.Text
	}
	for _, attack := range []struct {
		name, sql, paper string
		want             central.Problem
		record           int64
	}{
		{"nothing", "", "", central.NoProblem, 0},
		{"nothing, with a sheet", "", paper(x.memoryLog, 13), central.NoProblem, 0},
		{"a record edited", "UPDATE madoguchi.record SET payload = replace(payload, 'login.done', 'login.gone') WHERE seq = 7", "", central.RecordDiffers, 7},
		{"a record swapped with another", "UPDATE madoguchi.record SET seq = CASE seq WHEN 3 THEN 4 ELSE 3 END WHERE seq IN (3, 4)", "", central.RecordDiffers, 3},
		{"a record in the middle deleted", "DELETE FROM madoguchi.record WHERE seq = 12", "", central.RecordMissing, 12},
		{"the newest record deleted", "DELETE FROM madoguchi.record WHERE seq = 29", "", central.RecordMissing, 29},
		{"hidden from a search by operator", "UPDATE madoguchi.record SET operator = 'S999' WHERE seq = 5", "", central.RecordMisfiled, 5},
		{"hidden from a search by time", "UPDATE madoguchi.record SET ts = ts - interval '1 day' WHERE seq = 5", "", central.RecordMisfiled, 5},
		{"a record and its hash edited", "UPDATE madoguchi.record SET salt = decode(repeat('00', 32), 'hex') WHERE seq = 7; UPDATE madoguchi.batch SET leaves = overlay(leaves PLACING sha256('\\x00'::bytea || decode(repeat('00', 32), 'hex') || (SELECT convert_to(payload, 'UTF8') FROM madoguchi.record WHERE seq = 7)) FROM 225 FOR 32) WHERE first = 0", "", central.RootDiffers, 0},
		{"a record added at the end", "INSERT INTO madoguchi.record SELECT log, 30, ts, event, operator, case_no, salt, payload FROM madoguchi.record WHERE seq = 29", "", central.Strangers, 0},
		{"a record twice", "INSERT INTO madoguchi.record SELECT log, seq, ts + interval '1 day', event, operator, case_no, salt, payload FROM madoguchi.record WHERE seq = 29", "", central.RecordMissing, 29},
		{"an upload deleted", "DELETE FROM madoguchi.batch WHERE first = 10; DELETE FROM madoguchi.record WHERE seq BETWEEN 10 AND 19", "", central.UploadMissing, 10},
		{"the last upload deleted, head and all", "DELETE FROM madoguchi.batch WHERE first = 20; DELETE FROM madoguchi.record WHERE seq >= 20; UPDATE madoguchi.log SET size = 20, checkpoint = (SELECT checkpoint FROM madoguchi.batch WHERE first = 10)",
			paper(x.memoryLog, 30), central.AnchorBeyondEnd, 20},
		{"the head set back", "UPDATE madoguchi.log SET checkpoint = (SELECT checkpoint FROM madoguchi.batch WHERE first = 10)", "", central.HeadDiffers, 30},
		{"the signature of another terminal", "UPDATE madoguchi.batch SET checkpoint = $$" + paper(stranger, 20) + "$$ WHERE first = 10", "", central.SignatureWrong, 10},
		{"a sheet of another terminal", "", paper(stranger, 20), central.AnchorForeign, 0},
		{"a sheet of a forged past", "", paper(forged(x.memoryLog), 15), central.AnchorDiffers, 15},
	} {
		found := city.verifyAltered(attack.sql, attack.paper)
		if len(found) == 0 {
			t.Errorf("%s: no verdict", attack.name)
			continue
		}
		got := found[0]
		for _, v := range found { // of the whole server; a verdict without a terminal comes last
			if got.Problem == central.NoProblem {
				got = v
			}
		}
		if got.Problem != attack.want || got.Record != attack.record {
			t.Errorf("%s: found %q at %d", attack.name, got.Problem, got.Record)
		}
		if attack.want == central.NoProblem && (got.Size != 30 || got.Dropped != 0 || (got.Anchors == 1) != (attack.paper != "") || got.Last.Sub(got.First) != 29*time.Minute) {
			t.Errorf("%s: %+v", attack.name, got)
		}
	}
}

// forged is the log with its first record changed, signed with the same key.
func forged(l *memoryLog) *memoryLog {
	f := &memoryLog{key: l.key}
	for i := range l.leaves {
		f.take(l.leaves[max(i, 1)].Payload, l.leaves[i].Salt)
	}
	return f
}

// verifyAltered alters the server past its triggers, verifies it and puts everything back.
func (c *city) verifyAltered(sql, paper string) []central.LogVerdict {
	c.t.Helper()
	c.sql("SET session_replication_role = replica; " + sql)
	var papers []string
	if paper != "" {
		papers = []string{paper}
	}
	verdicts, err := c.owner.Verify(c.t.Context(), papers)
	must(c.t, err)
	c.sql(`SET session_replication_role = replica; TRUNCATE madoguchi.record, madoguchi.batch, madoguchi.log;
		INSERT INTO madoguchi.log OVERRIDING SYSTEM VALUE SELECT * FROM kept_log; INSERT INTO madoguchi.batch SELECT * FROM kept_batch;
		INSERT INTO madoguchi.record SELECT * FROM kept_record`)
	return verdicts
}

// A terminal that was made to lie sends only what is new of its other past, under heads of that past. The server sees no fork in
// what it is sent; the heads it keeps do not fit what it has.
func TestAnotherPastThatATerminalHidesIsFound(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 30, noon)
	conn := city.thief(x)
	if got := ingest(conn, x.memoryLog, 0, 20); got != "" {
		t.Fatal(got)
	}
	if got := ingest(conn, forged(x.memoryLog), 20, 30); got != "" {
		t.Fatal(got)
	}
	verdicts, err := city.owner.Verify(t.Context(), nil)
	must(t, err)
	if verdicts[0].Problem != central.RootDiffers || verdicts[0].Record != 20 {
		t.Errorf("found %q at %d", verdicts[0].Problem, verdicts[0].Record)
	}
}

// An auditor reads and verifies, and can change nothing.
func TestAnAuditorReadsOnly(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 10, noon)
	x.upload(t, "")
	city.sql("DROP ROLE IF EXISTS kansa; CREATE ROLE kansa LOGIN IN ROLE madoguchi_auditor")
	url := "host=" + city.Socket() + " user=kansa dbname=" + city.database + " port=" + city.PortText()
	auditor, err := central.OpenOwner(t.Context(), url)
	must(t, err)
	defer auditor.Close(context.Background())
	verdicts, err := auditor.Verify(t.Context(), nil)
	must(t, err)
	if len(verdicts) != 1 || verdicts[0].Problem != "" || verdicts[0].Size != 11 {
		t.Errorf("verified as %+v", verdicts)
	}
	state, err := auditor.State(t.Context())
	must(t, err)
	if len(state.Logs) != 1 || state.Logs[0].Size != 11 || state.Waiting != 0 || state.Prepared.Before(time.Now().AddDate(1, 0, 0)) || time.Since(state.Logs[0].Received).Abs() > time.Hour {
		t.Errorf("looks like %+v", state)
	}
	for name, act := range map[string]func() error{
		"init":   func() error { return auditor.Init(t.Context()) },
		"months": func() error { _, err := auditor.PrepareMonths(t.Context()); return err },
		"add": func() error {
			return auditor.AddTerminal(t.Context(), "terminal-900", newLog(t, "terminal-900").VerifierKey())
		},
		"revoke": func() error { return auditor.RevokeTerminal(t.Context(), x.name) },
	} {
		if act() == nil {
			t.Errorf("the auditor may: %s", name)
		}
	}
}
