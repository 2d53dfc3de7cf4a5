package oplog

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"madoguchi/internal/juki"
)

// A proof shows one record and that it stands in the log that a checkpoint signed, and shows no other record; docs/archive-format.md
// describes it:
//
//	madoguchi-proof 1
//	<verifier key>
//	<seq> <salt> <payload>
//	<records> <base64 of the signature, as in the checkpoint's last line>
//	<32 bytes of the root hash, then 32 bytes of each hash on the way up to it>
//
// The hashes are bytes, not text, so that a proof in a log of ten million records stays below 1 KB beside the line of the record.
const proofMagic = "madoguchi-proof 1"

// maxProof bounds what is read as a proof, in bytes: a record, four lines and 63 hashes are less.
const maxProof = 8 << 10

// ErrNotInCheckpoint says that a record is younger than the checkpoint that should prove it.
var ErrNotInCheckpoint = errors.New("the record is younger than the checkpoint")

// Prove makes the proof of a record under a signed checkpoint of the same log, the head or an older one, from the stored nodes of
// the log. It fails when the nodes do not lead to the checkpoint's root: nothing is given out that would not verify.
func Prove(verifierKey, checkpoint string, r ArchiveRecord, nodes tlog.HashReader) ([]byte, error) {
	checkpoint, err := Uncosigned(checkpoint) // that of a sheet may have a card's signature too
	if err != nil {
		return nil, fmt.Errorf("prove record %d: %w", r.Seq, err)
	}
	c, err := OpenCheckpoint(checkpoint, verifierKey)
	if err != nil {
		return nil, fmt.Errorf("prove record %d: %w", r.Seq, err)
	}
	if r.Seq < 0 || r.Seq >= c.Size {
		return nil, fmt.Errorf("prove record %d: %w of %d records", r.Seq, ErrNotInCheckpoint, c.Size)
	}
	hashes, err := tlog.ProveRecord(c.Size, r.Seq, nodes)
	if err != nil {
		return nil, fmt.Errorf("prove record %d: %w", r.Seq, err)
	}
	signature := checkpoint[strings.LastIndexByte(checkpoint, ' ')+1:]
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s\n%d %s %s\n%d %s", proofMagic, verifierKey, r.Seq, r.Salt, r.Payload, c.Size, signature)
	for _, h := range append([]tlog.Hash{c.Root}, hashes...) {
		out.Write(h[:])
	}
	if v, err := VerifyProof(out.Bytes(), Options{TrustedKey: verifierKey}); err != nil || !v.OK {
		return nil, errors.Join(fmt.Errorf("prove record %d: the stored hashes do not lead to the signed root", r.Seq), err)
	}
	return out.Bytes(), nil
}

// IsProof tells a proof by its first line.
func IsProof(head []byte) bool { return bytes.HasPrefix(head, []byte(proofMagic+"\n")) }

// ProofVerdict is what VerifyProof found.
type ProofVerdict struct {
	OK      bool
	Problem Problem

	VerifierKey string // the key that was believed
	Key         KeySource
	Foreign     string // the key that the proof names, when it is not the trusted one

	// The record, only when it is the one that was signed.
	Seq        int64
	Payload    []byte
	Time       time.Time
	Checkpoint Checkpoint // of the log it stands in

	Anchors []Anchor // in the order given
}

// VerifyProof reads a proof and tells whether its record stands in the log that was signed. An anchor in o must be of the same
// size as the proof's checkpoint: a proof under the checkpoint of a sheet is made for that sheet.
func VerifyProof(proof []byte, o Options) (ProofVerdict, error) {
	if o.TrustedKey != "" {
		if _, err := parseVerifierKey(o.TrustedKey); err != nil {
			return ProofVerdict{}, fmt.Errorf("trusted key: %w", err)
		}
	}
	var v ProofVerdict
	v.Problem = v.read(proof, o)
	v.OK = v.Problem == NoProblem
	return v, nil
}

func (v *ProofVerdict) read(proof []byte, o Options) Problem {
	p, ok := parseProof(proof)
	if !ok {
		return ProofMalformed
	}
	v.VerifierKey, v.Key = p.key, KeyOfArchive
	if o.TrustedKey != "" {
		v.Key = KeyGiven
		if o.TrustedKey != p.key {
			v.VerifierKey, v.Foreign = o.TrustedKey, p.key
			return KeyForeign
		}
	}
	name := p.verifier.Name()
	c, err := openCheckpoint(checkpointBody(name, p.size, p.root)+"\n— "+name+" "+p.signature+"\n", p.verifier)
	switch {
	case errors.Is(err, errCheckpointForm):
		return ProofMalformed
	case err != nil:
		return SignatureWrong
	}
	if tlog.CheckRecord(p.hashes, p.size, p.root, p.seq, LeafHash(p.salt, p.payload)) != nil {
		return ProofWrong
	}
	v.Seq, v.Payload, v.Time, v.Checkpoint = p.seq, p.payload, p.time, c
	return v.compare(o, p.verifier)
}

// compare holds the proof's checkpoint against anchors and gives the first problem.
func (v *ProofVerdict) compare(o Options, verifier note.Verifier) (first Problem) {
	cosigners, err := parseCosigners(o.Cosigners)
	if err != nil {
		return CosignerWrong
	}
	held := newAnchors(o.Checkpoints, lineage{current: verifier})
	held.demand(cosigners)
	v.Anchors = held.list
	for i := range v.Anchors {
		a := &v.Anchors[i]
		switch {
		case a.Problem != AnchorNotReached: // unreadable, or of another key
		case a.Checkpoint.Size != v.Checkpoint.Size:
			a.Problem = AnchorOtherSize
		case a.Checkpoint.Root != v.Checkpoint.Root:
			a.Problem = AnchorDiffers
		default:
			a.Problem = NoProblem
			if v.Key == KeyOfArchive {
				v.Key = KeyOfAnchor
			}
		}
		if first == NoProblem {
			first = a.Problem
		}
	}
	return first
}

// Code is as Verdict.Code.
func (v ProofVerdict) Code() juki.Code { return Verdict{Problem: v.Problem}.Code() }

// proofParts are the lines of a proof, each in its one spelling.
type proofParts struct {
	key       string
	verifier  note.Verifier
	seq, size int64
	salt      Salt
	payload   []byte
	time      time.Time
	signature string
	root      tlog.Hash
	hashes    tlog.RecordProof
}

func parseProof(proof []byte) (p proofParts, ok bool) {
	lines := bytes.SplitN(proof, []byte{'\n'}, 5)
	if len(proof) > maxProof || len(lines) != 5 || string(lines[0]) != proofMagic {
		return p, false
	}
	var err error
	p.key = string(lines[1])
	if p.verifier, err = parseVerifierKey(p.key); err != nil {
		return p, false
	}
	return p, p.record(lines[2]) && p.head(string(lines[3])) && p.way(lines[4]) && p.seq < p.size
}

// record reads "<seq> <salt> <payload>".
func (p *proofParts) record(line []byte) (ok bool) {
	parts := bytes.SplitN(line, []byte{' '}, 3)
	if len(parts) != 3 {
		return false
	}
	number, numbered := canonicalNumber(string(parts[0]))
	salt, salted := parseSalt(parts[1])
	said, good := scanQuick(parts[2])
	p.seq, p.salt, p.payload, p.time = number, salt, parts[2], said.at.time()
	return numbered && salted && good
}

// head reads "<records> <signature>"; the signature's spelling is looked at with the checkpoint's.
func (p *proofParts) head(line string) (ok bool) {
	number, signature, _ := strings.Cut(line, " ")
	p.signature = signature
	p.size, ok = canonicalNumber(number)
	return ok
}

// way reads the root and the hashes on the way up to it.
func (p *proofParts) way(bytes []byte) bool {
	if len(bytes) < tlog.HashSize || len(bytes)%tlog.HashSize != 0 {
		return false
	}
	p.root = tlog.Hash(bytes[:tlog.HashSize])
	for rest := bytes[tlog.HashSize:]; len(rest) > 0; rest = rest[tlog.HashSize:] {
		p.hashes = append(p.hashes, tlog.Hash(rest[:tlog.HashSize]))
	}
	return true
}

// canonicalNumber reads a count without sign and leading zeros, at most 2^53.
func canonicalNumber(text string) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= 1<<53 && strconv.FormatInt(n, 10) == text
}
