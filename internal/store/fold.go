package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// foldEvery is how often it is tried again to fold what was erased while somebody reads an older moment (a verification, a backup, a search).
const foldEvery = 500 * time.Millisecond

// folding folds the write-ahead log into the file after an erasing and cuts it, so that the erased bytes are in neither. It has connections of its
// own, which never wait: the writer's turn stays free, and whoever reads delays the fold, not the counter.
type folding struct {
	pool *sql.DB
	wake chan struct{} // holds one token when there is something to do
	stop context.CancelFunc
	over chan struct{}

	mu     sync.Mutex
	asked  int // erasings
	folded int // of them
}

// beginFolding makes ready; left tells that the run before may have ended before it had folded what was erased.
func (d *DB) beginFolding(left bool) {
	how := newConnector(filepath.Join(d.dir, FileName), false)
	how.settings = append([]setting{}, how.settings...)
	for i := range how.settings {
		if how.settings[i].pragma == "busy_timeout" {
			how.settings[i].set, how.settings[i].want = "0", "0"
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	f := &folding{pool: sql.OpenDB(how), wake: make(chan struct{}, 1), stop: stop, over: make(chan struct{})}
	f.pool.SetMaxOpenConns(1)
	f.pool.SetMaxIdleConns(0) // it is needed twice a month
	go f.run(ctx)
	if d.folding = f; left {
		f.fold(ctx)
	}
}

// ErasedStays tells that bytes of what was erased may still be in the files, because somebody reads an older moment of the database. It ends by
// itself; when the program ends before, with the next start.
func (d *DB) ErasedStays() bool {
	d.folding.mu.Lock()
	defer d.folding.mu.Unlock()
	return d.folding.folded < d.folding.asked
}

// foldErased folds at once when nobody reads, or leaves it to the background.
func (d *DB) foldErased(ctx context.Context) { d.folding.fold(context.WithoutCancel(ctx)) }

func (f *folding) fold(ctx context.Context) {
	f.mu.Lock()
	f.asked++
	f.mu.Unlock()
	if !f.done(ctx) {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	}
}

func (f *folding) run(ctx context.Context) {
	defer close(f.over)
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		}
		for !f.done(ctx) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(foldEvery):
			}
		}
	}
}

// done tries once.
func (f *folding) done(ctx context.Context) bool {
	f.mu.Lock()
	asked := f.asked
	f.mu.Unlock()
	if foldOnce(ctx, f.pool) != nil {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.folded = max(f.folded, asked)
	return f.folded == f.asked
}

// errFoldBusy says that somebody reads or writes: the fold did what it could and is not at its end.
var errFoldBusy = errors.New("somebody reads an older moment of the database")

// foldOnce folds without waiting: first what can be folded while others write, then the rest with the cut. SQLite does not fail when it cannot finish:
// it says so in the row that it gives.
func foldOnce(ctx context.Context, pool *sql.DB) error {
	for _, mode := range [...]string{"PASSIVE", "TRUNCATE"} {
		var busy, inLog, folded int
		if err := pool.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &inLog, &folded); err != nil {
			return fmt.Errorf("folding the write-ahead log: %w", err)
		}
		if busy != 0 {
			return errFoldBusy
		}
	}
	return nil
}

// endFolding stops it; what is not folded by then, the next start folds.
func (d *DB) endFolding() error {
	if d.folding == nil {
		return nil
	}
	d.folding.stop()
	<-d.folding.over
	return d.folding.pool.Close()
}

// everErased tells that texts of the log or personal data of cases were erased at some time: then a write-ahead log that the run before left may
// have to be folded still.
func everErased(ctx context.Context, tx *sql.Tx) (ever bool, err error) {
	const query = "SELECT EXISTS (SELECT 1 FROM erasure) OR EXISTS (SELECT 1 FROM case_erasure)"
	if err := tx.QueryRowContext(ctx, query).Scan(&ever); err != nil {
		return false, fmt.Errorf("reading whether anything was erased: %w", err)
	}
	return ever, nil
}
