package stock

import (
	"crypto/sha256"
	"hash"
	"strconv"
)

// ledgerForm names the encoding below; another encoding gets another name, so that two can never give the same digest.
const ledgerForm = "madoguchi ledger 1\n"

// LedgerHash works out the digest of a stretch of the ledger: SHA-256 over the name of the encoding, the digest of the stretch before
// it (32 bytes; zeros for the first), and every movement in the order of their numbers. A movement is its fields in the order of Add, each
// as its length in bytes in decimal, a colon and the text (so that no two movements share an encoding), and a line feed. Numbers are decimal,
// times are Unix milliseconds, the quantity is how many things moved whichever way they are told apart.
type LedgerHash struct {
	h    hash.Hash
	line []byte
}

// NewLedgerHash begins after a stretch with the digest before.
func NewLedgerHash(before [32]byte) *LedgerHash {
	l := &LedgerHash{h: sha256.New()}
	l.h.Write([]byte(ledgerForm))
	l.h.Write(before[:])
	return l
}

// Add puts the next movement in.
func (l *LedgerHash) Add(m Movement) {
	l.line = l.line[:0]
	l.number(m.ID)
	l.number(m.Time.UnixMilli())
	l.text(string(m.Item))
	l.text(string(m.Serial))
	l.text(m.Lot)
	l.number(int64(m.First))
	l.number(int64(m.Last))
	l.number(int64(m.Number()))
	l.text(string(m.From.Place))
	l.text(string(m.From.State))
	l.text(string(m.To.Place))
	l.text(string(m.To.State))
	l.text(string(m.Reason))
	l.text(string(m.Case))
	l.text(m.Document)
	l.text(string(m.By))
	l.text(string(m.Witness))
	l.number(m.Reverses)
	l.text(m.Origin)
	l.line = append(l.line, '\n')
	l.h.Write(l.line)
}

// Sum is the digest of what was added.
func (l *LedgerHash) Sum() (digest [32]byte) {
	copy(digest[:], l.h.Sum(nil))
	return digest
}

func (l *LedgerHash) text(s string) {
	l.line = strconv.AppendInt(l.line, int64(len(s)), 10)
	l.line = append(append(l.line, ':'), s...)
}

func (l *LedgerHash) number(n int64) { l.text(strconv.FormatInt(n, 10)) }
