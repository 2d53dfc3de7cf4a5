package central

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/mod/sumdb/note"
)

// Owner is the administrator's connection to the central server. What it does needs a role that may create roles and owns
// the database, or the superuser.
type Owner struct {
	conn  *pgx.Conn
	ended []string // roles that stood in the way
}

// oldestServer is the first version whose partitions, functions and rights this was written for and tested with.
const oldestServer = 150000

// OpenOwner connects with a connection string (URL or keywords). Over the network it must say sslmode=verify-full for every host; a local
// socket needs no TLS. A password may stand in it: it is repeated in no error.
func OpenOwner(ctx context.Context, url string) (*Owner, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("central server: the connection string cannot be read")
	}
	if !guarded(config) {
		return nil, errors.New("central server: over the network the connection string needs sslmode=verify-full and sslrootcert")
	}
	config.ConnectTimeout = connectWithin
	conn, err := connect(ctx, config)
	if err != nil {
		return nil, err
	}
	return &Owner{conn: conn}, nil
}

// guarded tells whether every host that may be tried is this machine itself or proves itself under TLS. pgx lists a host twice where TLS is optional.
func guarded(config *pgx.ConnConfig) bool {
	for _, h := range append([]*pgconn.FallbackConfig{{Host: config.Host, Port: config.Port, TLSConfig: config.TLSConfig}}, config.Fallbacks...) {
		network, _ := pgconn.NetworkAddress(h.Host, h.Port)
		if network != "unix" && (h.TLSConfig == nil || h.TLSConfig.InsecureSkipVerify) {
			return false
		}
	}
	return true
}

// Close ends the connection.
func (o *Owner) Close(ctx context.Context) error { return o.conn.Close(ctx) }

// monthsAhead is how many months Init and PrepareMonths keep ready: a year and a quarter may pass without anybody looking.
const monthsAhead = 15

// Init makes or updates roles, schema, functions and the months to come. It may be run again at any time; all of it happens
// or nothing.
func (o *Owner) Init(ctx context.Context) error {
	list, err := allMigrations(migrations)
	if err != nil {
		return err
	}
	if err := o.fit(ctx); err != nil {
		return err
	}
	return o.together(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, roles); err != nil {
			return fmt.Errorf("making the roles: %w", err)
		}
		if _, err := tx.Exec(ctx, "SET LOCAL ROLE madoguchi_owner"); err != nil {
			return fmt.Errorf("becoming the owner of the schema: %w", err)
		}
		if err := migrate(ctx, tx, list); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, prepare, monthsAhead)
		return err
	})
}

const prepare = "SELECT madoguchi.prepare_months((now() AT TIME ZONE 'Asia/Tokyo')::date - 31, $1)"

// PrepareMonths makes the partitions of the months to come and gives how many are new. To be run once a month or oftener.
func (o *Owner) PrepareMonths(ctx context.Context) (made int, err error) {
	err = o.together(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SET LOCAL ROLE madoguchi_owner"); err != nil {
			return fmt.Errorf("becoming the owner of the schema: %w", err)
		}
		return tx.QueryRow(ctx, prepare, monthsAhead).Scan(&made)
	})
	return made, err
}

// fit refuses a server or database that would not keep what is sent as it is.
func (o *Owner) fit(ctx context.Context) error {
	var version int
	var encoding string
	err := o.conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_encoding')").Scan(&version, &encoding)
	switch {
	case err != nil:
		return fmt.Errorf("asking the server for its version: %w", err)
	case version < oldestServer:
		return fmt.Errorf("PostgreSQL 15 or later is needed, this is %d", version/10000)
	case encoding != "UTF8":
		return fmt.Errorf("the database must be UTF8, it is %s", encoding)
	}
	return nil
}

// roles makes what lives outside the schema. A terminal gets nothing that PUBLIC has by default: no temporary tables, no
// schema public, no large objects, with which a stolen one could fill the disk; no advisory locks, with which it could fill the table of
// locks; no lock on pg_settings, which would stop every dump. The functions and pg_settings only the superuser can take away.
const roles = `
DO $$
DECLARE
	r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['madoguchi_owner', 'madoguchi_terminal', 'madoguchi_office', 'madoguchi_auditor'] LOOP
		IF to_regrole(r) IS NULL THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN', r);
		END IF;
	END LOOP;
	IF NOT pg_has_role(current_user, 'madoguchi_owner', 'MEMBER') THEN
		EXECUTE format('GRANT madoguchi_owner TO %I', current_user);
	END IF;
	EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
	EXECUTE format('GRANT CONNECT ON DATABASE %I TO madoguchi_terminal, madoguchi_office, madoguchi_auditor', current_database());
	FOR r IN SELECT p.oid::regprocedure::text FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace
		AND (p.proname IN ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_open', 'lo_put', 'lowrite', 'lo_truncate', 'lo_truncate64') OR p.proname ~ '^pg_(try_)?advisory_')
		AND pg_has_role(current_user, p.proowner, 'USAGE') LOOP
		EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || r || ' FROM PUBLIC';
	END LOOP;
	IF pg_has_role(current_user, (SELECT c.relowner FROM pg_class AS c WHERE c.oid = 'pg_catalog.pg_settings'::regclass), 'USAGE') THEN
		REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC;
	END IF;
	IF to_regnamespace('public') IS NOT NULL THEN
		REVOKE ALL ON SCHEMA public FROM PUBLIC;
	END IF;
	CREATE SCHEMA IF NOT EXISTS madoguchi AUTHORIZATION madoguchi_owner;
END $$;
`

var (
	errRole    = errors.New("the name of a terminal is its certificate's CN: a-z, 0-9 and -, 32 characters at most, a letter first")
	errTaken   = errors.New("a role of this name exists and is no terminal")
	errRevoked = errors.New("the terminal was revoked: give the new one a new name")
	errKey     = errors.New("this is no verifier key of a terminal")
	errForeign = errors.New("the log belongs to another terminal")
	errUnknown = errors.New("there is no such terminal")
)

var roleForm = regexp.MustCompile(`\A[a-z][a-z0-9-]{0,31}\z`)

// AddTerminal lets a terminal upload the log that verifies with a key ("28225.madoguchi/terminal-01+..."). Adding it again with another
// key, after it was restored, adds its new log; with the same key it changes nothing.
func (o *Owner) AddTerminal(ctx context.Context, role, verifierKey string) error {
	if !roleForm.MatchString(role) || strings.HasPrefix(role, "pg-") {
		return errRole
	}
	verifier, err := note.NewVerifier(verifierKey)
	if err != nil || strings.ContainsAny(verifierKey, " \r\n") {
		return errKey
	}
	return o.together(ctx, func(tx pgx.Tx) error {
		if err := makeRole(ctx, tx, role); err != nil {
			return err
		}
		var owner string
		err := tx.QueryRow(ctx, `INSERT INTO madoguchi.log (terminal, origin, verifier_key) VALUES ($1, $2, $3)
			ON CONFLICT (verifier_key) DO UPDATE SET origin = madoguchi.log.origin RETURNING terminal`, role, verifier.Name(), verifierKey).Scan(&owner)
		if err == nil && owner != role {
			return errForeign
		}
		return err
	})
}

// makeRole makes the login role of a terminal, or sees that it is one.
func makeRole(ctx context.Context, tx pgx.Tx, role string) error {
	var exists, terminal, revoked bool
	err := tx.QueryRow(ctx, `SELECT to_regrole(quote_ident($1)) IS NOT NULL, t.role IS NOT NULL, t.revoked_at IS NOT NULL
		FROM (SELECT 1) AS one LEFT JOIN madoguchi.terminal AS t ON t.role = $1`, role).Scan(&exists, &terminal, &revoked)
	switch {
	case err != nil:
		return fmt.Errorf("looking for the terminal: %w", err)
	case revoked:
		return errRevoked
	case exists && !terminal:
		return errTaken
	case terminal:
		return nil
	}
	name := pgx.Identifier{role}.Sanitize()
	for _, statement := range []string{
		"CREATE ROLE " + name + " LOGIN CONNECTION LIMIT 3 IN ROLE madoguchi_terminal",
		"ALTER ROLE " + name + " SET statement_timeout = '3min'",
		"ALTER ROLE " + name + " SET idle_in_transaction_session_timeout = '1min'", // a lock on its log ends with a hanging client
		"ALTER ROLE " + name + " SET idle_session_timeout = '10min'",
	} {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return fmt.Errorf("making the role of the terminal: %w", err)
		}
	}
	if _, err := tx.Exec(ctx, "INSERT INTO madoguchi.terminal (role) VALUES ($1)", role); err != nil {
		return fmt.Errorf("registering the terminal: %w", err)
	}
	return nil
}

// State is the central server as its administrator sees it.
type State struct {
	Prepared time.Time // until when months are ready
	Waiting  int64     // records in no month's partition
	Logs     []LogState
	Open     []OpenState
}

// OpenState is a terminal or office that keeps a transaction open, as far as the administrator may see it (pg_monitor, or the superuser). An honest
// one does so for seconds; it holds locks, and no timeout that it does not set itself ends it.
type OpenState struct {
	Role  string
	Since time.Time
}

// LogState is one log on the server.
type LogState struct {
	Terminal, Origin string
	Size             int64
	Received         time.Time // of its last upload; zero for none
	Revoked          bool
}

// State looks at the server.
func (o *Owner) State(ctx context.Context) (s State, err error) {
	const months = `SELECT (to_date(max(substring(relname FROM 8)), 'YYYYMM') + interval '1 month')::timestamp AT TIME ZONE 'Asia/Tokyo',
		(SELECT count(*) FROM madoguchi.record_default) FROM pg_class WHERE relnamespace = 'madoguchi'::regnamespace AND relname ~ '^record_[0-9]{6}$'`
	if err := o.conn.QueryRow(ctx, months).Scan(&s.Prepared, &s.Waiting); err != nil {
		return s, fmt.Errorf("central server: looking at the months: %w", err)
	}
	rows, err := o.conn.Query(ctx, `SELECT l.terminal, l.origin, l.size, coalesce(max(b.received_at), '0001-01-01 00:00+00'), t.revoked_at IS NOT NULL
		FROM madoguchi.log AS l JOIN madoguchi.terminal AS t ON t.role = l.terminal LEFT JOIN madoguchi.batch AS b ON b.log = l.id
		GROUP BY l.id, t.role ORDER BY l.terminal, l.id`)
	if err != nil {
		return s, fmt.Errorf("central server: looking at the logs: %w", err)
	}
	s.Logs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[LogState])
	if err != nil {
		return s, fmt.Errorf("central server: looking at the logs: %w", err)
	}
	rows, _ = o.conn.Query(ctx, `SELECT a.usename::text, min(a.xact_start) FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.xact_start IS NOT NULL
		AND EXISTS (SELECT FROM pg_auth_members AS m WHERE m.member = a.usesysid AND m.roleid IN (to_regrole('madoguchi_terminal'), to_regrole('madoguchi_office')))
		GROUP BY a.usename ORDER BY a.usename`)
	s.Open, err = pgx.CollectRows(rows, pgx.RowToStructByPos[OpenState])
	if err != nil {
		return s, fmt.Errorf("central server: looking for open transactions: %w", err)
	}
	return s, nil
}
