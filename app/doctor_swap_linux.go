package main

import (
	"io/fs"
	"os"
	"path"
	"strings"
)

// checkSwap says whether what is in memory may be written to a disk in the clear (第19条第2号).
func checkSwap(say func(bool, string, string)) {
	ok, words := swapWords(os.DirFS("/"))
	say(ok, "スワップ", words)
}

// swapWords tells how the swap of a machine stands, from the root of its file system.
func swapWords(root fs.FS) (ok bool, words string) {
	table, err := fs.ReadFile(root, "proc/swaps")
	if err != nil {
		return false, "使われているか分かりません。"
	}
	var clear []string
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		if len(fields) > 0 && !sealedSwap(root, fields[0]) {
			clear = append(clear, fields[0])
		}
	}
	switch {
	case len(lines) == 1:
		return true, "使っていません。"
	case len(clear) == 0:
		return true, "暗号化されているか、メモリーの中だけです。"
	}
	return false, strings.Join(clear, "、") + " は暗号化されていません(ファイルのときは、置かれたディスクの暗号化を確かめてください)。メモリーの中身がディスクに書かれることがあります。暗号化するか、止めてください(swapoff)。"
}

// sealedSwap tells whether a swap device is encrypted by the kernel (dm-crypt), or is memory itself (zram). Of a file it tells nothing: false.
func sealedSwap(root fs.FS, device string) bool {
	name := path.Base(device)
	if link, err := fs.ReadLink(root, strings.TrimPrefix(device, "/")); err == nil { // /dev/mapper/cryptswap
		name = path.Base(link)
	}
	if strings.HasPrefix(device, "/dev/") && strings.HasPrefix(name, "zram") {
		return true
	}
	id, err := fs.ReadFile(root, "sys/block/"+name+"/dm/uuid")
	return err == nil && strings.HasPrefix(string(id), "CRYPT-")
}
