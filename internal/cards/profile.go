// Package cards is what is on a card and how it is asked: the My Number card (個人番号カード), the resident card
// (住民基本台帳カード) and the PIV operator card (操作者識別カード). What differs between cards is data in the
// profile table, not code for each card; a card is told by its token label, never by its answer to reset.
//
// No EF-level specification of the My Number card is public. The identifiers below are those on which
// OpenSC's card-jpki, jpki/myna and soltia48/myna-card agree; docs/ says which were seen on real cards.
package cards

import "madoguchi/internal/juki"

// application is the AID of an application on a card.
type application string

// The applications the counter talks to.
const (
	appJPKI   application = "\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01" // 公的個人認証AP
	appText   application = "\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08" // 券面事項入力補助AP
	appJuki   application = "\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01" // 住基AP
	appCommon application = "\xD3\x92\x10\x00\x31\x00\x01\x01\x01\x00" // 共通カードAP
	appPIV    application = "\xA0\x00\x00\x03\x08\x00\x00\x10\x00"     // SP 800-73-4, without the version bytes
)

// file is the identifier of an elementary file inside an application.
type file uint16

// The files read without a PIN.
const (
	fileTokenInfo    file = 0x0006 // JPKI: CK_TOKEN_INFO, the first 32 bytes are the label
	fileCertificates file = 0x0008 // JPKI: which of the two certificates are there
	fileCardRecord   file = 0x0001 // common: record 1 is serial, municipality, expiry
)

// changeWith is how an application takes the new value of a PIN after the old one was verified.
type changeWith struct{ cla, ins, p1, p2 byte }

// The two ways to change: ISO 7816 CHANGE REFERENCE DATA with the new value only, and JICSAP CHANGE KEY.
var (
	changeReference = changeWith{0x00, 0x24, 0x01, 0x80}
	changeKey       = changeWith{0x80, 0x32, 0x00, 0x80}
)

// place is one reference at which a card keeps a PIN.
type place struct {
	app    application
	ref    file
	change changeWith
}

// pinProfile is one PIN of a card. Several places hold the same digits: the resident knows one PIN.
type pinProfile struct {
	kind     juki.PINKind
	tries    int // a full retry counter
	min, max int // characters
	places   []place
}

// profile is one kind of card.
type profile struct {
	kind  juki.CardKind
	label string // token label in the JPKI application
	pins  []pinProfile
}

// profiles are the cards this counter knows. The next My Number card (two PINs of 4 and of 6 digits, other
// applications) becomes one more entry.
var profiles = []profile{
	{
		kind: juki.MyNumberCard, label: "JPKIAPICCTOKEN2",
		pins: []pinProfile{
			{juki.SignaturePIN, 5, 6, 16, []place{{appJPKI, 0x001B, changeReference}}},
			{juki.AuthenticationPIN, 3, 4, 4, []place{{appJPKI, 0x0018, changeReference}}},
			{juki.ResidentRegisterPIN, 3, 4, 4, []place{{appCommon, 0x001C, changeKey}, {appJuki, 0x001C, changeKey}}},
			{juki.FaceEntryPIN, 3, 4, 4, []place{{appText, 0x0011, changeReference}}},
		},
	},
	{
		// Issuing ended on 2015-12-28: recognised, registered and collected, not serviced. The files of its
		// 住基AP are not public, so only the password of its signature certificate is listed.
		kind: juki.ResidentCard, label: "JPKIAPICCTOKEN",
		pins: []pinProfile{
			{juki.SignaturePIN, 5, 4, 16, []place{{appJPKI, 0x001B, changeReference}}},
		},
	},
}

// profileOf finds the profile of a token label, nil for a label of no card (a phone answers "JPKIAPGPSETOKEN").
func profileOf(label string) *profile {
	for i := range profiles {
		if profiles[i].label == label {
			return &profiles[i]
		}
	}
	return nil
}

// pin finds the profile of one PIN, nil when the card has none of that kind.
func (p *profile) pin(kind juki.PINKind) *pinProfile {
	for i := range p.pins {
		if p.pins[i].kind == kind {
			return &p.pins[i]
		}
	}
	return nil
}
