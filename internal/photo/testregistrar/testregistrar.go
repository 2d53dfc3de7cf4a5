// Package testregistrar takes photos the way a channel to the 統合端末 would, and keeps none: the training program and the tests have it,
// the release program has not (docs/decisions/0022-photos.md).
package testregistrar

import (
	"context"
	"errors"
	"sync/atomic"

	"madoguchi/internal/juki"
	"madoguchi/internal/photo"
)

// Registrar looks whether what it gets is a JPEG, counts it and forgets it.
type Registrar struct{ taken atomic.Int64 }

var errNoJPEG = errors.New("what was to be registered is no JPEG")

// Register implements photo.Registrar.
func (r *Registrar) Register(ctx context.Context, _ juki.CaseNumber, jpeg []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !photo.IsJPEG(jpeg) {
		return errNoJPEG
	}
	r.taken.Add(1)
	return nil
}

// Taken is how many photos were registered.
func (r *Registrar) Taken() int64 { return r.taken.Load() }
