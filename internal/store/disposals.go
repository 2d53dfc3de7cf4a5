package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/stock"
)

// AddDisposal implements stock.DisposalTx.
func (t *Tx) AddDisposal(c stock.DisposalCase) (stock.DisposalNumber, error) {
	number, year, n, err := t.running("disposal", "H")
	if err != nil {
		return "", err
	}
	serial := ""
	if len(c.Things.Serials) == 1 {
		serial = string(c.Things.Serials[0])
	}
	_, err = t.exec(`INSERT INTO disposal (number, year, running, item, serial, lot, first, last, quantity, place, why, was, by_op, ts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, number, year, n, string(c.Things.Item), serial, c.Things.Lot, c.Things.First, c.Things.Last,
		c.Things.Quantity, string(c.Place), string(c.Why), string(c.Was), string(c.DecidedBy), c.Decided.UnixMilli())
	if err != nil {
		return "", fmt.Errorf("storing disposal %s: %w", number, err)
	}
	return stock.DisposalNumber(number), nil
}

// JudgeDisposal implements stock.DisposalTx.
func (t *Tx) JudgeDisposal(n stock.DisposalNumber, yes bool, approver juki.OperatorID, at time.Time) error {
	if _, err := t.exec("INSERT INTO disposal_judged (number, yes, by_op, ts) VALUES (?, ?, ?, ?)", string(n), yes, string(approver), at.UnixMilli()); err != nil {
		return fmt.Errorf("storing the approval of %s: %w", n, err)
	}
	return nil
}

// EndDisposal implements stock.DisposalTx.
func (t *Tx) EndDisposal(n stock.DisposalNumber, p stock.DisposalProof, by, witness juki.OperatorID, at time.Time) error {
	where, err := t.d.sealText(p.Where, "disposal_done.whereabouts", string(n))
	if err != nil {
		return err
	}
	contractor, err := t.d.sealText(p.Contractor, "disposal_done.contractor", string(n))
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO disposal_done (number, method, face_gone, chip_gone, initialised, whereabouts, contractor, certificate, by_op, witness, ts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, string(n), p.Method, p.FaceGone, p.ChipGone, string(p.Initialised), where, contractor, p.Certificate,
		string(by), string(witness), at.UnixMilli())
	if err != nil {
		return fmt.Errorf("storing how %s was done: %w", n, err)
	}
	return nil
}

const selectDisposal = `SELECT d.number, d.item, d.serial, d.lot, d.first, d.last, d.quantity, d.place, d.was, d.why, d.ts, d.by_op,
	coalesce(j.yes, 1), coalesce(j.ts, 0), coalesce(j.by_op, ''), coalesce(e.ts, 0), coalesce(e.by_op, ''), coalesce(e.witness, ''), coalesce(e.method, ''),
	coalesce(e.face_gone, 0), coalesce(e.chip_gone, 0), coalesce(e.initialised, ''), e.whereabouts, e.contractor, coalesce(e.certificate, '')
	FROM disposal AS d LEFT JOIN disposal_judged AS j ON j.number = d.number LEFT JOIN disposal_done AS e ON e.number = d.number `

// scanDisposal reads one row of selectDisposal and opens where it was done and by whom.
func (d *DB) scanDisposal(scan scanner) (c stock.DisposalCase, err error) {
	var serial juki.CardSerial
	var yes bool
	var decided, judged, done int64
	var where, contractor []byte
	if err = scan(&c.Number, &c.Things.Item, &serial, &c.Things.Lot, &c.Things.First, &c.Things.Last, &c.Things.Quantity, &c.Place, &c.Was, &c.Why, &decided, &c.DecidedBy,
		&yes, &judged, &c.ApprovedBy, &done, &c.DoneBy, &c.Witness, &c.Proof.Method,
		&c.Proof.FaceGone, &c.Proof.ChipGone, &c.Proof.Initialised, &where, &contractor, &c.Proof.Certificate); err != nil {
		return c, err
	}
	if serial != "" {
		c.Things.Serials = []juki.CardSerial{serial}
	}
	c.Refused, c.Decided, c.Approved, c.Done = !yes, inTokyo(decided), moment(judged), moment(done)
	if done == 0 {
		return c, nil
	}
	if c.Proof.Where, err = d.openText(where, "disposal_done.whereabouts", string(c.Number)); err == nil {
		c.Proof.Contractor, err = d.openText(contractor, "disposal_done.contractor", string(c.Number))
	}
	return c, err
}

// moment is a time that may not have come yet: 0 is none.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return inTokyo(ms)
}

// DisposalOf implements stock.DisposalTx.
func (t *Tx) DisposalOf(n stock.DisposalNumber) (stock.DisposalCase, error) {
	c, err := t.d.scanDisposal(func(dest ...any) error {
		return t.queryRow(selectDisposal+"WHERE d.number = ?", []any{string(n)}, dest...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return stock.DisposalCase{}, juki.Refuse(juki.DisposalUnknown)
	}
	if err != nil {
		return stock.DisposalCase{}, fmt.Errorf("reading a disposal: %w", err)
	}
	return c, nil
}

const selectCandidate = `SELECT c.item, c.serial, c.place, c.state, c.since, c.arrived, ` + noticed + `, coalesce(f.number, ''), f.expires, y.wrapped
	FROM card_at AS c LEFT JOIN case_file AS f ON c.item = 'mynumber-card' AND f.serial = c.serial LEFT JOIN case_key AS y ON y.number = f.number WHERE c.item = ?2 AND c.serial = ?3`

// candidateArgs are those of selectCandidate: every notice counts, whenever it was.
func candidateArgs(item stock.ItemID, serial juki.CardSerial) []any {
	return []any{int64(math.MaxInt64), string(item), string(serial)}
}

// scanCandidate reads one row and opens until when the card is valid.
func (d *DB) scanCandidate(scan scanner) (c stock.Candidate, err error) {
	var number string
	var sealed, wrapped []byte
	if c.Lying, err = scanLying(scan, &number, &sealed, &wrapped); err != nil || number == "" || caseErased(wrapped, [][]byte{sealed}) {
		return c, err
	}
	key, err := d.caseKey(wrapped, juki.CaseNumber(number))
	if err != nil {
		return c, err
	}
	text, err := openUnder(key, sealed, "case.expires", number)
	if err != nil {
		return c, err
	}
	if err := c.Expires.UnmarshalText([]byte(text)); err != nil {
		return c, corrupt(fmt.Errorf("the value of case.expires of %s does not read", number))
	}
	return c, nil
}

// Candidate implements stock.DisposalTx.
func (t *Tx) Candidate(item stock.ItemID, serial juki.CardSerial) (stock.Candidate, error) {
	c, err := t.d.scanCandidate(func(dest ...any) error { return t.queryRow(selectCandidate, candidateArgs(item, serial), dest...) })
	return c, unseen(err)
}

// CandidateOf implements stock.Disposals.
func (s Stock) CandidateOf(ctx context.Context, item stock.ItemID, serial juki.CardSerial) (c stock.Candidate, err error) {
	err = s.d.read(ctx, func(pool *sql.DB) error {
		c, err = s.d.scanCandidate(pool.QueryRowContext(ctx, selectCandidate, candidateArgs(item, serial)...).Scan)
		return err
	})
	return c, unseen(err)
}

// unseen says of no row that the ledger never saw the card.
func unseen(err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return juki.Refuse(juki.SerialUnknown)
	case err != nil:
		return fmt.Errorf("looking up a card to be disposed of: %w", err)
	}
	return nil
}

// DisposalsBetween implements stock.Disposals.
func (s Stock) DisposalsBetween(ctx context.Context, from, to time.Time) ([]stock.DisposalCase, error) {
	return s.disposals(ctx, "WHERE d.ts >= ? AND d.ts < ?", from.UnixMilli(), to.UnixMilli())
}

// OpenDisposals implements stock.Disposals.
func (s Stock) OpenDisposals(ctx context.Context) ([]stock.DisposalCase, error) {
	return s.disposals(ctx, "WHERE e.number IS NULL AND coalesce(j.yes, 1) = 1")
}

func (s Stock) disposals(ctx context.Context, where string, args ...any) ([]stock.DisposalCase, error) {
	var list []stock.DisposalCase
	err := s.d.list(ctx, selectDisposal+where+" ORDER BY d.ts, d.number", args, func(scan scanner) error {
		c, err := s.d.scanDisposal(scan)
		list = append(list, c)
		return err
	})
	return list, err
}
