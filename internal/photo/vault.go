package photo

// vault is room for pixels outside the collected heap: it is never moved or copied, kept out of the swap where the system allows it, left
// out of core files, and given back to the system when it is wiped.
type vault struct {
	room   []byte
	locked bool // the system promised to keep it out of the swap
	mapped bool // the room is the system's own, not the heap's
}

// newVault makes room for n bytes, all zero. A system that grants no locked room gets an unlocked one: doctor says so.
func newVault(n int) *vault {
	if room, locked, ok := mapRoom(n); ok {
		return &vault{room: room, locked: locked, mapped: true}
	}
	return &vault{room: make([]byte, n)}
}

// wipe overwrites the room and gives it back; more than once is harmless.
func (v *vault) wipe() {
	if v == nil || v.room == nil {
		return
	}
	clear(v.room)
	if v.mapped {
		unmapRoom(v.room)
	}
	v.room = nil
}

// MemoryLocked tries whether this system keeps a picture out of the swap: for doctor. Nothing is kept.
func MemoryLocked() bool {
	size := Area().Pixels()
	v := newVault(size.X * size.Y * 4)
	defer v.wipe()
	return v.locked
}
