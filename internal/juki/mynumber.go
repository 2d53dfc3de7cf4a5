package juki

import "regexp"

var myNumberForm = regexp.MustCompile(`^[0-9]{12}$`)

// CheckMyNumber tells whether text is a 個人番号: twelve digits of which the last is the check digit of the others (平成26年総務省令第85号第5条). It keeps
// nothing. Without the form it fails with Outcome RowBadNumber, with another last digit with CodeCheckDigit; no error repeats the number. No procedure of
// this program takes or stores a 個人番号 or a 住民票コード: this is for what may ask for one, so that it is never typed in wrong and said aloud again
// (第19条第6号).
func CheckMyNumber(text string) error {
	s := Label(text)
	if !myNumberForm.MatchString(s) {
		return &Outcome{Code: RowBadNumber, Err: ErrForm}
	}
	sum := 0
	for n := 1; n <= 11; n++ { // from the lowest of the eleven digits on
		weight := n + 1
		if n > 6 {
			weight = n - 5
		}
		sum += int(s[11-n]-'0') * weight
	}
	check := 11 - sum%11
	if check >= 10 {
		check = 0
	}
	if int(s[11]-'0') != check {
		return Refuse(CodeCheckDigit)
	}
	return nil
}
