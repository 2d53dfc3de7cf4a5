package central

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

var (
	errOfficeTaken   = errors.New("a role of this name exists and is none that asks")
	errOfficeRevoked = errors.New("the role was revoked: give the new one a new name")
	errOfficeUnknown = errors.New("there is no such role")
)

// AddOffice lets the holder of a certificate with this CN ask about all terminals ("terminal-01-kanri"). It is another role than the one that
// uploads: who steals the one cannot do what the other may. Adding it again changes nothing.
func (o *Owner) AddOffice(ctx context.Context, role string) error {
	if !roleForm.MatchString(role) || strings.HasPrefix(role, "pg-") {
		return errRole
	}
	return o.together(ctx, func(tx pgx.Tx) error {
		var exists, office, revoked bool
		err := tx.QueryRow(ctx, `SELECT to_regrole(quote_ident($1)) IS NOT NULL, r.role IS NOT NULL, r.revoked_at IS NOT NULL
			FROM (SELECT 1) AS one LEFT JOIN madoguchi.office_role AS r ON r.role = $1`, role).Scan(&exists, &office, &revoked)
		switch {
		case err != nil:
			return fmt.Errorf("looking for the role: %w", err)
		case revoked:
			return errOfficeRevoked
		case office:
			return nil
		case exists:
			return errOfficeTaken
		}
		name := pgx.Identifier{role}.Sanitize()
		for _, statement := range []string{
			"CREATE ROLE " + name + " LOGIN CONNECTION LIMIT 3 IN ROLE madoguchi_office",
			"ALTER ROLE " + name + " SET statement_timeout = '30s'",
			"ALTER ROLE " + name + " SET idle_in_transaction_session_timeout = '30s'",
			"ALTER ROLE " + name + " SET idle_session_timeout = '1min'",
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return fmt.Errorf("making the role: %w", err)
			}
		}
		if _, err := tx.Exec(ctx, "INSERT INTO madoguchi.office_role (role) VALUES ($1)", role); err != nil {
			return fmt.Errorf("registering the role: %w", err)
		}
		return nil
	})
}
