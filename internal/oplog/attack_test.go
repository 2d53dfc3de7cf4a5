package oplog

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"madoguchi/internal/juki"
)

// The attacks of somebody who owns the terminal's disk. The day has 100 records; a sheet with the checkpoint of the
// first 70 was printed and stamped, another one at 40. With the key stolen too, what is after the last anchor is lost: the
// last two attacks say so, instead of promising what cannot be kept.
func TestAttacksOnTheLog(t *testing.T) {
	const edited = 50
	forge := func(rows []ArchiveRecord, at int) []ArchiveRecord {
		rows = slices.Clone(rows)
		rows[at].Payload = bytes.Replace(rows[at].Payload, []byte(`"op":"S001"`), []byte(`"op":"S002"`), 1)
		return rows
	}
	attacks := []struct {
		name             string
		do               func(l *testLog) []byte
		alone, withPaper Problem // found without and with the two printed checkpoints
		from, before     int64   // where the first bad record is said to be, with the paper
	}{
		{"nothing", func(l *testLog) []byte { return l.archive() }, NoProblem, NoProblem, 0, 0},
		{"a record is edited", func(l *testLog) []byte {
			signed := l.checkpoint().Text
			l.rows = forge(l.rows, edited)
			return l.archiveWith(signed)
		}, RootDiffers, AnchorDiffers, 40, 70},
		{"edited and every hash recomputed, without the key", func(l *testLog) []byte {
			return l.rebuilt(forge(l.rows, edited)).archiveWith(l.checkpoint().Text)
		}, RootDiffers, AnchorDiffers, 40, 70},
		{"a record is inserted", func(l *testLog) []byte {
			return l.rebuilt(slices.Insert(slices.Clone(l.rows), edited, l.rows[3])).archiveWith(l.checkpoint().Text)
		}, RecordsTooMany, AnchorDiffers, 40, 70},
		{"two records change places", func(l *testLog) []byte {
			rows := slices.Clone(l.rows)
			rows[edited], rows[edited+1] = rows[edited+1], rows[edited]
			return l.rebuilt(rows).archiveWith(l.checkpoint().Text)
		}, RootDiffers, AnchorDiffers, 40, 70},
		{"a record in the middle is deleted", func(l *testLog) []byte {
			signed := l.checkpoint().Text
			l.rows = slices.Delete(slices.Clone(l.rows), edited, edited+1)
			return l.archiveWith(signed)
		}, OutOfSequence, OutOfSequence, 50, 51},
		{"deleted in the middle and renumbered", func(l *testLog) []byte {
			return l.rebuilt(slices.Delete(slices.Clone(l.rows), edited, edited+1)).archiveWith(l.checkpoint().Text)
		}, RecordsMissing, AnchorDiffers, 40, 70},
		{"edited, and a later record deleted", func(l *testLog) []byte {
			signed := l.checkpoint().Text
			l.rows = slices.Delete(forge(l.rows, edited), 80, 81)
			return l.archiveWith(signed)
		}, OutOfSequence, OutOfSequence, 40, 70},
		{"the tail is deleted", func(l *testLog) []byte {
			signed := l.checkpoint().Text
			l.rows = l.rows[:80]
			return l.archiveWith(signed)
		}, RecordsMissing, RecordsMissing, 70, 100},
		{"rolled back to the backup of the day before", func(l *testLog) []byte {
			signed := l.checkpointAt(60).Text
			l.rows = l.rows[:60]
			return l.archiveWith(signed)
		}, NoProblem, AnchorBeyondEnd, 60, 70},
		{"key stolen: edited before the anchor and signed anew", func(l *testLog) []byte {
			return l.rebuilt(forge(l.rows, edited)).archive()
		}, NoProblem, AnchorDiffers, 40, 70},
		{"key stolen: edited after the last anchor", func(l *testLog) []byte {
			return l.rebuilt(forge(l.rows, 90)).archive()
		}, NoProblem, NoProblem, 0, 0},
		{"key stolen: tail after the last anchor dropped", func(l *testLog) []byte {
			return l.rebuilt(l.rows[:80]).archive()
		}, NoProblem, NoProblem, 0, 0},
	}
	for _, attack := range attacks {
		t.Run(attack.name, func(t *testing.T) {
			log := day(t, 100)
			paper := []string{log.checkpointAt(70).Text, log.checkpointAt(40).Text}
			archive := attack.do(log)
			if v := verify(t, archive, Options{TrustedKey: log.sealer.VerifierKey()}); v.Problem != attack.alone || v.OK != (attack.alone == NoProblem) {
				t.Errorf("without the paper: %q, want %q", v.Problem, attack.alone)
			}
			v := verify(t, archive, Options{Checkpoints: paper})
			if v.Problem != attack.withPaper || v.BadFrom != attack.from || v.BadBefore != attack.before {
				t.Errorf("with the paper: %q, records %d to %d; want %q, %d to %d",
					v.Problem, v.BadFrom, v.BadBefore, attack.withPaper, attack.from, attack.before)
			}
		})
	}
}

func TestTheVerdictSaysSinceWhen(t *testing.T) {
	log := day(t, 100)
	paper := []string{log.checkpointAt(70).Text, log.checkpointAt(40).Text, log.checkpointAt(95).Text}
	rows := slices.Clone(log.rows)
	rows[50].Payload = rows[51].Payload
	at := func(i int) time.Time { return morning.Add(time.Duration(i) * 10 * time.Minute) }

	v := verify(t, log.rebuilt(rows[:90]).archive(), Options{Checkpoints: paper})
	differs, matches, beyond := v.Anchors[0], v.Anchors[1], v.Anchors[2]
	if matches.Problem != NoProblem {
		t.Errorf("anchor at 40: %+v", matches)
	}
	if differs.Problem != AnchorDiffers || !differs.After.Equal(at(39)) || !differs.Before.Equal(at(69)) {
		t.Errorf("anchor at 70: %+v", differs)
	}
	if beyond.Problem != AnchorBeyondEnd || !beyond.After.Equal(at(89)) {
		t.Errorf("anchor at 95: %+v", beyond)
	}
	if v.Problem != AnchorDiffers || v.Key != KeyOfAnchor || !v.First.Equal(at(0)) || !v.Last.Equal(at(89)) {
		t.Errorf("verdict: %+v", v)
	}
}

// Somebody without the key makes a key of his own, writes his own log and signs it: inside itself the archive is perfect.
func TestSealedAgainWithANewerKey(t *testing.T) {
	log := day(t, 20)
	paper, key := log.checkpointAt(10).Text, log.sealer.VerifierKey()
	forged := log.rebuilt(log.rows[:15])
	forged.sealer = NewSealer(testKey(t, "28225.madoguchi/terminal-01", 99))
	archive := forged.archive()

	v := verify(t, archive, Options{})
	if !v.OK || v.Key != KeyOfArchive || v.VerifierKey != forged.sealer.VerifierKey() {
		t.Errorf("alone the archive must verify, and the verdict say that only the archive vouches for the key: %+v", v)
	}
	if v := verify(t, archive, Options{TrustedKey: key}); v.OK || v.Problem != KeyForeign {
		t.Errorf("with the trusted key: %+v", v)
	}
	if v := verify(t, archive, Options{Checkpoints: []string{paper}}); v.OK || v.Problem != AnchorForeign || v.Key != KeyOfArchive {
		t.Errorf("with the paper: %+v", v)
	}
	// The old header with the new signature.
	mixed := bytes.Replace(archive, []byte(forged.sealer.VerifierKey()), []byte(key), 1)
	if v := verify(t, mixed, Options{TrustedKey: key}); v.OK || v.Problem != SignatureWrong {
		t.Errorf("with the old key in the header: %+v", v)
	}
}

func TestTheArchiveOfAnotherTerminal(t *testing.T) {
	ours, theirs := day(t, 20), day(t, 20)
	theirs.sealer = NewSealer(testKey(t, "28225.madoguchi/terminal-02", 7)) // even with the same seed
	if v := verify(t, theirs.archive(), Options{TrustedKey: ours.sealer.VerifierKey()}); v.Problem != KeyForeign {
		t.Errorf("with our key: %+v", v)
	}
	if v := verify(t, theirs.archive(), Options{Checkpoints: []string{ours.checkpoint().Text}}); v.Problem != AnchorForeign {
		t.Errorf("with our paper: %+v", v)
	}
}

// Every byte is bound: a flipped bit anywhere and a cut anywhere is found, with and without a trusted key.
func TestEveryFlippedBitAndEveryCutIsFound(t *testing.T) {
	log := day(t, 5)
	archive := log.archive()
	for _, o := range []Options{{}, {TrustedKey: log.sealer.VerifierKey()}} {
		for bit := range len(archive) * 8 {
			archive[bit/8] ^= 1 << (bit % 8)
			if v := verify(t, archive, o); v.OK {
				t.Fatalf("bit %d of byte %d flipped unseen: %q", bit%8, bit/8, archive)
			}
			archive[bit/8] ^= 1 << (bit % 8)
		}
		for length := range len(archive) {
			if v := verify(t, archive[:length], o); v.OK {
				t.Fatalf("cut to %d of %d bytes unseen", length, len(archive))
			}
		}
		for c := range 256 {
			if v := verify(t, append(slices.Clone(archive), byte(c)), o); v.OK {
				t.Fatalf("byte %d after the end unseen", c)
			}
		}
	}
	if v := verify(t, archive, Options{}); !v.OK {
		t.Fatalf("the archive itself: %+v", v)
	}
}

// Spellings that the libraries underneath read as the same thing.
func TestOtherSpellingsAreRefused(t *testing.T) {
	log := day(t, 3)
	archive := string(log.archive())
	signature := archive[strings.LastIndex(archive, " ")+1 : len(archive)-1]
	spare := func() string { // the last character before "=" carries two bits that decoders ignore
		const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
		last := strings.IndexByte(alphabet, signature[len(signature)-2])
		return signature[:len(signature)-2] + string(alphabet[last|3]) + "="
	}()
	if spare == signature {
		t.Fatal("the spare bits are set already: choose another day")
	}
	second := testKey(t, "28225.madoguchi/terminal-01", 99)
	cosigned, err := note.Sign(&note.Note{Text: checkpointBody(second.Origin(), 3, log.checkpoint().Root)}, log.sealer.key, second)
	if err != nil {
		t.Fatal(err)
	}
	key := log.sealer.VerifierKey()
	name, rest, _ := strings.Cut(key, "+")
	hash, public, _ := strings.Cut(rest, "+")
	upper := name + "+" + strings.ToUpper(hash) + "+" + public
	if upper == key {
		t.Fatal("the hash has no letters: choose another seed")
	}
	checkpoint := log.checkpoint().Text
	for what, other := range map[string]string{
		"spare bits of base64":    strings.Replace(archive, signature, spare, 1),
		"a second signature":      strings.Replace(archive, checkpoint, string(cosigned), 1),
		"upper case in the key":   strings.Replace(archive, key, upper, 1),
		"upper case in a salt":    strings.Replace(archive, log.rows[1].Salt.String(), strings.ToUpper(log.rows[1].Salt.String()), 1),
		"zeros before a number":   strings.Replace(archive, "\n1 ", "\n01 ", 1),
		"CR LF":                   strings.ReplaceAll(archive, "\n", "\r\n"),
		"a space before the key":  strings.Replace(archive, key, " "+key, 1),
		"a byte order mark":       "\uFEFF" + archive,
		"no records, no newline":  strings.TrimSuffix(archive, "\n"),
		"a second empty line":     strings.Replace(archive, "\n\n", "\n\n\n", 1),
		"a line that never ends":  strings.Replace(archive, "\n1 ", "\n1 "+strings.Repeat("0", 1<<20), 1),
		"the archive twice":       archive + archive,
		"an extension line":       strings.Replace(archive, "\n\n—", "\nextension\n\n—", 1),
		"another hyphen":          strings.Replace(archive, "—", "–", 1),
		"an empty file":           "",
		"another version":         strings.Replace(archive, archiveMagic, "madoguchi-archive 2", 1),
		"spaces after the number": strings.Replace(archive, "\n1 ", "\n1  ", 1),
	} {
		if other == archive {
			t.Fatalf("%s: the archive was not changed", what)
		}
		if v := verify(t, []byte(other), Options{}); v.OK {
			t.Errorf("%s: accepted", what)
		}
	}
}

// A checkpoint that came through a QR code, a scanner's keyboard wedge or a clipboard.
func TestAnAnchorMayComeWithOtherLineEnds(t *testing.T) {
	log := day(t, 9)
	text := log.checkpointAt(4).Text
	for _, read := range []string{text, strings.TrimSuffix(text, "\n"), strings.ReplaceAll(text, "\n", "\r\n"), text + "\r\n",
		"\ufeff" + text, text + " ", "\n" + text, " \t\r\n" + text + " \n\n ", strings.ReplaceAll(text, "\n", " \t\r\n"), "\ufeff\r\n" + text + "\ufeff"} {
		if v := verify(t, log.archive(), Options{Checkpoints: []string{read}}); !v.OK || v.Key != KeyOfAnchor {
			t.Errorf("%q: %+v", read, v)
		}
	}
	for _, broken := range []string{"", " ", "hello", text[:40], strings.ToUpper(text), strings.Replace(text, "\n4\n", "\n 4\n", 1), strings.Replace(text, "\n4\n", "\n\n4\n", 1),
		strings.Replace(text, " ", "  ", 1), strings.Replace(text, "\n\n", "\n", 1)} {
		v := verify(t, log.archive(), Options{Checkpoints: []string{broken}})
		if v.OK || v.Problem != AnchorUnreadable || v.Code() != juki.CheckpointUnread {
			t.Errorf("%q: %+v", broken, v)
		}
	}
	c, err := OpenCheckpoint(text, log.sealer.VerifierKey())
	if err != nil || c.Size != 4 || c.Text != text || c.Root != log.checkpointAt(4).Root || c.Origin != log.sealer.Origin() {
		t.Errorf("checkpoint read back: %+v %v", c, err)
	}
}
