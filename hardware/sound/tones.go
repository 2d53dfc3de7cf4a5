package sound

import (
	"encoding/binary"
	"math"
	"time"
)

// rate is samples a second, of signed 16-bit mono.
const rate = 44100

// fade keeps a tone's ends from clicking.
const fade = 5 * time.Millisecond

// good is high and short: heard a hundred times in a count, it must not tire.
func good() []byte { return tone(1318.5, 90*time.Millisecond) } // E6

// bad is low and comes twice.
func bad() []byte {
	b := tone(311.1, 120*time.Millisecond) // E flat 4
	b = append(b, make([]byte, 2*samples(60*time.Millisecond))...)
	return append(b, tone(311.1, 180*time.Millisecond)...)
}

func samples(d time.Duration) int { return int(d * rate / time.Second) }

// tone is a sine at a third of full volume with its first overtone, which small loudspeakers carry better.
func tone(hertz float64, d time.Duration) []byte {
	n, edge := samples(d), samples(fade)
	b := make([]byte, 0, 2*n)
	for i := range n {
		t := 2 * math.Pi * hertz * float64(i) / rate
		loud := min(1, float64(i)/float64(edge), float64(n-1-i)/float64(edge)) / 3
		v := loud * (0.8*math.Sin(t) + 0.2*math.Sin(2*t))
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(v*math.MaxInt16)))
	}
	return b
}
