package central

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/internal/juki"
)

// Settings are how a terminal reaches the central server: the part [central] of its settings.
type Settings struct {
	URL   string        `toml:"url"`   // postgres://terminal-01@db1.city.example,db2.city.example/madoguchi; "" for no central server
	Cert  string        `toml:"cert"`  // file of the terminal's certificate (PEM); its CN is the user of the URL
	Key   string        `toml:"key"`   // file of its key
	CA    string        `toml:"ca"`    // file of the authority that signed the server's certificate
	Every time.Duration `toml:"every"` // between two uploads; 0 for none but those of At, and without At every quarter of an hour
	At    []DayTime     `toml:"at"`    // times of the day (Asia/Tokyo) at which to upload too: "12:15"

	Office OfficeSettings `toml:"office"` // with which the screens ask about all terminals
}

// Set tells whether there is a central server.
func (s Settings) Set() bool { return s.URL != "" }

// In gives the settings with the files taken relative to a folder.
func (s Settings) In(folder string) Settings {
	for _, file := range []*string{&s.Cert, &s.Key, &s.CA, &s.Office.Cert, &s.Office.Key} {
		if *file != "" && !filepath.IsAbs(*file) {
			*file = filepath.Join(folder, *file)
		}
	}
	return s
}

// connectWithin bounds the connection to one host.
const connectWithin = 10 * time.Second

// config is the connection of a terminal: TLS 1.3 with its certificate to every host, whatever the URL or the environment say.
func (s Settings) config(now func() time.Time) (*pgx.ConnConfig, error) {
	if !s.Set() {
		return nil, juki.Refuse(juki.CentralNotSet)
	}
	config, err := pgx.ParseConfig(s.URL)
	if err != nil {
		return nil, errors.New("central server: the url cannot be read") // pgx's error repeats it, and a password may stand in it
	}
	if HasPassword(s.URL) {
		return nil, errors.New("central server: a terminal proves itself by its certificate; take the password away")
	}
	config.Password = "" // of the environment
	secured, err := s.tls(now)
	if err != nil {
		return nil, err
	}
	hosts := []*pgconn.FallbackConfig{{Host: config.Host, Port: config.Port}}
	for _, f := range config.Fallbacks { // pgx lists a host twice where TLS is optional
		if last := hosts[len(hosts)-1]; last.Host != f.Host || last.Port != f.Port {
			hosts = append(hosts, &pgconn.FallbackConfig{Host: f.Host, Port: f.Port})
		}
	}
	for _, h := range hosts {
		if strings.HasPrefix(h.Host, "/") {
			return nil, errors.New("central server: a terminal comes over the network, not by a socket")
		}
		h.TLSConfig = secured.Clone()
		h.TLSConfig.ServerName = h.Host
	}
	config.TLSConfig, config.Fallbacks = hosts[0].TLSConfig, hosts[1:]
	config.ConnectTimeout = connectWithin
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite // the standby takes nothing: the next host
	config.RuntimeParams["application_name"] = "madoguchi"
	return config, nil
}

func (s Settings) tls(now func() time.Time) (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(s.Cert, s.Key)
	if err != nil {
		return nil, fmt.Errorf("central server: reading the terminal's certificate: %w", err)
	}
	ca, err := os.ReadFile(s.CA)
	if err != nil {
		return nil, fmt.Errorf("central server: reading the authority's certificate: %w", err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return nil, errors.New("central server: no certificate in the ca file")
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{certificate}, RootCAs: roots, Time: now}, nil
}

var passwordForm = regexp.MustCompile(`(?i)\bpassword\s*=|://[^/?#@]*:[^/?#]*@`)

// HasPassword tells whether a password stands in a connection string.
func HasPassword(url string) bool { return passwordForm.MatchString(url) }

// connect opens a connection that can write.
func connect(ctx context.Context, config *pgx.ConnConfig) (*pgx.Conn, error) {
	var conn *pgx.Conn
	var err error
	for range askedAgain {
		if conn, err = pgx.ConnectConfig(ctx, config); err == nil || !cutOff(err) {
			break
		}
	}
	if err != nil {
		return nil, outcome(fmt.Errorf("connecting to the central server: %w", err))
	}
	return conn, nil
}

// askedAgain is how often a server that hangs up in the middle of the greeting is asked. With TLS 1.3 a server looks at the terminal's
// certificate after the terminal has begun to speak: its refusal and the end of the connection arrive in either order, and only the refusal
// says that nothing is wrong with the network.
const askedAgain = 5

func cutOff(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
