package sim

import (
	"bytes"
	"slices"
	"testing"
)

// bench is a card in a powered slot with shorthand for its commands.
type benchCard struct {
	*testing.T
	card *Card
	slot *Slot
}

func power(t *testing.T, c *Card, err error) *benchCard {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b := &benchCard{T: t, card: c, slot: NewSlot(nil)}
	b.slot.Insert(c)
	b.reset()
	return b
}

func (b *benchCard) reset() {
	b.Helper()
	if _, ok := b.slot.PowerUp(); !ok {
		b.Fatal("the card is mute")
	}
}

func (b *benchCard) send(raw ...byte) (data []byte, sw uint16) {
	b.Helper()
	out, ok := b.slot.Transmit(raw)
	if !ok {
		b.Fatalf("the card left over %X", raw)
	}
	n := len(out) - 2
	return out[:n], uint16(out[n])<<8 | uint16(out[n+1])
}

// want sends a header, data and checks the status word.
func (b *benchCard) want(sw uint16, header [4]byte, data string) {
	b.Helper()
	raw := header[:]
	if data != "" {
		raw = append(append(raw, byte(len(data))), data...)
	}
	if _, got := b.send(raw...); got != sw {
		b.Errorf("%X with %d bytes: %04X, want %04X", header, len(data), got, sw)
	}
}

var (
	selectAID = [4]byte{0x00, 0xA4, 0x04, 0x0C}
	selectEF  = [4]byte{0x00, 0xA4, 0x02, 0x0C}
	verify    = [4]byte{0x00, 0x20, 0x00, 0x80}
	change    = [4]byte{0x00, 0x24, 0x01, 0x80}
	changeKey = [4]byte{0x80, 0x32, 0x00, 0x80}
)

// pinFile is where a PIN is found, by kind; the resident register PIN has two places.
var pinFiles = []struct {
	kind       byte
	aid, file  string
	tries      uint16
	pin, other string
	change     [4]byte
}{
	{SignaturePIN, AIDJPKI, "\x00\x1B", 5, "ABC123", "XYZ789", change},
	{AuthenticationPIN, AIDJPKI, "\x00\x18", 3, "1234", "5678", change},
	{ResidentRegisterPIN, AIDCommon, "\x00\x1C", 3, "9876", "5678", changeKey},
	{ResidentRegisterPIN, AIDJuki, "\x00\x1C", 3, "9876", "5678", changeKey},
	{TextPIN, AIDText, "\x00\x11", 3, "4321", "5678", change},
}

func mine() MyNumberCard {
	return MyNumberCard{Serial: "400000000000001", Municipality: "28225", Expires: "20360401"}
}

func TestAnUndeliveredCardTellsItsTriesAndTakesNoPIN(t *testing.T) {
	c, err := NewFactory().MyNumber(mine())
	b := power(t, c, err)
	for _, p := range pinFiles {
		b.want(swOK, selectAID, p.aid)
		b.want(swOK, selectEF, p.file)
		b.want(swTriesLeft|p.tries, verify, "")
		b.want(swBlocked, verify, p.pin)
		b.want(swTriesLeft|p.tries, verify, "")
		b.want(swNotAllowed, p.change, p.other)
	}
}

func TestTheTestIssuerSetsAPINEverywhereItIsAsked(t *testing.T) {
	c, err := NewFactory().MyNumber(mine())
	b := power(t, c, err)
	for _, p := range pinFiles {
		b.want(swOK, [4]byte{0x80, 0xF4, p.kind, 0x80}, p.pin)
	}
	for _, p := range pinFiles {
		b.want(swOK, selectAID, p.aid)
		b.want(swOK, selectEF, p.file)
		b.want(swOK, verify, p.pin)
		b.want(swWrongData, p.change, "12")
		b.want(swOK, p.change, p.other)
		b.want(swTriesLeft|(p.tries-1), verify, p.pin)
		b.want(swOK, verify, p.other)
	}
}

func TestTheTestIssuerRefusesWhatIsNoPIN(t *testing.T) {
	c, err := NewFactory().MyNumber(mine())
	b := power(t, c, err)
	for kind, bad := range map[byte][]string{
		SignaturePIN:        {"ABCDE", "ABCDEF", "123456", "abc123", "ABC12345678901234"},
		AuthenticationPIN:   {"123", "12345", "123A"},
		ResidentRegisterPIN: {"12 4"}, TextPIN: {"１"},
	} {
		for _, pin := range bad {
			b.want(swWrongData, [4]byte{0x80, 0xF4, kind, 0x80}, pin)
		}
	}
	b.want(swNoReference, [4]byte{0x80, 0xF4, 4, 0x80}, "1234")
	b.want(swUnknownINS, [4]byte{0x00, 0xF4, 0, 0x80}, "ABC123") // only the class of the test issuer
}

func TestAPINIsBlockedByItsTriesAndFreedByTheIssuerOnly(t *testing.T) {
	for _, p := range pinFiles {
		d := mine()
		d.PINs = delivered
		c, err := NewFactory().MyNumber(d)
		b := power(t, c, err)
		b.want(swOK, selectAID, p.aid)
		b.want(swOK, selectEF, p.file)
		for left := p.tries; left > 0; left-- {
			b.want(swTriesLeft|(left-1), verify, p.other)
		}
		b.want(swBlocked, verify, p.pin)
		b.reset()
		b.want(swOK, selectAID, p.aid)
		b.want(swOK, selectEF, p.file)
		b.want(swTriesLeft, verify, "")
		b.want(swOK, [4]byte{0x80, 0xF4, p.kind, 0x80}, p.other)
		b.want(swOK, verify, p.other)
	}
}

func TestWhatOpensWithoutAPIN(t *testing.T) {
	c, err := NewFactory().MyNumber(mine())
	b := power(t, c, err)
	for tag, want := range map[byte]string{0xF0: "28225", 0xF2: "20360401", 0x45: "400000000000001"} {
		if data, sw := b.send(0x00, 0xCA, 0x00, tag, 0x00); sw != swOK || string(data) != want {
			t.Errorf("GET DATA %02X: %q %04X", tag, data, sw)
		}
	}
	b.want(swOK, selectAID, AIDCommon)
	if data, sw := b.send(0x00, 0xB2, 0x01, 0x0C, 0x00); sw != swOK || string(data) != "\x01\x1C4000000000000012822520360401" {
		t.Errorf("the common record: %q %04X", data, sw)
	}
	b.want(swOK, selectAID, AIDJPKI)
	if data, sw := b.send(0x00, 0xB0, 0x86, 0x00, 0x20); sw != swOK || string(bytes.TrimRight(data, " ")) != MyNumberToken {
		t.Errorf("the token label: %q %04X", data, sw)
	}
	b.want(swOK, selectEF, "\x00\x01")
	if _, sw := b.send(0x00, 0xB0, 0x00, 0x00, 0x00); sw != swNotAllowed {
		t.Errorf("the signature certificate without its password: %04X", sw)
	}
	b.want(swNotFound, selectAID, pivAID)
}

func TestWhichCertificatesAreThere(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*MyNumberCard)
		want   []byte
	}{
		"grown up":  {func(*MyNumberCard) {}, []byte{0x8F, 0x8F, 0}},
		"child":     {func(d *MyNumberCard) { d.NoSignature = true }, []byte{0, 0x8F, 0}},
		"none":      {func(d *MyNumberCard) { d.NoSignature, d.NoAuthentication = true, true }, []byte{0, 0, 0}},
		"face only": {func(d *MyNumberCard) { d.FaceOnly = true }, []byte{0, 0x8F, 0}},
	} {
		d := mine()
		c.change(&d)
		card, err := NewFactory().MyNumber(d)
		b := power(t, card, err)
		b.want(swOK, selectAID, AIDJPKI)
		if data, sw := b.send(0x00, 0xB0, 0x88, 0x00, 0x00); sw != swOK || !bytes.Equal(data, c.want) {
			t.Errorf("%s: %X %04X", name, data, sw)
		}
	}
}

func TestAFaceOnlyCardTakesNoPINFromTheIssuer(t *testing.T) {
	d := mine()
	d.FaceOnly = true
	c, err := NewFactory().MyNumber(d)
	power(t, c, err).want(swConditions, [4]byte{0x80, 0xF4, AuthenticationPIN, 0x80}, "1234")
}

func TestTheTextAppletOpensToItsPINAndToTheNumbersOnTheCard(t *testing.T) {
	for _, open := range []struct {
		file, value        string
		number, attributes uint16
	}{
		{"\x00\x11", "4321", swOK, swOK},
		{"\x00\x14", "123456789018", swOK, swNotAllowed},   // 照合番号A
		{"\x00\x15", "02040120360000", swNotAllowed, swOK}, // 照合番号B: 平成2年4月1日, 2036, 0000
		{"\x00\x12", "1234", swNotAllowed, swNotAllowed},   // always blocked
	} {
		d := mine()
		d.PINs = delivered
		c, err := NewFactory().MyNumber(d)
		b := power(t, c, err)
		b.want(swOK, selectAID, AIDText)
		b.want(swOK, selectEF, open.file)
		b.send(append([]byte{0x00, 0x20, 0x00, 0x80, byte(len(open.value))}, open.value...)...)
		if _, sw := b.send(0x00, 0xB0, 0x81, 0x00, 0x00); sw != open.number {
			t.Errorf("%X: the number answers %04X", open.file, sw)
		}
		if _, sw := b.send(0x00, 0xB0, 0x82, 0x00, 0x00); sw != open.attributes {
			t.Errorf("%X: the attributes answer %04X", open.file, sw)
		}
	}
}

func TestAResidentCardIsToldByItsLabel(t *testing.T) {
	c, err := NewFactory().Sample("resident")
	b := power(t, c, err)
	b.want(swOK, selectAID, AIDJPKI)
	if data, _ := b.send(0x00, 0xB0, 0x86, 0x00, 0x20); string(bytes.TrimRight(data, " ")) != ResidentToken {
		t.Errorf("label %q", data)
	}
	b.want(swNotFound, selectAID, AIDCommon)
	b.want(swOK, [4]byte{0x80, 0xF4, ResidentRegisterPIN, 0x80}, "5678")
	b.want(swNoReference, [4]byte{0x80, 0xF4, TextPIN, 0x80}, "5678")
}

func TestAnUnfitCardIsNotMade(t *testing.T) {
	f := NewFactory()
	for name, change := range map[string]func(*MyNumberCard){
		"serial": func(d *MyNumberCard) { d.Serial = "1" }, "city": func(d *MyNumberCard) { d.Municipality = "2822" },
		"expiry": func(d *MyNumberCard) { d.Expires = "20360230" }, "birth": func(d *MyNumberCard) { d.Birth = "1990" },
		"token": func(d *MyNumberCard) { d.Token = string(make([]byte, 33)) },
	} {
		d := mine()
		change(&d)
		if _, err := f.MyNumber(d); err == nil {
			t.Errorf("a card with an impossible %s was made", name)
		}
	}
	for _, d := range []OperatorCard{{}, {Label: "S", PIN: "abc"}, {Label: "S", PIN: "123456789"}, {Label: "S", Expires: "x"}} {
		if _, err := f.Operator(d); err == nil {
			t.Errorf("an operator card %+v was made", d)
		}
	}
	if _, err := f.Sample("no such card"); err == nil {
		t.Error("a sample nobody knows was made")
	}
	if _, err := f.Resident(ResidentCard{}); err == nil {
		t.Error("a resident card without a label was made")
	}
}

func TestEverySampleCanBeMade(t *testing.T) {
	f := NewFactory()
	names := SampleNames()
	for _, name := range names {
		if _, err := f.Sample(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, o := range SampleOperators() {
		if !slices.Contains(names, o.Label) {
			t.Errorf("the sample operator %s is not among the samples", o.Label)
		}
	}
}

func TestTheCardIsPulledAtTheCommandItIsTold(t *testing.T) {
	for _, when := range []PullWhen{BeforeAnswer, AfterAnswer} {
		for n := 1; n <= 4; n++ {
			d := mine()
			d.PINs = delivered
			c, err := NewFactory().MyNumber(d)
			b := power(t, c, err)
			c.PullAt(n, when)
			commands := [][]byte{
				append([]byte{0x00, 0xA4, 0x04, 0x0C, 10}, AIDJPKI...), {0x00, 0xA4, 0x02, 0x0C, 2, 0x00, 0x18},
				{0x00, 0x20, 0x00, 0x80}, {0x00, 0x20, 0x00, 0x80, 4, '0', '0', '0', '0'},
			}
			for i, raw := range commands {
				if _, ok := b.slot.Transmit(raw); ok != (i+1 < n) {
					t.Fatalf("pulled %v at %d: command %d answered: %v", when, n, i+1, ok)
				}
			}
			if b.slot.Card() != nil || b.slot.Count() != 2 {
				t.Errorf("the card is still there, count %d", b.slot.Count())
			}
			if want := n - 1 + int(when); c.Answered() != want {
				t.Errorf("pulled %v at %d: the chip worked on %d commands, want %d", when, n, c.Answered(), want)
			}
			left := uint16(3)
			if n == 4 && when == AfterAnswer {
				left = 2 // the wrong PIN reached the chip
			}
			b.slot.Insert(c)
			b.reset()
			b.want(swOK, selectAID, AIDJPKI)
			b.want(swTriesLeft|left, [4]byte{0x00, 0x20, 0x00, 0x98}, "")
		}
	}
}

func TestASwappedCardHearsNothingMeantForTheOther(t *testing.T) {
	f := NewFactory()
	first, err := f.MyNumber(mine())
	b := power(t, first, err)
	second, err := f.MyNumber(mine())
	if err != nil {
		t.Fatal(err)
	}
	b.slot.Insert(second)
	if _, ok := b.slot.Transmit([]byte{0x00, 0x20, 0x00, 0x98}); ok || second.Answered() != 0 {
		t.Error("the new card answered before it was powered")
	}
}

func FuzzChips(f *testing.F) {
	f.Add([]byte{0x00, 0xA4, 0x04, 0x0C, 10, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01}, []byte{0x00, 0xB0, 0x86, 0x00, 0x00})
	f.Add([]byte{0x00, 0xA4, 0x04, 0x00, 5, 0xA0, 0x00, 0x00, 0x03, 0x08, 0x00}, []byte{0x00, 0x87, 0x11, 0x9E, 6, 0x7C, 4, 0x82, 0, 0x81, 0})
	f.Add([]byte{0x10, 0xCB, 0x3F, 0xFF, 3, 0x5C, 1, 0x7E}, []byte{0x00, 0xC0, 0x00, 0x00, 0x00})
	f.Add([]byte{0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00}, []byte{0x80, 0x2A, 0x00, 0x97, 0x00, 0x00, 0x01, 0x00})
	factory := NewFactory()
	f.Fuzz(func(t *testing.T, one, two []byte) {
		for _, name := range []string{"delivered", "resident", "S001"} {
			c, err := factory.Sample(name)
			if err != nil {
				t.Fatal(err)
			}
			c.powerUp()
			for _, raw := range [][]byte{one, two, one} {
				if out, end := c.transmit(raw, nil); end != answered || len(out) < 2 {
					t.Fatalf("%s answered %X with %X", name, raw, out)
				}
			}
		}
	})
}

func TestLeavingAnAppletForgetsItsPIN(t *testing.T) {
	d := mine()
	d.PINs = delivered
	c, err := NewFactory().MyNumber(d)
	b := power(t, c, err)
	b.want(swOK, selectAID, AIDText)
	b.want(swOK, selectEF, "\x00\x11")
	b.want(swOK, verify, "4321")
	b.want(swOK, [4]byte{0x00, 0xB0, 0x81, 0x00}, "")
	b.want(swOK, selectAID, AIDCommon)
	b.want(swOK, selectAID, AIDText)
	b.want(swNotAllowed, [4]byte{0x00, 0xB0, 0x81, 0x00}, "")
}
