package sim

import "madoguchi/hardware"

// What a person does at the simulated scanner, and what happens to it.

// Lay puts a photo on the glass in place of the one that is there. A scan that runs shows the old one.
func (s *Scanner) Lay(p Photo) { s.change(func() { s.photo = p }) }

// Set puts something in the scanner's way, also in the middle of a scan; "" takes it away.
func (s *Scanner) Set(f hardware.Fault) { s.change(func() { s.fault = f }) }

// Fault is what is in the scanner's way now.
func (s *Scanner) Fault() (f hardware.Fault) {
	s.change(func() { f = s.fault })
	return f
}

// Warm has the scanner answer so many looks with warming.
func (s *Scanner) Warm(looks int) { s.change(func() { s.warming = looks }) }

// Vanish has the scanner disappear in the middle of the next scan; Set("") plugs it in again.
func (s *Scanner) Vanish() { s.change(func() { s.vanishes = true }) }

// Garble has the next scan be no picture.
func (s *Scanner) Garble() { s.change(func() { s.garbles = true }) }

// Hang has the scanner begin and never end, or go on.
func (s *Scanner) Hang(on bool) { s.change(func() { s.hangs = on }) }

// Scans is how many scans were begun.
func (s *Scanner) Scans() (n int) {
	s.change(func() { n = s.scans })
	return n
}

func (s *Scanner) change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}
