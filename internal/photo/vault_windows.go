package photo

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

func mapRoom(n int) (room []byte, locked, ok bool) {
	at, err := windows.VirtualAlloc(0, uintptr(n), windows.MEM_COMMIT|windows.MEM_RESERVE, windows.PAGE_READWRITE)
	if err != nil {
		return nil, false, false
	}
	room = unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&at))), n)
	return room, windows.VirtualLock(at, uintptr(n)) == nil, true
}

// unmapRoom ends the lock with the room.
func unmapRoom(room []byte) {
	_ = windows.VirtualFree(uintptr(unsafe.Pointer(unsafe.SliceData(room))), 0, windows.MEM_RELEASE)
}
