package juki

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// ErrForm is the cause when an identifier does not have its form. It never repeats what was typed.
var ErrForm = errors.New("not of the form of such a number")

// The forms of the identifiers.
var (
	noticeForm       = regexp.MustCompile(`^[0-9A-Z]{3}-[0-9]{6}$`)
	applicationForm  = regexp.MustCompile(`^[0-9]{23}$`)
	serialForm       = regexp.MustCompile(`^[0-9A-Z]{8,20}$`)
	caseForm         = regexp.MustCompile(`^R([0-9]{2})-([0-9]{6})$`)
	operatorForm     = regexp.MustCompile(`^[A-Z][0-9]{3,5}$`)
	municipalityForm = regexp.MustCompile(`^(0[1-9]|[1-3][0-9]|4[0-7])[0-9]{3}$`)
)

// parseForm folds width and case, then insists on the form.
func parseForm[T ~string](text string, form *regexp.Regexp) (T, error) {
	s := Label(text)
	if !form.MatchString(s) {
		return "", &Outcome{Code: RowBadNumber, Err: ErrForm}
	}
	return T(s), nil
}

// ParseNoticeNumber reads the number above the QR code of a 交付通知書: A1B-234567. Errors are the Outcome RowBadNumber,
// as in every Parse function of this file.
func ParseNoticeNumber(text string) (NoticeNumber, error) {
	return parseForm[NoticeNumber](text, noticeForm)
}

// ParseApplicationID reads a 申請書ID: 23 digits.
func ParseApplicationID(text string) (ApplicationID, error) {
	return parseForm[ApplicationID](text, applicationForm)
}

// ParseCardSerial reads a 製造番号: 8 to 20 digits or capital letters.
func ParseCardSerial(text string) (CardSerial, error) {
	return parseForm[CardSerial](text, serialForm)
}

// ParseCaseNumber reads the number of a case: R08-000123.
func ParseCaseNumber(text string) (CaseNumber, error) {
	return parseForm[CaseNumber](text, caseForm)
}

// ParseOperatorID reads the id of a member of staff: S001.
func ParseOperatorID(text string) (OperatorID, error) {
	return parseForm[OperatorID](text, operatorForm)
}

// ParseMunicipalityCode reads the five-digit code of a city; the first two digits are a prefecture's, 01 to 47.
func ParseMunicipalityCode(text string) (MunicipalityCode, error) {
	return parseForm[MunicipalityCode](text, municipalityForm)
}

// MakeCaseNumber is the n-th case (from 1) of the year of day. It fails beyond 999,999 cases and before 令和.
func MakeCaseNumber(day Date, n int) (CaseNumber, error) {
	year := day.ReiwaYear()
	if year < 1 || year > 99 || n < 1 || n > 999_999 {
		return "", fmt.Errorf("make case number %d of %d: %w", n, day.Year, ErrForm)
	}
	return CaseNumber(fmt.Sprintf("R%02d-%06d", year, n)), nil
}

// Parts are the Reiwa year and the running number; ok is false when c has not the form.
func (c CaseNumber) Parts() (reiwaYear, n int, ok bool) {
	m := caseForm.FindStringSubmatch(string(c))
	if m == nil {
		return 0, 0, false
	}
	reiwaYear, _ = strconv.Atoi(m[1])
	n, _ = strconv.Atoi(m[2])
	return reiwaYear, n, true
}
