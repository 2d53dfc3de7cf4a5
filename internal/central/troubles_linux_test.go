package central_test

import (
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
	"madoguchi/internal/juki"
)

func newAuthority(t *testing.T) *centraltest.Authority {
	t.Helper()
	a, err := centraltest.NewAuthority(t.TempDir())
	must(t, err)
	return a
}

func TestARevokedTerminalIsRefusedAtOnce(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, other := city.newTerminal(), city.newTerminal()
	x.work(t, 10, noon)
	other.work(t, 10, noon)
	x.upload(t, "")
	standing := city.thief(x)
	must(t, city.owner.RevokeTerminal(t.Context(), x.name))
	if _, err := standing.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("its connection still stands")
	}
	x.work(t, 5, noon.Add(time.Hour))
	x.upload(t, juki.CentralRefused)
	city.sql(`ALTER ROLE "` + x.name + `" LOGIN`) // even if somebody lets the role in again
	x.upload(t, juki.CentralRefused)
	again := city.thief(x)
	if got := ingest(again, x.memoryLog, 0, 5); got != "MD005" {
		t.Errorf("records of a revoked terminal: %q", got)
	}
	if _, err := again.Exec(t.Context(), "SELECT madoguchi.head_of($1)", x.VerifierKey()); err == nil {
		t.Error("a revoked terminal still asks")
	}
	city.stored(x, 11)
	other.upload(t, "")
	if err := city.owner.AddTerminal(t.Context(), x.name, x.VerifierKey()); err == nil {
		t.Error("a revoked terminal came back")
	}
}

func TestARevokedCertificateIsRefused(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x, other := city.newTerminal(), city.newTerminal()
	x.work(t, 3, noon)
	other.work(t, 3, noon)
	crl := filepath.Join(t.TempDir(), "crl.pem")
	must(t, s.CA.Revoke(crl, x.client.Settings.Cert))
	must(t, s.WriteFrom("crl.pem", crl))
	must(t, s.Configure("ssl_crl_file = 'crl.pem'"))
	must(t, s.Stop())
	must(t, s.Start())
	x.upload(t, juki.CentralRefused)
	other.upload(t, "")
	cert, key, err := s.CA.Issue(x.name) // a new certificate for the same terminal
	must(t, err)
	x.client.Settings.Cert, x.client.Settings.Key = cert, key
	x.upload(t, "")
}

// A terminal whose clock is wrong by years cannot judge the server's certificate; one that is off by some minutes is told so.
func TestTheClocksDiffer(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 3, noon)
	shift := func(d time.Duration) { x.client.Now = func() time.Time { return time.Now().Add(d) } }
	shift(20 * 365 * 24 * time.Hour)
	x.upload(t, juki.CentralUntrusted)
	shift(-20 * time.Minute)
	if p := x.upload(t, ""); p.Skew < 19*time.Minute || p.Skew > 21*time.Minute {
		t.Errorf("the server's clock is ahead by %v", p.Skew)
	}
}

// Records of months that are not prepared, long past or far ahead, are kept and found, and move when their month is made.
func TestALateTerminalAndAMissingMonth(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	old, ahead := time.Date(2026, 1, 31, 23, 50, 0, 0, noon.Location()), time.Date(2031, 3, 1, 0, 0, 0, 0, noon.Location())
	x.work(t, 20, old) // over the end of January in Japan
	x.work(t, 10, ahead)
	x.upload(t, "")
	waiting := func() int64 { return city.count("SELECT count(*) FROM ONLY madoguchi.record_default") }
	if waiting() != 30 {
		t.Errorf("%d records wait", waiting())
	}
	if n := city.count("SELECT madoguchi.prepare_months('2026-01-15', 1)"); n != 1 {
		t.Errorf("%d months made", n)
	}
	if n := city.count("SELECT count(*) FROM madoguchi.record_202601"); n != 10 || waiting() != 20 {
		t.Errorf("January has %d, %d wait", n, waiting())
	}
	city.sql("SELECT madoguchi.prepare_months('2026-01-15', 3)")
	if n := city.count("SELECT count(*) FROM madoguchi.record_202602"); n != 10 || waiting() != 10 {
		t.Errorf("February has %d, %d wait", n, waiting())
	}
	city.stored(x, 31)
	x.work(t, 5, old.Add(time.Hour)) // into a month that is there now
	x.upload(t, "")
	city.stored(x, 38)

	// January is dropped by the rule; what is sent of it again is known by its hash, and what comes late waits again.
	city.sql("ALTER TABLE madoguchi.record DETACH PARTITION madoguchi.record_202601; DROP TABLE madoguchi.record_202601")
	if got := ingest(city.thief(x), x.memoryLog, 0, 38); got != "" {
		t.Errorf("sent again after its month was dropped: %s", got)
	}
	x.work(t, 4, old)
	x.upload(t, "")
	verdicts, err := city.owner.Verify(t.Context(), nil)
	must(t, err)
	if v := verdicts[0]; v.Problem != central.NoProblem || v.Dropped != 10 {
		t.Errorf("verified as %+v", v)
	}
}

func TestEvenTheOwnerChangesNothingByASlip(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 3, noon)
	x.upload(t, "")
	conn, err := pgx.Connect(t.Context(), city.OwnerURL(city.database))
	must(t, err)
	defer conn.Close(context.Background())
	for _, slip := range []string{"DELETE FROM madoguchi.record", "UPDATE madoguchi.record SET payload = 'x'", "TRUNCATE madoguchi.record", "DELETE FROM madoguchi.batch",
		"UPDATE madoguchi.batch SET leaves = leaves", "TRUNCATE madoguchi.batch", "DELETE FROM madoguchi.log", "DELETE FROM madoguchi.terminal"} {
		if _, err := conn.Exec(t.Context(), slip); err == nil {
			t.Errorf("done: %s", slip)
		}
	}
	city.stored(x, 4)
}

// The server dies and comes back while a terminal uploads: what was acknowledged is there, once.
func TestTheServerIsKilledWhileATerminalUploads(t *testing.T) {
	s := ownServer(t, nil)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 24_000, noon)
	acknowledged := int64(0)
	kills := 0
	x.client.Progress = func(p central.Progress) {
		if acknowledged = p.Stored; kills < 3 && p.Stored > int64(kills+1)*6_000 {
			kills++
			_ = s.Signal(syscall.SIGQUIT)
		}
	}
	for attempt := 0; ; attempt++ {
		_, err := x.client.Upload(t.Context())
		if err == nil {
			break
		}
		expect(t, err, juki.CentralUnreachable)
		_ = s.Kill()
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		if n := city.count("SELECT count(*) FROM madoguchi.record"); n < acknowledged {
			t.Fatalf("%d records were acknowledged, %d are there", acknowledged, n)
		}
		if attempt > 10 {
			t.Fatal("it never ends")
		}
	}
	if kills == 0 {
		t.Error("the server was never killed")
	}
	city.stored(x, int64(strings.Count(events(x.memoryLog), "begun")+strings.Count(events(x.memoryLog), "failed"))+24_000)
}

func TestOnlyWhatFitsIsRegistered(t *testing.T) {
	city := newCity(t, sharedServer(t))
	must(t, city.owner.Init(t.Context())) // again changes nothing
	city.sql("UPDATE madoguchi.migration SET digest = '\\x00'")
	if err := city.owner.Init(t.Context()); err == nil {
		t.Error("a migration that ran with another text")
	}
	for _, role := range []string{"", "Terminal", "a b", "postgres\"", "pg-x", strings.Repeat("a", 33)} {
		if err := city.owner.AddTerminal(t.Context(), role, newLog(t, "x").VerifierKey()); err == nil {
			t.Errorf("role %q", role)
		}
	}
	if err := city.owner.AddTerminal(t.Context(), "postgres", newLog(t, "x").VerifierKey()); err == nil {
		t.Error("the superuser became a terminal")
	}
	x := city.newTerminal()
	if err := city.owner.AddTerminal(t.Context(), "someone-else", x.VerifierKey()); err == nil {
		t.Error("a log with two owners")
	}
}

// Whoever owns the database and may make roles can do everything here; the superuser is not needed.
func TestAnAdministratorNeedNotBeTheSuperuser(t *testing.T) {
	c := &city{Server: ownServer(t, nil), t: t, database: "plain"}
	c.sqlIn("postgres", "CREATE ROLE kanri LOGIN CREATEROLE IN ROLE pg_signal_backend")
	c.sqlIn("postgres", "CREATE DATABASE plain OWNER kanri")
	owner, err := central.OpenOwner(t.Context(), strings.Replace(c.OwnerURL("plain"), "user=postgres", "user=kanri", 1))
	must(t, err)
	defer owner.Close(context.Background())
	c.owner = owner
	must(t, owner.Init(t.Context()))
	must(t, owner.Init(t.Context()))
	x := c.newTerminal()
	x.work(t, 5, noon)
	x.upload(t, "")
	c.stored(x, 6)
	c.wholeAt(6)
	c.loseAMonth()
	standing := c.thief(x)
	says(t, standing, "BEGIN", "PREPARE a AS DELETE FROM madoguchi.record_default")
	if made, err := owner.PrepareMonths(soon(t)); err != nil || made != 1 || len(owner.Ended()) != 1 {
		t.Errorf("%d months, ended %v: %v", made, owner.Ended(), err)
	}
	standing = c.thief(x)
	says(t, standing, "BEGIN", "ALTER ROLE CURRENT_USER PASSWORD 'x'")
	must(t, owner.RevokeTerminal(t.Context(), x.name))
	if _, err := standing.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("its connection still stands")
	}
	x.work(t, 5, noon)
	x.upload(t, juki.CentralRefused)

	y := c.newTerminal() // what it left prepared, only the superuser may roll back: it is revoked all the same, and the administrator is told
	y.work(t, 5, noon)
	y.upload(t, "")
	says(t, c.thief(y), "BEGIN", "PREPARE a AS DELETE FROM madoguchi.terminal", "PREPARE TRANSACTION 'left'")
	if err := owner.RevokeTerminal(t.Context(), y.name); err == nil || !strings.Contains(err.Error(), "the role is revoked, but not everything") {
		t.Errorf("a transaction stays prepared: %v", err)
	}
	if n := c.count("SELECT count(*) FROM pg_roles JOIN madoguchi.terminal ON role = rolname WHERE role = $1 AND NOT rolcanlogin AND revoked_at IS NOT NULL", y.name); n != 1 {
		t.Error("it is not revoked")
	}
	y.work(t, 5, noon.Add(time.Hour))
	y.upload(t, juki.CentralRefused)
}
