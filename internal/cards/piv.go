package cards

import "madoguchi/hardware"

// chunk is how much of a long command one short APDU carries.
const chunk = 255

// selectPIV selects the PIV application. SP 800-73-4 part 2, 3.1.1 wants P2=00; the template it answers with is of no
// use here.
func (t talk) selectPIV() (there bool, err error) {
	r, err := t.send("select PIV", hardware.Command{INS: 0xA4, P1: 0x04, Data: []byte(appPIV), Le: 256})
	if err != nil {
		return false, err
	}
	return answersSelect("select PIV", r.SW)
}

// exchange sends a command of any length by command chaining (CLA 10), SP 800-73-4 part 2. A long answer (61xx) is
// put together by the driver: hardware.Exchange.
func (t talk) exchange(doing string, ins, p1, p2 byte, data []byte) ([]byte, error) {
	for len(data) > chunk {
		r, err := t.send(doing, hardware.Command{CLA: 0x10, INS: ins, P1: p1, P2: p2, Data: data[:chunk]})
		if err != nil {
			return nil, err
		}
		if !r.OK() {
			return nil, &StatusError{doing, r.SW}
		}
		data = data[chunk:]
	}
	r, err := t.send(doing, hardware.Command{INS: ins, P1: p1, P2: p2, Data: data, Le: 256})
	if err != nil {
		return nil, err
	}
	if !r.OK() {
		return nil, &StatusError{doing, r.SW}
	}
	return r.Data, nil
}
