package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"madoguchi/internal/juki"
)

// What lies far behind the end of the log is not looked at before work begins. The check beside the work finds it, and from then on no act is
// done: the counter closes, and the next check of the next start finds the same.
func TestDamageFarBehindIsFoundBesideTheWork(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(t *testing.T, dir string){
		"a page overwritten": func(t *testing.T, dir string) {
			path := filepath.Join(dir, FileName)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			pages := len(text) / 4096
			copy(text[pages/2*4096:], make([]byte, 4096))
			writeDatabase(t, dir, text)
		},
		"a text changed": func(t *testing.T, dir string) {
			changeUnguarded(t, dir, `UPDATE record SET payload = replace(payload, 'S001', 'S002'), operator = 18003 WHERE seq = 100`)
		},
		"a hash above the records changed": func(t *testing.T, dir string) {
			changeUnguarded(t, dir, `UPDATE node SET hash = zeroblob(32) WHERE i = (SELECT min(i) FROM node)`)
		},
		"filed under another operator": func(t *testing.T, dir string) {
			changeUnguarded(t, dir, `UPDATE record SET operator = 18010 WHERE seq = 100`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, _ := longDatabase(t, 3, 1000)
			damage(t, dir)
			for range 2 {
				c := &clock{morning.AddDate(0, 0, 3)}
				d, err := Open(dir, options(c))
				if err != nil {
					t.Fatalf("opening: %v", err)
				}
				if err := d.act(t.Context(), scratchAct("a")); err != nil {
					t.Errorf("an act before the check: %v", err)
				}
				_, err = d.CheckBeside(t.Context())
				wantOutcome(t, err, juki.DatabaseCorrupt)
				wantOutcome(t, d.act(t.Context(), scratchAct("b")), juki.DatabaseCorrupt)
				wantOutcome(t, d.act(Finishing(t.Context()), scratchAct("c")), juki.DatabaseCorrupt)
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// The check reads one moment: acts go on beside it, and a sound database stays one.
func TestASoundDatabaseIsCheckedBesideTheWork(t *testing.T) {
	dir, _ := longDatabase(t, 2, 600)
	c := &clock{morning.AddDate(0, 0, 2)}
	d, err := Open(dir, options(c))
	if err != nil {
		t.Fatal(err)
	}
	checked := make(chan error, 1)
	go func() {
		_, err := d.CheckBeside(context.Background())
		checked <- err
	}()
	for acts := 0; ; acts++ {
		if err := d.act(t.Context(), scratchAct("a")); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-checked:
			if err != nil {
				t.Errorf("after %d acts: %v", acts, err)
			}
			if n, err := d.CheckBeside(t.Context()); err != nil || n != int64(1200+acts+1) {
				t.Errorf("%d records: %v", n, err)
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}

// A program that ends does not wait for the check, and one that was broken off condemns nothing.
func TestACheckThatIsBrokenOff(t *testing.T) {
	dir, _ := longDatabase(t, 3, 2000)
	d, err := Open(dir, options(&clock{morning.AddDate(0, 0, 3)}))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for after := range 60 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(after)*time.Millisecond)
		if _, err := d.CheckBeside(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %d ms: %v", after, err)
		}
		cancel()
	}
	if err := d.act(t.Context(), scratchAct("a")); err != nil {
		t.Error(err)
	}
}

// After a kill the end of the log is looked at further back, before work begins.
func TestAfterAKillMoreIsCheckedBeforeWorkBegins(t *testing.T) {
	dir, _ := longDatabase(t, 2, 1500)
	changeUnguarded(t, dir, `UPDATE record SET operator = 18010 WHERE seq = 100`)
	c := &clock{morning.AddDate(0, 0, 2)}
	d, err := Open(dir, options(c))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.act(t.Context(), scratchAct("a")); err != nil {
		t.Fatal(err)
	}
	killed := t.TempDir() // what a kill leaves: the file with its write-ahead log
	for _, name := range []string{FileName, FileName + "-wal", "lock"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(killed, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(killed, options(c))
	wantOutcome(t, err, juki.DatabaseCorrupt)
	openScratchAt(t, dir, c)
}

func openScratchAt(t *testing.T, dir string, c *clock) {
	t.Helper()
	d, err := Open(dir, options(c))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
