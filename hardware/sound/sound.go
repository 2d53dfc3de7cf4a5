// Package sound plays the counter's two tones through the loudspeaker. oto knows the sound systems of
// Windows, macOS and Linux; the tones are computed, so there is no file to lose.
package sound

import (
	"bytes"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"

	"madoguchi/hardware"
)

// Speaker is the machine's loudspeaker. It is opened at the first tone; a machine without one stays silent.
type Speaker struct {
	within time.Duration
	open   func() (player, <-chan struct{}, error)
	tones  chan []byte
	begin  sync.Once
	close  func()
	closed chan struct{}
}

// player is what Speaker needs of oto's context.
type player interface {
	play(pcm []byte) (done func() bool)
	Err() error
}

var _ hardware.Sounds = (*Speaker)(nil)

// New opens nothing yet. within bounds the opening of the sound system and each tone's stay in it;
// a sound system that is not ready by then is not asked again. One Speaker a process: oto allows no more.
func New(within time.Duration) *Speaker { return speaker(within, openOto) }

func speaker(within time.Duration, open func() (player, <-chan struct{}, error)) *Speaker {
	s := &Speaker{within: within, open: open, tones: make(chan []byte, 1), closed: make(chan struct{})}
	s.close = sync.OnceFunc(func() { close(s.closed) })
	return s
}

// Good implements hardware.Sounds: one short high tone.
func (s *Speaker) Good() { s.ask(good()) }

// Bad implements hardware.Sounds: two low tones, told apart from Good by number as well as by pitch.
func (s *Speaker) Bad() { s.ask(bad()) }

// Close ends all sound, for ever. It does not wait.
func (s *Speaker) Close() { s.close() }

// ask hands a tone over; while one is still waiting a second is dropped: late tones only confuse.
func (s *Speaker) ask(pcm []byte) {
	s.begin.Do(func() { go s.run() })
	select {
	case s.tones <- pcm:
	default:
	}
}

// run plays until Close, or until the sound system fails: from then on there is silence.
func (s *Speaker) run() {
	p := s.opened()
	if p == nil {
		return
	}
	for {
		select {
		case <-s.closed:
			return
		case pcm := <-s.tones:
			if !s.play(p, pcm) {
				return
			}
		}
	}
}

// opened is the sound system when it is ready in time, else nil.
func (s *Speaker) opened() player {
	p, ready, err := s.open()
	if err != nil {
		return nil
	}
	late := time.NewTimer(s.within)
	defer late.Stop()
	select {
	case <-ready:
	case <-late.C:
		return nil
	case <-s.closed:
		return nil
	}
	if p.Err() != nil { // no device: oto says so here and nowhere else
		return nil
	}
	return p
}

// play sees one tone through; false when the sound system failed or Close came.
func (s *Speaker) play(p player, pcm []byte) bool {
	done := p.play(pcm)
	late := time.NewTimer(s.within)
	defer late.Stop()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-s.closed:
			return false
		case <-late.C:
			return true // a device that went away under a playing tone
		case <-look.C:
			if p.Err() != nil {
				return false
			}
		}
	}
	return p.Err() == nil
}

// otoPlayer is oto's context.
type otoPlayer struct{ *oto.Context }

func openOto() (player, <-chan struct{}, error) {
	c, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: rate, ChannelCount: 1, Format: oto.FormatSignedInt16LE, BufferSize: 40 * time.Millisecond,
	})
	if err != nil {
		return nil, nil, err
	}
	return otoPlayer{c}, ready, nil
}

func (o otoPlayer) play(pcm []byte) func() bool {
	p := o.NewPlayer(bytes.NewReader(pcm))
	p.Play()
	return func() bool { return !p.IsPlaying() }
}
