package photo

import "golang.org/x/sys/unix"

// leaveOutOfCore keeps the room out of a core file, should somebody have switched those on again, and out of a child.
func leaveOutOfCore(room []byte) {
	_ = unix.Madvise(room, unix.MADV_DONTDUMP)
	_ = unix.Madvise(room, unix.MADV_DONTFORK)
}
