package central

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// RevokeTerminal ends a terminal's right to upload, at once and for ever, also of a connection that stands. Its records stay.
// The certificate is revoked beside this, in the server's CRL.
func (o *Owner) RevokeTerminal(ctx context.Context, role string) error {
	return o.revoke(ctx, role, "madoguchi.terminal", errUnknown)
}

// RevokeOffice ends the right of a role to ask, at once and for ever, also of a connection that stands. What it asked stays noted.
func (o *Owner) RevokeOffice(ctx context.Context, role string) error {
	return o.revoke(ctx, role, "madoguchi.office_role", errOfficeUnknown)
}

// revoke takes no turn and waits for nobody: whoever is revoked may be holding every lock it can get. It can hold its own row among the roles
// (it may change its own password), so its sessions end first.
func (o *Owner) revoke(ctx context.Context, role, table string, unknown error) error {
	known := false
	if err := o.conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM "+table+" WHERE role = $1)", role).Scan(&known); err != nil {
		return fmt.Errorf("central server: looking for the role: %w", err)
	}
	if !known {
		return fmt.Errorf("central server: %w", unknown)
	}
	err := o.insist(ctx, func() error {
		return o.quickly(ctx, func(tx pgx.Tx) error { // from here on nothing is taken from it and nothing told to it, whatever else it holds
			_, err := tx.Exec(ctx, "UPDATE "+table+" SET revoked_at = coalesce(revoked_at, now()) WHERE role = $1", role)
			return err
		})
	})
	if err != nil {
		return err
	}
	if err := o.shutOut(ctx, role); err != nil {
		return fmt.Errorf("central server: the role is revoked, but not everything of it could be ended: %w", err)
	}
	return nil
}

// shutOut ends the sessions of a revoked role and keeps it from making others.
func (o *Owner) shutOut(ctx context.Context, role string) error {
	err := o.insist(ctx, func() error {
		_ = o.hangUp(ctx, role) // the last look below tells what could not be ended
		return o.quickly(ctx, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "ALTER ROLE "+pgx.Identifier{role}.Sanitize()+" NOLOGIN"); err != nil {
				return fmt.Errorf("keeping the role out: %w", err)
			}
			return nil
		})
	})
	var left error
	for range 2 { // what was let in just before shows itself a moment later
		left = o.hangUp(ctx, role)
		select {
		case <-time.After(betweenTries / 5):
		case <-ctx.Done():
			return errors.Join(err, left, ctx.Err())
		}
	}
	return errors.Join(err, left)
}

// hangUp ends the sessions of a role, and what it left prepared, which would outlive them and every start of the server.
func (o *Owner) hangUp(ctx context.Context, role string) error {
	if _, err := o.conn.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", role); err != nil {
		return fmt.Errorf("ending the sessions of the role: %w", err)
	}
	rows, _ := o.conn.Query(ctx, "SELECT 'ROLLBACK PREPARED ' || quote_literal(gid) FROM pg_prepared_xacts WHERE owner = $1 AND database = current_database()", role)
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, statement := range left {
		if err == nil {
			_, err = o.conn.Exec(ctx, statement)
		}
	}
	if err != nil {
		return fmt.Errorf("rolling back what the role left prepared: %w", err)
	}
	return nil
}
