package oplog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

// smallDay is the example of docs/archive-format.md: keys, salts and times are fixed, so that its archive is always the same.
func smallDay(t testing.TB) *testLog {
	log := newLog(t)
	at := func(minute int) time.Time { return morning.Add(time.Duration(minute) * time.Minute) }
	log.append(
		Record{Time: at(0), Event: ProgramStarted, Values: []Value{Version("v0.1.0"), Edition("release")}},
		Record{Time: at(1), Event: LoginSucceeded, Operator: "S001", Values: []Value{Post(juki.Operator)}},
		Record{Time: at(9), Event: HandoverOpened, Operator: "S001", Case: "R08-000001"},
		Record{Time: at(11), Event: HandoverIdentity, Operator: "S001", Case: "R08-000001", Values: []Value{Documents("A-passport")}},
		Record{Time: at(15), Event: HandoverAborted, Operator: "S001", Case: "R08-000001", Values: []Value{State("face"), Reason("face-doubtful")}},
	)
	return log
}

// An archive that was once written must verify for ever: the golden file changes only with the version in its first line.
func TestTheGoldenArchiveVerifies(t *testing.T) {
	log := smallDay(t)
	golden(t, "testdata/small.archive", log.archive())
	golden(t, "testdata/small-after-3.checkpoint", []byte(log.checkpointAt(3).Text))

	archive, err := os.ReadFile(filepath.FromSlash("testdata/small.archive"))
	if err != nil {
		t.Fatal(err)
	}
	anchor, err := os.ReadFile(filepath.FromSlash("testdata/small-after-3.checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	if v := verify(t, archive, Options{Checkpoints: []string{string(anchor)}, TrustedKey: log.sealer.VerifierKey()}); !v.OK || v.Records != 5 {
		t.Errorf("%+v", v)
	}
}

func TestTheDocumentedExampleIsTheGoldenArchive(t *testing.T) {
	doc, err := os.ReadFile(filepath.FromSlash("../../docs/archive-format.md"))
	if err != nil {
		t.Fatal(err)
	}
	log := smallDay(t)
	for what, text := range map[string]string{"archive": string(log.archive()), "checkpoint": log.checkpointAt(3).Text} {
		if !strings.Contains(string(doc), "```text\n"+text+"```\n") {
			t.Errorf("docs/archive-format.md does not show the example's %s as it is:\n%s", what, text)
		}
	}
}
