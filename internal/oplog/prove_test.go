package oplog

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

func prove(t testing.TB, l *testLog, c Checkpoint, seq int) []byte {
	t.Helper()
	proof, err := Prove(l.sealer.VerifierKey(), c.Text, l.rows[seq], l)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func verifyProof(t testing.TB, proof []byte, o Options) ProofVerdict {
	t.Helper()
	v, err := VerifyProof(proof, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Every record of a log, under every checkpoint that has it, is proven without any other; the paper it was proven for vouches for the key.
func TestEveryRecordIsProven(t *testing.T) {
	log := day(t, 20)
	for size := int64(1); size <= 20; size++ {
		c := log.checkpointAt(size)
		for seq := range int(size) {
			proof := prove(t, log, c, seq)
			v := verifyProof(t, proof, Options{Checkpoints: []string{strings.ReplaceAll(c.Text, "\n", "\r\n")}})
			if !v.OK || v.Seq != int64(seq) || !bytes.Equal(v.Payload, log.rows[seq].Payload) || v.Checkpoint.Text != c.Text || v.Key != KeyOfAnchor || v.Code() != "" {
				t.Fatalf("record %d of %d: %+v", seq, size, v)
			}
			for other, r := range log.rows {
				if other != seq && (bytes.Contains(proof, r.Payload) || bytes.Contains(proof, r.Salt[:])) {
					t.Fatalf("the proof of record %d shows record %d", seq, other)
				}
			}
		}
		if int(size) < 20 {
			if _, err := Prove(log.sealer.VerifierKey(), c.Text, log.rows[size], log); !errors.Is(err, ErrNotInCheckpoint) {
				t.Errorf("record %d under %d records: %v", size, size, err)
			}
		}
	}
}

// Every byte is bound.
func TestEveryFlippedBitOfAProofIsFound(t *testing.T) {
	log := day(t, 13)
	proof := prove(t, log, log.checkpoint(), 5)
	for bit := range len(proof) * 8 {
		proof[bit/8] ^= 1 << (bit % 8)
		if v := verifyProof(t, proof, Options{}); v.OK {
			t.Fatalf("bit %d of byte %d: %q", bit%8, bit/8, proof)
		}
		proof[bit/8] ^= 1 << (bit % 8)
	}
	for length := range len(proof) {
		if v := verifyProof(t, proof[:length], Options{}); v.OK {
			t.Fatalf("cut to %d bytes", length)
		}
	}
	for _, more := range []string{"\n", "x", strings.Repeat("h", tlog.HashSize), strings.Repeat("h", 10*maxProof)} {
		if v := verifyProof(t, append(bytes.Clone(proof), more...), Options{}); v.OK {
			t.Fatalf("%d bytes after the end", len(more))
		}
	}
	if v := verifyProof(t, proof, Options{TrustedKey: log.sealer.VerifierKey()}); !v.OK || v.Key != KeyGiven {
		t.Errorf("the proof itself: %+v", v)
	}
}

func TestAProofThatProvesSomethingElse(t *testing.T) {
	log, other := day(t, 20), day(t, 20)
	other.sealer = NewSealer(testKey(t, "28225.madoguchi/terminal-01", 99))
	proof := prove(t, log, log.checkpointAt(15), 5)
	forged := log.rebuilt(append([]ArchiveRecord{log.rows[1]}, log.rows[1:]...))
	for name, c := range map[string]struct {
		proof []byte
		o     Options
		want  Problem
	}{
		"another key is trusted":         {proof, Options{TrustedKey: other.sealer.VerifierKey()}, KeyForeign},
		"the paper of another key":       {proof, Options{Checkpoints: []string{other.checkpointAt(15).Text}}, AnchorForeign},
		"a paper of another size":        {proof, Options{Checkpoints: []string{log.checkpointAt(16).Text}}, AnchorOtherSize},
		"no paper":                       {proof, Options{Checkpoints: []string{"paper"}}, AnchorUnreadable},
		"signed anew by a stolen key":    {prove(t, forged, forged.checkpointAt(15), 0), Options{Checkpoints: []string{log.checkpointAt(15).Text}}, AnchorDiffers},
		"the record of another proof":    {bytes.Replace(proof, log.rows[5].Payload, log.rows[6].Payload, 1), Options{}, ProofWrong},
		"another number":                 {bytes.Replace(proof, []byte("\n5 "), []byte("\n6 "), 1), Options{}, ProofWrong},
		"another size, the way as long":  {bytes.Replace(proof, []byte("\n5 15 "), []byte("\n5 14 "), 1), Options{}, ProofWrong},
		"another size, the way longer":   {bytes.Replace(proof, []byte("\n5 15 "), []byte("\n5 17 "), 1), Options{}, ProofMalformed},
		"a number with a zero before it": {bytes.Replace(proof, []byte("\n5 "), []byte("\n05 "), 1), Options{}, ProofMalformed},
		"a number beyond the log":        {bytes.Replace(proof, []byte("\n5 15 "), []byte("\n15 15 "), 1), Options{}, ProofMalformed},
		"the salt of another record":     {bytes.Replace(proof, log.rows[5].Salt[:], log.rows[6].Salt[:], 1), Options{}, ProofWrong},
		"an archive":                     {log.archive(), Options{}, ProofMalformed},
	} {
		if v := verifyProof(t, c.proof, c.o); v.OK || v.Problem != c.want {
			t.Errorf("%s: %q, want %q", name, v.Problem, c.want)
		}
	}
	if _, err := VerifyProof(proof, Options{TrustedKey: "no key"}); err == nil {
		t.Error("a trusted key that is none was taken")
	}
	log.rows[5].Payload = log.rows[6].Payload
	if _, err := Prove(log.sealer.VerifierKey(), log.checkpoint().Text, log.rows[5], log); err == nil {
		t.Error("a record that was changed got a proof")
	}
}

// uniform is a log in which every record is the same: then all nodes of a level are.
type uniform tlog.Hash

func (u uniform) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		hashes[i] = tlog.Hash(u)
		for range level {
			hashes[i] = tlog.NodeHash(hashes[i], hashes[i])
		}
	}
	return hashes, nil
}

func TestAProofFromTenMillionRecords(t *testing.T) {
	one := day(t, 1)
	nodes := uniform(LeafHash(one.rows[0].Salt, one.rows[0].Payload))
	for _, c := range []struct {
		size, seq int64
		hashes    int
	}{
		{10_000_000, 0, 24}, {10_000_000, 8_388_607, 24}, {10_000_000, 8_388_608, 22}, {10_000_000, 9_999_999, 14}, {1 << 24, 0, 24},
		{600 * 13_643, 8_180_000, 21}, // under the head of its own day
	} {
		head, err := one.sealer.Checkpoint(c.size, nodes)
		if err != nil {
			t.Fatal(err)
		}
		r := one.rows[0]
		r.Seq = c.seq
		proof, err := Prove(one.sealer.VerifierKey(), head.Text, r, nodes)
		if err != nil {
			t.Fatal(err)
		}
		want := len(fmt.Sprintf("%s\n%s\n%d %d %s\n", proofMagic, one.sealer.VerifierKey(), c.seq, c.size, r.Payload)) + len(r.Salt) + ed25519.SignatureSize + c.hashes*tlog.HashSize
		if len(proof) != want {
			t.Errorf("record %d of %d: %d bytes, %d hashes make %d", c.seq, c.size, len(proof), c.hashes, want)
		}
	}
}

// The root that the hashes lead to is the log's, and no other number of hashes leads anywhere.
func TestTheWayToTheRoot(t *testing.T) {
	log := day(t, 40)
	for size := int64(1); size <= 40; size++ {
		want := log.checkpointAt(size).Root
		for seq := range size {
			hashes, err := tlog.ProveRecord(size, seq, log)
			if err != nil {
				t.Fatal(err)
			}
			leaf := LeafHash(log.rows[seq].Salt, log.rows[seq].Payload)
			if root, ok := rootOver(leaf, seq, size, hashes); !ok || root != want {
				t.Fatalf("record %d of %d: %v", seq, size, ok)
			}
			if _, ok := rootOver(leaf, seq, size, append(hashes, leaf)); ok {
				t.Fatalf("record %d of %d: one hash more was taken", seq, size)
			}
			if _, ok := rootOver(leaf, seq, size, hashes[:max(1, len(hashes))-1]); ok && len(hashes) > 0 {
				t.Fatalf("record %d of %d: one hash less was taken", seq, size)
			}
		}
	}
}

func FuzzVerifyProof(f *testing.F) {
	log := day(f, 13)
	proof := prove(f, log, log.checkpoint(), 5)
	f.Add(proof)
	f.Add([]byte(proofMagic + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := VerifyProof(data, Options{TrustedKey: log.sealer.VerifierKey()})
		if err != nil {
			t.Fatal(err)
		}
		if v.OK && !bytes.Equal(data, proof) { // nobody else has the key
			t.Fatalf("forged: %q", data)
		}
	})
}
