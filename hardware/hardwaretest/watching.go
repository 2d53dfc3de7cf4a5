package hardwaretest

import (
	"bytes"
	"context"
	"time"

	"madoguchi/hardware"
)

func firstSnapshot(s *stage) {
	snap := s.await(s.Watch(s.ctx), "both readers, empty", func(snap hardware.Snapshot) bool {
		return snap.ServiceUp && len(snap.Readers) == 2
	})
	for _, name := range s.Names() {
		if r, there := find(snap, name); !there || r.Slot != hardware.SlotEmpty || len(r.ATR) != 0 {
			s.Errorf("reader %q: there %v, %+v", name, there, r)
		}
	}
}

func insertAndRemove(s *stage) {
	ch := s.Watch(s.ctx)
	empty := s.awaitSlot(ch, "an empty reader", hardware.SlotEmpty)
	c := s.card()
	s.must(s.Insert(s.reader, c))
	full := s.awaitSlot(ch, "the card", hardware.SlotPresent)
	if full.Count == empty.Count || !bytes.HasPrefix(full.ATR, []byte{0x3B}) {
		s.Errorf("count %d then %d, ATR %X", empty.Count, full.Count, full.ATR)
	}
	back, err := s.Remove(s.reader)
	s.must(err)
	if back != c {
		s.Errorf("another card came back")
	}
	again := s.awaitSlot(ch, "an empty reader again", hardware.SlotEmpty)
	if again.Count == full.Count || len(again.ATR) != 0 {
		s.Errorf("count %d then %d, ATR %X", full.Count, again.Count, again.ATR)
	}
}

func quickSwap(s *stage) {
	ch := s.Watch(s.ctx)
	s.must(s.Insert(s.reader, s.card()))
	first := s.awaitSlot(ch, "the first card", hardware.SlotPresent)
	s.must(s.Swap(s.reader, s.card()))
	s.await(ch, "the second card", func(snap hardware.Snapshot) bool {
		r, _ := find(snap, s.reader)
		return r.Slot == hardware.SlotPresent && r.Count != first.Count
	})
}

func upsideDown(s *stage) {
	ch := s.Watch(s.ctx)
	s.must(s.Insert(s.reader, s.card()))
	s.awaitSlot(ch, "a card", hardware.SlotPresent)
	s.must(s.TurnOver(s.reader))
	s.awaitSlot(ch, "a mute card", hardware.SlotMute)
	_, err := s.Open(s.ctx, s.reader)
	s.wantFault(err, hardware.CardMute)
	s.must(s.TurnOver(s.reader))
	s.awaitSlot(ch, "the card well again", hardware.SlotPresent)
	s.opened()
}

func unplugAndPlug(s *stage) {
	ch := s.Watch(s.ctx)
	s.awaitSlot(ch, "the reader", hardware.SlotEmpty)
	s.must(s.Unplug(s.reader))
	s.await(ch, "one reader less", func(snap hardware.Snapshot) bool {
		_, there := find(snap, s.reader)
		return snap.ServiceUp && !there && len(snap.Readers) == 1
	})
	_, err := s.Open(s.ctx, s.reader)
	s.wantFault(err, hardware.NoReader)
	other := s.Names()[1]
	s.must(s.Unplug(other))
	s.await(ch, "no reader at all", func(snap hardware.Snapshot) bool { return snap.ServiceUp && len(snap.Readers) == 0 })
	s.must(s.Plug(s.reader))
	s.must(s.Plug(other))
	s.must(s.Insert(s.reader, s.card()))
	s.awaitSlot(ch, "the reader with a card", hardware.SlotPresent)
	s.opened()
}

func serviceDies(s *stage) {
	ch := s.Watch(s.ctx)
	s.await(ch, "the readers", func(snap hardware.Snapshot) bool { return len(snap.Readers) == 2 })
	s.StopService()
	s.await(ch, "no service", func(snap hardware.Snapshot) bool { return !snap.ServiceUp && len(snap.Readers) == 0 })
	_, err := s.Open(s.ctx, s.reader)
	s.wantFault(err, hardware.ServiceMissing)
	s.StartService()
	s.await(ch, "the readers again", func(snap hardware.Snapshot) bool { return snap.ServiceUp && len(snap.Readers) == 2 })
	s.must(s.Insert(s.reader, s.card()))
	s.awaitSlot(ch, "a card", hardware.SlotPresent)
	s.opened()
}

func slowWatcher(s *stage) {
	slow, quick := s.Watch(s.ctx), s.Watch(s.ctx)
	s.awaitSlot(quick, "an empty reader", hardware.SlotEmpty)
	var last hardware.Reader
	for range 3 {
		s.must(s.Insert(s.reader, s.card()))
		last = s.awaitSlot(quick, "a card", hardware.SlotPresent)
		_, err := s.Remove(s.reader)
		s.must(err)
		last = s.awaitSlot(quick, "an empty reader", hardware.SlotEmpty)
	}
	// what waits for the slow one is at most one snapshot, and none older than the last
	snap := s.await(slow, "any snapshot", func(hardware.Snapshot) bool { return true })
	if r, _ := find(snap, s.reader); r.Count != last.Count || r.Slot != hardware.SlotEmpty {
		s.Errorf("the slow watcher got %+v, the newest is %+v", r, last)
	}
}

func watchEnds(s *stage) {
	ctx, cancel := context.WithCancel(s.ctx)
	ch := s.Watch(ctx)
	cancel()
	end := time.After(patience)
	for {
		select {
		case _, open := <-ch:
			if !open {
				return
			}
		case <-end:
			s.Fatal("the channel stays open after its context ended")
		}
	}
}
