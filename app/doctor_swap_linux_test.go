package main

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// What doctor says of the swap of several machines.
func TestDoctorTellsWhereMemoryMayGo(t *testing.T) {
	const head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for name, c := range map[string]struct {
		files fstest.MapFS
		ok    bool
		says  string
	}{
		"none":        {fstest.MapFS{"proc/swaps": file(head)}, true, "使っていません"},
		"a partition": {fstest.MapFS{"proc/swaps": file(head + "/dev/sda2 partition 8388604 0 -2\n")}, false, "/dev/sda2"},
		"a file":      {fstest.MapFS{"proc/swaps": file(head + "/swap.img file 4194300 12 -2\n")}, false, "/swap.img"},
		"dm-crypt":    {fstest.MapFS{"proc/swaps": file(head + "/dev/dm-1 partition 8388604 0 -2\n"), "sys/block/dm-1/dm/uuid": file("CRYPT-PLAIN-swap\n")}, true, "暗号化"},
		"by its name": {fstest.MapFS{"proc/swaps": file(head + "/dev/mapper/swap partition 8388604 0 -2\n"), "dev/mapper/swap": {Data: []byte("../dm-1"), Mode: fs.ModeSymlink},
			"sys/block/dm-1/dm/uuid": file("CRYPT-LUKS2-1-x\n")}, true, "暗号化"},
		"LVM alone":                  {fstest.MapFS{"proc/swaps": file(head + "/dev/dm-0 partition 8388604 0 -2\n"), "sys/block/dm-0/dm/uuid": file("LVM-abc\n")}, false, "/dev/dm-0"},
		"zram":                       {fstest.MapFS{"proc/swaps": file(head + "/dev/zram0 partition 4194300 0 100\n")}, true, "メモリーの中だけ"},
		"a file that is called zram": {fstest.MapFS{"proc/swaps": file(head + "/var/zram0 file 4194300 0 100\n")}, false, "/var/zram0"},
		"one of two":                 {fstest.MapFS{"proc/swaps": file(head + "/dev/zram0 partition 4194300 0 100\n/dev/sda2 partition 1 0 -2\n")}, false, "/dev/sda2 は"},
		"unknown":                    {fstest.MapFS{}, false, "分かりません"},
	} {
		ok, says := swapWords(c.files)
		if ok != c.ok || !strings.Contains(says, c.says) {
			t.Errorf("%s: %v %s", name, ok, says)
		}
	}
}
