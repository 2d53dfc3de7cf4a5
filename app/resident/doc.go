// Package resident is the window that faces the resident (住民側): pages of guidance with one thing a page, and the pad on
// which a resident types PINs. It is the only code that sees the key presses of a PIN; they live in buffers that are wiped
// on every way out and are never in a label, a log or a name for screen readers.
package resident
