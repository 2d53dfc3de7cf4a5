package oplog

import (
	"encoding/hex"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// Salt is mixed into a leaf so that a deleted record cannot be guessed from its hash, few as its possible texts are.
type Salt [32]byte

// NewSalt draws a salt from a source of secure randomness.
func NewSalt(random io.Reader) (Salt, error) {
	var s Salt
	if _, err := io.ReadFull(random, s[:]); err != nil {
		return Salt{}, fmt.Errorf("draw salt: %w", err)
	}
	return s, nil
}

// String is the salt in the archive: 64 lower-case hex digits.
func (s Salt) String() string { return hex.EncodeToString(s[:]) }

// LeafHash is SHA-256(0x00 ‖ salt ‖ payload), RFC 6962's leaf over salt and payload.
func LeafHash(salt Salt, payload []byte) tlog.Hash {
	data := make([]byte, 0, len(salt)+len(payload))
	return tlog.RecordHash(append(append(data, salt[:]...), payload...))
}

// Leaf is one record sealed at the end of a log: what the store keeps.
type Leaf struct {
	Seq       int64 // its index, from 0
	Salt      Salt
	Payload   []byte      // the exact text that is hashed
	FirstNode int64       // where Nodes[0] belongs in the node table (tlog.StoredHashIndex(0, Seq))
	Nodes     []tlog.Hash // to store at FirstNode, FirstNode+1, ...; Nodes[0] is the leaf hash
}

// Seal checks and encodes r and computes the nodes that it adds to a log of size records whose nodes are read from nodes.
// It keeps nothing: the caller stores the Leaf in its transaction.
func Seal(size int64, nodes tlog.HashReader, r Record, salt Salt) (Leaf, error) {
	payload, err := EncodeRecord(r)
	if err != nil {
		return Leaf{}, err
	}
	return sealPayload(size, nodes, payload, salt)
}

func sealPayload(size int64, nodes tlog.HashReader, payload []byte, salt Salt) (Leaf, error) {
	added, err := tlog.StoredHashesForRecordHash(size, LeafHash(salt, payload), nodes)
	if err != nil {
		return Leaf{}, fmt.Errorf("seal record %d: %w", size, err)
	}
	return Leaf{Seq: size, Salt: salt, Payload: payload, FirstNode: tlog.StoredHashIndex(0, size), Nodes: added}, nil
}

// Sealer signs the checkpoints of one terminal's log.
type Sealer struct{ key *TerminalKey }

// NewSealer makes the sealer of the terminal that owns key.
func NewSealer(key *TerminalKey) *Sealer { return &Sealer{key: key} }

// VerifierKey is the public key under which the checkpoints verify.
func (s *Sealer) VerifierKey() string { return s.key.VerifierKey() }

// Origin names the log.
func (s *Sealer) Origin() string { return s.key.Origin() }

// Checkpoint signs the state of a log of size records. Called once a transaction, after its last Seal, with a reader that
// sees the new nodes.
func (s *Sealer) Checkpoint(size int64, nodes tlog.HashReader) (Checkpoint, error) {
	root, err := tlog.TreeHash(size, nodes)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("root hash of %d records: %w", size, err)
	}
	return signCheckpoint(s.key, size, root)
}
