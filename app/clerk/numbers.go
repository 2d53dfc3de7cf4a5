package clerk

import "strconv"

func plain(n int) string { return strconv.Itoa(n) }

// number writes a number with separators: 12,345.
func (w *Window) number(n int) string {
	digits := plain(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
