package central

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Nothing in PostgreSQL bounds how long a session keeps a transaction open: every timeout is the client's to set. A stolen terminal or
// office certificate can so hold locks on all tables of the schema (PREPARE takes them, without any right to the table), and whoever queues
// for a stronger one holds up all that come behind. So an administrator's work never waits long, and what stays in its way is ended.
const (
	lockWithin   = "SET LOCAL lock_timeout = '2s'" // what one try may hold up others
	patientTries = 2                               // an honest upload is over by then
	triesInAll   = 12
	betweenTries = 500 * time.Millisecond
)

var errBusy = errors.New("another administrator is at work, or something holds a lock that could not be ended; try again")

// takeTurn lets one administrator work at a time. A terminal cannot take this lock: not an advisory lock, which anybody may take who guesses
// its number, and a mode that goes with the locks of PREPARE. Before the first Init there is nobody to take turns with.
const takeTurn = `
DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = 'madoguchi' AND c.relname = 'migration') THEN
		IF NOT pg_has_role(current_user, 'madoguchi_owner', 'MEMBER') THEN
			EXECUTE format('GRANT madoguchi_owner TO %I', current_user);
		END IF;
		LOCK TABLE madoguchi.migration IN SHARE UPDATE EXCLUSIVE MODE;
	END IF;
END $$;
`

// together runs f in one transaction, one administrator at a time. f may run more than once.
func (o *Owner) together(ctx context.Context, f func(pgx.Tx) error) error {
	return o.insist(ctx, func() error {
		return o.quickly(ctx, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, takeTurn); err != nil {
				return fmt.Errorf("waiting for the other administrator: %w", err)
			}
			return f(tx)
		})
	})
}

// quickly runs f in one transaction that waits for no lock long.
func (o *Owner) quickly(ctx context.Context, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, o.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockWithin); err != nil {
			return fmt.Errorf("bounding the wait for locks: %w", err)
		}
		return f(tx)
	})
}

// insist tries until no lock is in the way. From the third try on it ends the sessions of terminals and offices that are.
func (o *Owner) insist(ctx context.Context, try func() error) error {
	var err error
	for n := range triesInAll {
		if n < patientTries {
			err = try()
		} else {
			err = o.clearing(ctx, try)
		}
		if !hindered(err) {
			break
		}
		select {
		case <-time.After(betweenTries):
		case <-ctx.Done():
			return fmt.Errorf("central server: %w", errors.Join(ctx.Err(), err))
		}
	}
	switch {
	case hindered(err):
		return fmt.Errorf("central server: %w", errors.Join(errBusy, err))
	case err != nil:
		return fmt.Errorf("central server: %w", err)
	}
	return nil
}

// hindered tells whether something failed for what others do at the moment.
func hindered(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && (said.Code == "55P03" || said.Code == "40P01" ||
		said.Code == "XX000" && said.Message == "tuple concurrently updated") // the terminal altered its own role at that moment
}

// clearing runs a try, and beside it ends whoever of the terminals and offices is in its way.
func (o *Owner) clearing(ctx context.Context, try func() error) error {
	var pid int32
	var since time.Time
	if err := o.conn.QueryRow(ctx, "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()").Scan(&pid, &since); err != nil {
		return fmt.Errorf("looking at the own session: %w", err)
	}
	beside, err := connect(ctx, o.conn.Config())
	if err != nil {
		return fmt.Errorf("looking for what is in the way: %w", err)
	}
	tried, looked := make(chan struct{}), make(chan error, 1)
	go func() { looked <- o.endBlockers(ctx, beside, pid, since, tried) }()
	err = try()
	close(tried)
	lookErr := errors.Join(<-looked, beside.Close(context.WithoutCancel(ctx)))
	if err == nil { // it is done: whether anybody was in the way does not matter any more
		return nil
	}
	return errors.Join(err, lookErr)
}

// blockers ends the terminals and offices that a session waits for, on the very server that session is on, and names them. An
// administrator is none, whatever roles it is a member of. They are chosen first: conditions beside an act have no order.
const blockers = `WITH chosen AS MATERIALIZED (
		SELECT a.pid, a.usename FROM unnest(pg_blocking_pids($1)) AS b (pid) JOIN pg_stat_activity AS a ON a.pid = b.pid
		WHERE EXISTS (SELECT FROM pg_stat_activity AS own WHERE own.pid = $1 AND own.backend_start = $2)
			AND EXISTS (SELECT FROM pg_auth_members AS m WHERE m.member = a.usesysid AND m.roleid IN (to_regrole('madoguchi_terminal'), to_regrole('madoguchi_office')))
			AND NOT pg_has_role(a.usesysid, 'madoguchi_owner', 'MEMBER'))
	SELECT usename::text FROM chosen WHERE pg_terminate_backend(pid)`

// endBlockers ends what is in the way of a session until that has tried.
func (o *Owner) endBlockers(ctx context.Context, beside *pgx.Conn, pid int32, since time.Time, tried <-chan struct{}) error {
	for {
		rows, _ := beside.Query(ctx, blockers, pid, since)
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return fmt.Errorf("ending what is in the way: %w", err)
		}
		o.ended = append(o.ended, names...)
		select {
		case <-tried:
			return nil
		case <-time.After(betweenTries / 5):
		}
	}
}

// Ended names the terminals and offices whose sessions were ended because they stood in the way, each once: an honest one keeps no transaction
// open.
func (o *Owner) Ended() []string {
	slices.Sort(o.ended)
	o.ended = slices.Compact(o.ended)
	return o.ended
}
