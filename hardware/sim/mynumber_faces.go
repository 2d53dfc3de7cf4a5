package sim

import (
	"fmt"
	"strconv"
)

// textApplet is 券面事項入力補助AP: 個人番号 and the four attributes as text.
// Its PIN opens both; 照合番号A opens the number, 照合番号B the attributes.
func textApplet(d MyNumberCard, pin *reference) applet {
	attributes := withOffsets(0x20, 0x21,
		private(0x22, []byte(d.Name)), private(0x23, []byte(d.Address)),
		private(0x24, []byte(d.Birth)), private(0x25, []byte{d.Sex}))
	return applet{
		0x0001: {content: constant(append(privateSet(0x10, []byte(d.MyNumber)), 0xFF, 0xFF)), needs: []uint16{0x11, 0x14}},
		0x0002: {content: constant(attributes), needs: []uint16{0x11, 0x15}},
		0x0003: {content: constant(privateSet(0x30, private(0x31, make([]byte, 32)), private(0x32, make([]byte, 32)),
			private(0x33, make([]byte, 256)))), needs: []uint16{0x11, 0x14, 0x15}},
		// clients read 256 bytes of the applet information in one go: it must be that long
		0x0005: {content: constant(privateSet(0x40, private(0x41, []byte{1, 2, 3, 4}), private(0x42, make([]byte, 272))))},
		0x0011: {pin: pin},
		0x0012: {pin: &reference{most: 3, format: fixed}}, // blocked on every card examined
		0x0014: {pin: newReference(d.MyNumber, 10, fixed)},
		0x0015: {pin: newReference(d.matchB(), 10, fixed)},
	}
}

// visualApplet is 券面事項確認AP: the printed face as pictures.
func visualApplet(d MyNumberCard) applet {
	photo := append([]byte{0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10}, make([]byte, 4000)...)
	face := withOffsets(0x20, 0x21,
		private(0x22, []byte(d.Birth)), private(0x23, []byte{d.Sex}), private(0x24, make([]byte, 256)),
		private(0x25, make([]byte, 700)), private(0x26, make([]byte, 900)), private(0x27, photo),
		private(0x28, make([]byte, 256)), private(0x29, []byte(d.Expires)), private(0x2A, make([]byte, 300)))
	information := privateSet(0x30, private(0x31, []byte{6, 3, 14, 1}), private(0x32, make([]byte, 16)),
		private(0x33, []byte{1}), private(0x34, []byte(d.Municipality)), private(0x35, make([]byte, 272)))
	return applet{
		0x0001: {content: constant(privateSet(0x10, private(0x11, []byte(d.Birth)))), needs: []uint16{0x11}},
		0x0002: {content: constant(face), needs: []uint16{0x12, 0x13}},
		0x0003: {content: constant(information)},
		0x0011: {pin: newReference(eraDate(d.Birth), 10, fixed)},
		0x0012: {pin: newReference(d.matchB(), 10, fixed)},
		0x0013: {pin: newReference(d.MyNumber, 10, fixed)},
	}
}

// matchB is 照合番号B: birth date by era (YYMMDD), year of expiry, the code on the face.
func (d *MyNumberCard) matchB() string { return eraDate(d.Birth) + d.Expires[:4] + d.SecurityCode }

// eraDate writes YYYYMMDD as the two-digit year of its era and MMDD.
func eraDate(date string) string {
	for _, era := range []struct {
		from  string
		first int
	}{{"20190501", 2019}, {"19890108", 1989}, {"19261225", 1926}, {"19120730", 1912}, {"00000000", 1868}} {
		if date >= era.from {
			year, _ := strconv.Atoi(date[:4])
			return fmt.Sprintf("%02d%s", year-era.first+1, date[4:])
		}
	}
	return date[2:]
}
