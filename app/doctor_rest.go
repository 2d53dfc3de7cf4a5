package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"madoguchi/internal/store"
)

// keyFile is where a terminal without a key store keeps its key.
const keyFile = "terminal.key"

// checkAtRest looks at what protects the personal columns while the terminal is off (第19条第2号): who may read the folder, where the key lies, and what
// lies in the clear.
func checkAtRest(dir string, say func(bool, string, string)) {
	info, err := os.Stat(dir)
	if err != nil {
		return // the check of the data says so
	}
	if runtime.GOOS != "windows" { // there the profile folder's own rights hold
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			say(false, "データフォルダー", fmt.Sprintf("ほかの利用者が見られます(%o)。chmod 700 で、本人だけにしてください(第19条第1号)。", mode))
		} else {
			say(true, "データフォルダー", "本人だけが読めます。")
		}
	}
	key := store.FileKey(filepath.Join(dir, keyFile))
	if _, err := os.Stat(string(key)); err == nil {
		if _, err := key.Load(); err != nil {
			say(false, "端末の鍵", "鍵のファイルが使えません: "+err.Error())
		} else {
			say(true, "端末の鍵", "注意: 鍵がデータと同じフォルダーのファイルにあります。ディスク全体を暗号化するか、OSの鍵置き場を使ってください。")
		}
	} else {
		say(true, "端末の鍵", "OSの鍵置き場にあります。")
	}
	if lists, err := filepath.Glob(filepath.Join(dir, arrivalFolder, "*")); err == nil && len(lists) > 0 {
		say(true, "到着フォルダー", fmt.Sprintf("注意: 受け入れていない一覧が %d 件あります。個人情報です。要らないものは消してください。", len(lists)))
	}
}
