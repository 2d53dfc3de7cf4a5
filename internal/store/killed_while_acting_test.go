package store

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// The counter is killed 200 times in the middle of its work (and 50 times more while it uploads, see
// TestKilledWhileActingAndUploadingNothingIsLostOrSentTwice): what it had acknowledged is there each time, row and record
// together, and the log holds together. Killing proves what a crash of the program does; what a power cut
// does hangs on synchronous=FULL, see TestThePowerIsCutNoAcknowledgedActIsLost.
func TestKilledWhileActingNoAcknowledgedActIsLost(t *testing.T) {
	t.Parallel()
	kills := 200
	if testing.Short() {
		kills = 10
	}
	dir := t.TempDir()
	_ = openScratch(t, dir).Close()
	random := rand.New(rand.NewPCG(200, 9))
	acknowledged := 0
	for k := range kills {
		texts := killedAfter(t, dir, 1+random.IntN(12), time.Duration(random.IntN(2000))*time.Microsecond)
		acknowledged += len(texts)
		checkAfterKill(t, dir, k, texts, acknowledged)
	}
	t.Logf("%d kills, %d acknowledged acts", kills, acknowledged)
}

// killedAfter lets a child act until it has acknowledged some acts, kills it a moment later (in the middle of another act, as a
// rule) and gives all that it acknowledged.
func killedAfter(t *testing.T, dir string, acts int, moment time.Duration) (texts []string) {
	t.Helper()
	return killedOnceActing(t, startChild(t, "act", dir), acts, moment)
}

func killedOnceActing(t *testing.T, c child, acts int, moment time.Duration) (texts []string) {
	t.Helper()
	for c.lines.Scan() {
		text, ok := strings.CutPrefix(c.lines.Text(), "done ")
		if !ok {
			t.Fatalf("the acting process: %q", c.lines.Text())
		}
		if texts = append(texts, text); len(texts) == acts {
			time.Sleep(moment)
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.Wait(); err == nil {
		t.Fatal("the acting process ended by itself")
	}
	return texts
}

func checkAfterKill(t *testing.T, dir string, k int, texts []string, acknowledged int) {
	t.Helper()
	d, err := Open(dir, options(&clock{morning}))
	if err != nil {
		t.Fatalf("opening after kill %d: %v", k, err)
	}
	defer d.Close()
	for _, text := range texts {
		var n int
		if err := d.readers.QueryRow("SELECT count(*) FROM scratch WHERE text = ?", text).Scan(&n); err != nil || n != 1 {
			t.Fatalf("kill %d: act %s is there %d times, %v", k, text, n, err)
		}
	}
	rows := count(t, d, "scratch")
	if rows < acknowledged {
		t.Fatalf("kill %d: %d acts of %d acknowledged ones", k, rows, acknowledged)
	}
	wantWhole(t, d, int64(rows)) // one record a row: neither without the other
}
