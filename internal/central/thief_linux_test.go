package central_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
)

// endless takes every bound off a session that its owner can take off.
var endless = []string{"SET idle_in_transaction_session_timeout = 0", "SET idle_session_timeout = 0", "SET statement_timeout = 0", "SET lock_timeout = 0"}

// says runs statements, each of which has to be allowed.
func says(t *testing.T, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := conn.Exec(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// gone asserts that a connection was ended.
func gone(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("its connection still stands")
	}
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // far more than it takes: a hang ends the test
	t.Cleanup(cancel)
	return ctx
}

// Whatever lock a stolen terminal can get, it is not one that its revocation waits for.
func TestAThiefCannotHoldUpHisRevocation(t *testing.T) {
	city := newCity(t, sharedServer(t))
	for name, holds := range map[string][]string{
		"every table":           {"BEGIN", "PREPARE a AS DELETE FROM madoguchi.terminal", "PREPARE b AS DELETE FROM madoguchi.migration", "PREPARE c AS DELETE FROM madoguchi.log", "PREPARE d AS DELETE FROM pg_authid"},
		"its own role":          {"BEGIN", "ALTER ROLE CURRENT_USER PASSWORD 'x'"},
		"its role, left behind": {"BEGIN", "ALTER ROLE CURRENT_USER PASSWORD 'x'", "PREPARE TRANSACTION 'left'"},
	} {
		t.Run(name, func(t *testing.T) {
			x := city.newTerminal()
			x.work(t, 5, noon)
			x.upload(t, "")
			thief, second := city.thief(x), city.thief(x)
			says(t, thief, append(slices.Clone(endless), holds...)...)
			says(t, second, endless...)
			must(t, city.owner.RevokeTerminal(soon(t), x.name))
			gone(t, thief)
			gone(t, second)
			if n := city.count("SELECT count(*) FROM pg_roles JOIN madoguchi.terminal ON role = rolname WHERE role = $1 AND NOT rolcanlogin AND revoked_at IS NOT NULL", x.name); n != 1 {
				t.Error("not revoked")
			}
			x.work(t, 1, noon.Add(time.Hour))
			x.upload(t, juki.CentralRefused)
		})
	}
	if n := city.count("SELECT count(*) FROM pg_prepared_xacts"); n != 0 {
		t.Errorf("%d transactions were left prepared", n)
	}
}

// A thief that comes back as fast as it can, and takes its own role again each time, is revoked all the same.
func TestAThiefThatComesBackIsRevoked(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	config := city.thief(x).Config()
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			default:
			}
			conn, err := pgx.ConnectConfig(context.Background(), config)
			if err != nil {
				continue
			}
			for err == nil { // until it is thrown out
				_, err = conn.Exec(context.Background(), "ALTER ROLE CURRENT_USER PASSWORD 'x'")
			}
			_ = conn.Close(context.Background())
		}
	}()
	err := city.owner.RevokeTerminal(soon(t), x.name)
	close(stop)
	<-ended
	must(t, err)
	if n := city.count("SELECT count(*) FROM pg_stat_activity WHERE usename = $1", x.name); n != 0 {
		t.Errorf("%d sessions of it stand", n)
	}
}

func TestAThiefWhoAsksCannotHoldUpHisRevocation(t *testing.T) {
	city := newCity(t, sharedServer(t))
	role := city.role("kanri")
	burglar := city.burglar(role, city.newOffice(role))
	says(t, burglar, append(slices.Clone(endless), "BEGIN", "ALTER ROLE CURRENT_USER PASSWORD 'x'", "PREPARE a AS DELETE FROM madoguchi.office_role")...)
	must(t, city.owner.RevokeOffice(soon(t), role))
	gone(t, burglar)
	if err := city.owner.RevokeOffice(soon(t), "nobody"); err == nil {
		t.Error("a role that is none was revoked")
	}
	if err := city.owner.RevokeTerminal(soon(t), "postgres"); err == nil {
		t.Error("the superuser was revoked")
	}
}

// Locks by which one session could stop others that touch nothing of its own.
func TestAStolenCertificateTakesNoLockThatOthersNeed(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, role := city.newTerminal(), city.role("kanri")
	for _, conn := range []*pgx.Conn{city.thief(x), city.burglar(role, city.newOffice(role))} {
		says(t, conn, "SET lock_timeout = '2s'")
		for _, call := range []string{"lock(1)", "lock_shared(1)", "xact_lock(1)", "xact_lock_shared(1)", "lock(1, 1)"} {
			for _, try := range []string{"pg_advisory_", "pg_try_advisory_"} {
				if got := state(conn, "SELECT "+try+call); got != "42501" {
					t.Errorf("%s%s: %q", try, call, got)
				}
			}
		}
		rows, err := conn.Query(t.Context(), `SELECT c.oid::regclass::text FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
			AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')`)
		must(t, err)
		tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
		if len(tables) > 0 {
			t.Errorf("can be locked: %v", tables)
		}
	}
}

// While a thief keeps a transaction open that touched everything it can touch, the months are prepared, terminals are added, and the others upload.
func TestAThiefStallsNobody(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, other := city.newTerminal(), city.newTerminal()
	x.work(t, 20, noon)
	x.upload(t, "")
	other.work(t, 20, time.Now()) // of a month that is there, whenever this runs
	hold := func() *pgx.Conn {
		thief := city.thief(x)
		says(t, thief, endless...)
		says(t, thief, "BEGIN", "PREPARE a AS DELETE FROM madoguchi.record_default", "PREPARE b AS DELETE FROM madoguchi.record", "PREPARE c AS DELETE FROM madoguchi.log",
			"PREPARE d AS DELETE FROM madoguchi.migration", "PREPARE e AS DELETE FROM madoguchi.seen")
		if got := ingest(thief, x.memoryLog, 0, 20); got != "" {
			t.Fatal(got)
		}
		return thief
	}
	thief := hold()
	city.newTerminal()
	if n, err := city.owner.PrepareMonths(soon(t)); err != nil || n != 0 { // no month is missing: nothing is locked, nobody is ended
		t.Errorf("%d months, %v", n, err)
	}
	if ended := city.owner.Ended(); len(ended) != 0 {
		t.Errorf("ended: %v", ended)
	}
	says(t, thief, "COMMIT")
	_ = thief.Close(context.Background())
	city.loseAMonth()

	thief = hold()
	s, err := city.owner.State(t.Context())
	if err != nil || len(s.Open) != 1 || s.Open[0].Role != x.name || s.Open[0].Since.IsZero() {
		t.Errorf("%+v %v", s.Open, err)
	}
	waits, err := pgx.Connect(t.Context(), city.OwnerURL(city.database))
	must(t, err)
	gaveUp := make(chan struct{})
	go func() {
		defer close(gaveUp)
		_, _ = waits.Exec(context.Background(), "SELECT madoguchi.prepare_months(now()::date, 15)")
	}()
	city.waiting("record_default")
	other.upload(t, "") // past the one who waits for the thief
	city.waiting("record_default")
	city.sql("SELECT pg_terminate_backend($1, 60000)", waits.PgConn().PID())
	<-gaveUp
	if n, err := city.owner.PrepareMonths(soon(t)); err != nil || n != 1 {
		t.Errorf("%d months: %v", n, err)
	}
	gone(t, thief)
	if ended := city.owner.Ended(); !slices.Equal(ended, []string{x.name}) {
		t.Errorf("ended: %v", ended)
	}
	city.stored(other, 21)
	x.upload(t, "")
}

// loseAMonth lets a month be missing that is to come.
func (c *city) loseAMonth() {
	c.t.Helper()
	now := time.Now().In(noon.Location())
	missing := "madoguchi.record_" + time.Date(now.Year(), now.Month()+6, 1, 0, 0, 0, 0, now.Location()).Format("200601")
	c.sql("ALTER TABLE madoguchi.record DETACH PARTITION " + missing + "; DROP TABLE " + missing)
}

// colleague is another administrator.
func (c *city) colleague(t *testing.T) *central.Owner {
	t.Helper()
	o, err := central.OpenOwner(t.Context(), c.OwnerURL(c.database))
	must(t, err)
	t.Cleanup(func() { _ = o.Close(context.Background()) })
	return o
}

// waiting waits until somebody waits for a table.
func (c *city) waiting(table string) {
	c.t.Helper()
	for range 600 {
		if c.count("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = to_regclass('madoguchi.'||$1)", table) > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	c.t.Fatalf("nobody waits for %s", table)
}

// A month is made just while a terminal sends records of it: the upload waits for that, and is no failure.
func TestAMonthIsMadeWhileItsRecordsCome(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 10, time.Date(2026, 1, 20, 9, 0, 0, 0, noon.Location()))
	conn, err := pgx.Connect(t.Context(), city.OwnerURL(city.database))
	must(t, err)
	defer conn.Close(context.Background())
	says(t, conn, "BEGIN", "SELECT madoguchi.prepare_months('2026-01-15', 1)")
	sent := make(chan error, 1)
	go func() { _, err := x.client.Upload(context.Background()); sent <- err }()
	city.waiting("record_default")
	says(t, conn, "COMMIT")
	must(t, <-sent)
	if n := city.count("SELECT count(*) FROM madoguchi.record_202601"); n != 10 {
		t.Errorf("%d records in their month", n)
	}
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}
}

// Two administrators take turns, and one that never ends is not waited for for ever; it is no terminal, so it is not ended either.
func TestAdministratorsTakeTurns(t *testing.T) {
	city := newCity(t, sharedServer(t))
	second := city.colleague(t)
	both := make(chan error, 2)
	for _, o := range []*central.Owner{city.owner, second} {
		go func() { both <- o.Init(context.Background()) }()
	}
	must(t, <-both)
	must(t, <-both)

	hangs, err := pgx.Connect(t.Context(), city.OwnerURL(city.database))
	must(t, err)
	defer hangs.Close(context.Background())
	says(t, hangs, "BEGIN", "LOCK TABLE madoguchi.migration IN SHARE UPDATE EXCLUSIVE MODE")
	x := newLog(t, "x")
	done := make(chan error, 1)
	go func() { done <- city.owner.AddTerminal(soon(t), "late", x.VerifierKey()) }()
	city.waiting("migration")
	says(t, hangs, "COMMIT")
	must(t, <-done)
}

// Over the network every host that may be tried has to prove itself, not the first alone.
func TestEveryHostOfTheAdministratorProvesItself(t *testing.T) {
	ca := newAuthority(t).File()
	for url, allowed := range map[string]bool{
		"host=/run/nowhere dbname=x":                                                          true,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=prefer":                        false,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=allow":                         false,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=require":                       false,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=disable":                       false,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=verify-ca sslrootcert=" + ca:   false,
		"host=/run/nowhere,127.0.0.1 port=1,1 dbname=x sslmode=verify-full sslrootcert=" + ca: true,
		"host=127.0.0.1,/run/nowhere port=1,1 dbname=x sslmode=verify-full sslrootcert=" + ca: true,
		"postgres://127.0.0.1:1,127.0.0.1:2/x?sslmode=verify-full&sslrootcert=" + ca:          true,
		"postgres://127.0.0.1:1,127.0.0.1:2/x?sslmode=prefer&sslrootcert=" + ca:               false,
		"postgres://127.0.0.1:1,127.0.0.1:2/x?sslmode=disable":                                false,
	} {
		_, err := central.OpenOwner(t.Context(), url)
		if err == nil {
			t.Fatalf("%s: connected", url)
		}
		if tried := !strings.Contains(err.Error(), "sslmode=verify-full"); tried != allowed {
			t.Errorf("%s: %v", strings.ReplaceAll(url, ca, "ca.crt"), err)
		}
	}
}
