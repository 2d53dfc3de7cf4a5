package sim

import (
	"bytes"
	"errors"
	"time"
)

// The applets' ids. Sources: OpenSC, jpki/myna, soltia48/myna-card.
const (
	AIDJPKI   = "\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01" // 公的個人認証AP
	AIDVisual = "\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02" // 券面事項確認AP
	AIDText   = "\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08" // 券面事項入力補助AP
	AIDJuki   = "\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01" // 住基AP
	AIDCommon = "\xD3\x92\x10\x00\x31\x00\x01\x01\x01\x00" // 共通カードAP
)

// MyNumberToken is the token label that tells a My Number card; see MyNumberCard.Token for others.
const MyNumberToken = "JPKIAPICCTOKEN2"

// The kinds of PINs, numbered as the counter's PIN kinds and PUT PIN's P1.
const (
	SignaturePIN = iota
	AuthenticationPIN
	ResidentRegisterPIN
	TextPIN
)

// MyNumberCard describes a My Number card (個人番号カード) to make. Only Serial, Municipality and
// Expires must be given; the holder is then a fictional sample.
type MyNumberCard struct {
	Serial       string    // 製造番号, 15 characters
	Municipality string    // five digits: Asago is 28225
	Expires      string    // 有効期限, YYYYMMDD
	PINs         [4]string // by kind; all empty: the card was not handed over yet
	Blocked      [4]bool   // tries used up, by kind

	Token            string // label of the JPKI token; empty: MyNumberToken
	NoSignature      bool   // no 署名用電子証明書 (under 15, 成年被後見人)
	NoAuthentication bool   // no 利用者証明用電子証明書
	FaceOnly         bool   // 顔認証: no PINs, no signature certificate, PUT PIN refused
	Mute             bool   // never answers to reset: broken

	Name, Address string // as UTF-8
	Birth         string // YYYYMMDD
	Sex           byte   // '1' male, '2' female, '9' other
	MyNumber      string // 個人番号, 12 digits
	SecurityCode  string // the four digits on the face
}

// MyNumber makes a card. The error names what cannot be put on a chip.
func (f *Factory) MyNumber(d MyNumberCard) (*Card, error) {
	expires, err := chipDate(d.Expires)
	if err != nil {
		return nil, err
	}
	if len(d.Serial) != 15 {
		return nil, errors.New("a card's serial (製造番号) has 15 characters")
	}
	if len(d.Municipality) != 5 {
		return nil, errors.New("a municipality code has 5 digits")
	}
	d.fillIn()
	if len(d.Token) > 32 {
		return nil, errors.New("a token label has at most 32 characters")
	}
	if _, err := chipDate(d.Birth); err != nil {
		return nil, err
	}
	pins := d.references()
	j := &jicsap{
		applets: map[string]applet{
			AIDJPKI:   f.jpkiApplet(d, pins, expires),
			AIDText:   textApplet(d, pins[TextPIN].references[0]),
			AIDVisual: visualApplet(d),
			AIDJuki: {
				0x0002: {records: [][]byte{tlv([]byte{0x02}, make([]byte, 16))}},
				0x001C: {pin: pins[ResidentRegisterPIN].references[1]},
			},
			AIDCommon: {
				0x0001: {records: [][]byte{tlv([]byte{0x01}, []byte(d.Serial+d.Municipality+d.Expires))}},
				0x001C: {pin: pins[ResidentRegisterPIN].references[0]},
			},
		},
		objects: map[uint16][]byte{0x00F0: []byte(d.Municipality), 0x00F2: []byte(d.Expires), 0x0045: []byte(d.Serial)},
		kinds:   pins,
		frozen:  d.FaceOnly,
	}
	j.reset()
	atr := []byte{0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14}
	return &Card{label: d.Serial, atr: atr, mute: d.Mute, chip: j}, nil
}

// SampleMyNumber is the 個人番号 of the sample cards: one that the check digit allows and nobody has.
const SampleMyNumber = "123456789018"

// fillIn puts the fictional holder where nothing was given.
func (d *MyNumberCard) fillIn() {
	for _, field := range []struct {
		at     *string
		sample string
	}{
		{&d.Token, MyNumberToken}, {&d.Name, "見本　太郎"}, {&d.Address, "兵庫県朝来市見本町１番地"},
		{&d.Birth, "19900401"}, {&d.MyNumber, SampleMyNumber}, {&d.SecurityCode, "0000"},
	} {
		if *field.at == "" {
			*field.at = field.sample
		}
	}
	if d.Sex == 0 {
		d.Sex = '9'
	}
	d.NoSignature = d.NoSignature || d.FaceOnly
}

// references makes the four PINs in the order of their kinds.
func (d *MyNumberCard) references() (pins [4]*pinKind) {
	if d.FaceOnly {
		d.PINs = [4]string{}
	}
	p := d.PINs
	pins[SignaturePIN] = &pinKind{[]*reference{newReference(p[0], 5, signaturePassword)}}
	pins[AuthenticationPIN] = &pinKind{[]*reference{newReference(p[1], 3, fourDigits)}}
	pins[ResidentRegisterPIN] = &pinKind{[]*reference{newReference(p[2], 3, fourDigits), newReference(p[2], 3, fourDigits)}}
	pins[TextPIN] = &pinKind{[]*reference{newReference(p[3], 3, fourDigits)}}
	for kind, blocked := range d.Blocked {
		for _, r := range pins[kind].references {
			if blocked {
				r.tries = 0
			}
		}
	}
	return pins
}

// jpkiApplet is 公的個人認証AP.
func (f *Factory) jpkiApplet(d MyNumberCard, pins [4]*pinKind, expires time.Time) applet {
	a := applet{
		0x0001: {content: nothing, needs: []uint16{0x1B}},
		0x0002: {content: f.authorityCertificate("Test CA for signatures", expires)},
		0x0006: {content: constant(tokenInfo(d.Token))},
		0x0008: {content: constant([]byte{there(!d.NoSignature), there(!d.NoAuthentication), 0x00})},
		0x000A: {content: nothing},
		0x000B: {content: f.authorityCertificate("Test CA for authentication", expires)},
		0x0018: {pin: pins[AuthenticationPIN].references[0]},
		0x001B: {pin: pins[SignaturePIN].references[0]},
	}
	if !d.NoSignature {
		a[0x0001].content = f.personCertificate("Sample signature "+d.Serial, "Test CA for signatures", f.signature, expires)
		a[0x001A] = &file{key: f.signature, needs: []uint16{0x1B}}
	}
	if !d.NoAuthentication {
		a[0x000A].content = f.personCertificate("Sample authentication "+d.Serial, "Test CA for authentication", f.authentication, expires)
		a[0x0017] = &file{key: f.authentication, needs: []uint16{0x18}}
	}
	return a
}

// there is how EF 0008 says that a certificate is on the card.
func there(yes bool) byte {
	if yes {
		return 0x8F
	}
	return 0x00
}

// tokenInfo is a PKCS #11 CK_TOKEN_INFO of 160 bytes; its first 32 are the label.
func tokenInfo(label string) []byte {
	return append([]byte(label), bytes.Repeat([]byte{' '}, 160-len(label))...)
}

func constant(b []byte) func() []byte { return func() []byte { return b } }

func nothing() []byte { return nil }
