package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// recording is what a counter did to its files, in order.
type recording struct {
	steps []step
	stood map[int64]stood // by the size of the log
}

// step is one thing that was done: 'W' a write, 'T' a truncation, 'S' a sync, 'A' an acknowledgement.
type step struct {
	kind   byte
	file   byte // of diskFiles
	offset int64
	data   []byte
	stood  stood
}

var diskFiles = [...]string{FileName, FileName + "-wal", FileName + "-journal"}

// sector is what a disk writes whole or not at all.
const sector = 512

// readRecording reads what was written down, and makes sure that it is all that was done: replayed it gives the file that is there.
func readRecording(t *testing.T, trace, file string) *recording {
	t.Helper()
	b, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{stood: map[int64]stood{}}
	kinds := map[byte]int{}
	for len(b) >= 14 {
		n := binary.LittleEndian.Uint32(b[10:])
		s := step{kind: b[0], file: b[1], offset: int64(binary.LittleEndian.Uint64(b[2:])), data: b[14 : 14+n]}
		b = b[14+n:]
		if s.kind == 'A' {
			var rest []byte
			if _, err := fmt.Sscanf(string(s.data), "%d %x", &s.stood.Size, &rest); err != nil {
				t.Fatal(err)
			}
			copy(s.stood.Rest[:], rest)
			r.stood[s.stood.Size] = s.stood
		}
		r.steps = append(r.steps, s)
		kinds[s.kind]++
	}
	if len(b) > 0 || kinds['A'] < 5*powerCards || kinds['W'] < kinds['A'] {
		t.Fatalf("written down: %v, %d bytes too many", kinds, len(b))
	}
	var whole []byte
	for _, s := range r.steps {
		if s.file == 0 {
			whole = s.on(whole)
		}
	}
	if there, err := os.ReadFile(file); err != nil || !bytes.Equal(there, whole) {
		t.Fatalf("what was written down gives a database of %d bytes, there are %d, %v", len(whole), len(there), err)
	}
	t.Logf("%d acts acknowledged, %d writes, %d syncs, %d truncations", kinds['A'], kinds['W'], kinds['S'], kinds['T'])
	return r
}

// on is a file after the step.
func (s step) on(file []byte) []byte {
	switch s.kind {
	case 'T':
		return grown(file, s.offset)[:s.offset]
	case 'W':
		file = grown(file, s.offset+int64(len(s.data)))
		copy(file[s.offset:], s.data)
	}
	return file
}

func grown(file []byte, length int64) []byte {
	if more := length - int64(len(file)); more > 0 {
		file = append(file, make([]byte, more)...)
	}
	return file
}

// disk is what is safe on the disk, and what waits to be written.
type disk struct {
	safe    [len(diskFiles)][]byte
	waiting [len(diskFiles)][]step
}

func (d *disk) take(s step) {
	switch s.kind {
	case 'W', 'T':
		d.waiting[s.file] = append(d.waiting[s.file], s)
	case 'S':
		for _, w := range d.waiting[s.file] {
			d.safe[s.file] = w.on(d.safe[s.file])
		}
		d.waiting[s.file] = nil
	}
}

// left is one of the states that a power cut may leave: of what waits nothing, all, a beginning, or any sectors of it,
// each file by itself.
func (d *disk) left(random *rand.Rand) (files [len(diskFiles)][]byte) {
	for i := range files {
		files[i] = bytes.Clone(d.safe[i])
		waiting, kept := d.waiting[i], 0
		mode := random.IntN(4)
		switch mode {
		case 1:
			kept = len(waiting)
		case 2:
			kept = random.IntN(len(waiting) + 1)
		}
		for _, s := range waiting[:kept] {
			files[i] = s.on(files[i])
		}
		if mode == 3 {
			for _, s := range waiting {
				files[i] = s.torn(files[i], random)
			}
		}
	}
	return files
}

// torn is a file after any part of the step.
func (s step) torn(file []byte, random *rand.Rand) []byte {
	if s.kind == 'T' {
		if random.IntN(2) == 0 {
			return file
		}
		return s.on(file)
	}
	for from := 0; from < len(s.data); from += sector {
		if random.IntN(2) == 0 {
			part := step{kind: 'W', offset: s.offset + int64(from), data: s.data[from:min(from+sector, len(s.data))]}
			file = part.on(file)
		}
	}
	return file
}

// crash is one state to be opened.
type crash struct {
	at           int // after so many steps
	files        [len(diskFiles)][]byte
	acknowledged stood
	opened       bool // the counter had the database open: its folder says so
}

type cutResult struct{ states, lost, records int }

// cut cuts the power at so many moments, and opens what is left each time.
func (r *recording) cut(t *testing.T, states int) (got cutResult) {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, uint64(states)))
	moments := map[int]int{}
	for range states {
		moments[random.IntN(len(r.steps))]++
	}
	crashes := make(chan crash)
	var found sync.Mutex
	var workers sync.WaitGroup
	for range 2 {
		dir := quickFolder(t)
		workers.Go(func() {
			for c := range crashes {
				missing := r.open(t, dir, c)
				found.Lock()
				if got.states++; missing > 0 {
					got.lost, got.records = got.lost+1, got.records+int(missing)
				}
				found.Unlock()
			}
		})
	}
	var d disk
	now := crash{}
	for i, s := range r.steps {
		if d.take(s); s.kind == 'A' {
			now.acknowledged, now.opened = s.stood, true
		}
		for range moments[i] {
			now.at, now.files = i, d.left(random)
			crashes <- now
		}
	}
	close(crashes)
	workers.Wait()
	return got
}

// quickFolder is a folder in memory where there is one: what is opened there needs no real disk.
func quickFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "madoguchi-power-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// open opens a state as the program does when it starts, checks all of it, and gives how many acknowledged records it lacks. Whatever
// else is wrong fails the test: what is there has to be what was there at that size of the log, in every table.
func (r *recording) open(t *testing.T, dir string, c crash) (missing int64) {
	_ = os.Remove(filepath.Join(dir, FileName+"-shm"))
	_ = os.Remove(filepath.Join(dir, "lock"))
	for i, name := range diskFiles {
		path := filepath.Join(dir, name)
		_ = os.Remove(path)
		if len(c.files[i]) > 0 {
			if err := os.WriteFile(path, c.files[i], 0o600); err != nil {
				t.Error(err)
			}
		}
	}
	o := options(&clock{workday.At(20, 0)})
	o.migrations = nil
	if c.opened {
		if err := os.WriteFile(filepath.Join(dir, "lock"), []byte("a terminal's folder\n"), 0o600); err != nil {
			t.Error(err)
		}
	}
	d, err := Open(dir, o)
	if err != nil {
		t.Errorf("after step %d, %d records acknowledged: opening: %v", c.at, c.acknowledged.Size, err)
		return 0
	}
	defer d.Close()
	records, err := d.CheckAll(t.Context())
	if err != nil {
		t.Errorf("after step %d, %d records acknowledged: %v", c.at, c.acknowledged.Size, err)
		return 0
	}
	now, err := whatThereIs(d)
	if want, known := r.stood[records]; err != nil || !known || now != want {
		t.Errorf("after step %d: with %d records there is not what was there, %v", c.at, records, err)
	}
	return max(0, c.acknowledged.Size-records)
}
