package juki

// CheckPIN judges a PIN that a resident chose (第23条第1号): "" when it is good, PINFormat when its length or
// characters are not those of its kind, PINGuessable when it has a pattern or is made of what is known of the person.
// It works on the bytes alone and keeps no copy of them.
func CheckPIN(kind PINKind, chars []byte, avoid PINHints) Code {
	shortest, longest := kind.Length()
	if len(chars) < shortest || len(chars) > longest {
		return PINFormat
	}
	if kind.Letters() {
		return checkSignature(chars, avoid)
	}
	if !allDigits(chars) {
		return PINFormat
	}
	if patternedDigits(chars) || dateDigits(chars, avoid.Birth) || dateDigits(chars, avoid.Expires) || hintDigits(chars, avoid.Digits) {
		return PINGuessable
	}
	return ""
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

func allDigits(chars []byte) bool {
	for _, c := range chars {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// patternedDigits finds 1111, 1234, 9876, 7890, 1357, 1212, 1122 and the middle column of the keypad.
func patternedDigits(c []byte) bool {
	if c[0] == c[2] && c[1] == c[3] || c[0] == c[1] && c[2] == c[3] { // ABAB, AABB, AAAA
		return true
	}
	step := (10 + c[1] - c[0]) % 10
	steady := (10+c[2]-c[1])%10 == step && (10+c[3]-c[2])%10 == step
	if steady && (step <= 2 || step >= 8) { // runs by one and by two, 0 follows 9
		return true
	}
	return same(c, "2580") || same(c, "0852")
}

// same compares without making a string of the PIN.
func same(c []byte, text string) bool {
	if len(c) != len(text) {
		return false
	}
	for i := range c {
		if c[i] != text[i] {
			return false
		}
	}
	return true
}

// dateDigits finds the date in the orders people use: MMDD, DDMM, YYYY, and month or one-digit day
// with the two-digit year, western and of the era.
func dateDigits(c []byte, d Date) bool {
	if d.IsZero() {
		return false
	}
	number := int(c[0]-'0')*1000 + int(c[1]-'0')*100 + int(c[2]-'0')*10 + int(c[3]-'0')
	if number == d.Month*100+d.Day || number == d.Day*100+d.Month || number == d.Year {
		return true
	}
	_, eraYear := d.EraYear()
	for _, yy := range [...]int{d.Year % 100, eraYear} {
		if number == yy*100+d.Month || number == d.Month*100+yy {
			return true
		}
		if d.Month < 10 && d.Day < 10 && (number == yy*100+d.Month*10+d.Day || number == d.Month*1000+d.Day*100+yy) {
			return true
		}
	}
	return false
}

// hintDigits looks for the PIN in other numbers known of the person: anywhere in a short number, at
// the beginning and the end of a long one, and as a house number filled up with zeros.
func hintDigits(c []byte, hints []string) bool {
	const short = 8 // a telephone number's local part; every four digits of an ID of 23 would forbid too many
	for _, hint := range hints {
		digits := onlyDigits(hint)
		n := len(digits)
		switch {
		case n == 3 && (c[0] == '0' && equal(c[1:], digits) || c[3] == '0' && equal(c[:3], digits)):
			return true
		case n < 4:
			continue
		case n > short && (equal(c, digits[:4]) || equal(c, digits[n-4:])):
			return true
		}
		for i := 0; n <= short && i+4 <= n; i++ {
			if equal(c, digits[i:i+4]) {
				return true
			}
		}
	}
	return false
}

// onlyDigits drops everything else: 0120-345-678 and 1-2-3 are numbers too.
func onlyDigits(s string) []byte {
	digits := make([]byte, 0, len(s))
	for _, r := range foldWidth(s) {
		if r >= '0' && r <= '9' {
			digits = append(digits, byte(r))
		}
	}
	return digits
}

func equal(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
