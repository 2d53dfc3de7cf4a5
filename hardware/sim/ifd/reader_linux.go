package ifd

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"madoguchi/hardware/sim"
)

// What the driver asks and what it is told; see handler/handler.c.
const (
	opPresence  = 1
	opPowerUp   = 2
	opPowerDown = 3
	opAPDU      = 4

	done      = 0
	empty     = 1
	failed    = 2
	unplugged = 3

	mostQuestion = 65544 // an extended APDU
)

// reader is the simulated side of one reader: a slot and the socket the driver asks on.
type reader struct {
	name     string // as PC/SC names it: "Operator Reader 00 00"
	path     string
	slot     *sim.Slot
	listener net.Listener
	pace     atomic.Int64 // nanoseconds that each APDU takes beside its work

	mu        sync.Mutex
	unplugged bool
	asks      int    // how often the driver asked since the reader was plugged in or out
	tried     bool   // and tried to power the card it was told of
	told      bool   // the driver was last told of a card
	count     uint16 // the slot's count then
	absent    int    // for how many more questions a swapped card is told as absent
	links     map[net.Conn]struct{}
}

func listen(name, path string) (*reader, error) {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return nil, fmt.Errorf("removing an old reader socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("opening the reader's socket: %w", err)
	}
	r := &reader{name: name, path: path, slot: sim.NewSlot(nil), listener: l, links: map[net.Conn]struct{}{}}
	go r.accept()
	return r, nil
}

func (r *reader) accept() {
	for {
		c, err := r.listener.Accept()
		if err != nil {
			return // closed
		}
		r.mu.Lock()
		r.links[c] = struct{}{}
		r.mu.Unlock()
		go r.serve(c)
	}
}

func (r *reader) close() {
	_ = r.listener.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.links {
		_ = c.Close()
	}
}

// serve answers one driver until it goes away.
func (r *reader) serve(c net.Conn) {
	defer func() {
		_ = c.Close()
		r.mu.Lock()
		delete(r.links, c)
		r.mu.Unlock()
	}()
	for {
		op, question, err := receive(c)
		if err != nil {
			return
		}
		verdict, answer := r.answer(op, question)
		clear(question) // it may have been a PIN
		if send(c, verdict, answer) != nil {
			return
		}
	}
}

func receive(c io.Reader) (op byte, question []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > mostQuestion {
		return 0, nil, fmt.Errorf("a question of %d bytes", n)
	}
	question = make([]byte, n)
	_, err = io.ReadFull(c, question)
	return head[0], question, err
}

func send(c io.Writer, verdict byte, answer []byte) error {
	b := append([]byte{verdict}, binary.BigEndian.AppendUint32(nil, uint32(len(answer)))...)
	_, err := c.Write(append(b, answer...))
	return err
}

func (r *reader) answer(op byte, question []byte) (verdict byte, answer []byte) {
	if r.out(op) {
		return unplugged, nil
	}
	ok := false
	switch op {
	case opPresence:
		return r.presence(), nil
	case opPowerUp:
		answer, ok = r.slot.PowerUp()
		r.mu.Lock()
		r.tried = true
		r.mu.Unlock()
	case opPowerDown:
		r.slot.PowerDown()
		ok = true
	case opAPDU:
		time.Sleep(time.Duration(r.pace.Load()))
		answer, ok = r.slot.Transmit(question)
	}
	if !ok {
		return failed, nil
	}
	return done, answer
}

// presence tells of the card. A card that was swapped since the last question is told as absent
// for some questions: pcscd asks every 200 to 400 ms, does not act on each answer, and would
// miss what a real reader's switch notices.
func (r *reader) presence() byte {
	count, there := r.slot.Count(), r.slot.Card() != nil
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.told && there && count != r.count {
		r.absent = swapShows
	}
	r.count = count
	if r.absent > 0 {
		r.absent--
		there = false
	}
	r.told = there
	if !there {
		r.tried = false
		return empty
	}
	return done
}

// swapShows is for how many questions a swapped card is away, and after how many pcscd has surely
// acted on an answer.
const swapShows = 3

// seen tells whether the driver knows what is in the slot: after a card was put in, it also
// tried to power it.
func (r *reader) seen() bool {
	count, there := r.slot.Count(), r.slot.Card() != nil
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.unplugged: // or the driver hung up: pcscd took the reader off its list
		return r.asks >= swapShows || len(r.links) == 0
	case r.asks == 0 || r.count != count || r.told != there:
		return false
	}
	return !there || r.tried
}

// out tells whether the reader is unplugged, and counts the questions for its presence.
func (r *reader) out(op byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if op == opPresence {
		r.asks++
	}
	return r.unplugged
}

// plug puts the reader in or out of the machine.
func (r *reader) plug(in bool) {
	r.mu.Lock()
	r.unplugged, r.told, r.asks, r.tried = !in, false, 0, false
	r.mu.Unlock()
	if !in {
		r.slot.PowerDown()
	}
}
