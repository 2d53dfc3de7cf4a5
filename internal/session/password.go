package session

import (
	"bytes"
	"errors"

	"github.com/trustelem/zxcvbn"

	"madoguchi/internal/juki"
)

// maxPassword bounds what the hash and the strength estimate are given; nobody types more.
const maxPassword = 128

// Why a password is weak. The screen shows all rules at once, so one code serves; the cause is for tests and support.
var (
	errShort     = errors.New("too short")
	errLong      = errors.New("too long")
	errCharacter = errors.New("a character no keyboard types everywhere")
	errKinds     = errors.New("too few kinds of characters")
	errOperator  = errors.New("contains the operator id")
	errGuessable = errors.New("guessable")
	errSame      = errors.New("the same as before")
)

// checkPassword refuses a new password that breaks 第16条第2号・第6号, with the Outcome PasswordWeak.
func checkPassword(password []byte, id juki.OperatorID, name string, rules Rules) error {
	if cause := weakness(password, id, name, rules); cause != nil {
		o := juki.Refuse(juki.PasswordWeak)
		o.Err = cause
		return o
	}
	return nil
}

func weakness(password []byte, id juki.OperatorID, name string, rules Rules) error {
	switch {
	case len(password) < rules.PasswordLength:
		return errShort
	case len(password) > maxPassword:
		return errLong
	}
	kinds, ok := kindsIn(password)
	switch {
	case !ok:
		return errCharacter
	case kinds < rules.PasswordKinds:
		return errKinds
	case bytes.Contains(bytes.ToLower(password), bytes.ToLower([]byte(id))):
		return errOperator
	}
	// The estimate wants a string, which cannot be wiped: this one copy, made only when a password is set, is left
	// to the garbage collector.
	if zxcvbn.PasswordStrength(string(password), []string{string(id), name}).Score < rules.PasswordScore {
		return errGuessable
	}
	return nil
}

// kindsIn counts the kinds of characters. Only printable ASCII is a password: what an input method commits differs
// from one terminal to the next, and a locked-out operator would be the one to learn it.
func kindsIn(password []byte) (kinds int, ok bool) {
	var upper, lower, digit, sign int
	for _, c := range password {
		switch {
		case c < 0x20 || c > 0x7E:
			return 0, false
		case c >= 'A' && c <= 'Z':
			upper = 1
		case c >= 'a' && c <= 'z':
			lower = 1
		case c >= '0' && c <= '9':
			digit = 1
		default:
			sign = 1
		}
	}
	return upper + lower + digit + sign, true
}
