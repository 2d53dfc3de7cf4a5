package cards

import (
	"errors"
	"fmt"

	"madoguchi/internal/juki"
)

// errRecord is a card file that is not of the known form.
var errRecord = errors.New("card data: not of the known form")

// The layout of the common record: 01 1C, then 28 digits.
const (
	recordTag       = 0x01
	serialLen       = 15
	municipalityLen = 5
	expiryLen       = 8
)

// parseCardRecord takes apart record 1 of the common application: tag, length, serial of 15 digits, municipality
// code of 5, expiry YYYYMMDD. Anything else is refused whole: half a serial could be another card's.
func parseCardRecord(b []byte) (juki.CardSerial, juki.MunicipalityCode, juki.Date, error) {
	fail := func(what string) (juki.CardSerial, juki.MunicipalityCode, juki.Date, error) {
		return "", "", juki.Date{}, fmt.Errorf("parse card record (%s): %w", what, errRecord)
	}
	v, err := wholeElement(b, recordTag)
	if err != nil {
		return fail("tag or length")
	}
	if len(v) != serialLen+municipalityLen+expiryLen {
		return fail("length")
	}
	for _, c := range v {
		if c < '0' || c > '9' {
			return fail("digits")
		}
	}
	expires, ok := cardDate(v[serialLen+municipalityLen:])
	if !ok {
		return fail("expiry")
	}
	return juki.CardSerial(v[:serialLen]), juki.MunicipalityCode(v[serialLen : serialLen+municipalityLen]), expires, nil
}

// cardDate reads YYYYMMDD, digits already checked; ok is false for a day that is in no calendar.
func cardDate(b []byte) (d juki.Date, ok bool) {
	n := 0
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	d = juki.Date{Year: n / 10000, Month: n / 100 % 100, Day: n % 100}
	return d, d.Year >= 1900 && d.Valid()
}
