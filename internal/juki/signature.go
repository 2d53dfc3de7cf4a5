package juki

// commonWords are guessed first by anybody. They are refused wherever they stand.
var commonWords = [...]string{"PASSWORD", "PASSWD", "PASUWADO", "MYNUMBER", "MAINANBA", "ANSHO", "HIMITSU", "QWERTY", "ASDFGH", "ZXCVBN"}

// keyboardRows are the runs a finger makes, forwards and backwards.
var keyboardRows = [...]string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "01234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"}

// checkSignature judges the password of the signature certificate: capital letters and digits, both kinds.
func checkSignature(chars []byte, avoid PINHints) Code {
	letters, digits := 0, 0
	for _, c := range chars {
		switch {
		case isLetter(c):
			letters++
		case isDigit(c):
			digits++
		default:
			return PINFormat
		}
	}
	if letters == 0 || digits == 0 {
		return PINFormat
	}
	if mostlyRuns(chars) || repeats(chars) || commonWord(chars) || birthInside(chars, avoid.Birth) || nameInside(chars, avoid.Kana) {
		return PINGuessable
	}
	return ""
}

// mostlyRuns tells whether fewer than three characters are outside runs of three and more (ABC123, AAAA11, QWERTY1):
// what is left could be tried out.
func mostlyRuns(c []byte) bool {
	outside := 0
	for i := 0; i < len(c); {
		n := runLength(c[i:])
		if n < 3 {
			outside++
			i++
			continue
		}
		i += n
	}
	return outside < 3
}

// runLength is how long the run at the beginning of c is: of one character, or along a keyboard row.
func runLength(c []byte) int {
	longest := 1
	for longest < len(c) && c[longest] == c[0] {
		longest++
	}
	for _, row := range keyboardRows {
		for at := 0; at < len(row); at++ {
			if row[at] != c[0] {
				continue
			}
			longest = max(longest, along(c, row, at, 1), along(c, row, at, -1))
		}
	}
	return longest
}

func along(c []byte, row string, at, step int) int {
	n := 0
	for n < len(c) && at >= 0 && at < len(row) && row[at] == c[n] {
		n++
		at += step
	}
	return n
}

// repeats tells whether c is one to three characters written again and again: A1A1A1.
func repeats(c []byte) bool {
	for unit := 1; unit <= 3; unit++ {
		i := unit
		for i < len(c) && c[i] == c[i-unit] {
			i++
		}
		if i == len(c) {
			return true
		}
	}
	return false
}

func commonWord(c []byte) bool {
	for _, word := range commonWords {
		if contains(c, []byte(word)) {
			return true
		}
	}
	return false
}

func contains(c, part []byte) bool {
	for i := 0; i+len(part) <= len(c); i++ {
		if equal(c[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// birthInside finds the birth date in a password: 20010203, 010203, and with the year of the era, 130203.
func birthInside(c []byte, birth Date) bool {
	if birth.IsZero() {
		return false
	}
	full := appendTwo(appendTwo(appendTwo(appendTwo(nil, birth.Year/100), birth.Year%100), birth.Month), birth.Day)
	defer clear(full)
	if contains(c, full[2:]) { // the eight digits contain these six
		return true
	}
	e, ok := eraOf(birth)
	if !ok {
		return false
	}
	_, year := birth.EraYear()
	inEra := appendTwo(appendTwo(appendTwo([]byte{e.letter}, year), birth.Month), birth.Day)
	defer clear(inEra)
	return contains(c, inEra[1:])
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10%10), byte('0'+n%10)) }
