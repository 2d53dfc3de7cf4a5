package central

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"madoguchi/internal/juki"
)

// outcome gives the troubles of the way to the server, and what the server refuses, their code. Outcomes and the end of the
// caller's context pass unchanged.
func outcome(err error) error {
	var already *juki.Outcome
	if err == nil || errors.As(err, &already) || errors.Is(err, context.Canceled) {
		return err
	}
	o := juki.Refuse(codeOf(err))
	o.Err = err
	return o
}

func codeOf(err error) juki.Code {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return codeOfServer(said.Code)
	}
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unverified *tls.CertificateVerificationError
	if errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid) || errors.As(err, &unverified) ||
		strings.Contains(err.Error(), "server refused TLS") {
		return juki.CentralUntrusted
	}
	var network *net.OpError
	if errors.As(err, &network) && network.Op == "remote error" { // a TLS alert: the server looked at our certificate
		return juki.CentralRefused
	}
	return juki.CentralUnreachable
}

// serverCodes are the SQLSTATEs with a meaning of their own, whole or by class. MD is ours: migrations/0001_log.sql.
var serverCodes = map[string]juki.Code{
	"MD001": juki.CentralFork, "MD005": juki.CentralRefused, "42501": juki.CentralRefused,
	"28": juki.CentralRefused,
	"08": juki.CentralUnreachable, "25": juki.CentralUnreachable, "40": juki.CentralUnreachable, "53": juki.CentralUnreachable,
	"55": juki.CentralUnreachable, "57": juki.CentralUnreachable, "58": juki.CentralUnreachable,
}

func codeOfServer(state string) juki.Code {
	if code, ok := serverCodes[state]; ok {
		return code
	}
	if len(state) == 5 {
		if code, ok := serverCodes[state[:2]]; ok {
			return code
		}
	}
	return juki.CentralRejected
}
