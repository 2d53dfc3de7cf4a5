package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// loudspeaker stands for a sound system.
type loudspeaker struct {
	mu    sync.Mutex
	heard [][]byte
	err   error
	mute  bool // never ends a tone
}

func (l *loudspeaker) play(pcm []byte) func() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heard = append(l.heard, pcm)
	end := time.Now().Add(time.Duration(len(pcm)/2) * time.Second / rate)
	return func() bool { return !l.mute && !time.Now().Before(end) }
}

func (l *loudspeaker) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

func (l *loudspeaker) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// ready opens the loudspeaker after a while and counts the tries.
func (l *loudspeaker) ready(after time.Duration, tries *int) func() (player, <-chan struct{}, error) {
	return func() (player, <-chan struct{}, error) {
		*tries++
		ch := make(chan struct{})
		time.AfterFunc(after, func() { close(ch) })
		return l, ch, nil
	}
}

func TestTheTwoTonesAreHeardAndDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l loudspeaker
		tries := 0
		s := speaker(time.Second, l.ready(100*time.Millisecond, &tries))
		if tries != 0 {
			t.Error("opened before the first tone")
		}
		s.Good()
		time.Sleep(time.Second)
		s.Bad()
		time.Sleep(time.Second)
		s.Close()
		s.Close()
		s.Good() // after the end: nothing
		synctest.Wait()
		if len(l.heard) != 2 || bytes.Equal(l.heard[0], l.heard[1]) || tries != 1 {
			t.Errorf("%d tones after %d tries", len(l.heard), tries)
		}
	})
}

func TestAFloodOfTonesIsNotPlayedToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l loudspeaker
		tries := 0
		s := speaker(time.Second, l.ready(0, &tries))
		for range 50 {
			s.Bad()
		}
		time.Sleep(time.Minute)
		if n := len(l.heard); n < 1 || n > 2 {
			t.Errorf("%d of 50 were played", n)
		}
		s.Close()
	})
}

func TestWithoutALoudspeakerThereIsSilence(t *testing.T) {
	broken := errors.New("no device")
	for name, open := range map[string]func() (player, <-chan struct{}, error){
		"refused":     func() (player, <-chan struct{}, error) { return nil, nil, broken },
		"never ready": func() (player, <-chan struct{}, error) { return &loudspeaker{}, nil, nil },
		"ready with an error": func() (player, <-chan struct{}, error) {
			l := &loudspeaker{err: broken}
			return l, closedChannel(), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := speaker(time.Second, open)
				for range 3 {
					s.Good()
					s.Bad()
					time.Sleep(time.Second)
				}
				s.Close()
			}) // a goroutine that stays would fail the test
		})
	}
}

func closedChannel() <-chan struct{} {
	ch := make(chan struct{})
	close(ch)
	return ch
}

func TestADeviceThatLeavesDoesNotHoldTheNextTone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := loudspeaker{mute: true}
		tries := 0
		s := speaker(time.Second, l.ready(0, &tries))
		s.Good()
		time.Sleep(2 * time.Second)
		s.Bad()
		time.Sleep(500 * time.Millisecond)
		if len(l.heard) != 2 {
			t.Errorf("%d tones", len(l.heard))
		}
		l.fail(errors.New("unplugged"))
		time.Sleep(2 * time.Second)
		s.Good()
		synctest.Wait()
		if len(l.heard) != 2 {
			t.Error("a failed sound system was asked again")
		}
	})
}

func TestTonesBeginAndEndInSilence(t *testing.T) {
	for name, pcm := range map[string][]byte{"good": good(), "bad": bad()} {
		loudest := 0
		for i := 0; i < len(pcm); i += 2 {
			v := int(int16(binary.LittleEndian.Uint16(pcm[i:])))
			loudest = max(loudest, v, -v)
		}
		first, last := pcm[:2], pcm[len(pcm)-2:]
		if !bytes.Equal(first, []byte{0, 0}) || !bytes.Equal(last, []byte{0, 0}) || loudest < 6000 || loudest > 12000 {
			t.Errorf("%s: begins %x, ends %x, loudest %d", name, first, last, loudest)
		}
	}
}

// The real sound system of whatever machine this runs on, with or without a loudspeaker.
func TestThisMachineDoesNotMind(*testing.T) {
	s := New(2 * time.Second)
	s.Good()
	s.Bad()
	time.Sleep(50 * time.Millisecond)
	s.Close()
	s.Good()
}
