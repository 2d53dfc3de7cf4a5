package session

import "context"

// change is something that happened, as the table of the situation it meets has it. It carries its own time.
type change func(situation) step

// changeLocked is for what nothing may hold up: in force at once, recorded by the recorder; s.mu is held. While a step is
// being written it is kept besides, to be seen once more from where that step leads.
func (s *Service) changeLocked(c change) {
	if s.enacting {
		s.meanwhile = append(s.meanwhile, c)
	}
	s.takeLocked(c)
	s.publish()
}

// takeLocked takes the situation and the records of a change; s.mu is held.
func (s *Service) takeLocked(c change) {
	st := c(s.now)
	s.now = st.next
	if len(st.records) > 0 {
		s.pending = append(s.pending, st.records...)
		s.wakeRecorder()
	}
}

// enact writes a step that is in force only once it is written (第13条: no record, no act), after what waits, with edit in the
// same transaction; then says what else changes with it. s.acting and s.mu are held. s.mu is let go of while it is written: a
// lock, a pulled card and the emergency key wait for no disk (第14条第8項, 第24条).
//
// What happened meanwhile came after the step, by its time and in the log, so it is seen again from there: a login whose
// write ends after a lock ends locked, and nobody is shown the open screen in between. When the write fails, it has happened
// to the situation that there was.
func (s *Service) enact(ctx context.Context, st step, edit func(Tx) error, then func()) error {
	s.enacting = true
	err := s.writeUnlocked(ctx, st, edit)
	later := s.meanwhile
	s.enacting, s.meanwhile = false, nil
	if err != nil {
		return err
	}
	s.now, s.pending = st.next, nil // what was pending is written, or comes again below
	then()
	for _, c := range later {
		s.takeLocked(c)
	}
	s.publish()
	return nil
}

// writeUnlocked is the transaction of enact; s.mu is held before and after it.
func (s *Service) writeUnlocked(ctx context.Context, st step, edit func(Tx) error) error {
	waiting := s.pending[:len(s.pending):len(s.pending)]
	s.mu.Unlock()
	defer s.mu.Lock()
	return s.write(ctx, waiting, func(tx Tx) error {
		if err := edit(tx); err != nil {
			return err
		}
		return appendAll(tx, st.records)
	})
}
