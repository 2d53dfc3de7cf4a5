package oplog

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// card is an operator card's key 9A.
type card struct {
	Cosigner
	sign func(digest [32]byte) []byte
}

func p256Card(t testing.TB, name, seed string) card {
	t.Helper()
	scalar := sha256.Sum256([]byte(seed))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	return newCard(t, name, key)
}

func newCard(t testing.TB, name string, key crypto.Signer) card {
	t.Helper()
	c, err := NewCosigner(name, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return card{c, func(digest [32]byte) []byte {
		signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}}
}

// under has the card sign a checkpoint at a time.
func (c card) under(t testing.TB, text string, at time.Time) string {
	t.Helper()
	plain, err := Uncosigned(text)
	if err != nil {
		t.Fatal(err)
	}
	digest, err := CosignatureDigest(plain, at)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := c.Cosign(text, at, c.sign(digest))
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func rsaCardKey(t testing.TB) card {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return newCard(t, "28225.madoguchi/S003", key)
}

// The terminal's key is stolen. What the cards signed cannot be made anew: a log that was edited before the anchor is found by the
// anchor, and an anchor forged to fit it has no card's line.
func TestAStolenTerminalKeyDoesNotForgeAnAnchor(t *testing.T) {
	log := day(t, 100)
	closer, stranger := p256Card(t, "28225.madoguchi/S001", "closer"), p256Card(t, "28225.madoguchi/S001", "a card of the thief's own")
	paper := closer.under(t, log.checkpointAt(70).Text, morning)
	rows := slices.Clone(log.rows)
	rows[50].Payload = bytes.Replace(rows[50].Payload, []byte(`"op":"S001"`), []byte(`"op":"S002"`), 1)
	thief := log.rebuilt(rows) // signs with the terminal's own key
	forged := thief.checkpointAt(70).Text
	_, line, _ := strings.Cut(strings.SplitN(paper, "\n\n", 2)[1], "\n") // the card's true line, of the true checkpoint
	for name, c := range map[string]struct {
		archive []byte
		anchor  string
		alone   Problem // without --cosigner
		held    Problem
	}{
		"the true log, the true anchor":                     {log.archive(), paper, NoProblem, NoProblem},
		"the true log, CR LF on the way":                    {log.archive(), strings.ReplaceAll(paper, "\n", "\r\n"), NoProblem, NoProblem},
		"sealed again, the true anchor":                     {thief.archive(), paper, AnchorDiffers, AnchorDiffers},
		"sealed again, an anchor of the terminal's alone":   {thief.archive(), forged, NoProblem, CosignerMissing},
		"sealed again, an anchor with the true card's line": {thief.archive(), forged + line, NoProblem, CosignerWrong},
		"sealed again, an anchor signed by another card":    {thief.archive(), stranger.under(t, forged, morning), NoProblem, CosignerWrong},
		"the true log, an anchor without the card":          {log.archive(), log.checkpointAt(70).Text, NoProblem, CosignerMissing},
	} {
		t.Run(name, func(t *testing.T) {
			if v := verify(t, c.archive, Options{Checkpoints: []string{c.anchor}}); v.Problem != c.alone {
				t.Errorf("without the card's key: %q, want %q", v.Problem, c.alone)
			}
			v := verify(t, c.archive, Options{Checkpoints: []string{c.anchor}, Cosigners: []string{closer.VerifierKey()}})
			if v.Problem != c.held {
				t.Errorf("with the card's key: %q, want %q", v.Problem, c.held)
			}
			if c.held == NoProblem && (len(v.Anchors[0].Cosigned) != 1 || !v.Anchors[0].Cosigned[0].Good || v.Anchors[0].Cosigned[0].Name != "28225.madoguchi/S001" || !v.Anchors[0].Cosigned[0].At.Equal(morning)) {
				t.Errorf("cosigned: %+v", v.Anchors[0].Cosigned)
			}
			if c.held == CosignerWrong && v.Code() != "cosigner-differs" {
				t.Errorf("code %q", v.Code())
			}
		})
	}
}

// Two people may sign; each is found by the own key. An RSA card signs too.
func TestSeveralCardsUnderOneCheckpoint(t *testing.T) {
	log := day(t, 10)
	one, two, three := p256Card(t, "28225.madoguchi/S001", "one"), p256Card(t, "28225.madoguchi/S002", "two"), rsaCardKey(t)
	text := three.under(t, two.under(t, one.under(t, log.checkpoint().Text, morning), morning.Add(time.Minute)), morning.Add(time.Hour))
	if list := Cosignatures(text); len(list) != 3 || list[2].Name != "28225.madoguchi/S003" || list[1].Good {
		t.Fatalf("%+v", list)
	}
	for _, c := range []card{one, two, three} {
		if v := verify(t, log.archive(), Options{Checkpoints: []string{text}, Cosigners: []string{c.VerifierKey()}}); !v.OK {
			t.Errorf("%s: %s", c.Name(), v.Problem)
		}
		if parsed, err := ParseCosigner(c.VerifierKey()); err != nil || parsed.VerifierKey() != c.VerifierKey() || parsed.Digest() != c.Digest() {
			t.Errorf("%s is read back as %v, %v", c.Name(), parsed.text, err)
		}
	}
	if _, err := one.Cosign(text, morning, []byte("no signature")); err == nil {
		t.Error("a signature that does not verify was put under a checkpoint")
	}
	if plain, err := Uncosigned(text); err != nil || plain != log.checkpoint().Text {
		t.Errorf("without the cards: %q, %v", plain, err)
	}
}

// Each byte of a cosigned checkpoint is bound: another character, a line more or less is refused, or the card's signature does not
// verify any more.
func TestEveryChangedByteOfACosignedCheckpointIsFound(t *testing.T) {
	log, closer := day(t, 5), p256Card(t, "28225.madoguchi/S001", "closer")
	good, archive := closer.under(t, log.checkpoint().Text, morning), log.archive()
	held := func(text string) Verdict {
		return verify(t, archive, Options{Checkpoints: []string{text}, Cosigners: []string{closer.VerifierKey()}})
	}
	if v := held(good); !v.OK {
		t.Fatal(v.Problem)
	}
	for at := range good {
		for _, bit := range []byte{1, 4, 32} {
			changed := []byte(good)
			changed[at] ^= bit
			if strings.TrimRight(string(changed), "\r\n") == strings.TrimRight(good, "\n") {
				continue
			}
			if v := held(string(changed)); v.OK {
				t.Fatalf("byte %d changed by %d is not found", at, bit)
			}
		}
	}
	line := good[strings.LastIndex(strings.TrimSuffix(good, "\n"), "\n")+1:]
	for name, text := range map[string]string{"the line twice": good + line, "an empty line between": strings.Replace(good, line, "\n"+line, 1), "text behind": good + "x\n",
		"the other of the two values of s": withOtherS(t, good, line)} {
		if v := held(text); v.OK {
			t.Errorf("%s is not found", name)
		}
	}
}

func withOtherS(t *testing.T, good, line string) string {
	fields := strings.Fields(line)
	blob, err := base64.StdEncoding.DecodeString(fields[2])
	if err != nil {
		t.Fatal(err)
	}
	s := new(big.Int).SetBytes(blob[len(blob)-32:])
	s.Sub(elliptic.P256().Params().N, s).FillBytes(blob[len(blob)-32:])
	return strings.Replace(good, fields[2], base64.StdEncoding.EncodeToString(blob), 1)
}

func TestAProofIsHeldAgainstACosignedSheet(t *testing.T) {
	log, closer := day(t, 30), p256Card(t, "28225.madoguchi/S001", "closer")
	sheet := closer.under(t, log.checkpointAt(20).Text, morning)
	proof, err := Prove(log.sealer.VerifierKey(), sheet, log.rows[7], log)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		anchor string
		want   Problem
	}{{sheet, NoProblem}, {log.checkpointAt(20).Text, CosignerMissing}} {
		v, err := VerifyProof(proof, Options{Checkpoints: []string{c.anchor}, Cosigners: []string{closer.VerifierKey()}})
		if err != nil || v.Problem != c.want {
			t.Errorf("%q, %v; want %q", v.Problem, err, c.want)
		}
	}
}

// What is carried away on a stick comes back as it was, through editors that change line ends too, and holds nothing but the checkpoint,
// keys and the time.
func TestACheckpointThatIsCarriedAway(t *testing.T) {
	log, closer := day(t, 12), p256Card(t, "28225.madoguchi/S001", "closer")
	c := Carried{Checkpoint: closer.under(t, log.checkpoint().Text, morning), VerifierKey: log.sealer.VerifierKey(), Cosigners: []string{closer.VerifierKey()}, At: morning}
	text, err := c.Text()
	if err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), "\ufeff" + text, strings.TrimSuffix(text, "\n")} {
		got, err := ReadCarried(as)
		if err != nil || got.Checkpoint != c.Checkpoint || got.VerifierKey != c.VerifierKey || !slices.Equal(got.Cosigners, c.Cosigners) || !got.At.Equal(morning) {
			t.Errorf("%+v, %v", got, err)
		}
		if v := verify(t, log.archive(), Options{Checkpoints: []string{got.Checkpoint}, Cosigners: got.Cosigners}); !v.OK {
			t.Error(v.Problem)
		}
	}
	for _, bad := range []string{"", "madoguchi-checkpoint 2\n\nx", strings.Replace(text, "\n\n", "\n", 1), strings.Replace(text, "key ", "keys ", 1), text + strings.Repeat("# \n", maxCarried)} {
		if _, err := ReadCarried(bad); err == nil {
			t.Errorf("%.40q was read", bad)
		}
	}
	c.VerifierKey = testKey(t, "28225.madoguchi/terminal-02", 9).VerifierKey()
	if _, err := c.Text(); err == nil {
		t.Error("a checkpoint was written with another terminal's key")
	}
}

// Foreign bytes are read without harm, and what is taken apart comes together again.
func FuzzCosigned(f *testing.F) {
	log, closer := day(f, 3), p256Card(f, "28225.madoguchi/S001", "closer")
	f.Add(closer.under(f, log.checkpoint().Text, morning))
	f.Add(log.checkpoint().Text + "— 28225.madoguchi/S001 AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		plain, lines, err := splitCosigned(text)
		if err != nil {
			return
		}
		for _, l := range lines {
			id, err := hex.DecodeString(l.KeyID)
			if err != nil {
				t.Fatal(err)
			}
			plain += "— " + l.Name + " " + base64.StdEncoding.EncodeToString(append(id, l.blob...)) + "\n"
		}
		if plain != text {
			t.Errorf("%q came back as %q", text, plain)
		}
	})
}

// A part holds together with the log before it, whatever the sizes: it verifies alone, its beginning is the root of the log before, and
// anything that was changed in it is found.
func TestPartsOfALogAreChained(t *testing.T) {
	log := day(t, 70)
	rapid.Check(t, func(r *rapid.T) {
		from := rapid.Int64Range(1, 70).Draw(r, "from")
		to := rapid.Int64Range(from, 70).Draw(r, "to")
		part := log.part(from, to)
		v, err := VerifyPart(bytes.NewReader(part), Options{TrustedKey: log.sealer.VerifierKey(), Checkpoints: []string{log.checkpointAt(from).Text, log.checkpointAt(to).Text}})
		if err != nil || !v.OK || v.From != from || v.Records != to || v.FromRoot != log.checkpointAt(from).Root || v.Root != log.checkpointAt(to).Root {
			r.Fatalf("%d to %d: %+v, %v", from, to, v, err)
		}
		at := rapid.IntRange(0, len(part)-1).Draw(r, "byte")
		changed := bytes.Clone(part)
		changed[at] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		if v, err := VerifyPart(bytes.NewReader(changed), Options{TrustedKey: log.sealer.VerifierKey()}); err != nil || v.OK {
			r.Fatalf("%d to %d: byte %d changed is not found, %v", from, to, at, err)
		}
		cut := rapid.IntRange(0, len(part)-1).Draw(r, "cut")
		if v, err := VerifyPart(bytes.NewReader(part[:cut]), Options{}); err != nil || v.OK {
			r.Fatalf("%d to %d: cut at %d of %d is not found, %v", from, to, cut, len(part), err)
		}
	})
}

func (l *testLog) part(from, to int64) []byte {
	l.t.Helper()
	f, err := LoadFrontier(from, l)
	if err != nil {
		l.t.Fatal(err)
	}
	var out bytes.Buffer
	err = WritePart(&out, f.Edge(), ArchiveSource{VerifierKey: l.sealer.VerifierKey(), Checkpoint: l.checkpointAt(to).Text, Records: func(yield func(ArchiveRecord, error) bool) {
		for _, r := range l.rows[from:to] {
			if !yield(r, nil) {
				return
			}
		}
	}})
	if err != nil {
		l.t.Fatal(err)
	}
	return out.Bytes()
}

// Whoever has the part before finds a fork by it: the log was sealed again with the terminal's key in between.
func TestAPartIsHeldAgainstThePartBefore(t *testing.T) {
	log := day(t, 60)
	rows := slices.Clone(log.rows)
	rows[10].Payload = bytes.Replace(rows[10].Payload, []byte(`"op":"S001"`), []byte(`"op":"S002"`), 1)
	forked := log.rebuilt(rows)
	for name, c := range map[string]struct {
		part   []byte
		anchor int64
		want   Problem
	}{
		"it goes on":                   {log.part(40, 60), 40, NoProblem},
		"it overlaps":                  {log.part(30, 60), 40, NoProblem},
		"forked before":                {forked.part(40, 60), 40, AnchorDiffers},
		"forked, overlapping":          {forked.part(5, 60), 40, AnchorDiffers},
		"a gap":                        {log.part(45, 60), 40, AnchorBeforePart},
		"rolled back":                  {log.part(20, 35), 40, AnchorBeyondEnd},
		"another terminal's key in it": {bytes.Replace(log.part(40, 60), []byte("terminal-01+"), []byte("terminal-02+"), 1), 40, KeyMalformed},
	} {
		v, err := VerifyPart(bytes.NewReader(c.part), Options{Checkpoints: []string{log.checkpointAt(c.anchor).Text}})
		if err != nil || v.Problem != c.want {
			t.Errorf("%s: %q, %v; want %q", name, v.Problem, err, c.want)
		}
	}
}

func TestAReceiptIsBound(t *testing.T) {
	key := testKey(t, "madoguchi/receiver", 3)
	want := Receipt{Origin: "28225.madoguchi/terminal-01", From: 40, Size: 60, Root: day(t, 60).checkpoint().Root, Digest: sha256.Sum256([]byte("file")), At: morning}
	text, err := SignReceipt(key, want)
	if err != nil {
		t.Fatal(err)
	}
	for _, as := range []string{text, strings.ReplaceAll(text, "\n", "\r\n"), strings.TrimSuffix(text, "\n")} {
		got, err := OpenReceipt(as, key.VerifierKey())
		if err != nil || !got.At.Equal(want.At) {
			t.Fatalf("%+v, %v", got, err)
		}
		if got.At = want.At; got != want {
			t.Errorf("%+v", got)
		}
	}
	for at := range text {
		changed := []byte(text)
		if changed[at] ^= 1; strings.TrimRight(string(changed), "\r\n") == strings.TrimRight(text, "\n") {
			continue
		}
		if _, err := OpenReceipt(string(changed), key.VerifierKey()); err == nil {
			t.Fatalf("byte %d changed is not found", at)
		}
	}
	if _, err := OpenReceipt(text, testKey(t, "madoguchi/receiver", 4).VerifierKey()); err == nil {
		t.Error("another receiver's receipt was taken")
	}
	if _, err := OpenReceipt(day(t, 3).checkpoint().Text, newLog(t).sealer.VerifierKey()); err == nil {
		t.Error("a checkpoint passed for a receipt")
	}
	if _, err := OpenCheckpoint(text, key.VerifierKey()); err == nil {
		t.Error("a receipt passed for a checkpoint")
	}
}
