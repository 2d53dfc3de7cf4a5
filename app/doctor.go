package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"madoguchi/internal/juki"
	"madoguchi/internal/store"
)

// doctorDeadline bounds the look at the devices.
const doctorDeadline = 5 * time.Second

// runDoctor is the check before opening (始業点検): it looks, says what it finds, and changes nothing.
func runDoctor(ctx context.Context, args []string) error {
	dir, err := dataFlag("doctor", args)
	if err != nil {
		return err
	}
	good := true
	say := func(ok bool, what, how string) {
		mark := "○"
		if !ok {
			mark, good = "×", false
		}
		fmt.Printf("%s %s: %s\n", mark, what, how)
	}
	m := &Main{Dir: dir, Now: time.Now, Keys: defaultKeys(dir)}
	checkData(ctx, dir, say)
	checkAtRest(dir, say)
	checkSwap(say)
	if os.Geteuid() == 0 {
		say(false, "利用者", "管理者権限で動いています。業務用の利用者で起動してください(第15条第1号)。")
	}
	if err := fitDevices(m); err != nil {
		say(false, "装置", err.Error())
	} else {
		checkDevices(ctx, m, say)
		checkDesktop(m.Desktop, os.Getenv("XDG_SESSION_TYPE"), say)
		checkScanner(ctx, dir, say)
	}
	checkPhotoMemory(say)
	if !good {
		return fmt.Errorf("始業点検で直すところが見つかりました")
	}
	fmt.Println("始業点検: 異常ありません。")
	return nil
}

// checkData reads beside a counter that works on the data.
func checkData(ctx context.Context, dir string, say func(bool, string, string)) {
	if err := readData(ctx, dir, say); err != nil {
		say(false, "データ", inWords(err))
	}
}

func readData(ctx context.Context, dir string, say func(bool, string, string)) error {
	settings, err := readSettings(dir)
	if err != nil {
		return err
	}
	if _, err := readProfile(dir, settings.Profile); err != nil {
		return err
	}
	r, err := store.OpenReader(filepath.Join(dir, store.FileName), store.Options{Now: time.Now, Rand: rand.Reader, Keys: defaultKeys(dir), Origin: settings.origin()})
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", errNoData, dir)
	}
	if err != nil {
		return err
	}
	defer r.Close()
	records, err := r.CheckAll(ctx)
	if err == nil {
		say(true, "操作履歴", fmt.Sprintf("%d 件、すべて署名と一致", records))
	}
	if names := store.MisfiledIn(err); len(names) > 0 {
		say(false, "操作履歴の索引", strings.Join(names, ", "))
	}
	if behind, clockErr := r.ClockBehind(ctx); clockErr == nil && behind {
		say(false, "時計", inWords(juki.Refuse(juki.ClockBehind)))
	}
	return err
}

func checkDevices(ctx context.Context, m *Main, say func(bool, string, string)) {
	ctx, cancel := context.WithTimeout(ctx, doctorDeadline)
	defer cancel()
	snap, ok := <-m.Readers.Watch(ctx)
	switch {
	case !ok || !snap.ServiceUp:
		say(false, "リーダー", inWords(juki.Refuse(juki.ReaderServiceMissing)))
	case len(snap.Readers) < 2:
		say(false, "リーダー", fmt.Sprintf("%d 台。職員側と住民側の2台が要ります。", len(snap.Readers)))
	default:
		say(true, "リーダー", fmt.Sprintf("%d 台", len(snap.Readers)))
	}
	checkPrinter(ctx, m, say)
	monitors, err := m.Screens.Monitors()
	if err != nil || len(monitors) < 2 {
		say(false, "画面", inWords(juki.Refuse(juki.NoPadMonitor)))
		return
	}
	say(true, "画面", fmt.Sprintf("%d 面", len(monitors)))
}

// checkPrinter asks the printer whether it could print now. A counter without one saves its papers as PDF.
func checkPrinter(ctx context.Context, m *Main, say func(bool, string, string)) {
	settings, err := readSettings(m.Dir)
	if err == nil {
		m.Printer, err = openPrinter(settings, m.Dir)
	}
	switch {
	case err != nil:
		say(false, "プリンター", err.Error())
	case m.Printer == nil:
		say(true, "プリンター", "設定されていません。帳票はPDFで保存します。")
	default:
		if err := (papers{m}).PrinterReady(ctx); err != nil {
			say(false, "プリンター", inWords(err))
			return
		}
		say(true, "プリンター", "印刷できます。")
	}
}
