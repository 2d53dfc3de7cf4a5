package centraltest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// StandbyName is the standby's name in synchronous_standby_names.
const StandbyName = "standby"

// Standby makes a streaming standby of a running server and starts it. Both have certificates of one authority. The server is
// stopped for a moment, because it is copied as it lies.
func (s *Server) Standby() (*Server, error) {
	dir, err := os.MkdirTemp("/tmp", "madoguchi-pg-")
	if err != nil {
		return nil, err
	}
	standby := &Server{CA: s.CA, programs: s.programs, dir: dir, as: s.as}
	err = errors.Join(standby.give(dir), s.Stop())
	if err == nil {
		command := standby.command("postgres")
		command.Path, command.Args = "/bin/cp", []string{"cp", "-a", s.data(), filepath.Join(dir, "data")}
		err = command.Run()
	}
	if err == nil {
		err = standby.configure() // later lines win
	}
	if err == nil {
		err = errors.Join(standby.Write("standby.signal", ""),
			standby.Configure(fmt.Sprintf("primary_conninfo = 'host=%s port=%d user=postgres application_name=%s'\n", s.dir, s.Port, StandbyName)))
	}
	if err == nil {
		err = s.Start()
	}
	if err == nil {
		err = standby.Start()
	}
	if err != nil {
		return nil, errors.Join(err, standby.Close())
	}
	return standby, nil
}
