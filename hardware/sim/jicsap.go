package sim

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
)

// file is one elementary file of an applet. Exactly one of content, records, key and pin is there.
type file struct {
	content func() []byte
	records [][]byte
	key     func() *rsa.PrivateKey
	pin     *reference
	needs   []uint16 // any of these PIN files of the applet must be verified before use
}

type applet map[uint16]*file

// jicsap is a chip with the applets and commands of the Japanese public cards (JICSAP and JPKI).
type jicsap struct {
	applets map[string]applet // by AID
	objects map[uint16][]byte // GET DATA objects of the issuer security domain
	kinds   [4]*pinKind       // what the test issuer's PUT PIN reaches
	frozen  bool              // 顔認証: the test issuer refuses PINs

	aid     string
	current applet
	file    *file
}

// issuerDomain is the applet a chip is in after power-up; it has no files.
const issuerDomain = "\xA0\x00\x00\x01\x51\x00\x00"

func (j *jicsap) reset() {
	for _, a := range j.applets {
		a.forget()
	}
	j.aid, j.current, j.file = issuerDomain, nil, nil
}

// forget clears what was proved by PINs.
func (a applet) forget() {
	for _, f := range a {
		if f.pin != nil {
			f.pin.verified = false
		}
	}
}

func (j *jicsap) answer(c command) answer {
	work := map[[2]byte]func(command) answer{
		{0x00, 0xA4}: j.selectFile,
		{0x00, 0xB0}: j.readBinary,
		{0x00, 0xB2}: j.readRecord,
		{0x00, 0x20}: j.verify,
		{0x00, 0x24}: j.changeReference,
		{0x80, 0x32}: j.changeKey,
		{0x00, 0x84}: j.challenge,
		{0x80, 0x2A}: j.sign,
		{0x00, 0xCA}: j.getData,
		{0x80, 0xCA}: j.getData,
		{0x80, 0xF4}: j.putPIN,
	}[[2]byte{c.cla, c.ins}]
	switch {
	case work != nil:
		return work(c)
	case c.cla != 0x00 && c.cla != 0x80:
		return status(swUnknownCLA)
	}
	return status(swUnknownINS)
}

func (j *jicsap) selectFile(c command) answer {
	switch c.p1 {
	case 0x04:
		return j.selectApplet(string(c.data))
	case 0x02:
		if len(c.data) != 2 {
			return status(swWrongLength)
		}
		return j.selectEF(uint16(c.data[0])<<8 | uint16(c.data[1]))
	}
	return status(swWrongP1P2)
}

func (j *jicsap) selectApplet(aid string) answer {
	a, there := j.applets[aid]
	if !there && aid != issuerDomain {
		return status(swNotFound)
	}
	if aid != j.aid {
		j.current.forget() // the security status of an applet ends when it is left
	}
	j.aid, j.current, j.file = aid, a, nil
	return status(swOK)
}

func (j *jicsap) selectEF(id uint16) answer {
	f := j.current[id]
	if f == nil {
		return status(swNotFound)
	}
	j.file = f
	return status(swOK)
}

// short makes the file with the short id current; 0 keeps the current one.
func (j *jicsap) short(id byte) *file {
	if id != 0 {
		j.file = j.current[uint16(id)]
	}
	return j.file
}

func (j *jicsap) allowed(f *file) bool {
	for _, id := range f.needs {
		if p := j.current[id]; p != nil && p.pin != nil && p.pin.verified {
			return true
		}
	}
	return len(f.needs) == 0
}

func (j *jicsap) readBinary(c command) answer {
	f, offset := j.file, int(c.p1)<<8|int(c.p2)
	if c.p1&0x80 != 0 {
		f, offset = j.short(c.p1&0x1F), int(c.p2)
	}
	switch {
	case f == nil || f.content == nil:
		return status(swNoFile)
	case !j.allowed(f):
		return status(swNotAllowed)
	}
	content := f.content()
	if offset >= len(content) {
		return status(swPastEnd)
	}
	content = content[offset:]
	if c.le >= 0 && len(content) > c.le {
		content = content[:c.le]
	}
	return answer{data: content, sw: swOK}
}

func (j *jicsap) readRecord(c command) answer {
	if c.p2&0x07 != 0x04 { // only "the record with the number in P1"
		return status(swWrongP1P2)
	}
	f := j.short(c.p2 >> 3)
	switch {
	case f == nil || f.records == nil:
		return status(swNoFile)
	case !j.allowed(f):
		return status(swNotAllowed)
	case c.p1 < 1 || int(c.p1) > len(f.records):
		return status(swNoRecord)
	}
	return answer{data: f.records[c.p1-1], sw: swOK}
}

func (j *jicsap) challenge(c command) answer {
	b := make([]byte, min(max(c.le, 0), 256))
	_, _ = rand.Read(b) // never fails
	return answer{data: b, sw: swOK}
}

// sign pads and signs the given DigestInfo: COMPUTE DIGITAL SIGNATURE in the form every client uses.
func (j *jicsap) sign(c command) answer {
	if c.p1 != 0 || c.p2&0xE0 != 0x80 {
		return status(swWrongP1P2)
	}
	f := j.short(c.p2 & 0x1F)
	switch {
	case f == nil || f.key == nil:
		return status(swNoFile)
	case !j.allowed(f):
		return status(swNotAllowed)
	}
	signature, err := rsa.SignPKCS1v15(nil, f.key(), crypto.Hash(0), c.data)
	if err != nil {
		return status(swWrongData)
	}
	return answer{data: signature, sw: swOK}
}

func (j *jicsap) getData(c command) answer {
	v, there := j.objects[uint16(c.p1)<<8|uint16(c.p2)]
	if !there || j.current != nil {
		return status(swNoReference)
	}
	return answer{data: v, sw: swOK}
}
