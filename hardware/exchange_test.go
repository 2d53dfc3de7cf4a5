package hardware

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

// script is a card that answers a fixed list and keeps what it was sent.
type script struct {
	answers [][]byte
	sent    []string
}

func (s *script) send(raw []byte) ([]byte, error) {
	s.sent = append(s.sent, fmt.Sprintf("%X", raw))
	if len(s.answers) == 0 {
		return nil, CardRemoved
	}
	a := s.answers[0]
	s.answers = s.answers[1:]
	return a, nil
}

func TestALongAnswerIsCollectedPieceByPiece(t *testing.T) {
	card := &script{answers: [][]byte{{1, 2, 0x61, 0x03}, {3, 4, 5, 0x61, 0x00}, {6, 0x90, 0x00}}}
	r, err := Exchange(Command{INS: 0xCB, Le: 256}, card.send)
	if err != nil || !r.OK() || !bytes.Equal(r.Data, []byte{1, 2, 3, 4, 5, 6}) {
		t.Fatalf("got %X %04X, %v", r.Data, r.SW, err)
	}
	if card.sent[1] != "00C0000003" || card.sent[2] != "00C0000000" {
		t.Errorf("GET RESPONSE was %v", card.sent[1:])
	}
}

func TestAWrongLengthIsAskedAgainWithTheRightOne(t *testing.T) {
	card := &script{answers: [][]byte{{0x6C, 0x05}, {1, 2, 3, 4, 5, 0x90, 0x00}}}
	r, err := Exchange(Command{INS: 0xB0, Le: 256}, card.send)
	if err != nil || len(r.Data) != 5 || card.sent[1] != "00B0000005" {
		t.Fatalf("got %v, %v after %v", r, err, card.sent)
	}
}

func TestAPINIsNeverSentTwice(t *testing.T) {
	card := &script{answers: [][]byte{{0x6C, 0x04}, {0x63, 0xC2}}}
	r, err := Exchange(Command{INS: 0x20, P2: 0x80, Data: []byte("1234")}, card.send)
	if err != nil || r.SW != 0x6C04 || len(card.sent) != 1 {
		t.Fatalf("sent %d times, answer %v, %v", len(card.sent), r, err)
	}
}

func TestBrokenAnswersAreAFaultAndNoPanic(t *testing.T) {
	for name, answers := range map[string][][]byte{
		"empty": {{}}, "one byte": {{0x90}},
		"more without end": {{0x61, 0x01}, {0x61, 0x01}},
	} {
		card := &script{answers: answers}
		if _, err := Exchange(Command{INS: 0xB0, Le: 1}, card.send); !errors.Is(err, DeviceFailed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Exchange(Command{Data: make([]byte, 256)}, (&script{}).send); !errors.Is(err, DeviceFailed) {
		t.Errorf("a command of 256 bytes: %v", err)
	}
	if _, err := Exchange(Command{INS: 0xB0, Le: 1}, (&script{}).send); !errors.Is(err, CardRemoved) {
		t.Errorf("a pulled card: %v", err)
	}
}

func TestTheRawCommandIsWiped(t *testing.T) {
	var kept []byte
	_, err := Exchange(Command{INS: 0x20, P2: 0x80, Data: []byte("1234")}, func(raw []byte) ([]byte, error) {
		kept = raw
		return []byte{0x90, 0x00}, nil
	})
	if err != nil || !bytes.Equal(kept, make([]byte, len(kept))) {
		t.Errorf("the sent bytes remain: %X, %v", kept, err)
	}
}

func FuzzExchange(f *testing.F) {
	f.Add([]byte{0x61, 0x10, 1, 2, 3, 0x90, 0x00}, byte(2))
	f.Fuzz(func(t *testing.T, answers []byte, size byte) {
		n := int(size%16) + 1
		_, _ = Exchange(Command{INS: 0xB0, Le: 256}, func([]byte) ([]byte, error) {
			if len(answers) == 0 {
				return nil, CardRemoved
			}
			a := answers[:min(n, len(answers))]
			answers = answers[len(a):]
			return append([]byte(nil), a...), nil
		})
	})
}
