package central_test

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// thief connects with the certificate of a stolen terminal and says what it likes.
func (c *city) thief(x *terminal) *pgx.Conn {
	c.t.Helper()
	config, err := pgx.ParseConfig(x.client.Settings.URL + "?sslmode=verify-full&sslrootcert=" + c.CA.File() +
		"&sslcert=" + x.client.Settings.Cert + "&sslkey=" + x.client.Settings.Key)
	must(c.t, err)
	conn, err := pgx.ConnectConfig(context.Background(), config)
	must(c.t, err)
	c.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestAStolenTerminalCanDoNothingButUploadItsOwnLog(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, other := city.newTerminal(), city.newTerminal()
	x.work(t, 20, noon)
	x.upload(t, "")
	thief := city.thief(x)
	for _, statement := range []string{
		"SELECT count(*) FROM madoguchi.record", "SELECT count(*) FROM madoguchi.batch", "SELECT * FROM madoguchi.log", "SELECT * FROM madoguchi.terminal",
		"INSERT INTO madoguchi.record VALUES (1, 99, now(), 'x', '', '', '', '{}')",
		"INSERT INTO madoguchi.batch VALUES (1, 99, 100, '', '')",
		"UPDATE madoguchi.record SET payload = '{}'", "UPDATE madoguchi.log SET size = 0", "UPDATE madoguchi.terminal SET revoked_at = NULL",
		"DELETE FROM madoguchi.record", "TRUNCATE madoguchi.record", "DROP TABLE madoguchi.record", "ALTER TABLE madoguchi.record DISABLE TRIGGER ALL",
		"SELECT count(*) FROM madoguchi.record_default", "SELECT madoguchi.prepare_months(now()::date, 1)", "SELECT * FROM madoguchi.migration",
		"CREATE TABLE public.mine (i int)", "CREATE TABLE madoguchi.mine (i int)", "CREATE TEMP TABLE mine (i int)", "CREATE SCHEMA mine",
		"SET ROLE madoguchi_owner", "SET ROLE madoguchi_auditor", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", fmt.Sprintf("SET ROLE %q", other.name),
		"SET session_replication_role = replica", "CREATE OR REPLACE FUNCTION madoguchi.stays() RETURNS trigger LANGUAGE sql AS 'select 1'",
		"SELECT lo_from_bytea(0, 'x')", "SELECT lo_create(0)", "COPY (SELECT 1) TO '/tmp/x'", "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_read_file('postgresql.conf')",
		"ALTER ROLE CURRENT_USER SUPERUSER", "ALTER ROLE CURRENT_USER CREATEROLE", "CREATE ROLE mine",
		fmt.Sprintf("GRANT madoguchi_owner TO %q", x.name), "ALTER SYSTEM SET ssl = off", "CREATE EXTENSION dblink",
		"SELECT madoguchi.office_ask('log', 'S001', 'audit', '{}')", "SELECT * FROM madoguchi.office_log(1, NULL, NULL, NULL)", "SELECT * FROM madoguchi.office_stock(1)",
		"SELECT * FROM madoguchi.office_terminals(1)", "SELECT * FROM madoguchi.office_transfers(1)", "SELECT madoguchi.noted(1, 'log')", "SELECT madoguchi.fields('{}')",
		"SELECT * FROM madoguchi.asked", "SELECT * FROM madoguchi.office_role", "SELECT * FROM madoguchi.seen", "UPDATE madoguchi.seen SET trouble = ''",
		"INSERT INTO madoguchi.office_role (role) VALUES (session_user)", "SET ROLE madoguchi_office", fmt.Sprintf("GRANT madoguchi_office TO %q", x.name),
	} {
		if _, err := thief.Exec(context.Background(), statement); err == nil {
			t.Errorf("allowed: %s", statement)
		}
	}
	// The log of another terminal: by its public key, which is no secret.
	var said *pgconn.PgError
	_, err := thief.Exec(context.Background(), "SELECT madoguchi.head_of($1)", other.VerifierKey())
	if !errors.As(err, &said) || said.Code != "MD005" {
		t.Errorf("head of another terminal: %v", err)
	}
	_, err = thief.Exec(context.Background(), "SELECT madoguchi.head_of($1, $2, '', now())", other.VerifierKey(), "x\n0\n")
	if said = nil; !errors.As(err, &said) || said.Code != "MD005" {
		t.Errorf("what another terminal says of itself: %v", err)
	}
	for _, call := range []string{"$1, 'x', '', now()", "$1, E'x\\n1\\n', 'no code!', now()", "$1, E'x\\n1\\n', '', 'infinity'", "$1, repeat('x', 600) || E'\\n1', '', now()", "$1, E'x\\n-1\\n', '', now()"} {
		_, err := thief.Exec(context.Background(), "SELECT madoguchi.head_of("+call+")", x.VerifierKey())
		if said = nil; !errors.As(err, &said) || said.Code != "MD004" {
			t.Errorf("head_of(%s): %v", call, err)
		}
	}
	other.work(t, 3, noon)
	if got := ingest(thief, other.memoryLog, 0, 3); got != "MD005" {
		t.Errorf("records for another terminal: %s", got)
	}
	other.client.Settings.Cert, other.client.Settings.Key = x.client.Settings.Cert, x.client.Settings.Key
	other.upload(t, juki.CentralRefused) // the name of one, the certificate of the other
	city.stored(other, 0)
	city.stored(x, 21)
}

// ingest sends the records from one up to another by hand and gives the SQLSTATE, "" when the server took them.
func ingest(conn *pgx.Conn, l *memoryLog, from, to int64) string {
	head, err := oplog.NewSealer(l.key).Checkpoint(to, l)
	if err != nil {
		panic(err)
	}
	return ingestUnder(conn, l, from, to, head.Text)
}

func ingestUnder(conn *pgx.Conn, l *memoryLog, from, to int64, note string) string {
	var salts [][]byte
	var payloads []string
	var hashes []byte
	for _, leaf := range l.leaves[from:to] {
		salts, payloads, hashes = append(salts, leaf.Salt[:]), append(payloads, string(leaf.Payload)), append(hashes, leaf.Nodes[0][:]...)
	}
	_, err := conn.Exec(context.Background(), "SELECT madoguchi.ingest($1, $2, $3, $4, $5, $6)", l.VerifierKey(), from, salts, payloads, hashes, note)
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return said.Code
	}
	if err != nil {
		panic(err)
	}
	return ""
}

func TestTheServerTakesNoOtherPast(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 30, noon)
	conn := city.thief(x)
	for _, good := range [][2]int64{{0, 10}, {10, 20}} {
		if got := ingest(conn, x.memoryLog, good[0], good[1]); got != "" {
			t.Fatalf("refused: %s", got)
		}
	}

	rewritten := func(at int) *memoryLog { // the log with one record altered and everything sealed again
		l := &memoryLog{key: x.key}
		for i, leaf := range x.leaves {
			if i == at {
				salt, _ := oplog.NewSalt(rand.Reader)
				l.take(x.leaves[29].Payload, salt)
				continue
			}
			l.take(leaf.Payload, leaf.Salt)
		}
		return l
	}
	lying := func(at int) *memoryLog { // another text under the old hash
		l := x.copy(30)
		l.leaves[at].Payload = x.leaves[29].Payload
		return l
	}
	note := func(l *memoryLog, size int64) string {
		c, err := oplog.NewSealer(l.key).Checkpoint(size, l)
		must(t, err)
		return c.Text
	}
	stranger := newLog(t, "terminal-999")
	stranger.work(t, 30, noon)
	for name, got := range map[string]string{
		"MD001 the first record, alone":             ingest(conn, rewritten(0), 0, 1),
		"MD001 an old record, sent again":           ingest(conn, rewritten(7), 0, 10),
		"MD001 the last stored record":              ingest(conn, rewritten(19), 19, 25),
		"MD001 an old record, with new ones behind": ingest(conn, rewritten(12), 5, 25),
		"MD001 an old record of two uploads back":   ingest(conn, rewritten(9), 9, 30),
		"MD002 a gap": ingest(conn, x.memoryLog, 21, 25),
		"MD003 a new record that is not its hash": ingest(conn, lying(22), 20, 25),
		"MD003 an old record with another text":   ingest(conn, lying(3), 0, 10),
		"MD004 a checkpoint of another size":      ingestUnder(conn, x.memoryLog, 20, 25, note(x.memoryLog, 26)),
		"MD004 a checkpoint of another terminal":  ingestUnder(conn, x.memoryLog, 20, 25, note(stranger, 25)),
		"MD004 no checkpoint":                     ingestUnder(conn, x.memoryLog, 20, 25, ""),
		"MD005 a log that nobody registered":      ingest(conn, stranger, 0, 5),
	} {
		if got != name[:5] {
			t.Errorf("%s: got %q", name, got)
		}
	}
	city.stored(x, 20)
	for _, again := range [][2]int64{{0, 10}, {3, 17}, {10, 20}, {0, 20}, {15, 24}, {0, 30}, {0, 30}} {
		if got := ingest(conn, x.memoryLog, again[0], again[1]); got != "" {
			t.Errorf("the same records %v sent again: %s", again, got)
		}
	}
	city.stored(x, 30)
}

// What the terminal finds when its own past is not the server's.
func TestARewrittenOrRolledBackTerminalIsToldSo(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 40, noon)
	x.upload(t, "")
	whole := x.memoryLog

	x.memoryLog = whole.copy(10) // an older backup put back
	x.client.Log = x.memoryLog
	x.upload(t, juki.CentralAhead)
	x.work(t, 60, noon) // and worked on with
	x.upload(t, juki.CentralFork)
	x.upload(t, juki.CentralFork)
	if got := events(x.memoryLog); got != "failed failed" { // ahead, then fork; not once more
		t.Errorf("recorded: %s", got)
	}

	x.memoryLog = whole
	x.client.Log = whole
	x.upload(t, "")
	city.stored(x, 41)
}

func TestNoWayInWithoutTLSOrWithAnotherAuthoritysCertificate(t *testing.T) {
	s := sharedServer(t)
	city := newCity(t, s)
	x := city.newTerminal()
	x.work(t, 5, noon)
	if conn, err := pgx.Connect(t.Context(), x.client.Settings.URL+"?sslmode=disable"); err == nil {
		_ = conn.Close(t.Context())
		t.Error("connected without TLS")
	}
	config, err := pgx.ParseConfig(x.client.Settings.URL + "?sslmode=require")
	must(t, err)
	config.TLSConfig = &tls.Config{InsecureSkipVerify: true} // no certificate
	if conn, err := pgx.ConnectConfig(t.Context(), config); err == nil {
		_ = conn.Close(t.Context())
		t.Error("connected without a certificate")
	}
	foreign := newAuthority(t)
	good := x.client.Settings
	cert, key, err := foreign.Issue(x.name)
	must(t, err)
	x.client.Settings.Cert, x.client.Settings.Key = cert, key
	x.upload(t, juki.CentralRefused)
	x.client.Settings = good
	x.client.Settings.CA = foreign.File()
	x.upload(t, juki.CentralUntrusted)
	x.client.Settings = good
	x.upload(t, "")
}
