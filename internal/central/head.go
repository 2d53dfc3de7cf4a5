package central

import (
	"context"
	"fmt"
	"time"
)

// Head asks the server with a terminal's certificate how many records of the log with this key it has, and for the signed head it took with
// the last of them. A restore holds its backup against it. It changes nothing and fails with the Outcomes of Upload.
func Head(ctx context.Context, s Settings, verifierKey string, now func() time.Time) (size int64, checkpoint string, err error) {
	config, err := s.config(now)
	if err != nil {
		return 0, "", err
	}
	conn, err := connect(ctx, config)
	if err != nil {
		return 0, "", err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		_ = conn.Close(closing)
		cancel()
	}()
	asking, cancel := context.WithTimeout(ctx, headWithin)
	defer cancel()
	var at time.Time
	if err := conn.QueryRow(asking, "SELECT size, checkpoint, at FROM madoguchi.head_of($1)", verifierKey).Scan(&size, &checkpoint, &at); err != nil {
		return 0, "", outcome(fmt.Errorf("asking the central server for its head: %w", err))
	}
	return size, checkpoint, nil
}
