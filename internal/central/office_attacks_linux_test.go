package central_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/internal/central"
	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// burglar connects with the certificate of somebody who may ask, and says what it likes.
func (c *city) burglar(role string, o *central.Office) *pgx.Conn {
	c.t.Helper()
	config, err := pgx.ParseConfig(fmt.Sprintf("postgres://%s@%s/%s?sslmode=verify-full&sslrootcert=%s&sslcert=%s&sslkey=%s",
		role, c.Address(), c.database, c.CA.File(), o.Settings.Office.Cert, o.Settings.Office.Key))
	must(c.t, err)
	conn, err := pgx.ConnectConfig(context.Background(), config)
	must(c.t, err)
	c.t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// state is the SQLSTATE that a statement ends with, "" for none.
func state(conn *pgx.Conn, statement string, args ...any) string {
	_, err := conn.Exec(context.Background(), statement, args...)
	var said *pgconn.PgError
	switch {
	case errors.As(err, &said):
		return said.Code
	case err != nil:
		return err.Error()
	}
	return ""
}

func TestAStolenOfficeCertificateCanDoNothingButAsk(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, role := city.newTerminal(), city.role("terminal-01-kanri")
	x.work(t, 20, noon)
	x.upload(t, "")
	burglar := city.burglar(role, city.newOffice(role))
	for _, statement := range []string{
		"SELECT count(*) FROM madoguchi.record", "SELECT count(*) FROM madoguchi.batch", "SELECT * FROM madoguchi.log", "SELECT * FROM madoguchi.terminal",
		"SELECT * FROM madoguchi.asked", "SELECT * FROM madoguchi.office_role", "SELECT * FROM madoguchi.seen", "SELECT count(*) FROM madoguchi.record_default",
		"INSERT INTO madoguchi.asked (role, question, operator, purpose, chosen) VALUES (session_user, 'log', 'S001', 'audit', '{}')",
		"DELETE FROM madoguchi.asked", "UPDATE madoguchi.asked SET purpose = 'x'", "TRUNCATE madoguchi.asked", "UPDATE madoguchi.office_role SET revoked_at = NULL",
		"SELECT madoguchi.noted(1, 'log')", "SELECT madoguchi.prepare_months(now()::date, 1)",
		"CREATE TABLE public.mine (i int)", "CREATE TABLE madoguchi.mine (i int)", "CREATE TEMP TABLE mine (i int)", "CREATE SCHEMA mine",
		"SET ROLE madoguchi_owner", "SET ROLE madoguchi_auditor", "SET ROLE madoguchi_terminal", "SET ROLE postgres", fmt.Sprintf("SET ROLE %q", x.name),
		"SELECT lo_from_bytea(0, 'x')", "COPY (SELECT 1) TO PROGRAM 'true'", "SELECT pg_read_file('postgresql.conf')", "ALTER ROLE CURRENT_USER SUPERUSER",
		fmt.Sprintf("GRANT madoguchi_terminal TO %q", role), "CREATE EXTENSION dblink", "ALTER ROLE CURRENT_USER CONNECTION LIMIT 900",
	} {
		if state(burglar, statement) == "" {
			t.Errorf("allowed: %s", statement)
		}
	}
	x.work(t, 3, noon.Add(time.Hour))
	if got := ingest(burglar, x.memoryLog, 21, 24); got != "42501" {
		t.Errorf("records by a role that asks: %q", got)
	}
	if got := state(burglar, "SELECT madoguchi.head_of($1)", x.VerifierKey()); got != "42501" {
		t.Errorf("head by a role that asks: %q", got)
	}
	city.stored(x, 21)
}

// No answer without a note of the question that stays: not in the transaction that could take it back, not for another question, not another's
// note, not an old one.
func TestNobodyReadsWithoutANote(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x, role, other := city.newTerminal(), city.role("kanri-a"), city.role("kanri-b")
	x.work(t, 20, noon)
	x.upload(t, "")
	burglar := city.burglar(role, city.newOffice(role))
	colleague := city.burglar(other, city.newOffice(other))
	ask := func(conn *pgx.Conn, kind string) (number int64) {
		t.Helper()
		must(t, conn.QueryRow(context.Background(), "SELECT madoguchi.office_ask($1, 'S001', 'audit', '{}')", kind).Scan(&number))
		return number
	}
	const read = "SELECT count(*) FROM madoguchi.office_log($1, NULL, NULL, NULL)"
	mine, foreign, stock := ask(burglar, "log"), ask(colleague, "log"), ask(burglar, "stock")
	if got := state(burglar, read, mine); got != "" {
		t.Errorf("noted, and not answered: %s", got)
	}
	for what, number := range map[string]int64{"of somebody else": foreign, "of another question": stock, "of nobody": 9999} {
		if got := state(burglar, read, number); got != "MD007" {
			t.Errorf("the note %s: %q", what, got)
		}
	}
	for _, answer := range []string{"office_stock", "office_terminals", "office_transfers"} {
		if got := state(burglar, "SELECT count(*) FROM madoguchi."+answer+"($1)", mine); got != "MD007" {
			t.Errorf("%s for a question about the log: %q", answer, got)
		}
	}

	before := city.count("SELECT count(*) FROM madoguchi.asked")
	for _, within := range []string{"", "SAVEPOINT s"} { // read, then take the note back
		tx, err := burglar.Begin(context.Background())
		must(t, err)
		if within != "" {
			_, err = tx.Exec(context.Background(), within)
			must(t, err)
		}
		var number int64
		must(t, tx.QueryRow(context.Background(), "SELECT madoguchi.office_ask('log', 'S001', 'audit', '{}')").Scan(&number))
		if got := state(burglar, read, number); got != "MD007" {
			t.Errorf("answered before the note stays: %q", got)
		}
		must(t, tx.Rollback(context.Background()))
	}
	if got := state(burglar, "SELECT count(*) FROM madoguchi.office_ask('log', 'S001', 'audit', '{}') AS n, LATERAL madoguchi.office_log(n, NULL, NULL, NULL)"); got != "MD007" {
		t.Errorf("asked and answered in one statement: %q", got)
	}
	if n := city.count("SELECT count(*) FROM madoguchi.asked"); n != before {
		t.Errorf("%d notes, not %d", n, before)
	}
	city.sql("ALTER TABLE madoguchi.asked DISABLE TRIGGER USER; UPDATE madoguchi.asked SET at = at - interval '11 minutes'; ALTER TABLE madoguchi.asked ENABLE TRIGGER USER")
	if got := state(burglar, read, mine); got != "MD007" {
		t.Errorf("an old note: %q", got)
	}
	mine = ask(burglar, "log")
	must(t, city.owner.RevokeOffice(t.Context(), other))
	city.sql("UPDATE madoguchi.office_role SET revoked_at = now() WHERE role = $1", role) // and the connection still stands
	if got := state(burglar, read, mine); got != "MD007" {
		t.Errorf("a revoked role reads: %q", got)
	}
	if got := state(burglar, "SELECT madoguchi.office_ask('log', 'S001', 'audit', '{}')"); got != "MD005" {
		t.Errorf("a revoked role asks: %q", got)
	}
}

func TestQuestionsHaveAForm(t *testing.T) {
	city := newCity(t, sharedServer(t))
	role := city.role("kanri")
	burglar := city.burglar(role, city.newOffice(role))
	for _, bad := range [][4]string{
		{"everything", "S001", "audit", "{}"}, {"log", "見本 花子", "audit", "{}"}, {"log", "", "audit", "{}"}, {"log", "S001", "", "{}"}, {"log", "S001", "知りたい", "{}"},
		{"log", "S001", "audit", "[]"}, {"log", "S001", "audit", `{"name":"x"}`}, {"log", "S001", "audit", `{"case":7}`}, {"log", "S001", "audit", `{"case":"見本"}`},
		{"log", "S001", "audit", `{"operator":"S001' OR true --"}`}, {"log", "S001", "audit", `{"terminal":"%"}`}, {"log", "S001", "audit", "null"},
	} {
		if state(burglar, "SELECT madoguchi.office_ask($1, $2, $3, $4::text::jsonb)", bad[0], bad[1], bad[2], bad[3]) == "" {
			t.Errorf("noted: %v", bad)
		}
	}
	if n := city.count("SELECT count(*) FROM madoguchi.asked"); n != 0 {
		t.Errorf("%d notes", n)
	}
	city.sql("INSERT INTO madoguchi.asked (role, question, operator, purpose, chosen) SELECT $1::text, 'log', 'S001', 'audit', '{}' FROM generate_series(1, 1000)", role)
	if got := state(burglar, "SELECT madoguchi.office_ask('log', 'S001', 'audit', '{}')"); got != "MD006" {
		t.Errorf("the 1001st question of an hour: %q", got)
	}
}

// A stolen terminal that uploads rubbish under the names of the stock's records stops no answer about the others.
func TestRubbishOfOneTerminalStopsNoAnswer(t *testing.T) {
	city := newCity(t, sharedServer(t))
	good, bad := city.newTerminal(), city.newTerminal()
	office := city.newOffice(city.role("kanri"))
	must(t, good.Record(t.Context(), oplog.Record{Time: noon, Event: oplog.StockStated, Values: []oplog.Value{oplog.Day(juki.DateOf(noon)), oplog.Count(oplog.FieldRows, 0), oplog.Reason("running")}}))
	good.upload(t, "")
	for _, rubbish := range []string{
		`{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.stated","f":{{}`, `{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.stated"}`,
		`{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.stated","f":[1,2]}`, `{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.stated","f":{"rows":"many"}}`,
		`{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.stated","f":{"rows":1}}`, `{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"stock.line","f":{"book":1e400,"item":7}}`,
		`{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"transfer.sent","f":{"counted":"\u0000"}}`, `{"v":1,"t":"2026-11-24T12:00:00.000+09:00","e":"transfer.received","f":{"counted":99999999999999999999,"number":3}}`,
	} {
		salt := oplog.Salt{1}
		bad.take([]byte(rubbish), salt)
	}
	if got := ingest(city.thief(bad), bad.memoryLog, 0, int64(len(bad.leaves))); got != "" {
		t.Fatal(got)
	}
	s, err := office.State(t.Context(), theQuestion(central.OfficeSearch{}))
	must(t, err)
	found := false
	for _, l := range s.Lines {
		found = found || l.Terminal == good.name
	}
	if !found {
		t.Errorf("%+v", s.Lines)
	}
	page, err := office.Log(t.Context(), theQuestion(central.OfficeSearch{}), central.OfficeSpot{})
	must(t, err)
	if len(page.Records) < len(bad.leaves) {
		t.Errorf("%d records", len(page.Records))
	}
}
