package central

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// OfficeSettings are the certificate with which this terminal asks about all of them: the part [central.office] of its settings. It is
// not the one it uploads with. Server and authority are those of [central].
type OfficeSettings struct {
	Cert   string        `toml:"cert"`         // file of the certificate (PEM); its CN is the role that may ask
	Key    string        `toml:"key"`          // file of its key
	States time.Duration `toml:"states"`       // how often this terminal states its stock for the others; 0 for every hour
	Silent int           `toml:"silent_after"` // business days without a call after which a terminal counts as silent; 0 for 1
}

// Question is who asks, for what, and what.
type Question struct {
	By      juki.OperatorID
	Purpose string
	Search  OfficeSearch // of the log
}

// OfficeSearch chooses records of all terminals, or of one.
type OfficeSearch struct {
	Terminal string // "terminal-02", "" for all
	oplog.Search
}

// OfficeSpot is a place in what all terminals recorded, newest first.
type OfficeSpot struct {
	Time time.Time
	Log  int32
	Seq  int64
}

// OfficeRecord is a record of some terminal. Payload is as it was uploaded; a record of a newer program does not decode.
type OfficeRecord struct {
	Terminal string
	Spot     OfficeSpot
	Payload  []byte
}

// OfficePage is a part of what a search finds.
type OfficePage struct {
	Records []OfficeRecord
	Next    OfficeSpot // where the next page begins
	More    bool       // older ones may follow
}

// OfficeTerminal is how one log stands on the server.
type OfficeTerminal struct {
	Terminal string // id, as its ledger and its slips say
	Role     string // CN of the certificate that uploads
	Revoked  bool
	Stored   int64     // records on the server
	Has      int64     // records the terminal had when it last called, 0 when nobody knows
	Received time.Time // of its last upload, zero for none
	Heard    time.Time // of its last call, zero for none
	Trouble  juki.Code // why its last upload failed, "" when it did not
	Skew     time.Duration
}

// OfficeLine is a line of what a log stated last of its stock; Item is "" for a terminal that stated to have nothing.
type OfficeLine struct {
	Terminal    string
	Revoked     bool
	Log         int32
	At          time.Time // of the statement
	Day, Reason string
	Item, Place string
	Book        int64
	Counted     *int64
}

// OfficeTransfer is a transfer that is not settled at both ends.
type OfficeTransfer struct {
	Sender, Number, Item, From, To, For string
	Sent                                int64
	SentAt                              *time.Time // nil: the sender's record is not there
	Received                            int64
	Receivers                           string
	ReceivedAt                          *time.Time
	Back                                int64
	EndedAt                             *time.Time
	Short                               bool // the sender says that some never came
}

// OfficeState is what the office's view is made of.
type OfficeState struct {
	At        time.Time // by the server's clock
	Terminals []OfficeTerminal
	Lines     []OfficeLine
	Transfers []OfficeTransfer
}

// Office asks the central server about all terminals. It holds no connection; for several goroutines.
type Office struct {
	Settings Settings
	Now      func() time.Time
}

// Set tells whether this terminal can ask.
func (o *Office) Set() bool {
	return o.Settings.Set() && o.Settings.Office.Cert != "" && o.Settings.Office.Key != ""
}

// askWithin bounds everything that one question takes.
const askWithin = 25 * time.Second

// Log gives a page of what a search finds in the logs of all terminals, newest first. The question is noted on the server first.
// It fails with the Outcomes CentralNotSet, CentralUnreachable, CentralUntrusted, CentralRefused and CentralRejected.
func (o *Office) Log(ctx context.Context, q Question, after OfficeSpot) (page OfficePage, err error) {
	err = o.ask(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		number, err := noteQuestion(ctx, conn, "log", q)
		if err != nil {
			return err
		}
		page, err = readLog(ctx, conn, number, after)
		return err
	})
	return page, err
}

// State gives the stock, the terminals and the transfers of the whole office. The questions are noted on the server first.
// It fails as Log does.
func (o *Office) State(ctx context.Context, q Question) (s OfficeState, err error) {
	q.Search = OfficeSearch{}
	err = o.ask(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		if err := conn.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&s.At); err != nil {
			return err
		}
		var err error
		if s.Terminals, err = answer(ctx, conn, "terminals", q, scanTerminal,
			"SELECT terminal, origin, revoked, size, received, heard, has, trouble, skew FROM madoguchi.office_terminals($1)"); err != nil {
			return err
		}
		if s.Lines, err = answer(ctx, conn, "stock", q, scanLine,
			"SELECT origin, revoked, log, at, day, reason, item, place, book, counted FROM madoguchi.office_stock($1)"); err != nil {
			return err
		}
		s.Transfers, err = answer(ctx, conn, "conflicts", q, pgx.RowToStructByPos[OfficeTransfer],
			"SELECT sender, number_of, item, from_place, to_place, sent_to, sent, sent_at, received, received_by, received_at, back, ended_at, short FROM madoguchi.office_transfers($1)")
		return err
	})
	return s, err
}

// ask connects as the role of the certificate, within the time of one question.
func (o *Office) ask(ctx context.Context, f func(context.Context, *pgx.Conn) error) error {
	if !o.Set() {
		return juki.Refuse(juki.CentralNotSet)
	}
	within, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	as := o.Settings
	as.Cert, as.Key = as.Office.Cert, as.Office.Key
	config, err := as.config(o.Now)
	if err != nil {
		return outcomeUnset(err)
	}
	if config.User, err = commonName(as.Cert); err != nil {
		return outcomeUnset(err)
	}
	conn, err := connect(within, config)
	if err != nil {
		return err
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(closing)
	}()
	if err := f(within, conn); err != nil {
		return outcome(fmt.Errorf("asking the central server: %w", err))
	}
	return nil
}

// outcomeUnset is a certificate or a key that cannot be read: somebody has to put the files right.
func outcomeUnset(err error) error {
	var already *juki.Outcome
	if errors.As(err, &already) {
		return err
	}
	return refuse(juki.CentralNotSet, err)
}

// commonName is the role that a certificate is of.
func commonName(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("central server: reading the office's certificate: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return "", errors.New("central server: no certificate in the office's file")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", fmt.Errorf("central server: reading the office's certificate: %w", err)
	}
	return cert.Subject.CommonName, nil
}
