package cards

import (
	"errors"
)

// errTLV is a data object that does not hold what its length says.
var errTLV = errors.New("card data: not a well-formed data object")

// maxTLV bounds the length a card may claim; certificates on PIV cards are under 4 KiB.
const maxTLV = 0xFFFF

// element is one BER-TLV data object with a one-byte tag, which is all that PIV's outer objects use.
type element struct {
	tag   byte
	value []byte // part of the parsed bytes, not a copy
}

// nextElement takes the first element from b. Lengths are definite, in the shortest or a longer form up to two
// length bytes (cards write 82 00 xx); tags of several bytes do not occur here and are refused.
func nextElement(b []byte) (e element, rest []byte, err error) {
	if len(b) < 2 || b[0]&0x1F == 0x1F {
		return element{}, nil, errTLV
	}
	n, head := int(b[1]), 2
	switch {
	case n < 0x80:
	case n == 0x81 && len(b) >= 3:
		n, head = int(b[2]), 3
	case n == 0x82 && len(b) >= 4:
		n, head = int(b[2])<<8|int(b[3]), 4
	default:
		return element{}, nil, errTLV
	}
	if n > maxTLV || n > len(b)-head {
		return element{}, nil, errTLV
	}
	return element{b[0], b[head : head+n]}, b[head+n:], nil
}

// wholeElement is the value of an element that is all of b and has the wanted tag.
func wholeElement(b []byte, tag byte) ([]byte, error) {
	e, rest, err := nextElement(b)
	if err != nil {
		return nil, err
	}
	if e.tag != tag || len(rest) > 0 {
		return nil, errTLV
	}
	return e.value, nil
}

// elements splits b into elements with no tag twice; every byte of b belongs to one.
func elements(b []byte) (map[byte][]byte, error) {
	found := map[byte][]byte{}
	for len(b) > 0 {
		e, rest, err := nextElement(b)
		if err != nil {
			return nil, err
		}
		if _, twice := found[e.tag]; twice {
			return nil, errTLV
		}
		found[e.tag], b = e.value, rest
	}
	return found, nil
}

// appendElement writes one element with a length in its shortest form.
func appendElement(b []byte, tag byte, value []byte) []byte {
	b = append(b, tag)
	switch n := len(value); {
	case n < 0x80:
		b = append(b, byte(n))
	case n <= 0xFF:
		b = append(b, 0x81, byte(n))
	default:
		b = append(b, 0x82, byte(n>>8), byte(n))
	}
	return append(b, value...)
}
