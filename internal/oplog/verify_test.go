package oplog

import "testing"

func TestAnUntouchedArchiveVerifies(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 100} {
		log := day(t, n)
		key := log.sealer.VerifierKey()
		anchors := []string{log.checkpointAt(int64(n / 2)).Text, log.checkpoint().Text}
		v := verify(t, log.archive(), Options{Checkpoints: anchors, TrustedKey: key})
		if !v.OK || v.Code() != "" || v.Records != int64(n) || v.Root != log.checkpoint().Root || v.Key != KeyGiven || v.Newer != 0 {
			t.Fatalf("%d records: %+v", n, v)
		}
	}
}
