package oplog

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
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
//	<seq> <records> <payload>
//	<32 bytes of the salt, 64 bytes of the signature, then 32 bytes of each hash on the way up to the root>
//
// Salt, signature and hashes are bytes, not text, and what can be derived is left out, so that a proof from a log of ten million records
// stays below 1 KB: the root that was signed is the one that the hashes lead to.
const proofMagic = "madoguchi-proof 1"

// maxProof bounds what is read as a proof, in bytes: a record, four lines and 63 hashes are less.
const maxProof = 8 << 10

// keyHashSize is how many bytes stand before the signature in a note: they follow from the key.
const keyHashSize = 4

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
	signature, err := strictBase64(strings.TrimSuffix(checkpoint[strings.LastIndexByte(checkpoint, ' ')+1:], "\n"))
	if err != nil {
		return nil, fmt.Errorf("prove record %d: reading the signature: %w", r.Seq, err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s\n%s\n%d %d %s\n", proofMagic, verifierKey, r.Seq, c.Size, r.Payload)
	out.Write(r.Salt[:])
	out.Write(signature[keyHashSize:])
	for _, h := range hashes {
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
	leaf := LeafHash(p.salt, p.payload)
	root, led := rootOver(leaf, p.seq, p.size, p.hashes)
	if !led {
		return ProofMalformed
	}
	c, err := openCheckpoint(p.checkpoint(root), p.verifier)
	switch {
	case errors.Is(err, errCheckpointForm):
		return ProofMalformed
	case err != nil, tlog.CheckRecord(p.hashes, p.size, root, p.seq, leaf) != nil:
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
	signature []byte
	hashes    tlog.RecordProof
}

func parseProof(proof []byte) (p proofParts, ok bool) {
	lines := bytes.SplitN(proof, []byte{'\n'}, 4)
	if len(proof) > maxProof || len(lines) != 4 || string(lines[0]) != proofMagic {
		return p, false
	}
	var err error
	p.key = string(lines[1])
	if p.verifier, err = parseVerifierKey(p.key); err != nil {
		return p, false
	}
	return p, p.record(lines[2]) && p.sealed(lines[3])
}

// record reads "<seq> <records> <payload>".
func (p *proofParts) record(line []byte) bool {
	parts := bytes.SplitN(line, []byte{' '}, 3)
	if len(parts) != 3 {
		return false
	}
	seq, numbered := canonicalNumber(string(parts[0]))
	size, sized := canonicalNumber(string(parts[1]))
	said, good := scanQuick(parts[2])
	p.seq, p.size, p.payload, p.time = seq, size, parts[2], said.at.time()
	return numbered && sized && good && seq < size
}

// sealed reads the salt, the signature and the hashes on the way up.
func (p *proofParts) sealed(rest []byte) bool {
	const fixed = len(p.salt) + ed25519.SignatureSize
	if len(rest) < fixed || (len(rest)-fixed)%tlog.HashSize != 0 {
		return false
	}
	p.salt, p.signature = Salt(rest[:len(p.salt)]), rest[len(p.salt):fixed]
	for rest = rest[fixed:]; len(rest) > 0; rest = rest[tlog.HashSize:] {
		p.hashes = append(p.hashes, tlog.Hash(rest[:tlog.HashSize]))
	}
	return true
}

// checkpoint is the one that was signed, when the record is the one that was signed.
func (p *proofParts) checkpoint(root tlog.Hash) string {
	name := p.verifier.Name()
	signature := append(binary.BigEndian.AppendUint32(nil, p.verifier.KeyHash()), p.signature...)
	return checkpointBody(name, p.size, root) + "\n— " + name + " " + base64.StdEncoding.EncodeToString(signature) + "\n"
}

// rootOver is the root that a leaf leads to over the hashes beside its way (RFC 9162, 2.1.3.2); ok is false when there are not as many
// as the way has. It proposes the root: what proves is the signature over it, and tlog.CheckRecord.
func rootOver(leaf tlog.Hash, seq, size int64, hashes tlog.RecordProof) (root tlog.Hash, ok bool) {
	root, last := leaf, size-1
	for _, beside := range hashes {
		if last == 0 {
			return root, false
		}
		if seq&1 == 0 && seq != last {
			root = tlog.NodeHash(root, beside)
		} else {
			root = tlog.NodeHash(beside, root)
			for ; seq&1 == 0 && seq != 0; seq, last = seq>>1, last>>1 { // the right edge has no sibling on these levels
			}
		}
		seq, last = seq>>1, last>>1
	}
	return root, last == 0
}

// canonicalNumber reads a count without sign and leading zeros, at most 2^53.
func canonicalNumber(text string) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= 1<<53 && strconv.FormatInt(n, 10) == text
}
