package photo_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"madoguchi/hardware"
	"madoguchi/internal/photo"
)

// The proof of erasure (第22条第2号): photo acts run in a child process whose data folder, temporary folder and working folder lie on a file
// system of their own; it is killed in the middle again and again. Afterwards the raw image of the file system is searched for every sample
// picture: as it was scanned, as it was drawn small, and as a JPEG. The child's memory is searched the same way.

const (
	proofDir  = "MADOGUCHI_PHOTO_PROOF"      // the child's folder
	proofKeep = "MADOGUCHI_PHOTO_PROOF_KEEP" // what the control run keeps: "file" or "memory"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(proofDir); dir != "" {
		if err := proofChild(dir, os.Getenv(proofKeep), os.Stdin); err != nil {
			fmt.Println("failed:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// keptPicture is what the control run forgets to wipe.
var keptPicture any

// proofChild does the acts that stand in commands, a line each: the sample, and how the act ends. It answers each with a line.
func proofChild(dir, keep string, commands *os.File) error {
	t := &childT{}
	s := openScene(t, dir)
	if found, _ := filepath.Glob(filepath.Join(dir, "arrived")); found == nil {
		s.arrive()
		if err := os.WriteFile(filepath.Join(dir, "arrived"), nil, 0o600); err != nil {
			return err
		}
	}
	s.cases()
	if err := photo.Recover(context.Background(), s.db.Photos(), s.now()); err != nil {
		return err
	}
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		var sample int
		var end string
		if _, err := fmt.Sscan(lines.Text(), &sample, &end); err != nil {
			return err
		}
		if err := proofAct(s, sample, end, keep); err != nil {
			return err
		}
		if end == "settle" {
			debug.FreeOSMemory() // a garbage collection at least: what nobody holds may be anywhere
		}
		fmt.Println("done", sample, end)
	}
	return lines.Err()
}

// proofAct is one photo act of the child.
func proofAct(s *scene, sample int, end, keep string) error {
	ctx := context.Background()
	if end == "settle" {
		return nil
	}
	s.scanner.sample, s.scanner.given = sample, nil
	a, err := s.photos.Begin(ctx, s.adult, func() {})
	if err != nil {
		return err
	}
	s.upTo(a, photo.Framing)
	s.scanner.given = nil // the driver's slice is not what is proved
	shown := image.NewRGBA(image.Rect(0, 0, 266, 330))
	if !a.PaintSheet(shown) || !a.PaintCut(shown) {
		return errors.New("nothing to paint")
	}
	if keep == "memory" {
		keptPicture = photo.KeepForProof(a)
	}
	if keep == "file" {
		if err := os.WriteFile(filepath.Join(s.dir, "forgotten.png"), photo.KeepForProof(a), 0o600); err != nil {
			return err
		}
	}
	clear(shown.Pix) // as the window does
	switch end {
	case "register":
		s.upTo(a, photo.Registered)
	case "cancel":
		err = a.Cancel(ctx)
	case "lock":
		s.photos.Follow(photo.Presence{Operator: clerkID, Locked: true, Idle: true})
		s.untilState(a, photo.Cancelled)
	case "leave":
		a.Close()
	case "kill-framing", "kill-compare":
		if end == "kill-compare" {
			s.upTo(a, photo.CompareDue)
		}
		fmt.Println("in hand", sample)
		select {} // the parent kills
	}
	a.Close()
	return err
}

// childT is a testing.TB for the child, where there is none.
type childT struct{ testing.TB }

func (*childT) Helper()                   {}
func (*childT) Cleanup(func())            {}
func (*childT) Fatal(a ...any)            { panic(fmt.Sprint(a...)) }
func (*childT) Fatalf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }
func (*childT) Error(a ...any)            { panic(fmt.Sprint(a...)) }
func (*childT) Errorf(f string, a ...any) { panic(fmt.Sprintf(f, a...)) }

// child is a running child.
type child struct {
	cmd *exec.Cmd
	in  *os.File
	out *bufio.Scanner
}

func startChild(t *testing.T, dir, temp, keep string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), proofDir+"="+dir, proofKeep+"="+keep, "TMPDIR="+temp)
	cmd.Dir, cmd.Stderr = temp, os.Stderr
	in, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin = in
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	return &child{cmd, w, bufio.NewScanner(out)}
}

// do sends one act and waits for its answer; a killed one is dead afterwards.
func (c *child) do(t *testing.T, sample int, end string) {
	t.Helper()
	fmt.Fprintln(c.in, sample, end)
	if !c.out.Scan() {
		t.Fatal("the child ended before its time")
	}
	want := "done"
	if strings.HasPrefix(end, "kill") {
		want = "in hand"
		defer c.kill()
	}
	if !strings.HasPrefix(c.out.Text(), want) {
		t.Fatalf("the child says %q", c.out.Text())
	}
}

func (c *child) kill() {
	_ = c.cmd.Process.Signal(syscall.SIGKILL)
	_ = c.cmd.Wait()
	_ = c.in.Close()
}

// end lets the child end by itself.
func (c *child) end(t *testing.T) {
	t.Helper()
	_ = c.in.Close()
	if err := c.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// needle is 64 bytes of a picture and what they are of.
type needles struct {
	of map[[64]byte]string
	by map[uint64]bool // the first eight bytes, to pass over the rest quickly
}

// add takes 64 bytes from every 512 of a picture, with every alignment a search meets, but plain ones: white ground stands everywhere.
func (n *needles) add(what string, data []byte) {
	for at := 0; at+64 <= len(data); at += 512 {
		var b [64]byte
		copy(b[:], data[at:])
		different := map[byte]bool{}
		for _, c := range b {
			different[c] = true
		}
		if len(different) >= 12 {
			n.of[b] = what
			n.by[binary.LittleEndian.Uint64(b[:8])] = true
		}
	}
}

// find gives what was found, each kind once.
func (n *needles) find(data []byte, found map[string]int) {
	for i := 0; i+64 <= len(data); i++ {
		if n.by[binary.LittleEndian.Uint64(data[i:])] {
			if what, is := n.of[[64]byte(data[i:i+64])]; is {
				found[what]++
			}
		}
	}
}

// sampleNeedles are those of every sample: as scanned, as drawn small for a screen, and as JPEG of the whole scan and of the cut.
func sampleNeedles(t *testing.T) *needles {
	t.Helper()
	n := &needles{map[[64]byte]string{}, map[uint64]bool{}}
	for i := range samples {
		scan := image.NewNRGBA(image.Rectangle{Max: photo.Area().Pixels()})
		drawSample(scan, i)
		n.add(fmt.Sprintf("pixels of %d", i), scan.Pix)
		var whole bytes.Buffer
		if err := jpeg.Encode(&whole, scan, &jpeg.Options{Quality: 92}); err != nil {
			t.Fatal(err)
		}
		n.add(fmt.Sprintf("JPEG of %d", i), whole.Bytes())
		sheet, cut, jpg := photo.Renditions(&hardware.Scan{Image: scan, DPI: photo.Area().DPI}, 266, 330)
		n.add(fmt.Sprintf("screen copy of %d", i), sheet)
		n.add(fmt.Sprintf("screen copy of the cut of %d", i), cut)
		n.add(fmt.Sprintf("registered JPEG of %d", i), jpg)
	}
	return n
}

// endings are how the acts of the proof end, in turn; 50 in all.
func endings() []string {
	cycle := []string{"register", "cancel", "kill-framing", "register", "lock", "kill-compare", "register", "leave", "register", "cancel"}
	var all []string
	for range 5 {
		all = append(all, cycle...)
	}
	return all
}

func TestNoBlockOfAnyPhotoIsLeftOnTheDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	n := sampleNeedles(t)
	image := newLoopImage(t)
	dir, temp := image.folders(t)
	var c *child
	for i, end := range endings() {
		if c == nil {
			c = startChild(t, dir, temp, "")
		}
		c.do(t, i, end)
		if strings.HasPrefix(end, "kill") {
			c = nil
		}
	}
	if c != nil {
		c.end(t)
	}
	image.unmount(t)
	if found := image.search(t, n); len(found) > 0 {
		t.Errorf("the disk still has %v", found)
	}
}

// The search finds what is there: one file that was written once is enough, also after it was deleted.
func TestTheSearchOfTheDiskFindsOneForgottenFile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	n := sampleNeedles(t)
	image := newLoopImage(t)
	dir, temp := image.folders(t)
	c := startChild(t, dir, temp, "file")
	c.do(t, 5, "cancel")
	c.end(t)
	syscall.Sync()
	if err := os.Remove(filepath.Join(dir, "forgotten.png")); err != nil {
		t.Fatal(err)
	}
	image.unmount(t)
	if found := image.search(t, n); found["pixels of 5"] == 0 || len(found) != 1 {
		t.Errorf("the search found %v", found)
	}
}

func TestNoBlockOfAnyPhotoIsLeftInTheMemoryOfTheProcess(t *testing.T) {
	n := sampleNeedles(t)
	for keep, want := range map[string]bool{"": false, "memory": true} {
		c := startChild(t, t.TempDir(), t.TempDir(), keep)
		for i, end := range []string{"register", "cancel", "lock", "register", "leave", "register", "register", "cancel"} {
			c.do(t, i, end)
		}
		c.do(t, 0, "settle")
		found := searchMemory(t, n, c.cmd.Process.Pid)
		c.end(t)
		if keep == "" && len(found) > 0 {
			t.Errorf("the memory still has %v", found)
		}
		if want && found["pixels of 7"] == 0 {
			t.Errorf("a picture that was kept is not found: %v", found)
		}
	}
}

// searchMemory reads every mapping of a process that can be written to.
func searchMemory(t *testing.T, n *needles, pid int) map[string]int {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		skipOrFail(t, "the memory of a process cannot be read here: "+err.Error())
	}
	defer mem.Close()
	found, looked := map[string]int{}, int64(0)
	for line := range strings.Lines(string(maps)) {
		span, rest, _ := strings.Cut(line, " ")
		if !strings.HasPrefix(rest, "rw") {
			continue
		}
		from, to, _ := strings.Cut(span, "-")
		start, err1 := strconv.ParseInt(from, 16, 64)
		end, err2 := strconv.ParseInt(to, 16, 64)
		if err := errors.Join(err1, err2); err != nil {
			continue // [vsyscall] lies beyond
		}
		buf := make([]byte, 1<<20+64)
		for at := start; at < end; at += 1 << 20 {
			got, err := mem.ReadAt(buf[:min(int64(len(buf)), end-at)], at)
			if err != nil && got == 0 {
				break
			}
			looked += int64(got)
			n.find(buf[:got], found)
		}
	}
	if looked < 8<<20 {
		t.Fatalf("only %d bytes of memory were looked at", looked)
	}
	return found
}

// skipOrFail skips, but where CI=true: there what was not proved is a failure.
func skipOrFail(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// loopImage is an ext4 file system in a file.
type loopImage struct{ file, at string }

func newLoopImage(t *testing.T) *loopImage {
	t.Helper()
	if os.Geteuid() != 0 {
		skipOrFail(t, "only root mounts a file system")
	}
	l := &loopImage{file: filepath.Join(t.TempDir(), "disk.img"), at: t.TempDir()}
	f, err := os.Create(l.file)
	if err == nil {
		err = errors.Join(f.Truncate(96<<20), f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][]string{{"mkfs.ext4", "-q", "-F", l.file}, {"mount", "-o", "loop", l.file, l.at}} {
		if out, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			skipOrFail(t, fmt.Sprintf("%s: %v: %s", c[0], err, out))
		}
	}
	t.Cleanup(func() { _ = exec.Command("umount", l.at).Run() })
	return l
}

func (l *loopImage) folders(t *testing.T) (dir, temp string) {
	t.Helper()
	dir, temp = filepath.Join(l.at, "data"), filepath.Join(l.at, "tmp")
	if err := errors.Join(os.Mkdir(dir, 0o700), os.Mkdir(temp, 0o700)); err != nil {
		t.Fatal(err)
	}
	return dir, temp
}

func (l *loopImage) unmount(t *testing.T) {
	t.Helper()
	var out []byte
	var err error
	for range 50 {
		if out, err = exec.Command("umount", l.at).CombinedOutput(); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("umount: %v: %s", err, out)
}

// search reads the raw image. The words of a record must be found there: else the search looks at the wrong file.
func (l *loopImage) search(t *testing.T, n *needles) map[string]int {
	t.Helper()
	data, err := os.ReadFile(l.file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte("SQLite format 3")) {
		t.Fatal("the database is not on the image")
	}
	found := map[string]int{}
	n.find(data, found)
	return found
}

// A hundred acts leave the memory as it was: what one act needs is given back.
func TestAHundredActsGiveTheirMemoryBack(t *testing.T) {
	s := newScene(t)
	run := func(acts int) {
		for i := range acts {
			a, err := s.photos.Begin(context.Background(), s.adult, func() {})
			s.must(err)
			s.upTo(a, photo.Framing)
			if i%2 == 0 {
				s.must(a.Cancel(context.Background()))
			} else {
				s.upTo(a, photo.Registered)
			}
			a.Close()
			s.scanner.given = nil
		}
	}
	used := func() float64 {
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	run(10)
	before := used()
	run(100)
	if after := used(); after > before*1.05+1<<20 {
		t.Errorf("%.1f MB before, %.1f MB after a hundred acts", before/(1<<20), after/(1<<20))
	}
	if maps, err := os.ReadFile("/proc/self/maps"); err != nil || strings.Count(string(maps), "\n") > 2000 {
		t.Errorf("mappings are left: %d (%v)", strings.Count(string(maps), "\n"), err)
	}
}
