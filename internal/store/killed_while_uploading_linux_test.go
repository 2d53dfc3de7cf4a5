package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/internal/central"
	"madoguchi/internal/central/centraltest"
)

// What a counter that uploads while it works is told; the settings lie in its folder.
const uploadingFolder = "STORE_TEST_UPLOADING_FOLDER"

const uploadingTerminal = "terminal-01"

// TestUploadingChild is a counter that acts and uploads at the same time, until it is killed.
func TestUploadingChild(t *testing.T) {
	dir := os.Getenv(uploadingFolder)
	if dir == "" {
		t.Skip("only for the test that starts it")
	}
	d, err := Open(filepath.Join(dir, "data"), realTime())
	if err != nil {
		fmt.Println("refused", err)
		return
	}
	url, err := os.ReadFile(filepath.Join(dir, "url"))
	if err != nil {
		fmt.Println("refused", err)
		return
	}
	go central.NewUploader(uploadingSettings(dir, string(url)), d, time.Now).Run(t.Context())
	for k := 0; ; k++ {
		text := fmt.Sprintf("%d-%d", os.Getpid(), k)
		err := d.act(context.Background(), func(tx *Tx) error {
			if _, err := tx.exec("INSERT INTO scratch (text) VALUES (?)", text); err != nil {
				return err
			}
			return tx.Append(sampleRecordAt(tx.now()))
		})
		if err != nil {
			fmt.Println("refused", err)
			return
		}
		fmt.Println("done", text)
	}
}

// realTime are options with the machine's clock: a server's certificate is judged by it.
func realTime() Options {
	o := options(&clock{})
	o.Now = time.Now
	return o
}

func uploadingSettings(dir, url string) central.Settings {
	return central.Settings{URL: url, Cert: filepath.Join(dir, "cert"), Key: filepath.Join(dir, "key"), CA: filepath.Join(dir, "ca"), Every: time.Millisecond}
}

// uploadingCounter is a folder for that counter, and the server it uploads to.
type uploadingCounter struct {
	*testing.T
	dir    string
	server *centraltest.Server
}

func newUploadingCounter(t *testing.T) *uploadingCounter {
	t.Helper()
	server, err := centraltest.New(nil)
	if errors.Is(err, centraltest.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	u := &uploadingCounter{t, t.TempDir(), server}
	u.must(err)
	t.Cleanup(func() { _ = server.Close() })
	cert, key, err := server.CA.Issue(uploadingTerminal)
	u.must(err)
	for name, from := range map[string]string{"cert": cert, "key": key, "ca": server.CA.File()} {
		text, err := os.ReadFile(from)
		u.must(err)
		u.must(os.WriteFile(filepath.Join(u.dir, name), text, 0o600))
	}
	u.must(os.WriteFile(filepath.Join(u.dir, "url"), []byte("postgres://"+uploadingTerminal+"@"+server.Address()+"/postgres"), 0o600))
	u.open(func(d *DB) {
		o := u.owner()
		defer o.Close(context.Background())
		u.must(o.Init(t.Context()))
		u.must(o.AddTerminal(t.Context(), uploadingTerminal, d.VerifierKey()))
	})
	return u
}

func (u *uploadingCounter) must(err error) {
	u.Helper()
	if err != nil {
		u.Fatal(err)
	}
}

func (u *uploadingCounter) owner() *central.Owner {
	u.Helper()
	o, err := central.OpenOwner(u.Context(), u.server.OwnerURL("postgres"))
	u.must(err)
	return o
}

func (u *uploadingCounter) open(f func(*DB)) {
	u.Helper()
	d, err := Open(filepath.Join(u.dir, "data"), realTime())
	u.must(err)
	defer d.Close()
	f(d)
}

// onTheServer is how many records the server has, every one of them hashed again and the last one held against the terminal's own log.
func (u *uploadingCounter) onTheServer(d *DB) int64 {
	u.Helper()
	o := u.owner()
	defer o.Close(context.Background())
	verdicts, err := o.Verify(u.Context(), nil)
	u.must(err)
	size := verdicts[0].Size
	_, own, err := d.Leaves(u.Context(), size, 0, 0)
	u.must(err)
	if verdicts, err = o.Verify(u.Context(), []string{own.Text}); err != nil || len(verdicts) != 1 || verdicts[0].Problem != central.NoProblem || verdicts[0].Anchors != 1 {
		u.Fatalf("the server's %d records: %+v, %v", size, verdicts, err)
	}
	return size
}

// A counter that uploads while it works is killed 50 times, in the middle of both: nothing that it acknowledged is lost, here or
// there, and nothing is there twice.
func TestKilledWhileActingAndUploadingNothingIsLostOrSentTwice(t *testing.T) {
	t.Parallel()
	kills := 50
	if testing.Short() {
		kills = 5
	}
	u := newUploadingCounter(t)
	random := rand.New(rand.NewPCG(50, 4))
	acknowledged, before, grew := 0, int64(0), 0
	for k := range kills {
		texts := u.killed(5+random.IntN(60), time.Duration(random.IntN(3000))*time.Microsecond)
		acknowledged += len(texts)
		u.open(func(d *DB) {
			for _, text := range texts {
				var n int
				if err := d.readers.QueryRow("SELECT count(*) FROM scratch WHERE text = ?", text).Scan(&n); err != nil || n != 1 {
					t.Fatalf("kill %d: act %s is there %d times, %v", k, text, n, err)
				}
			}
			if rows := count(t, d, "scratch"); rows < acknowledged || rows > acknowledged+k+1 {
				t.Fatalf("kill %d: %d acts, %d were acknowledged", k, rows, acknowledged)
			}
			if _, err := d.CheckAll(t.Context()); err != nil {
				t.Fatalf("kill %d: %v", k, err)
			}
			now := u.onTheServer(d)
			if now < before {
				t.Fatalf("kill %d: the server had %d records and has %d", k, before, now)
			}
			if now > before {
				grew++
			}
			before = now
		})
	}
	if grew < kills/4 {
		t.Errorf("the server got something between %d of %d kills only: they did not meet uploads", grew, kills)
	}
	u.open(func(d *DB) {
		url, err := os.ReadFile(filepath.Join(u.dir, "url"))
		u.must(err)
		p, err := (&central.Client{Settings: uploadingSettings(u.dir, string(url)), Log: d, Now: time.Now}).Upload(t.Context())
		u.must(err)
		if there := u.onTheServer(d); there != p.Size {
			t.Errorf("in the end the server has %d records of %d", there, p.Size)
		}
	})
	t.Logf("%d kills, %d acknowledged acts, %d records on the server; it grew between %d kills", kills, acknowledged, before, grew)
}

// killed lets the counter act until it has acknowledged some acts, kills it a moment later, and gives all that it acknowledged.
func (u *uploadingCounter) killed(acts int, moment time.Duration) (texts []string) {
	u.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestUploadingChild$")
	c.Env = append(os.Environ(), uploadingFolder+"="+u.dir)
	return killedOnceActing(u.T, begin(u.T, c), acts, moment)
}
