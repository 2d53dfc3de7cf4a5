package ifd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
)

// Config says how to start a Service.
type Config struct {
	Dir     string   // sockets, configuration and driver go here; made with mode 0700. Its path must be short (sockets: 107 bytes)
	Readers []string // friendly names, e.g. "Operator Reader"
	Handler string   // a driver Build made before; empty: it is built into Dir
	// Private keeps pcscd from the rest of the machine: PC/SC programs reach it only when
	// PCSCLITE_CSOCK_NAME names Service.Socket. For tests, any number at a time.
	Private bool
	Log     io.Writer // pcscd's messages; nil: dropped
}

// Service is a real pcscd with simulated readers. Its methods may be called from any goroutine but
// for StopService, Kill, StartService and Close, which belong to one.
type Service struct {
	daemon  *daemon
	readers []*reader
}

// Start builds what is needed, opens the readers and starts pcscd.
func Start(ctx context.Context, c Config) (*Service, error) {
	dir, err := filepath.Abs(c.Dir) // pcscd refuses a relative configuration folder
	if err != nil {
		return nil, err
	}
	for _, folder := range []string{dir, filepath.Join(dir, "conf"), filepath.Join(dir, "run"), filepath.Join(dir, "drivers")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("making the simulated readers' folder: %w", err)
		}
	}
	if c.Handler == "" {
		if c.Handler, err = Build(ctx, dir); err != nil {
			return nil, err
		}
	}
	if c.Log == nil {
		c.Log = io.Discard
	}
	s := &Service{daemon: &daemon{
		config: filepath.Join(dir, "conf"), drivers: filepath.Join(dir, "drivers"),
		run: systemRun, private: c.Private, log: c.Log,
	}}
	if c.Private && NamespacesWork() {
		s.daemon.run = filepath.Join(dir, "run")
	}
	if err := s.openReaders(dir, c); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.daemon.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// openReaders opens the sockets and writes the configuration that names them.
func (s *Service) openReaders(dir string, c Config) error {
	var conf strings.Builder
	for i, friendly := range c.Readers {
		// pcscd appends the number of the reader and of its slot, in hexadecimal
		r, err := listen(fmt.Sprintf("%s %02X 00", friendly, i), filepath.Join(dir, fmt.Sprintf("reader%d.sock", i)))
		if err != nil {
			return err
		}
		s.readers = append(s.readers, r)
		fmt.Fprintf(&conf, "FRIENDLYNAME %q\nDEVICENAME unix:%s\nLIBPATH %s\nCHANNELID %d\n\n", friendly, r.path, c.Handler, i)
	}
	err := os.WriteFile(filepath.Join(s.daemon.config, "readers"), []byte(conf.String()), 0o600)
	if err != nil {
		return fmt.Errorf("writing pcscd's configuration: %w", err)
	}
	return nil
}

// SocketPath is where pcscd will listen when it is started with this configuration: libpcsclite
// reads PCSCLITE_CSOCK_NAME once, so a program must set it before it first uses PC/SC.
func SocketPath(dir string, private bool) (string, error) {
	if !private || !NamespacesWork() {
		return filepath.Join(systemRun, socketName), nil
	}
	dir, err := filepath.Abs(dir)
	return filepath.Join(dir, "run", socketName), err
}

// Close ends pcscd and the readers.
func (s *Service) Close() error {
	err := s.daemon.stop(syscall.SIGTERM)
	for _, r := range s.readers {
		r.close()
	}
	return err
}

// Socket is pcscd's socket, for PCSCLITE_CSOCK_NAME of programs that are to use a private service.
func (s *Service) Socket() string { return s.daemon.socket() }

// StopService ends pcscd in good order. The cards stay in their readers.
func (s *Service) StopService() error { return s.daemon.stop(syscall.SIGTERM) }

// Kill ends pcscd as a crash would.
func (s *Service) Kill() error { return s.daemon.stop(syscall.SIGKILL) }

// StartService starts pcscd again.
func (s *Service) StartService(ctx context.Context) error { return s.daemon.start(ctx) }

// Settle waits until pcscd has seen what is in the readers now.
func (s *Service) Settle(ctx context.Context) error {
	for _, r := range s.readers {
		for !r.seen() {
			select {
			case <-ctx.Done():
				return fmt.Errorf("waiting until pcscd sees the card in %q: %w", r.name, ctx.Err())
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
	return nil
}

// Names lists the readers as PC/SC names them.
func (s *Service) Names() []string {
	var names []string
	for _, r := range s.readers {
		names = append(names, r.name)
	}
	return names
}

// Insert puts a card into a reader, in place of any card that is there.
func (s *Service) Insert(name string, c *sim.Card) error {
	return s.at(name, func(r *reader) { r.slot.Insert(c) })
}

// Swap is Insert; the count of insertions shows that the card was changed.
func (s *Service) Swap(name string, c *sim.Card) error { return s.Insert(name, c) }

// Remove pulls the card out and returns it; nil when the reader was empty.
func (s *Service) Remove(name string) (c *sim.Card, err error) {
	err = s.at(name, func(r *reader) { c = r.slot.Remove() })
	return c, err
}

// TurnOver pulls the card and puts it back the other way up.
func (s *Service) TurnOver(name string) error {
	return s.at(name, func(r *reader) { r.slot.TurnOver() })
}

// SetPace makes every APDU take that much longer from now on, as with a real card; 0 is at once.
func (s *Service) SetPace(d time.Duration) {
	for _, r := range s.readers {
		r.pace.Store(int64(d))
	}
}

// Card is the card in a reader, nil when there is none.
func (s *Service) Card(name string) (c *sim.Card) {
	_ = s.at(name, func(r *reader) { c = r.slot.Card() })
	return c
}

// Unplug pulls a reader out of the machine.
func (s *Service) Unplug(name string) error { return s.plug(name, false) }

// Plug puts it back.
func (s *Service) Plug(name string) error { return s.plug(name, true) }

func (s *Service) plug(name string, in bool) error {
	if err := s.at(name, func(r *reader) { r.plug(in) }); err != nil {
		return err
	}
	return s.daemon.rescan() // what USB would tell pcscd by itself
}

func (s *Service) at(name string, do func(*reader)) error {
	for _, r := range s.readers {
		if r.name == name {
			do(r)
			return nil
		}
	}
	return fmt.Errorf("reader %q: %w", name, hardware.NoReader)
}
