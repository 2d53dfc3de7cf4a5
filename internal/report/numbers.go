package report

import (
	"fmt"
	"strconv"
)

// number is a figure with separators: 1,234. A minus is U+2212, which is not overlooked in print as a hyphen is.
func number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// difference always bears its sign, so that nobody takes a surplus for a loss: −1, 0, +2.
func difference(n int) string {
	if n > 0 {
		return "+" + number(n)
	}
	return number(n)
}

// pageOf is 1/3 ページ.
func pageOf(page, pages int) string { return fmt.Sprintf("%d/%d ページ", page, pages) }
