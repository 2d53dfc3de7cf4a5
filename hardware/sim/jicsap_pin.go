package sim

import "bytes"

// reference is one PIN reference of a card (暗証番号, 照合番号).
//
// A card that was not handed over yet has no PINs. Its state is this package's choice, because that
// of a real card before its first PIN is not public: the retry query answers 63Cx with all tries,
// VERIFY answers 6984 and costs nothing. A blocked PIN differs: the query answers 63C0.
type reference struct {
	value    []byte // nil: never set
	tries    int
	most     int
	format   func([]byte) bool // what CHANGE and PUT PIN accept
	verified bool
}

// pinKind is one PIN as people know it: the resident register PIN (住民基本台帳用) is two references.
type pinKind struct{ references []*reference }

func newReference(value string, tries int, format func([]byte) bool) *reference {
	r := &reference{tries: tries, most: tries, format: format}
	if value != "" {
		r.value = []byte(value)
	}
	return r
}

func fourDigits(b []byte) bool { return len(b) == 4 && allIn(b, "0123456789") }

// signaturePassword is 署名用: 6 to 16 of A–Z and 0–9 with at least one of each.
func signaturePassword(b []byte) bool {
	const letters, digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	return len(b) >= 6 && len(b) <= 16 && allIn(b, letters+digits) &&
		bytes.ContainsAny(b, letters) && bytes.ContainsAny(b, digits)
}

// residentPassword is the password of a resident card (住民基本台帳カード): 4 to 16 letters and digits.
func residentPassword(b []byte) bool {
	return len(b) >= 4 && len(b) <= 16 && allIn(b, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
}

// fixed is a reference nobody can change: the numbers printed on the card (照合番号).
func fixed([]byte) bool { return false }

func allIn(b []byte, set string) bool {
	return bytes.IndexFunc(b, func(r rune) bool { return r > 0x7F || !bytes.ContainsRune([]byte(set), r) }) < 0
}

func (r *reference) left() answer { return status(swTriesLeft | uint16(r.tries)) }

func (r *reference) check(pin []byte) answer {
	switch {
	case len(pin) == 0:
		return r.left() // the retry query costs nothing
	case len(pin) > 16:
		return status(swWrongLength)
	case r.tries == 0 || r.value == nil:
		return status(swBlocked)
	case !bytes.Equal(pin, r.value):
		r.tries--
		r.verified = false
		return r.left()
	}
	r.tries, r.verified = r.most, true
	return status(swOK)
}

func (r *reference) change(pin []byte) answer {
	switch {
	case !r.verified:
		return status(swNotAllowed)
	case !r.format(pin):
		return status(swWrongData)
	}
	r.value = bytes.Clone(pin)
	return status(swOK)
}

func (j *jicsap) verify(c command) answer {
	if c.p1 != 0 || c.p2&0xE0 != 0x80 {
		return status(swWrongP1P2)
	}
	f := j.short(c.p2 & 0x1F)
	if f == nil || f.pin == nil {
		return status(swNoFile)
	}
	return f.pin.check(c.data)
}

// changeReference is CHANGE REFERENCE DATA of the JPKI and text applets: the new PIN alone, after VERIFY.
func (j *jicsap) changeReference(c command) answer {
	switch {
	case j.aid != string(AIDJPKI) && j.aid != string(AIDText):
		return status(swUnknownINS)
	case c.p1 != 0x01 || c.p2 != 0x80:
		return status(swWrongP1P2)
	case j.file == nil || j.file.pin == nil:
		return status(swNoFile)
	}
	return j.file.pin.change(c.data)
}

// changeKey is JICSAP's CHANGE KEY, the way of the common and resident register applets.
func (j *jicsap) changeKey(c command) answer {
	switch {
	case j.aid != string(AIDCommon) && j.aid != string(AIDJuki):
		return status(swUnknownINS)
	case c.p1 != 0x00 || c.p2 != 0x80:
		return status(swWrongP1P2)
	case j.file == nil || j.file.pin == nil:
		return status(swNoFile)
	}
	return j.file.pin.change(c.data)
}

// putPIN is TEST ONLY: `80 F4 kind 80 Lc PIN`, from any applet, sets the first PIN and gives all tries back.
// It stands for what only the issuing system's keys can do (統合端末). A real card answers 6D00.
// kind: 0 signature, 1 authentication, 2 resident register (both references), 3 text applet.
// 6A88: the card has no such PIN; 6A80: not a PIN of that kind; 6985: a card for 顔認証 takes none.
func (j *jicsap) putPIN(c command) answer {
	switch {
	case c.p2 != 0x80:
		return status(swWrongP1P2)
	case int(c.p1) >= len(j.kinds) || j.kinds[c.p1] == nil:
		return status(swNoReference)
	case j.frozen:
		return status(swConditions)
	}
	kind := j.kinds[c.p1]
	for _, r := range kind.references {
		if !r.format(c.data) {
			return status(swWrongData)
		}
	}
	for _, r := range kind.references {
		r.value, r.tries, r.verified = bytes.Clone(c.data), r.most, false
	}
	return status(swOK)
}
