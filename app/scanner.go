package main

import (
	"context"

	"madoguchi/hardware"
	"madoguchi/internal/juki"
)

// ScannerSettings name the counter's own scanner for photos (第22条第2号): the registered device and no other.
type ScannerSettings struct {
	Kind        string `toml:"kind"`        // "escl", "sane" or "none"
	URI         string `toml:"uri"`         // escl: https://192.0.2.20/eSCL
	UUID        string `toml:"uuid"`        // escl: what the device calls itself
	Fingerprint string `toml:"fingerprint"` // escl: SHA-256 of its certificate, hex
	PlainHTTP   bool   `toml:"plain_http"`  // escl: http:// to another machine is allowed
	Device      string `toml:"device"`      // sane: as scanimage -L lists it
}

// noScanner is a counter that takes no photos.
const noScanner = "none"

// checkScanner asks the registered scanner whether it could scan now.
func checkScanner(ctx context.Context, dir string, say func(bool, string, string)) {
	const what = "スキャナー"
	ctx, cancel := context.WithTimeout(ctx, doctorDeadline)
	defer cancel()
	settings, err := readSettings(dir)
	var s hardware.Scanner
	if err == nil {
		s, err = openScanner(settings)
	}
	switch {
	case err != nil:
		say(false, what, err.Error())
		return
	case s == nil:
		say(true, what, "設定されていません。顔写真の読取りはできません。")
		return
	}
	if err := s.Ready(ctx); err != nil {
		say(false, what, inWords(juki.Refuse(scannerTrouble(err))))
		return
	}
	if settings.Scanner.PlainHTTP {
		say(true, what, "読み取れます。通信は暗号化されていません(plain_http)。")
		return
	}
	say(true, what, "読み取れます。")
}
