package sim

import "bytes"

// tlv encodes one BER-TLV object with the tag's bytes as given.
func tlv(tag []byte, value []byte) []byte {
	b := append([]byte(nil), tag...)
	switch n := len(value); {
	case n < 0x80:
		b = append(b, byte(n))
	case n < 0x100:
		b = append(b, 0x81, byte(n))
	default:
		b = append(b, 0x82, byte(n>>8), byte(n))
	}
	return append(b, value...)
}

// private and privateSet are the JPKI applets' tags DFxx (value) and FFxx (set of values).
func private(tag byte, value []byte) []byte { return tlv([]byte{0xDF, tag}, value) }

func privateSet(tag byte, values ...[]byte) []byte {
	return tlv([]byte{0xFF, tag}, bytes.Join(values, nil))
}

// withOffsets builds a set whose first value lists where each other value begins, two bytes each,
// counted from the start of the file: how 券面事項 files are laid out.
func withOffsets(set, table byte, values ...[]byte) []byte {
	offsets := make([]byte, 2*len(values))
	build := func() []byte {
		return privateSet(set, append([][]byte{private(table, offsets)}, values...)...)
	}
	body := 0
	for _, v := range values {
		body += len(v)
	}
	at := len(build()) - body
	for i, v := range values {
		offsets[2*i], offsets[2*i+1] = byte(at>>8), byte(at)
		at += len(v)
	}
	return build()
}

// firstTLV splits off the first object with a one-byte tag. ok is false for foreign bytes.
func firstTLV(b []byte) (tag byte, value, rest []byte, ok bool) {
	if len(b) < 2 {
		return 0, nil, nil, false
	}
	n, head := int(b[1]), 2
	switch {
	case n == 0x81 && len(b) >= 3:
		n, head = int(b[2]), 3
	case n == 0x82 && len(b) >= 4:
		n, head = int(b[2])<<8|int(b[3]), 4
	case n >= 0x80:
		return 0, nil, nil, false
	}
	if len(b) < head+n {
		return 0, nil, nil, false
	}
	return b[0], b[head : head+n], b[head+n:], true
}

// findTLV gives the value of the first object with the tag among the objects in b.
func findTLV(b []byte, want byte) ([]byte, bool) {
	for len(b) > 0 {
		tag, value, rest, ok := firstTLV(b)
		if !ok {
			return nil, false
		}
		if tag == want {
			return value, true
		}
		b = rest
	}
	return nil, false
}
