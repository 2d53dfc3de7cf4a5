package store

import (
	"crypto/rand"
	"errors"
	"testing"

	"madoguchi/internal/juki"
	"madoguchi/internal/oplog"
)

// What is read for the central server is what the archive would hold, under heads that this terminal signs for any past size.
func TestLeavesForTheCentralServer(t *testing.T) {
	now := clock{at: morning}
	d, err := Open(t.TempDir(), Options{Now: now.now, Rand: rand.Reader, Keys: FileKey(t.TempDir() + "/key"), Origin: "28225.madoguchi/terminal-01"})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	whole := oplog.Frontier{}
	for range 100 {
		if err := d.Record(t.Context(), oplog.Record{Time: now.at, Event: oplog.LoginSucceeded, Operator: "S001", Values: []oplog.Value{oplog.Post(juki.Operator)}}); err != nil {
			t.Fatal(err)
		}
	}
	read := int64(0)
	for _, part := range []struct{ count, bytes, want int }{{0, 0, 0}, {1, 0, 1}, {30, 1 << 20, 30}, {30, 10, 1}, {30, 500, 5}, {1000, 1 << 20, 63}, {10, 1 << 20, 0}} {
		leaves, head, err := d.Leaves(t.Context(), read, part.count, part.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if len(leaves) != part.want {
			t.Errorf("from %d, %d records or %d bytes: got %d", read, part.count, part.bytes, len(leaves))
		}
		for _, l := range leaves {
			sealed, err := oplog.Seal(read, &whole, mustDecode(t, l.Payload), l.Salt)
			if err != nil {
				t.Fatal(err)
			}
			if l.Seq != read || l.FirstNode != sealed.FirstNode || l.Nodes[0] != sealed.Nodes[0] {
				t.Fatalf("record %d is not as it was sealed", read)
			}
			if err := whole.Advance(sealed); err != nil {
				t.Fatal(err)
			}
			read++
		}
		root, err := whole.Root()
		signed, signedErr := oplog.OpenCheckpoint(head.Text, d.VerifierKey())
		if err := errors.Join(err, signedErr); err != nil || signed.Size != read || signed.Root != root {
			t.Errorf("the head of %d records: %v", read, err)
		}
	}
	if _, _, err := d.Leaves(t.Context(), 101, 0, 0); err == nil {
		t.Error("a head of more records than there are")
	}
}

func mustDecode(t *testing.T, payload []byte) oplog.Record {
	t.Helper()
	r, err := oplog.DecodeRecord(payload)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
