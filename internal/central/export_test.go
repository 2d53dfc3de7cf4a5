package central

import "time"

// SetPauses changes the pauses after failures, before Run.
func (u *Uploader) SetPauses(first, longest time.Duration) { u.first, u.longest = first, longest }
