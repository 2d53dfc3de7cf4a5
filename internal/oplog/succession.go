package oplog

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Succession is the handover of a log from one key to the next: a terminal that was restored from a backup goes on with a new key,
// under a new origin, over the same records. The old key signs it, so that nobody else can say that a log of his own continues
// this one. In an archive it is one line, docs/archive-format.md:
//
//	> <old verifier key> <records> <root> <signature>
type Succession struct {
	OldKey, NewKey string // verifier keys
	Size           int64  // records at the handover; the record of this number is the first one of the new key
	Root           tlog.Hash
	Signature      string // base64 of 68 bytes, as in the last line of a signed note
}

// maxSuccessions bounds what is read; a terminal is not restored a hundred times.
const maxSuccessions = 100

const successionMark = "> "

// HandOver signs that the log of exactly the checkpoint's records is continued under another key. The checkpoint must be this sealer's own.
func (s *Sealer) HandOver(c Checkpoint, newKey string) (Succession, error) {
	if _, err := OpenCheckpoint(c.Text, s.VerifierKey()); err != nil {
		return Succession{}, fmt.Errorf("hand over the log: %w", err)
	}
	if _, err := parseVerifierKey(newKey); err != nil {
		return Succession{}, fmt.Errorf("hand over the log: %w", err)
	}
	h := Succession{OldKey: s.VerifierKey(), NewKey: newKey, Size: c.Size, Root: c.Root}
	signed, err := note.Sign(&note.Note{Text: h.statement()}, s.key)
	if err != nil {
		return Succession{}, fmt.Errorf("hand over the log: %w", err)
	}
	h.Signature = string(signed[bytes.LastIndexByte(signed, ' ')+1 : len(signed)-1])
	return h, nil
}

// statement is what the old key signs. Its first line keeps it apart from a checkpoint.
func (h Succession) statement() string {
	origin, _, _ := strings.Cut(h.OldKey, "+")
	return fmt.Sprintf("madoguchi-succession 1\n%s\n%d\n%s\n%s\n", origin, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]), h.NewKey)
}

// Line is the handover in an archive, without a newline.
func (h Succession) Line() string {
	return fmt.Sprintf("%s%s %d %s %s", successionMark, h.OldKey, h.Size, base64.StdEncoding.EncodeToString(h.Root[:]), h.Signature)
}

// ParseSuccession reads a line; which key comes next is not in it.
func ParseSuccession(line, newKey string) (Succession, error) {
	fields := strings.Split(strings.TrimPrefix(line, successionMark), " ")
	if len(fields) != 4 {
		return Succession{}, errSuccessionForm
	}
	size, numbered := canonicalNumber(fields[1])
	root, err := tlog.ParseHash(fields[2])
	h := Succession{OldKey: fields[0], NewKey: newKey, Size: size, Root: root, Signature: fields[3]}
	if !numbered || err != nil || h.Line() != line {
		return Succession{}, errSuccessionForm
	}
	return h, nil
}

var errSuccessionForm = errors.New("not a handover of a log in canonical form")

// Check verifies the old key's signature; the verifier is of the old key.
func (h Succession) Check() (note.Verifier, error) {
	old, err := parseVerifierKey(h.OldKey)
	if err != nil {
		return nil, err
	}
	if _, err := parseVerifierKey(h.NewKey); err != nil {
		return nil, err
	}
	if signature, err := strictBase64(h.Signature); err != nil || len(signature) != 4+64 || h.Size < 0 || h.OldKey == h.NewKey {
		return nil, errSuccessionForm
	}
	text := fmt.Sprintf("%s\n— %s %s\n", h.statement(), old.Name(), h.Signature)
	if _, err := note.Open([]byte(text), note.VerifierList(old)); err != nil {
		return nil, fmt.Errorf("handover of the log: %w", err)
	}
	return old, nil
}

// Digest is what the first record of the new key says of the old one.
func (h Succession) Digest() [32]byte { return sha256.Sum256([]byte(h.OldKey)) }

// CheckSuccessions verifies a chain of handovers, oldest first, that ends at key.
func CheckSuccessions(list []Succession, key string) error {
	_, err := newLineage(list, key)
	return err
}

// lineage is the key that signs a log now and those that signed it before.
type lineage struct {
	current note.Verifier
	old     []ancestor // oldest first
}

type ancestor struct {
	Succession
	verifier note.Verifier
}

func newLineage(list []Succession, key string) (l lineage, err error) {
	if l.current, err = parseVerifierKey(key); err != nil {
		return l, err
	}
	if len(list) > maxSuccessions {
		return l, errSuccessionForm
	}
	for i, h := range list {
		verifier, err := h.Check()
		if err != nil {
			return l, err
		}
		next := key
		if i+1 < len(list) {
			next = list[i+1].OldKey
		}
		if h.NewKey != next || i > 0 && h.Size <= list[i-1].Size { // each key wrote at least the record of its beginning
			return l, errors.New("the handovers of the log do not follow each other")
		}
		l.old = append(l.old, ancestor{h, verifier})
	}
	return l, nil
}

// opened reads a checkpoint of the current key or of one before. lost is not negative for one of an old key that saw records after
// the handover: from that number on they are gone. oldKey is the key before that signed it, "" for the current one.
func (l lineage) opened(text string) (c Checkpoint, oldKey string, lost int64, err error) {
	c, err = openCheckpoint(text, l.current)
	for i := 0; i < len(l.old) && errors.Is(err, errCheckpointForeign); i++ {
		old := l.old[i]
		if c, err = openCheckpoint(text, old.verifier); err != nil {
			continue
		}
		if c.Size > old.Size {
			return c, old.OldKey, old.Size, nil
		}
		return c, old.OldKey, -1, nil
	}
	return c, "", -1, err
}

// has tells whether a key signed the log once.
func (l lineage) has(key string) bool {
	for _, a := range l.old {
		if a.OldKey == key {
			return true
		}
	}
	return false
}

// inherit takes in the handovers of the log that ends with key; line is where the first one stands.
func (v *verification) inherit(list []Succession, key string, line int64) bool {
	var err error
	if v.lineage, err = newLineage(list, key); err != nil {
		v.verdict.fail(SuccessionWrong, line)
		return false
	}
	v.verdict.Successions = list
	return true
}

// successions reads the lines of an archive that tell of handovers, line the first of them, and gives the verifier key after them.
func (v *verification) successions(in *lineReader, line string) (key string, ok bool) {
	var list []Succession
	first := in.line
	for strings.HasPrefix(line, successionMark) && len(list) < maxSuccessions {
		h, err := ParseSuccession(line, "")
		if err != nil {
			v.verdict.fail(SuccessionWrong, in.line)
			return "", false
		}
		list = append(list, h)
		next, ok := in.next()
		if !ok {
			v.verdict.fail(in.problem(KeyMalformed), in.line)
			return "", false
		}
		line = string(next)
	}
	if len(list) == 0 {
		v.verdict.fail(SuccessionWrong, first) // without one, the log is spelled in version 1 or 2
		return "", false
	}
	for i := range list {
		list[i].NewKey = line
		if i+1 < len(list) {
			list[i].NewKey = list[i+1].OldKey
		}
	}
	return line, v.inherit(list, line, first)
}

// handovers are held against the tree like the checkpoints beside the records.
func (a *anchors) handovers(l lineage) {
	for _, old := range l.old {
		a.order = append(a.order, len(a.list))
		a.list = append(a.list, Anchor{Checkpoint: Checkpoint{Origin: old.verifier.Name(), Size: old.Size, Root: old.Root}, Problem: AnchorNotReached})
	}
	a.handed = len(l.old)
	a.sort()
}

// continued looks at the first record of each new key in a block: it must tell of its handover. One that was erased has said it.
func (v *verification) continued(b *block) {
	for _, old := range v.lineage.old {
		at := old.Size - b.from
		if at < 0 || at >= int64(len(b.records)) {
			continue
		}
		line := b.lines
		for ; at > 0; at-- {
			line = line[bytes.IndexByte(line, '\n')+1:]
		}
		line = line[:bytes.IndexByte(line, '\n')]
		line, _, _ = bytes.Cut(line, []byte{'\t'}) // a database tells what the record is searched by after it
		if !tellsOf(line, old.Succession) {
			v.verdict.fail(SuccessionWrong, 0)
			v.verdict.bad(old.Size, old.Size+1, v.verdict.Last, v.verdict.Last)
		}
	}
}

func tellsOf(line []byte, h Succession) bool {
	parts := bytes.SplitN(line, []byte{' '}, 3)
	if len(parts) != 3 {
		return false
	}
	if string(parts[1]) == "-" {
		return true
	}
	raw, err := scanPayload(parts[2])
	if err != nil || raw.event != LogContinued.String() {
		return false
	}
	want := map[string]string{string(FieldSize): strconv.FormatInt(h.Size, 10), string(FieldRoot): fmt.Sprintf("%x", h.Root[:]),
		string(FieldDigest): fmt.Sprintf("%x", h.Digest())}
	for _, value := range raw.values {
		if text, asked := want[value.name]; asked && text == value.text {
			delete(want, value.name)
		}
	}
	return len(want) == 0
}
