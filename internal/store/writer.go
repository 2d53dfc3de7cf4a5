package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writer is the one connection that writes, with its prepared statements. Who holds the turn uses it.
type writer struct {
	pool  *sql.DB
	conn  *sql.Conn
	turn  chan struct{} // holds one token while nobody writes
	stmts map[string]*sql.Stmt
}

func openWriter(path string) (*writer, error) {
	pool := sql.OpenDB(newConnector(path, false))
	pool.SetMaxOpenConns(1)
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the writing connection: %w", err), pool.Close())
	}
	w := &writer{pool: pool, conn: conn, turn: make(chan struct{}, 1), stmts: map[string]*sql.Stmt{}}
	w.turn <- struct{}{}
	return w, nil
}

// begin waits for the turn and opens a transaction. From here on the context no longer counts: an act that has begun
// is either committed or refused, never left half known.
func (w *writer) begin(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case _, open := <-w.turn:
		if !open {
			return errors.New("the database is closed")
		}
	}
	if _, err := w.exec("BEGIN IMMEDIATE"); err != nil {
		w.pass()
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	return nil
}

// pass gives the turn to the next.
func (w *writer) pass() { w.turn <- struct{}{} }

func (w *writer) commit() error {
	if _, err := w.exec("COMMIT"); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// rollback ends a transaction that was not committed, also one whose COMMIT failed. It may fail itself: after some
// errors (disk full) SQLite has rolled back already.
func (w *writer) rollback() { _, _ = w.conn.ExecContext(context.Background(), "ROLLBACK") }

func (w *writer) exec(query string, args ...any) (sql.Result, error) {
	s, err := w.prepared(query)
	if err != nil {
		return nil, err
	}
	return s.Exec(args...)
}

func (w *writer) prepared(query string) (*sql.Stmt, error) {
	if s, ok := w.stmts[query]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("preparing a statement: %w", err)
	}
	w.stmts[query] = s
	return s, nil
}

// close waits for the act under way, then folds the write-ahead log into the file and truncates it.
func (w *writer) close() error {
	if _, open := <-w.turn; !open {
		return nil
	}
	close(w.turn)
	for _, s := range w.stmts {
		_ = s.Close()
	}
	_, folding := w.conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return errors.Join(folding, w.conn.Close(), w.pool.Close())
}
