package oplog

import (
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// The frontier must agree with tlog's own full node table at every size.
func TestTheFrontierAgreesWithTheWholeTree(t *testing.T) {
	log := newLog(t)
	var f Frontier
	for size := int64(0); size <= 300; size++ {
		got, err := f.Root()
		want, wantErr := tlog.TreeHash(size, log)
		if err != nil || wantErr != nil || got != want || f.Size() != size {
			t.Fatalf("size %d: %v %v, %v %v", size, got, err, want, wantErr)
		}
		loaded, err := LoadFrontier(size, log)
		if again, rootErr := loaded.Root(); err != nil || rootErr != nil || again != want {
			t.Fatalf("size %d loaded: %v %v", size, err, rootErr)
		}
		if loaded != f {
			t.Fatalf("size %d: the loaded frontier is another one", size)
		}
		salt := Salt{byte(size)}
		leaf, err := sealPayload(size, &loaded, []byte(examplePayload), salt)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Advance(leaf); err != nil {
			t.Fatal(err)
		}
		log.appendSalted([]byte(examplePayload), salt)
	}
}

func TestTheFrontierTakesOnlyTheNextRecord(t *testing.T) {
	var f Frontier
	leaf, err := sealPayload(0, &f, []byte(examplePayload), Salt{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Advance(leaf); err != nil {
		t.Fatal(err)
	}
	if err := f.Advance(leaf); err == nil {
		t.Error("the same record was taken twice")
	}
	if _, err := f.ReadHashes([]int64{5}); err == nil {
		t.Error("a node that is not on the frontier was read")
	}
}

// Checkpoints that tlog can prove to be of one log are those that Verify takes as anchors.
func TestAnchorsAgreeWithConsistencyProofs(t *testing.T) {
	log := day(t, 40)
	archive := log.archive()
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.Int64Range(1, 40).Draw(r, "size")
		anchor := log.checkpointAt(size)
		proof, err := tlog.ProveTree(40, size, log)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(proof, 40, log.checkpoint().Root, size, anchor.Root); err != nil {
			t.Fatal(err)
		}
		if v := verify(t, archive, Options{Checkpoints: []string{anchor.Text}}); !v.OK {
			t.Fatalf("%+v", v)
		}
		other := day(t, 0)
		other.append(Record{Time: morning, Event: PadPlaced})
		for range size - 1 {
			other.append(Record{Time: morning, Event: PadPlaced})
		}
		if v := verify(t, archive, Options{Checkpoints: []string{other.checkpoint().Text}}); v.Problem != AnchorDiffers {
			t.Fatalf("%+v", v)
		}
	})
}
