package stock

import (
	"strings"

	"madoguchi/internal/juki"
)

// ParseReceipt lets a receipt be fuzzed from outside.
func ParseReceipt(text string) (Transfer, error) { return parseReceipt(text) }

// Summed closes any text with a right checksum.
func Summed(text string) string {
	text = juki.Label(text)
	return sum(strings.Split(text[:max(strings.LastIndexByte(text, '/'), 0)], "/"))
}
