//go:build training

package training

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"madoguchi/hardware"
	"madoguchi/hardware/sim"
	"madoguchi/internal/juki"
)

// The two readers of the bench.
const (
	OperatorReader = "Operator Reader (研修)"
	CustomerReader = "Customer Reader (研修)"
)

// municipality is the city of the sample cards.
const municipality = "28225"

// Bench is the readers and cards that a person without hardware works with.
type Bench struct {
	Readers *sim.Readers
	factory *sim.Factory

	mu    sync.Mutex
	cards map[string]*sim.Card // by label: a card keeps its PINs and tries wherever it lies
	order []string
}

// NewBench makes both readers, empty, the operators' cards and a card for each sample person.
func NewBench() (*Bench, error) {
	b := &Bench{Readers: sim.NewReaders(OperatorReader, CustomerReader), factory: sim.NewFactory(), cards: map[string]*sim.Card{}}
	for _, o := range sim.SampleOperators() {
		card, err := b.factory.Operator(o)
		if err != nil {
			return nil, fmt.Errorf("making the card of %s: %w", o.Label, err)
		}
		b.add(o.Label, card)
	}
	for _, p := range Samples() {
		if err := b.addPerson(p); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"expired", "other-city", "blocked", "resident"} {
		card, err := b.factory.Sample(name)
		if err != nil {
			return nil, fmt.Errorf("making the card %s: %w", name, err)
		}
		b.add(name, card)
	}
	return b, nil
}

// addPerson makes a sample person's card as it comes from the issuer: no PIN is set.
func (b *Bench) addPerson(p Sample) error {
	birth, err := juki.ParseDate(p.Birth)
	if err != nil {
		return fmt.Errorf("sample %s: %w", p.Serial, err)
	}
	expires, err := juki.ParseDate(p.Expires)
	if err != nil {
		return fmt.Errorf("sample %s: %w", p.Serial, err)
	}
	compact := func(d juki.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
	card, err := b.factory.MyNumber(sim.MyNumberCard{Serial: string(p.Serial), Municipality: municipality, Expires: compact(expires),
		Name: p.Name, Address: p.Address, Birth: compact(birth)})
	if err != nil {
		return fmt.Errorf("making the card of sample %s: %w", p.Serial, err)
	}
	b.add(string(p.Serial), card)
	return nil
}

func (b *Bench) add(label string, c *sim.Card) {
	b.mu.Lock()
	b.cards[label] = c
	b.order = append(b.order, label)
	b.mu.Unlock()
}

// Insert puts a card into a reader; from the other reader when it lies there.
func (b *Bench) Insert(reader, label string) error {
	b.mu.Lock()
	card := b.cards[label]
	b.mu.Unlock()
	if card == nil {
		return fmt.Errorf("no card %q on the bench", label)
	}
	for _, other := range []string{OperatorReader, CustomerReader} {
		if b.Readers.Card(other) == card {
			if _, err := b.Readers.Remove(other); err != nil {
				return err
			}
		}
	}
	return b.Readers.Insert(reader, card)
}

// Pull takes the card out of a reader.
func (b *Bench) Pull(reader string) error {
	_, err := b.Readers.Remove(reader)
	return err
}

// Block types a wrong 利用者証明用 PIN into the card in a reader until it is locked, as a forgetful person would. A card
// that was not handed over yet has no PIN to mistype and stays as it is.
func (b *Bench) Block(reader string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	card, err := b.Readers.Open(ctx, reader)
	if err != nil {
		return fmt.Errorf("blocking a card: %w", err)
	}
	defer card.Close()
	send := func(c hardware.Command) hardware.Response {
		answer, sendErr := card.Transmit(ctx, c)
		err = errors.Join(err, sendErr)
		return answer
	}
	send(hardware.Command{INS: 0xA4, P1: 4, P2: 0x0C, Data: []byte(sim.AIDJPKI)})
	send(hardware.Command{INS: 0xA4, P1: 2, P2: 0x0C, Data: []byte{0x00, 0x18}})
	for range 3 {
		send(hardware.Command{INS: 0x20, P2: 0x80, Data: []byte("0000")})
	}
	return err
}

// Labels lists the cards in the order of the drawer.
func (b *Bench) Labels() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.order...)
}

// labelOf names a card of the drawer.
func (b *Bench) labelOf(card *sim.Card) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	for label, c := range b.cards {
		if c == card {
			return label
		}
	}
	return ""
}
