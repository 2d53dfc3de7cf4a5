//go:build unix

package photo

import "golang.org/x/sys/unix"

func mapRoom(n int) (room []byte, locked, ok bool) {
	room, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, false, false
	}
	leaveOutOfCore(room)
	return room, unix.Mlock(room) == nil, true
}

// unmapRoom ends the lock with the mapping.
func unmapRoom(room []byte) { _ = unix.Munmap(room) }
