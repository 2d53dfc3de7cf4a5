package hardware

import "fmt"

// maxAnswer bounds a chained answer: a broken card must not fill the memory.
const maxAnswer = 64 << 10

// Exchange sends one command and collects the whole answer: it follows 61xx with GET RESPONSE
// and repeats a command that was answered 6Cxx with the length the card asks for.
// A command that carries a PIN is never repeated: a doubtful answer is the caller's to judge.
// send passes one raw APDU to the card and returns its raw answer; Exchange wipes both.
// Errors are send's, or DeviceFailed when the answer is no answer or the command cannot be encoded.
func Exchange(c Command, send func(raw []byte) ([]byte, error)) (Response, error) {
	if len(c.Data) > 255 || c.Le < 0 || c.Le > 256 {
		return Response{}, fmt.Errorf("command %02X does not fit a short APDU: %w", c.INS, DeviceFailed)
	}
	r, err := once(c, send)
	if err != nil {
		return Response{}, err
	}
	if r.SW>>8 == 0x6C && !c.CarriesPIN() {
		c.Le = expected(r.SW)
		if r, err = once(c, send); err != nil {
			return Response{}, err
		}
	}
	return collect(r, send)
}

// collect fetches the rest of an answer that ends in 61xx.
func collect(r Response, send func([]byte) ([]byte, error)) (Response, error) {
	for r.SW>>8 == 0x61 {
		more, err := once(Command{INS: 0xC0, Le: expected(r.SW)}, send)
		if err != nil {
			clear(r.Data)
			return Response{}, err
		}
		if len(more.Data) == 0 && more.SW>>8 == 0x61 || len(r.Data)+len(more.Data) > maxAnswer {
			clear(r.Data)
			return Response{}, fmt.Errorf("answer without end: %w", DeviceFailed)
		}
		r = Response{Data: append(r.Data, more.Data...), SW: more.SW}
		clear(more.Data)
	}
	return r, nil
}

// once sends a command as it is. The answer is a copy of its own.
func once(c Command, send func([]byte) ([]byte, error)) (Response, error) {
	raw := c.Bytes()
	defer clear(raw)
	answer, err := send(raw)
	if err != nil {
		return Response{}, err
	}
	defer clear(answer)
	if len(answer) < 2 {
		return Response{}, fmt.Errorf("answer of %d bytes: %w", len(answer), DeviceFailed)
	}
	n := len(answer) - 2
	return Response{
		Data: append([]byte(nil), answer[:n]...),
		SW:   uint16(answer[n])<<8 | uint16(answer[n+1]),
	}, nil
}

// expected is the length a 61xx or 6Cxx status word names; 00 stands for 256.
func expected(sw uint16) int {
	if n := int(sw & 0xFF); n > 0 {
		return n
	}
	return 256
}
