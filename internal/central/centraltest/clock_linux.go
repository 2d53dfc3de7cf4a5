package centraltest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
)

// PutClock makes the time that a terminal is told by a database of this server run ahead of the machine's, from now on. The server is stopped and
// started for it.
func (s *Server) PutClock(database string, ahead time.Duration) error {
	if err := s.Stop(); err != nil {
		return err
	}
	told := fmt.Sprintf("clock_timestamp() + interval ''%d s''", int(ahead.Seconds()))
	alone := s.command("postgres", "--single", "-D", s.data(), database) // one line is one statement
	alone.Stdin = strings.NewReader("DO $$ BEGIN EXECUTE replace(pg_get_functiondef('madoguchi.head_of(text)'::regprocedure), 'clock_timestamp()', '" + told + "'); END $$;\n")
	out, err := alone.CombinedOutput()
	if err == nil && bytes.Contains(out, []byte("ERROR")) {
		err = errors.New("the statement failed")
	}
	if err != nil {
		return fmt.Errorf("putting the server's clock: %w: %s", err, out)
	}
	return s.Start()
}
