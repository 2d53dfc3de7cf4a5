package central_test

import (
	"testing"
	"time"
)

func TestALogIsUploadedOnceHoweverOftenItIsSent(t *testing.T) {
	city := newCity(t, sharedServer(t))
	x := city.newTerminal()
	x.work(t, 120, noon)
	x.upload(t, "")
	city.stored(x, 121) // with the record that the upload began
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}

	// Nothing but the record of the upload's own end is left, and that alone starts no upload.
	for range 3 {
		x.upload(t, "")
	}
	city.stored(x, 121)
	if got := events(x.memoryLog); got != "begun ended" {
		t.Errorf("recorded: %s", got)
	}

	x.work(t, 7, noon.Add(4*time.Hour))
	p := x.upload(t, "")
	city.stored(x, 130)
	if p.Stored != 130 || p.Size != 130 || p.Skew.Abs() > time.Minute {
		t.Errorf("told %+v", p)
	}
}
