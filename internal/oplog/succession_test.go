package oplog

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

// inherited is a log that was restored from a backup and goes on with another key, as a restore leaves it.
type inherited struct {
	*testLog
	handovers []Succession
}

// continuedBy hands a log over to the key of a generation and lets it begin with the record of it.
func (l inherited) continuedBy(t *testing.T, origin string, fill byte) inherited {
	t.Helper()
	next := NewSealer(testKey(t, origin, fill))
	h, err := l.sealer.HandOver(l.checkpoint(), next.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	log := l.rebuilt(l.rows)
	log.sealer = next
	log.append(Record{Time: l.next(), Event: LogContinued, Values: []Value{Size(h.Size), Root(h.Root), Digest(h.Digest())}})
	return inherited{log, append(slices.Clone(l.handovers), h)}
}

func (l inherited) next() time.Time {
	return morning.Add(time.Duration(len(l.rows)) * 10 * time.Minute)
}

// work appends acts.
func (l inherited) work(n int) inherited {
	for range n {
		l.append(Record{Time: l.next(), Event: HandoverTakenOut, Operator: "S002", Case: juki.CaseNumber("R08-000999"), Values: []Value{Place("A-02"), Item("mynumber-card")}})
	}
	return l
}

func (l inherited) archive(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteArchive(&out, ArchiveSource{VerifierKey: l.sealer.VerifierKey(), Successions: l.handovers, Checkpoint: l.checkpoint().Text, Records: l.records}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// restored is a log of 100 records, backed up after 60, lost, restored and worked with; the paper is of the old key.
func restored(t *testing.T) (old *testLog, now inherited) {
	old = day(t, 100)
	backup := old.rebuilt(old.rows[:60])
	return old, inherited{testLog: backup}.continuedBy(t, "28225.madoguchi/terminal-01-2", 8).work(30)
}

func TestSheetsOfTheOldKeyHoldForTheContinuedLog(t *testing.T) {
	old, now := restored(t)
	paper := []string{old.checkpointAt(40).Text, old.checkpointAt(60).Text, now.checkpointAt(70).Text}
	v := verify(t, now.archive(t), Options{Checkpoints: paper})
	if !v.OK || v.Version != 3 || v.Records != 91 || v.Key != KeyOfAnchor || len(v.Successions) != 1 || v.Successions[0].Size != 60 {
		t.Errorf("%+v", v)
	}
	for name, key := range map[string]string{"the key of old": old.sealer.VerifierKey(), "the new key": now.sealer.VerifierKey()} {
		if v := verify(t, now.archive(t), Options{TrustedKey: key, Checkpoints: paper}); !v.OK || v.Predecessor != "" {
			t.Errorf("%s: %+v", name, v)
		}
	}
	other := NewSealer(testKey(t, "28225.madoguchi/terminal-02", 9)).VerifierKey()
	if v := verify(t, now.archive(t), Options{TrustedKey: other}); v.Problem != KeyForeign {
		t.Errorf("another terminal's key: %+v", v)
	}
}

// Why the key that signs now is believed: a key before it vouches for the handover alone, for whoever stole that one can hand the log over too.
func TestAKeyBeforeDoesNotVouchForTheOneAfter(t *testing.T) {
	old, second := restored(t)
	third := second.continuedBy(t, "28225.madoguchi/terminal-01-3", 9).work(5)
	first, before, now := old.sealer.VerifierKey(), second.sealer.VerifierKey(), third.sealer.VerifierKey()
	ofFirst, ofSecond, ofNow := old.checkpointAt(40).Text, second.checkpointAt(70).Text, third.checkpointAt(93).Text
	for name, c := range map[string]struct {
		o           Options
		key         KeySource
		predecessor string
	}{
		"nothing given":                         {Options{}, KeyOfArchive, ""},
		"a sheet of the first key":              {Options{Checkpoints: []string{ofFirst}}, KeyInherited, first},
		"sheets of both keys before":            {Options{Checkpoints: []string{ofSecond, ofFirst}}, KeyInherited, before},
		"a sheet of the key now, and old":       {Options{Checkpoints: []string{ofNow, ofFirst}}, KeyOfAnchor, ""},
		"the key now":                           {Options{TrustedKey: now}, KeyGiven, ""},
		"the key now, sheets of old":            {Options{TrustedKey: now, Checkpoints: []string{ofFirst}}, KeyGiven, ""},
		"the first key":                         {Options{TrustedKey: first}, KeyInherited, first},
		"the first key, a sheet of the next":    {Options{TrustedKey: first, Checkpoints: []string{ofSecond}}, KeyInherited, first},
		"the first key, a sheet of the key now": {Options{TrustedKey: first, Checkpoints: []string{ofFirst, ofNow}}, KeyOfAnchor, ""},
	} {
		if v := verify(t, third.archive(t), c.o); !v.OK || v.VerifierKey != now || v.Key != c.key || v.Predecessor != c.predecessor {
			t.Errorf("%s: %s %q, %q", name, v.Key, v.Predecessor, v.Problem)
		}
	}
	// The old disk's key is stolen: its thief hands the log over to a key of his own at an early size and goes on with forged records.
	forged := inherited{testLog: old.rebuilt(old.rows[:60])}.continuedBy(t, "28225.madoguchi/terminal-01-2", 99).work(30)
	if v := verify(t, forged.archive(t), Options{Checkpoints: []string{ofFirst}}); v.Key != KeyInherited || v.Predecessor != first {
		t.Errorf("a thief's key: %+v", v.Key)
	}
}

// A sheet that the old terminal printed after the backup was made tells exactly what the restore lost.
func TestASheetAfterTheBackupTellsWhatWasLost(t *testing.T) {
	old, now := restored(t)
	for name, v := range map[string]Verdict{
		"archive":  verify(t, now.archive(t), Options{Checkpoints: []string{old.checkpointAt(85).Text}}),
		"database": verifyContinued(t, now, Options{Checkpoints: []string{old.checkpointAt(85).Text}}),
	} {
		a := v.Anchors[0]
		if v.OK || v.Problem != AnchorLost || a.Problem != AnchorLost || a.LostFrom != 60 || a.Checkpoint.Size != 85 || !a.After.Equal(morning.Add(590*time.Minute)) {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestRestoredTwice(t *testing.T) {
	old, second := restored(t)
	third := second.continuedBy(t, "28225.madoguchi/terminal-01-3", 9).work(5)
	paper := []string{old.checkpointAt(60).Text, second.checkpointAt(80).Text, third.checkpointAt(93).Text}
	if v := verify(t, third.archive(t), Options{Checkpoints: paper, TrustedKey: old.sealer.VerifierKey()}); !v.OK || len(v.Successions) != 2 {
		t.Errorf("%+v", v)
	}
	// The handovers exchanged, or one left out: they no longer follow each other.
	for name, list := range map[string][]Succession{"exchanged": {third.handovers[1], third.handovers[0]}, "the last alone": third.handovers[1:], "the first alone": third.handovers[:1]} {
		forged := third
		forged.handovers = list
		v := verify(t, forged.archive(t), Options{Checkpoints: paper[:1]})
		if v.OK {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

// Somebody with a key of his own says that his log continues the terminal's.
func TestForgedHandovers(t *testing.T) {
	old, now := restored(t)
	paper := []string{old.checkpointAt(40).Text}
	thief := NewSealer(testKey(t, "28225.madoguchi/terminal-01-2", 66))
	edited := func() *testLog {
		rows := slices.Clone(old.rows[:60])
		rows[20].Payload = bytes.Replace(rows[20].Payload, []byte("S001"), []byte("S009"), 1)
		return old.rebuilt(rows)
	}
	honest := now.handovers[0]
	begin := func(l *testLog, h Succession) inherited {
		l.sealer = thief
		l.append(Record{Time: inherited{testLog: l}.next(), Event: LogContinued, Values: []Value{Size(h.Size), Root(h.Root), Digest(h.Digest())}})
		return inherited{l, []Succession{h}}
	}
	for _, c := range []struct {
		name string
		log  func() inherited
		want Problem
	}{
		{"the handover was signed to another key", func() inherited {
			h := honest
			h.NewKey = thief.VerifierKey()
			return begin(old.rebuilt(old.rows[:60]), h)
		}, SuccessionWrong},
		{"the thief signed the handover himself", func() inherited {
			l := old.rebuilt(old.rows[:60])
			l.sealer = thief
			h, err := thief.HandOver(l.checkpoint(), now.sealer.VerifierKey())
			if err != nil {
				t.Fatal(err)
			}
			h.OldKey, h.NewKey = old.sealer.VerifierKey(), thief.VerifierKey()
			return begin(l, h)
		}, SuccessionWrong},
		{"another size", func() inherited {
			h := honest
			h.Size = 50
			l := inherited{old.rebuilt(old.rows[:50]), []Succession{h}}
			l.sealer = now.sealer
			return l.work(3)
		}, SuccessionWrong},
		{"the new key's owner edited what came before the handover", func() inherited {
			l := edited()
			l.sealer = now.sealer
			l.append(Record{Time: inherited{testLog: l}.next(), Event: LogContinued, Values: []Value{Size(60), Root(honest.Root), Digest(honest.Digest())}})
			return inherited{l, now.handovers}
		}, AnchorDiffers},
		{"the log does not tell of its handover", func() inherited {
			l := old.rebuilt(old.rows[:60])
			l.sealer = now.sealer
			return inherited{l, now.handovers}.work(3)
		}, SuccessionWrong},
		{"the handover is kept back", func() inherited { return inherited{now.testLog, nil} }, AnchorForeign},
	} {
		if v := verify(t, c.log().archive(t), Options{Checkpoints: paper}); v.OK || v.Problem != c.want {
			t.Errorf("%s: %q, want %q", c.name, v.Problem, c.want)
		}
	}
	// Without paper, the handover alone tells of the edit: the old key signed the root.
	l := edited()
	l.sealer = now.sealer
	l.append(Record{Time: inherited{testLog: l}.next(), Event: LogContinued, Values: []Value{Size(60), Root(honest.Root), Digest(honest.Digest())}})
	if v := verify(t, inherited{l, now.handovers}.archive(t), Options{}); v.Problem != StoredDiffers {
		t.Errorf("edited, without paper: %+v", v)
	}
}

func TestHandoversAreSpelledInOneWay(t *testing.T) {
	_, now := restored(t)
	whole := string(now.archive(t))
	line := now.handovers[0].Line()
	for name, text := range map[string]string{
		"no handover":         strings.Replace(whole, line+"\n", "", 1),
		"said to be of 1":     strings.Replace(whole, archiveMagicContinued, archiveMagic, 1),
		"two spaces":          strings.Replace(whole, "> ", ">  ", 1),
		"a zero before":       strings.Replace(whole, " 60 ", " 060 ", 1),
		"cut in the handover": whole[:40],
		"twice":               strings.Replace(whole, line+"\n", line+"\n"+line+"\n", 1),
	} {
		if v := verify(t, []byte(text), Options{}); v.OK {
			t.Errorf("%s is taken", name)
		}
	}
	end := strings.Index(whole, "\n0 ")
	for i := range whole[:end] {
		changed := []byte(whole)
		changed[i] ^= 1
		if v := verify(t, changed, Options{}); v.OK {
			t.Fatalf("bit of byte %d (%q) is free", i, whole[i])
		}
	}
}

func verifyContinued(t *testing.T, l inherited, o Options) Verdict {
	t.Helper()
	source := l.source(func(seq int) string {
		r, err := DecodeRecord(l.rows[seq].Payload)
		if err != nil {
			t.Fatal(err)
		}
		operator, _ := OperatorNumber(r.Operator)
		number, _ := CaseNumber(r.Case)
		return fmt.Sprintf("%d\t%d\t%d\t%d", r.Time.UnixMilli(), r.Event.Number(), operator, number)
	})
	source.Successions = l.handovers
	v, err := VerifyLog(source, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
