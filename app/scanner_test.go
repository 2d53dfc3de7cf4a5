//go:build !training

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"madoguchi/hardware"
	"madoguchi/hardware/hardwaretest"
	"madoguchi/internal/juki"
)

// Each fault of a scanner is told to the clerk by its own code, or by one that says the same to do.
func TestScannerFaultsHaveCodes(t *testing.T) {
	for fault, want := range map[hardware.Fault]juki.Code{
		hardware.ScannerGone: juki.ScannerMissing, hardware.ScannerUntrusted: juki.ScannerUntrusted, hardware.ScannerRefuses: juki.ScannerRefuses,
		hardware.ScannerBusy: juki.ScannerBusy, hardware.ScannerWarming: juki.ScannerWarming, hardware.ScannerJam: juki.ScannerJam,
		hardware.ScannerCoverOpen: juki.ScannerCoverOpen, hardware.ScannerNoPaper: juki.ScannerNoPaper, hardware.ScannerTimeout: juki.ScannerTimeout,
		hardware.ScannerTooSmall: juki.ScannerTooSmall, hardware.ScannerNonsense: juki.ScannerFailed, hardware.ScannerFailed: juki.ScannerFailed,
	} {
		if got := scannerTrouble(fmt.Errorf("scanning: %w: %w", fault, context.DeadlineExceeded)); got != want {
			t.Errorf("%s is %s, want %s", fault, got, want)
		}
	}
	if got := scannerTrouble(errors.New("x")); got != juki.ScannerFailed {
		t.Error(got)
	}
}

// The scanner of the settings is asked at the check before opening; whatever else answers there is said.
func TestDoctorAsksTheRegisteredScanner(t *testing.T) {
	d := hardwaretest.StartEscl(t, true)
	escl := func(uuid, fingerprint string) string {
		return fmt.Sprintf("kind = \"escl\"\nuri = %q\nuuid = %q\nfingerprint = %q\n", d.URI(), uuid, fingerprint)
	}
	for name, c := range map[string]struct {
		settings string
		good     bool
		says     string
	}{
		"nothing set":           {"", true, "設定されていません"},
		"none":                  {`kind = "none"`, true, "設定されていません"},
		"the registered device": {escl(hardwaretest.EsclUUID, d.Fingerprint()), true, "読み取れます"},
		"another UUID":          {escl("00000000-0000-0000-0000-000000000000", d.Fingerprint()), false, "登録されたスキャナーではありません"},
		"another certificate":   {escl(hardwaretest.EsclUUID, strings.Repeat("ab", 32)), false, "登録されたスキャナーではありません"},
		"no fingerprint":        {escl(hardwaretest.EsclUUID, ""), false, "fingerprint"},
		"a kind nobody knows":   {`kind = "twain"`, false, "twain"},
		"a device of SANE":      {"kind = \"sane\"\ndevice = \"-o\"", false, "scanimage -L"},
		"a word nobody knows":   {`password = "x"`, false, "unknown setting"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, settingsFile), []byte("[scanner]\n"+c.settings), 0o600); err != nil {
			t.Fatal(err)
		}
		said := 0
		checkScanner(t.Context(), dir, func(ok bool, what, how string) {
			said++
			if ok != c.good || what != "スキャナー" || !strings.Contains(how, c.says) {
				t.Errorf("%s: %v %s: %s", name, ok, what, how)
			}
		})
		if said != 1 {
			t.Errorf("%s: %d lines", name, said)
		}
	}
}
