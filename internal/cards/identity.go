package cards

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// Identity is what a card says of itself without any PIN.
type Identity struct {
	Kind          juki.CardKind         // UnknownCard, with nothing else set, for a card of no known profile
	Serial        juki.CardSerial       // 15 digits; "" when the card has no common record
	Municipality  juki.MunicipalityCode // 5 digits; ""
	Expires       juki.Date             // 有効期限; zero when unknown
	SignatureCert bool                  // 署名用電子証明書 is on the card
	AuthCert      bool                  // 利用者証明用電子証明書 is on the card
	Tries         map[juki.PINKind]int  // tries left of each PIN the card has; 0 is locked
}

// Identify asks a card what it is. It uses no PIN and costs no try. A PIV card is OperatorCard, a card of no known
// profile is UnknownCard: both are answers, not errors. Errors are Faults, a StatusError or malformed card data, wrapped.
func Identify(ctx context.Context, card hardware.Card) (Identity, error) {
	t := talk{ctx, card}
	p, err := t.profile()
	if err != nil {
		return Identity{}, fmt.Errorf("identify card: %w", err)
	}
	if p == nil {
		return t.identifyForeign()
	}
	id := Identity{Kind: p.kind}
	for _, step := range []func(*Identity) error{t.certificates, t.cardRecord} {
		if err := step(&id); err != nil {
			return Identity{}, fmt.Errorf("identify card: %w", err)
		}
	}
	id.Tries = make(map[juki.PINKind]int, len(p.pins))
	for i := range p.pins {
		left, err := t.tries(&p.pins[i])
		if errors.Is(err, errNoSuchPIN) {
			continue
		}
		if err != nil {
			return Identity{}, fmt.Errorf("identify card: %w", err)
		}
		id.Tries[p.pins[i].kind] = left
	}
	return id, nil
}

// profile reads the token label and finds the card's profile; nil when there is none. It leaves the JPKI
// application selected.
func (t talk) profile() (*profile, error) {
	there, err := t.selectApp(appJPKI)
	if err != nil || !there {
		return nil, err
	}
	info, err := t.readFile(fileTokenInfo, labelLen)
	if err != nil {
		return nil, err
	}
	return profileOf(tokenLabel(info)), nil
}

// labelLen is the length of the label at the beginning of CK_TOKEN_INFO, padded with spaces.
const labelLen = 32

// tokenLabel is the label in token info, "" when the file is too short for one.
func tokenLabel(info []byte) string {
	if len(info) < labelLen {
		return ""
	}
	return string(bytes.TrimRight(info[:labelLen], " "))
}

// identifyForeign tells an operator card that lies in the wrong reader from any other card.
func (t talk) identifyForeign() (Identity, error) {
	piv, err := t.selectPIV()
	if err != nil {
		return Identity{}, fmt.Errorf("identify card: %w", err)
	}
	if piv {
		return Identity{Kind: juki.OperatorCard}, nil
	}
	return Identity{Kind: juki.UnknownCard}, nil
}

// certificatePresent is the byte a card with the certificate shows; 00 was seen on a child's card.
const certificatePresent = 0x8F

// certificates reads which certificates are on the card, JPKI application selected. The third byte of the file is
// of unknown meaning. An old card without the file has none that is still valid.
func (t talk) certificates(id *Identity) error {
	b, err := t.readFile(fileCertificates, 3)
	if err != nil || b == nil {
		return err
	}
	if len(b) != 3 {
		return fmt.Errorf("read certificate availability: %w", errRecord)
	}
	id.SignatureCert, id.AuthCert = b[0] == certificatePresent, b[1] == certificatePresent
	return nil
}

// cardRecord reads serial, municipality and expiry from the common application.
func (t talk) cardRecord(id *Identity) error {
	there, err := t.selectApp(appCommon)
	if err != nil || !there {
		return err
	}
	b, err := t.readRecord(fileCardRecord)
	if err != nil || b == nil {
		return err
	}
	id.Serial, id.Municipality, id.Expires, err = parseCardRecord(b)
	return err
}
