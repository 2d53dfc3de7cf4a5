//go:build !linux

package main

// checkSwap: how the page file is protected is the system's word (BitLocker, FileVault); the guide says what to look for.
func checkSwap(say func(bool, string, string)) {
	say(true, "スワップ", "この環境では確かめられません。ディスク全体の暗号化(BitLocker など)を使ってください。")
}
