// Package ifd puts simulated readers and cards behind a real pcscd, so that every PC/SC program
// of the machine meets them: a small reader driver in C (handler/), the readers' side of it,
// and the start and stop of a pcscd with its own configuration. Linux only; for tests and training.
package ifd
