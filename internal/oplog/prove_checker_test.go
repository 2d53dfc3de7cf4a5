package oplog

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/internal/juki"
)

// The checker that docs/archive-format.md shows to writers of others reads archives and proofs as this program does.
func TestTheDocumentedCheckerAgrees(t *testing.T) {
	if err := exec.Command("python3", "-c", "import cryptography").Run(); err != nil {
		t.Skip("Python 3 with the package cryptography is not here")
	}
	doc, err := os.ReadFile(filepath.FromSlash("../../docs/archive-format.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, program, found := strings.Cut(string(doc), "```python\n")
	program, _, closed := strings.Cut(program, "```")
	if !found || !closed {
		t.Fatal("the document has no checker")
	}
	dir := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const clock, later = "datetime.datetime.now(datetime.timezone.utc)", "datetime.datetime(2029, 12, 9)"
	if !strings.Contains(program, clock) {
		t.Fatal("the checker asks no clock")
	}
	checker := file("check.py", []byte(strings.Replace(program, clock, later, 1)))
	log, erased := day(t, 21), day(t, 21)
	erased.tell(8)
	for i := range 8 {
		erased.erase(i)
	}
	paper := file("paper", []byte(log.checkpointAt(13).Text))
	flipped := func(text []byte, at int) []byte {
		text = append([]byte(nil), text...)
		text[at] ^= 1
		return text
	}
	old := erased.archive()
	untold, early := day(t, 21), day(t, 21)
	untold.erase(0)
	early.tellAt(timeOver.AddDate(0, 0, -1), 1)
	early.erase(0)
	ahead, ancient, left := day(t, 21), day(t, 21), day(t, 21)
	ahead.tellAt(timeOver.AddDate(0, 1, 0), 1)
	ahead.erase(0)
	ancient.tellOf(timeOver, 1, juki.Date{Year: 2026, Month: 11, Day: 2})
	ancient.rows[21].Payload = bytes.Replace(ancient.rows[21].Payload, []byte("2026-11-02"), []byte("2025-11-02"), 1)
	ancient = ancient.rebuilt(ancient.rows)
	ancient.erase(0)
	left.tellOf(timeOver, 1, juki.Date{Year: 2026, Month: 11, Day: 24})
	left.erase(0)
	next := inherited{testLog: log.rebuilt(log.rows[:15])}.continuedBy(t, "28225.madoguchi/terminal-01-2", 8).work(4)
	third := next.continuedBy(t, "28225.madoguchi/terminal-01-3", 9).work(2)
	lost := inherited{testLog: log.rebuilt(log.rows[:12])}.continuedBy(t, "28225.madoguchi/terminal-01-2", 8).work(4)
	silent := inherited{testLog: log.rebuilt(log.rows[:15]), handovers: next.handovers}
	silent.sealer = next.sealer
	forged := next
	forged.handovers = append([]Succession(nil), next.handovers...)
	forged.handovers[0].Signature = third.handovers[1].Signature
	cut := third
	cut.handovers = third.handovers[1:]
	proof := prove(t, log, log.checkpointAt(13), 11)
	hole := strings.Replace(string(old), "\n9 "+log.rows[9].Salt.String()+" "+string(log.rows[9].Payload)+"\n", erased.erase(9), 1)
	for _, c := range []struct {
		name    string
		content []byte
		good    bool
	}{
		{"archive", log.archive(), true},
		{"archive of version 2", old, true},
		{"archive with a changed text", flipped(log.archive(), 400), false},
		{"archive of version 2 with a changed hash", flipped(old, 140), false},
		{"a younger record said to be erased", []byte(hole), false},
		{"version 2 without an erased record", []byte(strings.Replace(string(log.archive()), archiveMagic, archiveMagicErased, 1)), false},
		{"continued with a new key", next.archive(t), true},
		{"continued twice", third.archive(t), true},
		{"a handover kept back", cut.archive(t), false},
		{"a handover signed by nobody", forged.archive(t), false},
		{"a handover that the log does not tell of", silent.work(3).archive(t), false},
		{"the paper saw what the restore lost", lost.archive(t), false},
		{"version 3 without a handover", []byte(strings.Replace(string(log.archive()), archiveMagic, archiveMagicContinued, 1)), false},
		{"erased, and not told", untold.archive(), false},
		{"erased before its time", early.archive(), false},
		{"erased at a time that has not come", ahead.archive(), false},
		{"erased of a day on which there was no log", ancient.archive(), false},
		{"erased, and the day is still there", left.archive(), false},
		{"proof", proof, true},
		{"proof of another text", flipped(proof, len(proofMagic)+200), false},
		{"proof with another hash", flipped(proof, len(proof)-1), false},
		{"proof with a cut hash", proof[:len(proof)-1], false},
		{"proof with another salt", []byte(strings.Replace(string(proof), string(log.rows[11].Salt[:]), string(log.rows[10].Salt[:]), 1)), false},
		{"proof of another number", []byte(strings.Replace(string(proof), "\n11 13 ", "\n10 13 ", 1)), false},
		{"proof of another checkpoint", prove(t, log, log.checkpoint(), 11), false},
	} {
		out, err := exec.Command("python3", checker, file("log", c.content), paper).CombinedOutput()
		if good := err == nil && strings.HasPrefix(string(out), "good: "); good != c.good {
			t.Errorf("%s: %s", c.name, out)
		}
		if v, err := Verify(bytes.NewReader(c.content), Options{Checkpoints: []string{log.checkpointAt(13).Text}, Now: timeOver.AddDate(0, 0, 8)}); !IsProof(c.content) && (err != nil || v.OK != c.good) {
			t.Errorf("%s: the program says %q, %v", c.name, v.Problem, err)
		}
	}
	card := p256Card(t, "28225.madoguchi/S001", "checker")
	signed := card.under(t, log.checkpointAt(13).Text, morning)
	carried, err := Carried{Checkpoint: signed, VerifierKey: log.sealer.VerifierKey(), Cosigners: []string{card.text}, At: morning}.Text()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		paper string
		good  bool
	}{
		"a cosigned sheet":               {signed, true},
		"a checkpoint that was carried":  {carried, true},
		"a sheet as an editor left it":   {"\ufeff\r\n" + strings.ReplaceAll(signed, "\n", " \r\n") + "\t\r\n", true},
		"a changed cosigned sheet":       {strings.Replace(signed, "\n13\n", "\n12\n", 1), false},
		"only the card's signature left": {strings.Replace(signed, log.checkpointAt(13).Text[strings.Index(log.checkpointAt(13).Text, "\n\n")+2:], "", 1), false},
	} {
		out, err := exec.Command("python3", checker, file("log", log.archive()), file("signed", []byte(c.paper))).CombinedOutput()
		if good := err == nil && strings.HasPrefix(string(out), "good: "); good != c.good {
			t.Errorf("%s: %s", name, out)
		}
	}
}
