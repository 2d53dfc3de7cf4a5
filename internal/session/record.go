package session

import (
	"context"
	"slices"
	"time"

	"madoguchi/internal/oplog"
)

// record writes what waits, whenever the session wakes it, until ctx ends; then once more.
func (s *Service) record(ctx context.Context) {
	for {
		select {
		case <-s.wake:
			_ = s.flush(ctx) // what could not be written waits for the next act, which needs it written
		case <-ctx.Done():
			_ = s.flush(context.WithoutCancel(ctx))
			return
		}
	}
}

// flush writes the records that wait.
func (s *Service) flush(ctx context.Context) error {
	s.acting.Lock()
	defer s.acting.Unlock()
	s.mu.Lock()
	idle := len(s.pending) == 0
	s.mu.Unlock()
	if idle {
		return nil
	}
	return s.act(ctx, func(Tx) error { return nil })
}

// act runs one change of the register in a transaction together with the records that wait, so that the log keeps the
// order in which things happened, and a lock that could not be recorded stops the next act (第13条: no record, no act).
// s.acting is held, s.mu is not.
func (s *Service) act(ctx context.Context, change func(Tx) error) error {
	s.mu.Lock()
	waiting := s.pending[:len(s.pending):len(s.pending)]
	s.mu.Unlock()
	if err := s.write(ctx, waiting, change); err != nil {
		return err
	}
	s.mu.Lock()
	s.pending = s.pending[len(waiting):]
	s.mu.Unlock()
	return nil
}

// write is the transaction itself: waiting records first.
func (s *Service) write(ctx context.Context, waiting []oplog.Record, change func(Tx) error) error {
	return s.deps.Book.Act(ctx, func(tx Tx) error {
		if err := appendAll(tx, notAhead(waiting, s.deps.Now())); err != nil {
			return err
		}
		return change(tx)
	})
}

// notAhead gives records that waited while the clock was set back the time of their writing: a record ahead of the clock is
// refused, and with it every act after it.
func notAhead(waiting []oplog.Record, now time.Time) []oplog.Record {
	records := slices.Clone(waiting)
	for i := range records {
		if records[i].Time.After(now) {
			records[i].Time = now
		}
	}
	return records
}

func appendAll(tx Tx, records []oplog.Record) error {
	for _, r := range records {
		if err := tx.Append(r); err != nil {
			return err
		}
	}
	return nil
}
