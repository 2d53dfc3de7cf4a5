package sim

import "errors"

// ResidentToken is the token label that tells a resident card.
const ResidentToken = "JPKIAPICCTOKEN"

// ResidentCard describes a resident card (住民基本台帳カード) to make. Issuing ended on 2015-12-28:
// such a card is only recognised and collected, and its certificates have lapsed.
type ResidentCard struct {
	Label    string // what people call the sample
	PIN      string // four digits, 3 tries
	Password string // of the signature key: 4 to 16 letters and digits, 5 tries
	Blocked  bool   // both are
	Mute     bool
}

// Resident makes a resident card. It has no 共通カードAP: no serial, city or expiry can be read.
// Nothing public describes the files of its 住基AP; only the PIN reference is there.
func (f *Factory) Resident(d ResidentCard) (*Card, error) {
	if d.Label == "" {
		return nil, errors.New("a resident card needs a label")
	}
	password := newReference(d.Password, 5, residentPassword)
	pin := newReference(d.PIN, 3, fourDigits)
	if d.Blocked {
		password.tries, pin.tries = 0, 0
	}
	j := &jicsap{
		applets: map[string]applet{
			AIDJPKI: {
				0x0001: {content: nothing, needs: []uint16{0x1B}},
				0x0006: {content: constant(tokenInfo(ResidentToken))},
				0x001B: {pin: password},
			},
			AIDJuki: {0x001C: {pin: pin}},
		},
		kinds: [4]*pinKind{SignaturePIN: {[]*reference{password}}, ResidentRegisterPIN: {[]*reference{pin}}},
	}
	j.reset()
	atr := []byte{0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14}
	return &Card{label: d.Label, atr: atr, mute: d.Mute, chip: j}, nil
}
