// Package centraltest runs private PostgreSQL servers for tests: a temporary folder, a port of its own on the loopback, TLS and
// client certificates, no service of the machine touched.
package centraltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Server is a private PostgreSQL.
type Server struct {
	CA   *Authority
	Port int

	programs string
	dir      string
	as       *syscall.SysProcAttr
	watch    io.Closer // the server's guardian ends it when this closes, so also when the test dies
	ended    chan struct{}
}

// ErrMissing is a machine without PostgreSQL 15 or later.
var ErrMissing = errors.New("no PostgreSQL server programs: scripts/setup test unpacks them")

// programs finds the newest PostgreSQL: unpacked by scripts/setup, or installed.
func programs() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	for _, pattern := range []string{filepath.Join(root, "out/tools/postgresql/usr/lib/postgresql/*/bin"), "/usr/lib/postgresql/*/bin"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
		for _, dir := range found {
			if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil && version(dir) >= 15 {
				return dir, nil
			}
		}
	}
	return "", ErrMissing
}

func version(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil && dir != "/"; dir = filepath.Dir(dir) {
		if _, found := os.Stat(filepath.Join(dir, "go.mod")); found == nil {
			return dir, nil
		}
	}
	return "", errors.Join(err, fs.ErrNotExist)
}

// New makes and starts a server. Its certificates come from ca, from an authority of its own when that is nil. ErrMissing: there
// is no PostgreSQL here.
func New(ca *Authority) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "madoguchi-pg-") // short: a socket's path has 107 bytes
	if err != nil {
		return nil, err
	}
	s := &Server{CA: ca, programs: bin, dir: dir}
	err = s.make()
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) make() (err error) {
	if s.CA == nil {
		if s.CA, err = NewAuthority(filepath.Join(s.dir, "ca")); err != nil {
			return err
		}
	}
	if err := s.own(); err != nil {
		return err
	}
	if err := s.run("initdb", "-D", s.data(), "-U", "postgres", "--auth-local=trust", "--auth-host=reject", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return err
	}
	return s.configure()
}

// own decides as whom the server runs: PostgreSQL refuses root. Root starts it as nobody; where nobody cannot reach the programs
// (a checkout in /root), in a user namespace in which root is an ordinary user.
func (s *Server) own() error {
	if os.Geteuid() != 0 {
		return nil
	}
	const nobody = 65534
	s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if err := os.Chown(s.dir, nobody, nobody); err != nil {
		return err
	}
	if s.run("initdb", "--version") == nil {
		return nil
	}
	if err := os.Chown(s.dir, 0, 0); err != nil {
		return err
	}
	s.as = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER, UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}}}
	return s.run("initdb", "--version")
}

// give lets the server's user own a file.
func (s *Server) give(path string) error {
	if s.as == nil || s.as.Credential == nil {
		return nil
	}
	return os.Chown(path, int(s.as.Credential.Uid), int(s.as.Credential.Gid))
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) command(program string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.programs, program), args...)
	c.Dir, c.SysProcAttr = s.dir, s.as
	c.Env = s.environment()
	return c
}

// environment lets unpacked programs find the libraries unpacked beside them.
func (s *Server) environment() []string {
	tree := filepath.Join(s.programs, "../../../../..")
	var libraries []string
	for _, pattern := range []string{"usr/lib/*-linux-gnu*", "lib/*-linux-gnu*"} {
		if found, err := filepath.Glob(filepath.Join(tree, pattern)); err == nil && filepath.Clean(tree) != "/" {
			libraries = append(libraries, found...)
		}
	}
	return []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=" + s.dir, "LD_LIBRARY_PATH=" + strings.Join(libraries, ":")}
}

func (s *Server) run(program string, args ...string) error {
	out, err := s.command(program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}

func (s *Server) configure() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return err
	}
	cert, key, err := s.CA.Issue("server")
	if err != nil {
		return err
	}
	for from, to := range map[string]string{cert: "server.crt", key: "server.key", s.CA.File(): "ca.crt"} {
		text, err := os.ReadFile(from)
		if err == nil {
			err = s.Write(to, string(text))
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(
		s.Write("pg_hba.conf", "local all all trust\nlocal replication all trust\nhostssl all +madoguchi_terminal 127.0.0.1/32 cert\nhostssl all +madoguchi_office 127.0.0.1/32 cert\n"),
		s.Configure(fmt.Sprintf(`listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = '%s'
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
ssl_ca_file = 'ca.crt'
ssl_min_protocol_version = 'TLSv1.3'
fsync = off # stopping a server does not stop the machine
jit = off
shared_buffers = 32MB
max_connections = 30
max_prepared_transactions = 2
log_min_messages = warning
`, s.Port, s.dir)))
}

// Configure adds settings; they count from the next Start or Reload on.
func (s *Server) Configure(lines string) error {
	path := filepath.Join(s.data(), "postgresql.conf")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return s.Write("postgresql.conf", string(text)+"\n"+lines)
}

// Write puts a file into the server's data folder.
func (s *Server) Write(name, text string) error {
	path := filepath.Join(s.data(), name)
	return errors.Join(os.WriteFile(path, []byte(text), 0o600), s.give(path))
}

// Start starts the stopped server and waits until it answers.
func (s *Server) Start() error {
	const guarded = `"$0" -D "$1" >>"$2" 2>&1 & p=$!; trap '' TERM INT; read -r _; kill -QUIT $p 2>/dev/null; wait $p`
	c := exec.Command("/bin/sh", "-c", guarded, filepath.Join(s.programs, "postgres"), s.data(), filepath.Join(s.dir, "log"))
	c.Dir, c.SysProcAttr, c.Env = s.dir, s.as, s.environment()
	watch, err := c.StdinPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	s.watch, s.ended = watch, make(chan struct{})
	go func() { _ = c.Wait(); close(s.ended) }()
	deadline := time.Now().Add(time.Minute)
	for time.Now().Before(deadline) {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "tcp", s.Address())
		if err == nil {
			_ = conn.Close()
			if s.ready() {
				return nil
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return fmt.Errorf("the server does not answer: %s", log)
}

// ready reads the status line of postmaster.pid.
func (s *Server) ready() bool {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	lines := strings.Split(string(text), "\n")
	return err == nil && len(lines) > 7 && (strings.HasPrefix(lines[7], "ready") || strings.HasPrefix(lines[7], "standby"))
}

// Address is host and port.
func (s *Server) Address() string { return "127.0.0.1:" + strconv.Itoa(s.Port) }

// OwnerURL connects the administrator to a database, by the socket.
func (s *Server) OwnerURL(database string) string {
	return fmt.Sprintf("host=%s port=%d user=postgres dbname=%s", s.dir, s.Port, database)
}

// Signal sends the postmaster a signal: SIGHUP reloads, SIGINT is a fast stop, SIGQUIT one without any tidying.
func (s *Server) Signal(signal syscall.Signal) error {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return err
	}
	return syscall.Kill(pid, signal)
}

// Kill stops the server at once, as a crash would.
func (s *Server) Kill() error { return s.stop(syscall.SIGQUIT) }

// Stop stops the server properly.
func (s *Server) Stop() error { return s.stop(syscall.SIGINT) }

func (s *Server) stop(signal syscall.Signal) error {
	if s.watch == nil {
		return nil
	}
	err := s.Signal(signal)
	if err == nil {
		deadline := time.Now().Add(30 * time.Second)
		for alive := true; alive && time.Now().Before(deadline); {
			_, missing := os.Stat(filepath.Join(s.data(), "postmaster.pid"))
			conn, refused := net.DialTimeout("tcp", s.Address(), time.Second)
			if refused == nil {
				_ = conn.Close()
			}
			if alive = refused == nil || missing == nil && signal != syscall.SIGQUIT; alive {
				time.Sleep(20 * time.Millisecond)
			}
		}
	}
	err = errors.Join(err, s.watch.Close())
	<-s.ended
	s.watch = nil
	return err
}

// Log is what the server wrote.
func (s *Server) Log() string {
	text, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	return string(text)
}

// Close ends the server and removes it.
func (s *Server) Close() error {
	var err error
	if s.watch != nil {
		err = s.Kill()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// WriteFrom copies a file into the server's data folder.
func (s *Server) WriteFrom(name, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return s.Write(name, string(text))
}

// Socket is the folder of the server's socket, through which everybody on it may say who he is.
func (s *Server) Socket() string { return s.dir }

// PortText is the port in digits.
func (s *Server) PortText() string { return strconv.Itoa(s.Port) }
