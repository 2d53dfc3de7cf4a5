package juki

// PINKinds lists the four PINs in the order the resident is asked for them.
func PINKinds() []PINKind {
	return []PINKind{SignaturePIN, AuthenticationPIN, ResidentRegisterPIN, FaceEntryPIN}
}

// Japanese is the PIN's name on forms.
func (k PINKind) Japanese() string {
	switch k {
	case SignaturePIN:
		return "署名用電子証明書暗証番号"
	case AuthenticationPIN:
		return "利用者証明用電子証明書暗証番号"
	case ResidentRegisterPIN:
		return "住民基本台帳用暗証番号"
	case FaceEntryPIN:
		return "券面事項入力補助用暗証番号"
	}
	return ""
}

// ID is the PIN's name in the log and in text keys.
func (k PINKind) ID() string {
	switch k {
	case SignaturePIN:
		return "signature"
	case AuthenticationPIN:
		return "authentication"
	case ResidentRegisterPIN:
		return "resident-register"
	case FaceEntryPIN:
		return "face-entry"
	}
	return ""
}

// Letters tells whether the PIN is made of letters and digits; the others are four digits.
func (k PINKind) Letters() bool { return k == SignaturePIN }

// Length is the shortest and longest allowed PIN, in characters.
func (k PINKind) Length() (shortest, longest int) {
	if k.Letters() {
		return 6, 16
	}
	return 4, 4
}

// Tries is how many wrong entries in a row lock the PIN.
func (k PINKind) Tries() int {
	if k.Letters() {
		return 5
	}
	return 3
}

// SignatureAge is the age in years from which a certificate for signing is issued and no legal representative has to come.
const SignatureAge = 15

// PINsFor lists the PINs a person needs at the handover, in the order they are asked for: all four from 15 years
// on; below 15 and for 成年被後見人 no certificate for signing is issued, so there is no PIN for it.
// An unknown birth date counts as an adult's. A resident's old card (住基カード) is not handed over any more.
func PINsFor(birth Date, today Date, guardianed bool) []PINKind {
	child := !birth.IsZero() && birth.AgeOn(today) < SignatureAge
	if child || guardianed {
		return []PINKind{AuthenticationPIN, ResidentRegisterPIN, FaceEntryPIN}
	}
	return PINKinds()
}
