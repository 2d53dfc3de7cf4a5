package sim

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
)

// pivAID is the PIV application, NIST SP 800-73; clients may shorten it from the right.
const pivAID = "\xA0\x00\x00\x03\x08\x00\x00\x10\x00\x01\x00"

// PIV key references.
const (
	pivAuthentication = 0x9A // needs the PIN
	pivCard           = 0x9E // card authentication: needs nothing
)

// pivTries is how often the PIN may be wrong.
const pivTries = 3

// piv is a chip with the part of the PIV application an operator card needs: two P-256 keys,
// their certificates, the CHUID and the PIN.
type piv struct {
	keys    map[byte]*ecdsa.PrivateKey
	objects map[string][]byte
	pin     []byte
	tries   int

	selected, verified bool
	chained            []byte // data of a command that is not complete yet
	rest               []byte // what GET RESPONSE will give
}

func (p *piv) reset() { p.selected, p.verified, p.chained, p.rest = false, false, nil, nil }

func (p *piv) answer(c command) answer {
	if c.cla&0x10 != 0 { // command chaining: more is to come
		if len(p.chained)+len(c.data) > 4096 {
			p.chained = nil
			return status(swWrongLength)
		}
		p.chained = append(p.chained, c.data...)
		return status(swOK)
	}
	c.data = append(p.chained, c.data...)
	p.chained = nil
	switch c.ins {
	case 0xA4:
		return p.selectApplication(c)
	case 0xC0:
		return p.next()
	case 0xFD: // YubiKey's version query: yubico-piv-tool does not talk to a card without it
		return p.reply([]byte{5, 4, 3})
	}
	if !p.selected {
		return status(swConditions)
	}
	switch c.ins {
	case 0xCB:
		return p.getData(c)
	case 0x20:
		return p.verify(c)
	case 0x24:
		return p.changePIN(c)
	case 0x87:
		return p.authenticate(c)
	}
	return status(swUnknownINS)
}

// reply gives an answer in pieces of 256 bytes, as short APDUs must.
func (p *piv) reply(data []byte) answer {
	p.rest = data
	return p.next()
}

func (p *piv) next() answer {
	n := min(256, len(p.rest))
	a := answer{data: p.rest[:n], sw: swOK}
	if p.rest = p.rest[n:]; len(p.rest) > 0 {
		a.sw = swMore | uint16(min(255, len(p.rest)))
	}
	return a
}

func (p *piv) selectApplication(c command) answer {
	if c.p1 != 0x04 || len(c.data) < 5 || !bytes.HasPrefix([]byte(pivAID), c.data) {
		return status(swNotFound)
	}
	p.selected = true
	application := tlv([]byte{0x4F}, []byte(pivAID[5:]))
	authority := tlv([]byte{0x79}, tlv([]byte{0x4F}, []byte(pivAID[:5])))
	return p.reply(tlv([]byte{0x61}, append(application, authority...)))
}

func (p *piv) getData(c command) answer {
	tag, ok := findTLV(c.data, 0x5C)
	if c.p1 != 0x3F || c.p2 != 0xFF || !ok {
		return status(swWrongData)
	}
	object, there := p.objects[string(tag)]
	if !there {
		return status(swNotFound)
	}
	return p.reply(object)
}

func (p *piv) verify(c command) answer {
	switch {
	case c.p1 != 0 || c.p2 != 0x80:
		return status(swNoReference)
	case len(c.data) == 0 && p.verified:
		return status(swOK)
	case len(c.data) == 0:
		return status(swTriesLeft | uint16(p.tries))
	}
	return p.check(c.data)
}

func (p *piv) check(padded []byte) answer {
	switch {
	case p.tries == 0:
		return status(swPIVBlocked)
	case !bytes.Equal(bytes.TrimRight(padded, "\xFF"), p.pin):
		p.tries--
		p.verified = false
		return status(swTriesLeft | uint16(p.tries))
	}
	p.tries, p.verified = pivTries, true
	return status(swOK)
}

func (p *piv) changePIN(c command) answer {
	if c.p2 != 0x80 || len(c.data) != 16 {
		return status(swWrongData)
	}
	if a := p.check(c.data[:8]); a.sw != swOK {
		return a
	}
	p.pin = bytes.Clone(bytes.TrimRight(c.data[8:], "\xFF"))
	return status(swOK)
}

// authenticate is GENERAL AUTHENTICATE: it signs the challenge with the named key.
func (p *piv) authenticate(c command) answer {
	key := p.keys[c.p2]
	switch {
	case key == nil:
		return status(swNoReference)
	case c.p1 != 0x11: // P-256
		return status(swWrongP1P2)
	case c.p2 == pivAuthentication && !p.verified:
		return status(swNotAllowed)
	}
	dynamic, ok := findTLV(c.data, 0x7C)
	if !ok {
		return status(swWrongData)
	}
	challenge, ok := findTLV(dynamic, 0x81)
	if !ok || len(challenge) == 0 || len(challenge) > 64 {
		return status(swWrongData)
	}
	signature, err := ecdsa.SignASN1(rand.Reader, key, challenge)
	if err != nil {
		return status(swInternalFailure)
	}
	return p.reply(tlv([]byte{0x7C}, tlv([]byte{0x82}, signature)))
}
