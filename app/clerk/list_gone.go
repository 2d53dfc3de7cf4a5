package clerk

// Lists is what becomes of a list that was taken in.
type Lists interface {
	// ListTaken takes a list of the arrival folder away when it still has the digest; gone is false when it stays by a setting, or was replaced.
	ListTaken(name string, digest [32]byte) (gone bool, err error)
}

// takeListAway takes a list away once all of it was taken in: it holds names and addresses in the clear (第19条第1号・第2号). One with bad rows stays, to be
// put right. A list that cannot go does not undo that it was taken: it stands in the folder's list, to be seen.
func (w *Window) takeListAway(name string, digest [32]byte, whole bool) {
	if whole {
		_, _ = w.Office.ListTaken(name, digest)
	}
}
