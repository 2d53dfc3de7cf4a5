package counter_test

import (
	"testing"

	"madoguchi/internal/counter"
	"madoguchi/internal/oplog"
	"madoguchi/internal/store"
)

// Every conversation with the resident's card stands in the log, with its end and how many commands it took (通信履歴,
// 第12条第2項), also one that a foreign card ended; and so does the showing of the person (第19条第3号).
func TestEveryCommunicationAndDisplayIsRecorded(t *testing.T) {
	s := newScene(t)
	h := s.start()
	s.upTo(h, counter.InsertDue)
	s.must(s.readers.Insert(customerReader, s.newCard("490000000000002", "20360401", "28225")))
	s.wait("refuse the other card", func() bool { return has(s.events(), oplog.HandoverCardRefused) == 1 })
	_, err := s.readers.Remove(customerReader)
	s.must(err)
	s.upTo(h, counter.HandoverDone)

	var begun, ended int
	lines, err := s.db.LogTail(s.ctx, 1000, store.LogFilter{Case: s.case1})
	s.must(err)
	for _, l := range lines {
		switch l.Record.Event {
		case oplog.CardSessionBegun:
			begun++
		case oplog.CardSessionEnded:
			ended++
			commands, _ := l.Record.Value(oplog.FieldCommands)
			if _, refused := l.Record.Value(oplog.FieldCode); commands.Text() == "0" || l.Record.Operator != clerkID || refused != (ended == 3) {
				t.Errorf("record %d: %s, %v", l.Seq, commands.Text(), l.Record.Values)
			}
		}
	}
	if begun != 3 || ended != 3 { // the other card, this case's card, its PINs
		t.Errorf("%d begun, %d ended", begun, ended)
	}
	if has(s.events(), oplog.PersonDisplayed) != 1 {
		t.Error("the display is not recorded")
	}
}
